//! Trials: what is met, what is to be found out, and the day of what the registry said.

use super::super::gathered::Answered;
use super::super::link::Link;
use super::super::names::Names;
use super::super::needs::needs;
use crate::annotate::TrialMatch;
use crate::matching::{Entry, Open};
use crate::model::{DiseaseScope, TherapyId, TrialSelection, Vocabulary};

/// Trials shown outside the appendix.
const FIRST: usize = 10;

/// A trial as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct TrialRow {
    pub(in super::super) ids: Vec<Link>,
    pub(in super::super) title: String,
    pub(in super::super) kind: String,
    pub(in super::super) entry_class: &'static str,
    pub(in super::super) entry: &'static str,
    pub(in super::super) status: &'static str,
    pub(in super::super) as_of: String,
    pub(in super::super) where_open: String,
    pub(in super::super) drugs: String,
    pub(in super::super) met: Vec<String>,
    pub(in super::super) open: Vec<String>,
}

/// The section.
#[derive(Clone, Debug)]
pub(in super::super) struct Trials {
    pub(in super::super) lead: String,
    pub(in super::super) searched: &'static str,
    pub(in super::super) first: Vec<TrialRow>,
    pub(in super::super) rest: Vec<TrialRow>,
}

pub(in super::super) fn trials(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Trials {
    let words = names.words;
    let count = |entry| case.trials.iter().filter(|found| found.answer.entry == entry).count().to_string();
    let lead = if case.trials.is_empty() {
        words.trials_none_known.to_owned()
    } else {
        names.fill(words.trials_lead, &[&count(Entry::Match), &count(Entry::Possible), &count(Entry::Excluded)])
    };
    let searched = if case.report.triage_input.trials_searched { words.trials_searched } else { words.trials_not_searched };
    let mut first: Vec<TrialRow> = case.trials.iter().filter(|found| found.is_news()).map(|found| row(names, found)).collect();
    let rest = first.split_off(first.len().min(FIRST));
    Trials { lead, searched, first, rest }
}

fn row(names: &Names<'_, '_>, found: &TrialMatch<'_>) -> TrialRow {
    let (words, trial, answer) = (names.words, found.trial, &found.answer);
    let phase = trial.phase().map(|phase| names.fill(words.t_phase, &[phase.as_str()]));
    let kind = trial.trial_type().map(|kind| names.say(kind).to_owned());
    let drugs = |ids: Vec<TherapyId>| names.list(&ids.into_iter().map(|id| names.drug(id)).collect::<Vec<_>>());
    let countries: Vec<&str> = trial.countries().collect();
    let is_open = |open: Open| answer.open.contains(&open);
    let needs = needs(names, trial).unwrap_or_default();
    let limit = age_limit(names, trial.ages());
    let mut met = Vec::new();
    if trial.selection() == TrialSelection::Criterion && !is_open(Open::Genomic) {
        met.push(names.fill(words.t_tumour, &[&needs]));
    }
    if matches!(answer.scope, DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic) {
        let claimed = trial
            .diseases()
            .find(|claimed| names.annotator.patient().scope_leaving_out(*claimed, trial.excluding()) == answer.scope);
        met.push(names.fill(words.t_disease, &[&claimed.map_or_else(String::new, |id| names.disease(id).main)]));
    }
    if let (Some(limit), false) = (&limit, is_open(Open::AgeNotGiven)) {
        met.push(names.fill(words.t_age, &[limit]));
    }
    if trial.after().len() + trial.not_after().len() > 0 && !is_open(Open::TherapiesNotGiven) {
        met.push(words.t_prior.to_owned());
    }
    let open = answer.open.iter().map(|open| {
        let said = names.say(*open);
        let more = match open {
            Open::Genomic => {
                let why = answer.genomic_reason().map_or("", |reason| names.say(reason));
                Some(format!("{}{}{why}", names.fill(words.t_asks, &[&needs]), names.words.and))
            }
            Open::AgeNotGiven => limit.as_ref().map(|limit| names.fill(words.t_age_limit, &[limit])),
            Open::TherapiesNotGiven => {
                let (after, before): (Vec<_>, Vec<_>) = (trial.after().collect(), trial.not_after().collect());
                let after = (!after.is_empty()).then(|| names.fill(words.t_after, &[&drugs(after)]));
                let before = (!before.is_empty()).then(|| names.fill(words.t_not_after, &[&drugs(before)]));
                Some(names.list(&after.into_iter().chain(before).collect::<Vec<_>>()))
            }
            _ => None,
        };
        more.map_or_else(|| said.to_owned(), |more| names.fill(words.t_open_detail, &[said, &more]))
    });
    let mut ids: Vec<Link> = trial.ids().map(Link::trial).collect();
    if ids.is_empty() {
        ids.push(Link::trial(trial.id()));
    }
    TrialRow {
        ids,
        title: trial.title().to_owned(),
        kind: names.list(&phase.into_iter().chain(kind).collect::<Vec<_>>()),
        // A trial that is closed is nobody's way to a drug, however well the patient fits.
        entry_class: match (found.route, answer.entry) {
            (Some(_), Entry::Match) => "near",
            (Some(_), _) => "middle",
            (None, _) => "far",
        },
        entry: names.say(answer.entry),
        status: names.say(trial.status()),
        as_of: names.fill(words.h_as_of, &[trial.as_of()]),
        where_open: match found.route {
            Some(_) => names.fill(words.t_open_here, &[&countries.join(", ")]),
            None => words.t_not_open.to_owned(),
        },
        drugs: drugs(trial.therapies().collect()),
        met,
        open: open.collect(),
    }
}

fn age_limit(names: &Names<'_, '_>, ages: (Option<u16>, Option<u16>)) -> Option<String> {
    let words = names.words;
    Some(match ages {
        (Some(from), Some(to)) => names.fill(words.t_age_range, &[&from.to_string(), &to.to_string()]),
        (Some(from), None) => names.fill(words.t_age_from, &[&from.to_string()]),
        (None, Some(to)) => names.fill(words.t_age_to, &[&to.to_string()]),
        (None, None) => return None,
    })
}
