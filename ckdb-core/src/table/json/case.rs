//! What a whole case comes to, in the summary: access counters, companion diagnostics, triage, contradictions.

use super::variant::word;
use crate::annotate::{Annotator, CaseReport, CdxStanding};
use crate::knowledge::view;
use crate::level::AccessCounters;
use crate::level::triage::{self, Answer, Gate, Ruled, TriageInput, TriageOption};
use crate::model::TherapyId;
use serde::Serialize;

/// The fields of a case.
#[derive(Serialize)]
pub(super) struct Case<'r> {
    /// How many drugs and trials each route offers, in the order of a C-CAT report; `null` without a disease.
    access_counters: Option<Counters>,
    /// Companion diagnostics of the approvals in label, and whether this tumour's allele is on their lists.
    companion_diagnostics: Vec<Companion<'r>>,
    /// Must an expert panel discuss it? One judgement a table.
    triage: Vec<Triage<'r>>,
    conflicts: Vec<Conflict<'r>>,
}

#[derive(Serialize)]
struct Counters {
    jp_approved: usize,
    jp_trial: usize,
    jp_off_label: usize,
    trial_abroad: usize,
    us_approved: usize,
    us_off_label: usize,
}

#[derive(Serialize)]
struct Companion<'r> {
    approval: &'r str,
    jurisdiction: &'static str,
    assay: String,
    version: Option<String>,
    specimen: Option<String>,
    /// `listed`, `not-listed`, `reference-only`, or `unknown(REASON)`.
    answer: &'static str,
}

#[derive(Serialize)]
struct Triage<'r> {
    /// The table with its version.
    table: String,
    #[serde(flatten)]
    judged: Judged,
    /// What was told: `suspected`, `clear`, or `not-told`.
    germline: &'static str,
    assay: Option<String>,
    trials_searched: bool,
    markers: Vec<Marker<'r>>,
}

/// An answer with the row that gave it.
#[derive(Serialize)]
struct Judged {
    /// `omissible`, `must-discuss` or `cannot-tell`.
    answer: String,
    /// What is missing, when it cannot be told.
    missing: Option<&'static str>,
    rule: Option<String>,
    reason: String,
}

#[derive(Serialize)]
struct Marker<'r> {
    marker: &'r str,
    #[serde(flatten)]
    judged: Judged,
    options: Vec<Way<'r>>,
}

#[derive(Serialize)]
struct Way<'r> {
    access: &'static str,
    record: &'r str,
    therapies: Vec<&'r str>,
    profile: Option<&'r str>,
    #[serde(flatten)]
    judged: Judged,
}

/// A contradiction, shortly: the match it belongs to has it whole.
#[derive(Serialize)]
struct Conflict<'r> {
    profile: &'r str,
    kind: &'static str,
    records: [Vec<&'r str>; 2],
}

impl<'r> Case<'r> {
    pub(super) fn new(annotator: &Annotator<'r>, report: &CaseReport<'r>) -> Self {
        Self {
            access_counters: report.counters.map(Counters::new),
            companion_diagnostics: report.companion_diagnostics.iter().map(Companion::new).collect(),
            triage: report.triage.iter().map(|found| Triage::new(annotator, found, &report.triage_input)).collect(),
            conflicts: report
                .conflicts
                .iter()
                .map(|(profile, found)| Conflict {
                    profile: profile.id(),
                    kind: word(found.kind),
                    records: [0, 1].map(|side: usize| found.sides[side].evidence.iter().map(|item| item.id()).collect()),
                })
                .collect(),
        }
    }
}

impl Counters {
    const fn new(counted: AccessCounters) -> Self {
        let AccessCounters { jp_approved, jp_trial, jp_off_label, trial_abroad, us_approved, us_off_label } = counted;
        Self { jp_approved, jp_trial, jp_off_label, trial_abroad, us_approved, us_off_label }
    }
}

impl<'r> Companion<'r> {
    fn new(found: &CdxStanding<'r>) -> Self {
        let (approval, assay) = (found.claim.approval, &found.claim.assay);
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        Self {
            approval: approval.id(),
            jurisdiction: word(approval.jurisdiction()),
            assay: assay.name.clone(),
            version: some(&assay.version),
            specimen: some(&assay.specimen),
            answer: word(found.answer),
        }
    }
}

impl<'r> Triage<'r> {
    fn new(annotator: &Annotator<'r>, found: &triage::Triage<'r>, input: &TriageInput) -> Self {
        let marker = |marker: &triage::Marker<'r>| Marker {
            marker: marker.name,
            judged: Judged::new(&marker.ruled),
            options: marker.options.iter().map(|(option, ruled)| Way::new(annotator, option, ruled)).collect(),
        };
        Self {
            table: found.table.clone(),
            judged: Judged::new(&found.ruled),
            germline: match input.germline {
                Gate::Suspected => "suspected",
                Gate::Clear => "clear",
                Gate::NotTold => "not-told",
            },
            assay: input.assay.clone(),
            trials_searched: input.trials_searched,
            markers: found.markers.iter().map(marker).collect(),
        }
    }
}

impl Judged {
    fn new(ruled: &Ruled) -> Self {
        let missing = match ruled.answer {
            Answer::CannotTell(missing) => Some(word(missing)),
            Answer::Told(_) => None,
        };
        let rule = Some(ruled.rule.clone()).filter(|rule| !rule.is_empty());
        Self { answer: ruled.answer.to_string(), missing, rule, reason: ruled.reason.clone() }
    }
}

impl<'r> Way<'r> {
    fn new(annotator: &Annotator<'r>, option: &TriageOption<'r>, ruled: &Ruled) -> Self {
        let records = annotator.records();
        let name = |id: &TherapyId| records.therapy(*id).map(view::Therapy::id);
        Self {
            access: word(option.access),
            record: option.record,
            therapies: option.therapies.iter().filter_map(name).collect(),
            profile: records.profile(option.profile).map(view::Profile::id),
            judged: Judged::new(ruled),
        }
    }
}
