//! A profile that is met or may be met, why, and what is claimed about it.

use super::claim::{Claim, Conflict};
use super::variant::{VariantName, word};
use crate::annotate::Annotator;
use crate::consequence::Consequence;
use crate::knowledge::view;
use crate::matching::{self, Question, Truth};
use crate::table::TableError;
use crate::table::rows::{Met, Rows, earns};
use serde::Serialize;

/// A profile that is met or may be met.
#[derive(Serialize)]
pub(super) struct Match<'r> {
    profile: Profile<'r>,
    /// `true`, or `unknown(REASON)`.
    state: String,
    reason: Option<Reason>,
    match_level: &'static str,
    rule: &'static str,
    variant: Option<VariantName<'r>>,
    /// The transcript that stands for the match.
    transcript: Option<&'r str>,
    verdict: Verdict<'r>,
    /// Genes of the profile without a model on this assembly: matched by exact alleles only.
    no_model: Vec<&'r str>,
    rows: Vec<Claim<'r>>,
    /// Where records about it contradict each other.
    conflicts: Vec<Conflict<'r>>,
}

/// A profile, by identity and name.
#[derive(Serialize)]
pub(super) struct Profile<'r> {
    id: &'r str,
    name: &'r str,
}

/// Why the state is unknown.
#[derive(Serialize)]
struct Reason {
    code: &'static str,
    text: &'static str,
}

/// What was asked, the answer, and what it rests on.
#[derive(Serialize)]
pub(super) struct Verdict<'r> {
    /// `variant`, or how the parts are joined: `all`, `any`, `not`, `cis`, `trans`.
    question: &'static str,
    variant: Option<VariantName<'r>>,
    state: String,
    /// What decided about a variant: an allele, a value against its cut-off, a place that was not looked at.
    because: Option<String>,
    parts: Vec<Verdict<'r>>,
}

impl<'r> Match<'r> {
    /// `None` when all that is claimed about it is below the least level asked for.
    pub(super) fn new(rows: &Rows<'_, 'r>, met: Met<'_, 'r>, shown: Option<&Consequence>) -> Result<Option<Self>, TableError> {
        let (annotator, matched) = (rows.annotator(), met.matched);
        let kept = || matched.card.rows.iter().filter(|claim| rows.keeps(matched, claim));
        if kept().next().is_none() && !(matched.card.rows.is_empty() && rows.keeps_unclaimed()) {
            return Ok(None);
        }
        let reason = match matched.truth {
            Truth::Unknown(reason) => Some(Reason { code: word(reason), text: reason.explain() }),
            Truth::True | Truth::False => None,
        };
        Ok(Some(Self {
            profile: Profile::new(matched.profile),
            state: matched.truth.to_string(),
            reason,
            match_level: word(met.level),
            rule: met.rule,
            variant: VariantName::new(annotator, met.variant),
            transcript: shown.and_then(|shown| annotator.genome().row(shown.transcript)).map(|transcript| transcript.accession),
            verdict: Verdict::new(annotator, &matched.verdict),
            no_model: rows.genes_without_model().of_profile(annotator, matched.profile.number()),
            conflicts: matched.card.conflicts.iter().map(|found| Conflict::new(annotator.records(), found)).collect(),
            rows: kept().map(|claim| Claim::new(annotator.records(), claim, earns(matched))).collect::<Result<_, _>>()?,
        }))
    }
}

impl<'r> Profile<'r> {
    pub(super) fn new(profile: view::Profile<'r>) -> Self {
        Self { id: profile.id(), name: profile.name() }
    }
}

impl<'r> Verdict<'r> {
    pub(super) fn new(annotator: &Annotator<'r>, told: &matching::Verdict) -> Self {
        let (question, variant) = match told.question {
            Question::Variant(variant) => ("variant", VariantName::new(annotator, variant)),
            Question::Join(operator) => (word(operator), None),
        };
        let parts = told.parts.iter().map(|part| Self::new(annotator, part)).collect();
        Self { question, variant, state: told.truth.to_string(), because: told.because.as_ref().map(ToString::to_string), parts }
    }
}
