//! Files nobody here wrote go through the command: no panic, no lost line, our additions out and the input is back, and the
//! number of threads changes nothing.

use super::command::{annotate, content, data, err};
use super::page;
use super::strip::stripped;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

const SUITES: [&str; 4] = ["conformance/somatic", "conformance/vcf/hts-specs", "conformance/vcf/htslib", "conformance/vcf/pyvcf"];

fn is_vcf(path: &Path) -> bool {
    let name = path.to_string_lossy();
    name.ends_with(".vcf") || name.ends_with(".vcf.gz") || name.ends_with(".vcf.bgz")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if is_vcf(&path) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What became of one file.
#[derive(Default)]
struct Outcome {
    done: usize,
    refused: usize,
    lines: usize,
    faults: Vec<String>,
}

fn lines(bytes: &[u8]) -> usize {
    bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"#")).count()
}

/// One file, on each assembly it may be of, on one thread and on four.
fn walk(path: &Path) -> Outcome {
    let mut outcome = Outcome::default();
    let before = content(path);
    for assembly in ["GRCh38", "GRCh37"] {
        let run = |threads| annotate(path, &["--assembly", assembly, "--threads", threads, "--disease", "LUAD"]);
        let (one, four) = (run("1"), run("4"));
        let fault = |what: &str| format!("{}, {assembly}: {what}\n{}", path.display(), err(&one));
        if one.status.code() != four.status.code() || one.stderr != four.stderr {
            outcome.faults.push(fault("another outcome on four threads"));
        }
        let same_words = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("--threads 4", "--threads 1");
        match one.status.code() {
            Some(0) => {
                if same_words(&one.stdout) != same_words(&four.stdout) {
                    outcome.faults.push(fault("other bytes on four threads"));
                }
                if lines(&one.stdout) != lines(&before) {
                    outcome.faults.push(fault("lines were lost or added"));
                }
                if stripped(&one.stdout) != before {
                    outcome.faults.push(fault("stripping does not give the input back"));
                }
                outcome.done = 1;
                outcome.lines = lines(&before);
            }
            Some(1) => {
                if !err(&one).starts_with("ckdb: ") || err(&one).trim_end().lines().count() != 1 {
                    outcome.faults.push(fault("failed without a message of one line"));
                }
            }
            code => outcome.faults.push(fault(&format!("ended with {code:?}"))),
        }
    }
    outcome.refused = 1 - outcome.done;
    outcome
}

#[test]
fn every_file_comes_back_byte_for_byte() {
    let mut table = String::from(
        "| suite | files | annotated and back byte for byte | refused with a message | lines |\n|---|---|---|---|---|\n",
    );
    let mut faults = Vec::new();
    for suite in SUITES {
        let Some(folder) = data(suite) else { return };
        let files = files(&folder);
        assert!(!files.is_empty(), "{suite}");
        let next = AtomicUsize::new(0);
        let work = || {
            let mut own = BTreeMap::new();
            while let Some((place, path)) = {
                let place = next.fetch_add(1, Ordering::Relaxed);
                files.get(place).map(|path| (place, path))
            } {
                own.insert(place, walk(path));
            }
            own
        };
        let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let outcomes: BTreeMap<usize, Outcome> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            running.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        let sum = |of: fn(&Outcome) -> usize| outcomes.values().map(of).sum::<usize>();
        let (done, refused, lines) = (sum(|outcome| outcome.done), sum(|outcome| outcome.refused), sum(|outcome| outcome.lines));
        let name = suite.trim_start_matches("conformance/");
        writeln!(table, "| `{name}` | {} | {done} | {refused} | {lines} |", files.len()).unwrap();
        faults.extend(outcomes.into_values().flat_map(|outcome| outcome.faults));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    page::section("every file", &table);
}
