//! Annotations as rows and as JSON Lines.
//!
//! ```text
//!  Place (what the line says) ┐                     ┌─ TsvWriter    one text a row, columns of [`Column::ALL`]
//!  Annotation, SampleMatch    ├─► Rows ─► RowView ──┤
//!  Annotator                  ┘     │               └─ (a columnar writer: [`Column::value`], [`Column::kind`])
//!                                   └─► JsonlWriter    one object a variant, a profile, and the summary
//! ```
//! [`Column`] is the one list of columns: name, order, type and how to fill it. Writers only decide how a [`Value`] looks.
//! [`Rows`] decides *which* rows there are, for every writer alike: one a (variant, claim in one disease), those of
//! [`MinLevel`](crate::level::MinLevel) only if it was asked for, and with [`Options::all`] one for a variant without any.
//!
//! **Which transcript a row shows** (`shown`): the one the matched claim is numbered on, if it was matched on one; else the
//! gene's MANE Select; else the gene's first. A row without a match shows the MANE Select of the gene hit most severely.
//!
//! **What is not known is said.** A gene without a model is matched by its exact letters alone: `trace` says so in each such
//! row, and the summary lists those genes as `no_model`.
//!
//! This room knows nothing of VCF: whoever read the input hands over a [`Place`] for each allele. Writers take any
//! [`Write`](std::io::Write): walks on many threads let each worker write its lines into a `Vec<u8>` and join these in order.

mod choice;
mod column;
mod json;
mod list;
mod place;
mod population;
mod rows;
mod shown;
mod trace;
mod tsv;

pub use column::{Column, ColumnKind, Value};
pub use json::{Claim as JsonClaim, Disease as JsonDisease, JsonlWriter, TrialLine as JsonTrial};

pub use place::{NotAnnotated, Place};
pub use rows::{Contribution, Met, Options, RowView, Rows};
pub use tsv::TsvWriter;

use crate::index::IndexError;

/// The tree of partial truths in one line, with what decided: `all(NPM1 exon 12 true [chr5-…], not(FLT3 ITD false) true) true`.
#[must_use]
pub fn verdict_text(annotator: &crate::annotate::Annotator<'_>, verdict: &crate::matching::Verdict) -> String {
    trace::verdict(annotator, verdict)
}

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// Writing fails.
    #[error("cannot write the table: {0}")]
    Write(#[from] std::io::Error),
    /// A record to be shown is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A stored tree to be asked is broken.
    #[error(transparent)]
    Annotate(#[from] crate::annotate::AnnotateError),
}

impl From<serde_json::Error> for TableError {
    fn from(error: serde_json::Error) -> Self {
        // Our values have text keys only and no number JSON cannot hold, so what fails is the writing below.
        Self::Write(error.into())
    }
}
