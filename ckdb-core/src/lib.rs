//! CKDB core.

pub mod annotate;
pub mod consequence;
pub mod genome;
pub mod index;
pub mod knowledge;
pub mod level;
pub mod matching;
pub mod model;
pub mod normalize;
pub mod table;
pub mod vcf;
