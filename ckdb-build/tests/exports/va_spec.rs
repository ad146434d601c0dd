//! VA-Spec documents: against the schema's elements, the published examples, and the rules of computed identifiers.

use super::command::{cases, data, document};
use super::shape::check;
use super::va_shapes::CLASSES;
use ckdb_core::vrs::identify;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn statements(file: &std::path::Path, told: &[&str]) -> Vec<Value> {
    let document = document(file, &[told, &["--format", "va-spec"]].concat());
    document.as_array().unwrap().clone()
}

#[test]
fn every_statement_has_the_shape_of_the_schema() {
    let mut kinds = BTreeSet::new();
    for (file, told) in cases() {
        let found = statements(&file, &told);
        assert!(!found.is_empty(), "{}", file.display());
        let mut ids = BTreeSet::new();
        for statement in &found {
            let id = statement["id"].as_str().unwrap();
            check(CLASSES, statement, "Statement").unwrap_or_else(|error| panic!("{} {id}: {error}", file.display()));
            assert!(ids.insert(id.to_owned()), "{id} twice");
            codings(statement);
            kinds.insert(statement["proposition"]["type"].as_str().unwrap().to_owned());
        }
    }
    assert!(kinds.len() >= 3, "{kinds:?}");
}

/// Codes have the form of their systems.
fn codings(value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(codings),
        Value::Object(object) => {
            if let Some(system) = object.get("system").and_then(Value::as_str) {
                let code = object["code"].as_str().unwrap();
                let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                let has_form = match system {
                    _ if system.contains("disease-ontology") => code.strip_prefix("DOID:").is_some_and(is_number),
                    _ if system.contains("ncit.nci") => code.strip_prefix('C').is_some_and(is_number),
                    _ if system.contains("genenames") => code.strip_prefix("HGNC:").is_some_and(is_number),
                    _ if system.contains("nlm.nih.gov/gene") || system.contains("molecular_profile") => is_number(code),
                    _ if system.contains("level.html") => ["A", "B", "C", "D", "E"].contains(&code),
                    _ => system == "AMP/ASCO/CAP (AAC) Guidelines, 2017",
                };
                assert!(has_form, "{system} {code}");
            }
            object.values().for_each(codings);
        }
        _ => {}
    }
}

/// Every object of a class in a document.
fn objects<'v>(value: &'v Value, class: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| objects(item, class, found)),
        Value::Object(object) => {
            if object.get("type").is_some_and(|one| one == class) {
                found.push(value);
            }
            object.values().for_each(|item| objects(item, class, found));
        }
        _ => {}
    }
}

#[test]
fn identifiers_are_those_that_the_specification_computes() {
    let mut alleles = 0;
    for (file, told) in cases() {
        for statement in statements(&file, &told) {
            for class in ["Allele", "SequenceLocation"] {
                let mut found = Vec::new();
                objects(&statement, class, &mut found);
                for object in found {
                    assert_eq!(object["id"], identify(object).unwrap(), "{object}");
                    alleles += usize::from(class == "Allele");
                }
            }
        }
    }
    assert!(alleles > 20, "{alleles} alleles");
}

#[test]
fn levels_of_ours_and_of_the_source_stand_apart() {
    let (mut graded, mut ungraded, mut items) = (0, 0, 0);
    for (file, told) in cases() {
        for statement in statements(&file, &told) {
            let amp = statement["extensions"].as_array().unwrap().iter().find(|one| one["name"] == "ckdb.levels").unwrap();
            let amp = amp["value"].as_array().unwrap().iter().find(|level| level["column"] == "amp");
            match amp {
                Some(level) => {
                    let word = level["level"].as_str().unwrap();
                    let tier = statement["classification"]["primaryCoding"]["code"].as_str().unwrap();
                    assert!(word.starts_with(tier), "{word} {tier}");
                    let strength = statement["strength"]["primaryCoding"]["code"].as_str().unwrap_or("");
                    assert_eq!(word.split_once('-').map_or("", |(_, letter)| letter), strength.trim_start_matches("Level "));
                    assert_eq!(statement["specifiedBy"]["extensions"][0]["value"], level["scheme"]);
                    graded += 1;
                }
                None => {
                    for key in ["classification", "strength", "specifiedBy"] {
                        assert!(statement.get(key).is_none(), "{key} without a level");
                    }
                    ungraded += 1;
                }
            }
            let mut inner = Vec::new();
            objects(&statement["hasEvidenceLines"], "Statement", &mut inner);
            for item in inner {
                // What stands inside names the whole statement's subject, and has its source's own word or none.
                let subject = &statement["proposition"]["subjectVariant"]["id"];
                assert_eq!(&item["proposition"]["subjectVariant"], subject);
                assert!(item["extensions"][0]["value"]["licence"].is_string(), "{item}");
                let own = &item["strength"]["primaryCoding"];
                assert!(own.is_null() || own["system"].as_str().unwrap().contains("civic"), "{own}");
                items += 1;
            }
        }
    }
    // Without a disease there is no level: the last case.
    assert!(graded > 20 && ungraded > 20 && items > 50, "{graded} graded, {ungraded} not, {items} items");
}

/// Values that stand after each key in the published examples, YAML and JSON alike.
fn published() -> Option<BTreeMap<String, BTreeSet<String>>> {
    let folder = data("conformance/evidence/ga4gh-va-cat-vrs")?;
    let mut words: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for line in text.lines() {
                let trimmed = line.trim_start_matches([' ', '-']).trim_end_matches(',');
                if let Some((key, value)) = trimmed.split_once(':') {
                    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).to_owned();
                    words.entry(bare(key)).or_default().insert(bare(value));
                }
            }
        }
    }
    Some(words)
}

#[test]
fn words_are_those_of_the_published_examples() {
    let Some(published) = published() else { return };
    let said = |key: &str, word: &str| published.get(key).is_some_and(|words| words.contains(word));
    let mut predicates = BTreeSet::new();
    let mut keys = BTreeSet::new();
    for (file, told) in cases() {
        for statement in statements(&file, &told) {
            predicates.insert(statement["proposition"]["predicate"].as_str().unwrap().to_owned());
            assert!(said("direction", "supports") && ["supports", "disputes"].contains(&statement["direction"].as_str().unwrap()));
            collect(&statement, &mut keys);
        }
    }
    // Predicates that the draft's examples show are spelled as there.
    for word in ["predictsSensitivityTo", "isDiagnosticInclusionCriterionFor", "associatedWithWorseOutcomeFor"] {
        assert!(said("predicate", word), "{word}");
    }
    assert!(predicates.contains("predictsSensitivityTo") && predicates.contains("predictsResistanceTo"), "{predicates:?}");
    // Elements: those of the draft, and those that 1.0 named anew; nothing else.
    let new_in_1 = [
        "activityType",
        "agentType",
        "aliases",
        "classification",
        "conceptType",
        "directionOfEvidenceProvided",
        "hasEvidenceItems",
        "hasEvidenceLines",
        "membershipOperator",
        "methodType",
        "name",
        "objectTumorType",
        "primaryCoding",
        "proposition",
        "repeatSubunitLength",
        "therapies",
        "urls",
    ];
    let other: Vec<&String> =
        keys.iter().filter(|key| !published.contains_key(*key) && !new_in_1.contains(&key.as_str())).collect();
    assert!(other.is_empty(), "{other:?}");
}

/// Keys of a statement, but those inside extensions, which are ours.
fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, keys)),
        Value::Object(object) => {
            for (key, item) in object {
                keys.insert(key.clone());
                if key != "extensions" {
                    collect(item, keys);
                }
            }
        }
        _ => {}
    }
}
