//! CKDB build.

pub mod compile;
pub mod import;
