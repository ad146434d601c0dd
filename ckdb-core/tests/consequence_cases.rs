//! Runs every literate case under `tests/cases/consequence/`.
//!
//! A case is a Markdown file that stands alone: prose, a drawing, and
//! - a `model` block: transcripts (`transcript ACCESSION CONTIG STRAND [mane=Select] [quality=rebuilt] [phase=N] [cds=A..B]`,
//!   then lines of `exons A..B …`) and the reference letters needed (`letters CONTIG START`, then the letters); 1-based, inclusive;
//! - a `vcf` block: `CHROM POS ID REF ALT`;
//! - a table `| ID | transcript | terms | class | exon | HGVSc | HGVSp |`: every consequence of every line, in order.
//!
//! A model may hold the letters of one exon only, with the places of all the others: names count letters, not read them.
#![allow(clippy::unwrap_used, reason = "tests")]

use ckdb_core::consequence::consequences;
use ckdb_core::genome::{Allele, Contig, Interval, ManeStatus, ModelQuality, Position, Sequence, Strand, Transcript, Window};
use ckdb_core::normalize::normalize;
use std::path::Path;

#[derive(Default)]
struct Case {
    transcripts: Vec<Transcript>,
    letters: Vec<(Contig, u32, Vec<u8>)>,
    lines: Vec<String>,
    expected: Vec<String>,
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

fn contig(name: &str) -> Contig {
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
                if cells[0] != "ID" && !cells[0].starts_with('-') {
                    case.expected.push(cells.join(" | "));
                }
            }
            _ => {}
        }
    }
    case
}

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
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/consequence");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    assert!(paths.len() >= 12, "only {} cases under {}", paths.len(), folder.display());
    let mut wrong = String::new();
    for path in &paths {
        let case = read(path);
        let name = path.file_name().unwrap().to_string_lossy();
        assert!(!case.lines.is_empty() && !case.expected.is_empty(), "{name}: no vcf block or no table");
        let found = answer(&case);
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
