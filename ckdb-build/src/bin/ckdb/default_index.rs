//! Which index a verb reads: `--index`, else `$CKDB_INDEX`, else the one compiled from the knowledge that ships.
//!
//! The last is compiled once into the user's cache folder and mapped from there ever after (see [`ckdb_build::default`]).

use crate::Failure;
use ckdb_core::knowledge::Knowledge;
use std::path::{Path, PathBuf};

/// Opens the index a verb shall read.
pub(crate) fn open(given: Option<&Path>) -> Result<Knowledge, Failure> {
    let path = match given {
        Some(path) => path.to_owned(),
        None => match std::env::var_os("CKDB_INDEX") {
            Some(path) if !path.is_empty() => PathBuf::from(path),
            _ => ckdb_build::default::path()?,
        },
    };
    map(&path)
}

/// Maps an index.
#[expect(unsafe_code, reason = "the promise that nobody changes the file is made here, see SAFETY")]
fn map(path: &Path) -> Result<Knowledge, Failure> {
    // SAFETY: an index is published by rename and read-only (see `publish`): nobody changes or shortens a file that
    // stands at its place. Who overwrites one in place all the same breaks the contract stated in FORMAT.md.
    Ok(unsafe { Knowledge::open_mapped(path) }?)
}
