//! Which alleles stand so close on a transcript that reading them together could matter.

use crate::genome::{Allele, Interval, Sequence, Strand, TranscriptRef};

/// The most letters between two changes of the frame that are read as one (10 codons). Nearer pairs restore the frame after
/// a few wrong residues; in farther ones those residues are the effect, and a stop among them is likely (3 of 64 codons).
pub const FRAME_REACH: u32 = 30;

/// An allele, and how many letters it could be moved without changing the haplotype.
#[derive(Clone, Copy)]
struct Movable<'a> {
    allele: &'a Allele,
    left: u32,
    right: u32,
}

impl<'a> Movable<'a> {
    /// Only insertions and deletions move, and none is moved farther than [`FRAME_REACH`].
    fn new(allele: &'a Allele, reference: &(impl Sequence + ?Sized)) -> Self {
        let mut movable = Self { allele, left: 0, right: 0 };
        let run = match (allele.reference.as_slice(), allele.alternate.as_slice()) {
            ([], run) | (run, []) => run,
            _ => return movable,
        };
        let Some(window) = reference.window(allele.contig, allele.interval.start()) else { return movable };
        let (start, end) = (allele.interval.start(), allele.interval.end());
        // Each step turns the run by one letter, so the letter passed is always the run's next one in the circle.
        let next = |moved: u32| run[moved as usize % run.len()];
        let last = |moved: u32| run[run.len() - 1 - moved as usize % run.len()];
        while movable.right < FRAME_REACH && window.letter(end.saturating_add(movable.right)) == Some(next(movable.right)) {
            movable.right += 1;
        }
        let before = |moved: u32| start.checked_sub(moved + 1).and_then(|at| window.letter(at));
        while movable.left < FRAME_REACH && before(movable.left) == Some(last(movable.left)) {
            movable.left += 1;
        }
        movable
    }

    fn is_indel(&self) -> bool {
        self.allele.reference.len() != self.allele.alternate.len()
    }
}

/// Where an allele lies in the coding part of one transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CodingPlace {
    /// The exon, by its index in genomic order.
    exon: usize,
    /// First and last codon changed, from 0, with the allele as far left as it goes within the exon's coding part; `None` for
    /// an insertion between two codons.
    leftmost: Option<(u32, u32)>,
    /// The same, as far right as it goes.
    rightmost: Option<(u32, u32)>,
    /// Letters gained minus letters lost, modulo 3: 0 keeps the frame.
    shift: u32,
}

impl CodingPlace {
    /// `None` unless the allele lies wholly within the coding part of one exon.
    fn of(movable: &Movable<'_>, transcript: &TranscriptRef<'_>) -> Option<Self> {
        let (allele, place) = (movable.allele, movable.allele.interval);
        if transcript.contig != allele.contig || !transcript.cds?.contains(place) {
            return None;
        }
        let holds = |index: &usize| transcript.coding_part(*index).is_some_and(|part| part.contains(place));
        let exon = (0..transcript.exon_count()).find(holds)?;
        let part = transcript.coding_part(exon)?;
        let letters = |exons: std::ops::Range<usize>| -> u32 {
            exons.filter_map(|index| transcript.coding_part(index)).map(Interval::len).sum()
        };
        let before = match transcript.strand {
            Strand::Plus => letters(0..exon),
            Strand::Minus => letters(exon + 1..transcript.exon_count()),
        };
        let pad = (3 - u32::from(transcript.cds_phase) % 3) % 3;
        // Number of the codon that holds the letter after gap `at`.
        let codon = |at: u32| match transcript.strand {
            Strand::Plus => (before + (at - part.start()) + pad) / 3,
            Strand::Minus => (before + (part.end() - 1 - at) + pad) / 3,
        };
        let codons = |start: u32| {
            if !place.is_empty() {
                let (a, b) = (codon(start), codon(start + place.len() - 1));
                return Some((a.min(b), a.max(b)));
            }
            let inside = part.start() < start && start < part.end();
            let beside = inside.then(|| (codon(start - 1), codon(start)));
            beside.filter(|(left, right)| left == right)
        };
        let left = movable.left.min(place.start() - part.start());
        let right = movable.right.min(part.end() - place.end());
        let (gained, lost) = (allele.alternate.len() % 3, allele.reference.len() % 3);
        // Both are below 3.
        let shift = u32::try_from((gained + 3 - lost) % 3).unwrap_or(0);
        Some(Self { exon, leftmost: codons(place.start() - left), rightmost: codons(place.start() + right), shift })
    }

    /// Do they share a codon wherever they are written? (Apart at one spelling they are apart: each reads as it stands there.)
    /// `self` is the left one.
    fn shares_a_codon(&self, other: &Self) -> bool {
        match (self.leftmost, other.rightmost) {
            (Some(a), Some(b)) => self.exon == other.exon && a.0 <= b.1 && b.0 <= a.1,
            _ => false,
        }
    }
}

/// Alleles in order of place, with their places on every transcript that has one.
pub(super) struct Places<'a> {
    alleles: Vec<Movable<'a>>,
    /// A row a transcript that holds at least two of the alleles.
    rows: Vec<Vec<Option<CodingPlace>>>,
}

/// When are two changes of the frame linked?
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// When together with all between them they restore it.
    Restored,
    /// Always: with some of those between them they might restore it.
    Any,
}

impl<'a> Places<'a> {
    /// `alleles` must be in order of place.
    pub(super) fn new<'t>(
        alleles: Vec<&'a Allele>,
        transcripts: impl IntoIterator<Item = TranscriptRef<'t>>,
        reference: &(impl Sequence + ?Sized),
    ) -> Self {
        let alleles: Vec<Movable<'a>> = alleles.into_iter().map(|allele| Movable::new(allele, reference)).collect();
        let row = |transcript: TranscriptRef<'t>| -> Vec<Option<CodingPlace>> {
            alleles.iter().map(|allele| CodingPlace::of(allele, &transcript)).collect()
        };
        let rows = transcripts.into_iter().map(row).filter(|row| row.iter().flatten().count() > 1).collect();
        Self { alleles, rows }
    }

    /// The alleles with these indexes alone.
    pub(super) fn only(&self, members: &[usize]) -> Self {
        let pick = |row: &Vec<Option<CodingPlace>>| members.iter().map(|member| row[*member]).collect();
        Self { alleles: members.iter().map(|member| self.alleles[*member]).collect(), rows: self.rows.iter().map(pick).collect() }
    }

    /// Runs of alleles that belong together, as ranges of indexes with both ends included; each has at least two.
    pub(super) fn runs(&self, frame: Frame) -> Vec<(usize, usize)> {
        let mut links: Vec<(usize, usize)> = self.rows.iter().flat_map(|row| self.links(row, frame)).collect();
        links.sort_unstable();
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (from, to) in links {
            match runs.last_mut() {
                Some(run) if from <= run.1 => run.1 = run.1.max(to),
                _ => runs.push((from, to)),
            }
        }
        runs
    }

    /// Does an insertion or deletion stand right beside the other change, no letter between, wherever it is written?
    fn is_one_delins(&self, from: usize, to: usize) -> bool {
        let (first, second) = (&self.alleles[from], &self.alleles[to]);
        let between = second.allele.interval.start().saturating_sub(first.allele.interval.end());
        between <= first.right + second.left && (first.is_indel() || second.is_indel())
    }

    fn links(&self, row: &[Option<CodingPlace>], frame: Frame) -> Vec<(usize, usize)> {
        let mut links = Vec::new();
        // The last allele of a pair that restores the frame: what comes after it begins in frame.
        let mut in_frame_from = None;
        for (from, first) in row.iter().enumerate() {
            let Some(first) = first else { continue };
            let opens = first.shift != 0 && in_frame_from.is_none_or(|last| from > last);
            let reach = self.alleles[from].allele.interval.end().saturating_add(FRAME_REACH);
            let (mut shift, mut whole, mut restored) = (first.shift, true, false);
            for (to, next) in row.iter().enumerate().skip(from + 1) {
                if self.alleles[to].allele.interval.start() > reach {
                    break;
                }
                let Some(next) = next else {
                    // A neighbour that leaves the coding part: what the frame does then is not told.
                    whole = false;
                    continue;
                };
                if first.shares_a_codon(next) || self.is_one_delins(from, to) && first.exon == next.exon {
                    links.push((from, to));
                }
                shift = (shift + next.shift) % 3;
                if first.exon != next.exon || !opens || next.shift == 0 || restored {
                    continue;
                }
                match frame {
                    Frame::Any => links.push((from, to)),
                    Frame::Restored if whole && shift == 0 => {
                        links.push((from, to));
                        restored = true;
                        in_frame_from = Some(to);
                    }
                    Frame::Restored => {}
                }
            }
        }
        links
    }
}

/// Indexes of alleles in order of place: by start, end, letters, and last by index.
pub(super) fn in_order(alleles: &[&Allele]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..alleles.len()).collect();
    order.sort_by_key(|index| (alleles[*index], *index));
    order
}

/// Groups of alleles that could matter to each other on one of the transcripts, whatever their phase: each has at least two
/// indexes into `alleles`, in order of place. All alleles must lie on one contig.
#[must_use]
pub fn clusters<'t>(
    alleles: &[Allele],
    transcripts: impl IntoIterator<Item = TranscriptRef<'t>>,
    reference: &(impl Sequence + ?Sized),
) -> Vec<Vec<usize>> {
    let borrowed: Vec<&Allele> = alleles.iter().collect();
    let order = in_order(&borrowed);
    let places = Places::new(order.iter().map(|index| &alleles[*index]).collect(), transcripts, reference);
    places.runs(Frame::Any).into_iter().map(|(from, to)| order[from..=to].to_vec()).collect()
}

#[cfg(test)]
#[path = "codon_tests.rs"]
mod tests;
