//! One change, one spelling: an [`Allele`] as a file states it becomes the [`NormalizedAllele`] everything else compares.
//!
//! The same haplotype can be written in many ways (`CAA→CA`, `AA→A`, the same deletion three letters to the right). Here
//! the stated REF is checked against the reference, letters common to both sides are trimmed, and an insertion or deletion
//! is moved as far left as the letters allow: the "unified representation" of Tan, Abecasis and Kang 2015 (PMID 25701572).
//! How far it can move to the *right* is kept beside it, because HGVS names a change by its 3′-most spelling.
//!
//! Promises, proven in `tests/normalize_properties.rs`: normalising twice is normalising once; the haplotype never changes;
//! all spellings of one change give one value.

use crate::genome::{Allele, Bases, Contig, Interval, Position, Sequence, Window};

/// Could the stated REF be checked?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceCheck {
    /// Every letter replaced is held and is the same. For an insertion: the letters around the gap are held.
    Agrees,
    /// At least one letter is not held, or is `N` in the reference. The allele was trimmed, but not moved.
    NotHeld,
}

/// An allele in the one spelling CKDB compares: trimmed on both sides, leftmost.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NormalizedAllele {
    /// The trimmed, leftmost allele (plus strand).
    pub allele: Allele,
    /// How many letters it can move right without changing the haplotype; 0 unless a pure insertion or deletion.
    pub right_shift: u32,
    /// Could the stated REF be checked?
    pub reference: ReferenceCheck,
    /// The move, left or right, ended because no more letters are held, not because they differ: with more reference it
    /// might go further. (Position 1 of a contig is a true end and does not count.)
    pub at_window_edge: bool,
}

/// Why an allele cannot be normalised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NormalizeError {
    /// REF is not what the reference has.
    #[error(
        "{contig}:{position}: REF states `{}`, the reference has `{}`; is the file of another assembly (GRCh37 or GRCh38), or is POS off by one?",
        char::from(*stated), char::from(*found)
    )]
    ReferenceMismatch {
        /// The contig.
        contig: Contig,
        /// The first letter that disagrees.
        position: Position,
        /// The letter the allele states there.
        stated: u8,
        /// The letter the reference has there.
        found: u8,
    },
    /// The alternate letters are the reference letters: nothing changes.
    #[error("{contig}:{position}: the alternate letters are the reference letters; there is no change to annotate")]
    NoChange {
        /// The contig.
        contig: Contig,
        /// Where the allele begins.
        position: Position,
    },
    /// The reference file given could not be read around the allele, so nobody knows how it is spelled.
    #[error("{contig}:{position}: the reference file could not be read there ({kind}); nothing is said about the allele")]
    ReferenceUnreadable {
        /// The contig.
        contig: Contig,
        /// Where the allele begins.
        position: Position,
        /// What the system said.
        kind: std::io::ErrorKind,
    },
    /// The letters held around the allele are damaged, so nobody knows how it is spelled.
    #[error(
        "{contig}:{position}: the letters of the index are damaged there; fetch or build the index again (`ckdb verify` tells more)"
    )]
    Damaged {
        /// The contig.
        contig: Contig,
        /// Where the allele begins.
        position: Position,
    },
    /// Index and reference file hold different letters near the allele.
    #[error(
        "{contig}:{position}: the index has `{}`, the reference file `{}`; is the file of another assembly (GRCh37 or GRCh38)?",
        char::from(*held), char::from(*found)
    )]
    ReferencesDisagree {
        /// The contig.
        contig: Contig,
        /// The first letter that disagrees.
        position: Position,
        /// The letter of the index.
        held: u8,
        /// The letter of the file.
        found: u8,
    },
}

impl NormalizeError {
    /// A stable word for counters and tables.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::ReferenceMismatch { .. } => "REF_MISMATCH",
            Self::NoChange { .. } => "SAME_AS_REFERENCE",
            Self::ReferenceUnreadable { .. } => "REFERENCE_UNREADABLE",
            Self::Damaged { .. } => "INDEX_DAMAGED",
            Self::ReferencesDisagree { .. } => "REFERENCES_DISAGREE",
        }
    }
}

/// Check REF, trim, and left-align within the letters held around the allele.
///
/// # Errors
/// REF disagrees with a held letter (`N` in the reference disagrees with nothing), nothing changes, or letters are damaged.
pub fn normalize(allele: &Allele, reference: &(impl Sequence + ?Sized)) -> Result<NormalizedAllele, NormalizeError> {
    check(allele, reference)?;
    let place = allele.interval;
    if reference.is_damaged(allele.contig, place.start()) || reference.is_damaged(allele.contig, place.end()) {
        return Err(NormalizeError::Damaged { contig: allele.contig, position: place.first() });
    }
    let nothing = NormalizeError::NoChange { contig: allele.contig, position: allele.interval.first() };
    let mut allele = allele.trimmed().ok_or(nothing)?;
    let window = held(&allele, reference);
    let Some(window) = window else {
        return Ok(NormalizedAllele { allele, right_shift: 0, reference: ReferenceCheck::NotHeld, at_window_edge: false });
    };
    let agrees = ReferenceCheck::Agrees;
    let run = match (allele.reference.is_empty(), allele.alternate.is_empty()) {
        (true, false) => &allele.alternate,
        (false, true) => &allele.reference,
        _ => return Ok(NormalizedAllele { allele, right_shift: 0, reference: agrees, at_window_edge: false }),
    };
    let (left, left_edge) = shift_left(run, allele.interval, &window);
    let (right, right_edge) = shift_right(run, allele.interval, &window);
    // Moving left by `left` turns the run right by as much, in the circle of its own letters.
    let turn = left as usize % run.len();
    if allele.reference.is_empty() {
        allele.alternate.rotate_right(turn);
    } else {
        allele.reference.rotate_right(turn);
    }
    allele.interval = Interval::from_length(allele.interval.start() - left, allele.interval.len());
    Ok(NormalizedAllele { allele, right_shift: left + right, reference: agrees, at_window_edge: left_edge || right_edge })
}

/// Every held letter of the stated REF must be the same; `N` is tolerated.
fn check(allele: &Allele, reference: &(impl Sequence + ?Sized)) -> Result<(), NormalizeError> {
    if allele.interval.is_empty() {
        return Ok(());
    }
    let start = allele.interval.start();
    let mut window = reference.window(allele.contig, start);
    for (at, stated) in (start..).zip(&allele.reference) {
        if window.and_then(|window| window.letter(at)).is_none() {
            // The window ended inside REF, or REF begins before one.
            window = reference.window(allele.contig, at);
        }
        let Some(found) = window.and_then(|window| window.letter(at)) else { continue };
        if found != *stated && found != b'N' {
            let position = Interval::from_length(at, 1).first();
            return Err(NormalizeError::ReferenceMismatch { contig: allele.contig, position, stated: *stated, found });
        }
    }
    Ok(())
}

/// The window that holds the whole trimmed allele, with no `N` in it; for an insertion, one with a letter beside the gap.
fn held<'r>(allele: &Allele, reference: &'r (impl Sequence + ?Sized)) -> Option<Window<'r>> {
    let window = reference.window(allele.contig, allele.interval.start())?;
    let letters = window.letters(allele.interval)?;
    if allele.interval.is_empty() {
        let start = allele.interval.start();
        let beside = start.checked_sub(1).and_then(|before| window.letter(before)).or_else(|| window.letter(start));
        return beside.filter(|letter| *letter != b'N').map(|_| window);
    }
    (letters == allele.reference.as_slice()).then_some(window)
}

/// How far `run`, inserted at or deleted from `interval`, can move left; and whether the window ended the move.
fn shift_left(run: &[u8], interval: Interval, window: &Window<'_>) -> (u32, bool) {
    let mut moved = 0u32;
    loop {
        let Some(before) = interval.start().checked_sub(moved + 1) else { return (moved, false) };
        let Some(letter) = window.letter(before) else { return (moved, true) };
        // The letter that leaves the run at its right end: a letter of the run, then the letters it passed over.
        let step = moved as usize;
        let leaving = if step < run.len() {
            Some(run[run.len() - 1 - step])
        } else {
            window.letter(interval.start() - moved + length(run) - 1)
        };
        if leaving != Some(letter) {
            return (moved, false);
        }
        moved += 1;
    }
}

/// How far `run` can move right; and whether the window ended the move.
fn shift_right(run: &[u8], interval: Interval, window: &Window<'_>) -> (u32, bool) {
    let mut moved = 0u32;
    loop {
        let Some(letter) = interval.end().checked_add(moved).and_then(|after| window.letter(after)) else { return (moved, true) };
        let step = moved as usize;
        let leaving = if step < run.len() { Some(run[step]) } else { window.letter(interval.end() + moved - length(run)) };
        if leaving != Some(letter) {
            return (moved, false);
        }
        moved += 1;
    }
}

fn length(run: &[u8]) -> u32 {
    // A run is part of an allele, whose interval or letters were counted in 32 bits.
    u32::try_from(run.len()).unwrap_or(u32::MAX)
}

impl NormalizedAllele {
    /// The same change spelled `by` letters further right; `by` beyond `right_shift` counts as `right_shift`.
    ///
    /// No reference is needed: along the way every letter passed over repeats the run itself.
    #[must_use]
    pub fn shifted(&self, by: u32) -> Allele {
        let by = by.min(self.right_shift);
        let mut allele = self.allele.clone();
        if by == 0 {
            return allele;
        }
        for side in [&mut allele.reference, &mut allele.alternate] {
            if !side.is_empty() {
                let turn = by as usize % side.len();
                side.rotate_left(turn);
            }
        }
        allele.interval = Interval::from_length(allele.interval.start() + by, allele.interval.len());
        allele
    }

    /// POS, REF and ALT as a left-aligned VCF line writes them: an insertion or deletion carries the letter before it (or,
    /// at position 1, the letter after it: VCF 4.5 §1.6.1). `None` when that letter is not held.
    #[must_use]
    pub fn vcf_form(&self, reference: &(impl Sequence + ?Sized)) -> Option<(Position, Bases, Bases)> {
        let allele = &self.allele;
        if !allele.reference.is_empty() && !allele.alternate.is_empty() {
            return Some((allele.interval.first(), allele.reference.clone(), allele.alternate.clone()));
        }
        let letter = |at: u32| reference.window(allele.contig, at).and_then(|window| window.letter(at));
        let (mut old, mut new) = (allele.reference.clone(), allele.alternate.clone());
        if let Some(before) = allele.interval.start().checked_sub(1) {
            let anchor = letter(before)?;
            old.insert(0, anchor);
            new.insert(0, anchor);
            return Some((Interval::from_length(before, 1).first(), old, new));
        }
        let anchor = letter(allele.interval.end())?;
        old.push(anchor);
        new.push(anchor);
        Some((allele.interval.first(), old, new))
    }

    /// Is it an insertion of a copy of the letters beside it?
    #[must_use]
    pub fn is_tandem_duplication(&self) -> bool {
        // The letters right of the leftmost gap repeat the run exactly when the run can move over all of them.
        self.allele.reference.is_empty() && self.right_shift >= length(&self.allele.alternate)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    struct Slice(u32, &'static [u8]);
    impl Sequence for Slice {
        fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
            let window = Window::new(self.0, self.1);
            (window.interval().start() <= at && at <= window.interval().end()).then_some(window)
        }
    }

    fn allele(position: u32, reference: &[u8], alternate: &[u8]) -> Allele {
        Allele::from_vcf(Contig::from_index(0).unwrap(), position, reference, alternate).unwrap()
    }

    // 1-based:      1234567890
    const HELD: Slice = Slice(0, b"GCATTTTACG");

    #[test]
    fn a_deletion_in_a_run_goes_to_its_left_end() {
        // One T of TTTT lost, spelled at the right end: POS 6 `TT→T`.
        let normal = normalize(&allele(6, b"TT", b"T"), &HELD).unwrap();
        assert_eq!(normal.allele.to_string(), "chr1-4-T--");
        assert_eq!(normal.right_shift, 3);
        assert_eq!(normal.reference, ReferenceCheck::Agrees);
        assert!(!normal.at_window_edge);
        let (position, reference, alternate) = normal.vcf_form(&HELD).unwrap();
        assert_eq!((position.get(), reference.as_slice(), alternate.as_slice()), (3, &b"AT"[..], &b"A"[..]));
        assert_eq!(normal.shifted(3).to_string(), "chr1-7-T--");
    }

    #[test]
    fn a_copy_beside_is_a_tandem_duplication() {
        let copy = normalize(&allele(7, b"T", b"TT"), &HELD).unwrap();
        assert!(copy.is_tandem_duplication());
        let other = normalize(&allele(7, b"T", b"TG"), &HELD).unwrap();
        assert!(!other.is_tandem_duplication());
        assert!(!normalize(&allele(6, b"TT", b"T"), &HELD).unwrap().is_tandem_duplication());
    }

    #[test]
    fn a_wrong_letter_is_named_with_both_letters() {
        let error = normalize(&allele(2, b"CG", b"C"), &HELD).unwrap_err();
        assert!(matches!(error, NormalizeError::ReferenceMismatch { stated: b'G', found: b'A', .. }));
        let text = error.to_string();
        assert!(text.contains("chr1:3") && text.contains("`G`") && text.contains("`A`") && text.contains("assembly"), "{text}");
    }

    #[test]
    fn letters_nobody_holds_are_trimmed_only() {
        let normal = normalize(&allele(100, b"CAAAA", b"CAAA"), &HELD).unwrap();
        assert_eq!(normal.allele.to_string(), "chr1-101-A--");
        assert_eq!((normal.right_shift, normal.reference), (0, ReferenceCheck::NotHeld));
        let unknown = Slice(0, b"GCANNTTACG");
        let normal = normalize(&allele(3, b"ATT", b"AT"), &unknown).unwrap();
        assert_eq!(normal.reference, ReferenceCheck::NotHeld);
    }

    #[test]
    fn the_edge_of_the_window_is_said() {
        let normal = normalize(&allele(103, b"TT", b"T"), &Slice(100, b"TTTTA")).unwrap();
        assert!(normal.at_window_edge);
        let true_end = normalize(&allele(2, b"TT", b"T"), &Slice(0, b"TTTTA")).unwrap();
        assert!(!true_end.at_window_edge);
        let (position, reference, alternate) = true_end.vcf_form(&Slice(0, b"TTTTA")).unwrap();
        assert_eq!((position.get(), reference.as_slice(), alternate.as_slice()), (1, &b"TT"[..], &b"T"[..]));
    }

    #[test]
    fn nothing_changed_is_an_error() {
        let mut same = allele(2, b"C", b"G");
        same.alternate = same.reference.clone();
        assert!(matches!(normalize(&same, &HELD), Err(NormalizeError::NoChange { .. })));
    }
}
