//! The golden questions of `golden.md`: recall@10 is 1, and both languages find the same records in the same order.

use super::{knowledge, root};
use ckdb_core::search::{Answer, Question};

struct Row {
    line: usize,
    en: String,
    ja: String,
    must: Vec<String>,
}

fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("ckdb-build/tests/search/golden.md")).unwrap();
    let mut rows = Vec::new();
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| row.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [en, ja, must] = cells[..] else { panic!("line {line}: expected three cells in `{row}`") };
        if en == "English" {
            continue;
        }
        let must = must.split(',').map(|record| record.trim().to_owned()).collect();
        rows.push(Row { line, en: en.to_owned(), ja: ja.to_owned(), must });
    }
    rows
}

fn ask(text: &str, limit: usize) -> Answer {
    knowledge().search(Question::new(text).limit(limit)).unwrap()
}

fn records(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| format!("{}:{}", hit.kind, hit.id)).collect()
}

#[test]
fn what_must_be_seen_is_among_the_first_ten() {
    let rows = rows();
    let questions: usize = rows.iter().map(|row| usize::from(!row.en.is_empty()) + usize::from(!row.ja.is_empty())).sum();
    assert!(questions >= 60, "{questions} golden questions");
    let mut missed = Vec::new();
    for row in &rows {
        for text in [&row.en, &row.ja].into_iter().filter(|text| !text.is_empty()) {
            let answer = ask(text, 10);
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
    assert!(missed.is_empty(), "{} of {questions} questions:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn both_languages_find_the_same_records_in_the_same_order() {
    let mut different = Vec::new();
    for row in rows().iter().filter(|row| !row.en.is_empty() && !row.ja.is_empty()) {
        let (en, ja) = (ask(&row.en, 10_000), ask(&row.ja, 10_000));
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
    assert!(different.is_empty(), "{}\n{}", different.len(), different.join("\n"));
}
