//! Sources beyond CIViC and ClinicalTrials.gov: small made-up files with every kind of slip, and the real ones with every
//! record accounted for.
//!
//! Tests that need the real files look in `$CKDB_DATA`, else in `../shared/data` beside the workspace, and say SKIPPED when
//! they are not there. `CKDB_CONFORMANCE=write` writes their figures into `docs/conformance.md`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::expect_used)]

#[path = "../annotate/command.rs"]
#[allow(dead_code, reason = "shared with another test, which uses all of it")]
mod command;
mod garbage;
#[path = "../annotate/page.rs"]
mod page;
mod real;
mod small;
