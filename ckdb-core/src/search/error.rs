//! Why a question has no answer.

use crate::index::IndexError;
use crate::knowledge::FindError;

/// Why a question has no answer.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The index was built without the sections of the search.
    #[error(
        "this index holds no full-text search; build it again with `ckdb build` of a program that has the feature `search`, or ask \
         `ckdb lookup` for a name"
    )]
    NotBuilt,
    /// The question is too long.
    #[error("the question has {found} letters; at most {most} can be asked: leave out what does not matter")]
    TooLong {
        /// Letters asked.
        found: usize,
        /// Letters allowed.
        most: usize,
    },
    /// A filter names something that is not known.
    #[error(transparent)]
    Find(#[from] FindError),
    /// A filter has a word that is none of its words.
    #[error("`{text}` is no {noun}; expected one of: {expected}")]
    NotAWord {
        /// The text as given.
        text: String,
        /// What was wanted: "evidence level".
        noun: &'static str,
        /// The words it may be.
        expected: String,
    },
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The search engine cannot read its sections.
    #[error("the full-text search of this index cannot be read ({problem}); build or fetch the index again")]
    Engine {
        /// What it said.
        problem: String,
    },
}

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine { problem: error.to_string() }
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Engine { problem: error.to_string() }
    }
}
