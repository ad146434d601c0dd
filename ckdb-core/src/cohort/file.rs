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
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::OpenOptions;
use std::io::{BufWriter, Read, Write};
use std::num::NonZero;
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

/// A line that was read.
#[derive(Deserialize)]
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
    /// Known by its beginning alone.
    #[serde(skip)]
    Answer {
        digest: String,
        says: String,
    },
    Case(Box<Case>),
}

/// A line to be written.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Written<'a> {
    Keys {
        version: u32,
    },
    Index {
        id: &'a str,
        #[serde(flatten)]
        note: &'a IndexNote,
    },
    File {
        digest: &'a str,
        #[serde(flatten)]
        file: &'a StoredFile,
    },
    Case(&'a Case),
}

/// How the line of a case begins as we write it. Nearly all lines are cases, and one that is known by its beginning is read without
/// searching it for its type first.
const CASE: &str = r#"{"type":"case","#;
/// How the line of an answer begins: its text is kept as it is, between this and a closing brace.
const ANSWER: &str = r#"{"type":"answer","digest":""#;
/// What follows the digest.
const SAYS: &str = r#"","says":"#;

/// So many bytes are read, and then understood on all threads.
const AT_ONCE: u64 = 16 << 20;

/// The lines of a text, understood; or what is wrong with one.
fn understood(text: &[u8], threads: NonZero<usize>) -> Vec<Result<Entry, String>> {
    let share = text.len().div_ceil(threads.get()).max(1);
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end =
            rest.iter().skip(share.saturating_sub(1)).position(|byte| *byte == b'\n').map_or(rest.len(), |place| share + place);
        let (part, others) = rest.split_at(end);
        parts.push(part);
        rest = others;
    }
    let all = |part: &[u8]| -> Vec<Result<Entry, String>> {
        let lines = part.strip_suffix(b"\n").unwrap_or(part).split(|byte| *byte == b'\n');
        lines.map(|line| entry(line.strip_suffix(b"\r").unwrap_or(line))).collect()
    };
    if let [part] = parts[..] {
        return all(part);
    }
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || all(part))).collect();
        let join =
            |worker: std::thread::ScopedJoinHandle<'_, _>| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        workers.into_iter().flat_map(join).collect()
    })
}

/// One line, understood; or what is wrong with it.
fn entry(line: &[u8]) -> Result<Entry, String> {
    let text = std::str::from_utf8(line).map_err(|error| error.to_string())?;
    if let Some((digest, says)) = text.strip_prefix(ANSWER).and_then(|rest| rest.split_once(SAYS)) {
        let says = says.strip_suffix('}').ok_or_else(|| "an answer without its end".to_owned())?;
        return Ok(Entry::Answer { digest: digest.to_owned(), says: says.to_owned() });
    }
    if text.starts_with(CASE) {
        return serde_json::from_str(text).map(|case| Entry::Case(Box::new(case))).map_err(|error| error.to_string());
    }
    serde_json::from_str(text).map_err(|error| error.to_string())
}

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

    /// Reads all of it, on this thread.
    ///
    /// # Errors
    /// It cannot be read, a line is none of ours, or a case names what the file does not hold.
    pub fn read(path: &Path) -> Result<Self, CohortError> {
        Self::read_with(path, NonZero::<usize>::MIN)
    }

    /// Reads all of it: lines are understood on `threads` threads and taken in their order.
    ///
    /// # Errors
    /// As [`KeyFile::read`].
    pub fn read_with(path: &Path, threads: NonZero<usize>) -> Result<Self, CohortError> {
        let failed = |source| CohortError::File { path: path.to_owned(), source };
        let mut keys = Self::new(path);
        let mut places: HashMap<String, usize> = HashMap::new();
        let (mut is_ours, mut number) = (false, 0);
        let input = std::fs::File::open(path).map_err(failed)?;
        let mut text = Vec::new();
        loop {
            let kept = text.len();
            (&input).take(AT_ONCE).read_to_end(&mut text).map_err(failed)?;
            let is_last = text.len() == kept;
            // The beginning of a line waits for its end.
            let whole =
                if is_last { text.len() } else { text.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1) };
            for entry in understood(&text[..whole], threads) {
                number += 1;
                let wrong = |problem: String| CohortError::Line { path: path.to_owned(), line: number, problem };
                let entry = entry.map_err(wrong)?;
                if !is_ours && !matches!(entry, Entry::Keys { .. } | Entry::Answer { .. }) {
                    return Err(wrong("no line of type `keys` before it".to_owned()));
                }
                match entry {
                    Entry::Keys { version: VERSION } => is_ours = true,
                    Entry::Keys { version } => {
                        return Err(CohortError::Version { path: path.to_owned(), found: version, expected: VERSION });
                    }
                    Entry::Index { id, note } => drop(keys.indexes.insert(id, note)),
                    Entry::File { digest, file } => drop(keys.files.insert(digest, file)),
                    Entry::Answer { digest, says } => drop(keys.answers.insert(digest, says)),
                    Entry::Case(case) => match places.get(&case.case) {
                        Some(place) => keys.cases[*place] = *case,
                        None => {
                            places.insert(case.case.clone(), keys.cases.len());
                            keys.cases.push(*case);
                        }
                    },
                }
            }
            text.drain(..whole);
            if is_last {
                break;
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
        let entry = |out: &mut dyn Write, entry: &Written<'_>| {
            serde_json::to_writer(&mut *out, entry)?;
            out.write_all(b"\n")
        };
        if begin {
            entry(out, &Written::Keys { version: VERSION })?;
        }
        let indexes: BTreeSet<&String> = self.cases.iter().map(|case| &case.index).collect();
        for (id, note) in self.indexes.iter().filter(|(id, _)| indexes.contains(id)) {
            entry(out, &Written::Index { id, note })?;
        }
        let told: BTreeSet<&String> = self.cases.iter().flat_map(|case| case.told.values()).flatten().collect();
        for (digest, file) in self.files.iter().filter(|(digest, _)| told.contains(digest)) {
            entry(out, &Written::File { digest, file })?;
        }
        let answers: BTreeSet<&String> = self.cases.iter().flat_map(|case| &case.found).map(|found| &found.answer).collect();
        for (digest, says) in self.answers.iter().filter(|(digest, _)| answers.contains(digest)) {
            writeln!(out, "{ANSWER}{digest}{SAYS}{says}}}")?;
        }
        for case in &self.cases {
            entry(out, &Written::Case(case))?;
        }
        Ok(())
    }
}
