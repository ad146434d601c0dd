//! The public conformance corpus (`ckdb-core/tests/corpus`): every row is asked, and every row must be answered as written.
//!
//! The rows were made from sources that know nothing of this program. Where the program and a row disagree, one of them is
//! wrong, and the rules of matching say which; a row is never changed to what the program says.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, clippy::expect_used, reason = "a test may stop and may speak")]

mod brute;
mod dismissed;
mod held;
mod index;
mod row;
#[cfg(feature = "parquet")]
mod tables;
mod told;
mod tumour;

use index::Claims;
use row::Row;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use tumour::Asker;

/// What a row expects when nothing of the claim reaches the tumour.
const NONE: [&str; 4] = ["false", "other", "other-lineage", "error"];

/// Every rule of matching.
const RULES: u32 = 34;

#[test]
fn every_row_is_answered_as_written() {
    let rows = row::rows();
    let claims = Claims::of(&rows);
    let asker = Asker::new(&claims);
    for (claim, words) in &claims.refused {
        eprintln!("refused: {claim}: {words}");
    }
    let mut wrong = String::new();
    let (mut right, mut by_rule) = (0, BTreeMap::<&str, (usize, usize)>::new());
    for row in &rows {
        let mistake = mistake(&asker, row);
        let (agree, all) = by_rule.entry(&row.rule).or_default();
        *all += 1;
        match mistake {
            None => {
                right += 1;
                *agree += 1;
            }
            Some(words) => writeln!(
                wrong,
                "{} {} {}: {words}\n    {}\n    {}\n    {}",
                row.id, row.rule, row.assembly, row.line, row.criterion, row.support
            )
            .unwrap(),
        }
    }
    for (rule, (agree, all)) in &by_rule {
        eprintln!("{rule}: {agree} of {all}");
    }
    eprintln!("{right} of {} rows", rows.len());
    assert!(wrong.is_empty(), "{} of {} rows are answered otherwise:\n{wrong}", rows.len() - right, rows.len());
}

/// What is wrong with the answer to a row.
fn mistake(asker: &Asker<'_>, row: &Row) -> Option<String> {
    let answer = asker.ask(row);
    let mut words = Vec::new();
    if answer.truth != row.expected {
        words.push(format!("expected {}, found {}", row.expected, answer.truth));
    }
    if !row.level.is_empty() && answer.level != row.level {
        words.push(format!("expected {}, found {}", row.level, answer.level));
    }
    if !row.near.is_empty() && answer.near != row.near {
        words.push(format!("expected the near miss {}, found `{}`", row.near, answer.near));
    }
    (!words.is_empty()).then(|| words.join("; "))
}

#[test]
fn the_corpus_is_what_its_readme_says() {
    let rows = row::rows();
    assert!(rows.len() >= 1_000, "{} rows", rows.len());
    let ids: BTreeSet<&str> = rows.iter().map(|row| &*row.id).collect();
    assert_eq!(ids.len(), rows.len(), "identities repeat");
    let questions: BTreeSet<_> = rows.iter().map(|row| (row.assembly, &row.line, &row.criterion)).collect();
    assert_eq!(questions.len(), rows.len(), "rows repeat");
    let rules: BTreeSet<&str> = rows.iter().map(|row| &*row.rule).collect();
    let missing: Vec<String> = (1..=RULES).map(|rule| format!("R{rule}")).filter(|rule| !rules.contains(&**rule)).collect();
    assert!(missing.is_empty(), "rules without a row: {missing:?}");
    // Both sides of every rule: what matches, and what only looks as if it did.
    // R5 says what is not carried over; and nothing tells expression yet, so that nothing can deny it either (R15).
    for rule in rules.into_iter().filter(|rule| !["R5", "R15"].contains(rule)) {
        for yes in [true, false] {
            let found = rows.iter().any(|row| row.rule == rule && NONE.contains(&&*row.expected) != yes);
            assert!(found, "{rule}: no row expects {}", if yes { "a match" } else { "no match" });
        }
    }
}
