//! A trial asked about a case, as a line of `"type":"trial"`.

use super::claim::Disease;
use super::matched::Verdict;
use super::variant::word;
use crate::annotate::{Annotator, TrialMatch, trial_needs};
use crate::model::{TherapyId, Vocabulary};
use serde::Serialize;

/// A line of `"type":"trial"`.
#[derive(Serialize)]
pub struct TrialLine<'r> {
    r#type: &'static str,
    sample: Option<String>,
    id: &'r str,
    /// Every registry's id of it.
    ids: Vec<&'r str>,
    title: &'r str,
    phase: Option<&'static str>,
    status: &'static str,
    /// The day the registry said the status.
    as_of: &'r str,
    countries: Vec<&'r str>,
    /// `JP_TRIAL`, `TRIAL_ABROAD`, or `null` when it is not open or its countries are not told.
    access: Option<&'static str>,
    therapies: Vec<&'r str>,
    diseases: Vec<Disease<'r>>,
    /// `none`, `criterion` or `not-read`.
    selection: &'static str,
    /// What it asks of the tumour, in words.
    needs: Option<String>,
    ages: [Option<u16>; 2],
    after: Vec<&'r str>,
    not_after: Vec<&'r str>,
    /// `match`, `possible` or `excluded`.
    entry: &'static str,
    unknown: Vec<Said>,
    excluded_by: Vec<Said>,
    disease_scope: &'static str,
    /// The tree over the tumour's variants.
    verdict: Option<Verdict<'r>>,
}

/// Something not known, or something that speaks against it.
#[derive(Serialize)]
struct Said {
    code: &'static str,
    text: &'static str,
    /// For the tumour's variants: why they are unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl<'r> TrialLine<'r> {
    /// Of the case named `sample`.
    #[must_use]
    pub fn new(annotator: &Annotator<'r>, found: &TrialMatch<'r>, sample: Option<String>) -> Self {
        let (trial, answer) = (found.trial, &found.answer);
        let records = annotator.records();
        let named = |ids: &mut dyn Iterator<Item = TherapyId>| {
            ids.filter_map(|id| records.therapy(id)).map(|therapy| therapy.name()).collect::<Vec<_>>()
        };
        let reason = answer.genomic_reason();
        let open = answer.open.iter().map(|open| Said {
            code: open.as_str(),
            text: open.explain(),
            reason: reason.filter(|_| *open == crate::matching::Open::Genomic).map(word),
        });
        let bars = answer.bars.iter().map(|bar| Said { code: bar.as_str(), text: bar.explain(), reason: None });
        let (youngest, oldest) = trial.ages();
        Self {
            r#type: "trial",
            sample,
            id: trial.id(),
            ids: trial.ids().collect(),
            title: trial.title(),
            phase: trial.phase().map(Vocabulary::as_str),
            status: trial.status().as_str(),
            as_of: trial.as_of(),
            countries: trial.countries().collect(),
            access: found.route.map(Vocabulary::as_str),
            therapies: named(&mut trial.therapies()),
            diseases: trial.diseases().filter_map(|disease| Disease::new(records, disease)).collect(),
            selection: trial.selection().as_str(),
            needs: trial_needs(trial),
            ages: [youngest, oldest],
            after: named(&mut trial.after()),
            not_after: named(&mut trial.not_after()),
            entry: answer.entry.as_str(),
            unknown: open.collect(),
            excluded_by: bars.collect(),
            disease_scope: answer.scope.as_str(),
            verdict: answer.genomic.as_ref().map(|verdict| Verdict::new(annotator, verdict)),
        }
    }
}
