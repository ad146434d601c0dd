//! CKDB build.

pub mod check;
pub mod compile;
pub mod diagnostic;
pub mod import;
pub mod record;
