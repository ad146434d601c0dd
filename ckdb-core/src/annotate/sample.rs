//! Everything one tumour carries, and the profiles that need more than one variant.
//!
//! Lines are annotated as they pass; what they carry is noted here. At the end the remaining profiles are asked. What nobody
//! looked at is unknown, not absent: a variant that no line carries counts as absent only where the input proves it.

use super::allele::ProfileMatch;
use super::annotator::Annotator;
use crate::matching::{Answers, Judgement, OneLine, Reason, Truth, VariantMatch, evaluate};
use crate::model::{Criterion, ProfileId, VariantId};
use crate::phase::{Call, Relation, relation};

/// Variants one allele of the input carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The caller's number of the allele; alleles are answered for in this order.
    pub allele: u64,
    /// What it meets or may meet.
    pub variants: Vec<VariantMatch>,
    /// Where it lies and what is told of its haplotype; `None` when nothing is.
    pub call: Option<Call>,
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
    ///
    /// Nothing is told of its haplotype: see [`Sample::add_call`].
    pub fn add(&mut self, allele: u64, variants: &[VariantMatch]) -> bool {
        self.add_call(allele, variants, None)
    }

    /// Notes what one allele carries, and where it lies, for claims about one haplotype.
    pub fn add_call(&mut self, allele: u64, variants: &[VariantMatch], call: Option<Call>) -> bool {
        let variants: Vec<VariantMatch> =
            variants.iter().filter(|found| found.judgement.truth() != Truth::False).copied().collect();
        if variants.is_empty() {
            return false;
        }
        self.carried.push(Carried { allele, variants, call });
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
        // One allele that makes it true by itself was answered on its line, and so was one read together with neighbours.
        let by_itself = |carried: &Carried| {
            let judged: Vec<_> = carried.variants.iter().map(|found| (found.variant, found.judgement.truth())).collect();
            evaluate(&question.expression, &OneLine { judged: &judged }).truth == Truth::True
        };
        let only = self.carried.iter().filter(contributing).count() == 1;
        if verdict.truth == Truth::True && (only || self.carried.iter().any(by_itself)) {
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
        let holds = |carried: &&Carried, variant: &VariantId| {
            carried.variants.iter().any(|found| found.variant == *variant && matches!(found.judgement, Judgement::Holds { .. }))
        };
        let carrying = |variant: &VariantId| self.sample.carried.iter().filter(|carried| holds(carried, variant)).collect();
        let choices: Vec<Vec<&Carried>> = variants.iter().map(carrying).collect();
        if choices.iter().any(Vec::is_empty) {
            return UNTOLD;
        }
        some_choice_in_cis(&choices, &mut Vec::new(), &mut { MOST_CHOICES })
    }
}

const UNTOLD: Truth = Truth::Unknown(Reason::Phase);

/// Alleles are tried in every combination up to this many steps; beyond, the answer is unknown.
const MOST_CHOICES: u32 = 10_000;

/// Is there one allele for each variant so that all lie on one haplotype? False when each choice has two that are told apart.
fn some_choice_in_cis<'a>(choices: &[Vec<&'a Carried>], chosen: &mut Vec<&'a Carried>, steps: &mut u32) -> Truth {
    let Some((first, rest)) = choices.split_first() else { return Truth::True };
    let mut best = Truth::False;
    for candidate in first {
        let Some(left) = steps.checked_sub(1) else { return best.or(UNTOLD) };
        *steps = left;
        let with_chosen = chosen.iter().map(|other| lie_in_cis(candidate, other)).fold(Truth::True, Truth::and);
        if with_chosen == Truth::False {
            continue;
        }
        chosen.push(candidate);
        best = best.or(with_chosen.and(some_choice_in_cis(rest, chosen, steps)));
        chosen.pop();
        if best == Truth::True {
            break;
        }
    }
    best
}

fn lie_in_cis(a: &Carried, b: &Carried) -> Truth {
    // One molecule, or one that was joined from several lines.
    if a.allele == b.allele {
        return Truth::True;
    }
    match (&a.call, &b.call) {
        // One allele of one line on two copies, each with other neighbours: which of them is meant is not told.
        (Some(a), Some(b)) if (a.line, a.alternate) == (b.line, b.alternate) => UNTOLD,
        (Some(a), Some(b)) => match relation(a, b) {
            Relation::Cis => Truth::True,
            Relation::Trans => Truth::False,
            Relation::Unknown => UNTOLD,
        },
        _ => UNTOLD,
    }
}

/// Why a variant that no line carries is unknown rather than absent.
const fn why_unseen(criterion: Option<&Criterion>) -> Reason {
    match criterion {
        Some(Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption) => Reason::NoCopyNumber,
        Some(Criterion::FusionPair { .. } | Criterion::Fusion { .. } | Criterion::ExonChange { .. }) => Reason::NoFusion,
        Some(Criterion::Biomarker { .. }) => Reason::NoBiomarker,
        Some(Criterion::Expression { .. }) => Reason::NoExpression,
        Some(Criterion::Marker { .. }) => Reason::NoMarker,
        _ => Reason::NotCallable,
    }
}
