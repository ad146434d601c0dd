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
//! | `question`, `written` | a question with its filters, given beside it or written into it |
//! | `form`, `pieces`, `join`, `plan`, `clause` | a question taken apart, and what is asked of the index for it |
//! | `opened`, `error` | the search of one index, opened once; why there is no answer |
//! | `answer`, `snippet` | hits with their reasons, and the text around what was found |
//!
//! **Ranking.** Each part of a question gives a record the points of the best way in which it meets it, and the points are added
//! ([`points`]); equal records stand in the order of their kind and of their source's own level. Nothing is learned or tuned by what
//! people click, and every hit can say where its points come from ([`Hit::reasons`]).

mod answer;
mod clause;
mod concept;
mod document;
mod error;
mod fold;
mod form;
mod found;
mod gazetteer;
mod join;
mod naming;
mod opened;
mod pieces;
mod plan;
mod question;
mod segment;
mod snippet;
mod tokens;
mod write;
mod written;

pub use answer::{Answer, Hit, Reason, Suggestion, Understood};
pub use clause::points;
pub use concept::Concept;
pub use error::SearchError;
pub use found::Found;
pub use question::Question;
pub use segment::SEARCH_VERSION;
pub use snippet::Snippet;
pub use write::{is_built, over, write};

use crate::knowledge::Knowledge;
use opened::Opened;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

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
