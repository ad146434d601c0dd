//! Claims: their words fit together, and each is made once.

use std::collections::BTreeMap;

use ckdb_core::model::{EvidenceType, Significance, TherapyInteraction, Vocabulary};

use crate::diagnostic::{Diagnostic, Diagnostics, Place, rules};
use crate::record::{EvidenceRecord, ProfileRecord, Records, Spanned};

/// Fewer characters say nothing, more are mostly copied.
const STATEMENT: std::ops::RangeInclusive<usize> = 20..=600;

pub(super) fn check(records: &Records, out: &mut Diagnostics) {
    let mut statements: BTreeMap<&str, (&str, Place)> = BTreeMap::new();
    let mut sources: BTreeMap<(&str, &str), (&str, Place)> = BTreeMap::new();
    for profile in &records.profiles {
        for e in &profile.evidence {
            words(&Claim::of(e), out);
            length(&e.statement, out);
            once(&mut statements, &e.statement, &e.header.id, out);
            entered_once(&mut sources, &e.provenance.source, &e.provenance.record, &e.header.id, out);
        }
        for a in &profile.assertions {
            words(
                &Claim {
                    place: a.header.place,
                    evidence_type: &a.evidence_type,
                    significance: &a.significance,
                    therapies: &a.therapies,
                    interaction: a.interaction.as_ref(),
                },
                out,
            );
            length(&a.summary, out);
            once(&mut statements, &a.summary, &a.header.id, out);
            entered_once(&mut sources, &a.provenance.source, &a.provenance.record, &a.header.id, out);
        }
        repeated_claims(profile, out);
    }
}

/// What evidence items and assertions have in common.
struct Claim<'r> {
    place: Place,
    evidence_type: &'r Spanned<EvidenceType>,
    significance: &'r Spanned<Significance>,
    therapies: &'r [Spanned<String>],
    interaction: Option<&'r Spanned<TherapyInteraction>>,
}

impl<'r> Claim<'r> {
    fn of(e: &'r EvidenceRecord) -> Self {
        Self {
            place: e.header.place,
            evidence_type: &e.evidence_type,
            significance: &e.significance,
            therapies: &e.therapies,
            interaction: e.interaction.as_ref(),
        }
    }
}

fn words(claim: &Claim<'_>, out: &mut Diagnostics) {
    let kind = claim.evidence_type.sound().copied();
    if let (Some(kind), Some(significance)) = (kind, claim.significance.sound().copied())
        && !significance.is_legal_for(kind)
    {
        let legal: Vec<&str> = Significance::ALL.iter().filter(|s| s.is_legal_for(kind)).map(|s| s.as_str()).collect();
        out.push(
            Diagnostic::new(
                &rules::SIGNIFICANCE_FOR_TYPE,
                claim.significance.place,
                format!("a claim of type `{}` cannot say `{}`", kind.as_str(), significance.as_str()),
            )
            .label("does not fit the type")
            .related(claim.evidence_type.place, "the type")
            .help(format!("for `{}` the words are `{}`", kind.as_str(), legal.join("`, `"))),
        );
    }
    match (kind, claim.therapies.first()) {
        (Some(EvidenceType::Predictive), None) => out.push(
            Diagnostic::new(&rules::THERAPIES_FOR_TYPE, claim.place, "a predictive claim names its therapies")
                .label("`therapies` is missing"),
        ),
        (Some(kind), Some(first)) if kind != EvidenceType::Predictive => out.push(
            Diagnostic::new(
                &rules::THERAPIES_FOR_TYPE,
                first.place,
                format!("a claim of type `{}` names no therapies", kind.as_str()),
            )
            .label("leave `therapies` out")
            .related(claim.evidence_type.place, "the type"),
        ),
        _ => {}
    }
    match (claim.therapies, claim.interaction) {
        ([_, second, ..], None) => out.push(
            Diagnostic::new(&rules::INTERACTION, second.place, "with two or more therapies, `interaction` is needed")
                .label("how does this belong to the one before?")
                .help("write `interaction = \"Combination\"`, `\"Substitutes\"` or `\"Sequential\"`"),
        ),
        ([] | [_], Some(interaction)) => out.push(
            Diagnostic::new(&rules::INTERACTION, interaction.place, "with fewer than two therapies there is no `interaction`")
                .label("leave this out, or name the other therapies"),
        ),
        _ => {}
    }
}

fn length(text: &Spanned<String>, out: &mut Diagnostics) {
    let Some(statement) = text.sound() else { return };
    let characters = statement.chars().count();
    if !STATEMENT.contains(&characters) {
        out.push(
            Diagnostic::new(
                &rules::STATEMENT_LENGTH,
                text.place,
                format!("this statement has {characters} characters, expected {} to {}", STATEMENT.start(), STATEMENT.end()),
            )
            .label(if characters < *STATEMENT.start() { "too short to say anything" } else { "too long" }),
        );
    }
}

fn once<'r>(seen: &mut BTreeMap<&'r str, (&'r str, Place)>, text: &'r Spanned<String>, owner: &'r str, out: &mut Diagnostics) {
    let Some(statement) = text.sound() else { return };
    if let Some((first, place)) = seen.get(statement.as_str()) {
        out.push(
            Diagnostic::new(&rules::REPEATED_STATEMENT, text.place, format!("`{first}` has the same statement"))
                .label("again here")
                .related(*place, "first here"),
        );
    } else {
        seen.insert(statement, (owner, text.place));
    }
}

/// CIViC gives every item a number of its own; other sources name documents, in which many claims may stand.
fn entered_once<'r>(
    seen: &mut BTreeMap<(&'r str, &'r str), (&'r str, Place)>,
    source: &'r Spanned<String>,
    record: &'r Spanned<String>,
    owner: &'r str,
    out: &mut Diagnostics,
) {
    let (Some(source), Some(number)) = (source.sound(), record.sound()) else { return };
    if source != "civic" {
        return;
    }
    if let Some((first, place)) = seen.get(&(source.as_str(), number.as_str())) {
        out.push(
            Diagnostic::new(&rules::REPEATED_SOURCE_RECORD, record.place, format!("`{number}` of `{source}` is already `{first}`"))
                .label("again here")
                .related(*place, "first here"),
        );
    } else {
        seen.insert((source, number), (owner, record.place));
    }
}

fn repeated_claims(profile: &ProfileRecord, out: &mut Diagnostics) {
    let mut seen: BTreeMap<Vec<&str>, &EvidenceRecord> = BTreeMap::new();
    for e in &profile.evidence {
        let Some(key) = claim_key(e) else { continue };
        if let Some(first) = seen.get(&key) {
            out.push(
                Diagnostic::new(
                    &rules::REPEATED_CLAIM,
                    e.header.place,
                    format!("this item claims the same as `{}` and cites the same", first.header.id),
                )
                .label("again here")
                .related(first.header.place, "first here"),
            );
        } else {
            seen.insert(key, e);
        }
    }
}

/// All that makes a claim this claim; `None` when part of it was not understood.
fn claim_key(e: &EvidenceRecord) -> Option<Vec<&str>> {
    let mut key = vec![
        e.evidence_type.sound()?.as_str(),
        e.direction.sound()?.as_str(),
        e.significance.sound()?.as_str(),
        e.disease.sound()?.as_str(),
        e.origin.sound()?.as_str(),
        e.citation.sound()?.as_str(),
    ];
    if let Some(interaction) = &e.interaction {
        key.push(interaction.sound()?.as_str());
    }
    let mut therapies = e.therapies.iter().map(|t| t.sound().map(String::as_str)).collect::<Option<Vec<_>>>()?;
    therapies.sort_unstable();
    key.extend(therapies);
    Some(key)
}
