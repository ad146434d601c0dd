//! One case as one page of HTML: what matters for this patient first, and the proof of it last.
//!
//! ```text
//!  alleles, as they pass ─► Gathered ─finish─► Answered ─┬─ offers    one line a (finding, treatment)
//!                                                        ├─ sections  rows, in the language of the page
//!                                                        └─ figures   numbers and texts of small pictures
//!                                            Names (ja, en) ┘   │
//!                                                  template (escapes everything) ─► one file
//! ```
//! The page is laid out for a member of an expert panel who has minutes: is a secondary finding suspected, must the panel discuss the
//! case, which treatments, what resists, which trials; then what could not be assessed, where sources disagree, and each record with
//! its source and licence. An earlier index's [`Digest`] of the same input adds what has changed since.
//!
//! **Self-contained.** No script, no network, no external file; a content security policy in the page says so to the browser.
//! **Nothing of the input is markup.** The template engine (askama) escapes every value by the file's type, and is compiled: a page
//! cannot fail halfway, and a template that names what is not there does not build. Values never become names of classes,
//! attributes, styles or addresses, but for links of known form (`link`).
//! **Both languages are whole.** Texts stand in one table with two columns (`words`), words of vocabularies in a match without a rest
//! arm (`terms`): what is missing does not compile.
//! **Equal input, equal bytes.** No clock, no random id.

mod because;
mod figure;
mod finding;
mod gathered;
mod lang;
mod link;
mod names;
mod needs;
mod offer;
mod page;
mod section;
mod terms;
mod why;
mod words;

pub use gathered::{Answered, Gathered, Place};
pub use lang::Lang;
pub use section::changes::Digest;

use crate::annotate::AnnotateError;
use crate::diff::Diff;
use crate::index::IndexError;

/// What is to be said of the input, beside its alleles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Name of the input, without its folder.
    pub input: String,
    /// What the case is called; `None`: it goes by its sample.
    pub case: Option<String>,
    /// What the sample was taken from and how, in the words of the sender.
    pub specimen: Option<String>,
    /// The sample; `None` when the input has none, or none was chosen.
    pub sample: Option<String>,
    /// Was a sample read, or is there none to choose?
    pub sample_chosen: bool,
    /// Does the input have the matched normal?
    pub has_normal: bool,
    /// Lines read.
    pub lines: u64,
    /// What is doubtful about the input as a whole, in words.
    pub warnings: Vec<String>,
    /// What was not understood or not answered: the reason, how many times, the first line.
    pub not_answered: Vec<(String, u64, u64)>,
}

/// The same input, read with an earlier index.
#[derive(Clone, Debug)]
pub struct Before {
    /// What that index made of it.
    pub digest: Digest,
    /// What differs between the indexes.
    pub diff: Diff,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A stored tree to be asked is broken.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    /// The template could not be written: there is no such case known, for it is compiled and writes into memory.
    #[error("cannot write the page: {0}")]
    Write(#[from] askama::Error),
}

impl<'k> Answered<'_, 'k> {
    /// What this index makes of the case, by identities that another index has, too; names are in this language.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn digest(&self, lang: Lang) -> Result<Digest, ReportError> {
        Ok(section::changes::digest(&names::Names::new(self.annotator, lang), self)?)
    }

    /// The page.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn page(&self, about: &About, lang: Lang, before: Option<&Before>) -> Result<String, ReportError> {
        page::page(self, about, lang, before)
    }
}
