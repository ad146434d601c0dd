//! Full-text search over the knowledge, in English and Japanese.
//!
//! ```no_run
//! use ckdb_core::knowledge::Knowledge;
//! use ckdb_core::search::Question;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let knowledge = Knowledge::open("ckdb-2026.11.ckdb")?;
//! for hit in knowledge.search(Question::new("オシメルチニブ 耐性").gene("EGFR"))?.hits {
//!     println!("{} {} {}", hit.kind, hit.id, hit.title);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A question is read in two steps. First the gazetteer finds every known name in it (genes, variants, drugs by generic name, brand or
//! code, diseases, words of claims), leftmost and longest, in either language; a name becomes a [`Concept`], and a concept is what
//! records are indexed by. So オシメルチニブ, タグリッソ and osimertinib find exactly the same records. What no name covers is asked of
//! the text: English words by their stems, Japanese by pairs of letters.
//!
//! | file | does |
//! |---|---|
//! | `fold`, `tokens` | text made comparable; words of a text |
//! | `concept`, `naming`, `gazetteer` | what names mean; which names there are; names in a text |
//! | `found`, `document`, `write`, `segment` | records as documents, and the sections that hold them |
//! | `question`, `clause`, `plan` | a question, and what is asked of the index for it |
//! | `answer`, `snippet` | hits with their reasons, and the text around what was found |
//!
//! **Ranking.** Each part of a question gives a record the points of the best way in which it meets it, and the points are added
//! ([`points`]); equal records stand in the order of their kind and of their source's own level. Nothing is learned or tuned by what
//! people click, and every hit can say where its points come from ([`Hit::reasons`]).

mod answer;
mod clause;
mod concept;
mod document;
mod fold;
mod found;
mod gazetteer;
mod naming;
mod plan;
mod question;
mod segment;
mod snippet;
mod tokens;
mod write;

pub use answer::{Answer, Hit, Reason, Suggestion, Understood};
pub use clause::points;
pub use concept::Concept;
pub use found::Found;
pub use question::Question;
pub use snippet::Snippet;
pub use write::write;

use crate::index::{Bytes, IndexError, Names, Section};
use crate::knowledge::{FindError, Knowledge};
use crate::model::{DiseaseId, WordGroup};
use gazetteer::Group;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Version of the sections of the search. A new version of the search engine's own format raises it.
pub const SEARCH_VERSION: u32 = 1;
/// Names, as the gazetteer reads them.
const NAMES: &str = "search/names";
/// Groups of words.
const WORDS: &str = "search/words";
/// Which record each document is.
const DOCUMENTS: &str = "search/documents";

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

/// The search of one index, opened once.
struct Opened {
    reader: tantivy::IndexReader,
    fields: segment::Fields,
    names: Names,
    words: Vec<Group>,
    means: document::Means,
    documents: Bytes,
    ancestors: Vec<BTreeSet<DiseaseId>>,
}

impl Opened {
    fn of(knowledge: &Knowledge) -> Result<Self, SearchError> {
        let file = knowledge.file();
        // A file without the list of segments was built without the search; anything else that is missing is damage.
        let (reader, fields) = segment::open(file)?;
        let stored: Section<rkyv::Archived<Vec<WordGroup>>> = file.archive(WORDS, SEARCH_VERSION)?;
        let words: Vec<WordGroup> = crate::index::owned(stored.get()?)?;
        let documents = file.required(DOCUMENTS, SEARCH_VERSION)?.get()?.clone();
        Ok(Self {
            reader,
            fields,
            names: file.names(NAMES, SEARCH_VERSION)?,
            means: document::Means::of(words.iter().map(|group| group.means.as_slice())),
            words: words.iter().map(|group| Group { label: group.label().to_owned(), filler: group.filler }).collect(),
            documents,
            ancestors: document::ancestors(knowledge.records()?),
        })
    }

    /// The record a document is.
    fn found(&self, document: u32) -> Option<Found> {
        let (numbers, _) = self.documents.as_chunks::<4>();
        let at = 2 * document as usize;
        Found::from_stored(u32::from_le_bytes(*numbers.get(at)?), u32::from_le_bytes(*numbers.get(at + 1)?))
    }
}

/// A walk through the engine. It checks nothing it reads beyond what the hashes of our sections check, so a forged section may make it
/// panic; then that is an error.
fn guarded<T>(walk: impl FnOnce() -> Result<T, SearchError>) -> Result<T, SearchError> {
    catch_unwind(AssertUnwindSafe(walk))
        .unwrap_or_else(|_| Err(SearchError::Engine { problem: "its sections lead nowhere".to_owned() }))
}

impl Knowledge {
    /// Answers a question. The first one opens the search (milliseconds); later ones take a fraction of that.
    ///
    /// # Errors
    /// [`SearchError::NotBuilt`] for an index without search; when a filter names nothing known; when a section is damaged.
    pub fn search(&self, question: impl Into<Question>) -> Result<Answer, SearchError> {
        let opened: Arc<Result<Opened, SearchError>> = self.beside(|| guarded(|| Opened::of(self)));
        let opened = opened.as_ref().as_ref().map_err(Clone::clone)?;
        guarded(|| plan::answer(self, opened, &question.into()))
    }
}
