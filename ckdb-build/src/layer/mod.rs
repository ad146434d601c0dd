//! VCFs become layers: frequencies of populations, or fields of a file joined by exact alleles (`docs/layers.md`).
//!
//! | type | is |
//! |---|---|
//! | [`LayerSpec`] | what was asked for: `NAME[@ASSEMBLY]=FILE.vcf.gz[:FIELD,…]`, or a manifest |
//! | [`compile`] | specs in, sections of a file out, with a [`LayerReport`] each |
//! | [`LayerError`] | why not |
//!
//! Alleles are spelled as `annotate` spells them: trimmed, REF compared with the letters that are held, and moved as far left as these
//! allow. What is no allele of letters (`<DEL>`, `*`, a breakend), lies on another contig or contradicts the reference is counted by
//! its reason and named in the report; nothing is guessed.

mod decomposed;
mod error;
mod fields;
mod manifest;
mod read;
mod report;
mod spec;

pub use error::LayerError;
pub use read::compile;
pub use report::LayerReport;
pub use spec::LayerSpec;
