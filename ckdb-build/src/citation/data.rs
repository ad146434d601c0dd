//! The folder of data: `DIR/SOURCE/RELEASE/…`, or `DIR/SOURCE/` with the release in the name of the file.

use crate::diagnostic::Files;
use crate::import::imported::SourceError;
use crate::import::input::Input;
use crate::import::sheet::{Divided, Sheet};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Why the data cannot be compared with. What is wrong with a record is a diagnostic.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DataError {
    /// The folder is none.
    #[error("{}: expected a folder of released data, such as one that holds civic/2024-08-01/; give it with --against", path.display())]
    NoFolder {
        /// What was given.
        path: PathBuf,
    },
    /// A table cannot be read, or is of another kind.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A file cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file is not of its kind.
    #[error("{}: {reason}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What was expected and what was found.
        reason: String,
    },
}

/// A folder of data.
pub(super) struct Data {
    dir: PathBuf,
}

impl Data {
    pub(super) fn open(dir: &Path) -> Result<Self, DataError> {
        if dir.is_dir() { Ok(Self { dir: dir.to_owned() }) } else { Err(DataError::NoFolder { path: dir.to_owned() }) }
    }

    /// The folder, for messages.
    pub(super) fn shown(&self) -> String {
        self.dir.to_string_lossy().replace('\\', "/")
    }

    /// Files of `folder` (parts divided by `/`) whose name has all these words in it, sorted.
    pub(super) fn files(&self, folder: &str, words: &[&str]) -> Vec<PathBuf> {
        let folder = folder.split('/').fold(self.dir.clone(), |path, part| path.join(part));
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut found: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        found.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.is_file() && words.iter().all(|word| name.contains(word))
        });
        found.sort_unstable();
        found
    }

    /// The first of [`Data::files`].
    pub(super) fn file(&self, folder: &str, words: &[&str]) -> Option<PathBuf> {
        self.files(folder, words).into_iter().next()
    }

    /// Reads a table. Its text is not kept: findings point at our records.
    pub(super) fn sheet(path: &Path, divided: Divided, columns: &[&'static str]) -> Result<Sheet, DataError> {
        let sheet = Sheet::read(path, &mut Files::new(), divided, None)?;
        sheet.must_have(columns)?;
        Ok(sheet)
    }

    /// Reads JSON, packed or not.
    pub(super) fn json(path: &Path) -> Result<serde_json::Value, DataError> {
        let because = |cause| DataError::Read { path: path.to_owned(), cause };
        let mut text = Vec::new();
        Input::open(path).map_err(because)?.read_to_end(&mut text).map_err(because)?;
        serde_json::from_slice(&text)
            .map_err(|error| DataError::Form { path: path.to_owned(), reason: format!("expected JSON: {error}") })
    }
}
