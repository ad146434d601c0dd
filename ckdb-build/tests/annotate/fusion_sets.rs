//! Call sets of structural variants nobody here wrote: every record answered or refused with a reason, both lines of a pair with
//! one answer, known drivers found and explained. The figures stand in `docs/conformance.md`, section `fusions`.

use super::command::{annotate, content, data, err, out};
use super::page;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// What a file's records became.
#[derive(Default)]
struct Set {
    alleles: usize,
    refused: BTreeMap<String, usize>,
    /// Structure → its answers; equal structures come from both lines of a pair.
    events: BTreeMap<String, BTreeSet<String>>,
    /// Structures read from two lines or more.
    pairs: usize,
    /// Fusions with both partners, in words.
    fusions: BTreeSet<String>,
    /// `chrom:pos profile state rule`.
    met: BTreeSet<String>,
}

fn walk(path: &Path, assembly: &str) -> Set {
    let output = annotate(path, &["--assembly", assembly, "--format", "jsonl", "--all"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let mut set = Set::default();
    let mut lines_of: BTreeMap<String, usize> = BTreeMap::new();
    for line in out(&output).lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        if value["type"] != "variant" {
            continue;
        }
        set.alleles += 1;
        if let Some(code) = value["not_annotated"]["code"].as_str() {
            *set.refused.entry(code.to_owned()).or_default() += 1;
            continue;
        }
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let answers: BTreeSet<String> = (value["matches"].as_array().unwrap().iter())
            .map(|found| format!("{} {} {}", text(&found["profile"]["id"]), text(&found["state"]), text(&found["rule"])))
            .collect();
        let place = format!("{}:{}", text(&value["variant"]["chrom"]), value["variant"]["pos"]);
        set.met.extend(answers.iter().map(|answer| format!("{place} {answer}")));
        for fusion in value["fusions"].as_array().into_iter().flatten() {
            if !fusion["five_prime"].is_null() && !fusion["three_prime"].is_null() {
                set.fusions.insert(text(&fusion["geometry"]));
            }
        }
        if let Some(structure) = value["structure"].as_str() {
            *lines_of.entry(structure.to_owned()).or_default() += 1;
            let known = set.events.entry(structure.to_owned()).or_insert_with(|| answers.clone());
            assert_eq!(*known, answers, "{structure}: two lines of one event, two answers");
        }
    }
    set.pairs = lines_of.values().filter(|lines| **lines > 1).count();
    set
}

const SETS: [(&str, &str); 6] = [
    ("samples/hmf/COLO829.purple.sv.GRCh37.vcf.gz", "GRCh37"),
    ("samples/hmf/tumor_sample.purple.sv.GRCh37.vcf.gz", "GRCh37"),
    ("conformance/somatic/colo829-sv-truth/truthset_somaticSVs_COLO829.vcf", "GRCh37"),
    ("conformance/somatic/strelka-manta-demo/somaticSV.vcf.gz", "GRCh37"),
    ("samples/sv/gnomad.v4.0.sv.chr1.slice.GRCh38.vcf.gz", "GRCh38"),
    ("samples/sv/gnomad.v4.0.cnv.slice.GRCh38.vcf.gz", "GRCh38"),
];

#[test]
fn call_sets_are_answered_or_refused_with_a_reason() {
    let mut table =
        String::from("| file | alleles | refused, by reason | structures | read from two lines | with two partners |\n");
    table.push_str("|---|---|---|---|---|---|\n");
    let mut explained = String::new();
    let mut seen = 0;
    for (name, assembly) in SETS {
        let Some(path) = data(name) else { continue };
        seen += 1;
        let set = walk(&path, assembly);
        let records = String::from_utf8_lossy(&content(&path)).lines().filter(|line| !line.starts_with('#')).count();
        assert!(set.alleles >= records, "{name}: {records} records, {} alleles", set.alleles);
        let refused: Vec<String> = set.refused.iter().map(|(code, count)| format!("{code} {count}")).collect();
        let (short, refused) = (name.rsplit('/').next().unwrap(), refused.join(", "));
        let (alleles, structures, pairs, fusions) = (set.alleles, set.events.len(), set.pairs, set.fusions.len());
        writeln!(table, "| `{short}` | {alleles} | {refused} | {structures} | {pairs} | {fusions} |").unwrap();
        for line in set.met.iter().filter(|met| met.contains("PTEN/")) {
            writeln!(explained, "* `{short}` {line}").unwrap();
        }
        for words in &set.fusions {
            writeln!(explained, "* `{short}` {words}").unwrap();
        }
        if name.contains("COLO829") {
            // The deletion inside PTEN that COLO829 is known for, on each line that tells it.
            // Every copy has it: PURPLE counts two copies there and two with the junction, the truth set says 1/1.
            for profile in ["PTEN/loss-of-function true", "PTEN/loss true"] {
                assert!(set.met.iter().any(|met| met.contains(profile)), "{name}: {:?}", set.met);
            }
        }
    }
    if seen == SETS.len() {
        page::section("fusions", &format!("{table}\n{explained}"));
    }
}
