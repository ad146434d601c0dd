//! Which rows there are, for every writer alike.

use super::place::{NotAnnotated, Place};
use super::shown;
use crate::annotate::{Annotation, Annotator, NoModel, ProfileMatch, Row, SampleMatch};
use crate::consequence::Consequence;
use crate::genome::TranscriptRef;
use crate::knowledge::view;
use crate::level::MinLevel;
use crate::level::triage::TriageInput;
use crate::matching::{MatchLevel, Truth};
use crate::model::{GeneId, VariantId};

/// What a table is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Also variants without a match, and alleles that could not be annotated.
    pub all: bool,
    /// Also what nearly matched.
    pub explain: bool,
    /// Only claims of at least this level. (What is unknown earns none, and is left out.)
    pub min_level: Option<MinLevel>,
    /// What an expert-panel triage needs beyond the variants.
    pub triage: TriageInput,
}

/// An allele that contributes to a profile over several variants.
#[derive(Clone, Copy, Debug)]
pub struct Contribution<'a, 'k> {
    /// Where it stands.
    pub place: &'a Place<'a>,
    /// Its own annotation.
    pub annotation: &'a Annotation<'k>,
}

/// How one allele meets a profile.
#[derive(Clone, Copy, Debug)]
pub struct Met<'r, 'k> {
    /// The profile, and its truth for the tumour.
    pub matched: &'r ProfileMatch<'k>,
    /// How closely this allele meets its variant.
    pub level: MatchLevel,
    /// The variant it meets.
    pub variant: VariantId,
    /// By which rule.
    pub rule: &'static str,
}

/// Why a row has no match.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unmatched<'r> {
    /// The index knows nothing of it.
    Nothing,
    /// What it knows is below the least level asked for: so many claims.
    Below(usize, &'r MinLevel),
    /// It could not be annotated.
    NotAnnotated(NotAnnotated<'r>),
}

/// One row, not yet text.
#[derive(Clone, Copy, Debug)]
pub struct RowView<'r, 'k> {
    pub(super) rows: &'r Rows<'r, 'k>,
    pub(super) place: &'r Place<'r>,
    pub(super) annotation: Option<&'r Annotation<'k>>,
    pub(super) consequence: Option<&'r Consequence>,
    pub(super) met: Result<Met<'r, 'k>, Unmatched<'r>>,
    /// The claim; `None` also for a profile nothing is claimed about.
    pub(super) claim: Option<&'r Row<'k>>,
}

/// Turns annotations into rows. Make one for a file and share it.
#[derive(Debug)]
pub struct Rows<'a, 'k> {
    annotator: &'a Annotator<'k>,
    options: Options,
    no_model: NoModel,
}

impl<'a, 'k> Rows<'a, 'k> {
    /// For annotations of this annotator.
    #[must_use]
    pub fn new(annotator: &'a Annotator<'k>, options: Options) -> Self {
        Self { annotator, options, no_model: NoModel::of(annotator) }
    }

    /// The annotator.
    #[must_use]
    pub const fn annotator(&self) -> &'a Annotator<'k> {
        self.annotator
    }

    /// What the table is to hold.
    #[must_use]
    pub const fn options(&self) -> &Options {
        &self.options
    }

    /// Symbols of genes that knowledge speaks of and this assembly has no model of, sorted: matched by exact alleles only.
    #[must_use]
    pub fn no_model(&self) -> Vec<&'k str> {
        self.no_model.symbols(self.annotator)
    }

    pub(super) const fn genes_without_model(&self) -> &NoModel {
        &self.no_model
    }

    /// Is the claim of at least the level asked for?
    pub(super) fn keeps(&self, matched: &ProfileMatch<'k>, claim: &Row<'k>) -> bool {
        self.options
            .min_level
            .as_ref()
            .is_none_or(|least| earns(matched) && least.passes(claim.levels.iter().map(|(_, level)| level)))
    }

    /// Claims about a profile that the table shows: those of at least the level asked for.
    pub fn claims<'r>(&self, matched: &'r ProfileMatch<'k>) -> impl Iterator<Item = &'r Row<'k>> {
        matched.card.rows.iter().filter(|claim| self.keeps(matched, claim))
    }

    /// The consequence by which a row shows how an allele meets a variant; `None` when the variant's gene has none there.
    #[must_use]
    pub fn shown<'r>(&self, annotation: &'r Annotation<'k>, variant: VariantId) -> Option<&'r Consequence> {
        shown::of_variant(self.annotator, &annotation.consequences, variant)
    }

    /// May a profile that nothing is claimed about be shown?
    pub(super) const fn keeps_unclaimed(&self) -> bool {
        self.options.min_level.is_none()
    }

    /// Rows of one allele, the most important first ([`Annotation::rows`]), then profiles that nothing is claimed about.
    #[must_use]
    pub fn of_allele<'r>(&'r self, place: &'r Place<'r>, annotation: &'r Annotation<'k>) -> Vec<RowView<'r, 'k>> {
        let row = |met: Met<'r, 'k>, claim| RowView {
            rows: self,
            place,
            annotation: Some(annotation),
            consequence: shown::of_variant(self.annotator, &annotation.consequences, met.variant),
            met: Ok(met),
            claim,
        };
        let ranked = annotation.rows();
        let claims = ranked.iter().filter(|ranked| self.keeps(ranked.matched, ranked.row));
        let mut rows: Vec<RowView<'r, 'k>> = claims.map(|ranked| row(Met::of_line(ranked.matched), Some(ranked.row))).collect();
        if self.keeps_unclaimed() {
            let unclaimed = annotation.matches.iter().filter(|matched| matched.card.rows.is_empty());
            rows.extend(unclaimed.map(|matched| row(Met::of_line(matched), None)));
        }
        if rows.is_empty() && self.options.all {
            let why = match &self.options.min_level {
                Some(least) if !ranked.is_empty() => Unmatched::Below(ranked.len(), least),
                _ => Unmatched::Nothing,
            };
            let consequence = shown::most_severe(self.annotator, &annotation.consequences);
            rows.push(RowView { rows: self, place, annotation: Some(annotation), consequence, met: Err(why), claim: None });
        }
        rows
    }

    /// The row of an allele that could not be annotated; only if all were asked for.
    #[must_use]
    pub fn of_not_annotated<'r>(&'r self, place: &'r Place<'r>, why: NotAnnotated<'r>) -> Option<RowView<'r, 'k>> {
        self.options.all.then_some(RowView {
            rows: self,
            place,
            annotation: None,
            consequence: None,
            met: Err(Unmatched::NotAnnotated(why)),
            claim: None,
        })
    }

    /// Rows of a profile of the whole sample: for each claim, one a contributing allele. `contributions` are the alleles of
    /// [`SampleMatch::alleles`], in that order. Where none contributes (a signature, copies, a wild type) there is one row, and
    /// it stands at `sample`, a place that names the sample and nothing else.
    #[must_use]
    pub fn of_profile<'r>(
        &'r self,
        found: &'r SampleMatch<'k>,
        contributions: &[Contribution<'r, 'k>],
        sample: &'r Place<'r>,
    ) -> Vec<RowView<'r, 'k>> {
        let matched = &found.matched;
        let mut claims: Vec<Option<&'r Row<'k>>> =
            matched.card.rows.iter().filter(|claim| self.keeps(matched, claim)).map(Some).collect();
        if matched.card.rows.is_empty() && self.keeps_unclaimed() {
            claims.push(None);
        }
        let mut rows = Vec::with_capacity(claims.len() * contributions.len());
        for claim in claims {
            for Contribution { place, annotation } in contributions {
                let Some(met) = Met::of_contribution(matched, &annotation.variants) else { continue };
                let consequence = shown::of_variant(self.annotator, &annotation.consequences, met.variant);
                rows.push(RowView { rows: self, place, annotation: Some(annotation), consequence, met: Ok(met), claim });
            }
            if contributions.is_empty() {
                let met = Ok(Met::of_line(matched));
                rows.push(RowView { rows: self, place: sample, annotation: None, consequence: None, met, claim });
            }
        }
        rows
    }
}

/// Does a match earn the levels and ways of access of its claims? Unknown never does: a drug is not for a tumour that may
/// not carry its biomarker.
pub(super) fn earns(matched: &ProfileMatch<'_>) -> bool {
    matched.truth == Truth::True
}

impl<'r, 'k> RowView<'r, 'k> {
    /// The claim, if its levels and ways of access are earned.
    pub(super) fn earned(&self) -> Option<&'r Row<'k>> {
        self.claim.filter(|_| self.met().is_some_and(|met| earns(met.matched)))
    }

    /// The annotator that knows the tables.
    pub(super) const fn annotator(&self) -> &'r Annotator<'k> {
        self.rows.annotator
    }

    /// The match, if there is one.
    pub(super) fn met(&self) -> Option<Met<'r, 'k>> {
        self.met.ok()
    }

    /// The variant that is met.
    pub(super) fn variant(&self) -> Option<view::Variant<'k>> {
        self.annotator().records().variant(self.met()?.variant)
    }

    /// The transcript of the consequence shown.
    pub(super) fn transcript(&self) -> Option<TranscriptRef<'k>> {
        self.annotator().genome().row(self.consequence?.transcript)
    }

    /// The gene of the consequence shown, or that of the variant met.
    pub(super) fn gene(&self) -> Option<view::Gene<'k>> {
        let gene = match self.consequence {
            Some(consequence) => Some(GeneId::new(consequence.gene)),
            None => self.variant().and_then(|variant| variant.gene()),
        };
        self.annotator().records().gene(gene?)
    }
}
