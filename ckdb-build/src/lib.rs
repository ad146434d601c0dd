//! CKDB build.
