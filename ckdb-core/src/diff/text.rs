//! A diff as a changelog that a curator reads: a table of counts, then each gene with its records and levels.

use super::{Change, Diff, Kind, LevelMove, RecordChange};
use crate::model::Vocabulary;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Records about no gene come last, under this heading.
const NO_GENE: &str = "no single gene";

#[derive(Default)]
struct Gene<'d> {
    records: Vec<&'d RecordChange>,
    levels: Vec<&'d LevelMove>,
}

/// Writes the changelog; a diff of nothing is one line that says so.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_text(diff: &Diff, mut out: impl Write) -> io::Result<()> {
    let Diff { old, new, .. } = diff;
    writeln!(out, "old  release {}, index {}\nnew  release {}, index {}", old.release, old.index, new.release, new.index)?;
    if diff.is_empty() {
        return writeln!(out, "\nno record and no level differs");
    }
    writeln!(out, "\n{:<12}{:>8}{:>9}{:>9}", "", "added", "removed", "changed")?;
    for kind in Kind::ALL {
        let [added, removed, changed] = diff.counts(*kind);
        if added + removed + changed > 0 {
            writeln!(out, "{:<12}{added:>8}{removed:>9}{changed:>9}", kind.as_str())?;
        }
    }
    if !diff.levels.is_empty() {
        let count = |kind| diff.levels.iter().filter(|moved| moved.kind == kind).count();
        let counts: Vec<String> = super::MoveKind::ALL.iter().map(|kind| format!("{} {kind}", count(*kind))).collect();
        writeln!(out, "levels: {}", counts.join(", "))?;
    }
    for (gene, changes) in by_gene(diff) {
        writeln!(out, "\n{}", gene.unwrap_or(NO_GENE))?;
        for change in changes.records {
            record(&mut out, change)?;
        }
        let mut disease = None;
        for moved in changes.levels {
            if disease.replace(&moved.disease) != Some(&moved.disease) {
                writeln!(out, "  levels in {}", moved.disease)?;
            }
            level(&mut out, moved)?;
        }
    }
    Ok(())
}

/// Changes by gene. What speaks of several genes stands with the first, so that nothing is counted twice.
fn by_gene(diff: &Diff) -> Vec<(Option<&str>, Gene<'_>)> {
    let mut genes: BTreeMap<&str, Gene<'_>> = BTreeMap::new();
    let mut others = Gene::default();
    for change in &diff.records {
        let place = change.row.genes.first().map_or(&mut others, |gene| genes.entry(gene).or_default());
        place.records.push(change);
    }
    for moved in &diff.levels {
        moved.genes.first().map_or(&mut others, |gene| genes.entry(gene).or_default()).levels.push(moved);
    }
    let mut all: Vec<(Option<&str>, Gene<'_>)> = genes.into_iter().map(|(gene, changes)| (Some(gene), changes)).collect();
    for (_, changes) in &mut all {
        changes.levels.sort_by(|a, b| (&a.disease, &a.profile).cmp(&(&b.disease, &b.profile)));
    }
    others.levels.sort_by(|a, b| (&a.disease, &a.profile).cmp(&(&b.disease, &b.profile)));
    if !others.records.is_empty() || !others.levels.is_empty() {
        all.push((None, others));
    }
    all
}

fn record(out: &mut impl Write, change: &RecordChange) -> io::Result<()> {
    let sign = match change.change {
        Change::Added => '+',
        Change::Removed => '-',
        Change::Changed(_) => '~',
    };
    let row = &change.row;
    writeln!(out, "  {sign} {} {}  {}", row.kind, row.id, row.label)?;
    if let Change::Changed(fields) = &change.change {
        // The identity of an evidence item begins with its profile: that it moved is told once.
        let moved = fields.iter().any(|field| field.field == "profile");
        for field in fields.iter().filter(|field| !(moved && field.field == "id")) {
            writeln!(out, "      {}: {} → {}", field.field, shown(&field.old), shown(&field.new))?;
        }
    }
    Ok(())
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(not given)" } else { value }
}

fn level(out: &mut impl Write, moved: &LevelMove) -> io::Result<()> {
    let told = |side: &Option<(String, Vec<String>)>| match side {
        Some((level, records)) => format!("{level} by {}", records.join(", ")),
        None => "none".to_owned(),
    };
    let therapies = if moved.therapies.is_empty() { String::new() } else { format!(" · {}", moved.therapies) };
    writeln!(
        out,
        "    {} {}{therapies} · {} · {}: {} → {}",
        moved.kind,
        moved.profile_name,
        moved.claim,
        moved.scheme,
        told(&moved.old),
        told(&moved.new)
    )
}
