//! Gene models out of GFF3 or GTF and FASTA files: choose, check, cut the letters.
//!
//! A transcript is kept when its coding part reads as a protein on the reference letters at hand (see [`super::reading`]), or
//! when it is the agreed transcript of its gene (MANE) and its reading frame holds; everything else is [`NotUsed`], with a
//! reason and counted. A model rebuilt from coding parts has no such exception.
//! Of several versions of one accession that draw the very same transcript only the highest is kept.

use super::coding_check::coding_letters;
use super::drawn::{Drawn, TreeGene, TreeTranscript};
use super::fasta::Wanted;
use super::gene_list::GeneList;
use super::gene_tree::{GeneTree, TreeError};
use super::input::{Findings, Input, file_name};
use super::peculiar::Peculiar;
pub use super::reading::Accept;
use super::reading::read;
pub use super::reason::{Note, Reason};
pub use crate::models::{GeneModel, GeneModels, GeneWindow, InputFile, Provenance};
use crate::models::{needed_places, split_version};
use ckdb_core::genome::{Assembly, Contig, Interval, ManeStatus, ModelQuality, Strand, Transcript};
use ckdb_core::reference::{Reference, ReferenceError};
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// Which transcripts are good enough.
    pub accept: Accept,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The models.
    pub models: GeneModels,
    /// Transcripts of genes asked for that were not used.
    pub not_used: Vec<NotUsed>,
    /// What is special about transcripts that are used, and how many are.
    pub notes: BTreeMap<Note, usize>,
    /// Features on contigs other than the primary chromosomes.
    pub other_contigs: u64,
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
    /// An indexed FASTA file cannot be used.
    #[error(transparent)]
    Indexed(#[from] ReferenceError),
}

/// A gene on its way in.
struct Candidate {
    gene: GeneModel,
    transcripts: Vec<Transcript>,
    stated: BTreeMap<String, (u64, String)>,
    /// What files say of some of the transcripts, by accession.
    peculiar: BTreeMap<String, Peculiar>,
    file: String,
}

/// What is gathered on the way.
#[derive(Default)]
struct Gathered {
    candidates: BTreeMap<String, Candidate>,
    /// Accessions taken so far, and the contig each lies on.
    accessions: HashMap<String, Contig>,
    not_used: Vec<NotUsed>,
    notes: BTreeMap<Note, usize>,
}

/// Reads the files and gives the models asked for, in their one order.
///
/// # Errors
/// When a file cannot be read, is of another kind, or belongs to another assembly.
pub fn import(request: &Request) -> Result<Imported, ImportError> {
    let mut findings = Findings::default();
    let mut gathered = Gathered::default();
    let mut other_contigs = 0;
    for file in &request.models {
        let (tree, input) = read_tree(&file.path, request.assembly, &mut findings)
            .map_err(|error| ImportError::Models { path: file.path.clone(), error })?;
        let stated = |text: &str, otherwise: &str| if text.is_empty() { otherwise.to_owned() } else { text.to_owned() };
        let provenance = Provenance {
            source: stated(&file.source, &stated(&tree.source, "not stated")),
            release: stated(&file.release, "not stated"),
            licence: stated(&file.licence, "not stated"),
            inputs: vec![input],
            ..Provenance::default()
        };
        other_contigs += tree.other_contigs;
        gathered.take_genes(tree.drawn, request, &provenance);
    }
    let (wanted, references) = letters_of(request, &gathered.candidates, &mut findings)?;
    let Gathered { candidates, mut not_used, mut notes, .. } = gathered;
    let mut models = GeneModels::new(request.assembly);
    for (symbol, mut candidate) in candidates {
        keep_readable(&mut candidate, &wanted, request.accept, &mut findings, &mut not_used, &mut notes);
        keep_highest_versions(&symbol, &mut candidate.transcripts, &mut not_used);
        if candidate.transcripts.is_empty() {
            continue;
        }
        let gene = u32::try_from(models.genes.len()).unwrap_or(u32::MAX);
        if request.accept == Accept::Complete {
            let declared = |accession: &str| is_declared(request, accession);
            for (contig, place) in needed_places(&candidate.transcripts, request.assembly, declared) {
                models.windows.extend(wanted.stretches(contig, place).into_iter().map(|stretch| GeneWindow {
                    gene,
                    contig,
                    start: stretch.interval.start(),
                    letters: stretch.letters.to_vec(),
                }));
            }
        }
        models.transcripts.extend(candidate.transcripts.into_iter().map(|transcript| Transcript { gene, ..transcript }));
        candidate.gene.provenance.inputs.extend(references.iter().cloned());
        models.genes.push(candidate.gene);
    }
    if request.accept == Accept::Whole && !models.genes.is_empty() {
        // A whole catalogue is not split by genes again: its windows are handed over as they were read.
        models.windows = wanted.into_windows();
    }
    models.sort();
    not_used.sort();
    let without_model = without_model(request, &models, &not_used);
    Ok(Imported { models, not_used, notes, other_contigs, without_model, findings })
}

fn read_tree(path: &Path, assembly: Assembly, findings: &mut Findings) -> Result<(GeneTree, InputFile), TreeError> {
    let name = file_name(path);
    let mut input = Input::open(path)?;
    let tree = GeneTree::read(&name, &mut input, assembly, findings)?;
    Ok((tree, InputFile { name, digest: input.finish()? }))
}

/// Does a gene record declare this transcript, in any version?
fn is_declared(request: &Request, accession: &str) -> bool {
    let base = split_version(accession).0;
    request.genes.as_ref().is_some_and(|list| list.declared.iter().any(|name| split_version(name).0 == base))
}

/// The letters that the candidates need, out of all reference files.
fn letters_of(
    request: &Request,
    candidates: &BTreeMap<String, Candidate>,
    findings: &mut Findings,
) -> Result<(Wanted, Vec<InputFile>), ImportError> {
    // While reading for a few genes all promoters are wanted: which transcript of a gene stays is known only afterwards.
    let promoters = |accession: &str| request.accept == Accept::Complete || is_declared(request, accession);
    let places = candidates.values().flat_map(|candidate| needed_places(&candidate.transcripts, request.assembly, promoters));
    let mut wanted = Wanted::new(places.collect());
    let mut inputs = Vec::new();
    for path in &request.references {
        if request.accept == Accept::Whole && Reference::is_indexed(path) {
            // What the letters were is named by the index's own hashes; nobody needs to read the whole file for a digest.
            wanted.fill_from(&Reference::open(path, request.assembly)?)?;
            continue;
        }
        let input = read_reference(path, request.assembly, &mut wanted, findings)
            .map_err(|error| ImportError::Reference { path: path.clone(), error })?;
        inputs.push(input);
    }
    Ok((wanted, inputs))
}

fn read_reference(path: &Path, assembly: Assembly, wanted: &mut Wanted, findings: &mut Findings) -> io::Result<InputFile> {
    let name = file_name(path);
    let mut input = Input::open(path)?;
    wanted.fill(&name, &mut input, assembly, findings)?;
    Ok(InputFile { name, digest: input.finish()? })
}

impl Gathered {
    /// Moves the genes asked for out of a file's tree.
    fn take_genes(&mut self, tree: Drawn, request: &Request, provenance: &Provenance) {
        let file = provenance.inputs.first().map(|input| input.name.clone()).unwrap_or_default();
        let earlier: BTreeSet<String> = self.candidates.keys().cloned().collect();
        for accession in tree.without_gene {
            self.not_used.push(NotUsed { gene: String::new(), accession, reason: Reason::NoGene });
        }
        let mut genes = tree.genes;
        tell_apart(&mut genes);
        for gene in genes {
            if request.genes.as_ref().is_some_and(|list| !list.symbols.contains(&gene.symbol)) {
                continue;
            }
            let whole = match () {
                () if request.except.contains(&gene.symbol) => Some(Reason::Excepted),
                () if earlier.contains(&gene.symbol) => Some(Reason::EarlierFile),
                () => None,
            };
            let TreeGene { symbol, hgnc, ncbi, ensembl, transcripts } = gene;
            for mut drawn in transcripts {
                let taken = self.accessions.get(&drawn.accession);
                let result = match (whole, taken) {
                    (Some(reason), _) => Err(reason),
                    (None, Some(known)) if *known != drawn.contig && drawn.contig.name() == "chrY" => Err(Reason::CopyOnY),
                    (None, Some(_)) => Err(Reason::SameAccession),
                    (None, None) => transcript(&mut drawn, request.accept),
                };
                let transcript = match result {
                    Ok(transcript) => transcript,
                    Err(reason) => {
                        self.not_used.push(NotUsed { gene: symbol.clone(), accession: drawn.accession, reason });
                        continue;
                    }
                };
                self.accessions.insert(drawn.accession.clone(), drawn.contig);
                let candidate = self.candidates.entry(symbol.clone()).or_insert_with(|| Candidate {
                    gene: GeneModel {
                        symbol: symbol.clone(),
                        hgnc: hgnc.clone(),
                        ncbi,
                        ensembl: ensembl.clone(),
                        provenance: provenance.clone(),
                    },
                    transcripts: Vec::new(),
                    stated: BTreeMap::new(),
                    peculiar: BTreeMap::new(),
                    file: file.clone(),
                });
                if let Some(stated) = drawn.stated_check {
                    candidate.stated.insert(drawn.accession.clone(), (drawn.line, stated));
                }
                if drawn.peculiar != Peculiar::default() {
                    candidate.peculiar.insert(drawn.accession, drawn.peculiar);
                }
                candidate.transcripts.push(transcript);
            }
        }
    }
}

/// Gives genes that share a symbol without being one gene a name of their own: their Ensembl id. (`Y_RNA` names hundreds.)
/// Genes of one HGNC id are one, and a gene with an HGNC id keeps its symbol.
fn tell_apart(genes: &mut [TreeGene]) {
    let mut ids: HashMap<&str, BTreeSet<Option<&str>>> = HashMap::new();
    for gene in genes.iter() {
        ids.entry(&gene.symbol).or_default().insert(gene.ensembl.as_deref());
    }
    let shared: Vec<bool> = genes.iter().map(|gene| ids.get(gene.symbol.as_str()).is_some_and(|ids| ids.len() > 1)).collect();
    for (gene, _) in genes.iter_mut().zip(shared).filter(|(gene, shared)| *shared && gene.hgnc.is_none()) {
        if let Some(ensembl) = &gene.ensembl {
            gene.symbol.clone_from(ensembl);
        }
    }
}

/// A transcript whose drawing makes sense, before any letter is looked at.
fn transcript(drawn: &mut TreeTranscript, accept: Accept) -> Result<Transcript, Reason> {
    let said = &drawn.peculiar;
    let told = [
        (said.trans_spliced, Reason::TransSpliced),
        (said.slippage, Reason::RibosomalSlippage),
        (said.indels, Reason::AssemblyIndel),
        (said.several_proteins, Reason::SeveralProteins),
        (said.copy_on_y && drawn.contig.name() == "chrY", Reason::CopyOnY),
    ];
    if let Some((_, reason)) = told.into_iter().find(|(holds, _)| *holds) {
        return Err(reason);
    }
    let strand = drawn.strand.ok_or(Reason::NoStrand)?;
    if drawn.scattered {
        return Err(Reason::Scattered);
    }
    drawn.coding_only |= drawn.exons.is_empty();
    let coding: Vec<Interval> = drawn.coding.iter().map(|(part, _)| *part).collect();
    let exons = if drawn.exons.is_empty() { &coding } else { &drawn.exons };
    if exons.windows(2).any(|pair| pair[1].start() < pair[0].end()) {
        return Err(Reason::ExonsOverlap);
    }
    let cds = match (coding.first(), coding.last()) {
        (Some(first), Some(last)) => Some(Interval::new(first.start(), last.end()).ok_or(Reason::CodingNotInExons)?),
        _ => None,
    };
    if cds.is_none() && drawn.mane == ManeStatus::None && accept == Accept::Complete {
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
fn keep_readable(
    candidate: &mut Candidate,
    wanted: &Wanted,
    accept: Accept,
    findings: &mut Findings,
    not_used: &mut Vec<NotUsed>,
    notes: &mut BTreeMap<Note, usize>,
) {
    let letters = |contig: Contig, place: Interval| wanted.letters(contig, place);
    let Candidate { gene, transcripts, stated, peculiar, file } = candidate;
    let plain = Peculiar::default();
    transcripts.retain(|transcript| {
        let view = transcript.view();
        let said = peculiar.get(&transcript.accession).unwrap_or(&plain);
        let verdict = match (transcript.cds, coding_letters(view, letters)) {
            (None, _) => Ok(("noncoding".to_owned(), Vec::new())),
            (Some(_), None) => Err(Reason::LettersMissing),
            (Some(_), Some(coding)) => read(&coding, view, said, accept).map(|(check, notes)| (check.to_string(), notes)),
        };
        match verdict {
            Ok((found, special)) => {
                let rebuilt = (transcript.quality == ModelQuality::Rebuilt).then_some(Note::CodingOnly);
                for note in special.into_iter().chain(rebuilt) {
                    *notes.entry(note).or_default() += 1;
                }
                if let Some((line, said)) = stated.get(&transcript.accession).filter(|(_, said)| said.replace('|', ",") != found) {
                    let accession = &transcript.accession;
                    findings.push(file, *line, format!("{accession}: the file says cds_check={said}, the letters say {found}"));
                }
                true
            }
            Err(reason) => {
                not_used.push(NotUsed { gene: gene.symbol.clone(), accession: transcript.accession.clone(), reason });
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
