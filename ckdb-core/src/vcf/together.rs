//! Which alleles of a run are read together, and as what: the same answer for whoever annotates, and for whoever names consequences.

use super::line::Line;
use super::neighbours::Run;
use super::phasing::phase;
use super::support::fraction;
use super::tally::Reason;
use crate::annotate::Joined;
use crate::genome::{Allele, Assembly, Contig, Interval, TranscriptRef};
use crate::knowledge::Genome;
use crate::normalize::normalize;
use crate::phase::{Call, Doubt, Joint, Joints, clusters, join};

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
pub(super) const RUN_CUT: Reason = Reason::unanswered(
    "NEIGHBOURS_CUT",
    "very many lines stand close together here; whether this one belongs to the next ones was not looked at",
);

/// The most two allele fractions of one haplotype differ by. A split MNV is counted on the same reads, so its fractions
/// differ only by reads that end or fail between its letters.
const ALIKE: f64 = 0.05;

/// Looks for alleles of a run that belong together.
pub(super) struct Together<'k> {
    pub(super) genome: Genome<'k>,
    pub(super) assembly: Assembly,
    /// The sample column whose genotypes and phase are read.
    pub(super) sample: Option<usize>,
}

/// What a run holds.
#[derive(Debug, Default)]
pub(super) struct Groups {
    /// Line and ALT of its last allele, where the run was cut.
    pub(super) cut: Option<(u64, usize)>,
    /// Alleles of two or more lines that may have to be read together.
    pub(super) groups: Vec<Group>,
}

/// Alleles that may have to be read together, and those that are.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) calls: Vec<Call>,
    pub(super) joints: Joints,
    /// The fraction of reads that carry each call.
    fractions: Vec<Option<f64>>,
}

/// Why a call is read alone although another joint may be it.
pub(super) fn possible_reason(joined: &Joined) -> Reason {
    if joined.fractions_agree == Some(false) { UNLIKE_NEIGHBOUR } else { POSSIBLE_MNV }
}

impl Group {
    /// Line and ALT of a call.
    pub(super) fn place(&self, call: usize) -> (u64, usize) {
        (self.calls[call].line, self.calls[call].alternate)
    }

    /// What is to be counted of calls that could not be read together.
    pub(super) fn doubts(&self) -> impl Iterator<Item = ((u64, usize), Reason)> {
        let reason = |doubt: Doubt| match doubt {
            Doubt::Contradiction => CONTRADICTION,
            Doubt::LettersNotHeld => BETWEEN_NOT_HELD,
            Doubt::TooMany => TOO_MANY,
        };
        self.joints.doubts.iter().map(move |(member, doubt)| (self.place(*member), reason(*doubt)))
    }

    /// What a joint is to one of its members.
    pub(super) fn joined(&self, joint: &Joint, member: usize) -> Joined {
        let others = joint.members.iter().filter(|other| **other != member);
        let fractions: Option<Vec<f64>> = joint.members.iter().map(|index| self.fractions[*index]).collect();
        Joined {
            relation: joint.relation,
            allele: joint.allele.trimmed().unwrap_or_else(|| joint.allele.clone()),
            with: others.map(|other| self.calls[*other].allele.clone()).collect(),
            fractions_agree: fractions.map(|values| {
                let (least, most) =
                    values.iter().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(*value), most.max(*value)));
                most - least <= ALIKE
            }),
        }
    }
}

/// An allele of a run.
struct Seen<'r, 'l> {
    line: &'r Line<'l>,
    alternate: usize,
}

impl<'k> Together<'k> {
    /// What of a run belongs together. Lines outside of gene models cost no more than a look at CHROM, POS and REF.
    pub(super) fn groups(&self, run: &Run<'_, '_>) -> Groups {
        let mut out = Groups::default();
        let (mut seen, mut alleles) = (Vec::new(), Vec::new());
        for line in run.lines {
            let Some(contig) = self.modelled(line) else { continue };
            // A REF that is not the reference's is told by its own line; nothing is joined to it.
            let fits = |allele: &Allele| normalize(allele, &self.genome).is_ok();
            let stated = line
                .alleles(contig)
                .enumerate()
                .filter_map(|(alternate, allele)| Some((alternate, allele.ok().filter(fits)?.without_anchor()?)));
            for (alternate, allele) in stated {
                seen.push(Seen { line, alternate });
                alleles.push(allele);
            }
        }
        let Some(span) = span(&alleles) else { return out };
        let near = self.genome.transcripts_at(alleles[0].contig, span).map(|(_, transcript)| transcript);
        let coding: Vec<TranscriptRef<'k>> =
            near.filter(|transcript| transcript.cds.is_some_and(|cds| cds.overlaps(span))).collect();
        if coding.is_empty() {
            return out;
        }
        out.cut = seen.last().filter(|_| run.is_cut).map(|last| (last.line.number(), last.alternate));
        for cluster in clusters(&alleles, coding.iter().copied(), &self.genome) {
            let call = |index: &usize| {
                let (seen, allele): (&Seen<'_, '_>, _) = (&seen[*index], alleles[*index].clone());
                let phase = phase(seen.line, self.sample, seen.alternate);
                Call { line: seen.line.number(), alternate: seen.alternate, allele, phase }
            };
            let calls: Vec<Call> = cluster.iter().map(call).collect();
            if calls.iter().all(|call| call.line == calls[0].line) {
                continue;
            }
            let fraction = |index: &usize| fraction(seen[*index].line, self.sample, seen[*index].alternate);
            let fractions = cluster.iter().map(|index| fraction(index).map(|found| found.value)).collect();
            let joints = join(&calls, coding.iter().copied(), &self.genome);
            out.groups.push(Group { calls, joints, fractions });
        }
        out
    }

    /// The contig of a line that stands in a gene model and on our assembly.
    fn modelled(&self, line: &Line<'_>) -> Option<Contig> {
        let (contig, assembly) = line.contig().ok()?;
        if assembly.is_some_and(|assembly| assembly != self.assembly) {
            return None;
        }
        let start = u32::try_from(line.position()).ok()?.checked_sub(1)?;
        let place = Interval::from_length(start, u32::try_from(line.reference().len()).ok()?);
        self.genome.is_modelled(contig, place).then_some(contig)
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
