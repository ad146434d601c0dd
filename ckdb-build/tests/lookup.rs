//! `ckdb lookup` as people call it: one answer however a change is spelt, the answer a VCF line gets, and errors that help.

#![allow(clippy::unwrap_used)]

use ckdb_build::default::Cache;
use ckdb_core::index::IndexFile;
use ckdb_core::knowledge::Knowledge;
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Command, Output};

/// Shared by all tests: the index that ships, compiled by whoever comes first.
fn cache() -> String {
    format!("{}/lookup-cache", env!("CARGO_TARGET_TMPDIR"))
}

fn ckdb(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.args(arguments).env_remove("CKDB_INDEX").env("CKDB_CACHE", cache());
    command.output().unwrap()
}

fn ask(arguments: &[&str]) -> Vec<Value> {
    let output = ckdb(&[&["lookup", "--format", "jsonl"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "quiet when piped");
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The matches of an answer, without the line about the question.
fn matches(arguments: &[&str]) -> Vec<Value> {
    let all = ask(arguments);
    assert_eq!(all[0]["type"], "query");
    all.into_iter().filter(|line| line["type"] == "match").collect()
}

fn page(arguments: &[&str]) -> String {
    let output = ckdb(&[&["lookup"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The message of a lookup that must fail with exit code 1.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let output = ckdb(&[&["lookup"], arguments].concat());
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    assert!(output.stdout.is_empty(), "nothing on standard output");
    String::from_utf8(output.stderr).unwrap()
}

/// Claims of all matches.
fn rows(matches: &[Value]) -> impl Iterator<Item = &Value> {
    matches.iter().flat_map(|found| found["rows"].as_array().unwrap())
}

fn names(therapies: &Value) -> Vec<&str> {
    therapies.as_array().unwrap().iter().map(|therapy| therapy["name"].as_str().unwrap()).collect()
}

fn level<'a>(row: &'a Value, column: &str) -> Option<&'a Value> {
    row["levels"].as_array().unwrap().iter().find(|level| level["column"] == column)
}

/// Profile, match level and state of each match, each once.
fn met(matches: &[Value]) -> BTreeSet<[String; 3]> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    matches.iter().map(|found| [&found["profile"]["id"], &found["match_level"], &found["state"]].map(text)).collect()
}

fn triple(profile: &str, level: &str, state: &str) -> [String; 3] {
    [profile, level, state].map(str::to_owned)
}

#[test]
fn braf_v600e_has_one_answer_in_every_notation() {
    let asked = matches(&["BRAF V600E", "--disease", "MEL"]);
    assert!(met(&asked).contains(&triple("BRAF/V600E", "SAME_PROTEIN", "true")));
    assert!(met(&asked).contains(&triple("BRAF/V600", "CODON", "true")));
    for term in [
        "braf-v600e",
        "BRAF p.Val600Glu",
        "BRAF:p.(Val600Glu)",
        "NP_004324.2:p.Val600Glu",
        "NP_004324:p.V600E",
        "BRAF c.1799T>A",
        "NM_004333.5:c.1799T>A",
        "NM_004333:c.1799T>A",
        "NM_004333.6:c.1799T>A",
        "NM_004333.5(BRAF):c.1799T>A",
        "ENST00000646891.1:c.1799T>A",
        "NM_004333.5:c.1799_1800delinsAA",
        "NC_000007.14:g.140753336A>T",
        "NC_000007.13:g.140453136A>T",
        "7:g.140753336A>T",
        "chr7-140753336-A-T",
        "chr7:140753336:A:T",
        "7-140453136-A-T",
    ] {
        assert_eq!(matches(&[term, "--disease", "MEL"]), asked, "{term}");
    }
}

#[test]
fn tert_c228t_is_its_letters_by_whatever_name() {
    let asked = matches(&["TERT C228T"]);
    assert!(met(&asked).contains(&triple("TERT/C228T", "EXACT_ALLELE", "true")));
    for term in ["TERT -124C>T", "TERT c.-124C>T", "chr5-1295113-G-A", "chr5-1295228-G-A", "NC_000005.9:g.1295228G>A"] {
        assert_eq!(matches(&[term]), asked, "{term}");
    }
}

#[test]
fn a_change_is_answered_as_the_vcf_line_that_carries_it() {
    for (term, line) in [
        ("KRAS G12S", "12\t25245351\t.\tC\tT"),
        ("BRAF V600K", "7\t140753336\t.\tAC\tTT"),
        ("EGFR L747_P753delinsS", "7\t55174777\t.\tTAAGAGAAGCAACATCTCCG\tCA"),
        ("EGFR E746_A750del", "7\t55174771\t.\tAGGAATTAAGAGAAGC\tA"),
        ("ERBB2 A775_G776insYVMA", "17\t39724731\t.\tA\tATACGTGATGGCT"),
        ("TP53 R213*", "17\t7674894\t.\tG\tA"),
        ("BRCA1 p.Gln1756fs", "17\t43057062\t.\tT\tTG"),
        ("EGFR T790M", "7\t55181378\t.\tC\tT"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let vcf = folder.path().join("one.vcf");
        let head = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
        std::fs::write(&vcf, format!("{head}{line}\t.\tPASS\t.\n")).unwrap();
        let output = ckdb(&["annotate", vcf.to_str().unwrap(), "--assembly", "GRCh38"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let info = text.lines().last().unwrap().split('\t').nth(7).unwrap();
        let entries = info.split(';').find_map(|key| key.strip_prefix("CKDB=")).unwrap_or_else(|| panic!("{term}: {info}"));
        let line: BTreeSet<[String; 3]> = entries
            .split(',')
            .map(|entry| {
                let fields: Vec<&str> = entry.split('|').collect();
                triple(fields[3], fields[1], fields[2])
            })
            .collect();
        assert_eq!(met(&matches(&[term])), line, "{term}");
    }
}

#[test]
fn what_depends_on_the_letters_is_unknown_for_a_protein_change() {
    // The label lists one of the two changes of letters that give E545D.
    let protein = met(&matches(&["PIK3CA E545D"]));
    assert!(protein.contains(&triple("PIK3CA/label-hotspots", "EXACT_ALLELE", "unknown(LETTERS_NOT_TOLD)")), "{protein:?}");
    let breast = matches(&["PIK3CA E545D", "--disease", "BRCA"]);
    let label = breast.iter().find(|found| found["profile"]["id"] == "PIK3CA/label-hotspots").unwrap();
    assert_eq!(label["reason"]["code"], "LETTERS_NOT_TOLD");
    for row in label["rows"].as_array().unwrap() {
        assert_eq!((&row["levels"], &row["access"]), (&serde_json::json!([]), &serde_json::json!([])), "unknown earns no level");
    }
    assert!(label["rows"].as_array().unwrap().iter().any(|row| !row["if_true"]["levels"].as_array().unwrap().is_empty()));
    let listed = met(&matches(&["PIK3CA c.1635G>T"]));
    assert!(listed.contains(&triple("PIK3CA/label-hotspots", "EXACT_ALLELE", "true")), "{listed:?}");
    let other = met(&matches(&["PIK3CA c.1635G>C"]));
    assert!(!other.iter().any(|[profile, ..]| profile == "PIK3CA/label-hotspots"), "{other:?}");
}

#[test]
fn egfr_l858r_in_lung_adenocarcinoma_shows_osimertinib() {
    let found = matches(&["EGFR L858R", "--disease", "LUAD"]);
    let osimertinib = |row: &&Value| names(&row["therapies"]) == ["osimertinib"] && row["significance"] == "Sensitivity/Response";
    let best = rows(&found).find(osimertinib).unwrap();
    assert_eq!(best["therapies"][0]["name_ja"], "オシメルチニブ");
    let japan = level(best, "jp").unwrap();
    assert_eq!(japan["level"], "A");
    assert!(japan["scheme"].as_str().unwrap().starts_with("jp-2.1@"));
    assert!(!japan["records"].as_array().unwrap().is_empty(), "a level names the records that gave it");
    assert!(!best["access"].as_array().unwrap().is_empty());

    let text = page(&["EGFR", "L858R", "--disease", "LUAD"]);
    for wanted in ["osimertinib (オシメルチニブ)", "Lung Adenocarcinoma (肺腺癌)", "JP A by ", "the patient's disease"] {
        assert!(text.contains(wanted), "{wanted}");
    }
    assert!(!text.contains('\u{1b}'), "no colours where nobody sees them");
    let wide = text.lines().filter(|line| unicode_width::UnicodeWidthStr::width(*line) > 100 && !line.contains("http")).count();
    assert_eq!(wide, 0, "100 columns");
}

#[test]
fn without_a_disease_its_levels_are_left_out_and_it_is_said() {
    let found = matches(&["EGFR L858R"]);
    assert!(rows(&found).count() > 5);
    for row in rows(&found) {
        assert_eq!(row["disease_scope"], "not-given");
        assert_eq!((&row["levels"], &row["access"]), (&serde_json::json!([]), &serde_json::json!([])));
    }
    assert!(page(&["EGFR L858R"]).contains("not given: levels and access that depend on the patient's disease are left out"));
}

#[test]
fn names_in_both_languages_mean_the_same() {
    let therapy = matches(&["osimertinib", "--disease", "LUAD"]);
    assert!(rows(&therapy).all(|row| names(&row["therapies"]).contains(&"osimertinib")));
    for name in ["タグリッソ", "オシメルチニブ", "Tagrisso"] {
        assert_eq!(matches(&[name, "--disease", "肺腺癌"]), therapy, "{name}");
    }
    assert_eq!(matches(&["肺腺癌"]), matches(&["LUAD"]), "a disease is its own patient");
    assert_eq!(matches(&["HER2"]), matches(&["ERBB2"]));
    assert!(matches(&["HER2"]).iter().any(|found| found["profile"]["id"] == "ERBB2/amplification"));
}

#[test]
fn records_are_found_by_their_identities() {
    let item = matches(&["EID1409"]);
    assert_eq!((item.len(), item[0]["profile"]["id"].as_str(), rows(&item).count()), (1, Some("BRAF/V600E"), 1));
    let [shown] = &item[0]["rows"][0]["evidence"].as_array().unwrap()[..] else { panic!("only the one asked for") };
    assert_eq!((shown["id"].as_str(), shown["citation"].as_str()), (Some("BRAF/V600E/e1"), Some("PMID:21639808")));
    assert_eq!(matches(&["BRAF/V600E/e1"]), item);
    let approved = matches(&["us/osimertinib/1"]);
    assert!(approved.len() > 1 && rows(&approved).all(|row| names(&row["therapies"]) == ["osimertinib"]));
    let trial = ask(&["NCT02369484"]);
    assert_eq!((trial[1]["type"].as_str(), trial[1]["id"].as_str()), (Some("trial"), Some("NCT02369484")));
    let class = met(&matches(&["EGFR exon 19 deletion"]));
    assert!(class.iter().any(|[profile, ..]| profile == "EGFR/L858R-or-exon-19-deletion"), "it holds, too: {class:?}");
}

#[test]
fn what_was_assumed_is_said() {
    let notes = |arguments: &[&str]| ask(arguments)[0]["notes"].to_string();
    assert!(notes(&["NM_004333.6:c.1799T>A"]).contains("read on NM_004333.5"));
    assert!(notes(&["chr7-140453136-A-T"]).contains("GRCh37, whose letters fit"));
    assert_eq!(notes(&["chr7-140453136-A-T", "--assembly", "hg19"]), "[]");
    assert!(notes(&["ERBB2 A775_G776insYVMA"]).contains("p.Tyr772_Ala775dup"));
}

#[test]
fn what_cannot_be_answered_says_why_and_what_to_ask() {
    for (arguments, parts) in [
        (&["BRFA V600E"][..], &["unknown term `BRFA V600E`", "did you mean BRAF V600E"][..]),
        (&["osimertinb"], &["did you mean osimertinib?"]),
        (&["BRAF V600E", "--disease", "MELA"], &["unknown disease `MELA`", "Melanoma (MEL)"]),
        (&["rs113488022"], &["dbSNP", "BRAF V600E"]),
        (&["CA123643"], &["ClinGen", "chr7-140753336-A-T"]),
        (&["BRAF A600E"], &["residue 600", "Val", "NM_004333.5"]),
        (&["c.1799T>A"], &["which sequence"]),
        (&["NM_999999.1:c.1A>T"], &["no transcript `NM_999999.1`"]),
        (&["NM_004333.5:c.1799G>A"], &["states `G`", "has `T`"]),
        (&["chr7-140753336-G-T"], &["GRCh38 has A there, not G", "--assembly"]),
        (&["NC_000007.14:g.140753336A>T", "--assembly", "GRCh37"], &["is on GRCh38, but --assembly says GRCh37"]),
        (&["chr7-140753336-A-<DEL>"], &["symbolic ALT"]),
        (&[""], &["the term is empty"]),
    ] {
        let said = refused(arguments);
        for part in parts {
            assert!(said.contains(part), "{arguments:?}: {said}");
        }
    }
    assert_eq!(ckdb(&["lookup"]).status.code(), Some(2), "no term is wrong usage");
    assert_eq!(ckdb(&["lookup", "BRAF", "--assembly", "mm10"]).status.code(), Some(2));
}

fn knowledge() -> Knowledge {
    let open = |path: &std::path::Path| IndexFile::open(path).and_then(Knowledge::of);
    Cache::at(cache()).open(open, |_| ()).unwrap()
}

/// Terms made of pieces of real ones: most are nonsense, and many are nearly sense.
#[test]
fn no_term_makes_it_panic() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngSeed, TestRunner};
    let knowledge = knowledge();
    let piece = prop::sample::select(vec![
        "BRAF",
        "EGFR",
        "TP53",
        "NM_004333.5",
        "NP_004324.2",
        "ENST00000646891.1",
        "NC_000007.14",
        "chr7",
        "7",
        "V600",
        "E",
        "p.",
        "c.",
        "g.",
        "n.",
        "140753336",
        "1799",
        "0",
        "1",
        "766",
        "4294967295",
        "99999999999",
        "T",
        "A",
        ">",
        "del",
        "dup",
        "ins",
        "inv",
        "fs",
        "ext",
        "*",
        "_",
        "-",
        ":",
        " ",
        "=",
        "?",
        "+1",
        "Val600Glu",
        "Met1",
        "Ter767",
        "E746_A750",
        "(",
        ")",
        "rs1",
        "薬",
        "\u{0}",
        "exon 19",
    ]);
    let config = Config { cases: 300, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..Config::default() };
    let terms = prop::collection::vec(piece, 0..7).prop_map(|pieces| pieces.concat());
    let lookup = ckdb_core::annotate::Lookup::new(&knowledge);
    let asked = TestRunner::new(config).run(&terms, |term| {
        // An answer or an error, and an error says something.
        if let Err(error) = lookup.ask(&term) {
            prop_assert!(!error.to_string().is_empty());
        }
        Ok(())
    });
    asked.unwrap();
}

#[test]
fn the_library_gives_evidence_as_views() {
    let knowledge = knowledge();
    let items = knowledge.evidence("BRAF V600E").unwrap();
    assert!(items.iter().all(|item| item.id().starts_with("BRAF/V600E/e")));
    let printed: Vec<String> =
        items.iter().map(|item| format!("{} {} {}", item.level(), item.significance(), item.therapies())).collect();
    assert!(printed.contains(&"A Sensitivity/Response vemurafenib".to_owned()), "{printed:?}");
    assert!(printed.iter().any(|line| line.contains(" + ")), "combinations are joined: {printed:?}");
    let of_change: BTreeSet<&str> = knowledge.evidence("KRAS G12F").unwrap().iter().map(|item| item.id()).collect();
    assert!(of_change.iter().any(|id| id.starts_with("KRAS/G12/")), "{of_change:?}");
    assert_eq!(knowledge.evidence("EID1409").unwrap().len(), 1);
    assert!(knowledge.evidence("osimertinib").unwrap().len() > 3);
    assert!(knowledge.evidence("BRFA").is_err());
}
