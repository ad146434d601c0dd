//! Runs every literate case under `tests/cases/structural/`: lost, doubled, turned and joined pieces of chromosomes.
//!
//! A case is a Markdown file that stands alone (see [`literate`]): prose, a drawing, and
//! - a `model` block: transcripts with their exons; letters are rarely needed, because names count and do not read;
//! - a `vcf` block: `CHROM POS ID REF ALT INFO`;
//! - a table `| ID | transcript | terms | class | exons | introns | HGVSc | whole | frame | disruptive | cuts |`: every
//!   consequence of every line, in order. `whole` are the exons wholly lost, doubled or turned; `frame` is `kept` or `shifted`
//!   where whole exons go; each cut has its place, the part that is kept (5 or 3) and the phase.
#![allow(clippy::unwrap_used, reason = "tests")]

mod literate;

use ckdb_core::consequence::cut::{Place, Role};
use ckdb_core::consequence::{Cut, structural_consequences};
use ckdb_core::genome::{StructuralAllele, Transcript};
use ckdb_core::vcf::Line;
use ckdb_core::vcf::structural::structural_allele;
use literate::Case;

/// The allele of a line of a case, and its name.
fn allele(line: &str) -> (String, StructuralAllele) {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [chrom, pos, id, reference, alternate, info] = fields[..] else { panic!("vcf line `{line}`") };
    let text = format!("{chrom}\t{pos}\t{id}\t{reference}\t{alternate}\t.\t.\t{info}\n");
    let parsed = Line::parse(text.as_bytes(), 1).unwrap_or_else(|error| panic!("{line}: {error:?}"));
    let (contig, _) = parsed.contig().unwrap();
    let allele = structural_allele(&parsed, (0, alternate.as_bytes()), contig).unwrap_or_else(|error| panic!("{line}: {error}"));
    (id.to_owned(), allele)
}

fn cut(cut: &Cut) -> String {
    let (place, number) = match cut.place {
        Place::Exon(number) => ("exon", number),
        Place::Intron(number) => ("intron", number),
        Place::Upstream(distance) => ("upstream", distance),
        Place::Downstream(distance) => ("downstream", distance),
    };
    let role = if cut.role == Role::FivePrime { 5 } else { 3 };
    let phase = cut.reading.phase().map_or_else(|| "-".to_owned(), |phase| phase.to_string());
    format!("{place} {number} keeps {role}' phase {phase}")
}

fn answer(case: &Case) -> Vec<String> {
    let mut rows = Vec::new();
    for line in &case.lines {
        let (id, allele) = allele(line);
        let mut found = Vec::new();
        structural_consequences(&allele, case, (0..).zip(case.transcripts.iter().map(Transcript::view)), &mut found);
        if found.is_empty() {
            rows.push(format!("{id}{}", " | -".repeat(10)));
        }
        for one in found {
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            let effect = one.structure.as_ref().unwrap();
            let cuts: Vec<String> = effect.cuts.iter().map(cut).collect();
            let cells = [
                case.transcripts[one.transcript as usize].accession.clone(),
                one.terms.to_string(),
                or_dash(one.class.map(|class| class.code().to_owned())),
                or_dash(one.exons.map(|exons| exons.to_string())),
                or_dash(one.introns.map(|introns| introns.to_string())),
                or_dash(one.hgvs_c.map(|name| name.to_string())),
                or_dash(effect.whole_exons.map(|exons| exons.to_string())),
                or_dash(effect.keeps_frame.map(|kept| if kept { "kept" } else { "shifted" }.to_owned())),
                if effect.is_disruptive { "yes" } else { "no" }.to_owned(),
                or_dash((!cuts.is_empty()).then(|| cuts.join("; "))),
            ];
            rows.push(format!("{id} | {}", cells.join(" | ")));
        }
    }
    rows
}

#[test]
fn every_case_says_what_the_engine_says() {
    let cases = literate::cases("structural");
    assert!(cases.len() >= 6, "only {} cases", cases.len());
    let mut wrong = String::new();
    for (name, case) in &cases {
        let found = answer(case);
        for index in 0..found.len().max(case.expected.len()) {
            let (found, expected) = (found.get(index), case.expected.get(index));
            if found != expected {
                let none = String::new();
                wrong += &format!("{name}\n  expected {}\n  found    {}\n", expected.unwrap_or(&none), found.unwrap_or(&none));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Lines of a case whose names differ only after a `-` are one event in several notations.
#[test]
fn equal_events_are_equal_values() {
    let mut compared = 0;
    for (name, case) in literate::cases("structural") {
        let alleles: Vec<(String, StructuralAllele)> = case.lines.iter().map(|line| allele(line)).collect();
        for pair in alleles.windows(2) {
            let stem = |id: &str| id.split_once('-').map(|(stem, _)| stem.to_owned());
            if stem(&pair[0].0).is_some() && stem(&pair[0].0) == stem(&pair[1].0) {
                assert_eq!(pair[0].1, pair[1].1, "{name}: {} and {}", pair[0].0, pair[1].0);
                compared += 1;
            }
        }
    }
    assert!(compared >= 4, "only {compared} pairs");
}
