//! Why reference letters cannot be had from a file.

use crate::genome::{Assembly, Contig};
use std::io;
use std::path::PathBuf;

/// What is wrong with a FASTA file or with its index. Every text names the file and says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The system refused, or packed bytes are damaged.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// The file is no FASTA, or its lines cannot be found by counting.
    #[error("{}:{line}: {problem}", path.display())]
    NotFasta {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What was expected.
        problem: &'static str,
    },
    /// A line of the `.fai` makes no sense.
    #[error("{}:{line}: {problem}; make it again with `samtools faidx`", path.display())]
    Index {
        /// The `.fai` or `.gzi` file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What was expected.
        problem: &'static str,
    },
    /// Packed with plain gzip, which has no places to jump to, and too large to be held.
    #[error(
        "{}: packed with plain gzip and larger than {limit} letters unpacked, so no place in it can be found; pack it with \
         `bgzip` and index it with `samtools faidx`", path.display()
    )]
    PlainGzip {
        /// The file.
        path: PathBuf,
        /// The most that is held in memory.
        limit: usize,
    },
    /// A record belongs to the other assembly.
    #[error("{}: `{name}` belongs to {found}, but letters of {asked} were asked for; give the matching file", path.display())]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// Name of the record.
        name: String,
        /// Where it belongs.
        found: Assembly,
        /// What was asked for.
        asked: Assembly,
    },
    /// A record has more letters than its place has room for.
    #[error("{}: `{name}` has {found} letters, expected {expected}; is it of another assembly than {assembly}?", path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Name of the record.
        name: String,
        /// Letters in the file.
        found: u64,
        /// Letters of the place or contig.
        expected: u64,
        /// What was asked for.
        assembly: Assembly,
    },
    /// A record's name looks like a place and is none.
    #[error("{}: {problem}", path.display())]
    Place {
        /// The file.
        path: PathBuf,
        /// What was expected and found.
        problem: PlaceError,
    },
    /// No record lies on a primary chromosome.
    #[error(
        "{}: none of its {records} records is a primary chromosome or a slice of one; names such as chr7, 7, NC_000007.14 or \
         chr17:7659779-7692550 are understood", path.display()
    )]
    NothingUsable {
        /// The file.
        path: PathBuf,
        /// How many records there are.
        records: usize,
    },
    /// Something other than letters stands where the index says letters are.
    #[error(
        "{}: at {contig}:{position} the index points at something that is no letter; it was made for another version of the \
         file, make it again with `samtools faidx`", path.display()
    )]
    StaleIndex {
        /// The FASTA file.
        path: PathBuf,
        /// The contig.
        contig: Contig,
        /// First letter asked for, 1-based.
        position: u32,
    },
}

/// Why a record's name is no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// The contig's accession belongs to the other assembly.
    #[error("`{name}` is a contig of {found}, but {asked} was asked for")]
    OtherAssembly {
        /// Name of the contig.
        name: String,
        /// Where it belongs.
        found: Assembly,
        /// What was asked for.
        asked: Assembly,
    },
    /// The range cannot be.
    #[error(
        "`{name}` is no place on {assembly}: expected CONTIG:FIRST-LAST, 1-based, LAST at most {length}; is the file of another assembly?"
    )]
    Range {
        /// Name of the record.
        name: String,
        /// What was asked for.
        assembly: Assembly,
        /// Length of the contig.
        length: u32,
    },
}
