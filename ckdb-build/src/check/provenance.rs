//! Sources: how they name their records, whether they may be passed on, and what their release can know.

use super::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, rules};
use crate::record::{Header, Provenance, Records, Spanned, shape};

pub(super) fn check(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let mut all: Vec<(&Header, &Provenance)> = Vec::new();
    all.extend(records.genes.iter().map(|r| (&r.header, &r.provenance)));
    all.extend(records.diseases.iter().map(|r| (&r.header, &r.provenance)));
    all.extend(records.therapies.iter().map(|r| (&r.header, &r.provenance)));
    all.extend(records.approvals.iter().map(|r| (&r.header, &r.provenance)));
    all.extend(records.trials.iter().map(|r| (&r.header, &r.provenance)));
    for profile in &records.profiles {
        all.extend(profile.evidence.iter().map(|e| (&e.header, &e.provenance)));
        all.extend(profile.assertions.iter().map(|a| (&a.header, &a.provenance)));
    }
    for (header, provenance) in all {
        shipping(header, provenance, catalogue, out);
    }
    for source in records.sources.iter().filter(|s| s.header.layer == 0) {
        if source.redistributable.sound() == Some(&false) {
            out.push(
                Diagnostic::new(
                    &rules::NOT_REDISTRIBUTABLE,
                    source.redistributable.place,
                    format!("`{}` must not be passed on, and this is the layer that ships", source.header.id),
                )
                .label("overlays only")
                .help("move the source and everything taken from it to a directory of its own"),
            );
        }
    }
    names(records, out);
    dates(records, catalogue, out);
}

/// A record of the first layer must not rest on a source that an overlay keeps to itself.
fn shipping(header: &Header, provenance: &Provenance, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let Some(id) = provenance.source.sound() else { return };
    let Some(source) = catalogue.sources.get(id.as_str()) else { return };
    if header.layer == 0 && source.header.layer > 0 && source.redistributable.sound() == Some(&false) {
        out.push(
            Diagnostic::new(
                &rules::NOT_REDISTRIBUTABLE,
                provenance.source.place,
                format!("`{}` is taken from `{id}`, which must not be passed on", header.id),
            )
            .label("overlays only")
            .related(source.redistributable.place, "the source says so")
            .help("move this record to the source's layer"),
        );
    }
}

fn names(records: &Records, out: &mut Diagnostics) {
    for profile in &records.profiles {
        for e in &profile.evidence {
            numbered(&e.provenance, "civic", "EID", out);
        }
        for a in &profile.assertions {
            numbered(&a.provenance, "civic", "AID", out);
        }
    }
    for trial in &records.trials {
        numbered(&trial.provenance, "clinicaltrials-gov", "NCT", out);
    }
    for gene in &records.genes {
        same(&gene.provenance, "hgnc", Some(&gene.hgnc), |code| code.to_owned(), out);
    }
    for disease in &records.diseases {
        numbered(&disease.provenance, "doid", "DOID:", out);
        same(&disease.provenance, "doid", disease.doid.as_ref(), |code| code.to_owned(), out);
        same(&disease.provenance, "ncit", disease.ncit.as_ref(), bare_ncit, out);
    }
    for therapy in &records.therapies {
        same(&therapy.provenance, "ncit", therapy.ncit.as_ref(), bare_ncit, out);
    }
}

fn bare_ncit(code: &str) -> String {
    code.trim_start_matches("NCIt:").to_owned()
}

/// The names a source gives: a prefix and digits.
fn numbered(provenance: &Provenance, source: &str, prefix: &str, out: &mut Diagnostics) {
    let (Some(own), Some(record)) = (provenance.source.sound(), provenance.record.sound()) else { return };
    let fits = || record.strip_prefix(prefix).is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()));
    if own == source && !fits() {
        out.push(
            Diagnostic::new(
                &rules::SOURCE_RECORD,
                provenance.record.place,
                format!("`{record}` is not how `{source}` names such a record"),
            )
            .label(format!("expected `{prefix}` and digits")),
        );
    }
}

/// When the record comes from the register that also gives its code, both are the same.
fn same(
    provenance: &Provenance,
    source: &str,
    code: Option<&Spanned<String>>,
    as_record: impl Fn(&str) -> String,
    out: &mut Diagnostics,
) {
    let (Some(own), Some(record), Some(code)) = (provenance.source.sound(), provenance.record.sound(), code) else {
        return;
    };
    let Some(text) = code.sound() else { return };
    if own == source && as_record(record) != as_record(text) {
        out.push(
            Diagnostic::new(
                &rules::SOURCE_RECORD,
                provenance.record.place,
                format!("the record is taken from `{record}`, but its own code is `{text}`"),
            )
            .label("not the same")
            .related(code.place, "its code"),
        );
    }
}

fn dates(records: &Records, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    for approval in &records.approvals {
        let tests = approval.companion_diagnostics.iter().filter_map(|c| c.approved_on.as_ref());
        for date in approval.approved_on.iter().chain(tests) {
            not_later(date, &approval.provenance, catalogue, out);
        }
    }
    for trial in &records.trials {
        not_later(&trial.as_of, &trial.provenance, catalogue, out);
    }
}

fn not_later(date: &Spanned<String>, provenance: &Provenance, catalogue: &Catalogue<'_>, out: &mut Diagnostics) {
    let (Some(day), Some(id)) = (date.sound(), provenance.source.sound()) else { return };
    let Some(source) = catalogue.sources.get(id.as_str()) else { return };
    let Some(release) = source.release.sound() else { return };
    // A release may be a day, a month or a year; versions such as `v1.4` say nothing about days.
    let padded = match release.len() {
        4 => format!("{release}-12-31"),
        7 => format!("{release}-28"),
        _ => release.clone(),
    };
    if shape::is_date(&padded) && day.get(..release.len()).is_some_and(|day| day > release.as_str()) {
        out.push(
            Diagnostic::new(&rules::AFTER_RELEASE, date.place, format!("{day} is later than the release {release} of `{id}`"))
                .label("the source cannot know this yet")
                .related(source.release.place, "its release"),
        );
    }
}
