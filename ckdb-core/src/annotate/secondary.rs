//! Germline findings: what a tumour's test may say of inherited risk, in a channel of its own.
//!
//! Only facts count. A change is a finding if the records say of it, or of a profile it meets by itself, that its carriers are at
//! risk or that it is inherited (evidence of type Predisposing, or of germline origin); or if it cuts short the protein of a
//! tumour suppressor of which the records say so. What it means for the patient is then a matter of where it was seen:
//!
//! | standing | when |
//! |---|---|
//! | `PRESENT` | the sample is normal tissue, or the matched normal in the same file carries it |
//! | `SUSPECTED` | seen in the tumour alone, on as many reads as an inherited change: at least the fractions of [`Gate`] |
//! | `NOT_TOLD` | seen in the tumour alone, and its reads are not told |
//!
//! A change that the matched normal was called without, or that few reads carry, is no finding. A suspicion is a reason to ask
//! and to confirm on normal tissue, never a diagnosis.

use super::allele::Annotation;
use super::annotator::Annotator;
use super::told::Origin;
use crate::consequence::Consequence;
use crate::matching::{Judgement, OneLine, Truth, evaluate};
use crate::model::vocabulary::vocabulary_only;
use crate::model::{EvidenceId, GeneId, GeneRole, VariantId};

vocabulary_only! {
    /// How sure it is that a finding is inherited.
    Standing, "standing", {
        /// Seen in normal tissue.
        Present = "PRESENT",
        /// Seen in the tumour alone, on as many reads as an inherited change.
        Suspected = "SUSPECTED",
        /// Seen in the tumour alone; on how many reads is not told.
        NotTold = "NOT_TOLD",
    }
}

vocabulary_only! {
    /// Why a change is a finding.
    Ground, "ground", {
        /// Records say that it, or a profile it meets, is inherited or a risk.
        Curated = "CURATED",
        /// It cuts short the protein of a tumour suppressor of which records say so.
        Truncating = "TRUNCATING",
    }
}

/// From which fraction of reads on a change seen in a tumour alone may be inherited.
///
/// By default 0.30 for substitutions and 0.20 for insertions and deletions: what the ESMO Precision Medicine Working Group
/// filters by (Mandelker 2019, doi:10.1093/annonc/mdz136). That a heterozygous indel shows fewer reads is our reading of why.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gate {
    /// Of substitutions.
    pub substitution: f64,
    /// Of insertions and deletions.
    pub indel: f64,
}

impl Default for Gate {
    fn default() -> Self {
        Self { substitution: 0.30, indel: 0.20 }
    }
}

/// Where an allele was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Seen {
    /// Fraction of the sample's reads that carry it.
    pub fraction: Option<f64>,
    /// Does the matched normal carry it? `None` when there is none, or it is not called.
    pub in_normal: Option<bool>,
}

/// A germline finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secondary {
    /// The gene.
    pub gene: GeneId,
    /// Why it is one.
    pub ground: Ground,
    /// How sure it is that it is inherited.
    pub standing: Standing,
    /// Variants of the index that the allele meets and that make it one; none for one that only truncates.
    pub variants: Vec<VariantId>,
    /// The evidence that speaks of inheritance, of this variant or (truncating) of its gene; ascending.
    pub evidence: Vec<EvidenceId>,
}

impl<'k> Annotator<'k> {
    /// Germline findings of one allele, sorted by gene; at most one a gene. For a sample that is not said to be normal tissue
    /// the gate decides; `seen` is asked only where there is something to decide.
    #[must_use]
    pub fn secondary(&self, annotation: &Annotation<'k>, gate: Gate, seen: impl FnOnce() -> Seen) -> Vec<Secondary> {
        let mut found = self.grounds(annotation);
        if found.is_empty() {
            return found;
        }
        let Some(standing) = self.standing(annotation, seen(), gate) else { return Vec::new() };
        found.iter_mut().for_each(|one| one.standing = standing);
        found
    }

    /// Why the allele would be a finding, wherever it was seen.
    fn grounds(&self, annotation: &Annotation<'k>) -> Vec<Secondary> {
        let inherited = self.inherited();
        let standing = Standing::NotTold;
        let mut found: Vec<Secondary> = Vec::new();
        let mut note = |gene: GeneId, ground, variant: Option<VariantId>, evidence: &mut dyn Iterator<Item = EvidenceId>| {
            let place = found.iter().position(|known| known.gene == gene).unwrap_or_else(|| {
                found.push(Secondary { gene, ground, standing, variants: Vec::new(), evidence: Vec::new() });
                found.len() - 1
            });
            found[place].ground = found[place].ground.min(ground);
            found[place].variants.extend(variant);
            found[place].evidence.extend(evidence);
        };
        for one in annotation.variants.iter().filter(|found| matches!(found.judgement, Judgement::Holds { .. })) {
            let Some(gene) = self.matcher.gene(one.variant) else { continue };
            for profile in self.profiles_asking(one.variant) {
                let by_itself = self.questions.get(*profile).is_some_and(|question| {
                    question.is_simple
                        && evaluate(&question.expression, &OneLine { judged: &[(one.variant, Truth::True)] }).truth == Truth::True
                });
                let mut evidence = inherited.profile(*profile).peekable();
                if by_itself && evidence.peek().is_some() {
                    note(gene, Ground::Curated, Some(one.variant), &mut evidence);
                }
            }
        }
        for consequence in annotation.consequences.iter().filter(|found| self.truncates_a_suppressor(found)) {
            let gene = GeneId::new(consequence.gene);
            let mut evidence = inherited.gene(gene).peekable();
            if evidence.peek().is_some() {
                note(gene, Ground::Truncating, None, &mut evidence);
            }
        }
        for one in &mut found {
            one.variants.sort_unstable();
            one.variants.dedup();
            one.evidence.sort_unstable();
            one.evidence.dedup();
        }
        found.sort_by_key(|one| one.gene);
        found
    }

    /// `None`: it is not inherited, or too few reads say so.
    fn standing(&self, annotation: &Annotation<'k>, seen: Seen, gate: Gate) -> Option<Standing> {
        if self.sample_origin() == Some(Origin::Germline) {
            return Some(Standing::Present);
        }
        let is_substitution =
            annotation.normalized().is_some_and(|found| found.allele.reference.len() == found.allele.alternate.len());
        let least = if is_substitution { gate.substitution } else { gate.indel };
        match (seen.in_normal, seen.fraction) {
            (Some(true), _) => Some(Standing::Present),
            (Some(false), _) => None,
            (None, Some(fraction)) => (fraction >= least).then_some(Standing::Suspected),
            (None, None) => Some(Standing::NotTold),
        }
    }

    /// Judged on the gene's own transcript. A loss in the last exon alone may leave the protein working, and is not taken.
    fn truncates_a_suppressor(&self, found: &Consequence) -> bool {
        if !found.class.is_some_and(crate::genome::ChangeClass::is_truncating) || found.breaks_untranslated_site() {
            return false;
        }
        let Some(gene) = self.records.gene(GeneId::new(found.gene)) else { return false };
        let in_last_exon = found.exons.is_some_and(|exons| exons.total > 1 && exons.first == exons.total);
        // The transcript is looked up last: it costs more than the rest.
        matches!(gene.role(), GeneRole::TumourSuppressor | GeneRole::Both)
            && !in_last_exon
            && self.genome.transcript(gene.transcript()).is_some_and(|own| own.number == found.transcript)
    }
}
