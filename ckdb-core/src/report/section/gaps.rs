//! What was not assessable: which inputs are missing, which markers stay open for it, and what may be there all the same.
//!
//! Absence of a line proves nothing. So the markers that would matter most for this disease are asked one by one, whether or not
//! anything speaks of them, and those that nobody can answer are named with the reason.

use super::super::About;
use super::super::finding;
use super::super::gathered::Answered;
use super::super::names::Names;
use super::super::offer::{Says, concerns, met, says};
use super::super::why::level_name;
use crate::annotate::{NoModel, Origin, Row};
use crate::matching::{Reason, Truth};
use crate::model::{Biomarker, ProfileId, SchemeColumn};
use std::collections::{BTreeMap, BTreeSet};

/// Levels that make a marker one that matters: the two strongest of the scheme.
const BEST: usize = 2;
/// Names shown in a cell.
const NAMES: usize = 30;
/// Open questions shown.
const MAYBE: usize = 12;

/// Markers that stay open for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct GapRow {
    pub(in super::super) reason: String,
    pub(in super::super) markers: String,
}

/// Something that may be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct MaybeRow {
    pub(in super::super) title: String,
    pub(in super::super) details: Vec<String>,
    pub(in super::super) profile: String,
    pub(in super::super) question: &'static str,
    pub(in super::super) outcome: String,
}

/// The section.
#[derive(Clone, Debug)]
pub(in super::super) struct Gaps {
    pub(in super::super) lead: String,
    /// What was not given, in sentences.
    pub(in super::super) inputs: Vec<String>,
    pub(in super::super) open: Vec<GapRow>,
    pub(in super::super) absent: String,
    pub(in super::super) maybe: Vec<MaybeRow>,
    pub(in super::super) maybe_more: String,
}

pub(in super::super) fn gaps(names: &Names<'_, '_>, case: &Answered<'_, '_>, about: &About) -> Gaps {
    let words = names.words;
    let wanted = markers_that_matter(names);
    let verdicts = case.sample.verdicts(names.annotator, wanted.iter().copied());
    let (mut present, mut absent) = (Vec::new(), Vec::new());
    let mut open: BTreeMap<Reason, Vec<&str>> = BTreeMap::new();
    for (profile, verdict) in &verdicts {
        let name = names.records.profile(*profile).map_or("", |profile| profile.name());
        match verdict.truth {
            Truth::True => present.push(name),
            Truth::False => absent.push(name),
            Truth::Unknown(reason) => open.entry(reason).or_default().push(name),
        }
    }
    let unknown: usize = open.values().map(Vec::len).sum();
    let counts = [verdicts.len(), present.len(), absent.len(), unknown].map(|count| count.to_string());
    let lead = if names.annotator.patient().disease().is_some() {
        names.fill(words.gaps_lead, &counts.each_ref().map(String::as_str))
    } else {
        words.gaps_lead_no_disease.to_owned()
    };
    let open = open
        .into_iter()
        .map(|(reason, markers)| GapRow { reason: names.say(reason).to_owned(), markers: some(names, &markers) })
        .collect();
    let (maybe, more) = maybe(names, case);
    Gaps {
        lead,
        inputs: inputs(names, case, about),
        open,
        absent: some(names, &absent),
        maybe,
        maybe_more: if more == 0 { String::new() } else { names.fill(words.more, &[&more.to_string()]) },
    }
}

/// Profiles of treatments that earn one of the best levels of the leading scheme for this patient.
fn markers_that_matter(names: &Names<'_, '_>) -> Vec<ProfileId> {
    let schemes = names.annotator.level_schemes();
    let Some(lead) = schemes.iter().min_by_key(|scheme| super::super::offer::column_order(scheme.column)) else {
        return Vec::new();
    };
    let is_best = |row: &Row<'_>| {
        says(&row.claim) == Says::Works
            && !row.other_origin
            && concerns(row.scope)
            && row.level(lead.column).is_some_and(|level| lead.levels.iter().take(BEST).any(|best| *best == level.level))
    };
    let matters = |profile: &ProfileId| names.annotator.known_of(*profile).is_some_and(|card| card.rows.iter().any(is_best));
    names.records.profiles().map(|profile| profile.number()).filter(matters).collect()
}

/// What was not given, and what went wrong while reading.
fn inputs(names: &Names<'_, '_>, case: &Answered<'_, '_>, about: &About) -> Vec<String> {
    let words = names.words;
    let told = case.sample.told();
    let mut said: Vec<String> = Vec::new();
    let mut say = |holds: bool, text: &str| {
        if holds {
            said.push(text.to_owned());
        }
    };
    say(names.annotator.patient().disease().is_none(), words.h_disease_missing);
    say(!about.sample_chosen, words.gap_sample);
    say(told.origin == Origin::Somatic && !about.has_normal, words.gap_normal);
    say(told.callable.is_none(), words.gap_callable);
    say(case.copies.is_none(), words.gap_copies);
    let has_fusions = case.calls.values().any(|call| !call.annotation.fusions.is_empty());
    say(!told.structural_called && !has_fusions, words.gap_fusions);
    say(!told.structural_called && has_fusions, words.gap_fusions_some);
    for (signature, text) in [(Biomarker::Msi, words.gap_msi), (Biomarker::Tmb, words.gap_tmb), (Biomarker::Hrd, words.gap_hrd)] {
        say(!told.biomarkers.tells(signature), text);
    }
    say(true, words.gap_expression);
    if case.unphased > 0 {
        said.push(names.fill(words.gap_phase, &[&case.unphased.to_string()]));
    }
    let doubted = case
        .calls
        .values()
        .filter(|call| call.annotation.matches.iter().any(|found| found.truth == Truth::Unknown(Reason::Filtered)))
        .count();
    if doubted > 0 {
        said.push(names.fill(words.gap_filtered, &[&doubted.to_string()]));
    }
    let no_model = NoModel::of(names.annotator).symbols(names.annotator);
    if !no_model.is_empty() {
        let assembly = names.annotator.assembly().as_str();
        said.push(names.fill(words.gap_no_model, &[&no_model.len().to_string(), assembly, &some(names, &no_model)]));
    }
    said.extend(about.warnings.iter().map(|warning| names.fill(words.gap_warning, &[warning])));
    said.extend(
        about
            .not_answered
            .iter()
            .map(|(text, count, line)| names.fill(words.gap_tally, &[text, &count.to_string(), &line.to_string()])),
    );
    said
}

/// Findings that may meet a claim about treatment, with what would follow; the most that could follow first.
fn maybe(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> (Vec<MaybeRow>, usize) {
    let mut found: Vec<((Vec<usize>, usize), MaybeRow)> = Vec::new();
    for (about, matched) in met(case) {
        let Truth::Unknown(reason) = matched.truth else { continue };
        let rows =
            matched.card.rows.iter().filter(|row| !row.other_origin && matches!(says(&row.claim), Says::Works | Says::Fails));
        let Some(best) = rows.filter(|row| concerns(row.scope) && !row.levels.is_empty()).min_by_key(|row| row.rank.clone()) else {
            continue;
        };
        let levels: BTreeSet<(u8, String)> = best
            .levels
            .iter()
            .map(|(column, level)| (super::super::offer::column_order(*column), named(names, *column, &level.level)))
            .collect();
        let levels: Vec<String> = levels.into_iter().map(|(_, text)| text).collect();
        let drug = names.drugs(&best.claim.therapies, best.claim.interaction).main;
        let shown = finding::of(names, case, &about, matched);
        let row = MaybeRow {
            title: shown.title(),
            details: shown.details,
            profile: matched.profile.name().to_owned(),
            question: names.say(reason),
            outcome: format!("{drug}{}{} ({})", names.words.and, names.say(best.claim.significance), names.list(&levels)),
        };
        found.push(((best.rank.clone(), found.len()), row));
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut rows: Vec<MaybeRow> = Vec::new();
    for (_, row) in found {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let more = rows.len().saturating_sub(MAYBE);
    rows.truncate(MAYBE);
    (rows, more)
}

fn named(names: &Names<'_, '_>, column: SchemeColumn, level: &str) -> String {
    format!("{} {}", names.column(column), level_name(level))
}

fn some(names: &Names<'_, '_>, list: &[&str]) -> String {
    let mut shown: Vec<&str> = list.iter().take(NAMES).copied().collect();
    let more = names.fill(names.words.more, &[&list.len().saturating_sub(NAMES).to_string()]);
    if list.len() > NAMES {
        shown.push(&more);
    }
    names.list(&shown)
}
