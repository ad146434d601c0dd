//! HGVS names: typed values that print as text, and text read back into them.
//!
//! A name is a small value; its text is made only when somebody prints it. `c.` and `n.` names hold [`TranscriptPosition`]s,
//! `g.` and `m.` names hold [`Position`]s; `p.` names are [`ProteinChange`](crate::genome::ProteinChange)s. The accession
//! stands beside the name, not in it: [`HgvsC::on`] prints both. Source: HGVS nomenclature 21.1 (hgvs-nomenclature.org).
//!
//! | module | does |
//! |---|---|
//! | `write` | from an allele to its `c.`, `n.`, `g.` name (3′ rule, duplication before insertion) |
//! | `parse` | from text to a name |
//! | `resolve` | from a name on a transcript back to an allele of the genome |

mod parse;
mod resolve;
mod write;

pub use parse::{HgvsError, HgvsName, Stated};
pub use resolve::ResolveError;
pub(super) use write::name_on;

use crate::genome::{Assembly, Bases, Contig, Position};
use std::fmt;

/// What a position on a transcript is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// `-15`: letters before the start codon.
    BeforeStart,
    /// `76`: from the first letter of the start codon, or of a transcript without coding part.
    Start,
    /// `*37`: letters after the stop codon.
    AfterStop,
}

/// A position on a transcript: `76`, `-15`, `*37`, and in introns `76+5`, `77-2`.
///
/// Ordered in the direction of transcription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TranscriptPosition {
    /// What it is counted from.
    pub anchor: Anchor,
    /// The count, from 1.
    pub number: u32,
    /// Letters into the intron after (positive) or before (negative) that letter; 0 in the exon.
    pub offset: i32,
}

impl TranscriptPosition {
    fn order(self) -> (Anchor, i64, i32) {
        let number = i64::from(self.number);
        (self.anchor, if self.anchor == Anchor::BeforeStart { -number } else { number }, self.offset)
    }
}

impl PartialOrd for TranscriptPosition {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TranscriptPosition {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl fmt::Display for TranscriptPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.anchor {
            Anchor::BeforeStart => f.write_str("-")?,
            Anchor::Start => {}
            Anchor::AfterStop => f.write_str("*")?,
        }
        write!(f, "{}", self.number)?;
        if self.offset != 0 {
            write!(f, "{:+}", self.offset)?;
        }
        Ok(())
    }
}

/// What happens to the letters, in the direction of the name's sequence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edit {
    /// `T>A`.
    Substitution {
        /// The letter that was.
        from: u8,
        /// The letter that is.
        to: u8,
    },
    /// `del`.
    Deletion,
    /// `dup`.
    Duplication,
    /// `insACG`, between two neighbouring letters.
    Insertion(Bases),
    /// `delinsACG`.
    DeletionInsertion(Bases),
    /// `inv`: the letters read on the other strand.
    Inversion,
    /// `=`: read, never written.
    Identity,
}

/// Letters as text.
struct Text<'a>(&'a [u8]);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| fmt::Write::write_char(f, char::from(*letter)))
    }
}

impl Edit {
    /// The place and the edit: `1799T>A`, `2236_2250del`.
    fn print<P: fmt::Display + PartialEq>(&self, first: &P, last: &P, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{first}")?;
        if first != last {
            write!(f, "_{last}")?;
        }
        match self {
            Self::Substitution { from, to } => write!(f, "{}>{}", char::from(*from), char::from(*to)),
            Self::Deletion => f.write_str("del"),
            Self::Duplication => f.write_str("dup"),
            Self::Insertion(letters) => write!(f, "ins{}", Text(letters)),
            Self::DeletionInsertion(letters) => write!(f, "delins{}", Text(letters)),
            Self::Inversion => f.write_str("inv"),
            Self::Identity => f.write_str("="),
        }
    }
}

/// A change on a transcript: `c.1799T>A`, or `n.30_31insG` where there is no coding part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HgvsC {
    /// `c.` (true) or `n.` (false).
    pub coding: bool,
    /// The first letter named; for an insertion, the letter before it.
    pub first: TranscriptPosition,
    /// The last letter named; for an insertion, the letter after it.
    pub last: TranscriptPosition,
    /// What happens to them.
    pub edit: Edit,
}

impl fmt::Display for HgvsC {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.coding { "c." } else { "n." })?;
        self.edit.print(&self.first, &self.last, f)
    }
}

/// A change on a contig: `g.140753336A>T`; `m.` on the mitochondrion.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HgvsG {
    /// The contig.
    pub contig: Contig,
    /// The first letter named; for an insertion, the letter before it.
    pub first: Position,
    /// The last letter named; for an insertion, the letter after it.
    pub last: Position,
    /// What happens to them, on the plus strand.
    pub edit: Edit,
}

impl fmt::Display for HgvsG {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.contig.is_mitochondrial() { "m." } else { "g." })?;
        self.edit.print(&self.first, &self.last, f)
    }
}

/// A name with its accession before it: `NM_004333.5:c.1799T>A`.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a, T> {
    /// The accession of the sequence the name counts on.
    pub accession: &'a str,
    /// The name.
    pub name: &'a T,
}

impl<T: fmt::Display> fmt::Display for Named<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.accession, self.name)
    }
}

impl HgvsC {
    /// With the accession before it.
    #[must_use]
    pub const fn on<'a>(&'a self, accession: &'a str) -> Named<'a, Self> {
        Named { accession, name: self }
    }
}

impl HgvsG {
    /// `NC_000007.14:g.140753336A>T`.
    #[must_use]
    pub fn on(&self, assembly: Assembly) -> String {
        format!("{}:{self}", self.contig.refseq(assembly))
    }
}
