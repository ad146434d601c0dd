//! What somebody opened that is in no release: `seen/documents.tsv` (pages of regulators and makers) and `seen/papers.tsv` (papers
//! that sources and code cite). Each line says who saw it, and when; a line that no record uses is a finding.

use super::Desk;
use super::data::DataError;
use crate::diagnostic::nearest;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A document, as its reader noted it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// Identities of the drugs it speaks of; empty when the reader noted none.
    pub(super) drugs: Vec<String>,
    /// The day of approval it gives; empty when it gives none.
    pub(super) approved_on: String,
}

/// Both tables of all layers.
#[derive(Debug, Default)]
pub(super) struct Seen {
    documents: BTreeMap<String, Document>,
    papers: BTreeMap<String, String>,
    used: BTreeSet<String>,
    /// Documents that nobody but a machine has read.
    pub(super) by_machine: BTreeSet<String>,
}

const DOCUMENT_COLUMNS: usize = 5;
const PAPER_COLUMNS: usize = 3;

impl Seen {
    pub(super) fn read(dirs: &[PathBuf]) -> Result<Self, DataError> {
        let mut seen = Self::default();
        for dir in dirs {
            for cells in table(&dir.join("seen/documents.tsv"), DOCUMENT_COLUMNS)? {
                let [address, drugs, day, read_by, _read_on] = &cells[..] else { continue };
                if read_by.starts_with("machine") {
                    seen.by_machine.insert(address.clone());
                }
                let drugs = drugs.split(',').map(str::trim).filter(|drug| !drug.is_empty() && *drug != "-").map(str::to_owned);
                let approved_on = if day == "-" { String::new() } else { day.clone() };
                seen.documents.insert(address.clone(), Document { drugs: drugs.collect(), approved_on });
            }
            for cells in table(&dir.join("seen/papers.tsv"), PAPER_COLUMNS)? {
                let [paper, what, _] = &cells[..] else { continue };
                seen.papers.insert(paper.clone(), what.clone());
            }
        }
        Ok(seen)
    }

    pub(super) fn document(&self, address: &str) -> Option<&Document> {
        self.documents.get(address)
    }

    pub(super) fn use_document(&mut self, address: &str) {
        self.used.insert(address.to_owned());
    }

    /// Whether somebody saw the paper. One that waits in `candidates/` does not count.
    pub(super) fn use_paper(&mut self, paper: &str) -> bool {
        self.papers.get(paper).is_some_and(|what| !what.starts_with("candidate only"))
    }

    pub(super) fn nearest_documents(&self, address: &str) -> Vec<String> {
        nearest(address, self.documents.keys().map(String::as_str))
    }
}

impl Desk<'_> {
    /// Counts documents by who read them.
    pub(super) fn unseen(&mut self) {
        for address in self.seen.used.clone() {
            let who = if self.seen.by_machine.contains(&address) {
                "documents that a machine read and no person signed for"
            } else {
                "documents that a person read"
            };
            self.count(who);
        }
    }
}

/// The lines of a table, `#` lines left out. No table is an empty one.
fn table(path: &std::path::Path, columns: usize) -> Result<Vec<Vec<String>>, DataError> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let text = std::fs::read_to_string(path).map_err(|cause| DataError::Read { path: path.to_owned(), cause })?;
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        if cells.len() != columns {
            let reason = format!("line {}: expected {columns} cells divided by tabs, found {}", number + 1, cells.len());
            return Err(DataError::Form { path: path.to_owned(), reason });
        }
        found.push(cells);
    }
    Ok(found)
}
