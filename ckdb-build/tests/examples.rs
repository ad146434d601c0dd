//! The committed examples, so that what a newcomer sees first is true: every reference letter fits the genome we hold, every
//! line is answered, what the file is named after is found, and the annotated file, stripped, is the input byte for byte.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

use ckdb_build::pipeline;
use ckdb_core::annotate::Annotator;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{AssemblyGuess, Engine, Header, Info, Keep, Kind};
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// A file, the disease, and what must be found: an HGVS name and a profile on one line.
type Case = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CASES: &[Case] = &[
    (
        "lung-EGFR-L858R-T790M.GRCh38.vcf",
        "LUAD",
        &[("p.Leu858Arg", "EGFR/L858R"), ("p.Thr790Met", "EGFR/T790M"), ("p.Arg248Gln", "TP53/R248Q")],
    ),
    (
        "melanoma-BRAF-V600E-mnv.GRCh37.vcf",
        "MEL",
        &[
            ("p.Val600Glu", "BRAF/V600E"),
            ("p.Val600Glu", "BRAF/V600"),
            ("c.-124C>T", "TERT/C228T"),
            ("p.Arg58Ter", "CDKN2A/loss-of-function"),
        ],
    ),
    ("colorectal-KRAS-G12C.GRCh38.vcf", "COADREAD", &[("p.Gly12Cys", "KRAS/G12C"), ("p.Arg175His", "TP53/R175H")]),
    (
        "breast-BRCA2-frameshift.GRCh38.vcf",
        "DOID:1612",
        &[("p.Ser1982ArgfsTer22", "BRCA2/loss-of-function"), ("p.His1047Arg", "PIK3CA/H1047R")],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn knowledge() -> Knowledge {
    let outcome = pipeline::build(&[root().join("knowledge")], "test").unwrap();
    Knowledge::from_bytes(outcome.image.expect("the records that ship have no errors").bytes).unwrap()
}

/// The annotated file; fails when a line was not understood or an allele not answered.
fn annotated(knowledge: &Knowledge, text: &[u8], disease: &str) -> Vec<u8> {
    let mut input = text;
    let header = Header::read(&mut input).unwrap();
    assert_eq!(header.warnings(), [], "an example has an orderly header");
    let AssemblyGuess::Known(assembly, _) = header.assembly() else { panic!("{}", header.assembly()) };
    let annotator = Annotator::new(knowledge, assembly).unwrap().disease(disease).unwrap();
    let engine = Engine::new(&annotator, Keep::Carried, Some(Info::default()));
    let declarations = engine.declarations("test").unwrap();
    let mut out = Vec::new();
    let outputs = Outputs { vcf: Some(&mut out), declarations: &declarations, consume: &mut |_, _| Ok(()), progress: &mut |_| {} };
    let summary = stream::annotate(&mut input, &header, &engine, Settings::with_threads(NonZero::<usize>::MIN), outputs).unwrap();
    // A reference letter that does not fit, or an allele in no order, would be counted here.
    // Examples hold calls that failed a filter, on purpose: those are answered, with the caller's doubt.
    let odd = summary.tally.iter().filter(|(reason, _)| reason.kind != Kind::Doubtful);
    let seen: Vec<String> = odd.map(|(reason, seen)| format!("{reason}: {}", seen.excerpt)).collect();
    assert_eq!(seen, [""; 0]);
    out
}

#[test]
fn every_example_is_answered_and_comes_back_byte_for_byte() {
    let knowledge = knowledge();
    for (name, disease, wanted) in CASES {
        let text = fs::read(root().join("examples").join(name)).unwrap();
        let out = annotated(&knowledge, &text, disease);
        let lines = String::from_utf8(out.clone()).unwrap();
        for (hgvs, profile) in *wanted {
            let found =
                lines.lines().any(|line| line.contains(&format!("|{}|", hgvs)) && line.contains(&format!("|true|{profile}|")));
            assert!(found, "{name}: no line with {hgvs} and {profile}");
        }
        let mut stripped = Vec::new();
        stream::strip(&mut out.as_slice(), &mut stripped).unwrap();
        assert!(stripped == text, "{name}: stripped, it is not the input");
    }
}

/// So that an allele outside our genes does not pick up anything on its way.
#[test]
fn a_passenger_outside_our_genes_stays_as_it_is() {
    let knowledge = knowledge();
    for (name, disease, _) in CASES {
        let text = fs::read(root().join("examples").join(name)).unwrap();
        let out = annotated(&knowledge, &text, disease);
        let passenger = |text: &[u8]| -> Vec<String> {
            String::from_utf8_lossy(text).lines().filter(|line| line.contains("rs11591147")).map(str::to_owned).collect()
        };
        assert_eq!(passenger(&text).len(), 1, "{name} has one");
        assert_eq!(passenger(&out), passenger(&text), "{name}");
    }
}

#[test]
fn every_file_in_the_folder_is_tested() {
    let mut files: Vec<String> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".vcf"))
        .collect();
    files.sort();
    let mut tested: Vec<&str> = CASES.iter().map(|(name, ..)| *name).collect();
    tested.sort_unstable();
    assert_eq!(files, tested);
}
