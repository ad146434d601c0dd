//! The manifest of the nightly build: which sources, where they are, and how many published indexes are kept.
//!
//! ```toml
//! keep = 60                                  # published indexes that stay, at least 2
//! round_trip_every = 1                       # of how many claims one makes the round trip; 1 is all of them
//! allow_loss = "allow-loss.toml"             # what may be lost, with reasons (see the gate)
//! only = "redistributable"                   # leave out what may not be passed on (for an index that is published); may be absent
//! knowledge = ["."]                          # directories of records, seen from the manifest
//!
//! [[source]]
//! name = "civic"                             # the importer; its files go to SOURCES/civic
//! licence = "CC0-1.0"
//!
//! [[source.file]]
//! name = "nightly-VariantSummaries.tsv"
//! address = "https://civicdb.org/downloads/nightly/nightly-VariantSummaries.tsv"
//! ```

use crate::fetch::Wanted;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The manifest that ships.
pub const SHIPPED: &str = include_str!("../../knowledge/nightly.toml");

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// It cannot be read.
    #[error("cannot read the manifest {}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        problem: String,
    },
    /// A source that it does not name.
    #[error("{}: no source `{wanted}`; it names {}", path.display(), known.join(", "))]
    NoSuchSource {
        /// The manifest.
        path: PathBuf,
        /// As asked for.
        wanted: String,
        /// Those it names.
        known: Vec<String>,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestFile {
    keep: usize,
    knowledge: Vec<PathBuf>,
    #[serde(default)]
    allow_loss: Option<PathBuf>,
    #[serde(default = "all_claims")]
    round_trip_every: u32,
    #[serde(default)]
    only: Option<Only>,
    #[serde(default)]
    source: Vec<Source>,
}

/// Which records go into the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Only {
    /// Those of sources whose licence lets them be passed on.
    Redistributable,
}

const fn all_claims() -> u32 {
    1
}

/// Fewer are too few: there must be one to go back to, and a reader that just read the link must find the file.
pub const LEAST_KEPT: usize = 2;

/// One source of the night.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The importer that reads it; also the name of its folder.
    pub name: String,
    /// Its licence: an SPDX expression or `LicenseRef-…`.
    pub licence: String,
    /// A source that may be missing for a night: the build goes on without it, and the gate says what that would lose.
    #[serde(default)]
    pub optional: bool,
    /// Its files.
    #[serde(default, rename = "file")]
    pub files: Vec<SourceFile>,
}

/// One file of a source.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// Its name in the source's folder.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// SHA-256, for a file that never changes.
    #[serde(default)]
    pub sha256: Option<String>,
}

/// What a nightly build reads and keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Where it was read from.
    pub path: PathBuf,
    /// Published indexes that stay.
    pub keep: usize,
    /// Directories of records.
    pub knowledge: Vec<PathBuf>,
    /// What may be lost, with reasons.
    pub allow_loss: Option<PathBuf>,
    /// Of how many claims one is taken there and back after a build: 1 is all of them.
    pub round_trip_every: u32,
    /// Which records go in; all without it.
    pub only: Option<Only>,
    /// Sources, in the order written.
    pub sources: Vec<Source>,
}

impl Manifest {
    /// Reads a manifest; paths in it are seen from its folder.
    ///
    /// # Errors
    /// When it cannot be read or has another form.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let text = std::fs::read_to_string(path).map_err(|cause| ManifestError::Read { path: path.to_owned(), cause })?;
        Self::parse(path, &text)
    }

    /// The manifest that ships with the command.
    ///
    /// # Errors
    /// Never for the shipped text; a test reads it.
    pub fn shipped() -> Result<Self, ManifestError> {
        Self::parse(Path::new("knowledge/nightly.toml"), SHIPPED)
    }

    fn parse(path: &Path, text: &str) -> Result<Self, ManifestError> {
        let wrong = |problem: String| ManifestError::Content { path: path.to_owned(), problem };
        let file: ManifestFile = toml::from_str(text).map_err(|error| wrong(error.to_string().trim_end().to_owned()))?;
        if file.keep < LEAST_KEPT {
            return Err(wrong(format!(
                "keep = {}; expected at least {LEAST_KEPT}, one in service and one to go back to",
                file.keep
            )));
        }
        if file.round_trip_every == 0 {
            return Err(wrong("round_trip_every = 0; expected 1 (every claim) or more (one of so many)".to_owned()));
        }
        let mut names: Vec<&str> = file.source.iter().map(|source| source.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(wrong(format!("source `{}` stands there twice; expected each once", twice[0])));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let beside = |path: PathBuf| if path == Path::new(".") { folder.clone() } else { folder.join(path) };
        Ok(Self {
            path: path.to_owned(),
            keep: file.keep,
            knowledge: file.knowledge.into_iter().map(beside).collect(),
            allow_loss: file.allow_loss.map(beside),
            round_trip_every: file.round_trip_every,
            only: file.only,
            sources: file.source,
        })
    }

    /// A source by its name.
    ///
    /// # Errors
    /// When the manifest does not name it; the error lists those it names.
    pub fn source(&self, name: &str) -> Result<&Source, ManifestError> {
        self.sources.iter().find(|source| source.name == name).ok_or_else(|| ManifestError::NoSuchSource {
            path: self.path.clone(),
            wanted: name.to_owned(),
            known: self.sources.iter().map(|source| source.name.clone()).collect(),
        })
    }
}

impl SourceFile {
    /// As `fetch` asks for it.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted { name: self.name.clone(), address: self.address.clone(), sha256: self.sha256.clone() }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_shipped_manifest_reads() {
        let manifest = Manifest::shipped().unwrap();
        assert_eq!(manifest.knowledge, [PathBuf::from("knowledge")]);
        let civic = manifest.source("civic").unwrap();
        assert!(civic.files.iter().all(|file| file.address.starts_with("https://")));
        let error = manifest.source("civik").unwrap_err().to_string();
        assert!(error.contains("it names civic"), "{error}");
    }

    #[test]
    fn mistakes_name_their_line() {
        let read = |text| Manifest::parse(Path::new("a/nightly.toml"), text);
        let error = read("keep = 2\nknowlege = []\n").unwrap_err().to_string();
        assert!(error.contains("line 2") && error.contains("knowlege"), "{error}");
        let twice = "keep = 2\nknowledge = []\n[[source]]\nname = \"x\"\nlicence = \"CC0-1.0\"\n[[source]]\nname = \"x\"\nlicence = \"CC0-1.0\"\n";
        assert!(read(twice).unwrap_err().to_string().contains("twice"));
        for (wrong, said) in [("keep = 1", "at least 2"), ("keep = 2\nround_trip_every = 0", "round_trip_every = 0")] {
            let text = format!("{wrong}\nknowledge = []\n");
            let error = Manifest::parse(Path::new("a/nightly.toml"), &text).unwrap_err().to_string();
            assert!(error.contains(said), "{error}");
        }
        let error = read("keep = 2\nknowledge = []\nonly = \"free\"\n").unwrap_err().to_string();
        assert!(error.contains("redistributable"), "{error}");
        assert_eq!(read("keep = 2\nknowledge = []\nonly = \"redistributable\"\n").unwrap().only, Some(Only::Redistributable));
        let good = read("keep = 2\nknowledge = [\"ours\"]\nallow_loss = \"allow.toml\"\n").unwrap();
        assert_eq!(good.knowledge, [PathBuf::from("a/ours")]);
        assert_eq!(good.allow_loss, Some(PathBuf::from("a/allow.toml")));
    }
}
