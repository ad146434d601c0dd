//! The key file: one JSON object a line, so that a pipeline can add a case by adding lines.
//!
//! | `type` | holds |
//! |---|---|
//! | `keys` | the version of the form |
//! | `index` | an index that answered: content id, release, [`Fingerprint`] |
//! | `file` | a file told beside the VCF, by the digest of its text |
//! | `answer` | an [`Answer`], by its digest |
//! | `case` | a [`Case`] |
//!
//! A line refers only to lines before it. Lines that stand twice do no harm: files and answers are named by what they say, and of
//! cases of one name the last counts. [`KeyFile::write`] writes each once, in one order, and nothing that no case needs.

use super::answer::Answer;
use super::case::{Case, StoredFile};
use super::error::CohortError;
use crate::diff::Fingerprint;
use crate::knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The version of the form.
const VERSION: u32 = 1;

/// Cases, and all that they refer to.
#[derive(Clone, Debug, Default)]
pub struct KeyFile {
    path: PathBuf,
    /// Indexes that answered, by content id.
    pub indexes: BTreeMap<String, IndexNote>,
    /// Files told beside VCFs, by digest.
    pub files: BTreeMap<String, StoredFile>,
    /// Answers by digest, as JSON: most are never looked into.
    answers: BTreeMap<String, String>,
    /// Cases, in the order in which their names first came.
    pub cases: Vec<Case>,
}

/// What is kept of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexNote {
    /// Name of its release.
    pub release: String,
    /// What it knew.
    pub fingerprint: Fingerprint,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Entry {
    Keys {
        version: u32,
    },
    Index {
        id: String,
        #[serde(flatten)]
        note: IndexNote,
    },
    File {
        digest: String,
        #[serde(flatten)]
        file: StoredFile,
    },
    Case(Case),
}

/// How the line of an answer begins: its text is kept as it is, between this and a closing brace.
const ANSWER: &str = r#"{"type":"answer","digest":""#;
/// What follows the digest.
const SAYS: &str = r#"","says":"#;

impl IndexNote {
    /// Of an index.
    ///
    /// # Errors
    /// When a table of it is damaged.
    pub fn of(knowledge: &Knowledge) -> Result<Self, CohortError> {
        Ok(Self { release: knowledge.release()?.name, fingerprint: Fingerprint::of(knowledge)? })
    }
}

impl KeyFile {
    /// An empty one, to be written there.
    #[must_use]
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), ..Self::default() }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// It cannot be read, a line is none of ours, or a case names what the file does not hold.
    pub fn read(path: &Path) -> Result<Self, CohortError> {
        let failed = |source| CohortError::File { path: path.to_owned(), source };
        let mut keys = Self::new(path);
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut is_ours = false;
        let input = BufReader::new(std::fs::File::open(path).map_err(failed)?);
        for (number, text) in (1..).zip(input.lines()) {
            let text = text.map_err(failed)?;
            let wrong = |problem: String| CohortError::Line { path: path.to_owned(), line: number, problem };
            if let Some((digest, says)) = text.strip_prefix(ANSWER).and_then(|rest| rest.split_once(SAYS)) {
                let says = says.strip_suffix('}').ok_or_else(|| wrong("an answer without its end".to_owned()))?;
                keys.answers.insert(digest.to_owned(), says.to_owned());
                continue;
            }
            let entry: Entry = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
            if !is_ours && !matches!(entry, Entry::Keys { .. }) {
                return Err(wrong("no line of type `keys` before it".to_owned()));
            }
            match entry {
                Entry::Keys { version: VERSION } => is_ours = true,
                Entry::Keys { version } => {
                    return Err(CohortError::Version { path: path.to_owned(), found: version, expected: VERSION });
                }
                Entry::Index { id, note } => drop(keys.indexes.insert(id, note)),
                Entry::File { digest, file } => drop(keys.files.insert(digest, file)),
                Entry::Case(case) => match places.get(&case.case) {
                    Some(place) => keys.cases[*place] = case,
                    None => {
                        places.insert(case.case.clone(), keys.cases.len());
                        keys.cases.push(case);
                    }
                },
            }
        }
        if !is_ours {
            return Err(CohortError::Line { path: path.to_owned(), line: 1, problem: "an empty file".to_owned() });
        }
        keys.whole()?;
        Ok(keys)
    }

    /// Does it hold all that its cases name?
    fn whole(&self) -> Result<(), CohortError> {
        for case in &self.cases {
            let missing =
                |what, id: &str| CohortError::Missing { path: self.path.clone(), case: case.case.clone(), what, id: id.to_owned() };
            if !self.indexes.contains_key(&case.index) {
                return Err(missing("index", &case.index));
            }
            if let Some(found) = case.found.iter().find(|found| !self.answers.contains_key(&found.answer)) {
                return Err(missing("answer", &found.answer));
            }
        }
        Ok(())
    }

    /// What an answer says.
    #[must_use]
    pub fn answer(&self, digest: &str) -> Option<Answer> {
        serde_json::from_str(self.answers.get(digest)?).ok()
    }

    /// Adds answers, by digest and as JSON.
    pub fn add_answers(&mut self, answers: BTreeMap<String, String>) {
        self.answers.extend(answers);
    }

    /// Writes the whole file anew: beside its place first, then renamed, so that no reader meets half a file.
    ///
    /// # Errors
    /// Writing fails.
    pub fn write(&self, path: &Path) -> Result<(), CohortError> {
        let failed = |source| CohortError::File { path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        let mut out = BufWriter::new(&file);
        self.lines(&mut out, true).map_err(failed)?;
        out.flush().map_err(failed)?;
        drop(out);
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Adds these cases to the end of the file at its place, which is begun if it is not there. What it holds is not read: lines
    /// that stand twice do no harm. One write call, so that two pipelines that append do not mix their lines.
    ///
    /// # Errors
    /// Writing fails.
    pub fn append(&self) -> Result<(), CohortError> {
        let failed = |source| CohortError::File { path: self.path.clone(), source };
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path).map_err(failed)?;
        let is_new = file.metadata().map_err(failed)?.len() == 0;
        let mut text = Vec::new();
        self.lines(&mut text, is_new).map_err(failed)?;
        file.write_all(&text).map_err(failed)
    }

    fn lines(&self, out: &mut impl Write, begin: bool) -> std::io::Result<()> {
        let entry = |out: &mut dyn Write, entry: &Entry| {
            serde_json::to_writer(&mut *out, entry)?;
            out.write_all(b"\n")
        };
        if begin {
            entry(out, &Entry::Keys { version: VERSION })?;
        }
        let indexes: BTreeSet<&String> = self.cases.iter().map(|case| &case.index).collect();
        for (id, note) in self.indexes.iter().filter(|(id, _)| indexes.contains(id)) {
            entry(out, &Entry::Index { id: id.clone(), note: note.clone() })?;
        }
        let told: BTreeSet<&String> = self.cases.iter().flat_map(|case| case.told.values()).flatten().collect();
        for (digest, file) in self.files.iter().filter(|(digest, _)| told.contains(digest)) {
            entry(out, &Entry::File { digest: digest.clone(), file: file.clone() })?;
        }
        let answers: BTreeSet<&String> = self.cases.iter().flat_map(|case| &case.found).map(|found| &found.answer).collect();
        for (digest, says) in self.answers.iter().filter(|(digest, _)| answers.contains(digest)) {
            writeln!(out, "{ANSWER}{digest}{SAYS}{says}}}")?;
        }
        for case in &self.cases {
            entry(out, &Entry::Case(case.clone()))?;
        }
        Ok(())
    }
}
