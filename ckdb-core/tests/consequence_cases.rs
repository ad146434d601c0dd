//! Runs every literate case under `tests/cases/consequence/`.
//!
//! A case is a Markdown file that stands alone (see [`literate`]): prose, a drawing, and
//! - a `model` block: transcripts (`transcript ACCESSION CONTIG STRAND [mane=Select] [quality=rebuilt] [phase=N] [cds=A..B]`,
//!   then lines of `exons A..B …`) and the reference letters needed (`letters CONTIG START`, then the letters); 1-based, inclusive;
//! - a `vcf` block: `CHROM POS ID REF ALT`;
//! - a table `| ID | transcript | terms | class | exon | HGVSc | HGVSp |`: every consequence of every line, in order.
//!
//! A model may hold the letters of one exon only, with the places of all the others: names count letters, not read them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod literate;

use ckdb_core::consequence::consequences;
use ckdb_core::genome::{Allele, Transcript};
use ckdb_core::normalize::normalize;
use literate::{Case, contig};

fn answer(case: &Case) -> Vec<String> {
    let mut rows = Vec::new();
    for line in &case.lines {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [chrom, pos, id, reference, alternate] = fields[..] else { panic!("vcf line `{line}`") };
        let allele = Allele::from_vcf(contig(chrom), pos.parse().unwrap(), reference.as_bytes(), alternate.as_bytes());
        let allele = allele.unwrap_or_else(|error| panic!("{line}: {error}"));
        let normal = normalize(&allele, case).unwrap_or_else(|error| panic!("{line}: {error}"));
        let mut found = Vec::new();
        consequences(&normal, case, (0..).zip(case.transcripts.iter().map(Transcript::view)), &mut found);
        if found.is_empty() {
            rows.push(format!("{id} | - | - | - | - | - | -"));
        }
        for one in found {
            let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            rows.push(format!(
                "{id} | {} | {} | {} | {} | {} | {}",
                case.transcripts[one.transcript as usize].accession,
                one.terms,
                one.class.map_or("-", |class| class.code()),
                or_dash(one.exons.map(|exons| exons.to_string())),
                or_dash(one.hgvs_c.map(|name| name.to_string())),
                or_dash(one.protein.map(|change| change.to_string())),
            ));
        }
    }
    rows
}

#[test]
fn every_case_says_what_the_engine_says() {
    let cases = literate::cases("consequence");
    assert!(cases.len() >= 12, "only {} cases", cases.len());
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
