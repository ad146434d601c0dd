//! Letters, and where reference letters come from.
//!
//! A base is an upper-case ASCII letter. Only `A C G T` are alleles we can reason about; `N` may stand in a reference.
//! [`Sequence`] is the one way any room asks for reference letters; the index, a FASTA file and a test string all answer it.

use super::{Contig, Interval};

/// A short run of bases, upper-case ASCII; kept inline up to 22 letters, so that the common variant allocates nothing.
pub type Bases = smallvec::SmallVec<[u8; 22]>;

/// Reference letters around a place, borrowed from whoever holds them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window<'a> {
    start: u32,
    letters: &'a [u8],
}

impl<'a> Window<'a> {
    /// Letters that begin after gap `start` (inter-residue).
    #[must_use]
    pub const fn new(start: u32, letters: &'a [u8]) -> Self {
        Self { start, letters }
    }

    /// The place it covers.
    #[must_use]
    pub fn interval(&self) -> Interval {
        let length = u32::try_from(self.letters.len()).unwrap_or(u32::MAX);
        Interval::from_length(self.start, length)
    }

    /// Letters of `interval`; `None` unless the window holds all of them.
    #[must_use]
    pub fn letters(&self, interval: Interval) -> Option<&'a [u8]> {
        let from = interval.start().checked_sub(self.start)? as usize;
        let to = interval.end().checked_sub(self.start)? as usize;
        self.letters.get(from..to)
    }

    /// The letter that follows gap `at`; `None` outside the window.
    #[must_use]
    pub fn letter(&self, at: u32) -> Option<u8> {
        self.letters.get(at.checked_sub(self.start)? as usize).copied()
    }
}

/// Whoever holds reference letters of one assembly.
pub trait Sequence {
    /// The longest held stretch of letters around gap `at` of `contig`; `None` when there is none.
    ///
    /// A stretch whose last letter ends at `at` counts as holding it.
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>>;

    /// Are there letters around gap `at` that [`Sequence::window`] does not give because they are known to be damaged?
    fn is_damaged(&self, contig: Contig, at: u32) -> bool {
        let _ = (contig, at);
        false
    }

    /// Letters of `interval`; `None` unless all of them are held.
    fn letters(&self, contig: Contig, interval: Interval) -> Option<&[u8]> {
        self.window(contig, interval.start())?.letters(interval)
    }
}

/// What stands opposite each byte.
const OPPOSITE: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = byte as u8;
        byte += 1;
    }
    let (letters, others) = (b"ACGTacgt", b"TGCAtgca");
    let mut letter = 0;
    while letter < letters.len() {
        table[letters[letter] as usize] = others[letter];
        letter += 1;
    }
    table
};

/// The base on the other strand; letters other than `A C G T` (either case) stay as they are.
#[must_use]
#[inline]
pub const fn complement(base: u8) -> u8 {
    OPPOSITE[base as usize]
}

/// The same letters read on the other strand.
#[must_use]
pub fn reverse_complement(bases: &[u8]) -> Bases {
    let mut turned = Bases::from_slice(bases);
    turned.reverse();
    turned.iter_mut().for_each(|base| *base = complement(*base));
    turned
}

/// Is every letter one of `A C G T`?
#[must_use]
pub fn is_plain(bases: &[u8]) -> bool {
    bases.iter().all(|base| matches!(base, b'A' | b'C' | b'G' | b'T'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_strand_twice_is_this_strand() {
        let there = reverse_complement(b"AACGT");
        assert_eq!(there.as_slice(), b"ACGTT");
        assert_eq!(reverse_complement(&there).as_slice(), b"AACGT");
    }

    #[test]
    fn a_window_gives_only_what_it_holds() {
        let window = Window::new(100, b"ACGT");
        assert_eq!(window.letters(Interval::new(101, 103).expect("forward")), Some(&b"CG"[..]));
        assert_eq!(window.letters(Interval::new(99, 101).expect("forward")), None);
        assert_eq!(window.letters(Interval::new(103, 105).expect("forward")), None);
        assert_eq!(window.letter(103), Some(b'T'));
        assert_eq!(window.letter(104), None);
    }
}
