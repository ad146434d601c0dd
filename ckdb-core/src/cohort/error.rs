//! What can go wrong with key files and stored cases.

use super::flag::Flag;
use crate::annotate::AnnotateError;
use crate::index::IndexError;
use crate::vcf::VcfError;
use std::path::PathBuf;

/// Why a case cannot be kept, read or asked again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CohortError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A line of the file is none of ours.
    #[error("{}: line {line}: expected a line of a key file as `ckdb annotate --keys` writes it, found {problem}", path.display())]
    Line {
        /// The key file.
        path: PathBuf,
        /// 1-based.
        line: usize,
        /// What was found.
        problem: String,
    },
    /// The file is of another version.
    #[error(
        "{}: a key file of version {found}; this CKDB reads version {expected}: annotate the cases anew with --keys, or use the CKDB \
         that wrote them", path.display()
    )]
    Version {
        /// The key file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The one that is read.
        expected: u32,
    },
    /// A case points to something the file does not hold.
    #[error("{}: case `{case}` names {what} `{id}`, which the file does not hold: it was cut short or put together by hand", path.display())]
    Missing {
        /// The key file.
        path: PathBuf,
        /// The case.
        case: String,
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        id: String,
    },
    /// What was told of the case cannot be understood.
    #[error("what was told by --{flag} cannot be read: {problem}; annotate the case anew with --keys")]
    Told {
        /// The flag.
        flag: Flag,
        /// What is wrong.
        problem: String,
    },
    /// A stored line cannot be walked.
    #[error(transparent)]
    Vcf(#[from] VcfError),
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The index cannot be asked.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
}
