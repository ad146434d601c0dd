//! What can be wrong with a segment table, and with one of its rows.

use std::io;

/// Why a table cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SegmentError {
    /// Reading fails.
    #[error("line {line} cannot be read: {source}")]
    Read {
        /// Line, from 1.
        line: u64,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Nothing but comments.
    #[error("the table is empty: expected a header line with the names of the columns")]
    Empty,
    /// The columns are those of no known table.
    #[error(
        "the columns `{found}` are those of no table that is known; expected a segment table of CNVkit, PURPLE, ASCAT, FACETS, Sequenza \
         or GATK, a .seg, a GISTIC gene table, or the plain columns `chromosome start end` or `gene`, then one or more of `copies`, \
         `minor_copies`, `fold_change`, `log2`, `call`"
    )]
    UnknownColumns {
        /// The header line, shortened.
        found: String,
    },
    /// Bins, not segments.
    #[error("this looks like CNVkit's bins (.cnr), which are noisy single measurements; give the segments made of them (.cns)")]
    Bins,
    /// Several samples, and none was chosen.
    #[error("the table holds several samples; say which with --sample: {}", samples.join(", "))]
    SeveralSamples {
        /// Their names, in order of the table, at most ten.
        samples: Vec<String>,
    },
    /// No row of the sample asked for.
    #[error("the table holds no sample `{wanted}`; it has {}", samples.join(", "))]
    NoSuchSample {
        /// The sample asked for.
        wanted: String,
        /// Those there are, at most ten.
        samples: Vec<String>,
    },
}

/// What is wrong with a row, or why it states nothing. Ordered as it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FaultKind {
    /// Fewer cells than the header has columns.
    ShortRow,
    /// Start or end is no whole number.
    Position,
    /// The end lies before the start, or nothing between them.
    EndBeforeStart,
    /// A value is no number.
    NotANumber,
    /// A negative number of copies or ratio.
    Negative,
    /// A call outside of -2 to 2, or a word that is not known.
    UnknownCall,
    /// A gene that has a row already, with another value: none of them is believed.
    GeneTwice,
    /// On none of 1–22, X, Y, M.
    OtherContig,
    /// The row says that nothing was measured.
    NotMeasured,
    /// PURPLE: the normal sample is not diploid there, or nobody knows what it is, so the tumour's copies are not told.
    NormalNotDiploid,
}

impl FaultKind {
    /// Is the row broken, rather than silent?
    #[must_use]
    pub const fn is_malformed(self) -> bool {
        !matches!(self, Self::OtherContig | Self::NotMeasured | Self::NormalNotDiploid)
    }

    /// In words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ShortRow => "fewer cells than the header has columns",
            Self::Position => "start or end is no whole number of at most 32 bits",
            Self::EndBeforeStart => "the end is not after the start",
            Self::NotANumber => "a value is no number",
            Self::Negative => "a negative number of copies, or a negative fold change",
            Self::UnknownCall => "a call that is none of -2, -1, 0, 1, 2 and no known word",
            Self::GeneTwice => "a gene that has a row already, with other values; none of its rows is believed",
            Self::OtherContig => "on none of the chromosomes 1-22, X, Y, M",
            Self::NotMeasured => "no value",
            Self::NormalNotDiploid => "the normal sample is not known to have two copies there",
        }
    }
}

/// Rows with the same fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// How many rows.
    pub count: u64,
    /// The first of them, a line from 1.
    pub first_line: u64,
    /// Its beginning.
    pub excerpt: String,
}
