//! What a curator writes: the record types and their reading.
//!
//! A record is one file; **its path is its identity** and nothing inside repeats it. [`load`] reads directories of records and
//! never stops at the first mistake; what it gives is not yet checked against the other records, that is the work of
//! [`crate::check`]. Importers build the same types from their sources, so that one set of rules holds for everything.
//!
//! Who is who: [`schema`] holds the types, and their comments are the curator's handbook; [`Spanned`] ties a value to its place;
//! [`shape`] knows what identifiers look like.

mod load;
mod parse;
mod question;
mod read;
pub mod schema;
pub mod shape;
mod spanned;
mod value;

pub use load::{Loaded, load, load_files, load_with_candidates};
pub use question::question;
pub use schema::{
    AlleleRecord, ApprovalRecord, AssertionRecord, BiomarkerTest, BrandRecord, CompanionDiagnosticRecord, CriterionNode,
    CriterionRecord, DiseaseRecord, EvidenceRecord, GeneRecord, Header, Leaf, LeafKind, ProfileRecord, Provenance, Records,
    ReviewRecord, ReviewState, SourceRecord, TherapyRecord, TrialRecord, is_person,
};
pub use spanned::Spanned;
