//! What a board asks first: is a secondary finding suspected, and must the panel discuss the case?

use super::super::gathered::Answered;
use super::super::names::Names;
use crate::annotate::secondary::Standing;
use crate::index::IndexError;
use crate::level::triage::{Answer, Gate as Told, Ruled};
use crate::model::{TriageOutcome, TriageTable};
use std::collections::BTreeSet;

/// The gate: it stands before everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Gate {
    /// Class of its look: `alarm`, `calm`, `open`.
    pub(in super::super) class: &'static str,
    pub(in super::super) answer: &'static str,
    pub(in super::super) why: String,
}

/// One way a marker leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Way {
    pub(in super::super) drug: String,
    pub(in super::super) record: String,
    pub(in super::super) access: &'static str,
    pub(in super::super) answer: String,
}

/// One marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Marker {
    pub(in super::super) name: String,
    pub(in super::super) answer: String,
    pub(in super::super) ways: Vec<Way>,
}

/// The judgement of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Triage {
    pub(in super::super) class: &'static str,
    pub(in super::super) answer: &'static str,
    pub(in super::super) why: String,
    pub(in super::super) rule: String,
    pub(in super::super) markers: Vec<Marker>,
}

/// A counter of the access scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Counter {
    pub(in super::super) label: &'static str,
    pub(in super::super) count: usize,
}

pub(in super::super) fn gate(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Gate {
    let words = names.words;
    let genes: BTreeSet<&str> = case
        .calls
        .values()
        .flat_map(|call| &call.secondary)
        .filter(|found| found.standing != Standing::NotTold)
        .filter_map(|found| names.records.gene(found.gene))
        .map(|gene| gene.symbol())
        .collect();
    let genes: Vec<&str> = genes.into_iter().collect();
    let (class, answer, why) = match case.report.triage_input.germline {
        Told::Suspected if genes.is_empty() => ("alarm", words.gate_suspected, words.gate_suspected_by_case.to_owned()),
        Told::Suspected => ("alarm", words.gate_suspected, names.fill(words.gate_found, &[&names.list(&genes)])),
        Told::Clear => ("calm", words.gate_clear, words.gate_clear_why.to_owned()),
        Told::NotTold => ("open", words.gate_not_told, words.gate_not_told_why.to_owned()),
    };
    Gate { class, answer, why }
}

pub(in super::super) fn triage(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Result<Vec<Triage>, IndexError> {
    let tables = names.records.triage_tables()?;
    let judged = case.report.triage.iter().map(|found| {
        let table = tables.iter().find(|table| format!("{}@{}", table.id, table.version) == found.table);
        let say = |ruled: &Ruled| answer(names, table, ruled);
        let (class, said) = match found.ruled.answer {
            Answer::Told(TriageOutcome::MustDiscuss) => ("alarm", names.say(TriageOutcome::MustDiscuss)),
            Answer::Told(TriageOutcome::Omissible) => ("calm", names.say(TriageOutcome::Omissible)),
            Answer::CannotTell(_) => ("open", cannot_tell(names)),
        };
        let markers = found.markers.iter().map(|marker| Marker {
            name: marker.name.to_owned(),
            answer: short(names, &marker.ruled),
            ways: marker
                .options
                .iter()
                .map(|(option, ruled)| Way {
                    drug: names.drugs(&option.therapies, None).main,
                    record: option.record.to_owned(),
                    access: names.say(option.access),
                    answer: say(ruled),
                })
                .collect(),
        });
        let rule = if found.ruled.rule.is_empty() {
            found.table.clone()
        } else {
            names.fill(names.words.triage_rule, &[&found.ruled.rule, &found.table])
        };
        Triage { class, answer: said, why: why(names, table, &found.ruled), rule, markers: markers.collect() }
    });
    Ok(judged.collect())
}

fn cannot_tell(names: &Names<'_, '_>) -> &'static str {
    names.words.triage_cannot_tell
}

/// The answer alone.
fn short(names: &Names<'_, '_>, ruled: &Ruled) -> String {
    match ruled.answer {
        Answer::Told(outcome) => names.say(outcome).to_owned(),
        Answer::CannotTell(_) => cannot_tell(names).to_owned(),
    }
}

/// The answer with its reason.
fn answer(names: &Names<'_, '_>, table: Option<&TriageTable>, ruled: &Ruled) -> String {
    names.fill(names.words.triage_because, &[&short(names, ruled), &why(names, table, ruled)])
}

/// The row of the table in words, or what is missing.
fn why(names: &Names<'_, '_>, table: Option<&TriageTable>, ruled: &Ruled) -> String {
    if let Answer::CannotTell(missing) = ruled.answer {
        return names.say(missing).to_owned();
    }
    let Some(row) = table.and_then(|table| table.rules.iter().find(|row| row.id == ruled.rule)) else {
        return names.words.triage_gate.to_owned();
    };
    let diagnostics: Vec<&str> = row.diagnostics.iter().map(|one| names.say(*one)).collect();
    match diagnostics.as_slice() {
        [] => names.say(row.access).to_owned(),
        all => names.fill(names.words.triage_access, &[names.say(row.access), &names.list(all)]),
    }
}

/// The six counters, in the order of a C-CAT report; none without a disease.
pub(in super::super) fn counters(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Vec<Counter> {
    use crate::level::Route as R;
    let Some(counted) = case.report.counters else { return Vec::new() };
    let six = [
        (R::JpApproved, counted.jp_approved),
        (R::JpTrial, counted.jp_trial),
        (R::JpOffLabel, counted.jp_off_label),
        (R::TrialAbroad, counted.trial_abroad),
        (R::UsApproved, counted.us_approved),
        (R::UsOffLabel, counted.us_off_label),
    ];
    six.into_iter().map(|(route, count)| Counter { label: names.say(route), count }).collect()
}
