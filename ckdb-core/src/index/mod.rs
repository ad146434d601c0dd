//! One immutable file; bytes only.
