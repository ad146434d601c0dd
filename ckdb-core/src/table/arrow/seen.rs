//! What was met on the way through a table: rows that could not be answered, each reason with its count and first row.

use crate::genome::allele::AlleleError;
use std::collections::BTreeMap;

/// Why nothing is said of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Problem {
    /// A cell is null.
    Missing,
    /// The contig is none of chr1–22, X, Y, M.
    Contig,
    /// The contig's name belongs to another assembly (`NC_000007.13`).
    OtherAssembly,
    /// REF and ALT are not an allele of letters.
    Allele(AlleleError),
    /// The allele contradicts the letters, or these cannot be read: the word of
    /// [`NormalizeError::code`](crate::normalize::NormalizeError::code).
    Letters(&'static str),
}

impl Problem {
    /// A stable word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "MISSING_VALUE",
            Self::Contig => "UNKNOWN_CONTIG",
            Self::OtherAssembly => "OTHER_ASSEMBLY",
            Self::Allele(error) => error.as_str(),
            Self::Letters(code) => code,
        }
    }

    /// The same for people.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Missing => "chrom, pos, ref or alt is null, or pos is no whole number".to_owned(),
            Self::Contig => "the contig is not one of chr1–22, X, Y, M".to_owned(),
            Self::OtherAssembly => "the name of the contig belongs to another assembly".to_owned(),
            // A MAF writes insertions and deletions so; its positions mean something else for each, so nothing is guessed.
            Self::Allele(AlleleError::NotPlainBases) => {
                "ref or alt has a letter other than A, C, G, T; an empty side (`-` in a MAF) needs the letter before it, as in a VCF"
                    .to_owned()
            }
            Self::Allele(error) => error.to_string(),
            Self::Letters("REF_MISMATCH") => {
                "ref is not what the reference has there; is the table on another assembly?".to_owned()
            }
            Self::Letters("SAME_AS_REFERENCE") => "alt is the same as ref".to_owned(),
            Self::Letters("INDEX_DAMAGED") => "the letters of the index are damaged there; see `verify`".to_owned(),
            Self::Letters(_) => "the reference file could not be read there, or has other letters than the index".to_owned(),
        }
    }
}

/// How often, and where first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// Alleles it concerns.
    pub count: u64,
    /// The first row, from 0.
    pub first_row: u32,
}

/// What was met in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// Rows of the input.
    pub rows: u64,
    /// Alleles that meet knowledge, or may.
    pub met: u64,
    /// Alleles whose REF is what the reference has, where it is held.
    pub agrees: u64,
    /// Alleles whose REF is something else.
    pub contradicts: u64,
    /// Reasons, sorted.
    pub problems: BTreeMap<Problem, Times>,
}

impl Seen {
    pub(super) fn note(&mut self, problem: Problem, row: u32) {
        let times = self.problems.entry(problem).or_insert(Times { count: 0, first_row: row });
        times.count += 1;
        times.first_row = times.first_row.min(row);
    }

    /// Adds what another worker met; the sum does not depend on the order.
    pub(super) fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.met += other.met;
        self.agrees += other.agrees;
        self.contradicts += other.contradicts;
        for (problem, more) in other.problems {
            let times = self.problems.entry(problem).or_insert(Times { count: 0, first_row: more.first_row });
            times.count += more.count;
            times.first_row = times.first_row.min(more.first_row);
        }
    }
}
