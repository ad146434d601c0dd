//! The text of `GT` (or GATK's `PGT`): which allele each copy carries, and which copies are phased.

use smallvec::SmallVec;

/// A set of copies of the chromosome: bit *i* is the *i*-th allele of the genotype.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Copies(u32);

impl Copies {
    /// The first copy alone: for phase sets that speak of one haplotype only.
    pub const FIRST: Self = Self(1);

    /// No copy at all?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Is there a copy in both?
    #[must_use]
    pub const fn meet(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Is copy `index` (from 0) in it?
    #[must_use]
    pub const fn holds(self, index: u32) -> bool {
        index < u32::BITS && self.0 & (1 << index) != 0
    }
}

/// One copy of a genotype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    /// 0 for REF, 1 for the first ALT; `None` where it was not called.
    allele: Option<u16>,
    phased: bool,
}

/// A parsed genotype: `0/1`, `1|0`, `.`, `0|1|1`, `|0/1` (VCF 4.4 lets every allele have its own sign).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genotype(SmallVec<[Slot; 4]>);

impl Genotype {
    /// Reads the text of a `GT` value; `None` when it is none, or names more than 32 copies.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (first_sign, mut rest) = match text {
            [sign @ (b'/' | b'|'), rest @ ..] => (Some(*sign), rest),
            _ => (None, text),
        };
        let mut slots: SmallVec<[Slot; 4]> = SmallVec::new();
        let mut sign = first_sign;
        loop {
            let end = rest.iter().position(|byte| matches!(byte, b'/' | b'|')).unwrap_or(rest.len());
            slots.push(Slot { allele: allele(&rest[..end])?, phased: sign == Some(b'|') });
            let Some(next) = rest.get(end) else { break };
            sign = Some(*next);
            rest = &rest[end + 1..];
        }
        if slots.len() > u32::BITS as usize {
            return None;
        }
        // Without a sign of its own the first allele is phased when all others are (VCF 4.4 §1.6.2).
        if first_sign.is_none() && slots.len() > 1 {
            slots[0].phased = slots[1..].iter().all(|slot| slot.phased);
        }
        Some(Self(slots))
    }

    /// Copies that carry allele `number` (1 is the first ALT).
    fn carrying(&self, number: u16) -> impl Iterator<Item = (u32, &Slot)> {
        (0..).zip(&self.0).filter(move |(_, slot)| slot.allele == Some(number))
    }

    /// Is the allele on a copy? `None` when no called copy has it and some copy was not called.
    #[must_use]
    pub fn carries(&self, number: u16) -> Option<bool> {
        if self.carrying(number).next().is_some() {
            return Some(true);
        }
        self.0.iter().all(|slot| slot.allele.is_some()).then_some(false)
    }

    /// Is the allele on every copy, and every copy called?
    #[must_use]
    pub fn is_on_every_copy(&self, number: u16) -> bool {
        self.carrying(number).count() == self.0.len()
    }

    /// The phased copies that carry the allele; none if it also lies on an unphased one, for then its place is not told.
    #[must_use]
    pub fn phased_copies(&self, number: u16) -> Copies {
        let mut copies = Copies::default();
        for (index, slot) in self.carrying(number) {
            if !slot.phased {
                return Copies::default();
            }
            copies.0 |= 1 << index;
        }
        copies
    }
}

/// One allele of a genotype: `Some(None)` for `.`, `None` for what is neither a number nor `.`.
fn allele(text: &[u8]) -> Option<Option<u16>> {
    match text {
        b"." => Some(None),
        _ if text.is_empty() || !text.iter().all(u8::is_ascii_digit) => None,
        _ => std::str::from_utf8(text).ok()?.parse().ok().map(Some),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str) -> Genotype {
        Genotype::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"))
    }

    fn copies(text: &str, number: u16) -> Vec<u32> {
        let copies = of(text).phased_copies(number);
        (0..32).filter(|index| copies.holds(*index)).collect()
    }

    #[test]
    fn a_copy_is_a_place_in_the_genotype() {
        assert_eq!((copies("0|1", 1), copies("1|0", 1), copies("0/1", 1)), (vec![1], vec![0], vec![]));
        assert_eq!((copies("1|2", 2), copies("0|1|1", 1), copies(".|1", 1)), (vec![1], vec![1, 2], vec![1]));
        assert!(!of("0|1").phased_copies(1).meet(of("1|0").phased_copies(1)));
        assert!(of("0|1").phased_copies(1).meet(of("2|1").phased_copies(1)));
    }

    #[test]
    fn every_allele_may_have_its_own_sign() {
        assert_eq!((copies("|0/1", 1), copies("|1/0", 1), copies("/0|1", 1)), (vec![], vec![0], vec![1]));
        assert_eq!(copies("0/1|1", 1), Vec::<u32>::new(), "one of the two has no known place");
        assert_eq!((copies("1/0|1", 1), copies("0/2|1", 1)), (vec![], vec![2]));
    }

    #[test]
    fn who_carries_it() {
        assert_eq!(
            (of("0/1").carries(1), of("0/0").carries(1), of("./0").carries(1), of("./1").carries(1)),
            (Some(true), Some(false), None, Some(true))
        );
        let everywhere = |text: &str| of(text).is_on_every_copy(1);
        assert_eq!(
            [everywhere("1/1"), everywhere("1|1"), everywhere("1"), everywhere("0/1"), everywhere("./1")],
            [true, true, true, false, false]
        );
    }

    #[test]
    fn what_is_no_genotype_is_none() {
        for text in ["", "/", "0/", "x", "0/x", "0//1", "-1/0", "99999999/1", "0:1"] {
            assert_eq!(Genotype::parse(text.as_bytes()), None, "{text:?}");
        }
        let many = vec!["1"; 33].join("|");
        assert_eq!(Genotype::parse(many.as_bytes()), None);
    }
}
