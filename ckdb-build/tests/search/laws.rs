//! What holds for every question: limits, reasons that add up, filters that only take away, one file for one knowledge.

use super::{knowledge, root};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Answer, Found, Question, SearchError};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn ask(question: Question) -> Answer {
    knowledge().search(question).unwrap()
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| format!("{}:{}", hit.kind, hit.id)).collect()
}

fn everything(text: &str) -> Question {
    Question::new(text).limit(10_000)
}

#[test]
fn exact_gene_and_variant_come_before_combinations_of_it() {
    let answer = ask(everything("EGFR T790M").kind("evidence"));
    let exact: Vec<bool> = answer.hits.iter().map(|hit| hit.id.starts_with("EGFR/T790M/")).collect();
    let first_other = exact.iter().position(|exact| !exact).unwrap_or(exact.len());
    assert!(first_other >= 10 && !exact[first_other..].contains(&true), "{:?}", ids(&answer));
    let levels: Vec<&str> = answer.hits[..first_other].iter().filter_map(|hit| hit.title.rsplit(' ').next()).collect();
    assert!(levels.is_sorted(), "of equal points the stronger level comes first: {levels:?}");
}

#[test]
fn every_spelling_of_a_drug_finds_the_same() {
    let expected = ids(&ask(everything("osimertinib resistance")));
    assert!(expected.len() >= 2);
    for drug in ["オシメルチニブ", "ｵｼﾒﾙﾁﾆﾌﾞ", "タグリッソ", "Tagrisso", "TAGRISSO", "AZD9291", "azd-9291", "mereletinib"]
    {
        for word in ["resistance", "耐性", "resistant"] {
            assert_eq!(ids(&ask(everything(&format!("{drug} {word}")))), expected, "{drug} {word}");
        }
    }
}

#[test]
fn every_record_with_a_name_is_found_by_it() {
    let records = knowledge().records().unwrap();
    let mut missed = Vec::new();
    let mut check = |name: &str, record: String| {
        if !name.is_empty() && !ids(&ask(Question::new(name).limit(10))).contains(&record) {
            missed.push(format!("{name} → {record}"));
        }
    };
    for therapy in records.therapies() {
        for name in
            [therapy.name(), therapy.name_ja()].into_iter().chain(therapy.aliases()).chain(therapy.brands().map(|(name, _)| name))
        {
            check(name, format!("therapy:{}", therapy.id()));
        }
    }
    for profile in records.profiles() {
        for name in std::iter::once(profile.name()).chain(profile.aliases()) {
            check(name, format!("profile:{}", profile.id()));
        }
    }
    // Every code of OncoTree is a disease: each twentieth will do.
    for disease in records.diseases().step_by(20) {
        for name in [disease.name(), disease.name_ja(), disease.doid()] {
            check(name, format!("disease:{}", disease.id()));
        }
    }
    for gene in records.genes().filter(|gene| !gene.hgnc().is_empty()) {
        check(gene.symbol(), format!("gene:{}", gene.symbol()));
    }
    for trial in records.trials() {
        trial.ids().for_each(|id| check(id, format!("trial:{}", trial.id())));
    }
    for item in records.evidence().step_by(7) {
        check(item.id(), format!("evidence:{}", item.id()));
        check(item.citation(), format!("citation:{}", item.citation()));
    }
    assert!(missed.is_empty(), "{} names:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn a_filter_takes_away_what_does_not_fit_and_nothing_else() {
    let records = knowledge().records().unwrap();
    let all: BTreeSet<String> = ids(&ask(everything("EGFR").kind("evidence"))).into_iter().collect();
    let level_b = ask(everything("EGFR").level("b"));
    let expected: BTreeSet<String> = records
        .evidence()
        .filter(|item| item.level().to_string() == "B" && all.contains(&format!("evidence:{}", item.id())))
        .map(|item| format!("evidence:{}", item.id()))
        .collect();
    assert_eq!(ids(&level_b).into_iter().collect::<BTreeSet<_>>(), expected);
    assert!(!expected.is_empty());
    let against = ask(everything("").direction("DoesNotSupport"));
    assert!(against.total > 0 && against.hits.iter().all(|hit| ["evidence", "assertion"].contains(&hit.kind)));
    let two = ask(everything("").gene("EGFR").gene("HER2").kind("gene"));
    assert_eq!(ids(&two), ["gene:EGFR", "gene:ERBB2"], "filters of one kind widen each other; aliases are names");
    let japan = ask(everything("承認 日本").therapy("タグリッソ"));
    assert!(japan.hits.iter().take(2).all(|hit| hit.id.starts_with("jp/osimertinib/")), "{:?}", ids(&japan));
}

#[test]
fn a_disease_filter_keeps_kinds_and_what_it_is_a_kind_of() {
    let answer = ask(everything("").disease("LUAD").kind("evidence"));
    let records = knowledge().records().unwrap();
    let diseases: BTreeSet<String> = answer
        .hits
        .iter()
        .filter_map(|hit| if let Found::Evidence(id) = hit.found { records.evidence_item(id) } else { None })
        .filter_map(|item| records.disease(item.disease()))
        .map(|disease| disease.id().to_owned())
        .collect();
    for (disease, expected) in
        [("lung-adenocarcinoma", true), ("lung-non-small-cell-carcinoma", true), ("cancer", true), ("melanoma", false)]
    {
        assert_eq!(diseases.contains(disease), expected, "{disease} of {diseases:?}");
    }
}

#[test]
fn a_mistyped_name_brings_the_right_one() {
    for (asked, meant) in [("osimertinb", "osimertinib"), ("オシメルチニフ", "osimertinib"), ("vemurafenb", "vemurafenib")] {
        let answer = ask(Question::new(asked));
        assert_eq!(answer.suggestions.first().map(|one| one.names.as_slice()), Some(&[meant.to_owned()][..]), "{asked}");
    }
    let error = knowledge().search(Question::new("x").gene("EGFFR")).unwrap_err();
    assert!(matches!(error, SearchError::Find(_)) && error.to_string().contains("EGFR"), "{error}");
    let error = knowledge().search(Question::new("x").level("Z")).unwrap_err();
    assert!(error.to_string().contains("A, B, C, D, E"), "{error}");
}

#[test]
fn when_nothing_meets_every_part_the_answer_says_how_many_parts_are_met() {
    let answer = ask(Question::new("EGFR T790M zebrafishes"));
    assert_eq!(answer.met, Some((2, 3)));
    assert_eq!(answer.hits[0].id, "EGFR/T790M");
    assert_eq!(ask(Question::new("zebrafishes")).total, 0);
    assert_eq!(ask(Question::new("")).total, 0, "an empty question without filters asks for nothing");
}

#[test]
fn found_words_are_marked_in_both_languages() {
    let answer = ask(Question::new("osimertinib T790M").kind("evidence"));
    let item = answer.hits.iter().find(|hit| hit.id == "EGFR/T790M/e2").unwrap();
    let marked: Vec<&str> = item.snippets.iter().flat_map(|one| one.marks.iter().map(|mark| &one.text[mark.clone()])).collect();
    assert!(marked.contains(&"Osimertinib") && marked.contains(&"オシメルチニブ") && marked.contains(&"T790M"), "{marked:?}");
}

#[test]
fn one_knowledge_gives_one_file_whatever_the_order_of_asking() {
    let bytes = || ckdb_build::pipeline::build(&[root().join("knowledge")], "test").unwrap().image.unwrap().bytes;
    // Two builds at once, each on a thread of its own.
    let (first, second) = std::thread::scope(|scope| {
        let second = scope.spawn(bytes);
        (bytes(), second.join().unwrap())
    });
    assert!(first == second, "two builds differ");
    let other = Knowledge::from_bytes(first).unwrap();
    for text in ["EGFR T790M", "耐性", "lung cancer"] {
        let answer = other.search(everything(text)).unwrap();
        assert_eq!(ids(&answer), ids(&ask(everything(text))));
        let few = other.search(Question::new(text).limit(7)).unwrap();
        assert_eq!(ids(&few), ids(&answer)[..7], "the first hits do not depend on how many are asked for");
    }
    let meta = other.file().section("search/meta").unwrap();
    let meta = std::str::from_utf8(&meta).unwrap();
    assert!(meta.contains("00000000-0000-0000-0000-000000000000"), "{meta}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_question_is_answered_within_its_limits(text in "(\\PC{0,40}|([A-Za-z0-9オシ肺癌耐性の :/\"()*+~^-]|EGFR|T790M|PMID| ){0,40})", limit in 0usize..20) {
        let answer = ask(Question::new(text).limit(limit).explain(true));
        prop_assert!(answer.hits.len() <= limit.min(answer.total));
        for hit in &answer.hits {
            let sum: f32 = hit.reasons.iter().map(|reason| reason.points).sum();
            prop_assert!((sum - hit.score).abs() <= 0.001 * hit.score.max(1.0), "{} against {}: {:?}", sum, hit.score, hit.reasons);
            for snippet in &hit.snippets {
                prop_assert!(snippet.marks.iter().all(|mark| snippet.text.get(mark.clone()).is_some_and(|part| !part.is_empty())));
                prop_assert!(snippet.text.chars().count() <= 250);
            }
        }
        prop_assert!(answer.hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}

#[test]
fn a_question_without_end_is_refused_with_what_to_do() {
    let error = knowledge().search("EGFR ".repeat(1000).as_str()).unwrap_err();
    assert!(error.to_string().contains("at most 1000"), "{error}");
    let answer = ask(Question::new("EGFR ".repeat(190)));
    assert!(answer.left_out > 0 && answer.total > 0);
}
