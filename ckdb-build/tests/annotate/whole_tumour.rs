//! Questions about a whole tumour (R25, R26): several variants, their phase, and the absence of one. JSON Lines has the answers.

use super::command::{annotate, err, out};
use std::collections::BTreeMap;

/// Profile to state, for single alleles and for the sample.
fn states(lines: &[(&str, u32, &str, &str)]) -> BTreeMap<String, String> {
    let mut vcf = String::from("##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    for (contig, position, reference, alternate) in lines {
        vcf.push_str(&format!("{contig}\t{position}\t.\t{reference}\t{alternate}\t.\t.\t.\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tumour.vcf");
    std::fs::write(&file, vcf).unwrap();
    let output = annotate(&file, &["--format", "jsonl"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let mut states = BTreeMap::new();
    for line in out(&output).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let single = value["matches"].as_array().cloned().unwrap_or_default();
        let whole = value.get("match").cloned();
        for found in single.into_iter().chain(whole) {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            states.insert(text(&found["profile"]["id"]), text(&found["state"]));
        }
    }
    states
}

const T790M: (&str, u32, &str, &str) = ("7", 55_181_378, "C", "T");
const C797S: (&str, u32, &str, &str) = ("7", 55_181_398, "T", "A");
const BOTH: (&str, u32, &str, &str) = ("7", 55_181_378, "CGCAGCTCATGCCCTTCGGCT", "TGCAGCTCATGCCCTTCGGCA");
const NPM1: (&str, u32, &str, &str) = ("5", 171_410_539, "C", "CTCTG");
const ITD: (&str, u32, &str, &str) = ("13", 28_034_109, "C", "CCCATTTGAGATCATATTCATATTC");

#[test]
fn one_record_is_in_cis_and_two_without_phase_are_unknown() {
    let one = states(&[BOTH]);
    assert_eq!(one["EGFR/T790M-and-C797S-cis"], "true");
    assert!(!one.contains_key("EGFR/T790M-and-C797S-trans"), "{one:?}");
    let two = states(&[T790M, C797S]);
    assert_eq!((&*two["EGFR/T790M"], &*two["EGFR/C797S"]), ("true", "true"));
    assert_eq!(two["EGFR/T790M-and-C797S-cis"], "unknown(PHASE)");
    assert_eq!(two["EGFR/T790M-and-C797S-trans"], "unknown(PHASE)");
    let half = states(&[T790M]);
    assert!(half.get("EGFR/T790M-and-C797S-cis").is_none_or(|state| state.starts_with("unknown(")), "{half:?}");
}

#[test]
fn absence_is_not_taken_from_silence() {
    let alone = states(&[NPM1]);
    assert_eq!(alone["NPM1/exon-12-mutation"], "true");
    assert_eq!(alone["NPM1/exon-12-mutation-and-not-FLT3-ITD"], "unknown(NOT_CALLABLE)", "nobody looked at FLT3");
    let with_itd = states(&[NPM1, ITD]);
    assert_eq!(with_itd["FLT3/ITD"], "true");
    assert!(!with_itd.contains_key("NPM1/exon-12-mutation-and-not-FLT3-ITD"), "the ITD is there: {with_itd:?}");
}
