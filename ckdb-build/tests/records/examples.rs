//! Every rule's document is true: its bad example breaks exactly this rule, its good example none.

use std::collections::BTreeSet;

use ckdb_build::diagnostic::{Example, RULES, Rule};

use super::base;

fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().flat_map(|family| family.iter()).copied()
}

/// U+FFFD stands for a byte that is no text.
fn bytes(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, part) in text.split('\u{FFFD}').enumerate() {
        if at > 0 {
            out.push(0xFF);
        }
        out.extend_from_slice(part.as_bytes());
    }
    out
}

/// The codes that the base knowledge gives when `example` stands in the place of `instead_of`.
fn codes(example: &Example, instead_of: &Example) -> BTreeSet<String> {
    let mut files = base::files();
    match files.get(example.file).map(|b| String::from_utf8(b.clone()).unwrap()) {
        Some(text) => {
            assert!(text.contains(instead_of.text), "`{}` is in {}", instead_of.text, instead_of.file);
            files.insert(example.file.to_owned(), bytes(&text.replacen(instead_of.text, example.text, 1)));
        }
        None => {
            files.insert(example.file.to_owned(), bytes(example.text));
        }
    }
    let verdict = base::verdict(&files);
    assert_eq!(verdict.checked.is_some(), verdict.diagnostics.error_count() == 0);
    verdict.diagnostics.iter().map(|d| d.rule.code.to_string()).collect()
}

#[test]
fn the_base_knowledge_is_sound() {
    let verdict = base::verdict(&base::files());
    assert!(verdict.diagnostics.is_empty(), "{}", verdict.diagnostics.render(&verdict.files, Default::default()));
    let checked = verdict.checked.unwrap();
    assert_eq!(checked.records().profiles.len(), 6);
    assert_eq!(checked.records().profiles.iter().map(|p| p.evidence.len()).sum::<usize>(), 2);
}

#[test]
fn bad_examples_break_exactly_their_rule_and_good_ones_none() {
    let mut wrong = Vec::new();
    for rule in rules() {
        let code = rule.code.to_string();
        let bad = codes(&rule.bad, &rule.good);
        if bad != BTreeSet::from([code.clone()]) {
            wrong.push(format!("{code} bad: {bad:?}"));
        }
        let good = codes(&rule.good, &rule.good);
        if !good.is_empty() {
            wrong.push(format!("{code} good: {good:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pages_show_both_examples() {
    for rule in rules() {
        let page = rule.to_string();
        assert!(page.starts_with(&rule.code.to_string()));
        assert!(page.contains("\nWrong, in ") && page.contains("\nRight, in "));
    }
}
