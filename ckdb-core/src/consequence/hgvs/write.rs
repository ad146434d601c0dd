//! From an allele to its HGVS name.
//!
//! The 3′ rule: of all spellings of an insertion or deletion, the name is that of the most 3′ one, on the genome for `g.`
//! and in the direction of transcription for `c.` and `n.`. Letters are moved on the genome, so a name never jumps from one
//! exon to the next (the exception HGVS makes for exon/exon borders holds by itself), and a deletion next to an exon's end
//! moves into the intron when the letters allow it, as Ensembl and Mutalyzer name it. A copy of the letters directly before
//! the gap is a duplication, never an insertion.

use super::super::locate::Layout;
use super::super::spelling::turned;
use super::{Edit, HgvsC, HgvsG};
use crate::genome::sequence::complement;
use crate::genome::{Bases, Interval};
use crate::normalize::NormalizedAllele;

/// The change on a transcript. `None` where the transcript's model has no way to count a letter of it.
///
/// `letters` are the new letters of the most 3′ spelling, in the direction of transcription.
pub(crate) fn name_on(layout: &Layout<'_>, allele: &NormalizedAllele, letters: &[u8]) -> Option<HgvsC> {
    let coding = layout.cds.is_some();
    let plus = layout.is_plus();
    let by = if plus { allele.right_shift } else { 0 };
    let start = allele.allele.interval.start() + by;
    let interval = Interval::from_length(start, allele.allele.interval.len());
    let (old, new) = (&allele.allele.reference, &allele.allele.alternate);
    let position = |letter: u32| layout.position(letter);
    if let ([from], [to]) = (old.as_slice(), new.as_slice()) {
        let at = position(start)?;
        let (from, to) = if plus { (*from, *to) } else { (complement(*from), complement(*to)) };
        return Some(HgvsC { coding, first: at, last: at, edit: Edit::Substitution { from, to } });
    }
    let between = |low: u32, high: u32| {
        let (low, high) = (position(low)?, position(high)?);
        Some(if plus { (low, high) } else { (high, low) })
    };
    if old.is_empty() {
        let length = u32::try_from(new.len()).ok()?;
        if allele.is_tandem_duplication() {
            // The original lies before the gap in the direction of transcription.
            let (low, high) = if plus { (start - length, start - 1) } else { (start, start + length - 1) };
            let (first, last) = between(low, high)?;
            return Some(HgvsC { coding, first, last, edit: Edit::Duplication });
        }
        let (first, last) = between(start.checked_sub(1)?, start)?;
        return Some(HgvsC { coding, first, last, edit: Edit::Insertion(Bases::from_slice(letters)) });
    }
    let (first, last) = between(interval.start(), interval.end() - 1)?;
    let edit = replacement(old, new, letters);
    Some(HgvsC { coding, first, last, edit })
}

/// Letters replaced: a deletion, an inversion (which HGVS prefers to a deletion-insertion), or a deletion-insertion of `letters`,
/// which are the new ones in the direction of the name.
fn replacement(old: &[u8], new: &[u8], letters: &[u8]) -> Edit {
    if new.is_empty() {
        Edit::Deletion
    } else if old.len() == new.len() && old.iter().rev().map(|letter| complement(*letter)).eq(new.iter().copied()) {
        Edit::Inversion
    } else {
        Edit::DeletionInsertion(Bases::from_slice(letters))
    }
}

impl HgvsG {
    /// The name of an allele on its contig.
    #[must_use]
    pub fn of(allele: &NormalizedAllele) -> Self {
        let (contig, start) = (allele.allele.contig, allele.allele.interval.start() + allele.right_shift);
        let letter = |at: u32| Interval::from_length(at, 1).first();
        let (old, new) = (&allele.allele.reference, &allele.allele.alternate);
        if let ([from], [to]) = (old.as_slice(), new.as_slice()) {
            let at = letter(start);
            return Self { contig, first: at, last: at, edit: Edit::Substitution { from: *from, to: *to } };
        }
        if old.is_empty() {
            let length = u32::try_from(new.len()).unwrap_or(u32::MAX);
            if allele.is_tandem_duplication() {
                let (first, last) = (letter(start - length), letter(start - 1));
                return Self { contig, first, last, edit: Edit::Duplication };
            }
            // Before the first letter of a contig there is none: such an insertion replaces the first letter.
            let first = letter(start.saturating_sub(1));
            return Self { contig, first, last: letter(start), edit: Edit::Insertion(turned(new, allele.right_shift)) };
        }
        let last = letter(start + allele.allele.interval.len() - 1);
        let edit = replacement(old, new, new);
        Self { contig, first: letter(start), last, edit }
    }
}
