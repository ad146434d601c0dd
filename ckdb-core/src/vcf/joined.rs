//! The alleles of a run that are read together: which, as what, and what is to be said of it.

use super::line::Line;
use super::neighbours::Run;
use super::phasing::phase;
use super::support::fraction;
use super::tally::Reason;
use crate::annotate::{Annotation, Annotator, Joined};
use crate::genome::{Allele, Contig, Interval, TranscriptRef};
use crate::matching::Truth;
use crate::model::VariantId;
use crate::normalize::normalize;
use crate::phase::{Call, Doubt, Joint, Relation, clusters, join};

const POSSIBLE_MNV: Reason = Reason::unanswered(
    "POSSIBLE_MNV",
    "another change of the same codon or frame stands beside, and the file does not say whether they lie on one haplotype; \
     they were read apart",
);
const UNLIKE_NEIGHBOUR: Reason = Reason::unanswered(
    "POSSIBLE_MNV_UNLIKE",
    "as POSSIBLE_MNV, but the allele fractions differ, so that one haplotype is less likely",
);
const CONTRADICTION: Reason = Reason::unanswered(
    "PHASE_CONTRADICTION",
    "the file puts changes on one haplotype that exclude or undo each other; they were read apart",
);
const TOO_MANY: Reason = Reason::unanswered(
    "TOO_MANY_NEIGHBOURS",
    "more changes of one codon or frame, phase not told, than are tried together (is it a catalogue?); they were read apart",
);
const BETWEEN_NOT_HELD: Reason = Reason::unanswered(
    "REFERENCE_NOT_HELD_BETWEEN",
    "the index does not hold the reference letters between changes of one haplotype; they were read apart",
);
const RUN_CUT: Reason = Reason::unanswered(
    "NEIGHBOURS_CUT",
    "very many lines stand close together here; whether this one belongs to the next ones was not looked at",
);

/// The most two allele fractions of one haplotype differ by. A split MNV is counted on the same reads, so its fractions
/// differ only by reads that end or fail between its letters.
const ALIKE: f64 = 0.05;

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

    /// The entry of a call, new if it has none.
    fn of<'t>(told: &'t mut Vec<Self>, call: &Call) -> &'t mut Self {
        let place = told.iter().position(|told| (told.line, told.alternate) == (call.line, call.alternate)).unwrap_or_else(|| {
            told.push(Self {
                line: call.line,
                alternate: call.alternate,
                certain: Vec::new(),
                also_alone: false,
                possible: Vec::new(),
                reasons: Vec::new(),
            });
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

/// An allele of a run.
struct Seen<'r, 'l> {
    line: &'r Line<'l>,
    alternate: usize,
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
        let mut told = Vec::new();
        let (mut seen, mut alleles) = (Vec::new(), Vec::new());
        for line in run.lines {
            let Some(contig) = self.modelled(line) else { continue };
            // A REF that is not the reference's is told by its own line; nothing is joined to it.
            let fits = |allele: &Allele| normalize(allele, &self.annotator.genome()).is_ok();
            let stated = line
                .alleles(contig)
                .enumerate()
                .filter_map(|(alternate, allele)| Some((alternate, allele.ok().filter(fits)?.without_anchor()?)));
            for (alternate, allele) in stated {
                seen.push(Seen { line, alternate });
                alleles.push(allele);
            }
        }
        let Some(span) = span(&alleles) else { return told };
        let near = self.annotator.genome().transcripts_at(alleles[0].contig, span).map(|(_, transcript)| transcript);
        let coding: Vec<TranscriptRef<'k>> =
            near.filter(|transcript| transcript.cds.is_some_and(|cds| cds.overlaps(span))).collect();
        if coding.is_empty() {
            return told;
        }
        if let (true, Some(last), Some(allele)) = (run.is_cut, seen.last(), alleles.last()) {
            Told::of(&mut told, &self.call(last, allele)).note(RUN_CUT);
        }
        for cluster in clusters(&alleles, coding.iter().copied(), &self.annotator.genome()) {
            let calls: Vec<Call> = cluster.iter().map(|index| self.call(&seen[*index], &alleles[*index])).collect();
            let lines: Vec<&Seen<'_, '_>> = cluster.iter().map(|index| &seen[*index]).collect();
            if calls.iter().any(|call| call.line != calls[0].line) {
                self.tell(&calls, &lines, &coding, &mut told);
            }
        }
        told
    }

    /// The contig of a line that stands in a gene model and on our assembly.
    fn modelled(&self, line: &Line<'_>) -> Option<Contig> {
        let (contig, assembly) = line.contig().ok()?;
        if assembly.is_some_and(|assembly| assembly != self.annotator.assembly()) {
            return None;
        }
        let start = u32::try_from(line.position()).ok()?.checked_sub(1)?;
        let place = Interval::from_length(start, u32::try_from(line.reference().len()).ok()?);
        self.annotator.genome().is_modelled(contig, place).then_some(contig)
    }

    fn call(&self, seen: &Seen<'_, '_>, allele: &Allele) -> Call {
        let phase = phase(seen.line, self.sample, seen.alternate);
        Call { line: seen.line.number(), alternate: seen.alternate, allele: allele.clone(), phase }
    }

    fn tell(&self, calls: &[Call], seen: &[&Seen<'_, '_>], coding: &[TranscriptRef<'k>], told: &mut Vec<Told<'k>>) {
        let joints = join(calls, coding.iter().copied(), &self.annotator.genome());
        let known = self.known_of_each(calls, &joints.joints);
        for joint in &joints.joints {
            // Its letters are the reference's, or its members', which were compared.
            let Ok(mut annotation) = self.annotator.annotate(&joint.allele) else { continue };
            if joint.relation == Relation::Unknown {
                // What one of them meets by itself is no news about all of them.
                annotation.variants.retain(|found| !known.contains(&found.variant));
            }
            for member in &joint.members {
                let told = Told::of(told, &calls[*member]);
                let joined = self.joined(joint, *member, calls, seen);
                if joint.relation == Relation::Cis {
                    told.certain.push(Annotation { joined: vec![joined], ..annotation.clone() });
                } else {
                    told.note(if joined.fractions_agree == Some(false) { UNLIKE_NEIGHBOUR } else { POSSIBLE_MNV });
                    told.possible.push((annotation.clone(), joined));
                }
            }
        }
        for member in joints.also_alone {
            Told::of(told, &calls[member]).also_alone = true;
        }
        for (member, doubt) in joints.doubts {
            Told::of(told, &calls[member]).note(match doubt {
                Doubt::Contradiction => CONTRADICTION,
                Doubt::LettersNotHeld => BETWEEN_NOT_HELD,
                Doubt::TooMany => TOO_MANY,
            });
        }
    }

    /// Variants that each call meets by itself, if some of them may have to be read together.
    fn known_of_each(&self, calls: &[Call], joints: &[Joint]) -> Vec<VariantId> {
        if joints.iter().all(|joint| joint.relation != Relation::Unknown) {
            return Vec::new();
        }
        let annotations = calls.iter().filter_map(|call| self.annotator.annotate(&call.allele).ok());
        let variants = annotations.flat_map(|annotation| annotation.variants);
        variants.filter(|found| found.judgement.truth() == Truth::True).map(|found| found.variant).collect()
    }

    fn joined(&self, joint: &Joint, member: usize, calls: &[Call], seen: &[&Seen<'_, '_>]) -> Joined {
        let others = joint.members.iter().filter(|other| **other != member);
        let fraction = |index: &usize| fraction(seen[*index].line, self.sample, seen[*index].alternate);
        let fractions: Option<Vec<f64>> = joint.members.iter().map(|index| fraction(index).map(|found| found.value)).collect();
        Joined {
            relation: joint.relation,
            allele: joint.allele.trimmed().unwrap_or_else(|| joint.allele.clone()),
            with: others.map(|other| calls[*other].allele.clone()).collect(),
            fractions_agree: fractions.map(|values| {
                let (least, most) =
                    values.iter().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(*value), most.max(*value)));
                most - least <= ALIKE
            }),
        }
    }
}

/// From the first to the last letter of two or more alleles of one contig, with a letter on either side for insertions.
fn span(alleles: &[Allele]) -> Option<Interval> {
    if alleles.len() < 2 {
        return None;
    }
    let start = alleles.iter().map(|allele| allele.interval.start()).min()?;
    let end = alleles.iter().map(|allele| allele.interval.end()).max()?;
    Interval::new(start.saturating_sub(1), end.saturating_add(1))
}
