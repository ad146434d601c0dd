//! Gene models out of GFF3 and FASTA files: choose, check, cut the letters.
//!
//! A transcript is kept when its coding part reads as a protein on the reference letters at hand (see
//! [`super::coding_check`]), or when it is the agreed transcript of its gene (MANE) and its reading frame holds; everything
//! else is [`NotUsed`], with a reason and counted. A model rebuilt from coding parts has no such exception.
//! Of several versions of one accession that draw the very same transcript only the highest is kept.

use super::coding_check::{CodingCheck, code_of, coding_letters};
use super::fasta::Wanted;
use super::gene_list::GeneList;
use super::gene_tree::{GeneTree, TreeError, TreeGene, TreeTranscript};
use super::input::{Findings, Input, file_name};
pub use crate::models::{GeneModel, GeneModels, GeneWindow, InputFile, Provenance};
use crate::models::{needed_places, split_version};
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, Strand, Transcript};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A GFF3 file and who answers for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModelFile {
    /// The file.
    pub path: PathBuf,
    /// Who publishes it; empty: what the file says of itself.
    pub source: String,
    /// Which release.
    pub release: String,
    /// Under which licence.
    pub licence: String,
}

/// What to import.
#[derive(Clone, Debug)]
pub struct Request {
    /// The assembly of all files.
    pub assembly: Assembly,
    /// Gene models; a gene is taken from the first file that has it.
    pub models: Vec<ModelFile>,
    /// Reference letters; records may overlap and must agree.
    pub references: Vec<PathBuf>,
    /// Genes asked for; `None` asks for all.
    pub genes: Option<GeneList>,
    /// Genes to leave out although asked for.
    pub except: BTreeSet<String>,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The models.
    pub models: GeneModels,
    /// Transcripts of genes asked for that were not used.
    pub not_used: Vec<NotUsed>,
    /// Genes asked for of which nothing is kept, sorted; with `true` when a file had the gene.
    pub without_model: Vec<(String, bool)>,
    /// Lines and letters that were not understood.
    pub findings: Findings,
}

/// A transcript that was not used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotUsed {
    /// Symbol of its gene.
    pub gene: String,
    /// Accession.
    pub accession: String,
    /// Why.
    pub reason: Reason,
}

/// Why a transcript is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The request leaves the gene out.
    Excepted,
    /// An earlier file has this gene.
    EarlierFile,
    /// Another transcript has this accession (the same gene on X and Y, for example).
    SameAccession,
    /// No strand is given.
    NoStrand,
    /// Parts lie on several contigs or strands.
    Scattered,
    /// Exons overlap.
    ExonsOverlap,
    /// Coding parts are not the exons cut at the ends of the coding part: a frame shift in the genome, or parts outside.
    CodingNotInExons,
    /// The phases in the file contradict the lengths of the coding parts.
    Phases,
    /// No coding part, and not the agreed transcript of its gene.
    NonCoding,
    /// Some coding letters are not in the reference files, are not plain, or are disputed between them.
    LettersMissing,
    /// The coding part does not read as a protein here.
    CodingPart(
        /// `no_ATG`, `no_stop`, `internal_stop`, `len_not_mult3`: the first that holds.
        &'static str,
    ),
    /// A higher version of the same accession draws the very same transcript.
    OlderVersion,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Excepted => "gene left out by request",
            Self::EarlierFile => "gene taken from an earlier file",
            Self::SameAccession => "accession given twice",
            Self::NoStrand => "no strand",
            Self::Scattered => "parts on several contigs or strands",
            Self::ExonsOverlap => "exons overlap",
            Self::CodingNotInExons => "coding parts do not fill the exons",
            Self::Phases => "phases contradict the coding parts",
            Self::NonCoding => "non-coding and not MANE",
            Self::LettersMissing => "coding letters missing in the reference files",
            Self::CodingPart(word) => return write!(f, "coding part: {word}"),
            Self::OlderVersion => "a higher version is the same",
        })
    }
}

impl Imported {
    /// How many transcripts were not used, by reason.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<Reason, usize> {
        let mut counts = BTreeMap::new();
        for not_used in &self.not_used {
            *counts.entry(not_used.reason).or_default() += 1;
        }
        counts
    }
}

/// Why nothing could be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A GFF3 file cannot be used.
    #[error("{}: {error}", path.display())]
    Models {
        /// The file.
        path: PathBuf,
        /// Why.
        error: TreeError,
    },
    /// A FASTA file cannot be used.
    #[error("{}: {error}", path.display())]
    Reference {
        /// The file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// A gene on its way in.
struct Candidate {
    gene: GeneModel,
    transcripts: Vec<Transcript>,
    stated: BTreeMap<String, (u64, String)>,
    file: String,
}

/// Reads the files and gives the models asked for, in their one order.
///
/// # Errors
/// When a file cannot be read, is of another kind, or belongs to another assembly.
pub fn import(request: &Request) -> Result<Imported, ImportError> {
    let mut findings = Findings::default();
    let mut not_used = Vec::new();
    let mut candidates: BTreeMap<String, Candidate> = BTreeMap::new();
    for file in &request.models {
        let (tree, input) = read_tree(&file.path, request.assembly, &mut findings)
            .map_err(|error| ImportError::Models { path: file.path.clone(), error })?;
        let stated = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
        let provenance = Provenance {
            source: stated(&file.source, &stated(&tree.source, "not stated")),
            release: stated(&file.release, "not stated"),
            licence: stated(&file.licence, "not stated"),
            inputs: vec![input],
        };
        take_genes(tree, request, &provenance, &mut candidates, &mut not_used);
    }

    let declared = |accession: &str| {
        let base = split_version(accession).0;
        request.genes.as_ref().is_some_and(|list| list.declared.iter().any(|name| split_version(name).0 == base))
    };
    // All promoters are wanted while reading: which transcript of a gene stays is known only afterwards.
    let places = candidates.values().flat_map(|candidate| needed_places(&candidate.transcripts, request.assembly, |_| true));
    let mut wanted = Wanted::new(places.collect());
    let mut references = Vec::new();
    for path in &request.references {
        let input = read_reference(path, request.assembly, &mut wanted, &mut findings)
            .map_err(|error| ImportError::Reference { path: path.clone(), error })?;
        references.push(input);
    }

    let mut models = GeneModels::new(request.assembly);
    for (symbol, mut candidate) in candidates {
        keep_readable(&mut candidate, &wanted, &mut findings, &mut not_used);
        keep_highest_versions(&symbol, &mut candidate.transcripts, &mut not_used);
        if candidate.transcripts.is_empty() {
            continue;
        }
        let gene = u32::try_from(models.genes.len()).unwrap_or(u32::MAX);
        for (contig, place) in needed_places(&candidate.transcripts, request.assembly, declared) {
            models.windows.extend(wanted.stretches(contig, place).into_iter().map(|stretch| GeneWindow {
                gene,
                contig,
                start: stretch.interval.start(),
                letters: stretch.letters.to_vec(),
            }));
        }
        models.transcripts.extend(candidate.transcripts.into_iter().map(|transcript| Transcript { gene, ..transcript }));
        candidate.gene.provenance.inputs.extend(references.iter().cloned());
        models.genes.push(candidate.gene);
    }
    models.sort();
    not_used.sort();
    let without_model = without_model(request, &models, &not_used);
    Ok(Imported { models, not_used, without_model, findings })
}

fn read_tree(path: &Path, assembly: Assembly, findings: &mut Findings) -> Result<(GeneTree, InputFile), TreeError> {
    let name = file_name(path);
    let mut input = Input::open(path)?;
    let tree = GeneTree::read(&name, &mut input, assembly, findings)?;
    Ok((tree, InputFile { name, digest: input.finish()? }))
}

fn read_reference(path: &Path, assembly: Assembly, wanted: &mut Wanted, findings: &mut Findings) -> io::Result<InputFile> {
    let name = file_name(path);
    let mut input = Input::open(path)?;
    wanted.fill(&name, &mut input, assembly, findings)?;
    Ok(InputFile { name, digest: input.finish()? })
}

/// Moves the genes asked for out of a file's tree.
fn take_genes(
    tree: GeneTree,
    request: &Request,
    provenance: &Provenance,
    candidates: &mut BTreeMap<String, Candidate>,
    not_used: &mut Vec<NotUsed>,
) {
    let file = provenance.inputs.first().map(|input| input.name.clone()).unwrap_or_default();
    let earlier: BTreeSet<String> = candidates.keys().cloned().collect();
    let mut accessions: BTreeSet<String> =
        candidates.values().flat_map(|candidate| &candidate.transcripts).map(|transcript| transcript.accession.clone()).collect();
    for gene in tree.genes {
        if request.genes.as_ref().is_some_and(|list| !list.symbols.contains(&gene.symbol)) {
            continue;
        }
        let whole = match () {
            () if request.except.contains(&gene.symbol) => Some(Reason::Excepted),
            () if earlier.contains(&gene.symbol) => Some(Reason::EarlierFile),
            () => None,
        };
        let symbol = gene.symbol.clone();
        let TreeGene { symbol: _, hgnc, ncbi, ensembl, transcripts } = gene;
        for drawn in transcripts {
            let result = match whole {
                Some(reason) => Err(reason),
                None if accessions.contains(&drawn.accession) => Err(Reason::SameAccession),
                None => transcript(&drawn),
            };
            let transcript = match result {
                Ok(transcript) => transcript,
                Err(reason) => {
                    not_used.push(NotUsed { gene: symbol.clone(), accession: drawn.accession, reason });
                    continue;
                }
            };
            accessions.insert(drawn.accession.clone());
            let candidate = candidates.entry(symbol.clone()).or_insert_with(|| Candidate {
                gene: GeneModel {
                    symbol: symbol.clone(),
                    hgnc: hgnc.clone(),
                    ncbi,
                    ensembl: ensembl.clone(),
                    provenance: provenance.clone(),
                },
                transcripts: Vec::new(),
                stated: BTreeMap::new(),
                file: file.clone(),
            });
            if let Some(stated) = drawn.stated_check {
                candidate.stated.insert(drawn.accession, (drawn.line, stated));
            }
            candidate.transcripts.push(transcript);
        }
    }
}

/// A transcript whose drawing makes sense, before any letter is looked at.
fn transcript(drawn: &TreeTranscript) -> Result<Transcript, Reason> {
    let strand = drawn.strand.ok_or(Reason::NoStrand)?;
    if drawn.scattered {
        return Err(Reason::Scattered);
    }
    let coding: Vec<Interval> = drawn.coding.iter().map(|(part, _)| *part).collect();
    let exons = if drawn.exons.is_empty() { &coding } else { &drawn.exons };
    if exons.windows(2).any(|pair| pair[1].start() < pair[0].end()) {
        return Err(Reason::ExonsOverlap);
    }
    let cds = match (coding.first(), coding.last()) {
        (Some(first), Some(last)) => Some(Interval::new(first.start(), last.end()).ok_or(Reason::CodingNotInExons)?),
        _ => None,
    };
    if cds.is_none() && drawn.mane == ManeStatus::None {
        return Err(Reason::NonCoding);
    }
    let mut transcript = Transcript {
        accession: drawn.accession.clone(),
        protein: drawn.protein.clone(),
        gene: 0,
        contig: drawn.contig,
        strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds,
        cds_phase: 0,
        mane: drawn.mane,
        quality: if drawn.coding_only { ModelQuality::Rebuilt } else { ModelQuality::Reference },
    };
    transcript.set_exons(exons);
    let view = transcript.view();
    let parts: Vec<Interval> = (0..view.exon_count()).filter_map(|index| view.coding_part(index)).collect();
    if parts != coding {
        return Err(Reason::CodingNotInExons);
    }
    transcript.cds_phase = first_phase(&drawn.coding, strand)?;
    Ok(transcript)
}

/// The phase of the first coding part in reading direction, if those of the others follow from it and the lengths.
///
/// GFF3 counts the letters to skip before the next whole codon, so each phase follows from the one before.
fn first_phase(coding: &[(Interval, Option<u8>)], strand: Strand) -> Result<u8, Reason> {
    let read: Vec<_> = match strand {
        Strand::Plus => coding.iter().collect(),
        Strand::Minus => coding.iter().rev().collect(),
    };
    let first = read.first().and_then(|(_, phase)| *phase).unwrap_or(0);
    let mut expected = u32::from(first);
    for (part, phase) in read {
        if phase.is_some_and(|phase| u32::from(phase) != expected) {
            return Err(Reason::Phases);
        }
        let after = (u64::from(part.len()) + 3 - u64::from(expected)) % 3;
        expected = [0, 2, 1][after as usize];
    }
    Ok(first)
}

/// Leaves the transcripts that read as proteins on the letters at hand.
fn keep_readable(candidate: &mut Candidate, wanted: &Wanted, findings: &mut Findings, not_used: &mut Vec<NotUsed>) {
    let letters = |contig: Contig, place: Interval| wanted.letters(contig, place);
    let (symbol, stated, file) = (candidate.gene.symbol.clone(), &candidate.stated, &candidate.file);
    candidate.transcripts.retain(|transcript| {
        let view = transcript.view();
        let verdict = match (transcript.cds, coding_letters(view, letters)) {
            (None, _) => Ok("noncoding".to_owned()),
            (Some(_), None) => Err(Reason::LettersMissing),
            (Some(_), Some(coding)) => {
                let check = CodingCheck::of(&coding, transcript.cds_phase, code_of(transcript.contig));
                let agreed = transcript.mane != ManeStatus::None && transcript.quality == ModelQuality::Reference;
                if check.is_ok() || (agreed && check.frame_holds()) {
                    Ok(check.to_string())
                } else {
                    Err(Reason::CodingPart(check.words().first().copied().unwrap_or("ok")))
                }
            }
        };
        match verdict {
            Ok(found) => {
                if let Some((line, said)) = stated.get(&transcript.accession).filter(|(_, said)| said.replace('|', ",") != found) {
                    let accession = &transcript.accession;
                    findings.push(file, *line, format!("{accession}: the file says cds_check={said}, the letters say {found}"));
                }
                true
            }
            Err(reason) => {
                not_used.push(NotUsed { gene: symbol.clone(), accession: transcript.accession.clone(), reason });
                false
            }
        }
    });
}

/// Leaves one of the versions of an accession that draw the very same transcript: the highest.
fn keep_highest_versions(symbol: &str, transcripts: &mut Vec<Transcript>, not_used: &mut Vec<NotUsed>) {
    let drawing = |transcript: &Transcript| {
        let exons: Vec<_> = transcript.view().exons().collect();
        (
            split_version(&transcript.accession).0.to_owned(),
            transcript.contig,
            transcript.strand,
            exons,
            transcript.cds,
            transcript.cds_phase,
        )
    };
    let mut highest = BTreeMap::new();
    for transcript in transcripts.iter() {
        let version = split_version(&transcript.accession).1;
        let slot = highest.entry(drawing(transcript)).or_insert(version);
        *slot = version.max(*slot);
    }
    transcripts.retain(|transcript| {
        let keep = highest.get(&drawing(transcript)) == Some(&split_version(&transcript.accession).1);
        if !keep {
            not_used.push(NotUsed {
                gene: symbol.to_owned(),
                accession: transcript.accession.clone(),
                reason: Reason::OlderVersion,
            });
        }
        keep
    });
}

/// Genes asked for of which nothing is kept.
fn without_model(request: &Request, models: &GeneModels, not_used: &[NotUsed]) -> Vec<(String, bool)> {
    let Some(list) = &request.genes else { return Vec::new() };
    let modelled: BTreeSet<&str> = models.genes.iter().map(|gene| gene.symbol.as_str()).collect();
    let seen: BTreeSet<&str> = not_used.iter().map(|not_used| not_used.gene.as_str()).collect();
    let missing = list.symbols.iter().filter(|symbol| !modelled.contains(symbol.as_str()));
    missing.map(|symbol| (symbol.clone(), seen.contains(symbol.as_str()))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn part(start: u32, end: u32, phase: u8) -> (Interval, Option<u8>) {
        (Interval::new(start, end).unwrap(), Some(phase))
    }

    #[test]
    fn phases_follow_from_lengths() {
        // 10 letters: three codons and one letter; two letters of the next part finish that codon.
        assert_eq!(first_phase(&[part(0, 10, 0), part(20, 31, 2), part(40, 50, 0)], Strand::Plus), Ok(0));
        assert_eq!(first_phase(&[part(0, 10, 1), part(20, 30, 0)], Strand::Plus), Ok(1));
        assert_eq!(first_phase(&[part(0, 10, 2), part(20, 30, 0)], Strand::Minus), Ok(0));
        assert_eq!(first_phase(&[part(0, 10, 0), part(20, 30, 1)], Strand::Plus), Err(Reason::Phases));
        // A first part shorter than its own phase leaves the rest of the skip to the next part.
        assert_eq!(first_phase(&[part(0, 1, 2), part(20, 30, 1)], Strand::Plus), Ok(2));
        assert_eq!(first_phase(&[], Strand::Plus), Ok(0));
    }
}
