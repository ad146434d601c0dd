//! Literate cases: Markdown files under `tests/cases/` with models, letters, VCF lines and a table of what is to be said.
//!
//! - a `model` block: transcripts (`transcript ACCESSION CONTIG STRAND [mane=Select] [quality=rebuilt] [phase=N] [cds=A..B]`,
//!   then lines of `exons A..B …`) and the reference letters needed (`letters CONTIG START`, then the letters); 1-based, inclusive;
//! - a `vcf` block: columns separated by blanks;
//! - tables whose first column is `ID`, `lines` or `pair`: their rows in order, cells joined by ` | `.
#![allow(dead_code, reason = "shared by several tests, which use different parts of it")]

use ckdb_core::genome::{Contig, Interval, ManeStatus, ModelQuality, Position, Sequence, Strand, Transcript, Window};
use std::path::Path;

/// One case.
#[derive(Default)]
pub(crate) struct Case {
    pub(crate) transcripts: Vec<Transcript>,
    letters: Vec<(Contig, u32, Vec<u8>)>,
    pub(crate) lines: Vec<String>,
    pub(crate) expected: Vec<String>,
}

impl Sequence for Case {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        let windows =
            self.letters.iter().filter(|(known, ..)| *known == contig).map(|(_, start, letters)| Window::new(*start, letters));
        windows
            .filter(|window| window.interval().start() <= at && at <= window.interval().end())
            .max_by_key(|window| window.interval().len())
    }
}

pub(crate) fn contig(name: &str) -> Contig {
    Contig::parse(name).unwrap_or_else(|| panic!("contig {name}")).0
}

/// `A..B`, 1-based, inclusive.
fn interval(text: &str) -> Interval {
    let (first, last) = text.split_once("..").unwrap_or_else(|| panic!("`{text}` is not A..B"));
    let position = |text: &str| Position::new(text.parse().unwrap()).unwrap();
    Interval::inclusive(position(first), position(last)).unwrap()
}

fn transcript<'a>(mut words: impl Iterator<Item = &'a str>) -> Transcript {
    let mut word = || words.next().unwrap_or_default();
    let mut transcript = Transcript {
        accession: word().to_owned(),
        protein: String::new(),
        gene: 0,
        contig: contig(word()),
        strand: if word() == "+" { Strand::Plus } else { Strand::Minus },
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: None,
        cds_phase: 0,
        mane: ManeStatus::None,
        quality: ModelQuality::Reference,
    };
    for option in words {
        match option.split_once('=').unwrap_or((option, "")) {
            ("mane", "Select") => transcript.mane = ManeStatus::Select,
            ("mane", "Plus_Clinical") => transcript.mane = ManeStatus::PlusClinical,
            ("quality", "rebuilt") => transcript.quality = ModelQuality::Rebuilt,
            ("phase", phase) => transcript.cds_phase = phase.parse().unwrap(),
            ("cds", cds) => transcript.cds = Some(interval(cds)),
            _ => panic!("transcript option `{option}`"),
        }
    }
    transcript
}

fn read(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let mut case = Case::default();
    let mut block = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("```") {
            block =
                if block.is_empty() { ["model", "vcf"].into_iter().find(|known| *known == name).unwrap_or("other") } else { "" };
            continue;
        }
        let mut words = line.split_whitespace();
        match block {
            "model" => match words.next() {
                Some("transcript") => case.transcripts.push(transcript(words)),
                Some("exons") => {
                    let transcript = case.transcripts.last_mut().unwrap();
                    let mut exons: Vec<Interval> = transcript.view().exons().collect();
                    exons.extend(words.map(interval));
                    transcript.set_exons(&exons);
                }
                Some("letters") => {
                    let name = words.next().unwrap();
                    let start: u32 = words.next().unwrap().parse().unwrap();
                    case.letters.push((contig(name), start - 1, Vec::new()));
                }
                // Letters, spaced as the drawing needs them.
                Some(_) => {
                    let letters = &mut case.letters.last_mut().unwrap().2;
                    letters.extend(line.bytes().filter(|byte| !byte.is_ascii_whitespace()));
                }
                None => {}
            },
            "vcf" if !line.starts_with('#') && !line.trim().is_empty() => case.lines.push(line.to_owned()),
            "" if line.starts_with('|') => {
                let cells: Vec<&str> = line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
                if !matches!(cells[0], "ID" | "lines" | "pair") && !cells[0].starts_with('-') {
                    case.expected.push(cells.join(" | "));
                }
            }
            _ => {}
        }
    }
    case
}

/// Every case of a folder under `tests/cases/`, with its file name, in order; each has lines and a table.
pub(crate) fn cases(folder: &str) -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(folder);
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let named = |path: std::path::PathBuf| {
        let case = read(&path);
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!case.lines.is_empty() && !case.expected.is_empty(), "{name}: no vcf block or no table");
        (name, case)
    };
    paths.into_iter().map(named).collect()
}
