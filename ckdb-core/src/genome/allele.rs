//! One concrete change: a place, the letters that stand there, and the letters that replace them.
//!
//! An [`Allele`] is what one ALT of one VCF line says, with its letters checked and nothing moved. Symbolic alleles,
//! `*`, breakends and IUPAC codes are not alleles in this sense: [`AlleleError`] names which of them was met, and the
//! caller answers it explicitly. Sources: VCF 4.5 §1.6.1 (REF, ALT); GA4GH VRS 2 (Allele = location + state).

use super::{Bases, Contig, Interval, Position, write_decimal};
use std::fmt;

/// A place on a contig and its new letters (plus strand).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Allele {
    /// The contig.
    pub contig: Contig,
    /// The letters replaced, inter-residue; empty for a pure insertion.
    pub interval: Interval,
    /// What the maker of this allele says stands there now; as long as `interval`.
    pub reference: Bases,
    /// What stands there instead; empty for a pure deletion.
    pub alternate: Bases,
}

/// Why a REF/ALT pair is not an [`Allele`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AlleleError {
    /// `*`: the allele is missing because of a deletion upstream, described by another line.
    UpstreamDeletion,
    /// `.`: no alternate allele; the line says the site is as in the reference.
    NoAlternate,
    /// `<NON_REF>` or `<*>`: any other allele, in a genomic VCF.
    AnyOther,
    /// `<DEL>`, `<DUP>`, `<INS>`, …: a structural allele given by name.
    Symbolic,
    /// `G]chr17:198982]`: a breakend.
    Breakend,
    /// A letter that is not `A C G T` (an IUPAC code, `N`, or not a base).
    NotPlainBases,
    /// REF and ALT are the same letters.
    SameAsReference,
    /// POS is 0 (a telomere), not a number, or REF ends beyond [`Position::MAX`].
    NoPosition,
}

impl AlleleError {
    /// A stable word for counters and traces.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UpstreamDeletion => "UPSTREAM_DELETION",
            Self::NoAlternate => "NO_ALTERNATE",
            Self::AnyOther => "NON_REF",
            Self::Symbolic => "SYMBOLIC",
            Self::Breakend => "BREAKEND",
            Self::NotPlainBases => "NOT_PLAIN_BASES",
            Self::SameAsReference => "SAME_AS_REFERENCE",
            Self::NoPosition => "NO_POSITION",
        }
    }
}

impl fmt::Display for AlleleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UpstreamDeletion => "ALT `*`: missing because of an upstream deletion; that deletion's own line is annotated",
            Self::NoAlternate => "ALT `.`: the line states no alternate allele",
            Self::AnyOther => "ALT `<NON_REF>` or `<*>`: stands for any other allele, not for a particular one",
            Self::Symbolic => "symbolic ALT: not a run of bases",
            Self::Breakend => "breakend ALT: not a run of bases",
            Self::NotPlainBases => "REF or ALT has a letter other than A, C, G, T",
            Self::SameAsReference => "ALT is the same as REF",
            Self::NoPosition => "POS names no letter of the reference",
        })
    }
}

impl std::error::Error for AlleleError {}

impl Allele {
    /// The allele of one ALT of a VCF line. `position` is POS (1-based); letters may be in either case.
    ///
    /// # Errors
    /// Names the kind of ALT that is not a run of bases; nothing is guessed.
    pub fn from_vcf(contig: Contig, position: u32, reference: &[u8], alternate: &[u8]) -> Result<Self, AlleleError> {
        match alternate {
            b"*" => return Err(AlleleError::UpstreamDeletion),
            b"." | b"" => return Err(AlleleError::NoAlternate),
            b"<NON_REF>" | b"<*>" | b"<X>" => return Err(AlleleError::AnyOther),
            [b'<', ..] => return Err(AlleleError::Symbolic),
            _ if alternate.iter().any(|byte| matches!(byte, b'[' | b']')) => return Err(AlleleError::Breakend),
            // A single breakend (VCF 4.5 §5.4.9) is bases with a dot at one end.
            [b'.', ..] | [.., b'.'] => return Err(AlleleError::Breakend),
            _ => {}
        }
        let position = Position::new(position).ok_or(AlleleError::NoPosition)?;
        let reference = plain(reference).ok_or(AlleleError::NotPlainBases)?;
        let alternate = plain(alternate).ok_or(AlleleError::NotPlainBases)?;
        if reference == alternate {
            return Err(AlleleError::SameAsReference);
        }
        let length = u32::try_from(reference.len()).map_err(|_| AlleleError::NoPosition)?;
        let interval = Interval::of_letters(position, length).ok_or(AlleleError::NoPosition)?;
        Ok(Self { contig, interval, reference, alternate })
    }

    /// Without the letters both sides share: the common end first, then the common beginning, so that what remains lies as far
    /// left as the stated letters allow. `None` when nothing changes.
    #[must_use]
    pub fn trimmed(&self) -> Option<Self> {
        let tail = shared(self.reference.iter().rev(), self.alternate.iter().rev());
        let kept = |side: &'_ Bases| side.len() - tail;
        let head = shared(self.reference[..kept(&self.reference)].iter(), self.alternate[..kept(&self.alternate)].iter());
        self.without(head, tail)
    }

    /// Without the letters both sides share: the common beginning first, then the common end. So the letter that VCF puts
    /// before an insertion or deletion goes, and the rest stays where the line has it: another line may change that letter.
    /// `None` when nothing changes.
    #[must_use]
    pub fn without_anchor(&self) -> Option<Self> {
        let head = shared(self.reference.iter(), self.alternate.iter());
        let tail = shared(self.reference[head..].iter().rev(), self.alternate[head..].iter().rev());
        self.without(head, tail)
    }

    /// Writes what [`Display`](fmt::Display) shows, without the cost of a formatter.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        out.write_str(self.contig.name())?;
        out.write_str("-")?;
        write_decimal(out, self.interval.first().get())?;
        for side in [&self.reference, &self.alternate] {
            out.write_str("-")?;
            match side.as_slice() {
                [] => out.write_str("-")?,
                letters => out.write_str(&String::from_utf8_lossy(letters))?,
            }
        }
        Ok(())
    }

    /// Without the first `head` and the last `tail` letters of both sides.
    fn without(&self, head: usize, tail: usize) -> Option<Self> {
        let old = &self.reference[head..self.reference.len() - tail];
        let new = &self.alternate[head..self.alternate.len() - tail];
        if old.is_empty() && new.is_empty() {
            return None;
        }
        // REF is as long as the interval, and the interval fits 32 bits: so do these.
        let start = self.interval.start() + u32::try_from(head).unwrap_or(0);
        let length = u32::try_from(old.len()).unwrap_or(0);
        Some(Self {
            contig: self.contig,
            interval: Interval::from_length(start, length),
            reference: Bases::from_slice(old),
            alternate: Bases::from_slice(new),
        })
    }
}

/// How many letters two sides have in common, from their beginnings on.
fn shared<'a>(a: impl Iterator<Item = &'a u8>, b: impl Iterator<Item = &'a u8>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Upper-case `A C G T`, at least one; `None` otherwise.
fn plain(letters: &[u8]) -> Option<Bases> {
    let bases: Bases = letters.iter().map(u8::to_ascii_uppercase).collect();
    (!bases.is_empty() && super::sequence::is_plain(&bases)).then_some(bases)
}

impl fmt::Display for Allele {
    /// `chr7-140753336-A-T`, 1-based; an empty side is a dash of its own: `chr7-55242465-GGAATTAAGAGAAGC--`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seven() -> Contig {
        Contig::parse("7").expect("known").0
    }

    #[test]
    fn a_snv_keeps_its_letters() {
        let allele = Allele::from_vcf(seven(), 140_753_336, b"a", b"T").expect("plain");
        assert_eq!(allele.to_string(), "chr7-140753336-A-T");
        assert_eq!(allele.interval.len(), 1);
    }

    #[test]
    fn shared_letters_go_from_either_side() {
        let deletion = Allele::from_vcf(seven(), 10, b"ATTA", b"A").expect("plain");
        assert_eq!(deletion.trimmed().expect("a change").to_string(), "chr7-10-ATT--");
        assert_eq!(deletion.without_anchor().expect("a change").to_string(), "chr7-11-TTA--");
        let padded = Allele::from_vcf(seven(), 10, b"ACGT", b"ATGT").expect("plain");
        assert_eq!(padded.trimmed(), padded.without_anchor());
        let same = Allele { alternate: padded.reference.clone(), ..padded };
        assert_eq!((same.trimmed(), same.without_anchor()), (None, None));
    }

    #[test]
    fn what_is_not_a_run_of_bases_is_named() {
        let of = |reference: &[u8], alternate: &[u8]| Allele::from_vcf(seven(), 10, reference, alternate).expect_err("refused");
        assert_eq!(of(b"A", b"*"), AlleleError::UpstreamDeletion);
        assert_eq!(of(b"A", b"."), AlleleError::NoAlternate);
        assert_eq!(of(b"A", b"<NON_REF>"), AlleleError::AnyOther);
        assert_eq!(of(b"A", b"<DEL>"), AlleleError::Symbolic);
        assert_eq!(of(b"A", b"A]chr1:5]"), AlleleError::Breakend);
        assert_eq!(of(b"A", b"A."), AlleleError::Breakend);
        assert_eq!(of(b"R", b"A"), AlleleError::NotPlainBases);
        assert_eq!(of(b"A", b"a"), AlleleError::SameAsReference);
        assert_eq!(Allele::from_vcf(seven(), 0, b"A", b"C"), Err(AlleleError::NoPosition));
        for position in [u32::MAX, u32::MAX - 1, Position::MAX, Position::MAX + 1] {
            assert_eq!(Allele::from_vcf(seven(), position, b"ACGT", b"C"), Err(AlleleError::NoPosition));
        }
    }
}
