//! Why a layer cannot be made.

use ckdb_core::frequency::FrequencyError;
use ckdb_core::index::IndexError;
use ckdb_core::vcf::VcfError;
use std::path::PathBuf;

/// A layer cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayerError {
    /// What was asked for is not of the form.
    #[error("`{given}`: {problem}; expected NAME[@GRCh37|@GRCh38]=FILE.vcf.gz[:FIELD,FIELD…], or NAME=MANIFEST.toml")]
    Spec {
        /// As given.
        given: String,
        /// What is wrong.
        problem: String,
    },
    /// A manifest cannot be read.
    #[error("{}: {problem}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        problem: String,
    },
    /// The input cannot be read as a VCF.
    #[error("{}: {error}", path.display())]
    Vcf {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: VcfError,
    },
    /// The input cannot be read.
    #[error("cannot read {}: {error}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// Nobody knows the assembly of an input.
    #[error("{}: {problem}", path.display())]
    Assembly {
        /// The file.
        path: PathBuf,
        /// What the header says, and what to do.
        problem: String,
    },
    /// A field that was asked for is not declared.
    #[error("{}: the header declares no INFO field `{field}`; it has {known}", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// The field.
        field: String,
        /// Fields it has.
        known: String,
    },
    /// REF is not the reference's letters too often.
    #[error(
        "{}: REF contradicts the letters of {assembly} in {contradicts} of {checked} alleles where both are known; the file is probably of \
         the other assembly: say which with NAME@GRCh37=… or NAME@GRCh38=…",
        path.display()
    )]
    OtherAssembly {
        /// The file.
        path: PathBuf,
        /// The assembly it was taken for.
        assembly: ckdb_core::genome::Assembly,
        /// Alleles that contradict.
        contradicts: u64,
        /// Alleles that could be compared.
        checked: u64,
    },
    /// The layer itself.
    #[error(transparent)]
    Layer(#[from] FrequencyError),
    /// The index whose letters are compared.
    #[error(transparent)]
    Index(#[from] IndexError),
}
