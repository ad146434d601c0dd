//! Must an expert panel discuss the case? A table of `knowledge/triage/` against what the tumour's markers lead to.
//!
//! ```text
//!  germline gate ──suspected──► must discuss
//!       │
//!       ▼                  for each marker
//!  options (drug, route, assay) ──rows of the table, in order──► the first row that fits one of them decides the marker
//!       │
//!       ▼
//!  case: must discuss if one marker must · cannot tell if something is open · else omissible
//! ```
//! Three answers, because an omission is only safe when it is proven: [`Answer::CannotTell`] says what is missing.

use crate::model::vocabulary::vocabulary_only;
use crate::model::{DeemedTest, Diagnostic, Lineage, ProfileId, TherapyId, TriageAccess, TriageOutcome, TriageTable};
use std::fmt;

vocabulary_only! {
    /// Why a triage cannot be told.
    Missing, "what a triage misses", {
        /// The patient's disease was not given.
        NoDisease = "NO_DISEASE",
        /// The table does not judge cancers of this lineage.
        Lineage = "LINEAGE",
        /// Nobody said whether a variant of the germline is suspected.
        Germline = "GERMLINE_NOT_TOLD",
        /// It is not told which assay found the marker.
        NoAssay = "NO_ASSAY",
        /// For what the assay is approved here is not recorded.
        AssayNotRecorded = "ASSAY_NOT_RECORDED",
        /// Which alleles the assay is approved for is not recorded.
        ListNotRecorded = "LIST_NOT_RECORDED",
        /// The societies' list is not recorded whole.
        SocietyList = "SOCIETY_LIST_NOT_RECORDED",
        /// It cannot be told whether the tumour has the marker.
        Marker = "MARKER_UNKNOWN",
        /// Nobody said that trials were searched.
        Trials = "TRIALS_NOT_SEARCHED",
        /// The table has no row for this.
        NoRow = "NO_ROW",
    }
}

impl Missing {
    /// The same in words, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::NoDisease => "the patient's disease was not given",
            Self::Lineage => "the table does not judge cancers of this lineage",
            Self::Germline => "it is not told whether a variant suggests a finding in the germline",
            Self::NoAssay => "it is not told which assay found the marker",
            Self::AssayNotRecorded => "no record says what the assay is approved for with this drug",
            Self::ListNotRecorded => "no record says which alleles the assay is approved for with this drug",
            Self::SocietyList => "the societies' list of tests that count as companion diagnostics is not recorded whole",
            Self::Marker => "it cannot be told whether the tumour has the marker",
            Self::Trials => "nobody said that trials were searched, and a trial that is not recorded may be there",
            Self::NoRow => "the table has no row for this",
        }
    }
}

/// A three-valued question that stands before the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Gate {
    /// A variant suggests a finding in the germline.
    Suspected,
    /// It was looked at, and nothing does.
    Clear,
    /// Nobody said.
    #[default]
    NotTold,
}

/// What a triage needs beyond the tumour's variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TriageInput {
    /// Is a variant of the germline suspected?
    pub germline: Gate,
    /// The assay that was used: `FoundationOne CDx`, or with its version behind an `@`.
    pub assay: Option<String>,
    /// Did somebody search for trials, so that what is not recorded is not there?
    pub trials_searched: bool,
}

/// An answer, or what it lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// As the table says.
    Told(TriageOutcome),
    /// It cannot be told.
    CannotTell(Missing),
}

impl fmt::Display for Answer {
    /// `omissible`, `must-discuss`, `cannot-tell`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(outcome) => outcome.fmt(f),
            Self::CannotTell(_) => f.write_str("cannot-tell"),
        }
    }
}

/// What the assay is approved for with one drug, as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It stands so.
    Known(Diagnostic),
    /// It is no companion diagnostic; whether it is deemed one is to be looked up.
    NoCompanion,
    /// It cannot be told.
    Open(Missing),
}

/// One way to reach one drug for one marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageOption<'k> {
    /// How.
    pub access: TriageAccess,
    /// The approval or trial that says so.
    pub record: &'k str,
    /// The drug, or the drugs given together, sorted.
    pub therapies: Vec<TherapyId>,
    /// The profile that leads to it.
    pub profile: ProfileId,
    /// What the assay is approved for; only asked of drugs in label.
    pub standing: Standing,
    /// Is the profile certain?
    pub is_certain: bool,
}

/// An answer and the row that gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// The answer.
    pub answer: Answer,
    /// The row of the table, or `gate-germline`; empty when no row was reached.
    pub rule: String,
    /// The row in words, or what is missing.
    pub reason: String,
}

/// One marker of the case.
#[derive(Clone, Debug)]
pub struct Marker<'k> {
    /// Its name: a gene, or a signature.
    pub name: &'k str,
    /// The judgement.
    pub ruled: Ruled,
    /// Every way it leads to, each with its own judgement.
    pub options: Vec<(TriageOption<'k>, Ruled)>,
}

/// The triage of a case.
#[derive(Clone, Debug)]
pub struct Triage<'k> {
    /// The table with its version: `jp-expert-panel@1`.
    pub table: String,
    /// The case's judgement.
    pub ruled: Ruled,
    /// The markers it rests on, by name.
    pub markers: Vec<Marker<'k>>,
}

/// The row before all rows.
const GATE: &str = "gate-germline";

/// Judges a case. `lineage` is that of the patient's disease, `None` when it was not given; `markers` are the options of each
/// marker, in the order they are to be shown; `covers` tells whether a deemed test's profiles and disease hold for an option.
#[must_use]
pub fn triage<'k>(
    table: &TriageTable,
    lineage: Option<Lineage>,
    input: &TriageInput,
    markers: Vec<(&'k str, Vec<TriageOption<'k>>)>,
    covers: impl Fn(&DeemedTest, &TriageOption<'k>) -> bool,
) -> Triage<'k> {
    let judge = |option: TriageOption<'k>| {
        let ruled = judge_option(table, input, &option, &covers);
        (option, ruled)
    };
    let mut judged: Vec<Marker<'k>> = Vec::new();
    for (name, options) in markers {
        let options: Vec<_> = options.into_iter().map(judge).collect();
        judged.push(Marker { name, ruled: of_marker(table, &options), options });
    }
    let ruled = of_case(table, lineage, input, &judged);
    Triage { table: format!("{}@{}", table.id, table.version), ruled, markers: judged }
}

fn cannot_tell(missing: Missing) -> Ruled {
    Ruled { answer: Answer::CannotTell(missing), rule: String::new(), reason: missing.explain().to_owned() }
}

fn judge_option<'k>(
    table: &TriageTable,
    input: &TriageInput,
    option: &TriageOption<'k>,
    covers: &impl Fn(&DeemedTest, &TriageOption<'k>) -> bool,
) -> Ruled {
    if !option.is_certain {
        return cannot_tell(Missing::Marker);
    }
    let is_deemed = || {
        let assay = input.assay.as_deref().unwrap_or_default();
        table.deemed.iter().any(|test| {
            test.therapies == option.therapies
                && covers(test, option)
                && test.assays.iter().any(|name| name.eq_ignore_ascii_case(assay))
        })
    };
    let standing = match option.standing {
        _ if option.access != TriageAccess::InLabel => Ok(Diagnostic::Neither),
        Standing::Known(diagnostic) => Ok(diagnostic),
        Standing::Open(missing) if missing == Missing::NoAssay || !is_deemed() => Err(missing),
        Standing::NoCompanion if !is_deemed() && !table.deemed_is_complete => Err(Missing::SocietyList),
        Standing::NoCompanion if !is_deemed() => Ok(Diagnostic::Neither),
        Standing::Open(_) | Standing::NoCompanion => Ok(Diagnostic::Deemed),
    };
    let fits = |access, diagnostic| {
        table
            .rules
            .iter()
            .find(move |row| row.access == access && (row.diagnostics.is_empty() || row.diagnostics.contains(&diagnostic)))
    };
    match standing {
        Err(missing) => cannot_tell(missing),
        Ok(diagnostic) => match fits(option.access, diagnostic) {
            Some(row) => Ruled { answer: Answer::Told(row.outcome), rule: row.id.clone(), reason: row.reason.clone() },
            None => cannot_tell(Missing::NoRow),
        },
    }
}

/// The first row, in the table's order, that fits one of the marker's drugs. A drug in label whose row is open leaves the marker
/// open, because its row would come first.
fn of_marker(table: &TriageTable, options: &[(TriageOption<'_>, Ruled)]) -> Ruled {
    let place = |ruled: &Ruled| table.rules.iter().position(|row| row.id == ruled.rule);
    let told = options.iter().filter_map(|(_, ruled)| Some((place(ruled)?, ruled))).min_by_key(|(place, _)| *place);
    let open = options.iter().find(|(_, ruled)| matches!(ruled.answer, Answer::CannotTell(_)));
    let is_omissible = |ruled: &Ruled| ruled.answer == Answer::Told(TriageOutcome::Omissible);
    match (told, open) {
        (Some((_, ruled)), _) if is_omissible(ruled) => ruled.clone(),
        (_, Some((_, open))) => open.clone(),
        (Some((_, ruled)), None) => ruled.clone(),
        (None, None) => cannot_tell(Missing::NoRow),
    }
}

fn of_case(table: &TriageTable, lineage: Option<Lineage>, input: &TriageInput, markers: &[Marker<'_>]) -> Ruled {
    if input.germline == Gate::Suspected {
        return Ruled {
            answer: Answer::Told(TriageOutcome::MustDiscuss),
            rule: GATE.to_owned(),
            reason: "a variant suggests a finding in the germline".to_owned(),
        };
    }
    match lineage {
        None => return cannot_tell(Missing::NoDisease),
        Some(lineage) if !table.lineages.contains(&lineage) => return cannot_tell(Missing::Lineage),
        Some(_) => {}
    }
    let with = |answer: Answer| markers.iter().find(|marker| marker.ruled.answer == answer);
    if let Some(marker) = with(Answer::Told(TriageOutcome::MustDiscuss)) {
        return marker.ruled.clone();
    }
    if let Some(marker) = markers.iter().find(|marker| matches!(marker.ruled.answer, Answer::CannotTell(_))) {
        return marker.ruled.clone();
    }
    if input.germline == Gate::NotTold {
        return Ruled { rule: GATE.to_owned(), ..cannot_tell(Missing::Germline) };
    }
    match with(Answer::Told(TriageOutcome::Omissible)) {
        Some(marker) => marker.ruled.clone(),
        None if !input.trials_searched => cannot_tell(Missing::Trials),
        None => match table.rules.iter().find(|row| row.access == TriageAccess::Nothing) {
            Some(row) => Ruled { answer: Answer::Told(row.outcome), rule: row.id.clone(), reason: row.reason.clone() },
            None => cannot_tell(Missing::NoRow),
        },
    }
}

#[cfg(test)]
#[path = "triage_tests.rs"]
mod tests;
