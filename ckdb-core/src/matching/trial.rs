//! A case against a trial: may this patient enter, may they perhaps, or what keeps them out.
//!
//! Four questions, each with three answers: what the tumour carries (the trial's boolean tree, R-rules below it), the disease,
//! the age, the therapies had before. One "no" excludes; otherwise one "not known" makes it possible, and each is named; only when
//! all are answered "yes" it is a match. Whether the trial is open is no question about the patient: its status stands beside, with
//! the day the registry said so.
//!
//! A registry's text that was not read may ask for anything: such a trial is never a match, only possible ([`TrialSelection`]).

use super::disease::DiseaseContext;
use super::profile::{Answers, Verdict, evaluate};
use super::truth::{Reason, Truth};
use crate::knowledge::view;
use crate::model::vocabulary::vocabulary_only;
use crate::model::{DiseaseScope, Expression, TherapyId, TrialSelection};

vocabulary_only! {
    /// May the patient enter?
    Entry, "trial entry", {
        /// Everything the record asks for is met.
        Match = "match",
        /// Nothing speaks against it, something is not known.
        Possible = "possible",
        /// Something speaks against it.
        Excluded = "excluded",
    }
}

vocabulary_only! {
    /// What is not known.
    Open, "unknown", {
        /// The tree over the tumour's variants is unknown.
        Genomic = "GENOMIC",
        /// The registry's text may select by variants; it was not read.
        SelectionNotRead = "SELECTION_NOT_READ",
        /// The patient's disease was not given.
        DiseaseNotGiven = "DISEASE_NOT_GIVEN",
        /// The patient may have the kind of disease that the trial asks for: theirs is told less finely.
        DiseaseBroader = "DISEASE_BROADER",
        /// The trial is open for further diseases, which this record does not name.
        DiseasesNotRead = "DISEASES_NOT_READ",
        /// The trial has a limit of age, and the patient's age was not given.
        AgeNotGiven = "AGE_NOT_GIVEN",
        /// The trial asks about earlier therapies, and they were not given.
        TherapiesNotGiven = "EARLIER_THERAPIES_NOT_GIVEN",
    }
}

vocabulary_only! {
    /// What speaks against it.
    Bar, "bar", {
        /// The tumour does not carry what is asked for.
        Genomic = "GENOMIC",
        /// The trial is for other diseases.
        Disease = "OTHER_DISEASE",
        /// The trial leaves this kind of disease out.
        DiseaseLeftOut = "DISEASE_LEFT_OUT",
        /// Younger than the trial allows.
        TooYoung = "TOO_YOUNG",
        /// Older than the trial allows.
        TooOld = "TOO_OLD",
        /// None of the therapies that must have been had.
        TherapyMissing = "EARLIER_THERAPY_MISSING",
        /// One of the therapies that must not have been had.
        TherapyHad = "EARLIER_THERAPY_HAD",
    }
}

/// What is told of the patient beside the tumour and the disease. By default: nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patient {
    /// Age in whole years.
    pub age: Option<u16>,
    /// Every therapy had so far; `None` when nobody said. An empty list says: none.
    pub therapies: Option<Vec<TherapyId>>,
}

/// How a case stands to a trial, and why.
#[derive(Clone, Debug)]
pub struct TrialAnswer {
    /// The answer.
    pub entry: Entry,
    /// What is not known, in the order of the questions.
    pub open: Vec<Open>,
    /// What speaks against it, in the order of the questions.
    pub bars: Vec<Bar>,
    /// How the patient's disease stands to the nearest of the trial's.
    pub scope: DiseaseScope,
    /// The tree over the tumour's variants with what decided; `None` when the record has none.
    pub genomic: Option<Verdict>,
}

impl TrialAnswer {
    /// Why the tree is unknown.
    #[must_use]
    pub fn genomic_reason(&self) -> Option<Reason> {
        match self.genomic.as_ref()?.truth {
            Truth::Unknown(reason) => Some(reason),
            _ => None,
        }
    }
}

/// Asks a trial about a case. `expression` is the trial's tree, `None` when it has none.
#[must_use]
pub fn enter(
    trial: view::Trial<'_>,
    expression: Option<&Expression>,
    answers: &impl Answers,
    disease: &DiseaseContext,
    patient: &Patient,
) -> TrialAnswer {
    let (mut open, mut bars) = (Vec::new(), Vec::new());
    let genomic = expression.map(|expression| evaluate(expression, answers));
    match genomic.as_ref().map(|verdict| verdict.truth) {
        Some(Truth::False) => bars.push(Bar::Genomic),
        Some(Truth::Unknown(_)) => open.push(Open::Genomic),
        Some(Truth::True) | None => {}
    }
    if trial.selection() == TrialSelection::NotRead {
        open.push(Open::SelectionNotRead);
    }
    let scope =
        trial.diseases().map(|claimed| disease.scope_leaving_out(claimed, trial.excluding())).min_by_key(|scope| nearness(*scope));
    let scope = scope.unwrap_or(DiseaseScope::NotGiven);
    match scope {
        DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic => {}
        DiseaseScope::Broader => open.push(Open::DiseaseBroader),
        DiseaseScope::NotGiven => open.push(Open::DiseaseNotGiven),
        DiseaseScope::Other | DiseaseScope::OtherLineage if trial.has_more_diseases() => open.push(Open::DiseasesNotRead),
        DiseaseScope::Excluded => bars.push(Bar::DiseaseLeftOut),
        DiseaseScope::Other | DiseaseScope::OtherLineage => bars.push(Bar::Disease),
    }
    let (youngest, oldest) = trial.ages();
    match patient.age {
        None if youngest.or(oldest).is_some() => open.push(Open::AgeNotGiven),
        None => {}
        Some(age) => {
            bars.extend(youngest.filter(|youngest| age < *youngest).map(|_| Bar::TooYoung));
            bars.extend(oldest.filter(|oldest| age > *oldest).map(|_| Bar::TooOld));
        }
    }
    let (needs, forbids) = (trial.after().len() > 0, trial.not_after().len() > 0);
    match &patient.therapies {
        None if needs || forbids => open.push(Open::TherapiesNotGiven),
        None => {}
        Some(had) => {
            if needs && !trial.after().any(|therapy| had.contains(&therapy)) {
                bars.push(Bar::TherapyMissing);
            }
            if trial.not_after().any(|therapy| had.contains(&therapy)) {
                bars.push(Bar::TherapyHad);
            }
        }
    }
    let entry = match (bars.is_empty(), open.is_empty()) {
        (false, _) => Entry::Excluded,
        (true, false) => Entry::Possible,
        (true, true) => Entry::Match,
    };
    TrialAnswer { entry, open, bars, scope, genomic }
}

/// The nearest disease first.
const fn nearness(scope: DiseaseScope) -> u8 {
    match scope {
        DiseaseScope::Same => 0,
        DiseaseScope::Narrower => 1,
        DiseaseScope::Agnostic => 2,
        DiseaseScope::Broader => 3,
        // What is left out is left out: before any disease that merely differs.
        DiseaseScope::Excluded => 4,
        DiseaseScope::Other => 5,
        DiseaseScope::OtherLineage => 6,
        DiseaseScope::NotGiven => 7,
    }
}

impl Open {
    /// What has to be found out, in one sentence.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Genomic => "whether the tumour carries what is asked for is not known",
            Self::SelectionNotRead => "the registry's text may ask for more than this record says",
            Self::DiseaseNotGiven => "the patient's disease was not given",
            Self::DiseaseBroader => "the trial is for some kinds of the patient's disease; which kind it is was not given",
            Self::DiseasesNotRead => "the trial is open for further diseases, which this record does not name",
            Self::AgeNotGiven => "the trial has a limit of age, and the patient's age was not given",
            Self::TherapiesNotGiven => "the trial asks about earlier therapies, and they were not given",
        }
    }
}

impl Bar {
    /// Why the patient cannot enter, in one sentence.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Genomic => "the tumour does not carry what is asked for",
            Self::Disease => "the trial is for other diseases",
            Self::DiseaseLeftOut => "the trial leaves this kind of disease out",
            Self::TooYoung => "the patient is younger than the trial allows",
            Self::TooOld => "the patient is older than the trial allows",
            Self::TherapyMissing => "the patient has had none of the therapies that are asked for",
            Self::TherapyHad => "the patient has had a therapy that shuts them out",
        }
    }
}
