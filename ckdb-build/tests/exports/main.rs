//! `ckdb annotate --format va-spec` and `--format fhir` from the outside: every document against the elements its published schema
//! has, against the published examples, and against what the tables say of the same case.
//!
//! Tests that need public data look in `$CKDB_DATA`, else in `../shared/data` beside the workspace, and say SKIPPED when it
//! is not there.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::expect_used)]

mod command;
mod fhir;
mod fhir_shapes;
mod hostile;
mod laws;
mod shape;
mod va_shapes;
mod va_spec;
