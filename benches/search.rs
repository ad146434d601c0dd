//! How long does a question take, over the knowledge that ships and over the full CIViC import?
//!
//! Questions are the golden ones of `ckdb-build/tests/search/golden.md`, in both languages. Beside the mean of each kind, the slow end is
//! printed: of all golden questions, asked in turn on a warm index, the median, the 99th percentile and the slowest. All of it is time on
//! the wall: the system counts the time of a processor in ticks, which are longer than a question. CIViC is looked for in `$CKDB_DATA`, else in
//! `../shared/data` beside the workspace.

use ckdb_benches::{Failure, index_file, knowledge_folder, map};
use ckdb_build::pipeline;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::Question;
use criterion::Criterion;
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Rounds of all questions, for the slow end.
const ROUNDS: usize = 40;

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default().configure_from_args();
    let questions = golden()?;
    run(&mut criterion, "the knowledge that ships", &map(&index_file()?)?, &questions)?;
    match civic()? {
        Some(knowledge) => run(&mut criterion, "with all of CIViC", &knowledge, &questions)?,
        None => writeln!(std::io::stderr(), "SKIPPED: no CIViC tables; set CKDB_DATA to a folder with civic/2024-08-01")?,
    }
    criterion.final_summary();
    Ok(())
}

fn run(criterion: &mut Criterion, name: &str, knowledge: &Knowledge, questions: &[String]) -> Result<(), Failure> {
    let mut group = criterion.benchmark_group(format!("search, {name}"));
    for text in ["EGFR T790M osimertinib", "オシメルチニブ 耐性", "肺腺癌", "median survival of untreated patients", "osimertinb"]
    {
        group.bench_function(text, |bench| bench.iter(|| knowledge.search(black_box(text)).map(|answer| answer.total)));
    }
    group.finish();
    let mut times = Vec::with_capacity(ROUNDS * questions.len());
    for round in 0..=ROUNDS {
        for question in questions {
            let start = Instant::now();
            black_box(knowledge.search(Question::new(question.as_str()))?);
            let time = start.elapsed();
            // The first round warms.
            if round > 0 {
                times.push((time, question));
            }
        }
    }
    times.sort_unstable();
    let at = |share: usize| times.get((times.len() * share / 1000).min(times.len().saturating_sub(1)));
    for (label, share) in [("median", 500), ("99th percentile", 990), ("slowest", 1000)] {
        if let Some((time, question)) = at(share) {
            writeln!(std::io::stdout(), "search, {name}: {label} {time:?} (`{question}`) of {} questions", times.len())?;
        }
    }
    Ok(())
}

/// The golden questions of both languages.
fn golden() -> Result<Vec<String>, Failure> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ckdb-build/tests/search/golden.md");
    let text = std::fs::read_to_string(page)?;
    let rows = text.lines().filter(|row| row.starts_with("| ") && !row.starts_with("| English"));
    let cells = rows.flat_map(|row| row.trim_matches('|').split(" | ").take(2).map(|cell| cell.trim().to_owned()));
    Ok(cells.filter(|cell| !cell.is_empty()).collect())
}

/// The knowledge that ships with CIViC of 2024-08-01 beside it; `None` when its tables are not here.
fn civic() -> Result<Option<Knowledge>, Failure> {
    let data = std::env::var_os("CKDB_DATA").map_or_else(|| knowledge_folder().join("../../shared/data"), PathBuf::from);
    let path = data.join("civic/2024-08-01");
    if !path.is_dir() {
        return Ok(None);
    }
    let source = pipeline::sources::SourceInput { name: "civic".to_owned(), path };
    let outcome = pipeline::build_from(&[knowledge_folder()], "bench", &[], &[source])?;
    let image = outcome.image.ok_or("CIViC has errors; see `ckdb build`")?;
    Ok(Some(Knowledge::from_bytes(image.bytes)?))
}
