//! `ckdb search` as people call it.

use super::root;
use serde_json::Value;
use std::process::{Command, Output};

fn ckdb(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    let cache = format!("{}/search-cache", env!("CARGO_TARGET_TMPDIR"));
    command.args(arguments).env_remove("CKDB_INDEX").env("CKDB_CACHE", cache).output().unwrap()
}

fn lines(arguments: &[&str]) -> Vec<Value> {
    let output = ckdb(&[&["search", "--format", "jsonl"], arguments].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "quiet when piped");
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(lines: &[Value]) -> Vec<&str> {
    lines.iter().filter(|line| line["type"] == "hit").map(|line| line["id"].as_str().unwrap()).collect()
}

#[test]
fn the_answer_says_how_the_question_was_read_and_why_each_record_is_there() {
    let all = lines(&["オシメルチニブ", "耐性", "--limit", "3", "--explain"]);
    assert_eq!(all[0]["type"], "query");
    assert_eq!(all[0]["read_as"][0]["read_as"][0], "therapy osimertinib");
    assert_eq!(all[0]["read_as"][1]["read_as"][0], "word resistance");
    assert_eq!(all.len(), 4);
    assert!(ids(&all).contains(&"EGFR/C797S/e1"));
    for hit in &all[1..] {
        let points: f64 = hit["reasons"].as_array().unwrap().iter().map(|reason| reason["points"].as_f64().unwrap()).sum();
        assert!((points - hit["score"].as_f64().unwrap()).abs() < 0.01, "{hit}");
    }
    let page = ckdb(&["search", "オシメルチニブ 耐性", "--explain"]);
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("evidence EGFR/C797S/e1") && page.contains("its facts name word resistance (耐性)"), "{page}");
}

/// A tumour with BRAF V600E and nothing else.
const VCF: &str = "##fileformat=VCFv4.2\n##reference=GRCh38\n##contig=<ID=chr7,length=159345973,assembly=GRCh38>\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr7\t140753336\t.\tA\tT\t.\tPASS\t.\n";

#[test]
fn with_a_vcf_only_what_the_tumour_meets_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tumour.vcf");
    std::fs::write(&path, VCF).unwrap();
    let vcf = path.to_str().unwrap();
    let here = lines(&["vemurafenib", "--vcf", vcf, "--limit", "1000", "--kind", "evidence"]);
    let found = ids(&here);
    assert!(found.contains(&"BRAF/V600E/e1"), "{found:?}");
    assert!(found.iter().all(|id| id.starts_with("BRAF/V600")), "{found:?}");
    let anywhere = lines(&["vemurafenib", "--limit", "1000", "--kind", "evidence"]);
    assert!(ids(&anywhere).len() > found.len() && ids(&anywhere).contains(&"NRAS/Q61/e1"));
    assert_eq!(ids(&lines(&["osimertinib", "--vcf", vcf])), [""; 0], "the tumour has no EGFR variant");
}

#[test]
fn an_index_without_search_and_unknown_filters_end_with_a_message() {
    let output = ckdb(&["search", "x", "--gene", "EGFFR"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean EGFR"), "{output:?}");
    let old = root().join("ckdb-core/tests/golden");
    for file in std::fs::read_dir(old)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "ckdb"))
    {
        let output = ckdb(&["search", "EGFR", "--index", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1), "{}", file.display());
    }
}
