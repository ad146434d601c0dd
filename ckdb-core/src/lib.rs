//! CKDB core.

pub mod consequence;
pub mod genome;
pub mod index;
pub mod knowledge;
pub mod model;
pub mod normalize;
pub mod vcf;
