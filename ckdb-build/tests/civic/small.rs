//! A made-up release with every kind of slip, beside the knowledge that ships: what is counted where, and that neither the
//! order of lines nor of sources changes the index.

use super::command::root;
use ckdb_build::import::ledger::{Ledger, State};
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_build::pipeline::{Outcome, build_from};
use std::path::Path;

const VARIANTS: &str = "variant_id\tgene\tentrez_id\tvariant\tchromosome\tstart\tstop\treference_bases\tvariant_bases\trepresentative_transcript\treference_build\tvariant_types\thgvs_descriptions\tvariant_aliases";
const PROFILES: &str = "name\tmolecular_profile_id\tvariant_ids\taliases";
const EVIDENCE: &str = "molecular_profile\tmolecular_profile_id\tdisease\tdoid\ttherapies\ttherapy_interaction_type\tevidence_type\tevidence_direction\tevidence_level\tsignificance\tevidence_statement\tcitation_id\tsource_type\trating\tevidence_status\tevidence_id\tvariant_origin\tlast_review_date";

/// Variants: numbers above any of CIViC's, so that none is ours already.
const VARIANT_ROWS: &[&str] = &[
    "900001\tBRAF\t673\tV600R\t7\t140453136\t140453137\tAC\tCT\tENST00000288602.6\tGRCh37\tmissense_variant\t\t",
    "900002\tBRAF\t673\tG496A\t\t\t\t\t\t\t\t\t\t",
    "900003\tNEWGENE1\t999999\tAmplification\t\t\t\t\t\t\t\t\t\t",
    "900004\tBRAF\t673\tsomething else\t\t\t\t\t\t\t\t\t\t",
    "900005\tNEWGENE1\t999999\tA5T\t1\t1000000\t1000000\tA\tC\t\tGRCh37\tmissense_variant\t\t",
];
const PROFILE_ROWS: &[&str] = &[
    "BRAF V600R\t900001\t900001\tVAL600ARG",
    "BRAF G496A\t900002\t900002\t",
    "NEWGENE1 Amplification\t900003\t900003\t",
    "BRAF something else\t900004\t900004\t",
    "NEWGENE1 A5T AND NOT BRAF V600R\t900005\t900005, 900001\t",
    "Kataegis Positive\t900006\t900099\t",
    "too few cells\t900007",
];
const CLAIM: &str = "Melanoma\t1909\tVemurafenib\t\tPredictive\tSupports\tB\tSensitivity/Response\tA statement with \"quotes, one open.\t21639808\tPubMed\t3\taccepted";
const REVIEWED: &str = "Somatic\t2030-01-02 00:00:00 UTC";

fn evidence() -> Vec<String> {
    let claim = |number: u32, profile: u32, claim: &str| format!("x\t{profile}\t{claim}\t{number}\t{REVIEWED}");
    vec![
        claim(90_000_001, 900_001, CLAIM),
        claim(90_000_002, 900_002, CLAIM),
        claim(90_000_003, 900_003, &CLAIM.replace("Melanoma\t1909", "Quite New Sarcoma\t99999999")),
        claim(90_000_004, 900_004, CLAIM),
        claim(90_000_005, 900_005, &CLAIM.replace("Vemurafenib\t\t", "2,4-newmab,Othermab\tCombination\t")),
        claim(90_000_006, 900_006, CLAIM),
        claim(90_000_007, 900_001, &CLAIM.replace("Sensitivity/Response", "N/A")),
        claim(90_000_008, 900_001, &CLAIM.replace("Supports", "N/A")),
        claim(90_000_009, 900_001, &CLAIM.replace("Vemurafenib", "")),
        claim(90_000_010, 900_001, &CLAIM.replace("Melanoma\t1909", "\t")),
        claim(90_000_011, 900_001, &CLAIM.replace("accepted", "submitted")),
        claim(90_000_012, 900_001, &CLAIM.replace("21639808", "")),
        claim(90_000_013, 900_001, &CLAIM.replace("\tB\t", "\tQ\t")),
        claim(90_000_014, 999_999, CLAIM),
        claim(90_000_015, 900_001, &CLAIM.replace("Vemurafenib\t\t", "Amab,Bmab\t\t")),
        // An abstract of a society: a document of the source.
        claim(90_000_016, 900_001, &CLAIM.replace("21639808\tPubMed", "x\tASH")),
        // BRAF V600E, profile 12, is ours, and so is its item 1409.
        claim(1409, 12, CLAIM),
        "a line\twith three\tcells".to_owned(),
    ]
}

fn write(folder: &Path, order: fn(&mut Vec<String>)) {
    let table = |name: &str, header: &str, mut rows: Vec<String>| {
        order(&mut rows);
        let text = std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\n") + "\n";
        std::fs::write(folder.join(name), text).unwrap();
    };
    let owned = |rows: &[&str]| rows.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>();
    table("VariantSummaries.tsv", VARIANTS, owned(VARIANT_ROWS));
    let mut profiles = owned(PROFILE_ROWS);
    profiles.push("BRAF V600E\t12\t12\t".to_owned());
    table("MolecularProfileSummaries.tsv", PROFILES, profiles);
    table("ClinicalEvidenceSummaries.tsv", EVIDENCE, evidence());
}

fn build(folder: &Path) -> Outcome {
    let source = SourceInput { name: "civic".into(), path: folder.to_owned() };
    build_from(&[root().join("knowledge")], "test", &[], &[source]).unwrap()
}

fn state<'l>(ledger: &'l Ledger, kind: &str, record: &str) -> &'l State {
    &ledger.entries[kind].iter().find(|entry| entry.record == record).unwrap_or_else(|| panic!("{record} is not counted")).state
}

#[test]
fn every_record_is_counted_once_and_nothing_stops_the_build() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |_| {});
    let outcome = build(folder.path());
    assert!(outcome.image.is_some(), "slips of a source never stop the build");
    assert_eq!(outcome.diagnostics.error_count(), 0);
    let ledger = &outcome.sources[0];
    assert_eq!(
        (ledger.source.as_str(), ledger.release.as_str(), ledger.licence.as_str()),
        ("civic-2030-01-02", "2030-01-02", "CC0-1.0")
    );
    assert!(ledger.inputs.iter().all(|input| input.digest.starts_with("blake3:")) && ledger.inputs.len() == 3);
    assert_eq!(ledger.lines_not_read.len(), 2, "{:?}", ledger.lines_not_read);
    assert_eq!(ledger.already_ours, 1);

    let quarantined = |reason: &str| State::Quarantined(reason.to_owned());
    for (profile, expected) in [
        ("MPID900001", State::Compiled),
        ("MPID12", State::Compiled),
        ("MPID900002", quarantined("REF_AA_MISMATCH")),
        ("MPID900003", State::Compiled),
        ("MPID900004", quarantined("NAME_NOT_READ")),
        ("MPID900006", quarantined("VARIANT_NOT_IN_TABLES")),
    ] {
        assert_eq!(*state(ledger, "profiles", profile), expected, "{profile}");
    }
    assert!(matches!(state(ledger, "profiles", "MPID900005"), State::Partly(why) if why.contains("BY_LETTERS_ONLY")));
    for (number, expected) in [
        (1, State::Compiled),
        (2, quarantined("REF_AA_MISMATCH")),
        (3, State::Compiled),
        (4, quarantined("NAME_NOT_READ")),
        (6, quarantined("VARIANT_NOT_IN_TABLES")),
        (7, quarantined("SIGNIFICANCE_NOT_STATED")),
        (8, quarantined("DIRECTION_NOT_STATED")),
        (9, quarantined("THERAPY_NOT_STATED")),
        (10, quarantined("DISEASE_NOT_STATED")),
        (11, quarantined("NOT_ACCEPTED")),
        (12, quarantined("CITATION_NOT_STATED")),
        (13, quarantined("LEVEL_NOT_KNOWN")),
        (14, quarantined("PROFILE_NOT_IN_TABLES")),
        (15, quarantined("INTERACTION_NOT_STATED")),
        (16, State::Compiled),
    ] {
        assert_eq!(*state(ledger, "evidence", &format!("EID900000{number:02}")), expected, "{number}");
    }
    assert_eq!(*state(ledger, "evidence", "EID1409"), State::Compiled, "ours stands");
    for (kind, rows) in [("evidence", evidence().len() - 1), ("profiles", PROFILE_ROWS.len())] {
        let tally = ledger.tally(kind, |_| true);
        assert_eq!(tally.records, rows, "{kind}");
        assert_eq!(tally.compiled + tally.partly + tally.quarantined, tally.records, "{kind}");
    }
    let json = ledger.to_json();
    assert_eq!(json["records"]["evidence"]["in"], 17);
    assert_eq!(json["names_not_read"][0]["name"], "something else");
}

#[test]
fn what_was_imported_can_be_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), |_| {});
    let image = build(folder.path()).image.unwrap();
    let knowledge = ckdb_core::knowledge::Knowledge::from_bytes(image.bytes).unwrap();
    let items = knowledge.evidence("BRAF V600R").unwrap();
    let item = items.iter().find(|item| item.source_record() == "EID90000001").expect("the claim is under its profile's name");
    assert_eq!(item.statement(), "A statement with \"quotes, one open.");
    assert_eq!(item.id(), "BRAF/V600R/EID90000001");
    assert!(!knowledge.evidence("NEWGENE1 Amplification").unwrap().is_empty(), "a gene nobody curated");
}

#[test]
fn the_order_of_lines_changes_nothing() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(a.path(), |_| {});
    write(b.path(), |rows| rows.reverse());
    assert_eq!(build(a.path()).image.unwrap().content_id, build(b.path()).image.unwrap().content_id);
}

#[test]
fn a_folder_that_is_no_release_says_what_was_expected() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |path: &Path| {
        let source = SourceInput { name: "civic".into(), path: path.to_owned() };
        build_from(&[root().join("knowledge")], "test", &[], &[source]).unwrap_err().to_string()
    };
    assert!(ask(folder.path()).contains("expected ClinicalEvidenceSummaries"));
    std::fs::write(folder.path().join("ClinicalEvidenceSummaries.tsv"), "gene\tdrug\nA\tB\n").unwrap();
    assert!(ask(folder.path()).contains("expected a column evidence_id, found gene, drug"));
    assert!(ask(&folder.path().join("nowhere")).contains("cannot be read"));
    assert!("civic".parse::<SourceInput>().is_err() && "nobody=x".parse::<SourceInput>().is_err());
}
