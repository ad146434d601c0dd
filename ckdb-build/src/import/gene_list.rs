//! Which genes are asked for: a plain list, or a folder of gene records.
//!
//! A list has one symbol a line; `#` begins a comment. A folder is one of gene records (`BRAF.toml`): the file name is the
//! symbol, and its `transcript` is the one whose numbers the gene is counted on, so its promoter is kept too.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Symbols asked for, and transcripts that gene records declare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneList {
    /// HGNC symbols.
    pub symbols: BTreeSet<String>,
    /// Accessions with version, as declared.
    pub declared: BTreeSet<String>,
}

/// Why a list cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GeneListError {
    /// Not there, or not readable.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A line with more than a symbol.
    #[error("{}:{line}: expected one gene symbol, found `{found}`", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What stands there.
        found: String,
    },
}

impl GeneList {
    /// Adds what `path` asks for: a list when it is a file, gene records when it is a folder.
    ///
    /// # Errors
    /// When it cannot be read, or a line of a list is no symbol.
    pub fn add(&mut self, path: &Path) -> Result<(), GeneListError> {
        let io = |error| GeneListError::Io { path: path.to_owned(), error };
        if !path.is_dir() {
            let text = std::fs::read_to_string(path).map_err(io)?;
            for (number, line) in text.lines().enumerate() {
                let symbol = line.split('#').next().unwrap_or_default().trim();
                if symbol.contains(char::is_whitespace) {
                    return Err(GeneListError::Line { path: path.to_owned(), line: number + 1, found: symbol.to_owned() });
                }
                if !symbol.is_empty() {
                    self.symbols.insert(symbol.to_owned());
                }
            }
            return Ok(());
        }
        for entry in std::fs::read_dir(path).map_err(io)? {
            let file = entry.map_err(io)?.path();
            let Some(symbol) = file.file_stem().and_then(|stem| stem.to_str()) else { continue };
            if file.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            self.symbols.insert(symbol.to_owned());
            let text = std::fs::read_to_string(&file).map_err(|error| GeneListError::Io { path: file.clone(), error })?;
            // A record that is no TOML is for `ckdb check` to explain; the gene is asked for all the same.
            let transcript = text.parse::<toml::Table>().ok();
            let transcript = transcript.as_ref().and_then(|record| record.get("transcript")).and_then(toml::Value::as_str);
            self.declared.extend(transcript.map(str::to_owned));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn lists_and_records_are_joined() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("genes.txt");
        std::fs::write(&list, "# lung\nEGFR\n\nALK # fusions\n").unwrap();
        let records = folder.path().join("genes");
        std::fs::create_dir(&records).unwrap();
        std::fs::write(records.join("BRAF.toml"), "transcript = \"NM_004333.5\"\n").unwrap();
        std::fs::write(records.join("notes.md"), "no gene").unwrap();
        let mut genes = GeneList::default();
        genes.add(&list).unwrap();
        genes.add(&records).unwrap();
        assert_eq!(genes.symbols.iter().collect::<Vec<_>>(), ["ALK", "BRAF", "EGFR"]);
        assert_eq!(genes.declared.iter().collect::<Vec<_>>(), ["NM_004333.5"]);
    }

    #[test]
    fn what_is_no_symbol_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("genes.txt");
        std::fs::write(&list, "EGFR\ntwo words\n").unwrap();
        let error = GeneList::default().add(&list).unwrap_err().to_string();
        assert!(error.ends_with("genes.txt:2: expected one gene symbol, found `two words`"), "{error}");
        assert!(GeneList::default().add(&folder.path().join("absent")).is_err());
    }
}
