//! Questions as they are typed (`typed.md`), and names in both languages: whatever is asked by one is found by the other.

use super::{knowledge, root};
use ckdb_core::knowledge::view;
use ckdb_core::search::{Answer, Question};
use std::fmt::Write;

fn ask(text: &str, limit: usize) -> Answer {
    knowledge().search(Question::new(text).limit(limit)).unwrap()
}

/// The answer as a row of the page says it.
fn told(answer: &Answer) -> (String, String) {
    let nothing = ["says nothing by itself", "said by the name before it", "said by the variant beside it"];
    let part = |read_as: &[String]| {
        let all = read_as.join(" or ");
        if read_as.is_empty() || nothing.contains(&all.as_str()) { "-".to_owned() } else { all }
    };
    let parts: Vec<String> = answer.understood.iter().map(|part_of| part(&part_of.read_as)).collect();
    let mut first = answer.hits.first().map_or_else(|| "none".to_owned(), |hit| format!("{}:{}", hit.kind, hit.id));
    if let (Some(suggestion), true) = (answer.suggestions.first(), answer.hits.is_empty()) {
        let _ = write!(first, " → {}", suggestion.names.join(", "));
    }
    (parts.join("; "), first)
}

#[test]
fn questions_are_read_as_they_are_meant() {
    let page = std::fs::read_to_string(root().join("ckdb-build/tests/search/typed.md")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for (line, row) in (1..).zip(page.lines()).filter(|(_, row)| row.starts_with("| ") && !row.starts_with("| question")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [question, read_as, first] = cells[..] else { panic!("line {line}: expected three cells in `{row}`") };
        rows += 1;
        let answer = ask(question, 1);
        let found = told(&answer);
        if found != (read_as.to_owned(), first.to_owned()) {
            wrong.push(format!("line {line}: | {question} | {} | {} |", found.0, found.1));
        }
    }
    assert!(rows >= 38, "{rows} rows");
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
}

/// A letter that no name has, quotes without end, colons, and letters that are nothing.
#[test]
fn what_is_no_question_is_no_error() {
    for text in [
        "",
        " ",
        "\u{3000}",
        "\"",
        "「",
        "(((",
        "OR",
        "AND NOT",
        "NOT",
        "-",
        "- -",
        "::",
        "gene:",
        "*",
        "~",
        "%00",
        "\u{0}",
        "🧬",
        "の",
        "c.",
        "NOT NOT BRAF OR",
    ] {
        let answer = ask(text, 3);
        assert!(answer.hits.len() <= 3, "{text}");
    }
    assert_eq!(ask("🧬", 3).total, 0);
    let everything = ask("NOT zzzzz", 1).total;
    assert_eq!(
        ask("NOT BRAF", 1).total + ask("BRAF", 1).total,
        everything,
        "what is left out and what is asked for are everything"
    );
}

/// Every drug and every disease that has a name in both languages.
#[test]
fn both_names_of_everything_find_the_same_records_in_the_same_order() {
    let records = knowledge().records().unwrap();
    let drugs = records.therapies().map(|drug| (drug.name().to_owned(), drug.name_ja().to_owned()));
    let diseases = records.diseases().map(|disease: view::Disease<'_>| (disease.name().to_owned(), disease.name_ja().to_owned()));
    let pairs: Vec<(String, String)> = drugs.chain(diseases).filter(|(_, ja)| !ja.is_empty()).collect();
    assert!(pairs.len() > 350, "{} names", pairs.len());
    let ids = |text: &str| ask(text, 50).hits.iter().map(|hit| format!("{}:{}", hit.kind, hit.id)).collect::<Vec<_>>();
    let (mut different, mut ambiguous) = (Vec::new(), 0);
    for (en, ja) in &pairs {
        // A choriocarcinoma is one of three organs in English, and each has a name of its own in Japanese: then either finds the thing.
        let meanings = |text: &str| ask(text, 0).understood.into_iter().map(|part| part.read_as).collect::<Vec<_>>();
        if knowledge().find(en).unwrap() != knowledge().find(ja).unwrap() || meanings(en) != meanings(ja) {
            ambiguous += 1;
            let (one, other) = (ids(en), ids(ja));
            if !one.iter().take(10).any(|id| other.iter().take(10).any(|there| there == id)) {
                different.push(format!("{en} and {ja} have nothing in common"));
            }
        } else if ids(en) != ids(ja) || ask(en, 0).total != ask(ja, 0).total {
            different.push(format!("{en} {:?}, {ja} {:?}", ask(en, 0).understood, ask(ja, 0).understood));
        }
    }
    assert!(ambiguous <= 15, "{ambiguous} names mean several things");
    assert!(different.is_empty(), "{} of {}:\n{}", different.len(), pairs.len(), different.join("\n"));
}

/// A family of genes or a class of drugs in `words.toml` that no record has would find nothing, and nobody would notice.
#[test]
fn families_and_classes_are_those_of_records() {
    let records = knowledge().records().unwrap();
    let file: toml::Table = std::fs::read_to_string(root().join("knowledge/words.toml")).unwrap().parse().unwrap();
    let mut empty = Vec::new();
    for group in file["word"].as_array().unwrap() {
        let means: Vec<&str> =
            group.get("means").and_then(|means| means.as_array()).into_iter().flatten().filter_map(|one| one.as_str()).collect();
        let genes: Vec<&str> = means.iter().filter_map(|meant| meant.strip_prefix("gene:")).collect();
        if !genes.is_empty() && !records.genes().any(|gene| genes.contains(&gene.symbol())) {
            empty.push(genes.join(", "));
        }
        for class in means.iter().filter_map(|meant| meant.strip_prefix("drug:")) {
            if !records.therapies().any(|drug| drug.class() == class) {
                empty.push(class.to_owned());
            }
        }
    }
    assert!(empty.is_empty(), "{empty:?}");
}
