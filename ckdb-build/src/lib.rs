//! CKDB build.

pub mod check;
pub mod diagnostic;
pub mod import;
pub mod record;
