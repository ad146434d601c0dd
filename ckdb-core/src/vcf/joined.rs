//! The alleles of a run that are read together, annotated: as what each of them is to be told.

use super::neighbours::Run;
use super::tally::Reason;
use super::together::{Group, Groups, RUN_CUT, Together, possible_reason};
use crate::annotate::{Annotation, Annotator, Joined};
use crate::matching::Truth;
use crate::model::VariantId;
use crate::phase::Relation;

/// What the neighbours of one allele make of it.
#[derive(Debug)]
pub(super) struct Told<'k> {
    line: u64,
    alternate: usize,
    /// The annotation of each molecule on which it lies with neighbours.
    pub(super) certain: Vec<Annotation<'k>>,
    /// Another molecule carries it without them.
    pub(super) also_alone: bool,
    /// What it would be with neighbours that may lie on its haplotype.
    pub(super) possible: Vec<(Annotation<'k>, Joined)>,
    /// What is to be counted.
    pub(super) reasons: Vec<Reason>,
}

impl<'k> Told<'k> {
    /// Takes what was told of ALT `alternate` of line `line` out of the list.
    pub(super) fn take(told: &mut Vec<Self>, line: u64, alternate: usize) -> Option<Self> {
        let place = told.iter().position(|told| (told.line, told.alternate) == (line, alternate))?;
        Some(told.swap_remove(place))
    }

    /// The entry of an ALT of a line, new if it has none.
    fn of(told: &mut Vec<Self>, (line, alternate): (u64, usize)) -> &mut Self {
        let place = told.iter().position(|told| (told.line, told.alternate) == (line, alternate)).unwrap_or_else(|| {
            told.push(Self { line, alternate, certain: Vec::new(), also_alone: false, possible: Vec::new(), reasons: Vec::new() });
            told.len() - 1
        });
        &mut told[place]
    }

    fn note(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}

/// Looks at the lines of a run together.
pub(super) struct Neighbours<'a, 'k> {
    pub(super) annotator: &'a Annotator<'k>,
    /// The sample column whose genotypes and phase are read.
    pub(super) sample: Option<usize>,
}

impl<'k> Neighbours<'_, 'k> {
    /// What the lines of a run make of each other. Lines outside of gene models cost no more than a look at CHROM, POS and REF.
    pub(super) fn told(&self, run: &Run<'_, '_>) -> Vec<Told<'k>> {
        let together = Together { genome: self.annotator.genome(), assembly: self.annotator.assembly(), sample: self.sample };
        let mut told = Vec::new();
        let Groups { cut, groups } = together.groups(run);
        if let Some(cut) = cut {
            Told::of(&mut told, cut).note(RUN_CUT);
        }
        for group in &groups {
            self.tell(group, &mut told);
        }
        told
    }

    fn tell(&self, group: &Group, told: &mut Vec<Told<'k>>) {
        let known = self.known_of_each(group);
        for joint in &group.joints.joints {
            // Its letters are the reference's, or its members', which were compared.
            let Ok(mut annotation) = self.annotator.annotate(&joint.allele) else { continue };
            if joint.relation == Relation::Unknown {
                // What one of them meets by itself is no news about all of them.
                annotation.variants.retain(|found| !known.contains(&found.variant));
            }
            for member in &joint.members {
                let told = Told::of(told, group.place(*member));
                let joined = group.joined(joint, *member);
                if joint.relation == Relation::Cis {
                    told.certain.push(Annotation { joined: vec![joined], ..annotation.clone() });
                } else {
                    told.note(possible_reason(&joined));
                    told.possible.push((annotation.clone(), joined));
                }
            }
        }
        for member in &group.joints.also_alone {
            Told::of(told, group.place(*member)).also_alone = true;
        }
        for (place, reason) in group.doubts() {
            Told::of(told, place).note(reason);
        }
    }

    /// Variants that each call meets by itself, if some of them may have to be read together.
    fn known_of_each(&self, group: &Group) -> Vec<VariantId> {
        if group.joints.joints.iter().all(|joint| joint.relation != Relation::Unknown) {
            return Vec::new();
        }
        let annotations = group.calls.iter().filter_map(|call| self.annotator.annotate(&call.allele).ok());
        let variants = annotations.flat_map(|annotation| annotation.variants);
        variants.filter(|found| found.judgement.truth() == Truth::True).map(|found| found.variant).collect()
    }
}
