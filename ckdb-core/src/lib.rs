//! CKDB core.

pub mod index;
