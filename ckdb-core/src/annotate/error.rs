//! Why there can be no annotator.

use crate::index::{ContentId, IndexError};
use crate::knowledge::FindError;
use crate::model::ExpressionError;

/// Why there can be no annotator.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnnotateError {
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The disease is unknown.
    #[error(transparent)]
    Disease(#[from] FindError),
    /// A stored profile is broken.
    #[error("profile {profile}: {problem}")]
    Profile {
        /// Its identity.
        profile: String,
        /// What is wrong.
        #[source]
        problem: ExpressionError,
    },
    /// No such level scheme.
    #[error("no level scheme `{wanted}` in this index; it has {}", known.join(", "))]
    Scheme {
        /// As asked for.
        wanted: String,
        /// Those there are.
        known: Vec<String>,
    },
    /// Something prepared for one index was given with another.
    #[error("prepared for the index {prepared}, given with the index {given}; prepare it anew for each index")]
    OtherIndex {
        /// Prepared for this.
        prepared: ContentId,
        /// Given with this.
        given: ContentId,
    },
    /// A reference file of another assembly, or one that cannot be read.
    #[error("{path}: {problem}")]
    Reference {
        /// The file.
        path: String,
        /// What is wrong, and what to do.
        problem: String,
    },
}
