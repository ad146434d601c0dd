//! Stored cases: what `annotate --keys` keeps says what the file says, and `reannotate` says what a full run would.
//!
//! Small cases run on the knowledge that ships and a copy of it with known differences. Files of other people's callers, and two
//! releases of CIViC, are read from `$CKDB_DATA`, else `../shared/data`; where they are not there the test says SKIPPED.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod command;
mod cut;
mod nights;
