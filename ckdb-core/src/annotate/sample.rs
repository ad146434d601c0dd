//! Everything one tumour carries and everything told of it, and the profiles that no single line decides.
//!
//! Lines are annotated as they pass; what they carry is noted here, beside what is [`Told`] of the tumour. At the end the
//! remaining profiles are asked. What nobody looked at is unknown, not absent: a variant that no line carries counts as absent
//! only where the input proves it. How each variant is answered is said in [`tumour`](super::tumour).

use super::allele::ProfileMatch;
use super::annotator::Annotator;
use super::carried::Carried;
use super::questions::Question;
use super::told::Told;
use super::tumour::{Tumour, standing};
use crate::genome::{Contig, Interval};
use crate::matching::{
    Callable, CopyNumbers, Judgement, MatchLevel, NearMiss, OneLine, Question as Asked, Reason, Truth, VariantMatch, Verdict,
    evaluate,
};
use crate::model::{Biomarker, Criterion, ProfileId, VariantId};
use crate::phase::Call;
use crate::segment::Segment;
use std::collections::BTreeSet;

/// A profile of the whole sample.
#[derive(Clone, Debug)]
pub struct SampleMatch<'k> {
    /// The profile, its truth and why.
    pub matched: ProfileMatch<'k>,
    /// The caller's numbers of the alleles that contribute, ascending; none for what is told of the tumour alone.
    pub alleles: Vec<u64>,
}

/// A profile of which the sample has a part, but not the whole.
#[derive(Clone, Debug)]
pub struct SampleMiss {
    /// The profile.
    pub profile: ProfileId,
    /// The tree of partial truths; its root is false.
    pub verdict: Verdict,
}

/// What a sample answers.
#[derive(Clone, Debug, Default)]
pub struct SampleAnswer<'k> {
    /// Profiles it has or may have, sorted by profile.
    pub matches: Vec<SampleMatch<'k>>,
    /// Profiles it has a part of and not the whole, sorted by profile.
    pub misses: Vec<SampleMiss>,
}

/// Everything one tumour carries, and everything told of it.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    told: Told,
    carried: Vec<Carried>,
    /// Places that lines of the input show to have been looked at.
    looked_at: Vec<(Contig, Interval)>,
    /// Copies that lines of the input state.
    copies: Vec<Segment>,
}

impl Sample {
    /// Nothing carried yet, nothing told.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Nothing carried yet; this is told of the tumour.
    #[must_use]
    pub fn of(told: Told) -> Self {
        Self { told, ..Self::default() }
    }

    /// What is told of the tumour.
    #[must_use]
    pub const fn told(&self) -> &Told {
        &self.told
    }

    /// Notes what one allele carries; near misses are left out. Was there anything to note?
    ///
    /// Nothing is told of its haplotype: see [`Sample::add_call`].
    pub fn add(&mut self, allele: u64, variants: &[VariantMatch]) -> bool {
        self.add_call(allele, variants, None)
    }

    /// Notes what one allele carries, and where it lies, for claims about one haplotype.
    pub fn add_call(&mut self, allele: u64, variants: &[VariantMatch], call: Option<Call>) -> bool {
        let against = |judgement| matches!(judgement, Judgement::Near { miss: NearMiss::NotWildType, .. });
        let counts = |found: &&VariantMatch| found.judgement.truth() != Truth::False || against(found.judgement);
        let variants: Vec<VariantMatch> = variants.iter().filter(counts).copied().collect();
        if variants.is_empty() {
            return false;
        }
        self.carried.push(Carried { allele, variants, call });
        true
    }

    /// Notes that a line shows these letters to have been looked at: a reference block, or a genotype that was called.
    pub fn add_looked_at(&mut self, contig: Contig, interval: Interval) {
        self.looked_at.push((contig, interval));
    }

    /// Notes what a line states of copies. They count together where no copies are told of the whole genome.
    pub fn add_copies(&mut self, stated: impl IntoIterator<Item = Segment>) {
        self.copies.extend(stated);
    }

    /// Profiles that the sample has or may have and that no single line decides: [`Sample::answer`] without the misses.
    #[must_use]
    pub fn profiles<'k>(&self, annotator: &Annotator<'k>) -> Vec<SampleMatch<'k>> {
        self.answer(annotator).matches
    }

    /// Every profile that the whole sample decides. Asked are profiles of which an allele carries a part, or of which something
    /// told is a part. Those that one allele decides by itself are in that allele's annotation and not repeated.
    #[must_use]
    pub fn answer<'k>(&self, annotator: &Annotator<'k>) -> SampleAnswer<'k> {
        self.with_tumour(annotator, |tumour| {
            let mut found = SampleAnswer::default();
            for profile in self.wanted(annotator, tumour) {
                self.ask(annotator, tumour, profile, &mut found);
            }
            found
        })
    }

    /// Asks the tumour with everything that is told of it.
    pub(super) fn with_tumour<'k, T>(&self, annotator: &Annotator<'k>, ask: impl FnOnce(&Tumour<'_, 'k>) -> T) -> T {
        let (callable, told) = (self.callable(), self.all_told(annotator));
        ask(&Tumour::new(annotator, &self.carried, &told, callable.as_ref()))
    }

    /// The truth of one profile of this sample and the tree it rests on, whether or not anything speaks of it; `None` when the
    /// index has no such profile.
    #[must_use]
    pub fn verdict(&self, annotator: &Annotator<'_>, profile: ProfileId) -> Option<Verdict> {
        self.verdicts(annotator, [profile]).pop().map(|(_, verdict)| verdict)
    }

    /// The same for several profiles, in the order asked; those the index does not have are left out.
    pub fn verdicts(&self, annotator: &Annotator<'_>, profiles: impl IntoIterator<Item = ProfileId>) -> Vec<(ProfileId, Verdict)> {
        let question = |profile: ProfileId| Some((profile, annotator.questions.get(profile)?));
        self.with_tumour(annotator, |tumour| {
            let questions = profiles.into_iter().filter_map(question);
            questions.map(|(profile, question)| (profile, evaluate(&question.expression, tumour))).collect()
        })
    }

    /// What was told to be callable, and what the lines show to be; `None` when neither says anything.
    fn callable(&self) -> Option<Callable> {
        match (&self.told.callable, self.looked_at.is_empty()) {
            (None, true) => None,
            (told, _) => Some(told.clone().unwrap_or_default().with(self.looked_at.iter().copied())),
        }
    }

    /// What is told of the tumour; where no copies are, those its lines state.
    fn all_told(&self, annotator: &Annotator<'_>) -> Told {
        let mut told = self.told.clone();
        if told.copies.is_none() && !self.copies.is_empty() {
            told.copies = Some(CopyNumbers::of_segments(self.copies.iter().copied(), annotator.copy_settings.clone()));
        }
        told
    }

    /// Profiles worth asking: those of which an allele carries a part, and those of which something told may be one. That no
    /// line shows a fusion, and that expression is not read, is never more than open, so nobody asks for these.
    fn wanted(&self, annotator: &Annotator<'_>, tumour: &Tumour<'_, '_>) -> BTreeSet<ProfileId> {
        let beside = &annotator.beside_lines;
        let signatures = beside.signatures.iter().filter(|(_, biomarker)| self.tells(*biomarker)).map(|(variant, _)| variant);
        let of_copies: &[VariantId] = if tumour.tells_copies() { &beside.copies } else { &[] };
        let of_letters: &[VariantId] = if tumour.tells_letters() { &beside.wild_types } else { &[] };
        let lost: &[VariantId] = if tumour.tells_copies() { &beside.lost } else { &[] };
        let counts = |variant: &&VariantId| may_count(tumour.judgement(**variant));
        let holds = |variant: &&VariantId| matches!(tumour.judgement(**variant), Judgement::Holds { .. });
        let told = of_copies.iter().chain(of_letters).filter(counts).chain(lost.iter().filter(holds)).chain(signatures);
        let variants = tumour.carried().chain(told.copied());
        variants.flat_map(|variant| annotator.profiles_asking(variant)).copied().collect()
    }

    fn tells(&self, biomarker: Biomarker) -> bool {
        self.told.biomarkers.tells(biomarker)
    }

    fn ask<'k>(&self, annotator: &Annotator<'k>, tumour: &Tumour<'_, 'k>, profile: ProfileId, found: &mut SampleAnswer<'k>) {
        let Some(question) = annotator.questions.get(profile) else { return };
        let asked = question.expression.variants();
        let verdict = evaluate(&question.expression, tumour);
        let places = tumour.carriers_of(&asked).into_iter();
        let contributing: Vec<&Carried> = places.filter_map(|place| self.carried.get(place)).collect();
        let answered = match verdict.truth {
            // One allele that makes it true by itself was answered on its line, and so was one read together with neighbours.
            Truth::True => contributing.iter().any(|carried| by_itself(&question, carried) == Truth::True),
            // Of a simple profile, so was one that may meet it; told things that may are worth a row.
            Truth::Unknown(_) if question.is_simple => {
                !contributing.is_empty() || !asked.iter().any(|variant| may_count(tumour.judgement(*variant)))
            }
            Truth::Unknown(_) => !has_part(&verdict) && contributing.is_empty() && !self.tells_part(annotator, &asked),
            Truth::False if has_part(&verdict) => return found.misses.push(SampleMiss { profile, verdict }),
            Truth::False => true,
        };
        if answered {
            return;
        }
        let mut variants: Vec<VariantMatch> = contributing.iter().flat_map(|carried| &carried.variants).copied().collect();
        for variant in &asked {
            let judgement = tumour.judgement(*variant);
            let known = variants.iter().any(|found| found.variant == *variant && found.judgement == judgement);
            // What a claim wants absent, and is, brings no row by itself; what is told does.
            if !known && matches!(judgement, Judgement::Holds { .. }) {
                variants.push(VariantMatch { variant: *variant, judgement });
            }
        }
        if variants.is_empty() {
            // Made true by an absence alone (`not MSI-H`), or unknown: the first variant stands for it.
            let first = asked.first().and_then(|variant| Some((*variant, annotator.matcher.criterion(*variant)?)));
            let Some((variant, criterion)) = first else { return };
            let (level, rule) = standing(criterion);
            variants.push(VariantMatch { variant, judgement: Judgement::Holds { level, rule } });
        }
        let mut alleles: Vec<u64> = contributing.iter().map(|carried| carried.allele).collect();
        alleles.sort_unstable();
        alleles.dedup();
        // As on lines: what any change of a gene meets is shown only when asked for.
        let is_shown = |level| !question.is_simple || annotator.gene_any || level != MatchLevel::GeneAny;
        if let Some(matched) = annotator.profile_match(profile, verdict, &variants).filter(|matched| is_shown(matched.level)) {
            found.matches.push(SampleMatch { matched, alleles });
        }
    }

    fn tells_part(&self, annotator: &Annotator<'_>, asked: &[VariantId]) -> bool {
        asked.iter().any(|variant| match annotator.matcher.criterion(*variant) {
            Some(Criterion::Biomarker { biomarker, .. }) => self.tells(*biomarker),
            _ => false,
        })
    }
}

/// What one allele alone makes of a question.
fn by_itself(question: &Question<'_>, carried: &Carried) -> Truth {
    let judged: Vec<_> = carried.variants.iter().map(|found| (found.variant, found.judgement.truth())).collect();
    evaluate(&question.expression, &OneLine { judged: &judged }).truth
}

/// Is it true, or unknown for a better reason than that nobody told anything?
const fn may_count(judgement: Judgement) -> bool {
    match judgement {
        Judgement::Holds { .. } => true,
        Judgement::Open { reason, .. } => !matches!(
            reason,
            Reason::NotCallable
                | Reason::NoCopyNumber
                | Reason::CopiesPartlyTold
                | Reason::CopyProfileSilent
                | Reason::CopyUnit
                | Reason::NoPloidy
                | Reason::NoFusion
                | Reason::NoBiomarker
                | Reason::NoExpression
                | Reason::NoMarker
                | Reason::NoGeneModel
        ),
        Judgement::Near { .. } | Judgement::No => false,
    }
}

/// Does some variant in the tree hold?
pub(super) fn has_part(verdict: &Verdict) -> bool {
    match verdict.question {
        Asked::Variant(_) => verdict.truth == Truth::True,
        Asked::Join(_) => verdict.parts.iter().any(has_part),
    }
}
