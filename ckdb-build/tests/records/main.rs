//! Records from the outside: every rule's own examples, rendered findings, and garbage.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod base;
mod citations;
mod examples;
mod garbage;
mod load;
mod snapshots;
mod verb;
