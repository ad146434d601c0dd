//! The models and letters of one case of the bcftools csq suite.
//!
//! A small reader of its own, on purpose: the importer refuses what these cases are made of (fragments, partial coding parts,
//! organisms other than human, places local to a slice), and here the engine is asked, not the importer.

use ckdb_core::genome::{Contig, Interval, ManeStatus, ModelQuality, Sequence, Strand, Transcript, Window};
use std::collections::BTreeMap;
use std::path::Path;

/// A transcript and the name of its gene, which csq says where it names no transcript.
pub(crate) struct Model {
    pub(crate) transcript: Transcript,
    pub(crate) gene: String,
}

/// Models, letters and the contigs' stand-ins.
pub(crate) struct Case {
    pub(crate) models: Vec<Model>,
    /// Transcripts whose parts overlap: ribosomal slippage, which our models refuse as the importer does.
    pub(crate) refused: Vec<String>,
    contigs: BTreeMap<String, Contig>,
    letters: BTreeMap<Contig, Vec<u8>>,
}

/// `chr1`, `Chromosome1`, `1` are one name: the suite renames contigs to try csq's own renaming.
fn bare(name: &str) -> &str {
    name.strip_prefix("Chromosome").or_else(|| name.strip_prefix("chr")).unwrap_or(name)
}

#[derive(Default)]
struct Parts {
    contig: String,
    plus: bool,
    parent: String,
    /// The transcript's own line: all there is of it where no exon is given.
    whole: Option<Interval>,
    /// Exons, coding and untranslated parts.
    pieces: Vec<Interval>,
    coding: Vec<(Interval, u8)>,
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    attributes.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// `transcript:X` → `X`.
fn id(text: &str) -> String {
    text.split_once(':').map_or(text, |(_, id)| id).to_owned()
}

impl Case {
    pub(crate) fn read(gff: &Path, fasta: &Path) -> Self {
        let mut case = Self { models: Vec::new(), refused: Vec::new(), contigs: BTreeMap::new(), letters: BTreeMap::new() };
        let text = |path: &Path| std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut stand_ins = (1..=22).map(|number| format!("chr{number}"));
        for record in text(fasta).split('>').filter(|record| !record.trim().is_empty()) {
            let (head, letters) = record.split_once('\n').unwrap_or((record, ""));
            let name = stand_ins.next().expect("at most 22 contigs");
            let contig = Contig::parse(&name).expect("a primary contig").0;
            case.contigs.insert(bare(head.split_whitespace().next().unwrap_or("")).to_owned(), contig);
            let letters = letters.bytes().filter(|byte| byte.is_ascii_alphabetic()).map(|byte| byte.to_ascii_uppercase());
            case.letters.insert(contig, letters.collect());
        }
        case.read_models(&text(gff));
        case
    }

    fn read_models(&mut self, text: &str) {
        let mut genes: BTreeMap<String, String> = BTreeMap::new();
        let mut parts: BTreeMap<String, Parts> = BTreeMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let [contig, _, kind, start, end, _, strand, phase, attributes] = fields[..] else { continue };
            let (Ok(start), Ok(end)) = (start.parse::<u32>(), end.parse::<u32>()) else { continue };
            let interval = Interval::new(start - 1, end).expect("forward");
            let (own, parent) = (attribute(attributes, "ID").unwrap_or(""), attribute(attributes, "Parent").unwrap_or(""));
            let is_transcript = own.starts_with("transcript") && kind != "exon";
            if own.starts_with("gene") && parent.is_empty() {
                let name = attribute(attributes, "Name").map_or_else(|| id(own), str::to_owned);
                genes.insert(id(own), name);
            } else if is_transcript {
                let known = parts.entry(id(own)).or_default();
                known.whole = Some(interval);
                (known.contig, known.plus) = (contig.to_owned(), strand == "+");
                known.parent = id(parent);
            } else if parent.starts_with("transcript") && matches!(kind, "exon" | "CDS" | "five_prime_UTR" | "three_prime_UTR") {
                let known = parts.entry(id(parent)).or_default();
                known.pieces.push(interval);
                if kind == "CDS" {
                    known.coding.push((interval, phase.parse().unwrap_or(0)));
                }
            }
        }
        for (accession, mut parts) in parts {
            let Some(contig) = self.contigs.get(bare(&parts.contig)).copied() else { continue };
            parts.coding.sort();
            if parts.coding.windows(2).any(|pair| pair[0].0.end() > pair[1].0.start()) {
                self.refused.push(accession);
                continue;
            }
            let cds = parts.coding.first().zip(parts.coding.last()).and_then(|(a, b)| Interval::new(a.0.start(), b.0.end()));
            let first = if parts.plus { parts.coding.first() } else { parts.coding.last() };
            let gene = genes.get(&parts.parent).cloned().unwrap_or_default();
            let mut transcript = Transcript {
                accession,
                protein: String::new(),
                gene: 0,
                contig,
                strand: if parts.plus { Strand::Plus } else { Strand::Minus },
                exon_starts: Vec::new(),
                exon_ends: Vec::new(),
                cds,
                cds_phase: first.map_or(0, |(_, phase)| *phase),
                mane: ManeStatus::None,
                quality: ModelQuality::Reference,
            };
            if parts.pieces.is_empty() {
                parts.pieces.extend(parts.whole);
            }
            transcript.set_exons(&joined(parts.pieces));
            if transcript.view().exon_count() > 0 {
                self.models.push(Model { transcript, gene });
            }
        }
    }

    pub(crate) fn contig(&self, name: &str) -> Option<Contig> {
        self.contigs.get(bare(name)).copied()
    }
}

/// Sorted, overlapping or touching pieces made one.
fn joined(mut pieces: Vec<Interval>) -> Vec<Interval> {
    pieces.sort();
    let mut joined: Vec<Interval> = Vec::new();
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if piece.start() <= last.end() => {
                *last = Interval::new(last.start(), last.end().max(piece.end())).expect("forward");
            }
            _ => joined.push(piece),
        }
    }
    joined
}

impl Sequence for Case {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(0, self.letters.get(&contig)?);
        (at <= window.interval().end()).then_some(window)
    }
}
