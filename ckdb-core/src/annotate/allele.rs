//! One allele to its annotation.

use super::annotator::Annotator;
use super::card::{Card, Row};
use super::joined::Joined;
use super::known_places::NoLetters;
use super::remembered::Effect;
use crate::consequence::{Consequence, structural_consequences};
use crate::genome::{Allele, Contig, Interval, StructuralAllele};
use crate::knowledge::view;
use crate::matching::{
    Because, CopyNumbers, CopyTrace, Fusion, Judgement, MatchLevel, NearMiss, OneLine, Question, Truth, VariantMatch, Verdict,
    evaluate, fusions,
};
use crate::model::{Criterion, ProfileId, VariantId};
use crate::normalize::{NormalizeError, NormalizedAllele, normalize};
use crate::segment::Segment;
use std::fmt;
use std::sync::Arc;

/// What the line of a structural allele states of copies.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StatedCopies {
    /// Copies of the stretch it is about.
    pub segment: Option<Segment>,
    /// Copies of its ends' places that do not have it (R17).
    pub undisrupted: Option<f64>,
}

/// A profile an allele meets or may meet.
#[derive(Clone, Debug)]
pub struct ProfileMatch<'k> {
    /// The profile.
    pub profile: view::Profile<'k>,
    /// Does the tumour have it? Never false.
    pub truth: Truth,
    /// How closely the closest of the allele's variants meets it.
    pub level: MatchLevel,
    /// The variant that does, and its rule.
    pub by: (VariantId, &'static str),
    /// The tree of partial truths.
    pub verdict: Verdict,
    /// Everything known about the profile for this patient.
    pub card: Arc<Card<'k>>,
}

/// An allele in the one spelling that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Described {
    /// Letters.
    Letters(NormalizedAllele),
    /// A piece of a chromosome lost, doubled, turned round or joined anew.
    Structure(StructuralAllele),
    /// Nothing but a name: a fusion a caller reports by its genes.
    Named(String),
}

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Letters(normalized) => normalized.allele.fmt(f),
            Self::Structure(structural) => structural.fmt(f),
            Self::Named(name) => f.write_str(name),
        }
    }
}

/// What is known of one allele.
#[derive(Clone, Debug)]
pub struct Annotation<'k> {
    /// The allele, in the one spelling that is compared.
    pub allele: Described,
    /// Consequences on every transcript it touches: strongest impact first, then MANE, then accession.
    pub consequences: Vec<Consequence>,
    /// Variants it meets, may meet, or nearly meets, sorted by variant.
    pub variants: Vec<VariantMatch>,
    /// Profiles it meets or may meet by itself: closest first, then by identity.
    pub matches: Vec<ProfileMatch<'k>>,
    /// Neighbours it was read together with, or would be if their phase were known; empty for an allele by itself.
    pub joined: Vec<Joined>,
    /// Fusions a structural allele makes or may make.
    pub fusions: Vec<Fusion>,
}

/// A row of a match, as it is shown.
#[derive(Clone, Copy, Debug)]
pub struct RankedRow<'a, 'k> {
    /// The match.
    pub matched: &'a ProfileMatch<'k>,
    /// The row.
    pub row: &'a Row<'k>,
}

impl<'k> Annotation<'k> {
    /// Every row of every match: certain before uncertain, strongest level first, closest match first, then by scope,
    /// claim, disease and profile. A total order.
    #[must_use]
    pub fn rows(&self) -> Vec<RankedRow<'_, 'k>> {
        let mut rows: Vec<RankedRow<'_, 'k>> =
            self.matches.iter().flat_map(|matched| matched.card.rows.iter().map(move |row| RankedRow { matched, row })).collect();
        rows.sort_by(|a, b| order(a).cmp(&order(b)));
        rows
    }

    /// Nothing is known of `allele`, and it touches nothing.
    const fn nothing(allele: Described) -> Self {
        Self {
            allele,
            consequences: Vec::new(),
            variants: Vec::new(),
            matches: Vec::new(),
            joined: Vec::new(),
            fusions: Vec::new(),
        }
    }

    /// The allele's letters; `None` for a structural allele.
    #[must_use]
    pub const fn normalized(&self) -> Option<&NormalizedAllele> {
        match &self.allele {
            Described::Letters(normalized) => Some(normalized),
            Described::Structure(_) | Described::Named(_) => None,
        }
    }

    /// Nothing is known and nothing is touched.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.consequences.is_empty() && self.matches.is_empty()
    }
}

fn order<'a, 'k>(ranked: &RankedRow<'a, 'k>) -> impl Ord + use<'a, 'k> {
    let (matched, row) = (ranked.matched, ranked.row);
    (
        matched.truth != Truth::True,
        &row.rank,
        matched.level,
        row.scope,
        &row.claim,
        (row.disease, &row.excluding),
        matched.profile.number(),
    )
}

/// Lays what decided about copies into a tree of truths.
fn explain(verdict: &mut Verdict, traces: &[(VariantId, CopyTrace)]) {
    if let Question::Variant(variant) = verdict.question
        && let Some((_, trace)) = traces.iter().find(|(traced, _)| *traced == variant)
    {
        verdict.because = Some(Because::Copies(trace.clone()));
    }
    verdict.parts.iter_mut().for_each(|part| explain(part, traces));
}

impl<'k> Annotator<'k> {
    /// Annotates one allele.
    ///
    /// # Errors
    /// When the allele contradicts the reference letters; nothing is annotated then, because the file is probably of another
    /// assembly. When letters of the index are damaged. With [`Annotator::reference`] also when that file cannot be read there, or contradicts the index.
    pub fn annotate(&self, allele: &Allele) -> Result<Annotation<'k>, NormalizeError> {
        if !self.known_places.may_know(allele) && !self.letters.has_reference() {
            let allele = Described::Letters(normalize(allele, &NoLetters)?);
            return Ok(Annotation::nothing(allele));
        }
        let (normalized, consequences, variants) = match &self.remembered {
            // Letters of a file of the user's are not those that others read.
            Some(remembered) if !self.letters.has_reference() => {
                let effect = remembered.effect(allele, || self.effect(allele))?;
                (effect.normalized.clone(), effect.consequences.clone(), effect.variants.clone())
            }
            _ => {
                let Effect { normalized, consequences, variants } = self.effect(allele)?;
                (normalized, consequences, variants)
            }
        };
        Ok(self.judged(Effect { normalized, consequences, variants }))
    }

    /// The same for whoever asks for matches alone: where [`Annotator::annotate`] finds none, only the allele's spelling is told here. That is
    /// quicker, because an allele in exons is read on a dozen transcripts, and claims are counted on one or two of them.
    ///
    /// # Errors
    /// Those of [`Annotator::annotate`].
    pub fn annotate_met(&self, allele: &Allele) -> Result<Annotation<'k>, NormalizeError> {
        if self.remembered.is_some() || !self.known_places.may_know(allele) {
            return self.annotate(allele);
        }
        let mut told = self.judged(self.effect_on(allele, |transcript| self.matcher.counts_on(transcript))?);
        if told.matches.is_empty() {
            return Ok(Annotation::nothing(told.allele));
        }
        // Variants and profiles are the same whatever it does to other transcripts.
        self.letters.consequences(allele, &mut told.consequences)?;
        Ok(told)
    }

    /// Which profiles an allele meets that does this.
    fn judged(&self, effect: Effect) -> Annotation<'k> {
        let Effect { normalized, consequences, mut variants } = effect;
        self.set_common_apart(&normalized, &mut variants);
        let matches = self.profiles_of(&variants);
        let nothing = Annotation::nothing(Described::Letters(normalized));
        Annotation { consequences, variants, matches, ..nothing }
    }

    /// What an allele does to transcripts, and which variants of the index it meets.
    fn effect(&self, allele: &Allele) -> Result<Effect, NormalizeError> {
        self.effect_on(allele, |_| true)
    }

    /// The same, read on some transcripts only.
    fn effect_on(&self, allele: &Allele, is_asked: impl Fn(u32) -> bool) -> Result<Effect, NormalizeError> {
        let mut consequences = Vec::new();
        let normalized = self.letters.consequences_on(allele, is_asked, &mut consequences)?;
        // Letters further away may have been asked for, too: damage gives no answer, never another one.
        if self.genome.sound().is_err() {
            return Err(NormalizeError::Damaged { contig: allele.contig, position: allele.interval.first() });
        }
        let mut variants = Vec::new();
        self.matcher.variants(&normalized, &consequences, &mut variants);
        Ok(Effect { normalized, consequences, variants })
    }

    /// R12: what many healthy people carry is no sign that a gene is changed. Only claims about any change of a gene are concerned.
    fn set_common_apart(&self, normalized: &NormalizedAllele, variants: &mut [VariantMatch]) {
        let is_concerned = |found: &VariantMatch| matches!(found.judgement, Judgement::Holds { level: MatchLevel::GeneAny, .. });
        if self.layers.is_empty() || !variants.iter().any(is_concerned) || self.layers.seen(normalized).common.is_empty() {
            return;
        }
        for found in variants.iter_mut().filter(|found| is_concerned(found)) {
            found.judgement = Judgement::Near { miss: NearMiss::CommonInPopulation, rule: "R12" };
        }
    }

    /// Could anything be said of an allele that replaces these letters? `false` is certain: [`Annotator::annotate`] would find no
    /// transcript, no letters to compare and no match. A bit or two are looked at, so whoever reads millions of rows asks here
    /// before making an [`Allele`] of each.
    #[must_use]
    #[inline]
    pub fn could_know(&self, contig: Contig, interval: Interval) -> bool {
        self.known_places.may_know_at(contig, interval) || self.letters.has_reference()
    }

    /// Could an allele that replaces these letters meet a claim, nearly meet one, or contradict letters? `false` is certain, and true of
    /// most introns, too, for which [`Annotator::could_know`] says yes because their consequences could be told.
    #[must_use]
    #[inline]
    pub fn could_match(&self, contig: Contig, interval: Interval) -> bool {
        self.letters.has_reference()
            || (self.known_places.may_know_at(contig, interval) && self.claim_places().may_know_at(contig, interval))
    }

    /// Annotates one structural allele by what it does to transcripts.
    #[must_use]
    pub fn annotate_structural(&self, allele: &StructuralAllele) -> Annotation<'k> {
        self.annotate_counted(allele, &StatedCopies::default())
    }

    /// The same, with what its line states of copies: where that alone decides about a gene's copies, it is answered here; what
    /// needs other lines is the sample's to decide.
    #[must_use]
    pub fn annotate_counted(&self, allele: &StructuralAllele, stated: &StatedCopies) -> Annotation<'k> {
        let mut found = Vec::new();
        structural_consequences(allele, &self.genome, self.genome.transcripts_of(allele), &mut found);
        let mut variants = Vec::new();
        let fusions = fusions(self.genome, self.records, allele);
        self.matcher.structural_variants(&found, &fusions, stated.undisrupted, &mut variants);
        let mut traces = Vec::new();
        if let Some(segment) = stated.segment {
            let told = CopyNumbers::of_segments([segment], self.copy_settings.clone());
            self.matcher.counted_variants(&told, &found, self.genome, &mut variants, &mut traces);
        }
        let mut matches = self.profiles_of(&variants);
        matches.iter_mut().for_each(|matched| explain(&mut matched.verdict, &traces));
        let allele = Described::Structure(allele.clone());
        Annotation { allele, consequences: found, variants, matches, joined: Vec::new(), fusions }
    }

    /// Profiles that the variants of one allele meet or may meet by themselves.
    pub(super) fn profiles_of(&self, variants: &[VariantMatch]) -> Vec<ProfileMatch<'k>> {
        let judged: Vec<(VariantId, Truth)> = variants.iter().map(|found| (found.variant, found.judgement.truth())).collect();
        let answers = OneLine { judged: &judged };
        let mut profiles: Vec<ProfileId> = variants
            .iter()
            .filter(|found| found.judgement.truth() != Truth::False)
            // No single change shows that a gene carries none: that is the sample's to say.
            .filter(|found| !matches!(self.matcher.criterion(found.variant), Some(Criterion::WildType { .. })))
            .flat_map(|found| self.questions.asking(found.variant))
            .copied()
            .collect();
        profiles.sort_unstable();
        profiles.dedup();
        let mut matches: Vec<ProfileMatch<'k>> = profiles
            .into_iter()
            .filter_map(|profile| {
                let question = self.questions.get(profile)?;
                let verdict = evaluate(&question.expression, &answers);
                // A profile over several variants is the sample's to decide, unless this allele alone makes it true.
                let decided = verdict.truth == Truth::True || (question.is_simple && verdict.truth != Truth::False);
                if !decided {
                    return None;
                }
                self.profile_match(profile, verdict, variants)
            })
            .filter(|found| self.gene_any || found.level != MatchLevel::GeneAny)
            .collect();
        let certain: Vec<ProfileId> =
            matches.iter().filter(|found| found.truth == Truth::True).map(|found| found.profile.number()).collect();
        let approved = self.approved(&certain);
        for found in matches.iter_mut().filter(|found| found.truth == Truth::True) {
            if let Some(card) = self.card_among(found.profile.number(), &approved) {
                found.card = card;
            }
        }
        matches.sort_by_key(|found| (found.truth != Truth::True, found.level, found.profile.number()));
        matches
    }

    /// A decided profile with the closest of the variants that meet it.
    pub(super) fn profile_match(
        &self,
        profile: ProfileId,
        verdict: Verdict,
        variants: &[VariantMatch],
    ) -> Option<ProfileMatch<'k>> {
        let asked = self.questions.get(profile)?.expression.variants();
        let closest = variants
            .iter()
            .filter(|found| asked.contains(&found.variant))
            .filter_map(|found| match found.judgement {
                Judgement::Holds { level, rule } => Some((0, level, found.variant, rule)),
                Judgement::Open { level, rule, .. } => Some((1, level, found.variant, rule)),
                Judgement::Near { .. } | Judgement::No => None,
            })
            .min()?;
        let (_, level, variant, rule) = closest;
        Some(ProfileMatch {
            profile: self.records.profile(profile)?,
            truth: verdict.truth,
            level,
            by: (variant, rule),
            verdict,
            card: self.card(profile)?,
        })
    }
}
