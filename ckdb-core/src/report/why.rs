//! The trace in words: how a finding meets what is claimed, and which facts give its levels.
//!
//! Sentences are made from facts (the match, the records that satisfied a rule of a scheme), not from the texts of the tables, so that
//! both languages say the same.

use super::finding::Shown;
use super::names::{Names, Record};
use super::offer::{Offer, concerns};
use crate::model::{DiseaseScope, EvidenceLevel, Vocabulary};
use std::collections::BTreeMap;

/// One sentence, with the records it rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reason {
    pub(super) text: String,
    /// `jp/osimertinib/1, us/osimertinib/2`, or empty.
    pub(super) records: String,
    /// What decided about something told, or empty.
    pub(super) trace: String,
}

/// Why an option stands where it stands.
pub(super) fn of(names: &Names<'_, '_>, offer: &Offer<'_, '_>, shown: &Shown) -> Vec<Reason> {
    let (words, best) = (names.words, offer.best());
    let (_, rule) = best.matched.by;
    let (profile, how) = (best.matched.profile.name(), names.say(best.matched.level));
    let met = match shown.gene.is_empty() && shown.change == profile {
        true => names.fill(words.y_told, &[profile, how, rule]),
        false => names.fill(words.y_match, &[&shown.change, profile, how, rule]),
    };
    let mut reasons = vec![Reason { text: met, trace: shown.trace.clone(), ..Reason::default() }];
    // A scheme that rests on nothing but records told already shares their sentence.
    let mut by_records: Vec<(&[String], Vec<String>)> = Vec::new();
    for (column, level) in &offer.levels {
        let named = format!("{} {}", names.column(*column), level_name(&level.level));
        match by_records.iter_mut().find(|(records, _)| level.records.iter().all(|record| records.contains(record))) {
            Some((_, known)) => known.push(named),
            None => by_records.push((&level.records, vec![named])),
        }
    }
    for (records, named) in by_records {
        let text = names.fill(words.y_level, &[&names.list(&named), &facts(names, records)]);
        reasons.push(Reason { text, records: shortened(names, records), ..Reason::default() });
    }
    let scope = offer.grounds.iter().map(|ground| ground.row.scope).min();
    let disease = names.disease(best.row.disease).main;
    match scope {
        Some(scope) if concerns(scope) => {}
        Some(DiseaseScope::Broader) => reasons.push(plain(names.fill(words.o_broader, &[&disease]))),
        Some(_) => reasons.push(plain(names.fill(words.o_elsewhere, &[&disease]))),
        None => {}
    }
    for (column, open) in &offer.unsettled {
        reasons.push(Reason {
            text: names.fill(words.o_unsettled, &[&names.column(*column), &facts(names, &open.records)]),
            records: shortened(names, &open.records),
            ..Reason::default()
        });
    }
    reasons
}

fn plain(text: String) -> Reason {
    Reason { text, ..Reason::default() }
}

/// `Tier I-A` is called `I-A` beside the name of its scheme.
pub(super) fn level_name(level: &str) -> &str {
    level.strip_prefix("Tier ").unwrap_or(level)
}

/// The facts that records state, in a sentence's parts: approvals by disease, guidelines, evidence by level and disease.
pub(super) fn facts(names: &Names<'_, '_>, records: &[String]) -> String {
    let words = names.words;
    let mut approved: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
    let mut evidence: BTreeMap<(EvidenceLevel, String), usize> = BTreeMap::new();
    let mut parts = Vec::new();
    for record in records.iter().filter_map(|id| names.record(id)) {
        match record {
            Record::Approval(approval) => {
                let by = approved.entry(names.disease(approval.disease()).main).or_default();
                let whose = names.say(approval.jurisdiction());
                if !by.contains(&whose) {
                    by.push(whose);
                }
            }
            Record::Assertion(assertion) => {
                parts.push(names.fill(words.y_guideline, &[assertion.guideline(), &names.disease(assertion.disease()).main]));
            }
            Record::Evidence(item) => {
                *evidence.entry((item.level(), names.disease(item.disease()).main)).or_default() += 1;
            }
            Record::Trial(trial) => parts.push(names.fill(words.y_trial, &[trial.id()])),
        }
    }
    let approvals = approved.into_iter().map(|(disease, by)| names.fill(words.y_approved, &[&names.list(&by), &disease]));
    let items = evidence.into_iter().map(|((level, disease), count)| match count {
        1 => names.fill(words.y_evidence_one, &[level.as_str(), &disease]),
        _ => names.fill(words.y_evidence, &[level.as_str(), &disease, &count.to_string()]),
    });
    parts.dedup();
    let all: Vec<String> = approvals.chain(parts).chain(items).collect();
    let mut shown: Vec<String> = all.iter().take(3).cloned().collect();
    if all.len() > shown.len() {
        shown.push(names.fill(words.more, &[&(all.len() - shown.len()).to_string()]));
    }
    shown.join(if names.lang == super::lang::Lang::Ja { "；" } else { "; " })
}

/// The first few records by name.
fn shortened(names: &Names<'_, '_>, records: &[String]) -> String {
    const MOST: usize = 4;
    let mut shown: Vec<&str> = records.iter().take(MOST).map(String::as_str).collect();
    let more = names.fill(names.words.more, &[&records.len().saturating_sub(MOST).to_string()]);
    if records.len() > MOST {
        shown.push(&more);
    }
    names.list(&shown)
}
