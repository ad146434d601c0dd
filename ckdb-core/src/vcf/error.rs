//! What stops a VCF from being read or written at all.
//!
//! A single odd line is not an error: it is counted in a [`Tally`](super::Tally). These errors end the walk. Each says
//! what was expected, what was found, where, and what to do next.

use std::io;
use std::path::PathBuf;

/// Why a VCF could not be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VcfError {
    /// The input cannot be opened.
    #[error("cannot open `{name}` for reading: {source}; check the path and the permission to read it")]
    Open {
        /// Path as given.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// Reading stopped: an input error, a truncated or a damaged file.
    #[error("reading stopped after line {after_line}: {source}")]
    Read {
        /// The last complete line, 1-based; 0 when there was none.
        after_line: u64,
        /// What was wrong; [`Damage`] when the compressed file itself is broken.
        source: io::Error,
    },
    /// The output cannot be created.
    #[error("cannot create `{}`: {source}; check that the folder exists and can be written", path.display())]
    Create {
        /// Path as given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Writing stopped. A file that was to be written is left as it was before.
    #[error("writing stopped: {source}; check the free space; an output file of that name keeps what it held before")]
    Write {
        /// What the system said.
        source: io::Error,
    },
    /// No index could be made. The VCF itself is whole.
    #[error("the VCF was written, but not its index: {reason}; sort it by CHROM and POS, for example with `bcftools sort`")]
    Index {
        /// What stands in the way, and where.
        reason: String,
    },
    /// A region that is none.
    #[error("expected a region such as `chr7`, `chr7:55019017` or `chr7:55019017-55211628`, found `{found}`")]
    Region {
        /// What was found.
        found: String,
    },
    /// An index was asked for beside an output that can have none.
    #[error("an index can only be written beside a BGZF file: give an output name that ends in .gz or .bgz")]
    NoIndexHere,
    /// Not one byte.
    #[error("expected a VCF, found an empty input; check the step that was to produce it")]
    Empty,
    /// Something that is no VCF text.
    #[error("expected a VCF that begins with `##fileformat=VCFv4.x`, found {found}; {advice}")]
    NotVcf {
        /// What it seems to be.
        found: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// Data before, or an end of file without, the line of column names.
    #[error(
        "expected the line `#CHROM POS ID REF ALT QUAL FILTER INFO` (tabs between) before any data, found {found} at line {line}; \
         put the header back, for example with `bcftools reheader`"
    )]
    NoColumnLine {
        /// Where it should have been by now, 1-based.
        line: u64,
        /// A data line, or the end of the file.
        found: String,
    },
    /// The line of column names has a wrong name in it.
    #[error("line {line}: expected `{expected}` as the name of column {column}, found {found}; {advice}")]
    WrongColumn {
        /// 1-based line.
        line: u64,
        /// 1-based column.
        column: usize,
        /// The name the specification gives.
        expected: &'static str,
        /// What stands there.
        found: String,
        /// What to do about it.
        advice: &'static str,
    },
    /// A line so long that it cannot be meant.
    #[error("line {line} is longer than {limit} bytes; expected line ends (LF or CRLF), check that the input is a VCF")]
    LineTooLong {
        /// 1-based line.
        line: u64,
        /// The most that is read as one line, in bytes.
        limit: u64,
    },
}

/// How a compressed input is broken. Reaches the caller as the source of [`VcfError::Read`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// The file ends inside a block.
    #[error(
        "the {what} file ends in the middle of a compressed block, after byte {offset}: it is truncated; \
         copy or download it again, or make it anew"
    )]
    CutInBlock {
        /// `BGZF` or `gzip`.
        what: &'static str,
        /// Length of what was there, in bytes.
        offset: u64,
    },
    /// The file ends at the border of a block, but without the block that says "end of file".
    #[error(
        "the BGZF file ends after byte {offset} without the end-of-file block: it is most likely truncated; \
         copy or download it again; if you know it to be complete, write it anew with `gzip -dc FILE | bgzip > NEW`"
    )]
    NoEndMarker {
        /// Length of what was there, in bytes.
        offset: u64,
    },
    /// A block does not hold what its header says.
    #[error("the {what} file is damaged at or after byte {offset}: {reason}; copy or download it again, or make it anew")]
    BadBlock {
        /// `BGZF` or `gzip`.
        what: &'static str,
        /// Where the last good block ends, in bytes; for gzip how far was read.
        offset: u64,
        /// What the decoder said.
        reason: String,
    },
    /// A BCF file whose header or record cannot be read.
    #[error("the BCF file is damaged in {}: {reason}; copy it again or make it anew, and try `bcftools view` on it", bcf_place(*record))]
    Bcf {
        /// Number of the record, 1-based; 0 for the header.
        record: u64,
        /// What is wrong with it.
        reason: String,
    },
}

fn bcf_place(record: u64) -> String {
    if record == 0 { "its header".to_owned() } else { format!("record {record}") }
}

impl VcfError {
    /// The broken compression behind this error, if that is what it is.
    #[must_use]
    pub fn damage(&self) -> Option<&Damage> {
        match self {
            Self::Read { source, .. } => source.get_ref()?.downcast_ref(),
            _ => None,
        }
    }
}
