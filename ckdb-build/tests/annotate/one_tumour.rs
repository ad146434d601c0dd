//! One tumour called on two assemblies (PCGR's T001 files) gives one answer: lines are paired by lifting their position,
//! and every pair has the same matches, records and protein changes.

use super::answer::{Answer, answers};
use super::chain::Chains;
use super::command::{annotate, data, err, out};
use super::page;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

fn annotated(file: &std::path::Path, assembly: &str, disease: &str) -> Vec<Answer> {
    let output = annotate(file, &["--assembly", assembly, "--disease", disease]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    answers(&out(&output))
}

fn key(contig: &str, position: u64, line: &Answer) -> (String, u64, String, String) {
    (contig.trim_start_matches("chr").to_owned(), position, line.reference.clone(), line.alternate.clone())
}

/// The same on the other assembly. Where the strand turns, so do single letters; longer alleles would need more than this.
fn lifted_key((contig, position, turns): (&str, u64, bool), line: &Answer) -> (String, u64, String, String) {
    let mut key = key(contig, position, line);
    if turns && key.2.len() == 1 && key.3.len() == 1 {
        let turned = |letter: &str| {
            ["A", "C", "G", "T"].iter().position(|own| *own == letter).map(|place| ["T", "G", "C", "A"][place].to_owned())
        };
        (key.2, key.3) = (turned(&key.2).unwrap_or(key.2), turned(&key.3).unwrap_or(key.3));
    }
    key
}

/// Gene, transcript without version, c. and p.: what must not depend on the assembly.
fn changes(line: &Answer) -> BTreeSet<(&str, &str, &str, &str)> {
    let base = |name: &'_ str| name.split('.').next().unwrap_or_default().len();
    line.csq
        .iter()
        .map(|found| (&*found.gene, &found.transcript[..base(&found.transcript)], &*found.hgvs_c, &*found.hgvs_p))
        .collect()
}

fn matched(line: &Answer) -> Vec<&str> {
    line.matches.iter().map(|found| &*found.all).collect()
}

#[test]
fn one_tumour_gives_one_answer_on_both_assemblies() {
    let Some(folder) = data("conformance/somatic/pcgr-t001") else { return };
    let Some(chains) = data("reference/hg19ToHg38.over.chain.gz") else { return };
    let chains = Chains::read(&chains);
    let mut text = String::from(
        "| tumour | lines GRCh37 | lines GRCh38 | pairs | with a match | same matches | with a consequence | same consequences |\n|---|---|---|---|---|---|---|---|\n",
    );
    let mut alone = Vec::new();
    for (tumour, disease) in [("T001-COAD", "COADREAD"), ("T001-BRCA", "BRCA")] {
        let file = |build: &str| folder.join(format!("{tumour}.{build}.vcf.gz"));
        let (old, new) = (annotated(&file("grch37"), "GRCh37", disease), annotated(&file("grch38"), "GRCh38", disease));
        let mut of_new: BTreeMap<_, &Answer> = new.iter().map(|line| (key(&line.chrom, line.pos, line), line)).collect();
        let (mut pairs, mut with_match, mut with_change) = (0, 0, 0);
        for line in &old {
            let contig = format!("chr{}", line.chrom.trim_start_matches("chr"));
            let lifted = chains.lift(&contig, line.pos);
            let Some(other) = lifted.and_then(|place| of_new.remove(&lifted_key(place, line))) else {
                alone.push((tumour, "GRCh37", line.clone(), lifted.is_some()));
                continue;
            };
            pairs += 1;
            with_match += usize::from(!line.matches.is_empty());
            with_change += usize::from(!line.csq.is_empty());
            let place = format!("{tumour} {}:{} {}>{}", line.chrom, line.pos, line.reference, line.alternate);
            assert_eq!(matched(line), matched(other), "{place}");
            assert_eq!(changes(line), changes(other), "{place}");
        }
        alone.extend(of_new.into_values().map(|line| (tumour, "GRCh38", line.clone(), true)));
        assert!(pairs > 190 && with_match > 0, "{tumour}: {pairs} pairs, {with_match} with a match");
        writeln!(
            text,
            "| {tumour} | {} | {} | {pairs} | {with_match} | {with_match} | {with_change} | {with_change} |",
            old.len(),
            new.len()
        )
        .unwrap();
    }
    writeln!(text, "\nLines of one file without a partner in the other:\n\n| tumour | assembly | line | matches | reason |\n|---|---|---|---|---|").unwrap();
    for (tumour, assembly, line, lifts) in &alone {
        assert!(line.matches.is_empty(), "a line without a partner has a match: {line:?}");
        let reason = if *lifts {
            "not in the other file (the callers' own liftover lost or changed it)"
        } else {
            "lies in a part the other assembly does not have"
        };
        writeln!(
            text,
            "| {tumour} | {assembly} | {}:{} {}>{} | none | {reason} |",
            line.chrom, line.pos, line.reference, line.alternate
        )
        .unwrap();
    }
    page::section("one tumour", &text);
}
