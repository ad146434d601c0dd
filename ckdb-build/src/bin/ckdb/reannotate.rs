//! `ckdb reannotate`: stored cases, a newer index, and what that changes for whom.

mod list;

use crate::Failure;
use crate::annotate::default_threads;
use ckdb_core::cohort::{
    Answer, Answered, Asked, Case, CohortError, Flag, IndexNote, KeyFile, Ranks, Reach, Turned, assembly, germline_changes,
    profile_changes, ranks, turned,
};
use ckdb_core::diff::Touched;
use list::{List, Shown, Summary};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
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

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut keys = KeyFile::read_with(&args.cases, args.threads)?;
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
    compared(&asked, &keys, (&again, &answered), &mut told)?;
    if let Some(path) = &args.keys {
        let mut again = again.into_iter().zip(answered).peekable();
        for (number, case) in keys.cases.iter_mut().enumerate() {
            match again.next_if(|(asked, _)| *asked == number) {
                Some((_, Ok(Answered { found, germline }))) => (case.found, case.germline) = (found, germline),
                Some((_, Err(_))) => continue,
                // Proven to be answered by the new index as by the old.
                None => {}
            }
            case.index.clone_from(&id);
        }
        keys.indexes.insert(id, note);
        keys.write(path)?;
    }
    let ended = told.finish();
    // Hundreds of thousands of texts: the system takes them back faster than one by one.
    std::mem::forget(keys);
    ended
}

/// Writes what changed for each of these cases, in their order.
///
/// Thousands of cases turn alike: what changes for a profile is compared and put into words once. The hash maps are only looked up.
fn compared(
    asked: &Asked<'_>,
    keys: &KeyFile,
    (again, answered): (&[usize], &[Result<Answered, CohortError>]),
    told: &mut List<'_>,
) -> Result<(), Failure> {
    let outcomes = || again.iter().map(|number| &keys.cases[*number]).zip(answered);
    let says = answers_that_differ(keys, outcomes());
    let say = |digest: &str| says.get(digest);
    // Ranks of levels are those of the schemes a case was asked by.
    let mut ranked: BTreeMap<Option<&Vec<String>>, (usize, Ranks)> = BTreeMap::new();
    let mut known: HashMap<(usize, Turned<'_>), Shown> = HashMap::new();
    for (case, outcome) in outcomes() {
        let now = match outcome {
            Ok(now) => now,
            Err(problem) => {
                told.failed(&case.case, &problem.to_string())?;
                continue;
            }
        };
        let schemes = case.told.get(Flag::Scheme.as_str());
        let count = ranked.len();
        let (number, ranks) = match ranked.entry(schemes) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert((count, ranks(asked.annotator(case)?.level_schemes()))),
        };
        let turned: Vec<_> = turned(&case.found, &now.found, say).into_values().map(|turned| (*number, turned)).collect();
        for one in &turned {
            if !known.contains_key(one) {
                known.insert(one.clone(), told.shown(&profile_changes(&one.1, ranks, say))?);
            }
        }
        let germline = told.shown(&germline_changes(&case.germline, &now.germline))?;
        let shown: Vec<&Shown> = turned.iter().filter_map(|one| known.get(one)).chain([&germline]).collect();
        told.case(case, &shown)?;
    }
    Ok(())
}

/// Answers of cases that are not answered as before, by digest; those of many cases are the same.
fn answers_that_differ<'a>(
    keys: &KeyFile,
    outcomes: impl Iterator<Item = (&'a Case, &'a Result<Answered, CohortError>)>,
) -> HashMap<&'a str, Answer> {
    let mut known = HashMap::new();
    for (case, outcome) in outcomes {
        let Ok(now) = outcome else { continue };
        // Both are sorted.
        if case.found == now.found {
            continue;
        }
        for digest in case.found.iter().chain(&now.found).map(|found| found.answer.as_str()) {
            if !known.contains_key(digest)
                && let Some(answer) = keys.answer(digest)
            {
                known.insert(digest, answer);
            }
        }
    }
    known
}

/// Cases that newer knowledge can concern, by number.
fn concerned(args: &Args, keys: &KeyFile, asked: &Asked<'_>, note: &IndexNote, id: &str) -> Result<Vec<usize>, Failure> {
    let all = 0..keys.cases.len();
    if args.every {
        return Ok(all.collect());
    }
    let touched: BTreeMap<&String, Touched> =
        keys.indexes.iter().map(|(index, old)| (index, old.fingerprint.touched(&note.fingerprint))).collect();
    // Only looked up, never gone through.
    let mut genes: HashMap<&str, Option<Vec<String>>> = HashMap::new();
    let mut reaches: BTreeMap<(&String, String), Reach<'_>> = BTreeMap::new();
    let mut concerned = Vec::new();
    for number in all {
        let case = &keys.cases[number];
        let is_concerned = match touched.get(&case.index) {
            _ if case.index == id => false,
            Some(Touched::Genes(touched)) if touched.is_empty() => false,
            Some(Touched::Genes(touched)) => {
                for digest in case.found.iter().map(|found| found.answer.as_str()) {
                    genes.entry(digest).or_insert_with(|| keys.answer(digest).map(|answer| answer.genes));
                }
                let its = assembly(case).map(|assembly| assembly.to_string());
                match (its, asked.annotator(case)) {
                    (Ok(assembly), Ok(annotator)) => reaches
                        .entry((&case.index, assembly))
                        .or_insert_with(|| Reach::new(&annotator, touched))
                        .touches(case, |digest| genes.get(digest)?.as_deref()),
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
