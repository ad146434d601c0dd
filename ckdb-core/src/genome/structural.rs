//! Structural alleles: pieces of chromosomes lost, doubled, turned round or joined anew.
//!
//! A file can write one event in several ways: `<DEL>`, a pair of breakends, or a long REF. Here all of them are one value: a
//! [`Junction`], two ends of kept sequence that now lie side by side. Which change of the chromosome a junction stands for
//! follows from its orientations ([`Junction::kind`]). The orientation `o` of a breakend is +1 where the kept sequence lies to
//! lower coordinates and -1 where it lies to higher ones (the sign LINX and most callers use):
//!
//! ```text
//!   deletion     a(+1) ══╡      ╞══ b(-1)      kept, lost, kept
//!   duplication  a(-1) ╞═══════════╡ b(+1)     the end of the stretch is joined to its own beginning
//!   inversion    a(+1) ══╡   ══╡ b(+1)         and a second junction of two (-1)
//! ```
//! Sources: VCF 4.5 §1.6.1 and §5 (symbolic alleles, breakends, single breakends).

use super::sequence::reverse_complement;
use super::{Allele, Bases, Contig, Interval, Position};
use std::fmt;

/// On which side of a breakend the kept sequence lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Orientation {
    /// `o` = +1: to lower coordinates; the breakend's letter is the last one kept.
    Plus,
    /// `o` = -1: to higher coordinates; the breakend's letter is the first one kept.
    Minus,
}

impl Orientation {
    /// +1 or -1.
    #[must_use]
    pub const fn sign(self) -> i8 {
        match self {
            Self::Plus => 1,
            Self::Minus => -1,
        }
    }
}

/// An end of kept sequence. Ordered by contig, position and orientation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Breakend {
    /// The contig.
    pub contig: Contig,
    /// The outermost letter kept, 1-based.
    pub position: Position,
    /// Where the rest of what is kept lies.
    pub orientation: Orientation,
}

impl Breakend {
    /// The gap (inter-residue) where the chromosome is cut.
    #[must_use]
    pub const fn gap(self) -> u32 {
        match self.orientation {
            Orientation::Plus => self.position.get(),
            Orientation::Minus => self.position.get() - 1,
        }
    }

    /// The same end `by` letters further; `None` beyond the first letter or 32 bits.
    fn moved(self, by: i64) -> Option<Self> {
        let position = u32::try_from(i64::from(self.position.get()) + by).ok().and_then(Position::new)?;
        Some(Self { position, ..self })
    }
}

impl fmt::Display for Breakend {
    /// `chr7:55019365(+)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}({})", self.contig, self.position, if self.orientation == Orientation::Plus { '+' } else { '-' })
    }
}

/// Two ends that lie side by side in the tumour, the smaller one first.
///
/// Equal junctions are equal values whichever end's line they were read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Junction {
    a: Breakend,
    b: Breakend,
    inserted: Bases,
}

/// What a junction does to a chromosome, if no other junction is near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JunctionKind {
    /// The letters between its ends are lost.
    Deletion(Interval),
    /// The letters from end to end are there twice, in tandem.
    Duplication(Interval),
    /// Nothing is lost: letters are inserted at this gap.
    Insertion(Interval),
    /// One side of an inversion of these letters, or a fold-back.
    Inversion(Interval),
    /// Two chromosomes.
    Translocation,
}

impl Junction {
    /// `one` joined to `other`, with letters between them as read from `one` to `other`.
    #[must_use]
    pub fn new(one: Breakend, other: Breakend, inserted: Bases) -> Self {
        if one <= other {
            Self { a: one, b: other, inserted }
        } else {
            Self { a: other, b: one, inserted: reverse_complement(&inserted) }
        }
    }

    /// The junction that letters stand for: REF's first and last letters beside it are kept, what lies between is replaced.
    /// `None` at the first letter of a contig, where nothing is kept before it.
    #[must_use]
    pub fn of(allele: &Allele) -> Option<Self> {
        let (old, new) = (allele.reference.as_slice(), allele.alternate.as_slice());
        let before = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[before..], &new[before..]);
        let after = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let start = allele.interval.start().checked_add(u32::try_from(before).ok()?)?;
        let end = start.checked_add(u32::try_from(old.len() - after).ok()?)?;
        Self::across(allele.contig, Interval::new(start, end)?, new[..new.len() - after].into())
    }

    /// The junction across lost letters.
    #[must_use]
    pub fn across(contig: Contig, lost: Interval, inserted: Bases) -> Option<Self> {
        let a = Breakend { contig, position: Position::new(lost.start())?, orientation: Orientation::Plus };
        let b = Breakend { contig, position: Position::new(lost.end().checked_add(1)?)?, orientation: Orientation::Minus };
        Some(Self { a, b, inserted })
    }

    /// The junction of a tandem duplication; `None` for an empty stretch.
    #[must_use]
    pub fn around(contig: Contig, doubled: Interval) -> Option<Self> {
        let a = Breakend { contig, position: doubled.first(), orientation: Orientation::Minus };
        let b = Breakend { contig, position: doubled.last()?, orientation: Orientation::Plus };
        Some(Self::new(a, b, Bases::new()))
    }

    /// The smaller end.
    #[must_use]
    pub const fn a(&self) -> Breakend {
        self.a
    }

    /// The greater end.
    #[must_use]
    pub const fn b(&self) -> Breakend {
        self.b
    }

    /// Both ends.
    #[must_use]
    pub const fn ends(&self) -> [Breakend; 2] {
        [self.a, self.b]
    }

    /// Letters between the ends, read from [`Junction::a`] to [`Junction::b`]; `N` where they are not told.
    #[must_use]
    pub fn inserted(&self) -> &[u8] {
        &self.inserted
    }

    /// The same junction with `a` moved by `by` letters, and `b` so that the molecule stays the same: for homologous ends.
    #[must_use]
    pub fn slid(self, by: i64) -> Option<Self> {
        let along = if self.a.orientation == self.b.orientation { -by } else { by };
        Some(Self::new(self.a.moved(by)?, self.b.moved(along)?, self.inserted))
    }

    /// What it does to a chromosome.
    #[must_use]
    pub fn kind(&self) -> JunctionKind {
        let (low, high) = (self.a.position.get(), self.b.position.get());
        if self.a.contig != self.b.contig {
            return JunctionKind::Translocation;
        }
        match (self.a.orientation, self.b.orientation) {
            (Orientation::Plus, Orientation::Minus) if low < high => {
                let lost = Interval::from_length(low, high - 1 - low);
                if lost.is_empty() { JunctionKind::Insertion(lost) } else { JunctionKind::Deletion(lost) }
            }
            (Orientation::Plus, Orientation::Minus) | (Orientation::Minus, Orientation::Plus) => {
                JunctionKind::Duplication(Interval::from_length(low - 1, high + 1 - low))
            }
            (Orientation::Plus, Orientation::Plus) => JunctionKind::Inversion(Interval::from_length(low, high - low)),
            (Orientation::Minus, Orientation::Minus) => JunctionKind::Inversion(Interval::from_length(low - 1, high - low)),
        }
    }
}

impl fmt::Display for Junction {
    /// `chr7:55019365(+)::chr7:55155830(-)`, with inserted letters between the colons.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.a, String::from_utf8_lossy(&self.inserted), self.b)
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// Two ends joined: a deletion, a tandem duplication, one side of an inversion, a translocation.
    Junction(Junction),
    /// A stretch turned round: both of its junctions.
    Inversion {
        /// The contig.
        contig: Contig,
        /// The letters turned round.
        turned: Interval,
    },
    /// Letters nobody gives, inserted at a gap.
    Insertion {
        /// The contig.
        contig: Contig,
        /// The gap, inter-residue.
        gap: u32,
        /// How many letters, if that is told.
        length: Option<u32>,
    },
    /// An end whose partner is not known (a single breakend).
    OpenEnd {
        /// The end.
        end: Breakend,
        /// Letters known beyond it, read away from it.
        beyond: Bases,
    },
    /// A stretch there in another number of copies; where the copies lie is not told.
    CopyNumber {
        /// The contig.
        contig: Contig,
        /// The stretch.
        stretch: Interval,
        /// How many copies, if that is told.
        copies: Option<u32>,
    },
}

/// A structural allele, as one ALT of one line states it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StructuralAllele {
    /// What happened.
    pub shape: Shape,
    /// Are its ends known to the letter? If not, it has no HGVS name.
    pub is_precise: bool,
}

impl StructuralAllele {
    /// Places where it may touch a transcript: the stretch lost, doubled or counted, and for the others the cuts. At most two.
    pub fn places(&self) -> impl Iterator<Item = (Contig, Interval)> + use<> {
        let point = |end: Breakend| (end.contig, Interval::from_length(end.gap(), 0));
        let empty = |gap: u32| Interval::from_length(gap, 0);
        let (one, other) = match &self.shape {
            Shape::Junction(junction) => match junction.kind() {
                JunctionKind::Deletion(stretch) | JunctionKind::Duplication(stretch) | JunctionKind::Insertion(stretch) => {
                    ((junction.a.contig, stretch), None)
                }
                JunctionKind::Inversion(_) | JunctionKind::Translocation => (point(junction.a), Some(point(junction.b))),
            },
            Shape::Inversion { contig, turned } => ((*contig, empty(turned.start())), Some((*contig, empty(turned.end())))),
            Shape::Insertion { contig, gap, .. } => ((*contig, empty(*gap)), None),
            Shape::OpenEnd { end, .. } => (point(*end), None),
            Shape::CopyNumber { contig, stretch, .. } => ((*contig, *stretch), None),
        };
        std::iter::once(one).chain(other)
    }
}

impl fmt::Display for StructuralAllele {
    /// The junction, or the kind with its place: `INV chr7:10-20`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.shape {
            Shape::Junction(junction) => junction.fmt(f),
            Shape::Inversion { contig, turned } => write!(f, "INV {contig}:{turned}"),
            Shape::Insertion { contig, gap, length: Some(length) } => write!(f, "INS {contig}:{gap}^{} of {length}", gap + 1),
            Shape::Insertion { contig, gap, length: None } => write!(f, "INS {contig}:{gap}^{}", gap + 1),
            Shape::OpenEnd { end, .. } => write!(f, "{end}::?"),
            Shape::CopyNumber { contig, stretch, copies: Some(copies) } => write!(f, "CN{copies} {contig}:{stretch}"),
            Shape::CopyNumber { contig, stretch, copies: None } => write!(f, "CNV {contig}:{stretch}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Orientation::{Minus, Plus};

    fn end(name: &str, position: u32, orientation: Orientation) -> Breakend {
        let contig = Contig::parse(name).expect("known").0;
        Breakend { contig, position: Position::new(position).expect("not zero"), orientation }
    }

    fn join(one: Breakend, other: Breakend) -> Junction {
        Junction::new(one, other, Bases::new())
    }

    fn interval(start: u32, end: u32) -> Interval {
        Interval::new(start, end).expect("forward")
    }

    #[test]
    fn orientations_say_what_a_junction_does() {
        let kind = |a: u32, o: Orientation, b: u32, p: Orientation| join(end("7", a, o), end("7", b, p)).kind();
        assert_eq!(kind(5, Plus, 13, Minus), JunctionKind::Deletion(interval(5, 12)));
        assert_eq!(kind(5, Plus, 6, Minus), JunctionKind::Insertion(interval(5, 5)));
        assert_eq!(kind(6, Minus, 12, Plus), JunctionKind::Duplication(interval(5, 12)));
        assert_eq!(kind(6, Minus, 6, Plus), JunctionKind::Duplication(interval(5, 6)));
        assert_eq!(kind(5, Plus, 12, Plus), JunctionKind::Inversion(interval(5, 12)));
        assert_eq!(kind(6, Minus, 13, Minus), JunctionKind::Inversion(interval(5, 12)));
        assert_eq!(join(end("7", 5, Plus), end("8", 5, Minus)).kind(), JunctionKind::Translocation);
    }

    #[test]
    fn the_end_that_is_read_first_makes_no_difference() {
        let (a, b) = (end("2", 10, Plus), end("10", 20, Plus));
        let one = Junction::new(a, b, Bases::from_slice(b"AAC"));
        assert_eq!(one, Junction::new(b, a, Bases::from_slice(b"GTT")));
        assert_eq!(one.inserted(), b"AAC");
        assert_eq!(join(a, b).slid(3), Some(join(end("2", 13, Plus), end("10", 17, Plus))));
        assert_eq!(join(a, b).slid(-10), None, "before the first letter");
    }

    #[test]
    fn letters_are_the_junction_they_stand_for() {
        let seven = Contig::parse("7").expect("known").0;
        let of = |reference: &[u8], alternate: &[u8]| Allele::from_vcf(seven, 5, reference, alternate).expect("plain");
        let lost = Junction::of(&of(b"TTGTAGTA", b"T")).expect("within");
        assert_eq!(lost, Junction::across(seven, interval(5, 12), Bases::new()).expect("within"));
        assert_eq!(lost.to_string(), "chr7:5(+)::chr7:13(-)");
        let swapped = Junction::of(&of(b"TTGA", b"TCCCA")).expect("within");
        assert_eq!(swapped.to_string(), "chr7:5(+):CCC:chr7:8(-)");
    }
}
