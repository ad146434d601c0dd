//! Lines of gene models as text, read one by one: what the files with letters and the files of fusion partners share.

use crate::models::{GeneModel, GeneWindow, InputFile, ModelsError, Provenance};
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, Position, Strand, Transcript};
use std::io;
use std::path::{Path, PathBuf};

/// What stands for an absent value.
pub(super) const ABSENT: &str = "-";

/// Why files of gene models cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenomeTextError {
    /// The system refused.
    #[error("{}: {error}", path.display())]
    Io {
        /// File or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A line is not as it should be.
    #[error("{}:{line}: expected {expected}, found `{found}`; these files are written by `ckdb import-genome`, not by hand", path.display())]
    Line {
        /// File.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What should stand there.
        expected: String,
        /// What stands there, cut to a readable length.
        found: String,
    },
    /// Two files contradict each other.
    #[error("{}: {error}", folder.display())]
    Models {
        /// Folder.
        folder: PathBuf,
        /// What cannot be true at once.
        error: ModelsError,
    },
}

/// Reads one file, and knows the line it is at.
pub(super) struct GeneReader<'a> {
    path: &'a Path,
    number: usize,
    pub(super) lines: std::iter::Peekable<std::str::Lines<'a>>,
    assembly: Assembly,
}

impl<'a> GeneReader<'a> {
    pub(super) fn new(path: &'a Path, text: &'a str, assembly: Assembly) -> Self {
        Self { path, number: 0, lines: text.lines().peekable(), assembly }
    }

    /// An error about the line just taken.
    pub(super) fn error(&self, expected: &str, found: &str) -> GenomeTextError {
        let found = if found.chars().count() > 60 { found.chars().take(60).chain(['…']).collect() } else { found.to_owned() };
        GenomeTextError::Line { path: self.path.to_owned(), line: self.number.max(1), expected: expected.to_owned(), found }
    }

    /// An error about the line that comes next.
    pub(super) fn unexpected(&mut self, expected: &str) -> GenomeTextError {
        let found = self.lines.peek().copied().unwrap_or("the end of the file");
        self.number += 1;
        self.error(expected, found)
    }

    /// The rest of the next line, if it begins with `prefix`; otherwise the line stays.
    pub(super) fn next_with(&mut self, prefix: &str) -> Option<&'a str> {
        let rest = self.lines.peek()?.strip_prefix(prefix)?;
        self.lines.next();
        self.number += 1;
        Some(rest)
    }

    pub(super) fn required(&mut self, prefix: &str) -> Result<&'a str, GenomeTextError> {
        match self.next_with(prefix) {
            Some(rest) if !rest.trim().is_empty() => Ok(rest),
            Some(rest) => Err(self.error(&format!("`{prefix}…` with a value"), rest)),
            None => Err(self.unexpected(&format!("`{prefix}…`"))),
        }
    }

    pub(super) fn header(&mut self) -> Result<GeneModel, GenomeTextError> {
        self.version_and_assembly("ckdb-genome ")?;
        let line = self.required("gene ")?;
        let model = self.gene(line)?;
        if self.path.file_stem().is_none_or(|stem| stem != model.symbol.as_str()) {
            return Err(self.error("the gene the file is named after", &model.symbol));
        }
        Ok(GeneModel { provenance: self.provenance()?, ..model })
    }

    pub(super) fn version_and_assembly(&mut self, first: &str) -> Result<(), GenomeTextError> {
        let version = self.required(first)?;
        if version != "1" {
            return Err(self.error("version 1 of this form (a newer CKDB may have written the file)", version));
        }
        let assembly = self.required("assembly ")?;
        if assembly != self.assembly.as_str() {
            return Err(self.error(&format!("{}, as the place of the file says", self.assembly), assembly));
        }
        Ok(())
    }

    /// The rest of a line `gene …`.
    pub(super) fn gene(&self, line: &'a str) -> Result<GeneModel, GenomeTextError> {
        let [symbol, hgnc, ncbi, ensembl] = self.fields(line, "`gene SYMBOL HGNC:n NCBI:n ENSG…`, `-` for what is absent")?;
        let present = |value: &str| (value != ABSENT).then(|| value.to_owned());
        let ncbi = match ncbi {
            ABSENT => None,
            id => Some(id.strip_prefix("NCBI:").and_then(|id| id.parse().ok()).ok_or_else(|| self.error("`NCBI:n`", id))?),
        };
        let provenance = Provenance::default();
        Ok(GeneModel { symbol: symbol.to_owned(), hgnc: present(hgnc), ncbi, ensembl: present(ensembl), provenance })
    }

    pub(super) fn provenance(&mut self) -> Result<Provenance, GenomeTextError> {
        let mut provenance = Provenance {
            source: self.required("source ")?.to_owned(),
            release: self.required("release ")?.to_owned(),
            licence: self.required("licence ")?.to_owned(),
            ..Provenance::default()
        };
        while let Some(line) = self.next_with("input ") {
            let (name, digest) = line.rsplit_once(' ').ok_or_else(|| self.error("`input FILE blake3:…`", line))?;
            provenance.inputs.push(InputFile { name: name.to_owned(), digest: digest.to_owned() });
        }
        Ok(provenance)
    }

    fn fields<const N: usize>(&self, line: &'a str, expected: &str) -> Result<[&'a str; N], GenomeTextError> {
        let mut fields = [""; N];
        let mut words = line.split(' ');
        for field in &mut fields {
            *field = words.next().filter(|word| !word.is_empty()).ok_or_else(|| self.error(expected, line))?;
        }
        if words.next().is_some() { Err(self.error(expected, line)) } else { Ok(fields) }
    }

    pub(super) fn transcript(&self, line: &'a str) -> Result<Transcript, GenomeTextError> {
        const FORM: &str = "`transcript ACCESSION PROTEIN CONTIG STRAND cds= phase= mane= model= exons=`";
        let [accession, protein, contig, strand, cds, phase, mane, model, exons] = self.fields(line, FORM)?;
        let value = |field: &'a str, key: &str| field.strip_prefix(key).ok_or_else(|| self.error(FORM, field));
        let contig = self.contig(contig)?;
        let intervals: Vec<Interval> =
            value(exons, "exons=")?.split(',').map(|text| self.range(text, contig)).collect::<Result<_, _>>()?;
        if intervals.windows(2).any(|pair| pair[1].start() < pair[0].end()) {
            return Err(self.error("exons in ascending order that do not overlap", exons));
        }
        let in_exon = |letter: u32| intervals.iter().any(|exon| exon.start() <= letter && letter < exon.end());
        let cds = match value(cds, "cds=")? {
            ABSENT => None,
            text => {
                let cds = self.range(text, contig)?;
                if !(in_exon(cds.start()) && in_exon(cds.end() - 1)) {
                    return Err(self.error("a coding part whose ends lie in exons", text));
                }
                Some(cds)
            }
        };
        let mut transcript = Transcript {
            accession: accession.to_owned(),
            protein: if protein == ABSENT { String::new() } else { protein.to_owned() },
            gene: 0,
            contig,
            strand: match strand {
                "+" => Strand::Plus,
                "-" => Strand::Minus,
                other => return Err(self.error("strand `+` or `-`", other)),
            },
            exon_starts: Vec::new(),
            exon_ends: Vec::new(),
            cds,
            cds_phase: match value(phase, "phase=")? {
                "0" => 0,
                "1" => 1,
                "2" => 2,
                other => return Err(self.error("phase 0, 1 or 2", other)),
            },
            mane: match value(mane, "mane=")? {
                "select" => ManeStatus::Select,
                "plus-clinical" => ManeStatus::PlusClinical,
                ABSENT => ManeStatus::None,
                other => return Err(self.error("mane `select`, `plus-clinical` or `-`", other)),
            },
            quality: match value(model, "model=")? {
                "reference" => ModelQuality::Reference,
                "rebuilt" => ModelQuality::Rebuilt,
                "structure" => ModelQuality::Structure,
                "span" => ModelQuality::Span,
                other => return Err(self.error("model `reference`, `rebuilt`, `structure` or `span`", other)),
            },
        };
        transcript.set_exons(&intervals);
        Ok(transcript)
    }

    pub(super) fn window(&mut self, name: &'a str, gene: u32) -> Result<GeneWindow, GenomeTextError> {
        const FORM: &str = "`>CONTIG:FIRST-LAST`";
        let (contig, place) = name.split_once(':').ok_or_else(|| self.error(FORM, name))?;
        let contig = self.contig(contig)?;
        let interval = self.range(place, contig)?;
        let mut letters = Vec::with_capacity(interval.len() as usize);
        while let Some(line) = self.lines.next_if(|line| !line.starts_with('>')) {
            self.number += 1;
            if line.is_empty() || !ckdb_core::genome::sequence::is_plain(line.as_bytes()) {
                return Err(self.error("letters A, C, G, T", line));
            }
            letters.extend_from_slice(line.as_bytes());
        }
        if letters.len() != interval.len() as usize {
            let found = format!("{} letters", letters.len());
            return Err(self.error(&format!("{} letters for {contig}:{place}", interval.len()), &found));
        }
        Ok(GeneWindow { gene, contig, start: interval.start(), letters })
    }

    fn contig(&self, name: &str) -> Result<Contig, GenomeTextError> {
        let known = Contig::parse(name).map(|(contig, _)| contig).filter(|contig| contig.name() == name);
        known.ok_or_else(|| self.error("a contig chr1 … chr22, chrX, chrY, chrM", name))
    }

    fn range(&self, text: &str, contig: Contig) -> Result<Interval, GenomeTextError> {
        let position = |text: &str| Position::new(text.parse().ok()?);
        let interval = text.split_once('-').and_then(|(first, last)| Interval::inclusive(position(first)?, position(last)?));
        match interval {
            Some(interval) if !interval.is_empty() && interval.end() <= contig.length(self.assembly) => Ok(interval),
            _ => Err(self.error(&format!("FIRST-LAST on {contig} of {}, 1-based", self.assembly), text)),
        }
    }
}
