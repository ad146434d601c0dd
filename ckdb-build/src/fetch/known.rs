//! What is known of the files in a folder: `fetched.json`, beside them.

use super::FetchError;
use crate::publish::publish;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Its name.
pub(super) const FILE: &str = "fetched.json";

/// What is known of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownFile {
    /// Where it came from.
    pub address: String,
    /// The server's mark of this version of the file, or empty.
    pub etag: String,
    /// The day the server says it was last changed, as it says it, or empty.
    pub last_modified: String,
    /// The server's clock when it came, or empty.
    pub date: String,
    /// Length.
    pub bytes: u64,
    /// SHA-256 in hexadecimal letters.
    pub sha256: String,
}

/// What is known of the files in a folder.
#[derive(Clone, Debug)]
pub struct Known {
    path: PathBuf,
    files: BTreeMap<String, KnownFile>,
}

impl Known {
    /// Reads it; an absent or broken one is as good as none: the files are then fetched anew.
    ///
    /// # Errors
    /// When it is there and cannot be read.
    pub fn read(folder: &Path) -> Result<Self, FetchError> {
        let path = folder.join(FILE);
        let files = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(cause) => return Err(FetchError::Folder { path, problem: "it cannot be read", cause }),
        };
        Ok(Self { path, files })
    }

    /// What is known of a file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&KnownFile> {
        self.files.get(name)
    }

    /// Keeps what is known of a file.
    pub(super) fn set(&mut self, name: &str, file: KnownFile) -> Result<(), FetchError> {
        self.files.insert(name.to_owned(), file);
        // A map of strings and numbers cannot fail to be written as JSON.
        let mut text = serde_json::to_vec_pretty(&self.files).unwrap_or_default();
        text.push(b'\n');
        publish(&text, &self.path).map_err(|error| FetchError::Folder {
            path: error.path,
            problem: error.problem,
            cause: error.cause,
        })
    }
}
