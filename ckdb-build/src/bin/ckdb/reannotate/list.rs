//! The list of what changed, as it is written: one row a change, tab-separated, or one object a line.
//!
//! A row begins with the case and ends with the index that answered before; what stands between is the same for every case that changed
//! alike, so it is put into words once ([`Shown`]).

use super::{Args, Format};
use crate::Failure;
use ckdb_core::cohort::{Case, Change, Turn};
use ckdb_core::model::Vocabulary;
use ckdb_core::vcf::{OutputFormat, Sink};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZero;
use std::process::ExitCode;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Failed { case: &'a str, problem: &'a str },
    Summary(&'a Summary),
}

/// What the run did, for the last line and for the terminal.
#[derive(Default, Serialize)]
pub(super) struct Summary {
    pub(super) index: String,
    pub(super) release: String,
    pub(super) cases: usize,
    pub(super) asked_again: usize,
    pub(super) failed: usize,
    pub(super) cases_concerned: usize,
    pub(super) changes: BTreeMap<String, usize>,
}

const COLUMNS: [&str; 14] = [
    "case",
    "change",
    "scheme",
    "old",
    "new",
    "profile",
    "claim",
    "therapies",
    "disease",
    "scope",
    "records_came",
    "records_went",
    "profile_id",
    "old_index",
];

/// Changes in the words of the list, without the case and the index that answered before.
#[derive(Default)]
pub(super) struct Shown {
    /// Words of [`Turn`], one for each text.
    turns: Vec<String>,
    texts: Vec<String>,
}

/// The list, being written.
pub(super) struct List<'a> {
    args: &'a Args,
    out: Sink,
    summary: Summary,
    /// Rows of one case, to be written at once.
    rows: Vec<u8>,
}

impl<'a> List<'a> {
    pub(super) fn new(args: &'a Args, summary: Summary) -> Result<Self, Failure> {
        let mut out = Sink::create(&args.output, OutputFormat::for_path(&args.output), NonZero::<usize>::MIN)?;
        if args.format == Format::Tsv {
            writeln!(out, "{}", COLUMNS.join("\t"))?;
        }
        Ok(Self { args, out, summary, rows: Vec::new() })
    }

    /// What is shown of these changes.
    pub(super) fn shown(&self, changes: &[Change]) -> Result<Shown, Failure> {
        let is_shown = |change: &&Change| self.args.all || Turn::from_word(&change.change).is_some_and(Turn::matters);
        let mut shown = Shown::default();
        for change in changes.iter().filter(is_shown) {
            shown.turns.push(change.change.clone());
            shown.texts.push(match self.args.format {
                Format::Tsv => cells(change),
                Format::Jsonl => fields(change)?,
            });
        }
        Ok(shown)
    }

    /// Writes what changed for a case.
    pub(super) fn case(&mut self, case: &Case, shown: &[&Shown]) -> Result<(), Failure> {
        let (begin, end) = match self.args.format {
            Format::Tsv => (format!("{}\t", clean(&case.case)), format!("\t{}\n", clean(&case.index))),
            Format::Jsonl => {
                let text = |text: &str| serde_json::to_string(text);
                (format!(r#"{{"type":"change","case":{},"old_index":{},"#, text(&case.case)?, text(&case.index)?), "\n".to_owned())
            }
        };
        self.rows.clear();
        for text in shown.iter().flat_map(|shown| &shown.texts) {
            for part in [begin.as_str(), text, &end] {
                self.rows.extend_from_slice(part.as_bytes());
            }
        }
        self.summary.cases_concerned += usize::from(!self.rows.is_empty());
        for turn in shown.iter().flat_map(|shown| &shown.turns) {
            match self.summary.changes.get_mut(turn) {
                Some(count) => *count += 1,
                None => drop(self.summary.changes.insert(turn.clone(), 1)),
            }
        }
        Ok(self.out.write_all(&self.rows)?)
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.out, line)?;
        Ok(self.out.write_all(b"\n")?)
    }

    pub(super) fn failed(&mut self, case: &str, problem: &str) -> Result<(), Failure> {
        self.summary.failed += 1;
        writeln!(anstream::stderr(), "not asked again: {case}: {problem}")?;
        if self.args.format == Format::Jsonl { self.line(&Line::Failed { case, problem }) } else { Ok(()) }
    }

    pub(super) fn finish(mut self) -> Result<ExitCode, Failure> {
        if self.args.format == Format::Jsonl {
            serde_json::to_writer(&mut self.out, &Line::Summary(&self.summary))?;
            self.out.write_all(b"\n")?;
        }
        self.out.finish()?;
        let Summary { index, release, cases, asked_again, failed, cases_concerned, changes } = &self.summary;
        let counts: Vec<String> = changes.iter().map(|(word, count)| format!("{count} {word}")).collect();
        let mut err = anstream::stderr().lock();
        writeln!(
            err,
            "{cases} cases, {asked_again} asked again of index {index} (release {release}); for {cases_concerned} something changed"
        )?;
        if !counts.is_empty() {
            writeln!(err, "  {}", counts.join(", "))?;
        }
        if *failed > 0 {
            writeln!(err, "  {failed} could not be asked and stay as they were; each is named above")?;
        }
        Ok(if *failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// All columns but the first and the last.
fn cells(change: &Change) -> String {
    let (came, went) = (change.records_came.join("&"), change.records_went.join("&"));
    let cells = [
        &change.change,
        &change.scheme,
        &change.old,
        &change.new,
        &change.profile,
        &change.claim,
        &change.therapies,
        &change.disease,
        &change.scope,
        &came,
        &went,
        &change.profile_id,
    ];
    cells.map(|cell| clean(cell)).join("\t")
}

fn clean(cell: &str) -> String {
    cell.replace(['\t', '\n', '\r'], " ")
}

/// All fields of the change's object and its end, without its beginning.
fn fields(change: &Change) -> serde_json::Result<String> {
    let mut text = serde_json::to_string(change)?;
    text.remove(0);
    Ok(text)
}
