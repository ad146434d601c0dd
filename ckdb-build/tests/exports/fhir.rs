//! FHIR bundles: against the elements of R4, the components and codes of Genomics Reporting, and the references inside.

use super::command::{annotate, cases, document, err, vcf};
use super::fhir_shapes::{ANSWERS, CLASSES, DIAGNOSTIC, SYSTEMS, THERAPEUTIC, VARIANT};
use super::shape::{check, nothing_empty};
use serde_json::Value;
use std::collections::BTreeMap;

const PROFILES: &str = "http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/";

fn bundle(file: &std::path::Path, told: &[&str]) -> Value {
    document(file, &[told, &["--format", "fhir"]].concat())
}

/// Resources by address.
fn resources(bundle: &Value) -> BTreeMap<&str, &Value> {
    let entries = bundle["entry"].as_array().unwrap();
    let found: BTreeMap<&str, &Value> = entries.iter().map(|one| (one["fullUrl"].as_str().unwrap(), &one["resource"])).collect();
    assert_eq!(found.len(), entries.len(), "no two entries share an address");
    found
}

fn code(concept: &Value) -> &str {
    concept["coding"][0]["code"].as_str().unwrap()
}

fn profile(observation: &Value) -> &str {
    observation["meta"]["profile"][0].as_str().unwrap().strip_prefix(PROFILES).unwrap()
}

#[test]
fn every_bundle_has_the_shape_of_its_standard() {
    for (file, told) in cases() {
        let bundle = bundle(&file, &told);
        let name = file.display();
        check(CLASSES, &bundle, "Bundle").unwrap_or_else(|error| panic!("{name}: {error}"));
        nothing_empty(&bundle, "Bundle").unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (address, resource) in &resources(&bundle) {
            let group = |at: usize, letters: &str| {
                letters.bytes().all(|one| one.is_ascii_hexdigit()) && [8, 4, 4, 4, 12][at] == letters.len()
            };
            let uuid = address.strip_prefix("urn:uuid:").unwrap();
            assert!(uuid.split('-').enumerate().all(|(at, letters)| group(at, letters)), "{address}");
            if resource["resourceType"] == "Observation" {
                *kinds.entry(profile(resource)).or_default() += 1;
                observation(resource);
            }
        }
        assert!(kinds["variant"] > 0 && kinds["therapeutic-implication"] > 0, "{name}: {kinds:?}");
    }
}

/// One observation against its profile.
fn observation(resource: &Value) {
    let (components, code_of) = match profile(resource) {
        "variant" => (VARIANT, "69548-6"),
        "therapeutic-implication" => (THERAPEUTIC, "therapeutic-implication"),
        "diagnostic-implication" => (DIAGNOSTIC, "diagnostic-implication"),
        other => panic!("profile {other}"),
    };
    assert_eq!(code(&resource["code"]), code_of);
    let categories: Vec<&str> = resource["category"].as_array().unwrap().iter().map(code).collect();
    assert_eq!(categories, ["laboratory", "GE"]);
    let is_variant = code_of == "69548-6";
    // `valueCodeableConcept` says that a variant is there; an implication has no value and is derived from something.
    assert_eq!(resource.get("valueCodeableConcept").is_some(), is_variant);
    assert_eq!(resource.get("derivedFrom").is_some_and(|list| !list.as_array().unwrap().is_empty()), !is_variant);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for component in resource["component"].as_array().unwrap() {
        let found = code(&component["code"]);
        let (_, element, _) = components.iter().find(|(one, ..)| *one == found).unwrap_or_else(|| panic!("{code_of}: {found}"));
        let values: Vec<&String> = component.as_object().unwrap().keys().filter(|key| key.starts_with("value")).collect();
        assert_eq!(values, [element], "{found}");
        *counts.entry(found).or_default() += 1;
        for coding in component["valueCodeableConcept"]["coding"].as_array().into_iter().flatten() {
            let (system, code) = (coding["system"].as_str().unwrap(), coding["code"].as_str().unwrap());
            assert!(SYSTEMS.contains(&system), "{system}");
            let answers = ANSWERS.iter().find(|(one, _)| *one == system);
            assert!(answers.is_none_or(|(_, answers)| answers.contains(&code)), "{code}");
            let has_form = match system {
                "http://www.genenames.org" => code.starts_with("HGNC:"),
                "http://varnomen.hgvs.org" => {
                    code.contains(":g.") || code.contains(":m.") || code.contains(":c.") || code.contains(":p.(")
                }
                "http://www.ncbi.nlm.nih.gov/refseq" => {
                    code.starts_with("NC_") || code.starts_with("NM_") || code.starts_with("NR_")
                }
                "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl" => {
                    code.strip_prefix('C').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
                }
                _ => true,
            };
            assert!(has_form, "{system} {code}");
        }
    }
    for (found, count) in counts {
        let (.., most) = components.iter().find(|(one, ..)| *one == found).unwrap();
        assert!(count <= *most, "{found} {count} times");
    }
}

#[test]
fn references_lead_to_entries_of_the_bundle() {
    let mut followed = 0;
    for (file, told) in cases() {
        let bundle = bundle(&file, &told);
        let resources = resources(&bundle);
        for implication in resources.values().filter(|one| one.get("derivedFrom").is_some()) {
            for reference in implication["derivedFrom"].as_array().unwrap() {
                assert_eq!(profile(resources[reference["reference"].as_str().unwrap()]), "variant");
                followed += 1;
            }
            let device = resources[implication["device"]["reference"].as_str().unwrap()];
            assert_eq!(device["resourceType"], "Device");
        }
    }
    assert!(followed > 20, "{followed}");
}

/// A component of the observation of a variant, by its LOINC code.
fn part<'v>(observation: &'v Value, wanted: &str) -> Option<&'v Value> {
    observation["component"].as_array()?.iter().find(|one| code(&one["code"]) == wanted)
}

#[test]
fn an_allele_is_told_in_the_words_of_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = vcf(folder.path(), &["chr7\t55191822\t.\tT\tG\t.\tPASS\tDP=10"]);
    let bundle = bundle(&file, &["--disease", "LUAD"]);
    let found = resources(&bundle);
    let variant = found.values().find(|one| one["resourceType"] == "Observation" && profile(one) == "variant").unwrap();
    let coded = |wanted: &str| code(&part(variant, wanted).unwrap()["valueCodeableConcept"]).to_owned();
    assert_eq!(coded("48018-6"), "HGNC:3236");
    assert_eq!(coded("81290-9"), "NC_000007.14:g.55191822T>G");
    assert_eq!(coded("48013-7"), "NC_000007.14");
    assert_eq!(coded("62374-4"), "LA26806-2");
    assert!(coded("48004-6").ends_with(":c.2573T>G") && coded("48005-3").ends_with(":p.(Leu858Arg)"), "{variant}");
    assert_eq!(part(variant, "81254-5").unwrap()["valueRange"]["low"]["value"], 55_191_822);
    assert_eq!(part(variant, "69547-8").unwrap()["valueString"], "T");
    assert_eq!(part(variant, "69551-0").unwrap()["valueString"], "G");
    // GA4GH's registry of public alleles: EGFR L858R on GRCh38 (the same digest that JSON Lines give).
    assert!(part(variant, "81252-9").unwrap()["valueCodeableConcept"]["text"].as_str().unwrap().starts_with("ga4gh:VA."));
    // Nobody told of reads, so nothing is said of them.
    assert!(part(variant, "81258-6").is_none() && variant.get("specimen").is_none());
    let osimertinib =
        found.values().filter(|one| one["resourceType"] == "Observation" && profile(one) == "therapeutic-implication");
    let drugs: Vec<&str> = osimertinib.filter_map(|one| part(one, "51963-7")?["valueCodeableConcept"]["text"].as_str()).collect();
    assert!(drugs.contains(&"osimertinib"), "{drugs:?}");
}

#[test]
fn a_case_without_a_match_is_a_bundle_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for lines in [&[][..], &["chr12\t1000\t.\tA\tC\t.\tPASS\t."][..]] {
        let file = vcf(folder.path(), lines);
        let bundle = bundle(&file, &["--disease", "LUAD"]);
        check(CLASSES, &bundle, "Bundle").unwrap();
        let kinds: Vec<&Value> = bundle["entry"].as_array().unwrap().iter().map(|one| &one["resource"]["resourceType"]).collect();
        assert_eq!(kinds, ["Device"]);
        assert_eq!(document(&file, &["--disease", "LUAD", "--format", "va-spec"]), serde_json::json!([]));
    }
}

#[test]
fn a_day_stands_there_only_if_it_was_given() {
    let (file, told) = cases().swap_remove(0);
    let undated = bundle(&file, &told).to_string();
    assert!(!undated.contains("effectiveDateTime") && !undated.contains("timestamp"));
    let dated = bundle(&file, &[&told[..], &["--date", "2026-11-21"]].concat());
    let days: Vec<&Value> =
        resources(&dated).into_values().filter(|one| one.get("device").is_some()).map(|one| &one["effectiveDateTime"]).collect();
    assert!(!days.is_empty() && days.iter().all(|day| *day == "2026-11-21"), "{days:?}");
    let statements = document(&file, &[&told[..], &["--format", "va-spec", "--date", "2026-11-21"]].concat());
    assert!(statements.as_array().unwrap().iter().all(|one| one["contributions"][0]["date"] == "2026-11-21"));
    for (more, says) in [
        (vec!["--format", "fhir", "--date", "2026-02-30"], "no day of the calendar"),
        (vec!["--format", "tsv", "--date", "2026-02-20"], "--date needs"),
        (vec!["--date", "2026-02-20"], "--date needs"),
    ] {
        let output = annotate(&file, &more);
        assert!(!output.status.success() && err(&output).contains(says), "{more:?}: {}", err(&output));
    }
}
