//! The walk: an allele in, an annotation out.
//!
//! ```text
//!  Allele ─normalize─► NormalizedAllele ─consequence─► Consequences ─matching─► VariantMatch ─► ProfileMatch
//!                                                                                                │ level (Card)
//!                                                                             Annotation ◄───────┘
//! ```
//! [`Prepared`] is what an index and an assembly give by themselves, and may be kept by a service; [`Annotator`] holds what stays
//! the same between alleles: the matcher, the patient's disease, the schemes, and one [`Card`] a profile with everything known
//! about it for this patient, made when first asked for. It has never heard of VCF.
//! [`Sample`] gathers what one tumour carries and what is [`Told`] of it, for profiles that one allele alone cannot decide.
//! [`secondary`] has what a tumour's test may say of inherited risk. [`Joined`] tells of neighbours
//! an allele was, or may have to be, read together with, [`Letters`] of the letters alleles are compared with. [`TrialMatch`] is a
//! trial asked about a case. [`lookup`] walks from a term somebody types instead of an allele.

mod allele;
mod annotator;
mod beside_lines;
mod beyond;
mod card;
mod cards;
mod carried;
mod case;
mod commonness;
mod error;
mod fusion_table;
mod geometry;
mod haplotype;
mod inherited;
mod joined;
mod known_places;
pub mod lookup;
mod no_model;
mod questions;
mod remembered;
mod sample;
pub mod secondary;
mod suppose;
mod told;
mod trials;
mod tumour;

pub use allele::{Annotation, Described, ProfileMatch, RankedRow, StatedCopies};
pub use annotator::{Annotator, Prepared};
pub use beyond::Letters;
pub use card::{Card, Row};
pub use carried::Carried;
pub use case::{Case, CaseReport, CdxStanding};
pub use commonness::frequency_text;
pub use error::AnnotateError;
pub use fusion_table::{FusionRow, FusionRowError};
pub use geometry::{Geometry, NamedPartner};
pub use joined::Joined;
pub use known_places::{ClaimsOnContig, OnContig};
pub use lookup::{Lookup, LookupError};
pub use no_model::NoModel;
pub use sample::{Sample, SampleAnswer, SampleMatch, SampleMiss};
pub use secondary::Secondary;
pub use told::{Asked, Origin, Told};
pub use trials::{TrialMatch, trial_needs};
