//! The knowledge that ships with the command: compiled once into the cache folder, then mapped.
use std::path::PathBuf;

/// No index is compiled into this command.
#[derive(Debug, thiserror::Error)]
#[error("no index was given: use --index FILE.ckdb or set CKDB_INDEX")]
pub struct DefaultError;

/// Where the default index lies.
///
/// # Errors
/// When there is none.
pub fn path() -> Result<PathBuf, DefaultError> {
    Err(DefaultError)
}
