//! Runs every literate case under `tests/cases/phase/`.
//!
//! A case is a Markdown file that stands alone (see [`literate`]): a `model` block; a `vcf` block with FORMAT and one sample;
//! and one or both of
//! - a table `| pair | relation |`: how each two lines lie to each other, in the order of the lines;
//! - a table `| lines | reading | allele | HGVSp |`: the alleles that are read, `cis` or `possible` for joined ones, `alone` for
//!   lines that lie on no joined haplotype or also alone on another; HGVSp on the first transcript that has a name.
#![allow(clippy::unwrap_used, reason = "tests")]

mod literate;

use ckdb_core::consequence::consequences;
use ckdb_core::genome::{Allele, Transcript};
use ckdb_core::normalize::normalize;
use ckdb_core::phase::{Call, Relation, clusters, join, relation};
use ckdb_core::vcf::{Line, phasing};
use literate::{Case, contig};

/// The calls of a case, with the ID of their line (and the number of the ALT, if there are several).
fn calls(case: &Case) -> Vec<(String, Call)> {
    let mut calls = Vec::new();
    for (number, text) in (1..).zip(&case.lines) {
        let text = text.split_whitespace().collect::<Vec<_>>().join("\t");
        let line = Line::parse(text.as_bytes(), number).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        let contig = contig(std::str::from_utf8(line.chrom()).unwrap());
        let id = String::from_utf8_lossy(line.id());
        let several = line.alternates().contains(&b',');
        for (alternate, allele) in line.alleles(contig).enumerate() {
            let allele = allele.unwrap().without_anchor().unwrap();
            let name = if several { format!("{id}.{}", alternate + 1) } else { id.to_string() };
            calls.push((name, Call { line: number, alternate, allele, phase: phasing::phase(&line, Some(0), alternate) }));
        }
    }
    calls
}

fn protein(case: &Case, allele: &Allele) -> String {
    let normal = normalize(allele, case).unwrap_or_else(|error| panic!("{error}"));
    let mut found = Vec::new();
    consequences(&normal, case, (0..).zip(case.transcripts.iter().map(Transcript::view)), &mut found);
    found.iter().find_map(|one| one.protein.as_ref()).map_or_else(|| "-".to_owned(), ToString::to_string)
}

fn answer(case: &Case) -> Vec<String> {
    let named = calls(case);
    let (names, calls): (Vec<String>, Vec<Call>) = named.into_iter().unzip();
    let mut rows = Vec::new();
    for (index, a) in calls.iter().enumerate() {
        for (other, b) in calls.iter().enumerate().skip(index + 1) {
            rows.push(format!("{}+{} | {}", names[index], names[other], relation(a, b).as_str()));
        }
    }
    let alleles: Vec<Allele> = calls.iter().map(|call| call.allele.clone()).collect();
    let transcripts = || case.transcripts.iter().map(Transcript::view);
    let (mut certain, mut also_alone) = (Vec::new(), Vec::new());
    for cluster in clusters(&alleles, transcripts(), case) {
        let members: Vec<Call> = cluster.iter().map(|index| calls[*index].clone()).collect();
        let joints = join(&members, transcripts(), case);
        for joint in joints.joints {
            let ids: Vec<&str> = joint.members.iter().map(|member| names[cluster[*member]].as_str()).collect();
            let reading = if joint.relation == Relation::Cis { "cis" } else { "possible" };
            rows.push(format!("{} | {reading} | {} | {}", ids.join("+"), joint.allele, protein(case, &joint.allele)));
            if joint.relation == Relation::Cis {
                certain.extend(joint.members.iter().map(|member| cluster[*member]));
            }
        }
        also_alone.extend(joints.also_alone.iter().map(|member| cluster[*member]));
    }
    for index in (0..calls.len()).filter(|index| !certain.contains(index) || also_alone.contains(index)) {
        rows.push(format!("{} | alone | {} | {}", names[index], alleles[index], protein(case, &alleles[index])));
    }
    rows
}

#[test]
fn every_case_says_what_is_read() {
    let cases = literate::cases("phase");
    assert!(cases.len() >= 6, "only {} cases", cases.len());
    let mut wrong = String::new();
    for (name, case) in &cases {
        let found = answer(case);
        // A case need not show how its lines lie to each other; what it shows must be all.
        let shows_pairs = case.expected.iter().any(|row| row.matches('|').count() == 1);
        let shows_readings = case.expected.iter().any(|row| row.matches('|').count() == 3);
        let is_shown = |row: &&String| if row.matches('|').count() == 1 { shows_pairs } else { shows_readings };
        let found: Vec<&String> = found.iter().filter(is_shown).collect();
        for index in 0..found.len().max(case.expected.len()) {
            let (found, expected) = (found.get(index).map(|row| row.as_str()), case.expected.get(index).map(String::as_str));
            if found != expected {
                wrong +=
                    &format!("{name}\n  expected {}\n  found    {}\n", expected.unwrap_or_default(), found.unwrap_or_default());
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
