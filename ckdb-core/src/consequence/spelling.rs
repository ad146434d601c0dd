//! Which of the equal spellings of an insertion or deletion is read, and its new letters as each strand reads them.
//!
//! [`Asked`] is made once for an allele and serves every transcript; [`Spelling`] is what one transcript reads of it.

use super::locate::{Footprint, Layout};
use super::splice;
use crate::genome::sequence::reverse_complement;
use crate::genome::{Bases, Interval};
use crate::normalize::NormalizedAllele;

/// The change asked about.
pub(super) struct Asked<'a> {
    pub(super) allele: &'a NormalizedAllele,
    /// The new letters copy those beside them.
    pub(super) is_duplication: bool,
    /// New letters of the most 3′ spelling as the plus strand reads them, and as the minus strand does.
    letters: [Bases; 2],
}

impl<'a> Asked<'a> {
    pub(super) fn new(allele: &'a NormalizedAllele) -> Self {
        let new = &allele.allele.alternate;
        let letters = [turned(new, allele.right_shift), reverse_complement(new)];
        Self { allele, is_duplication: allele.is_tandem_duplication(), letters }
    }

    /// New letters of the most 3′ spelling, in the direction of transcription.
    pub(super) fn letters(&self, layout: &Layout<'_>) -> &[u8] {
        &self.letters[usize::from(!layout.is_plus())]
    }
}

/// The letters of a run that was moved `by` to the right.
pub(super) fn turned(letters: &[u8], by: u32) -> Bases {
    let mut letters = Bases::from_slice(letters);
    if !letters.is_empty() {
        let turn = by as usize % letters.len();
        letters.rotate_left(turn);
    }
    letters
}

/// One spelling of the change, as its effect is read.
pub(super) struct Spelling<'l> {
    pub(super) place: Interval,
    /// New letters in the direction of transcription.
    pub(super) letters: &'l [u8],
    pub(super) footprint: Footprint,
}

/// The most 3′ spelling that leaves splice sites and the start codon whole; else the most 3′ one. `own` keeps the letters of a
/// spelling that is not the most 3′ one.
pub(super) fn spelling<'l>(layout: &Layout<'_>, asked: &'l Asked<'_>, own: &'l mut Bases) -> Spelling<'l> {
    let (interval, right_shift) = (asked.allele.allele.interval, asked.allele.right_shift);
    let at = |by: u32| Interval::from_length(interval.start() + by, interval.len());
    let breaks = |place: Interval, footprint: &Footprint| {
        splice::breaks_site(layout, footprint, place) || layout.start_codon().is_some_and(|start| place.overlaps(start))
    };
    let place = at(if layout.is_plus() { right_shift } else { 0 });
    let most_3_prime = Spelling { place, letters: asked.letters(layout), footprint: layout.footprint(place) };
    if right_shift == 0 || !breaks(place, &most_3_prime.footprint) {
        return most_3_prime;
    }
    let is_whole = |by: &u32| !breaks(at(*by), &layout.footprint(at(*by)));
    let by = if layout.is_plus() { (0..right_shift).rev().find(is_whole) } else { (1..=right_shift).find(is_whole) };
    let Some(by) = by else { return most_3_prime };
    *own = turned(&asked.allele.allele.alternate, by);
    if !layout.is_plus() {
        *own = reverse_complement(own);
    }
    Spelling { place: at(by), letters: own, footprint: layout.footprint(at(by)) }
}
