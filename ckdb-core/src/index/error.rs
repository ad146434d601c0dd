//! What can be wrong with an index file.
//!
//! Each message says what was expected, what was found, where, and what to do next. Most people who read these have
//! a broken download or an old program, and no wish to learn the format.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::identity::{ContentId, FORMAT, Hash};

/// An index file could not be read, or a new one could not be written.
///
/// It can be cloned because a section keeps the outcome of its first check and gives it again at every later touch.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The operating system refused. [`std::error::Error::source`] is its answer.
    #[error("cannot {act} {}: {error}; check the path and the permissions", path.display())]
    Io {
        /// What we tried: `open`, `read`, `map`.
        act: &'static str,
        /// The file as the caller named it.
        path: PathBuf,
        /// The answer of the operating system.
        error: Arc<io::Error>,
    },

    /// Something is wrong with a file whose path is known. [`IndexError::reason`] unwraps it.
    #[error("{}: {reason}", path.display())]
    InFile {
        /// The file as the caller named it.
        path: PathBuf,
        /// What is wrong with it.
        reason: Box<IndexError>,
    },

    /// The path leads to something that is not a plain file.
    #[error("this is {found}, not a file; name the .ckdb file itself")]
    NotAFile {
        /// What it is.
        found: &'static str,
    },

    /// The file does not begin as a CKDB index does.
    #[error("this is not a CKDB index: {hint} (expected the first bytes 89 43 4b 44 42 0d 0a 1a, found {found})")]
    NotAnIndex {
        /// The first bytes, at most eight, in hexadecimal.
        found: String,
        /// What it may be instead and what to do.
        hint: &'static str,
    },

    /// The file was written in a newer format than this program reads.
    #[error(
        "this index has format {found}, and this program reads format {FORMAT}; \
         update CKDB, or build the index again with this version (`ckdb build`)"
    )]
    NewerFormat {
        /// The format number in the file.
        found: u32,
    },

    /// The file was written in an older format than this program reads.
    #[error(
        "this index has format {found}, and this program reads format {FORMAT}; \
         build it again with this version (`ckdb build`) or fetch a newer release"
    )]
    OlderFormat {
        /// The format number in the file.
        found: u32,
    },

    /// The file is shorter or longer than it says itself. A broken download looks like this.
    #[error("the file should be {expected} bytes long but is {found}; it is incomplete or was changed: copy it again")]
    Length {
        /// Bytes the file should have; at least a header's 64.
        expected: u64,
        /// Bytes the file has.
        found: u64,
    },

    /// The file is too large for the memory of this machine.
    #[error("the file is {length} bytes long, more than this machine can load; map it instead")]
    TooLarge {
        /// Bytes the file has.
        length: u64,
    },

    /// A field of the header holds what no writer puts there.
    #[error("damaged header: {field} at byte {offset} should be {expected} but is {found}; copy the file again")]
    Header {
        /// The field, as `FORMAT.md` names it.
        field: &'static str,
        /// Where it stands, in bytes from the start of the file.
        offset: u64,
        /// What it should be.
        expected: String,
        /// What it is.
        found: u64,
    },

    /// The table of contents does not have the hash that the header names.
    #[error("damaged table of contents: its hash should be {expected} but is {found}; copy the file again")]
    ContentId {
        /// From the header.
        expected: ContentId,
        /// From the table itself.
        found: ContentId,
    },

    /// An entry of the table of contents breaks a rule of the format though its hash is right: a faulty writer.
    #[error("bad table of contents, entry {entry} (from 0): {problem}; build the index again")]
    Table {
        /// Which entry, counted from 0.
        entry: u32,
        /// Which rule, with the values.
        problem: String,
    },

    /// A section does not have the hash that the table names.
    #[error("section `{section}` at byte {offset} is damaged: its hash should be {expected} but is {found}; copy the file again")]
    SectionHash {
        /// The section's name.
        section: String,
        /// Where it begins, in bytes from the start of the file.
        offset: u64,
        /// From the table of contents.
        expected: Hash,
        /// From the section itself.
        found: Hash,
    },

    /// A byte between two sections is not zero.
    #[error("the padding byte at {offset} should be 00 but is {found:02x}; the file was changed: copy it again")]
    Padding {
        /// Where it stands, in bytes from the start of the file.
        offset: u64,
        /// What it is.
        found: u8,
    },

    /// A section that is needed is not there.
    #[error("this index has no section `{section}`; build it again with this version (`ckdb build`)")]
    MissingSection {
        /// The section's name.
        section: String,
    },

    /// A section has another version than this program reads.
    #[error(
        "section `{section}` has version {found}, and this program reads version {expected}; {}",
        if found > expected { "update CKDB" } else { "build the index again with this version (`ckdb build`)" }
    )]
    SectionVersion {
        /// The section's name.
        section: String,
        /// What this program reads.
        expected: u32,
        /// What the file has.
        found: u32,
    },

    /// A section has the right hash but does not hold what it should: a faulty writer, or the wrong type was asked for.
    #[error("section `{section}` cannot be understood: {problem}; build the index again")]
    Content {
        /// The section's name.
        section: String,
        /// What was expected and what was found.
        problem: String,
    },

    /// A section name breaks the naming rule.
    #[error(
        "`{section}` cannot name a section: use 1 to 56 characters a-z 0-9 - _ . in parts joined by /, \
         no part empty or beginning with a dot"
    )]
    SectionName {
        /// The name that was given.
        section: String,
    },

    /// Two sections were given the same name.
    #[error("section `{section}` was added twice; each name may be used once")]
    DuplicateSection {
        /// The name.
        section: String,
    },

    /// A value could not be archived.
    #[error("section `{section}` cannot be written: {problem}")]
    Serialize {
        /// The section's name.
        section: String,
        /// What the archiver says.
        problem: String,
    },

    /// A name has no letter, digit or sign left after normalising, so nobody could ever find it.
    #[error("the name {name:?} holds nothing but spaces, dashes or underscores, so it could never be looked up")]
    EmptyName {
        /// The name as given.
        name: String,
    },
}

impl IndexError {
    /// What is wrong, without the path: the inner error of [`IndexError::InFile`], or the error itself.
    #[must_use]
    pub fn reason(&self) -> &IndexError {
        match self {
            IndexError::InFile { reason, .. } => reason.reason(),
            other => other,
        }
    }

    /// Wraps an operating system error with what we did and to which file.
    pub(crate) fn io(act: &'static str, path: &std::path::Path, error: io::Error) -> IndexError {
        IndexError::Io { act, path: path.to_owned(), error: Arc::new(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_found_under_the_path() {
        let inner = IndexError::NewerFormat { found: 9 };
        let outer = IndexError::InFile { path: "a.ckdb".into(), reason: Box::new(inner) };
        assert!(matches!(outer.reason(), IndexError::NewerFormat { found: 9 }));
        let text = outer.to_string();
        assert!(text.starts_with("a.ckdb: this index has format 9"), "{text}");
        assert!(text.contains("update CKDB"), "{text}");
    }

    #[test]
    fn the_advice_depends_on_which_side_is_old() {
        let newer = IndexError::SectionVersion { section: "x".into(), expected: 1, found: 2 }.to_string();
        let older = IndexError::SectionVersion { section: "x".into(), expected: 2, found: 1 }.to_string();
        assert!(newer.ends_with("update CKDB"), "{newer}");
        assert!(older.contains("build the index again"), "{older}");
    }

    #[test]
    fn errors_may_travel_between_threads() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<IndexError>();
    }
}
