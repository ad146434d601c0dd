//! CIViC's variants: the row, and what it states beside the name.

use super::release::Release;
use super::table::{Row, Table};
use crate::import::profile_name::meaning::{StatedLetters, Stretch};
use ckdb_core::genome::{Allele, Assembly, Bases, Contig, Interval, Position};
use std::collections::BTreeMap;

/// One variant.
#[derive(Clone)]
pub(super) struct Variant<'t> {
    pub(super) row: Row<'t>,
    /// The gene, as CIViC writes it.
    pub(super) gene: &'t str,
    pub(super) entrez: Option<u32>,
    pub(super) name: &'t str,
    pub(super) stretch: Option<Stretch>,
    pub(super) letters: Vec<StatedLetters>,
}

/// Columns of a variant, in the table of variants or, in old releases, beside its evidence.
const ID: &[&str] = &["variant_id"];

/// Every variant by number: of its own table, else of the evidence that speaks of it.
pub(super) fn variants(release: &Release) -> BTreeMap<u32, Variant<'_>> {
    let mut found = BTreeMap::new();
    let anchors = release.vcf.as_ref().map(anchored).unwrap_or_default();
    for table in [release.variants.as_ref(), Some(&release.evidence)].into_iter().flatten().filter(|table| table.has(ID)) {
        for row in table.rows() {
            let Ok(id) = row.get(ID).parse::<u32>() else { continue };
            found.entry(id).or_insert_with(|| variant(row, anchors.get(&id)));
        }
    }
    found
}

fn variant<'t>(row: Row<'t>, anchored: Option<&StatedLetters>) -> Variant<'t> {
    let stretch = stretch(row);
    let (reference, alternate) = (row.get(&["reference_bases"]), row.get(&["variant_bases"]));
    let mut letters: Vec<StatedLetters> = stretch.and_then(|stretch| stated(stretch, reference, alternate)).into_iter().collect();
    // An indel of the table has no letter before it; the VCF has. Both are kept, so that they can be compared.
    let needs_anchor = reference.is_empty() || alternate.is_empty();
    if let Some(anchored) = anchored {
        if needs_anchor { letters.insert(0, anchored.clone()) } else { letters.push(anchored.clone()) }
    }
    Variant {
        row,
        gene: row.get(&["gene", "feature_name"]),
        entrez: row.get(&["entrez_id"]).parse().ok(),
        name: row.cell(&["variant"]).0,
        stretch,
        letters,
    }
}

fn assembly(row: Row<'_>) -> Assembly {
    // Coordinates without a build are CIViC's older ones, of GRCh37; a wrong build shows in the reference letters.
    row.get(&["reference_build"]).parse().unwrap_or(Assembly::Grch37)
}

fn stretch(row: Row<'_>) -> Option<Stretch> {
    let (contig, _) = Contig::parse(row.get(&["chromosome"]))?;
    let first = Position::new(row.get(&["start"]).parse().ok()?)?;
    let last = row.get(&["stop"]).parse().ok().and_then(Position::new).unwrap_or(first);
    Some(Stretch { assembly: assembly(row), contig, interval: Interval::inclusive(first, last)? })
}

/// The letters of a row: both sides written, or one of them empty for an insertion or deletion.
fn stated(stretch: Stretch, reference: &str, alternate: &str) -> Option<StatedLetters> {
    let (reference, alternate) = (bases(reference)?, bases(alternate)?);
    let length = u32::try_from(reference.len()).ok()?;
    let start = stretch.interval.start();
    let interval = match (reference.is_empty(), alternate.is_empty()) {
        (true, true) => return None,
        // Between the two letters named; behind the one letter named, or behind the letters that are doubled.
        (true, false) if stretch.interval.len() <= 2 => Interval::from_length(start + 1, 0),
        (true, false) => Interval::from_length(stretch.interval.end(), 0),
        _ => Interval::from_length(start, length),
    };
    if reference == alternate {
        return None;
    }
    let allele = Allele { contig: stretch.contig, interval, reference, alternate };
    Some(StatedLetters { assembly: stretch.assembly, allele })
}

fn bases(text: &str) -> Option<Bases> {
    let text = text.trim_matches('-');
    let plain = text.bytes().all(|byte| matches!(byte.to_ascii_uppercase(), b'A' | b'C' | b'G' | b'T'));
    plain.then(|| text.bytes().map(|byte| byte.to_ascii_uppercase()).collect())
}

/// The lines of `civic_accepted.vcf` by variant number. It is of GRCh37 (its `##reference`).
fn anchored(vcf: &Table) -> BTreeMap<u32, StatedLetters> {
    let mut found = BTreeMap::new();
    for line in vcf.raw_lines() {
        let mut cells = line.split('\t');
        let (Some(contig), Some(position), Some(id), Some(reference), Some(alternate)) =
            (cells.next(), cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        let (Some((contig, _)), Ok(position), Ok(id)) = (Contig::parse(contig), position.parse(), id.parse()) else { continue };
        let Ok(allele) = Allele::from_vcf(contig, position, reference.as_bytes(), alternate.as_bytes()) else { continue };
        found.insert(id, StatedLetters { assembly: Assembly::Grch37, allele });
    }
    found
}
