//! Positions and intervals, and the only conversion between their two ways of counting.
//!
//! VCF and HGVS number the letters from 1 ([`Position`]). Arithmetic is simpler when the gaps *between* letters are
//! numbered from 0 ([`Interval`], inter-residue, as GA4GH VRS counts): a one-letter place `n` is the interval `n-1..n`,
//! an insertion point is an empty interval. Naked integers of either kind do not cross a room's door.

use std::fmt;

/// A place counted as VCF and HGVS count: 1-based, inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u32);

impl Position {
    /// The last place that can be named: 2³¹ − 1, the largest POS of BCF (VCF 4.5 §6.3) and of BAM. No chromosome comes near, and a
    /// neighbourhood added to any position stays within 32 bits.
    pub const MAX: u32 = i32::MAX as u32;

    /// The letter number `one_based`; `None` for 0, which names no letter, and beyond [`MAX`](Self::MAX).
    #[must_use]
    pub const fn new(one_based: u32) -> Option<Self> {
        if one_based == 0 || one_based > Self::MAX { None } else { Some(Self(one_based)) }
    }

    /// The 1-based number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A stretch of letters, counted between residues: `start` letters lie before it, and it ends before letter `end + 1`.
///
/// Empty intervals are insertion points. `start <= end` always holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Interval {
    start: u32,
    end: u32,
}

impl Interval {
    /// The interval between two gaps; `None` when it would run backwards.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Option<Self> {
        if start <= end { Some(Self { start, end }) } else { None }
    }

    /// `length` letters after gap `start`, cut at the end of 32 bits.
    #[must_use]
    pub const fn from_length(start: u32, length: u32) -> Self {
        Self { start, end: start.saturating_add(length) }
    }

    /// `length` letters from the 1-based `first` on; `None` when the last one lies beyond [`Position::MAX`].
    #[must_use]
    pub const fn of_letters(first: Position, length: u32) -> Option<Self> {
        let start = first.get() - 1;
        match start.checked_add(length) {
            Some(end) if end <= Position::MAX => Some(Self { start, end }),
            _ => None,
        }
    }

    /// The letters from `first` to `last`, both included, 1-based; `None` when `last < first`.
    #[must_use]
    pub const fn inclusive(first: Position, last: Position) -> Option<Self> {
        Self::new(first.get() - 1, last.get())
    }

    /// Number of letters before the interval.
    #[must_use]
    pub const fn start(self) -> u32 {
        self.start
    }

    /// Number of letters up to its end.
    #[must_use]
    pub const fn end(self) -> u32 {
        self.end
    }

    /// How many letters it holds.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Is it an insertion point?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// First letter, 1-based; for an insertion point, the letter after it.
    #[must_use]
    pub const fn first(self) -> Position {
        Position(self.start + 1)
    }

    /// Last letter, 1-based; `None` for an insertion point.
    #[must_use]
    pub const fn last(self) -> Option<Position> {
        if self.is_empty() { None } else { Position::new(self.end) }
    }

    /// Does it hold every letter of `other`?
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Do they share a letter? An insertion point overlaps an interval that has letters on both of its sides.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Display for Interval {
    /// 1-based and inclusive, as people read it; an insertion point as `a^b`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            write!(f, "{}^{}", self.start, self.start + 1)
        } else if self.len() == 1 {
            write!(f, "{}", self.end)
        } else {
            write!(f, "{}-{}", self.start + 1, self.end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_is_the_gap_before_and_after_it() {
        let braf = Position::new(140_453_136).expect("not zero");
        let interval = Interval::of_letters(braf, 1).expect("fits");
        assert_eq!((interval.start(), interval.end()), (140_453_135, 140_453_136));
        assert_eq!(interval.first(), braf);
        assert_eq!(interval.last(), Some(braf));
        assert_eq!(interval.to_string(), "140453136");
    }

    #[test]
    fn insertion_points_overlap_only_what_lies_on_both_sides() {
        let gap = Interval::new(10, 10).expect("empty is allowed");
        assert!(gap.overlaps(Interval::new(9, 11).expect("forward")));
        assert!(!gap.overlaps(Interval::new(10, 11).expect("forward")));
        assert_eq!(gap.to_string(), "10^11");
        assert_eq!(gap.last(), None);
    }

    #[test]
    fn nothing_runs_backwards_or_overflows() {
        assert_eq!(Interval::new(5, 4), None);
        assert_eq!(Interval::of_letters(Position(u32::MAX), 2), None);
        assert_eq!(Position::new(0), None);
        assert_eq!(Position::new(Position::MAX + 1), None);
        assert_eq!(Interval::of_letters(Position(Position::MAX), 1), Interval::new(Position::MAX - 1, Position::MAX));
        assert_eq!(Interval::of_letters(Position(Position::MAX), 2), None);
    }
}
