//! `ckdb annotate *.vcf.gz --out-dir D`: many inputs in one call, each written as it would be alone.
//!
//! The index is opened once. `D/manifest.jsonl` says what became of each input, one object a line, sorted by output. It is renewed when
//! the call ends; until then `D/manifest.jsonl.journal` takes a line for each file that is ready, so that a call that was killed can be
//! taken up again: an input with the same bytes, index and options whose output still is what was written is not done twice.

use super::{Args, Done, Format, Job, Opened, Shared, annotate, default_threads};
use crate::Failure;
use ckdb_build::publish::publish;
use ckdb_core::index::IndexFile;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

const MANIFEST: &str = "manifest.jsonl";
const JOURNAL: &str = "manifest.jsonl.journal";

/// What became of one input.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    /// The input as it was named.
    file: String,
    /// The output, in the folder of the manifest.
    output: String,
    status: Status,
    /// BLAKE3 of the input, 64 hexadecimal digits; `null` when it could not be read.
    input_blake3: Option<String>,
    /// BLAKE3 of the output.
    output_blake3: Option<String>,
    /// Content id of the index.
    index: String,
    /// What names the options, the program and what they read beside the input.
    options: String,
    lines: u64,
    /// Lines that got entries.
    annotated: u64,
    /// Lines that meet knowledge.
    meet_knowledge: u64,
    /// What was not understood or not answered.
    not_answered: Vec<Counted>,
    /// Why it failed.
    message: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Done,
    Failed,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Counted {
    code: String,
    count: u64,
    first_line: u64,
}

/// One of many.
struct Task<'t> {
    input: &'t Path,
    output: String,
}

/// Runs all of them.
pub(super) fn run(args: &Args, inputs: &[PathBuf], folder: &Path) -> Result<ExitCode, Failure> {
    let tasks = tasks(inputs, folder, args.format);
    fs::create_dir_all(folder).map_err(|error| format!("cannot make the folder {}: {error}", folder.display()))?;
    let opened = Opened::open(args)?;
    let shared = Shared::of(&opened);
    let all = All {
        args,
        shared: &shared,
        folder,
        index: shared.knowledge().content_id().to_string(),
        options: options_id(&shared)?,
        threads: args.jobs.map_or(args.threads, |_| NonZero::<usize>::MIN),
        before: before(folder)?,
    };
    let jobs = args.jobs.unwrap_or_else(default_threads).get().min(tasks.len());
    // Files side by side need no threads of their own, unless there are fewer files than workers.
    let all = All { threads: if jobs > 1 { NonZero::<usize>::MIN } else { all.threads }, ..all };
    let outcomes = all.each(&tasks, jobs)?;
    let is_done = |outcome: &Outcome| match outcome {
        Outcome::Known(_) => true,
        Outcome::Fresh(entry) => entry.status == Status::Done,
    };
    let kept: Vec<&Path> =
        tasks.iter().zip(&outcomes).filter(|(_, outcome)| is_done(outcome)).map(|(task, _)| task.input).collect();
    super::keys::keep(args, shared.knowledge(), &kept)?;
    all.finish(&tasks, outcomes)
}

/// What is asked of each input.
struct All<'a> {
    args: &'a Args,
    shared: &'a Shared<'a>,
    folder: &'a Path,
    index: String,
    options: String,
    threads: NonZero<usize>,
    /// Entries of earlier calls, by output.
    before: BTreeMap<String, Entry>,
}

/// Whether an entry is new.
enum Outcome {
    Fresh(Entry),
    /// It was done before, and its output still stands.
    Known(Entry),
}

impl All<'_> {
    /// Every task on `jobs` threads; entries in the order of tasks.
    fn each(&self, tasks: &[Task<'_>], jobs: usize) -> Result<Vec<Outcome>, Failure> {
        let path = self.folder.join(JOURNAL);
        let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
        let mut journal = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        let mut outcomes: Vec<Option<Outcome>> = Vec::new();
        outcomes.resize_with(tasks.len(), || None);
        let is_watched = std::io::stderr().is_terminal();
        std::thread::scope(|scope| -> Result<(), Failure> {
            for _ in 0..jobs {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(task) = tasks.get(number) else { return };
                        if sender.send((number, self.one(task))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (ready, (number, outcome)) in receiver.iter().enumerate() {
                if let Outcome::Fresh(entry) = &outcome {
                    let mut line = serde_json::to_vec(entry)?;
                    line.push(b'\n');
                    // One write a line: a call that is killed leaves whole lines, or one that is not read again.
                    journal.write_all(&line).map_err(failed)?;
                }
                outcomes[number] = Some(outcome);
                if is_watched {
                    write!(anstream::stderr(), "\r{} of {} files", ready + 1, tasks.len())?;
                }
            }
            Ok(())
        })?;
        if is_watched {
            writeln!(anstream::stderr())?;
        }
        Ok(outcomes.into_iter().flatten().collect())
    }

    fn one(&self, task: &Task<'_>) -> Outcome {
        let output = self.folder.join(&task.output);
        let mut entry = Entry {
            file: task.input.display().to_string(),
            output: task.output.clone(),
            status: Status::Failed,
            input_blake3: None,
            output_blake3: None,
            index: self.index.clone(),
            options: self.options.clone(),
            lines: 0,
            annotated: 0,
            meet_knowledge: 0,
            not_answered: Vec::new(),
            message: None,
        };
        match digest(task.input) {
            Ok(found) => entry.input_blake3 = Some(found),
            Err(error) => {
                entry.message = Some(format!("cannot read {}: {error}", task.input.display()));
                return Outcome::Fresh(entry);
            }
        }
        if let Some(known) = self.before.get(&task.output).filter(|known| is_still_so(known, &entry, &output)) {
            return Outcome::Known(Entry { file: entry.file, ..known.clone() });
        }
        let job = Job { input: task.input, output: &output, threads: self.threads, is_watched: false };
        let done = annotate(self.args, self.shared, &job, |annotator, _, done| {
            entry.take(done);
            match annotator.reference_failure() {
                Some(failure) => Err(format!("--reference could not be read everywhere: {failure}").into()),
                None if self.args.strict && done.doubtful() > 0 => {
                    Err(format!("--strict: {} lines or alleles were not understood or not answered", done.doubtful()).into())
                }
                None => Ok(()),
            }
        });
        match done.and_then(|()| Ok(digest(&output)?)) {
            Ok(found) => {
                entry.status = Status::Done;
                entry.output_blake3 = Some(found);
            }
            Err(failure) => entry.message = Some(crate::Chain(failure.as_ref()).to_string()),
        }
        Outcome::Fresh(entry)
    }

    /// The manifest, and what is said at the end.
    fn finish(&self, tasks: &[Task<'_>], outcomes: Vec<Outcome>) -> Result<ExitCode, Failure> {
        let (mut done, mut known, mut failed) = (0, 0, Vec::new());
        let mut entries = self.before.clone();
        for outcome in outcomes {
            let entry = match outcome {
                Outcome::Known(entry) => {
                    known += 1;
                    entry
                }
                Outcome::Fresh(entry) if entry.status == Status::Done => {
                    done += 1;
                    entry
                }
                Outcome::Fresh(entry) => {
                    failed.push(entry.clone());
                    entry
                }
            };
            entries.insert(entry.output.clone(), entry);
        }
        let mut text = Vec::new();
        for entry in entries.values() {
            serde_json::to_writer(&mut text, entry)?;
            text.push(b'\n');
        }
        publish(&text, &self.folder.join(MANIFEST))?;
        fs::remove_file(self.folder.join(JOURNAL))?;
        let mut err = anstream::stderr().lock();
        writeln!(
            err,
            "{} files: {done} annotated, {known} done before, {} failed; {}; index {}",
            tasks.len(),
            failed.len(),
            self.folder.join(MANIFEST).display(),
            self.index
        )?;
        for entry in &failed {
            writeln!(err, "failed: {}: {}", entry.file, entry.message.as_deref().unwrap_or_default())?;
        }
        Ok(if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

impl Entry {
    fn take(&mut self, done: &Done) {
        self.lines = done.summary.progress.lines;
        self.annotated = done.summary.annotated;
        self.meet_knowledge = done.met;
        let counted = done.summary.tally.iter().map(|(reason, seen)| Counted {
            code: reason.code.to_owned(),
            count: seen.count,
            first_line: seen.first_line,
        });
        self.not_answered = counted.collect();
    }
}

/// Was this very question answered, and does the answer still stand?
fn is_still_so(known: &Entry, asked: &Entry, output: &Path) -> bool {
    known.status == Status::Done
        && known.input_blake3 == asked.input_blake3
        && known.index == asked.index
        && known.options == asked.options
        && digest(output).ok() == known.output_blake3
}

/// Which output each input gets. Two inputs never get one, and no input is written over.
fn tasks<'i>(inputs: &'i [PathBuf], folder: &Path, format: Format) -> Vec<Task<'i>> {
    let mut taken = BTreeSet::new();
    let here = fs::canonicalize(folder);
    inputs
        .iter()
        .map(|input| {
            let Some(name) = input.file_name().and_then(|name| name.to_str()).filter(|name| *name != "-") else {
                crate::wrong_usage(&format!("{} has no name that could be written in --out-dir", input.display()))
            };
            let output = output_name(name, format);
            if output.starts_with(MANIFEST) || !taken.insert(output.clone()) {
                crate::wrong_usage(&format!(
                    "two inputs would both be written as {}; rename one ({}), or take two folders",
                    folder.join(&output).display(),
                    input.display()
                ));
            }
            let of_input = input.parent().map(|parent| if parent == Path::new("") { Path::new(".") } else { parent });
            if output == name
                && of_input.is_some_and(|parent| here.is_ok() && fs::canonicalize(parent).ok() == here.as_ref().ok().cloned())
            {
                crate::wrong_usage(&format!("{} would be written over: --out-dir is the folder it lies in", input.display()));
            }
            Task { input, output }
        })
        .collect()
}

fn output_name(name: &str, format: Format) -> String {
    let ending = match format {
        Format::Vcf => return name.to_owned(),
        Format::Tsv => "tsv",
        Format::Jsonl => "jsonl",
        Format::VaSpec => "va-spec.json",
        Format::Fhir => "fhir.json",
        #[cfg(feature = "parquet")]
        Format::Parquet => "parquet",
    };
    let stem = [".gz", ".bgz", ".bgzf"].iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
    format!("{}.{ending}", stem.strip_suffix(".vcf").unwrap_or(stem))
}

/// Entries of earlier calls: the manifest, and over it the journal of a call that did not end. A line that was cut off is no entry.
fn before(folder: &Path) -> Result<BTreeMap<String, Entry>, Failure> {
    let mut entries = BTreeMap::new();
    for name in [MANIFEST, JOURNAL] {
        let path = folder.join(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(format!("cannot read {}: {error}", path.display()).into()),
        };
        for entry in text.lines().filter_map(|line| serde_json::from_str::<Entry>(line).ok()) {
            entries.insert(entry.output.clone(), entry);
        }
    }
    Ok(entries)
}

/// What names the options: their words, the program, and the content of every file they name.
fn options_id(shared: &Shared<'_>) -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: &str| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(env!("CARGO_PKG_VERSION"));
    shared.overlays().content_ids().for_each(|id| add(&id));
    let mut is_index = false;
    for option in shared.options() {
        add(option);
        let value = option.split_once('=').map_or(option.as_str(), |(_, value)| value);
        // The index is named by its content id.
        let names_file = !is_index && !option.starts_with("--index=") && Path::new(value).is_file();
        is_index = option == "--index";
        if names_file {
            let is_ours = Path::new(value).extension().is_some_and(|extension| extension == "ckdb");
            add(&if is_ours { IndexFile::open(value)?.content_id().to_string() } else { digest(Path::new(value))? });
        }
    }
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

/// BLAKE3 of a file.
fn digest(path: &Path) -> std::io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(hasher.finalize().to_hex().to_string())
}
