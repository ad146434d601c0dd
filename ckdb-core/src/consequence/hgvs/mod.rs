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

use crate::genome::{Assembly, Bases, Contig, Position, write_decimal};
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
        self.write_to(f)
    }
}

/// A place in a name.
trait Place: PartialEq {
    fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result;
}

impl Place for TranscriptPosition {
    fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        match self.anchor {
            Anchor::BeforeStart => out.write_str("-")?,
            Anchor::Start => {}
            Anchor::AfterStop => out.write_str("*")?,
        }
        write_decimal(out, self.number)?;
        if self.offset != 0 {
            out.write_str(if self.offset > 0 { "+" } else { "-" })?;
            write_decimal(out, self.offset.unsigned_abs())?;
        }
        Ok(())
    }
}

impl Place for Position {
    fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        write_decimal(out, self.get())
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
fn letters<W: fmt::Write>(letters: &[u8], out: &mut W) -> fmt::Result {
    letters.iter().try_for_each(|letter| out.write_char(char::from(*letter)))
}

impl Edit {
    /// The place and the edit: `1799T>A`, `2236_2250del`.
    fn print<P: Place, W: fmt::Write>(&self, first: &P, last: &P, out: &mut W) -> fmt::Result {
        first.write_to(out)?;
        if first != last {
            out.write_str("_")?;
            last.write_to(out)?;
        }
        match self {
            Self::Substitution { from, to } => letters(&[*from, b'>', *to], out),
            Self::Deletion => out.write_str("del"),
            Self::Duplication => out.write_str("dup"),
            Self::Insertion(new) => {
                out.write_str("ins")?;
                letters(new, out)
            }
            Self::DeletionInsertion(new) => {
                out.write_str("delins")?;
                letters(new, out)
            }
            Self::Inversion => out.write_str("inv"),
            Self::Identity => out.write_str("="),
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
        self.write_to(f)
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
    /// Writes what [`Display`](fmt::Display) shows, without the cost of a formatter.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to<W: fmt::Write>(&self, out: &mut W) -> fmt::Result {
        out.write_str(if self.coding { "c." } else { "n." })?;
        self.edit.print(&self.first, &self.last, out)
    }

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
