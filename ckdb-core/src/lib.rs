//! CKDB core.
