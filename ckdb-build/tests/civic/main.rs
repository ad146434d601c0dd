//! CIViC as a source: the grammar of its names, the meaning of each on committed gene models, a small made-up release with
//! every kind of slip, and the real releases with every record accounted for.
//!
//! Tests that need the real tables look in `$CKDB_DATA`, else in `../shared/data` beside the workspace, and say SKIPPED when
//! they are not there. `CKDB_CONFORMANCE=write` writes their figures into `docs/conformance.md`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::expect_used)]

#[path = "../annotate/command.rs"]
#[allow(dead_code, reason = "shared with another test, which uses all of it")]
mod command;
mod laws;
mod names;
#[path = "../annotate/page.rs"]
mod page;
mod release;
mod small;
