//! `ckdb annotate` from the outside: the command itself, with the index built from the knowledge that ships, on files
//! nobody here wrote, on made-up lines for every rule of matching, and on bad input.
//!
//! Tests that need public data look in `$CKDB_DATA`, else in `../shared/data` beside the workspace, and say SKIPPED when it
//! is not there. `CKDB_CONFORMANCE=write` writes their figures into `docs/conformance.md` (see [`page`]).
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::expect_used)]

mod answer;
mod bad_input;
mod both_assemblies;
mod chain;
mod civic;
mod claims;
mod command;
mod copies;
mod every_file;
mod filters;
mod fusion_sets;
mod fusions;
mod hostile_joins;
mod htslib;
mod layer_exact;
mod layers;
mod levels;
mod many;
mod notation;
mod one_digest;
mod one_tumour;
mod page;
#[cfg(feature = "parquet")]
mod parquet_file;
mod passed_over;
mod round_trip;
mod rules;
mod spelling;
mod strip;
mod structural;
mod whole_tumour;
