//! The knowledge that ships with the command: compiled once into the user's cache folder, then mapped.
//!
//! ```text
//!  blob in this program ──key──► shipped-KEY     a pointer, one line: the name of the index file
//!                                    └─────────► CONTENT-ID.ckdb
//! ```
//! The key names everything the index follows from (see `build.rs`), the content id what came out. So two versions of the
//! command keep two indexes, and a command whose records did not change finds the one it has. Both files appear by rename:
//! several processes that begin at once each compile the same bytes and put them at the same place, and none of them sees
//! half a file. A pointer that leads nowhere, or to a file that cannot be opened, is as good as none.

use crate::diagnostic::Style;
use crate::pipeline::{self, BuildError};
use crate::publish::{PublishError, publish};
use ckdb_core::index::{ContentId, IndexError, IndexFile};
use etcetera::BaseStrategy;
use flate2::read::GzDecoder;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The packed records, gene models and schemes.
const BLOB: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.tar.gz"));
/// Names the blob and the code that compiles it.
const KEY: &str = env!("CKDB_KNOWLEDGE_KEY");
/// The release is that of the command.
const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// What to do where the cache cannot be used.
const INSTEAD: &str = "give an index with --index FILE.ckdb or $CKDB_INDEX, or set CKDB_CACHE to a folder that can be written";

/// Why the index that ships cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DefaultError {
    /// The system does not say where the user's cache is.
    #[error(
        "the knowledge that ships with ckdb is compiled into a cache folder, but there is none: neither CKDB_CACHE nor XDG_CACHE_HOME nor HOME is set; {INSTEAD}"
    )]
    NoFolder,
    /// The cache folder cannot be used.
    #[error("the knowledge that ships with ckdb cannot be compiled into the cache folder {}: {cause}; {INSTEAD}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// The index cannot be put in its place.
    #[error("{0}; {INSTEAD}")]
    Publish(#[source] PublishError),
    /// The records cannot be compiled.
    #[error("the knowledge that ships with ckdb cannot be compiled: {0}")]
    Build(#[from] BuildError),
    /// The records have errors: this command should not have been released.
    #[error("the knowledge that ships with this ckdb has errors; please report them:\n{0}")]
    Records(String),
    /// The index was compiled, but cannot be opened.
    #[error("the index just compiled from the knowledge that ships cannot be opened: {0}")]
    Open(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Where the index that ships lies, compiled now if it is not there yet.
///
/// # Errors
/// When there is no cache folder that can be written, or the index cannot be compiled.
pub fn path() -> Result<PathBuf, DefaultError> {
    Cache::of_user()?.open(|path| IndexFile::open(path).map(|_| path.to_owned()), |_| ())
}

/// A folder that holds compiled indexes.
#[derive(Clone, Debug)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// `$CKDB_CACHE`, else `ckdb` in the user's cache folder (`$XDG_CACHE_HOME`, `~/.cache`; on Windows, the local data folder).
    ///
    /// # Errors
    /// When none of them is set.
    pub fn of_user() -> Result<Self, DefaultError> {
        let set = |name| env::var_os(name).filter(|value: &OsString| !value.is_empty());
        if let Some(folder) = set("CKDB_CACHE") {
            return Ok(Self::at(folder));
        }
        // Asked first, because the strategy below wants a home even where it does not need one.
        if let Some(folder) = set("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute()) {
            return Ok(Self::at(folder.join("ckdb")));
        }
        let strategy = etcetera::choose_base_strategy().map_err(|_| DefaultError::NoFolder)?;
        // Without a home some systems answer with a relative path, and a cache in whatever folder one stands in helps nobody.
        let folder = Some(strategy.cache_dir()).filter(|folder| folder.is_absolute()).ok_or(DefaultError::NoFolder)?;
        Ok(Self::at(folder.join("ckdb")))
    }

    /// This folder; it is made when first needed.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Opens the index that ships by `open`. When it is not there, or `open` refuses it, it is compiled, after `announce`
    /// was told where to.
    ///
    /// # Errors
    /// When the folder cannot be written, or the index cannot be compiled or opened.
    pub fn open<T, E>(&self, open: impl Fn(&Path) -> Result<T, E>, announce: impl FnOnce(&Path)) -> Result<T, DefaultError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        if let Some(opened) = self.pointed().and_then(|path| open(&path).ok()) {
            return Ok(opened);
        }
        announce(&self.folder);
        let (id, bytes) = self.compile()?;
        let path = self.file(id);
        let opened = match open(&path) {
            // Somebody else was faster, or only the pointer was lost.
            Ok(opened) => opened,
            Err(_) => {
                publish(&bytes, &path).map_err(DefaultError::Publish)?;
                open(&path).map_err(|error| DefaultError::Open(Box::new(error)))?
            }
        };
        publish(format!("{id}\n").as_bytes(), &self.pointer()).map_err(DefaultError::Publish)?;
        Ok(opened)
    }

    /// One pointer a key. The version is only for people who look into the folder; the key covers it.
    fn pointer(&self) -> PathBuf {
        self.folder.join(format!("shipped-{RELEASE}-{KEY}"))
    }

    fn file(&self, id: ContentId) -> PathBuf {
        self.folder.join(format!("{id}.ckdb"))
    }

    /// The index file the pointer names, if there is a pointer and it names one.
    fn pointed(&self) -> Option<PathBuf> {
        let text = fs::read_to_string(self.pointer()).ok()?;
        text.trim().parse().ok().map(|id| self.file(id))
    }

    /// The index, compiled in memory from the blob.
    fn compile(&self) -> Result<(ContentId, Vec<u8>), DefaultError> {
        let about = |cause| DefaultError::Folder { folder: self.folder.clone(), cause };
        fs::create_dir_all(&self.folder).map_err(about)?;
        // Unpacked here and not in the system's folder for temporary files: this one must be writable anyway.
        let unpacked = tempfile::Builder::new().prefix(".knowledge-").tempdir_in(&self.folder).map_err(about)?;
        let mut archive = tar::Archive::new(GzDecoder::new(BLOB));
        archive.set_preserve_mtime(false);
        archive.unpack(unpacked.path()).map_err(about)?;
        let outcome = pipeline::build(&[unpacked.path().to_owned()], RELEASE)?;
        match outcome.image {
            Some(image) => Ok((image.content_id, image.bytes)),
            None => Err(DefaultError::Records(outcome.diagnostics.render(&outcome.files, Style::Plain))),
        }
    }
}

/// Opens an index far enough to know that it can be used: header, table of contents, and the tables of records.
///
/// # Errors
/// When one of them is missing or damaged.
pub fn usable(file: IndexFile) -> Result<ckdb_core::knowledge::Knowledge, IndexError> {
    let knowledge = ckdb_core::knowledge::Knowledge::of(file)?;
    knowledge.records()?;
    Ok(knowledge)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn open(cache: &Cache, compiled: &mut u32) -> Result<PathBuf, DefaultError> {
        let checked = |path: &Path| usable(IndexFile::open(path)?).map(|_| path.to_owned());
        cache.open(checked, |_| *compiled += 1)
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Files in the cache are read-only; damage comes from outside, so it is done by a new file at the same place.
    fn damage(path: &Path, change: impl Fn(&mut Vec<u8>)) {
        let mut bytes = fs::read(path).unwrap();
        change(&mut bytes);
        fs::remove_file(path).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[test]
    fn it_is_compiled_once_and_damage_is_repaired() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("cache/ckdb");
        let cache = Cache::at(&folder);
        let mut compiled = 0;
        let index = open(&cache, &mut compiled).unwrap();
        assert_eq!(open(&cache, &mut compiled).unwrap(), index);
        assert_eq!(compiled, 1, "the second time it is only opened");
        let kept = names(&folder);
        assert_eq!(kept.len(), 2, "one index, one pointer, nothing left over: {kept:?}");
        let knowledge = ckdb_core::knowledge::Knowledge::open(&index).unwrap();
        assert_eq!(knowledge.release().unwrap().name, RELEASE);
        assert_eq!(index.file_name().unwrap().to_str().unwrap(), format!("{}.ckdb", knowledge.content_id()));
        knowledge.verify().unwrap();

        let whole = fs::read(&index).unwrap();
        let wrecks: [fn(&mut Vec<u8>); 3] = [Vec::clear, |bytes| bytes[10] ^= 1, |bytes| bytes.truncate(bytes.len() / 2)];
        for wreck in wrecks {
            damage(&index, wreck);
            assert_eq!(open(&cache, &mut compiled).unwrap(), index);
            assert_eq!(fs::read(&index).unwrap(), whole);
        }
        assert_eq!(compiled, 4, "each damage was seen");

        for pointer in ["", "../../etc/passwd\n", "00000000000000000000000000000000\n"] {
            damage(&cache.pointer(), |bytes| *bytes = pointer.as_bytes().to_vec());
            assert_eq!(open(&cache, &mut compiled).unwrap(), index);
        }
        assert_eq!(names(&folder), kept);
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_an_error_that_says_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let error = open(&Cache::at(file.join("ckdb")), &mut 0).unwrap_err().to_string();
        assert!(error.contains("--index") && error.contains("CKDB_CACHE") && error.contains("file"), "{error}");
    }
}
