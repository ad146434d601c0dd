//! What holds of every export: it says what the tables say, it is the same each time, and what is not in it is counted.

use super::command::{annotate, cases, document, err, printed};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A claim: profile, kind, significance, direction, therapies, disease.
type Key = (String, String, String, String, Vec<String>, String);

/// Claims of JSON Lines that an export may speak of, with how often each stands there; and how many it may not.
fn told(file: &Path, more: &[&str]) -> (BTreeMap<Key, usize>, usize) {
    let (mut kept, mut others) = (BTreeMap::new(), 0);
    for line in printed(file, &[more, &["--format", "jsonl"]].concat()).lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (matches, filters): (Vec<&Value>, Vec<&Value>) = match line["type"].as_str().unwrap() {
            "variant" => (line["matches"].as_array().unwrap().iter().collect(), vec![&line["variant"]["filter"]]),
            "profile" => {
                let variants = line["variants"].as_array().unwrap();
                (vec![&line["match"]], variants.iter().map(|one| &one["variant"]["filter"]).collect())
            }
            _ => continue,
        };
        let passed = filters.iter().all(|filter| filter.is_null() || *filter == "PASS" || *filter == ".");
        for matched in matches {
            for row in matched["rows"].as_array().unwrap() {
                let may =
                    matched["state"] == "true" && passed && row["other_origin"] == false && row["disease_scope"] != "excluded";
                if !may {
                    others += 1;
                    continue;
                }
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let therapies = row["therapies"].as_array().unwrap().iter().map(|one| text(&one["id"])).collect();
                let key = (
                    text(&matched["profile"]["id"]),
                    text(&row["evidence_type"]),
                    text(&row["significance"]),
                    text(&row["direction"]),
                    therapies,
                    text(&row["disease"]["id"]),
                );
                *kept.entry(key).or_default() += 1;
            }
        }
    }
    (kept, others)
}

/// Does VA-Spec have a proposition for it, as `docs/exports.md` says? (Sequences of therapies have none.)
fn has_proposition((_, kind, said, _, therapies, _): &Key) -> bool {
    match (kind.as_str(), said.as_str()) {
        ("Predictive", "Sensitivity/Response" | "Resistance") => !therapies.is_empty(),
        ("Diagnostic" | "Prognostic", _) | ("Oncogenic", "Oncogenicity") => true,
        _ => false,
    }
}

fn key_of(statement: &Value) -> (String, String) {
    let proposition = &statement["proposition"];
    let matched = statement["extensions"].as_array().unwrap().iter().find(|one| one["name"] == "ckdb.match").unwrap();
    let disease =
        ["conditionQualifier", "objectCondition", "objectTumorType"].iter().find_map(|key| proposition[*key]["id"].as_str());
    (matched["value"]["profile"].as_str().unwrap().to_owned(), disease.unwrap().trim_start_matches("ckdb:disease/").to_owned())
}

/// Counts on standard error: `  3 × reason`.
fn counted(file: &Path, more: &[&str]) -> u64 {
    let output = annotate(file, more);
    let err = err(&output);
    let from = err.split_once("claims that are not in the document").map_or("", |(_, rest)| rest);
    let counts = from.lines().skip(1).take_while(|line| line.starts_with("  ") && line.contains(" × "));
    counts.map(|line| line.trim().split(' ').next().unwrap().parse::<u64>().unwrap()).sum()
}

#[test]
fn statements_are_the_claims_of_json_lines() {
    let (mut stated, mut without) = (0, 0);
    for (file, more) in cases() {
        let (told, others) = told(&file, &more);
        let args = [&more[..], &["--format", "va-spec"]].concat();
        let document = document(&file, &args);
        let statements = document.as_array().unwrap();
        let mut of_profile: BTreeMap<(String, String), usize> = BTreeMap::new();
        for statement in statements {
            *of_profile.entry(key_of(statement)).or_default() += 1;
        }
        let mut wanted: BTreeMap<(String, String), usize> = BTreeMap::new();
        let (mut sayable, mut unsayable) = (0, 0);
        for (key, count) in &told {
            if has_proposition(key) {
                *wanted.entry((key.0.clone(), key.5.clone())).or_default() += count;
                sayable += count;
            } else {
                unsayable += count;
            }
        }
        let name = file.display();
        assert_eq!(of_profile, wanted, "{name}");
        assert_eq!(statements.len(), sayable, "{name}");
        // Every claim is in the document or counted as left out.
        assert_eq!(counted(&file, &args), (others + unsayable) as u64, "{name}");
        stated += sayable;
        without += others + unsayable;
    }
    assert!(stated > 100 && without > 0, "{stated} stated, {without} not");
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    for format in ["va-spec", "fhir"] {
        for (file, more) in cases() {
            let once = printed(&file, &[&more[..], &["--format", format, "--threads", "1"]].concat());
            let again = printed(&file, &[&more[..], &["--format", format, "--threads", "4"]].concat());
            assert_eq!(once, again, "{}", file.display());
            // One element a line, so that a document can be looked through with the tools of lines.
            assert!(
                once.lines()
                    .skip(1)
                    .filter(|line| line.starts_with('{'))
                    .all(|line| { serde_json::from_str::<Value>(line.trim_end_matches(',')).is_ok() })
            );
        }
    }
}

#[test]
fn a_least_level_holds_here_too() {
    let (file, more) = cases().swap_remove(0);
    let all = document(&file, &[&more[..], &["--format", "va-spec"]].concat());
    let some = document(&file, &[&more[..], &["--format", "va-spec", "--min-level", "AMP:I-A"]].concat());
    let (all, some) = (all.as_array().unwrap(), some.as_array().unwrap());
    assert!(!some.is_empty() && some.len() < all.len(), "{} of {}", some.len(), all.len());
    assert!(some.iter().all(|one| one["classification"]["name"] == "Tier I" && one["strength"]["name"] == "Level A"));
    assert!(some.iter().all(|one| all.contains(one)), "what is left says what it said");
}

#[test]
fn many_files_are_written_as_they_would_be_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (file, more) = cases().swap_remove(0);
    for (format, ending) in [("va-spec", "va-spec.json"), ("fhir", "fhir.json")] {
        let alone = printed(&file, &[&more[..], &["--format", format]].concat());
        let into = folder.path().join(format);
        let output = annotate(&file, &[&more[..], &["--format", format, "--out-dir", into.to_str().unwrap()]].concat());
        assert!(output.status.success(), "{}", err(&output));
        let name = file.file_stem().unwrap().to_str().unwrap();
        assert_eq!(std::fs::read_to_string(into.join(format!("{name}.{ending}"))).unwrap(), alone);
    }
}
