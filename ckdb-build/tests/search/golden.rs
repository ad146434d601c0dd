//! The golden questions of `golden.md`: recall@10 is 1, and both languages find the same records in the same order.

use super::{knowledge, root};
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Answer, Question};
use std::path::PathBuf;

struct Row {
    line: usize,
    /// Does it stand under "Things with a name"?
    named: bool,
    en: String,
    ja: String,
    must: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("ckdb-build/tests/search/golden.md")).unwrap();
    let mut rows = Vec::new();
    let mut named = false;
    for (line, row) in (1..).zip(text.lines()) {
        if let Some(heading) = row.strip_prefix("## ") {
            named = heading == "Things with a name";
        }
        if !row.starts_with("| ") {
            continue;
        }
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [en, ja, must] = cells[..] else { panic!("line {line}: expected three cells in `{row}`") };
        if en == "English" {
            continue;
        }
        let must = must.split(',').map(|record| record.trim().to_owned()).collect();
        rows.push(Row { line, named, en: en.to_owned(), ja: ja.to_owned(), must });
    }
    rows
}

fn ask(knowledge: &Knowledge, text: &str, limit: usize) -> Answer {
    knowledge.search(Question::new(text).limit(limit)).unwrap()
}

fn records(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| format!("{}:{}", hit.kind, hit.id)).collect()
}

/// What does not stand among the first ten though it must, of the rows `which` takes.
fn missed(knowledge: &Knowledge, which: impl Fn(&Row) -> bool) -> Vec<String> {
    let mut missed = Vec::new();
    for row in rows().iter().filter(|row| which(row)) {
        for text in [&row.en, &row.ja].into_iter().filter(|text| !text.is_empty()) {
            let answer = ask(knowledge, text, 10);
            let found = records(&answer);
            let missing: Vec<&String> = row.must.iter().filter(|record| !found.contains(record)).collect();
            if !missing.is_empty() || answer.met.is_some() {
                let line = row.line;
                missed.push(format!(
                    "line {line}: `{text}` misses {missing:?}\n  found {found:?}\n  read as {:?}",
                    answer.understood
                ));
            }
        }
    }
    missed
}

/// Rows whose two questions do not find the same records in the same order.
fn different(knowledge: &Knowledge) -> Vec<String> {
    let mut different = Vec::new();
    for row in rows().iter().filter(|row| !row.en.is_empty() && !row.ja.is_empty()) {
        let (en, ja) = (ask(knowledge, &row.en, 10_000), ask(knowledge, &row.ja, 10_000));
        if records(&en) != records(&ja) {
            let only = |one: &Answer, other: &Answer| {
                let other = records(other);
                records(one).into_iter().filter(|record| !other.contains(record)).take(5).collect::<Vec<_>>()
            };
            different.push(format!(
                "line {}: `{}` {} records, `{}` {} records; only the first: {:?}; only the second: {:?}\n  {:?}\n  {:?}",
                row.line,
                row.en,
                en.total,
                row.ja,
                ja.total,
                only(&en, &ja),
                only(&ja, &en),
                en.understood,
                ja.understood
            ));
        }
    }
    different
}

#[test]
fn what_must_be_seen_is_among_the_first_ten() {
    let questions: usize = rows().iter().map(|row| usize::from(!row.en.is_empty()) + usize::from(!row.ja.is_empty())).sum();
    assert!(questions >= 60, "{questions} golden questions");
    let missed = missed(knowledge(), |_| true);
    assert!(missed.is_empty(), "{} of {questions} questions:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn both_languages_find_the_same_records_in_the_same_order() {
    let different = different(knowledge());
    assert!(different.is_empty(), "{}\n{}", different.len(), different.join("\n"));
}

/// Among ten times as many claims, what has a name is still found by it, and both languages still agree.
#[test]
fn the_same_holds_with_all_of_civic_beside() {
    let data = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let path = data.join("civic/2024-08-01");
    if !path.is_dir() {
        eprintln!("SKIPPED: no CIViC tables at {}; set CKDB_DATA", path.display());
        return;
    }
    let source = SourceInput { name: "civic".to_owned(), path };
    let outcome = ckdb_build::pipeline::build_from(&[root().join("knowledge")], "test", &[], &[source]).unwrap();
    let civic = Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap();
    assert!(civic.records().unwrap().evidence().len() > 3_000);
    let missed = missed(&civic, |row| row.named);
    assert!(missed.is_empty(), "{}\n{}", missed.len(), missed.join("\n"));
    let different = different(&civic);
    assert!(different.is_empty(), "{}\n{}", different.len(), different.join("\n"));
}
