//! What can be wrong with a layer.

use crate::genome::Assembly;
use crate::index::IndexError;

/// A layer could not be made, opened or read.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrequencyError {
    /// The file or a section of it.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A name that cannot name sections.
    #[error("`{name}` cannot name a layer: use 1 to 24 letters, digits, `-`, `_` or `.`, beginning with a letter or digit")]
    Name {
        /// The name as given.
        name: String,
    },
    /// Two layers of one name would be opened for one assembly.
    #[error("two layers are named `{name}` on {assembly}; leave one out, or build one of them under another name")]
    TwoOfOneName {
        /// The name.
        name: String,
        /// The assembly of both.
        assembly: Assembly,
    },
    /// The file holds no layer.
    #[error("{path} holds no frequency layer; make one with `ckdb build --frequency NAME=FILE.vcf.gz -o LAYER.ckdb`")]
    NoLayer {
        /// The file as given.
        path: String,
    },
    /// All layers of the file are of another assembly.
    #[error("the layer `{name}` is on {found}, the input on {expected}; give the layer of {expected}")]
    OtherAssembly {
        /// The layer.
        name: String,
        /// The assembly of the input.
        expected: Assembly,
        /// The assembly of the layer.
        found: Assembly,
    },
    /// A layer has more alleles than 32 bits count.
    #[error("a layer holds at most {most} alleles; split it by chromosome into layers of other names")]
    TooMany {
        /// The most it can hold.
        most: u32,
    },
    /// A row was given another number of values than there are columns: a fault of the caller.
    #[error("a row of {found} values for {expected} columns")]
    Columns {
        /// How many columns there are.
        expected: usize,
        /// How many values were given.
        found: usize,
    },
    /// What a section holds breaks the rules of the format though its hash is right: a faulty writer.
    #[error("the layer `{name}` cannot be understood: {problem}; build it again")]
    Content {
        /// The layer.
        name: String,
        /// What was expected and what was found.
        problem: String,
    },
}
