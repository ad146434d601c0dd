//! Gene models and reference letters for tests, read from the data folder (`CKDB_DATA`, else `../shared/data`).
//!
//! The folder is not part of the project. [`folder`] says loudly when it is missing, and the test then returns.
#![allow(dead_code, clippy::print_stderr, reason = "shared by several tests, which use different parts of it")]

use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, Sequence, Strand, Transcript, Window};
use flate2::read::MultiGzDecoder;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The data folder; `None`, said loudly, when it is not there.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let folder = std::env::var_os("CKDB_DATA").map_or(default, PathBuf::from);
    if folder.join("gene_models").is_dir() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {test}: no gene models under {}; set CKDB_DATA to the data folder", folder.display());
    None
}

/// Lines of a gzip file.
pub(crate) fn lines(path: &Path) -> impl Iterator<Item = String> {
    let file = File::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    BufReader::with_capacity(1 << 16, MultiGzDecoder::new(file)).lines().map(|line| line.expect("readable text"))
}

/// Rows of a gzip TSV file as values by column name.
pub(crate) struct Table {
    header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn read(path: &Path) -> Self {
        let split = |line: &str| line.split('\t').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = lines(path);
        let header = split(&lines.next().expect("a header"));
        Self { header, rows: lines.map(|line| split(&line)).collect() }
    }

    pub(crate) fn column(&self, name: &str) -> usize {
        self.header.iter().position(|known| known == name).unwrap_or_else(|| panic!("no column {name}"))
    }
}

/// Models and letters of one assembly.
pub(crate) struct GeneModels {
    pub(crate) transcripts: Vec<Transcript>,
    /// Numbers of the transcripts on each contig.
    by_contig: BTreeMap<Contig, Vec<u32>>,
    by_accession: BTreeMap<String, u32>,
    /// Stretches of letters on each contig, by start.
    stretches: BTreeMap<Contig, Vec<(u32, Vec<u8>)>>,
}

impl GeneModels {
    /// Everything of `assembly`; with `extra`, the rebuilt models too.
    pub(crate) fn read(folder: &Path, assembly: Assembly, extra: bool) -> Self {
        let folder = folder.join("gene_models");
        let mut models =
            Self { transcripts: Vec::new(), by_contig: BTreeMap::new(), by_accession: BTreeMap::new(), stretches: BTreeMap::new() };
        models.read_models(&folder.join(format!("{assembly}.transcripts.tsv.gz")), ModelQuality::Reference);
        models.read_letters(&folder.join(format!("{assembly}.slices.fa.gz")));
        if extra {
            models.read_models(&folder.join(format!("{assembly}.extra.transcripts.tsv.gz")), ModelQuality::Rebuilt);
            models.read_letters(&folder.join(format!("{assembly}.extra.exons.fa.gz")));
        }
        for stretches in models.stretches.values_mut() {
            merge(stretches);
        }
        for (number, transcript) in (0..).zip(&models.transcripts) {
            models.by_contig.entry(transcript.contig).or_default().push(number);
            models.by_accession.insert(transcript.accession.clone(), number);
        }
        models
    }

    fn read_models(&mut self, path: &Path, quality: ModelQuality) {
        let table = Table::read(path);
        let column = |name: &str| table.column(name);
        let (accession, protein, chrom, strand) = (column("transcript"), column("protein"), column("chrom"), column("strand"));
        let (cds_start, cds_end, mane) = (column("cds_start"), column("cds_end"), column("mane_status"));
        let (starts, ends) = (column("exon_starts"), column("exon_ends"));
        let indel = column("assembly_indel_in_exon");
        for row in &table.rows {
            if row[indel] != "0" {
                continue;
            }
            let number = |text: &str| text.parse::<u32>().ok();
            let numbers = |text: &str| text.split(',').filter_map(number).collect::<Vec<_>>();
            // Columns are 1-based, inclusive.
            let exons: Vec<Interval> = numbers(&row[starts])
                .into_iter()
                .zip(numbers(&row[ends]))
                .map(|(start, end)| Interval::new(start - 1, end).expect("forward"))
                .collect();
            let cds = number(&row[cds_start]).zip(number(&row[cds_end])).and_then(|(start, end)| Interval::new(start - 1, end));
            let mut transcript = Transcript {
                accession: row[accession].clone(),
                protein: row[protein].clone(),
                gene: 0,
                contig: Contig::parse(&row[chrom]).expect("a primary contig").0,
                strand: if row[strand] == "+" { Strand::Plus } else { Strand::Minus },
                exon_starts: Vec::new(),
                exon_ends: Vec::new(),
                cds,
                cds_phase: 0,
                mane: match row[mane].as_str() {
                    "MANE_Select" => ManeStatus::Select,
                    "MANE_Plus_Clinical" => ManeStatus::PlusClinical,
                    _ => ManeStatus::None,
                },
                quality,
            };
            transcript.set_exons(&exons);
            self.transcripts.push(transcript);
        }
    }

    /// FASTA records named `chr17:7659779-7692550` (1-based, inclusive).
    fn read_letters(&mut self, path: &Path) {
        let mut open: Option<(Contig, u32, Vec<u8>)> = None;
        let mut close = |open: Option<(Contig, u32, Vec<u8>)>| {
            if let Some((contig, start, letters)) = open {
                self.stretches.entry(contig).or_default().push((start, letters));
            }
        };
        for line in lines(path) {
            if let Some(name) = line.strip_prefix('>') {
                close(open.take());
                let (contig, range) = name.split_whitespace().next().and_then(|name| name.split_once(':')).expect("chr:from-to");
                let (start, _) = range.split_once('-').expect("from-to");
                let start: u32 = start.parse().expect("a number");
                open = Some((Contig::parse(contig).expect("a primary contig").0, start - 1, Vec::new()));
            } else if let Some((_, _, letters)) = &mut open {
                letters.extend(line.bytes().map(|byte| byte.to_ascii_uppercase()));
            }
        }
        close(open.take());
    }

    /// Transcripts of a contig with their numbers.
    pub(crate) fn on(&self, contig: Contig) -> impl Iterator<Item = (u32, ckdb_core::genome::TranscriptRef<'_>)> {
        let numbers = self.by_contig.get(&contig).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| (*number, self.transcripts[*number as usize].view()))
    }

    /// A transcript by accession with version, or without.
    pub(crate) fn find(&self, accession: &str) -> Option<(u32, &Transcript)> {
        let number = *self.by_accession.get(accession).or_else(|| {
            let next = self.by_accession.range(accession.to_owned()..).next();
            next.filter(|(known, _)| known.split('.').next() == Some(accession)).map(|(_, number)| number)
        })?;
        Some((number, &self.transcripts[number as usize]))
    }
}

/// Sorted by start, overlapping or touching stretches made one.
fn merge(stretches: &mut Vec<(u32, Vec<u8>)>) {
    stretches.sort_by_key(|(start, letters)| (*start, std::cmp::Reverse(letters.len())));
    let mut merged: Vec<(u32, Vec<u8>)> = Vec::new();
    for (start, letters) in stretches.drain(..) {
        if let Some((known, whole)) = merged.last_mut() {
            let shared = (*known as usize + whole.len()).checked_sub(start as usize);
            if let Some(shared) = shared {
                whole.extend(letters.get(shared..).unwrap_or_default());
                continue;
            }
        }
        merged.push((start, letters));
    }
    *stretches = merged;
}

impl Sequence for GeneModels {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        let stretches = self.stretches.get(&contig)?;
        let after = stretches.partition_point(|(start, _)| *start <= at);
        let (start, letters) = stretches.get(after.checked_sub(1)?)?;
        let window = Window::new(*start, letters);
        (at <= window.interval().end()).then_some(window)
    }
}
