//! `ckdb search`: golden questions, both languages, the reasons, the laws, and what happens to a damaged file.

#![cfg(feature = "search")]
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod command;
mod damage;
mod golden;
mod laws;
mod typed;

use ckdb_core::knowledge::Knowledge;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The knowledge that ships, compiled once for all tests of this file.
fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let outcome = ckdb_build::pipeline::build(&[root().join("knowledge")], "test").unwrap();
        Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap()
    })
}
