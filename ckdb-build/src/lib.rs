//! CKDB build.

pub mod import;
pub mod models;
