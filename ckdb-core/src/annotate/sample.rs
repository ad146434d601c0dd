//! Everything one tumour carries, and the profiles that need more than one variant.
//!
//! Lines are annotated as they pass; what they carry is noted here. At the end the remaining profiles are asked. What nobody
//! looked at is unknown, not absent: a variant that no line carries counts as absent only where the input proves it.

use super::allele::ProfileMatch;
use super::annotator::Annotator;
use crate::matching::{Answers, Judgement, Reason, Truth, VariantMatch, evaluate};
use crate::model::{Criterion, ProfileId, VariantId};

/// Variants one allele of the input carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The caller's number of the allele; alleles are answered for in this order.
    pub allele: u64,
    /// What it meets or may meet.
    pub variants: Vec<VariantMatch>,
}

/// A profile over several variants of the sample.
#[derive(Clone, Debug)]
pub struct SampleMatch<'k> {
    /// The profile, its truth and why.
    pub matched: ProfileMatch<'k>,
    /// The caller's numbers of the alleles that contribute, ascending.
    pub alleles: Vec<u64>,
}

/// Everything one tumour carries.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    carried: Vec<Carried>,
}

impl Sample {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes what one allele carries; near misses are left out. Was there anything to note?
    pub fn add(&mut self, allele: u64, variants: &[VariantMatch]) -> bool {
        let variants: Vec<VariantMatch> =
            variants.iter().filter(|found| found.judgement.truth() != Truth::False).copied().collect();
        if variants.is_empty() {
            return false;
        }
        self.carried.push(Carried { allele, variants });
        true
    }

    /// Profiles over several variants that the sample has or may have, sorted by profile. Profiles that one allele decides
    /// by itself are in that allele's annotation and not repeated.
    #[must_use]
    pub fn profiles<'k>(&self, annotator: &Annotator<'k>) -> Vec<SampleMatch<'k>> {
        let mut wanted: Vec<ProfileId> = self
            .carried
            .iter()
            .flat_map(|carried| &carried.variants)
            .filter_map(|found| annotator.asking.get(found.variant.index()))
            .flatten()
            .copied()
            .filter(|profile| annotator.profiles.get(profile.index()).is_some_and(|question| !question.is_simple))
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.into_iter().filter_map(|profile| self.ask(annotator, profile)).collect()
    }

    fn ask<'k>(&self, annotator: &Annotator<'k>, profile: ProfileId) -> Option<SampleMatch<'k>> {
        let question = annotator.profiles.get(profile.index())?;
        let asked = question.expression.variants();
        let answers = Tumour { sample: self, annotator };
        let verdict = evaluate(&question.expression, &answers);
        if verdict.truth == Truth::False {
            return None;
        }
        let contributing = |carried: &&Carried| carried.variants.iter().any(|found| asked.contains(&found.variant));
        let alleles: Vec<u64> = self.carried.iter().filter(contributing).map(|carried| carried.allele).collect();
        // One allele that makes it true by itself was answered on its line.
        let alone = self.carried.iter().filter(contributing).count() == 1 && verdict.truth == Truth::True;
        if alone {
            return None;
        }
        let variants: Vec<VariantMatch> = self.carried.iter().flat_map(|carried| &carried.variants).copied().collect();
        let matched = annotator.profile_match(profile, verdict, &variants)?;
        Some(SampleMatch { matched, alleles })
    }
}

/// What the lines of one tumour tell together.
struct Tumour<'a, 'k> {
    sample: &'a Sample,
    annotator: &'a Annotator<'k>,
}

impl Answers for Tumour<'_, '_> {
    fn variant(&self, variant: VariantId) -> Truth {
        let told = self
            .sample
            .carried
            .iter()
            .flat_map(|carried| &carried.variants)
            .filter(|found| found.variant == variant)
            .map(|found| found.judgement.truth());
        let unseen = Truth::Unknown(why_unseen(self.annotator.matcher.criterion(variant)));
        told.reduce(Truth::or).unwrap_or(unseen)
    }

    fn in_cis(&self, variants: &[VariantId]) -> Truth {
        let holds = |carried: &Carried, variant: &VariantId| {
            carried.variants.iter().any(|found| found.variant == *variant && matches!(found.judgement, Judgement::Holds { .. }))
        };
        let together = self.sample.carried.iter().any(|carried| variants.iter().all(|variant| holds(carried, variant)));
        if together { Truth::True } else { Truth::Unknown(Reason::Phase) }
    }
}

/// Why a variant that no line carries is unknown rather than absent.
const fn why_unseen(criterion: Option<&Criterion>) -> Reason {
    match criterion {
        Some(Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption) => Reason::NoCopyNumber,
        Some(Criterion::FusionPair { .. } | Criterion::Fusion { .. } | Criterion::ExonChange { .. }) => Reason::NoFusion,
        Some(Criterion::Biomarker { .. }) => Reason::NoBiomarker,
        Some(Criterion::Expression { .. }) => Reason::NoExpression,
        _ => Reason::NotCallable,
    }
}
