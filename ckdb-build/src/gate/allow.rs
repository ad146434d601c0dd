//! The allow-loss file: what may be lost, each with a reason that somebody wrote.
//!
//! ```toml
//! [[allow]]
//! kind = "evidence"            # as the gate names it: evidence, approval, trial, source, claim, …
//! id = "BRAF/V600E/e12"
//! reason = "CIViC rejected EID1234 on 2024-03-02: the paper was retracted"
//! ```

use super::{Allowed, Finding, Verdict};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// One loss that may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// Kind of record.
    pub kind: String,
    /// Its identity.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// Every loss that may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AllowLoss {
    #[serde(default, rename = "allow")]
    entries: Vec<Allow>,
}

/// An allow-loss file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AllowError {
    /// It cannot be read.
    #[error("cannot read the allow-loss file {}: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// It is not what it should be.
    #[error("{}: {problem}; expected tables [[allow]] with kind, id and reason", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        problem: String,
    },
    /// A loss is allowed without a reason.
    #[error("{}: {kind} {id} is allowed to be lost without a reason; write why", path.display())]
    NoReason {
        /// The file.
        path: PathBuf,
        /// Kind of record.
        kind: String,
        /// Its identity.
        id: String,
    },
}

impl AllowLoss {
    /// Reads the file.
    ///
    /// # Errors
    /// When it cannot be read, has another form, or an entry has no reason.
    pub fn read(path: &Path) -> Result<Self, AllowError> {
        let text = std::fs::read_to_string(path).map_err(|cause| AllowError::Read { path: path.to_owned(), cause })?;
        let read: Self = toml::from_str(&text)
            .map_err(|error| AllowError::Content { path: path.to_owned(), problem: error.to_string().trim_end().to_owned() })?;
        match read.entries.iter().find(|entry| entry.reason.trim().is_empty()) {
            Some(entry) => Err(AllowError::NoReason { path: path.to_owned(), kind: entry.kind.clone(), id: entry.id.clone() }),
            None => Ok(read),
        }
    }

    /// Those that are allowed apart from those that are not.
    #[must_use]
    pub fn sort_out(&self, findings: Vec<Finding>) -> Verdict {
        let mut used = vec![false; self.entries.len()];
        let (mut refused, mut allowed) = (Vec::new(), Vec::new());
        for finding in findings {
            match self.entries.iter().position(|entry| entry.kind == finding.kind && entry.id == finding.id) {
                Some(entry) => {
                    used[entry] = true;
                    allowed.push(Allowed { finding, reason: self.entries[entry].reason.clone() });
                }
                None => refused.push(finding),
            }
        }
        let unused = self.entries.iter().zip(used).filter(|(_, used)| !used).map(|(entry, _)| entry.clone()).collect();
        Verdict { refused, allowed, unused }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn finding(id: &str) -> Finding {
        Finding { code: "LOST", kind: "evidence", id: id.to_owned(), message: String::new() }
    }

    fn read(text: &str) -> Result<AllowLoss, AllowError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        AllowLoss::read(file.path())
    }

    #[test]
    fn an_entry_explains_its_record_and_no_other() {
        let allow = read("[[allow]]\nkind = \"evidence\"\nid = \"a\"\nreason = \"retracted\"\n[[allow]]\nkind = \"trial\"\nid = \"b\"\nreason = \"x\"\n").unwrap();
        let verdict = allow.sort_out(vec![finding("a"), finding("b")]);
        assert_eq!(verdict.allowed.len(), 1);
        assert_eq!(verdict.allowed[0].reason, "retracted");
        assert_eq!(verdict.refused, [finding("b")], "a trial's entry does not explain an evidence item");
        assert_eq!(verdict.unused.len(), 1);
        assert!(!verdict.is_open());
    }

    #[test]
    fn no_reason_no_allowance() {
        let error = read("[[allow]]\nkind = \"evidence\"\nid = \"a\"\nreason = \" \"\n").unwrap_err();
        assert!(error.to_string().contains("evidence a"), "{error}");
        let error = read("[[alow]]\n").unwrap_err();
        assert!(error.to_string().contains("[[allow]]"), "{error}");
    }
}
