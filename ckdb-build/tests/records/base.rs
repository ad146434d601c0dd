//! A small sound knowledge (`base/`) and gene models invented for it, so that no test needs third-party data.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ckdb_build::check::{Models, TranscriptFacts, Verdict, check};
use ckdb_build::citation::{self, Compared};
use ckdb_build::record::{Loaded, load_files};
use ckdb_core::genome::{Assembly, Contig};

/// The directory of the sound knowledge.
pub(crate) fn dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/base")
}

/// Its files: path below the directory, and bytes.
pub(crate) fn files() -> BTreeMap<String, Vec<u8>> {
    fn walk(dir: &Path, below: &str, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), out);
            } else {
                out.insert(name, std::fs::read(entry.path()).unwrap());
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(&dir(), "", &mut out);
    assert!(out.len() > 20, "the base knowledge is there");
    out
}

/// Reads and checks files with the invented models.
pub(crate) fn verdict(files: &BTreeMap<String, Vec<u8>>) -> Verdict {
    check(loaded(files), &Invented)
}

/// Compares files with the invented releases.
pub(crate) fn compared(files: &BTreeMap<String, Vec<u8>>) -> Compared {
    citation::verify(&loaded(files).records, &[], &against()).unwrap()
}

/// The folder of invented releases.
pub(crate) fn against() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/against")
}

pub(crate) fn loaded(files: &BTreeMap<String, Vec<u8>>) -> Loaded {
    load_files(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())))
}

/// Gene models that have the lengths and residues the base knowledge speaks of, and alanine everywhere else.
pub(crate) struct Invented;

/// Accession, gene, exons, length of the protein, known residues.
type Model = (&'static str, &'static str, u32, usize, &'static [(usize, u8)]);

const MODELS: [Model; 3] = [
    ("NM_004333.5", "BRAF", 18, 766, &[(600, b'V'), (601, b'K')]),
    ("NM_005228.5", "EGFR", 28, 1210, &[(790, b'T'), (797, b'C'), (858, b'L')]),
    ("NM_004304.5", "ALK", 29, 1620, &[(1174, b'F')]),
];

fn model(accession: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.0 == accession)
}

impl Models for Invented {
    fn transcript(&self, accession: &str) -> Option<TranscriptFacts> {
        model(accession).map(|m| TranscriptFacts { gene: m.1.to_owned(), exons: m.2 })
    }

    fn protein(&self, accession: &str) -> Option<String> {
        let (_, _, _, length, known) = model(accession)?;
        let mut letters = vec![b'A'; *length];
        for (number, letter) in *known {
            letters[number - 1] = *letter;
        }
        String::from_utf8(letters).ok()
    }

    fn exon_residues(&self, accession: &str, exon: u32) -> Option<(u32, u32)> {
        (accession == "NM_005228.5" && exon == 19).then_some((729, 761))
    }

    fn reference(&self, assembly: Assembly, contig: Contig, position: u32, length: usize) -> Option<String> {
        let window = assembly == Assembly::Grch38 && contig.name() == "chr7" && (55_191_000..55_192_000).contains(&position);
        window.then(|| {
            let letter = |at: u32| if at == 55_191_822 { 'T' } else { 'A' };
            (position..).take(length).map(letter).collect()
        })
    }
}
