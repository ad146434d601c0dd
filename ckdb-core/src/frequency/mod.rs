//! Values by allele: how often an allele was seen in populations, and fields of other files joined by exact alleles.
//!
//! A [`Layer`] is one such file compiled: gnomAD, GEM-J, ToMMo, or any VCF with fields worth showing. It lies in the sections of an
//! index, or in a file of its own that holds no knowledge: what may not be passed on (ToMMo) stays with whoever holds it, and is
//! laid over the index when it is opened.
//!
//! ```text
//!  allele ─► bin of 65,536 letters ─► part of it ─► some 16 sorted 32-bit keys ─► row ─► a few bits in each column
//!            [`bins`]                 [`bins`]      [`key`]                      n      [`pack`], [`column`]
//! ```
//!
//! | type | is |
//! |---|---|
//! | [`LayerBuilder`] | alleles and values in, sections out |
//! | [`Layer`] | one layer, opened: [`Layer::find`] gives the row of an allele |
//! | [`Layers`] | all layers that are open for an assembly, in a fixed order |
//! | [`About`] | what a layer says of itself: populations, fields, source, licence |
//! | [`Frequency`] | count, total and frequency of an allele in one population |
//! | [`Decimal`] | a decimal number, exact |
//!
//! Four promises:
//!
//! 1. **Exact.** Counts are whole numbers, frequencies decimals of the source's own digits. Nothing is rounded, nothing merged.
//! 2. **The very allele.** Letters are compared, not places; an insertion or deletion that can move is found in every spelling.
//! 3. **Absence proves nothing.** An allele that is not in a layer has no row; it is never "frequency 0".
//! 4. **Damage is an error**, never "not found": pieces are hashed before they are read (see [`crate::index::Pieces`]).
//!
//! The idea of bins, sorted keys and packed values is that of echtvar (Pedersen and de Ridder 2022, doi:10.1093/nar/gkac931). The form
//! in the file is ours, and described in `FORMAT.md`.

mod about;
mod bins;
mod builder;
mod codes;
mod column;
mod decimal;
mod error;
mod group;
mod key;
mod layer;
mod layers;
mod letters;
mod pack;

pub use about::{About, Field, Kind, Population};
pub use builder::{Built, LayerBuilder};
pub use column::{Shape, Value};
pub use decimal::{Decimal, Rounding};
pub use error::FrequencyError;
pub use group::Group;
pub use layer::{Frequency, Layer, Row};
pub use layers::{COMMON, InLayer, Layers, Seen, Told};

/// Version of the sections of a layer; see `FORMAT.md`.
pub const LAYER_VERSION: u32 = 2;

/// What the names of all sections of layers begin with.
pub const SECTION_PREFIX: &str = "frequency/";
