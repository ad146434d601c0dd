//! Trials, through the command: one case against the trials of an index, one trial against cases, and the registry's own files as a
//! source. So that nobody is told that a trial takes them because its text was not read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test may stop at the first thing it cannot read"
)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn ckdb(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ckdb")).args(args).output().unwrap()
}

fn text(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A folder with an index: the records that ship, those given (path, text), and a source.
fn index(extra: &[(&str, &str)], source: Option<&Path>) -> (tempfile::TempDir, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (image, report) = (path("test.ckdb"), path("report.json"));
    let own = root().join("knowledge").display().to_string();
    let mut args = vec!["build".to_owned(), "--knowledge".to_owned(), own];
    for (name, content) in extra {
        let file = folder.path().join("extra").join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, content).unwrap();
    }
    if !extra.is_empty() {
        args.extend(["--knowledge".to_owned(), path("extra")]);
    }
    if let Some(source) = source {
        args.extend(["--source".to_owned(), format!("ctgov={}", source.display())]);
    }
    args.extend(["-o".to_owned(), image.clone(), "--report".to_owned(), report.clone()]);
    let output = ckdb(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, image, std::fs::read_to_string(report).unwrap())
}

fn lung() -> String {
    root().join("examples/lung-EGFR-L858R-T790M.GRCh38.vcf").display().to_string()
}

/// Trial records of a case, by id, and the types of all records in order.
fn asked(image: &str, args: &[&str]) -> (BTreeMap<String, Value>, Vec<String>) {
    let lung = lung();
    let output = text(&ckdb(&[&["annotate", lung.as_str(), "--index", image, "--format", "jsonl"], args].concat()));
    let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types = lines.iter().map(|line| line["type"].as_str().unwrap().to_owned()).collect();
    let trials = lines.into_iter().filter(|line| line["type"] == "trial");
    (trials.map(|line| (line["id"].as_str().unwrap().to_owned(), line)).collect(), types)
}

fn codes<'v>(trial: &'v Value, list: &str) -> Vec<&'v str> {
    trial[list].as_array().unwrap().iter().map(|said| said["code"].as_str().unwrap()).collect()
}

#[test]
fn a_tumour_with_l858r_and_t790m_against_the_trials_that_ship() {
    let (_folder, image, _) = index(&[], None);
    let (trials, types) = asked(&image, &["--disease", "LUAD", "--explain"]);
    let first = types.iter().position(|kind| kind == "trial").unwrap();
    assert!(types[first..types.len() - 1].iter().all(|kind| kind == "trial"), "trials stand together");
    assert_eq!(types.last().unwrap(), "summary");
    // Any of L858R and exon 19 deletion.
    let match_ = &trials["NCT05463224"];
    assert_eq!((match_["entry"].as_str(), codes(match_, "unknown"), codes(match_, "excluded_by")), (Some("match"), vec![], vec![]));
    assert_eq!(match_["verdict"]["state"], "true");
    assert_eq!(
        (match_["status"].as_str(), match_["access"].is_null()),
        (Some("active-not-recruiting"), true),
        "closed is no route"
    );
    assert!(match_["as_of"].as_str().unwrap().starts_with("20"));
    // L858R and T790M; L858R and not T790M.
    assert_eq!(trials["NCT05209256"]["entry"], "match");
    let without = &trials["NCT02759614"];
    assert_eq!((without["entry"].as_str(), codes(without, "excluded_by")), (Some("excluded"), vec!["GENOMIC"]));
    // ERBB2 was not looked at, fusions were not called.
    let open = &trials["NCT02369484"];
    assert_eq!((open["entry"].as_str(), codes(open, "unknown")), (Some("possible"), vec!["GENOMIC"]));
    assert_eq!(open["unknown"][0]["reason"], "NOT_CALLABLE");
    assert_eq!(trials["NCT04318938"]["unknown"][0]["reason"], "NO_SV");
    // Another disease, or none told.
    let (trials, _) = asked(&image, &["--disease", "MEL", "--explain"]);
    assert!(trials.values().all(|trial| codes(trial, "excluded_by").contains(&"OTHER_DISEASE")), "{trials:?}");
    let (trials, _) = asked(&image, &["--explain"]);
    assert_eq!(codes(&trials["NCT05463224"], "unknown"), ["DISEASE_NOT_GIVEN"]);
    // Without --explain only what is news: no excluded trial, no closed one that is merely possible.
    let (trials, _) = asked(&image, &["--disease", "LUAD"]);
    assert!(trials.contains_key("NCT05463224") && !trials.contains_key("NCT02759614") && !trials.contains_key("NCT02369484"));
}

const MADE: &str = r#"
ids = ["jRCT2099999999", "NCT99999999", "UMIN999999999"]
title = "A trial made for this test"
status = "recruiting"
as_of = "2025-01-31"
countries = ["JP", "US"]
therapies = ["osimertinib"]
diseases = ["lung-non-small-cell-carcinoma"]
minimum_age = 20
maximum_age = 75
after = ["gefitinib", "erlotinib"]
not_after = ["osimertinib"]
source = "clinicaltrials-gov"
source_record = "NCT99999999"

[criterion]
kind = "protein-change"
gene = "EGFR"
change = "T790M"
"#;

#[test]
fn age_and_earlier_therapies_open_and_close_a_trial() {
    let (_folder, image, _) = index(&[("trials/jRCT2099999999.toml", MADE)], None);
    let entry = |args: &[&str]| {
        let (trials, _) = asked(&image, &[&["--disease", "LUAD", "--explain"], args].concat());
        let trial = &trials["jRCT2099999999"];
        assert_eq!((trial["access"].as_str(), trial["status"].as_str()), (Some("JP_TRIAL"), Some("recruiting")));
        let said = |list| codes(trial, list).into_iter().map(str::to_owned).collect::<Vec<_>>().join(" ");
        (trial["entry"].as_str().unwrap().to_owned(), said("unknown"), said("excluded_by"))
    };
    let told = |entry: &str, open: &str, bars: &str| (entry.to_owned(), open.to_owned(), bars.to_owned());
    assert_eq!(entry(&[]), told("possible", "AGE_NOT_GIVEN EARLIER_THERAPIES_NOT_GIVEN", ""));
    assert_eq!(entry(&["--age", "75", "--prior", "gefitinib"]), told("match", "", ""));
    assert_eq!(entry(&["--age", "76", "--prior", "イレッサ"]), told("excluded", "", "TOO_OLD"));
    assert_eq!(entry(&["--age", "19", "--prior", "none"]), told("excluded", "", "TOO_YOUNG EARLIER_THERAPY_MISSING"));
    assert_eq!(
        entry(&["--age", "60", "--prior", "erlotinib", "--prior", "osimertinib"]),
        told("excluded", "", "EARLIER_THERAPY_HAD")
    );
    let wrong = ckdb(&["annotate", &lung(), "--index", &image, "--format", "jsonl", "--prior", "osimertinip"]);
    assert!(!wrong.status.success() && String::from_utf8_lossy(&wrong.stderr).contains("osimertinib"), "the nearest name is told");
    // The other direction, by any registry's id: the same answers.
    let melanoma = root().join("examples/melanoma-BRAF-V600E-mnv.GRCh37.vcf").display().to_string();
    let rows = text(&ckdb(&[
        "trial",
        "UMIN999999999",
        &lung(),
        &melanoma,
        "--index",
        &image,
        "--disease",
        "LUAD",
        "--age",
        "60",
        "--prior",
        "gefitinib",
    ]));
    let rows: Vec<Vec<&str>> = rows.lines().map(|row| row.split('\t').collect()).collect();
    assert_eq!(rows[0].join(" "), "case sample trial status as_of access entry unknown excluded_by");
    assert_eq!(rows[1][2..], ["jRCT2099999999", "recruiting", "2025-01-31", "JP_TRIAL", "match", "", ""]);
    assert_eq!(rows[2][2..], ["jRCT2099999999", "recruiting", "2025-01-31", "JP_TRIAL", "possible", "GENOMIC(NOT_CALLABLE)", ""]);
    let json = text(&ckdb(&["trial", "NCT99999999", &lung(), "--index", &image, "--disease", "LUAD", "--format", "jsonl"]));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((json["entry"].as_str(), json["needs"].as_str()), (Some("possible"), Some("EGFR T790M")));
    let page = text(&ckdb(&["lookup", "NCT99999999", "--index", &image]));
    assert!(
        page.contains("EGFR T790M") && page.contains("20 to 75 years") && page.contains("recruiting as of 2025-01-31"),
        "{page}"
    );
}

#[test]
fn studies_of_the_registry_become_trials_that_are_possible_at_best() {
    let data = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let file = data.join("trials/ctgov_v2_nsclc_100.json.gz");
    if !file.exists() {
        eprintln!("SKIPPED: {} is not there; set CKDB_DATA", file.display());
        return;
    }
    let (_folder, image, report) = index(&[], Some(&file));
    let report: Value = serde_json::from_str(&report).unwrap();
    let told = &report["sources"][0]["records"]["trials"];
    let count = |kind: &str| told[kind].as_u64().unwrap();
    assert_eq!(count("in"), 100, "every study is counted");
    assert_eq!(count("in"), count("compiled") + count("partly") + count("quarantined"));
    assert_eq!((count("compiled"), count("partly")), (0, 74), "{told}");
    assert_eq!(told["partly_because"]["SELECTION_NOT_READ"], 74);
    assert_eq!(told["quarantined_because"]["NOT_INTERVENTIONAL"]["count"], 22);
    assert_eq!(told["quarantined_because"]["DISEASE_NOT_KNOWN"]["count"], 4);
    let (trials, _) = asked(&image, &["--disease", "LUAD", "--age", "60", "--prior", "none", "--explain"]);
    let read = |selection: &str| trials.values().filter(|trial| trial["selection"] == selection).collect::<Vec<_>>();
    let unread = read("not-read");
    assert!(unread.len() > 50 && unread.iter().all(|trial| trial["entry"] != "match"), "what was not read is never a match");
    assert!(
        unread
            .iter()
            .filter(|trial| trial["entry"] == "possible")
            .all(|trial| codes(trial, "unknown").contains(&"SELECTION_NOT_READ"))
    );
    // A record of curators keeps its tree, and has the registry's later status.
    assert_eq!(
        (trials["NCT05463224"]["entry"].as_str(), trials["NCT05463224"]["as_of"].as_str()),
        (Some("match"), Some("2025-12-09"))
    );
    let young = asked(&image, &["--disease", "LUAD", "--age", "10", "--explain"]).0;
    assert!(codes(&young["NCT06576635"], "excluded_by").contains(&"TOO_YOUNG"));
    // The responses of the API as programs keep them: one study, or a list with a token; the day is in their names.
    let folder = data.join("trials/ctgov_v2_responses");
    let (.., report) = index(&[], Some(&folder));
    let report: Value = serde_json::from_str(&report).unwrap();
    let told = &report["sources"][0]["records"]["trials"];
    assert!(told["in"].as_u64().unwrap() >= 9 && told["quarantined_because"]["NO_DATE"].is_null(), "{told}");
    assert_eq!(report["sources"][0]["release"], "2026-08-11");
}

#[test]
fn a_broken_study_is_told_of_by_line_and_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let study = |id: &str, status: &str| {
        format!(
            "{{\"protocolSection\":{{\"identificationModule\":{{\"nctId\":\"{id}\",\"briefTitle\":\"T\"}},\"statusModule\":{{\"overallStatus\":\"{status}\",\
             \"lastUpdateSubmitDate\":\"2025-02-03\"}},\"conditionsModule\":{{\"conditions\":[\"Melanoma\",\"Unheard-of disease\"]}},\
             \"contactsLocationsModule\":{{\"locations\":[{{\"country\":\"Japan\"}},{{\"country\":\"Atlantis\"}}]}}}}}}"
        )
    };
    let path = folder.path().join("some.json");
    let broken = study("NCT00000002", "RECRUITING").replace("\"T\"", "T");
    let lines = [
        study("NCT00000001", "RECRUITING"),
        broken,
        study("NCT3", "RECRUITING"),
        study("NCT00000004", "DREAMING"),
        "{\"hello\":1}".to_owned(),
        study("NCT00000001", "COMPLETED"),
    ];
    std::fs::write(&path, format!("{{\"studies\":[\n{}\n,{{\"protocolSection\":", lines.join(",\n"))).unwrap();
    let (_folder, image, report) = index(&[], Some(&path));
    let report: Value = serde_json::from_str(&report).unwrap();
    let source = &report["sources"][0];
    let told = &source["records"]["trials"]["quarantined_because"];
    for reason in ["NOT_JSON", "BAD_ID", "STATUS_NOT_KNOWN", "NO_ID", "TWICE"] {
        assert_eq!(told[reason]["count"], 1, "{reason} in {told}");
    }
    let said: Vec<&str> = source["lines_not_read"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let places = ["some.json:3: ", "some.json:4: ", "some.json:5: NCT00000004: ", "some.json:6: ", "some.json:1: expected studies"];
    assert_eq!(said.len(), places.len(), "{said:?}");
    assert!(said.iter().zip(places).all(|(said, place)| said.starts_with(place)), "{said:?}");
    let (trials, _) = asked(&image, &["--disease", "LUAD", "--explain"]);
    let kept = &trials["NCT00000001"];
    assert_eq!((kept["access"].as_str(), &kept["countries"]), (Some("JP_TRIAL"), &serde_json::json!(["JP"])));
    // It is for melanoma and for something nobody here knows: lung cancer is not excluded.
    assert_eq!(
        (kept["entry"].as_str(), codes(kept, "unknown")),
        (Some("possible"), vec!["SELECTION_NOT_READ", "DISEASES_NOT_READ"])
    );
}
