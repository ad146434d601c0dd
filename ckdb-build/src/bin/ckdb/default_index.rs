//! Which index a verb reads: `--index`, else `$CKDB_INDEX`, else the one compiled from the knowledge that ships.
//!
//! The last is compiled once into the user's cache folder and mapped from there ever after (see [`ckdb_build::default`]).

use crate::Failure;
use ckdb_build::default::{Cache, usable};
use ckdb_core::frequency::SECTION_PREFIX;
use ckdb_core::index::{IndexError, IndexFile};
use ckdb_core::knowledge::{Knowledge, RELEASE_SECTION};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Opens the index a verb shall read.
pub(crate) fn open(given: Option<&Path>) -> Result<Knowledge, Failure> {
    let surroundings = || std::env::var_os("CKDB_INDEX").filter(|path| !path.is_empty()).map(PathBuf::from);
    match (given, surroundings()) {
        (Some(path), _) => Ok(Knowledge::of(map(path)?)?),
        // Whoever set the variable long ago should be told that it still counts.
        (None, Some(path)) => Ok(map(&path).and_then(Knowledge::of).map_err(|error| format!("{error} ($CKDB_INDEX names it)"))?),
        (None, None) => Ok(Cache::of_user()?.open(|path| usable(map(path)?), announce)?),
    }
}

/// A file of layers without knowledge, if it is one.
pub(crate) fn layers_alone(given: Option<&Path>) -> Result<Option<IndexFile>, IndexError> {
    let Some(path) = given else { return Ok(None) };
    let file = map(path)?;
    let has_layers = file.sections().any(|section| section.name.starts_with(SECTION_PREFIX));
    Ok(Some(file).filter(|file| has_layers && !file.has(RELEASE_SECTION)))
}

/// Says why the first call takes longer; only to somebody who is watching.
fn announce(folder: &Path) {
    if std::io::stderr().is_terminal() {
        let _ = writeln!(anstream::stderr(), "compiling the knowledge that ships with ckdb, once, into {} …", folder.display());
    }
}

/// Maps an index, or a file of layers.
#[expect(unsafe_code, reason = "the promise that nobody changes the file is made here, see SAFETY")]
pub(crate) fn map(path: &Path) -> Result<IndexFile, IndexError> {
    // SAFETY: an index is published by rename and read-only (see `publish`): nobody changes or shortens a file that
    // stands at its place. Who overwrites one in place all the same breaks the contract stated in FORMAT.md.
    unsafe { IndexFile::open_mapped(path) }
}
