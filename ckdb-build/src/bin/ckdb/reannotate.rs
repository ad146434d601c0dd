//! `ckdb reannotate`: stored cases, a newer index, and what that changes for whom.

use crate::Failure;
use crate::annotate::default_threads;
use ckdb_core::cohort::{
    Answer, Answered, Asked, Case, Change, CohortError, IndexNote, KeyFile, Reach, Turn, assembly, changes, ranks,
};
use ckdb_core::diff::Touched;
use ckdb_core::model::Vocabulary;
use ckdb_core::vcf::{OutputFormat, Sink};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;

/// Ask stored cases again with a newer index, and list which gained, lost or moved, by level.
///
/// Cases are kept by `ckdb annotate --keys`. Only those that the new knowledge can concern are asked again; the others are proven
/// to be answered as before.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb annotate tumour.vcf.gz --disease LUAD --keys cases.keys -o tumour.ckdb.vcf.gz
  ckdb reannotate cases.keys --index ckdb-2026-12-01.ckdb
  ckdb reannotate cases.keys --index new.ckdb --keys cases.keys --format jsonl -o changes.jsonl")]
pub(crate) struct Args {
    /// The stored cases
    #[arg(value_name = "CASES.keys")]
    cases: PathBuf,
    /// The newer index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "NEW.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: crate::overlays::Overlays,
    /// Where the list goes; - is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// What the list is
    #[arg(long, value_enum, default_value_t = Format::Tsv)]
    format: Format,
    /// Also write the cases as the newer index answers them; may be the file they were read from
    #[arg(long, value_name = "CASES.keys")]
    keys: Option<PathBuf>,
    /// Also what moves no level and no access: claims without level, records, reasons
    #[arg(long)]
    all: bool,
    /// Ask every case, also those that nothing can have changed for
    #[arg(long)]
    every: bool,
    /// Workers; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    threads: NonZero<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// One row a change, tab-separated
    Tsv,
    /// One object a change, and a summary
    Jsonl,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Line<'a> {
    Change {
        case: &'a str,
        old_index: &'a str,
        #[serde(flatten)]
        change: &'a Change,
    },
    Failed {
        case: &'a str,
        problem: &'a str,
    },
    Summary(&'a Summary),
}

#[derive(Default, Serialize)]
struct Summary {
    index: String,
    release: String,
    cases: usize,
    asked_again: usize,
    failed: usize,
    cases_concerned: usize,
    changes: BTreeMap<String, usize>,
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

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut keys = KeyFile::read(&args.cases)?;
    let knowledge = args.overlays.open(args.index.as_deref())?;
    let asked = Asked::new(&knowledge);
    let note = IndexNote::of(&knowledge)?;
    let id = knowledge.content_id().to_string();
    let again = concerned(args, &keys, &asked, &note, &id)?;
    let (answered, answers) = {
        let cases: Vec<&Case> = again.iter().map(|number| &keys.cases[*number]).collect();
        asked.all(&cases, &keys, args.threads)
    };
    keys.add_answers(answers);
    let mut told = List::new(
        args,
        Summary {
            index: id.clone(),
            release: note.release.clone(),
            cases: keys.cases.len(),
            asked_again: again.len(),
            ..Summary::default()
        },
    )?;
    let known = answers_that_differ(&keys, again.iter().zip(&answered));
    let mut updated: Vec<Option<Case>> = keys.cases.iter().map(|_| None).collect();
    let mut outcomes = again.iter().zip(answered);
    loop {
        // So many at a time: what is told of a thousand cases is written before the next thousand are compared.
        let some: Vec<(usize, Result<Answered, CohortError>)> =
            outcomes.by_ref().take(1000).map(|(number, outcome)| (*number, outcome)).collect();
        if some.is_empty() {
            break;
        }
        let lists = compared(&asked, &keys, &some, &known, args.threads)?;
        for ((number, outcome), found) in some.into_iter().zip(lists) {
            let case = &keys.cases[number];
            match outcome {
                Ok(now) => {
                    told.changes(case, &found)?;
                    // The cases are only kept when they are written.
                    if args.keys.is_none() {
                        continue;
                    }
                    updated[number] = Some(Case { index: id.clone(), found: now.found, germline: now.germline, ..case.clone() });
                }
                Err(problem) => told.failed(&case.case, &problem.to_string())?,
            }
        }
    }
    if let Some(path) = &args.keys {
        let failed: BTreeSet<usize> = again.iter().copied().filter(|number| updated[*number].is_none()).collect();
        for (number, (case, updated)) in keys.cases.iter_mut().zip(updated).enumerate() {
            match updated {
                Some(updated) => *case = updated,
                // Proven to be answered by the new index as by the old.
                None if !failed.contains(&number) => case.index.clone_from(&id),
                None => {}
            }
        }
        keys.indexes.insert(id, note);
        keys.write(path)?;
    }
    told.finish()
}

/// Answers of cases that are not answered as before, by digest; those of many cases are the same.
fn answers_that_differ<'a>(
    keys: &KeyFile,
    outcomes: impl Iterator<Item = (&'a usize, &'a Result<Answered, CohortError>)>,
) -> BTreeMap<String, Answer> {
    let mut known = BTreeMap::new();
    for (number, outcome) in outcomes {
        let (case, Ok(now)) = (&keys.cases[*number], outcome) else { continue };
        // Both are sorted.
        if case.found == now.found {
            continue;
        }
        for found in case.found.iter().chain(&now.found) {
            if !known.contains_key(&found.answer)
                && let Some(answer) = keys.answer(&found.answer)
            {
                known.insert(found.answer.clone(), answer);
            }
        }
    }
    known
}

/// What changed for each of these cases, in their order whatever the number of threads.
fn compared(
    asked: &Asked<'_>,
    keys: &KeyFile,
    outcomes: &[(usize, Result<Answered, CohortError>)],
    known: &BTreeMap<String, Answer>,
    threads: NonZero<usize>,
) -> Result<Vec<Vec<Change>>, CohortError> {
    let one = |(number, outcome): &(usize, Result<Answered, CohortError>)| {
        let (case, Ok(now)) = (&keys.cases[*number], outcome) else { return Ok(Vec::new()) };
        let annotator = asked.annotator(case)?;
        let ranks = ranks(annotator.level_schemes());
        Ok(changes((&case.found, &now.found), (&case.germline, &now.germline), &ranks, |digest| known.get(digest)))
    };
    let share = outcomes.len().div_ceil(threads.get()).max(1);
    std::thread::scope(|scope| {
        let workers: Vec<_> = outcomes
            .chunks(share)
            .map(|outcomes| scope.spawn(|| outcomes.iter().map(one).collect::<Result<Vec<_>, CohortError>>()))
            .collect();
        let mut all = Vec::with_capacity(outcomes.len());
        for worker in workers {
            all.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(all)
    })
}

/// Cases that newer knowledge can concern, by number.
fn concerned(args: &Args, keys: &KeyFile, asked: &Asked<'_>, note: &IndexNote, id: &str) -> Result<Vec<usize>, Failure> {
    let all = 0..keys.cases.len();
    if args.every {
        return Ok(all.collect());
    }
    let touched: BTreeMap<&String, Touched> =
        keys.indexes.iter().map(|(index, old)| (index, old.fingerprint.touched(&note.fingerprint))).collect();
    let mut genes: BTreeMap<String, Option<Vec<String>>> = BTreeMap::new();
    let mut reaches: BTreeMap<(&String, String), Reach<'_>> = BTreeMap::new();
    let mut concerned = Vec::new();
    for number in all {
        let case = &keys.cases[number];
        let is_concerned = match touched.get(&case.index) {
            _ if case.index == id => false,
            Some(Touched::Genes(touched)) if touched.is_empty() => false,
            Some(Touched::Genes(touched)) => {
                for found in &case.found {
                    genes.entry(found.answer.clone()).or_insert_with(|| keys.answer(&found.answer).map(|answer| answer.genes));
                }
                let its = assembly(case).map(|assembly| assembly.to_string());
                match (its, asked.annotator(case)) {
                    (Ok(assembly), Ok(annotator)) => reaches
                        .entry((&case.index, assembly))
                        .or_insert_with(|| Reach::new(&annotator, touched))
                        .touches(case, |digest| genes.get(digest).cloned().flatten()),
                    // It will say why it cannot be asked.
                    _ => true,
                }
            }
            _ => true,
        };
        if is_concerned {
            concerned.push(number);
        }
    }
    Ok(concerned)
}

/// The list, being written.
struct List<'a> {
    args: &'a Args,
    out: Sink,
    summary: Summary,
}

impl<'a> List<'a> {
    fn new(args: &'a Args, summary: Summary) -> Result<Self, Failure> {
        let mut out = Sink::create(&args.output, OutputFormat::for_path(&args.output), NonZero::<usize>::MIN)?;
        if args.format == Format::Tsv {
            writeln!(out, "{}", COLUMNS.join("\t"))?;
        }
        Ok(Self { args, out, summary })
    }

    fn changes(&mut self, case: &Case, found: &[Change]) -> Result<(), Failure> {
        let shown = |change: &&Change| self.args.all || Turn::from_word(&change.change).is_some_and(Turn::matters);
        let found: Vec<&Change> = found.iter().filter(shown).collect();
        self.summary.cases_concerned += usize::from(!found.is_empty());
        for change in found {
            *self.summary.changes.entry(change.change.clone()).or_default() += 1;
            match self.args.format {
                Format::Tsv => self.row(case, change)?,
                Format::Jsonl => self.line(&Line::Change { case: &case.case, old_index: &case.index, change })?,
            }
        }
        Ok(())
    }

    fn row(&mut self, case: &Case, change: &Change) -> Result<(), Failure> {
        let (came, went) = (change.records_came.join("&"), change.records_went.join("&"));
        let cells = [
            &case.case,
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
            &case.index,
        ];
        let clean = cells.map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        Ok(writeln!(self.out, "{}", clean.join("\t"))?)
    }

    fn line(&mut self, line: &Line<'_>) -> Result<(), Failure> {
        serde_json::to_writer(&mut self.out, line)?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn failed(&mut self, case: &str, problem: &str) -> Result<(), Failure> {
        self.summary.failed += 1;
        writeln!(anstream::stderr(), "not asked again: {case}: {problem}")?;
        if self.args.format == Format::Jsonl { self.line(&Line::Failed { case, problem }) } else { Ok(()) }
    }

    fn finish(mut self) -> Result<ExitCode, Failure> {
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
