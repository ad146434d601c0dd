//! The command `ckdb`.
fn main() {}
