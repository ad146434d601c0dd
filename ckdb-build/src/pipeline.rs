//! The build walk: load, check, resolve, compile. Six calls in order, and no step can be left out: only `check` makes a
//! `Checked`, only `resolve` a `ValidKnowledge`, and `compile` takes nothing else.

use crate::check::{Models, TranscriptFacts};
use crate::compile;
use crate::diagnostic::{Diagnostics, Files};
use crate::import::genome_text::{self, GenomeTextError};
use crate::import::imported::SourceError;
use crate::import::ledger::Ledger;
use crate::import::partners_text;
use crate::import::transcripts::ImportError;
use crate::models::{GeneModels, MemoryGenome, ModelsError};
use crate::ontology::{self, OntologyError};
use crate::record::{self, Records};
use crate::resolve::{self, ResolveError};
use crate::scheme::triage::{self, NamedTriage};
use crate::scheme::{self, SchemeError};
use catalogue::{Catalogue, CatalogueReport};
use ckdb_core::consequence::protein_of;
use ckdb_core::genome::{Assembly, Contig, Interval, Position, Sequence};
use ckdb_core::index::{Image, IndexError};
use sources::SourceInput;
use std::io;
use std::path::PathBuf;

pub mod catalogue;
pub mod sources;

/// Why no index was built. Curators' mistakes are not here: see [`Outcome::diagnostics`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A directory of records cannot be read.
    #[error(transparent)]
    Load(#[from] io::Error),
    /// Gene models cannot be read.
    #[error(transparent)]
    Genome(#[from] GenomeTextError),
    /// Gene models contradict each other.
    #[error(transparent)]
    Models(#[from] ModelsError),
    /// A catalogue of gene models cannot be used.
    #[error(transparent)]
    Catalogue(#[from] ImportError),
    /// A catalogue of which nothing can be used.
    #[error(
        "{}: not one transcript of it can be used on {assembly} ({reasons}); do --transcripts, --reference and --assembly belong \
         together?", path.display()
    )]
    NothingUsable {
        /// The file.
        path: PathBuf,
        /// The assembly asked for.
        assembly: Assembly,
        /// How many were left out, by reason.
        reasons: String,
    },
    /// A source cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A level scheme is wrong.
    #[error(transparent)]
    Scheme(#[from] SchemeError),
    /// OncoTree beside the diseases is wrong.
    #[error(transparent)]
    Ontology(#[from] OntologyError),
    /// A gap in the checks.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The image cannot be written.
    #[error(transparent)]
    Compile(#[from] compile::CompileError),
}

impl From<IndexError> for BuildError {
    fn from(error: IndexError) -> Self {
        Self::Compile(error.into())
    }
}

/// What a build gave.
#[derive(Debug)]
pub struct Outcome {
    /// The file image; `None` when some finding is an error.
    pub image: Option<Image>,
    /// Everything found wrong or doubtful in the records.
    pub diagnostics: Diagnostics,
    /// The texts, for showing places.
    pub files: Files,
    /// How much went in.
    pub counts: Counts,
    /// What became of each catalogue of gene models.
    pub catalogues: Vec<CatalogueReport>,
    /// What became of each source.
    pub sources: Vec<Ledger>,
}

/// How many records of each kind a build held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Genes with a record.
    pub genes: usize,
    /// Molecular profiles.
    pub profiles: usize,
    /// Evidence items.
    pub evidence: usize,
    /// Assertions.
    pub assertions: usize,
    /// Therapies.
    pub therapies: usize,
    /// Diseases.
    pub diseases: usize,
    /// Approvals.
    pub approvals: usize,
    /// Trials.
    pub trials: usize,
    /// Level schemes.
    pub schemes: usize,
    /// Transcripts on GRCh37 and GRCh38.
    pub transcripts: [usize; 2],
}

impl Counts {
    fn of(records: &Records, schemes: usize, transcripts: [usize; 2]) -> Self {
        Self {
            genes: records.genes.len(),
            profiles: records.profiles.len(),
            evidence: records.profiles.iter().map(|profile| profile.evidence.len()).sum(),
            assertions: records.profiles.iter().map(|profile| profile.assertions.len()).sum(),
            therapies: records.therapies.len(),
            diseases: records.diseases.len(),
            approvals: records.approvals.len(),
            trials: records.trials.len(),
            schemes,
            transcripts,
        }
    }
}

/// Compiles directories of records (layers; the first is the knowledge that ships) into one image named `release`.
///
/// Gene models and level schemes are taken from every layer that has them; of two with one name the later holds.
///
/// # Errors
/// When something other than a curator's mistake is in the way.
pub fn build(dirs: &[PathBuf], release: &str) -> Result<Outcome, BuildError> {
    build_with(dirs, release, &[])
}

/// As [`build`], with whole catalogues of gene models beside those of the directories.
///
/// # Errors
/// As for [`build`]; also when a catalogue cannot be read, or its letters contradict those at hand.
pub fn build_with(dirs: &[PathBuf], release: &str, catalogues: &[Catalogue]) -> Result<Outcome, BuildError> {
    build_from(dirs, release, catalogues, &[])
}

/// As [`build_with`], with sources imported beside the records of curators.
///
/// # Errors
/// As for [`build_with`]; also when a source cannot be read at all.
pub fn build_from(
    dirs: &[PathBuf],
    release: &str,
    catalogues: &[Catalogue],
    inputs: &[SourceInput],
) -> Result<Outcome, BuildError> {
    build_only(dirs, release, catalogues, inputs, false)
}

/// As [`build_from`]; with `redistributable`, records of sources that may not be passed on are taken out before the rules are
/// asked, and counted as quarantined.
///
/// # Errors
/// As for [`build_from`].
pub fn build_only(
    dirs: &[PathBuf],
    release: &str,
    catalogues: &[Catalogue],
    inputs: &[SourceInput],
    redistributable: bool,
) -> Result<Outcome, BuildError> {
    build_told(dirs, release, catalogues, inputs, redistributable, &mut |_| {})
}

/// A step of the build walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Records, gene models and schemes are read.
    Load,
    /// Sources are imported.
    Import,
    /// Every rule is asked of every record.
    Check,
    /// Names become numbers.
    Resolve,
    /// The image is written.
    Compile,
}

impl Step {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Import => "import",
            Self::Check => "check",
            Self::Resolve => "resolve",
            Self::Compile => "compile",
        }
    }
}

/// As [`build_only`], telling `begins` which step begins. Who wants to know how long each takes looks at a clock then: this room
/// has none, so that no time can reach the index.
///
/// # Errors
/// As for [`build_from`].
pub fn build_told(
    dirs: &[PathBuf],
    release: &str,
    catalogues: &[Catalogue],
    inputs: &[SourceInput],
    redistributable: bool,
    begins: &mut dyn FnMut(Step),
) -> Result<Outcome, BuildError> {
    begins(Step::Load);
    let mut loaded = record::load(dirs)?;
    let mut models = gene_models(dirs)?;
    let (reports, sources) = catalogue::add(catalogues, &mut models)?;
    let schemes = schemes(dirs)?;
    let copy_profiles = copy_profiles(dirs)?;
    let transcripts = [models[0].transcripts.len(), models[1].transcripts.len()];
    let known = KnownModels::of_models(models)?;
    begins(Step::Import);
    let mut ledgers = sources::import(inputs, &mut loaded, &known.genomes)?;
    if redistributable {
        sources::only_redistributable(&mut loaded.records, &mut ledgers);
    }
    let offered = Counts::of(&loaded.records, schemes.len(), transcripts);
    begins(Step::Check);
    let verdict = sources::check(loaded, &known, &mut ledgers);
    let (diagnostics, files) = (verdict.diagnostics, verdict.files);
    let Some(checked) = verdict.checked else {
        return Ok(Outcome { image: None, diagnostics, files, counts: offered, catalogues: reports, sources: ledgers });
    };
    let counts = Counts::of(checked.records(), schemes.len(), transcripts);
    begins(Step::Resolve);
    let beside = resolve::Beside { schemes, triage: triage_tables(dirs)?, ontology: ontology::load(dirs)?, catalogues: sources };
    let mut knowledge = resolve::resolve(checked, known.genomes, beside)?;
    knowledge.copy_profiles = copy_profiles;
    begins(Step::Compile);
    let image = compile::compile(&knowledge, release)?;
    Ok(Outcome { image: Some(image), diagnostics, files, counts, catalogues: reports, sources: ledgers })
}

/// Gene models of all layers.
fn gene_models(dirs: &[PathBuf]) -> Result<[GeneModels; 2], GenomeTextError> {
    let mut models = Assembly::ALL.map(GeneModels::new);
    for dir in dirs {
        let folder = dir.join("genome");
        if folder.is_dir() {
            let mut read = genome_text::read_folder(&folder)?;
            partners_text::add_folder(&folder, &mut read)?;
            let [grch37, grch38] = read;
            models[0].lay_over(grch37);
            models[1].lay_over(grch38);
        }
    }
    Ok(models)
}

fn schemes(dirs: &[PathBuf]) -> Result<Vec<ckdb_core::model::LevelScheme>, SchemeError> {
    let mut schemes: Vec<ckdb_core::model::LevelScheme> = Vec::new();
    for dir in dirs {
        for scheme in scheme::load(dir)? {
            schemes.retain(|known| known.id != scheme.id);
            schemes.push(scheme);
        }
    }
    schemes.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(schemes)
}

fn triage_tables(dirs: &[PathBuf]) -> Result<Vec<NamedTriage>, SchemeError> {
    let mut tables: Vec<NamedTriage> = Vec::new();
    for dir in dirs {
        for table in triage::load(dir)? {
            tables.retain(|known| known.table.id != table.table.id);
            tables.push(table);
        }
    }
    tables.sort_by(|a, b| a.table.id.cmp(&b.table.id));
    Ok(tables)
}

/// Copy-number profiles of all layers; of two with one name the later holds.
fn copy_profiles(dirs: &[PathBuf]) -> Result<Vec<ckdb_core::model::CopyProfile>, SchemeError> {
    let mut profiles: Vec<ckdb_core::model::CopyProfile> = Vec::new();
    for dir in dirs {
        for profile in scheme::copy_number::load(dir)? {
            profiles.retain(|known| known.id != profile.id);
            profiles.push(profile);
        }
    }
    profiles.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(profiles)
}

/// The gene models, as the rules about coordinates ask for them.
pub struct KnownModels {
    genomes: [MemoryGenome; 2],
}

impl KnownModels {
    /// From the models of both assemblies.
    ///
    /// # Errors
    /// When models contradict each other.
    pub fn new(models: &[GeneModels; 2]) -> Result<Self, ModelsError> {
        Ok(Self { genomes: [MemoryGenome::new(&models[0])?, MemoryGenome::new(&models[1])?] })
    }

    fn of_models([grch37, grch38]: [GeneModels; 2]) -> Result<Self, ModelsError> {
        Ok(Self { genomes: [MemoryGenome::from_models(grch37)?, MemoryGenome::from_models(grch38)?] })
    }

    /// From the `genome` folders of directories of records.
    ///
    /// # Errors
    /// When a file cannot be read or models contradict each other.
    pub fn of_dirs(dirs: &[PathBuf]) -> Result<Self, BuildError> {
        Ok(Self::of_models(gene_models(dirs)?)?)
    }
}

impl Models for KnownModels {
    fn transcript(&self, accession: &str) -> Option<TranscriptFacts> {
        // A claim is numbered on one version of a transcript; another version is another one.
        let (genome, found) = self.exact(accession)?;
        let exons = u32::try_from(found.exon_count()).ok()?;
        Some(TranscriptFacts { gene: genome.gene(found.gene)?.symbol.clone(), exons })
    }

    fn protein(&self, accession: &str) -> Option<String> {
        let (genome, transcript) = self.exact(accession)?;
        let protein = protein_of(transcript, &genome.view())?;
        Some(protein.into_iter().map(|acid| char::from(acid.one())).collect())
    }

    fn exon_residues(&self, accession: &str, exon: u32) -> Option<(u32, u32)> {
        let (_, transcript) = self.exact(accession)?;
        let before: u32 =
            (1..exon).filter_map(|number| transcript.coding_part(transcript.exon_index(number)?)).map(Interval::len).sum();
        let length = transcript.coding_part(transcript.exon_index(exon)?)?.len();
        Some((before / 3 + 1, (before + length - 1) / 3 + 1))
    }

    fn reference(&self, assembly: Assembly, contig: Contig, position: u32, length: usize) -> Option<String> {
        let interval = Interval::of_letters(Position::new(position)?, u32::try_from(length).ok()?)?;
        let genome = self.genomes[assembly.index()].view();
        genome.letters(contig, interval).map(|letters| String::from_utf8_lossy(letters).into_owned())
    }

    fn is_empty(&self) -> bool {
        self.genomes.iter().all(|genome| genome.view().transcript_count() == 0)
    }
}

impl KnownModels {
    fn exact(&self, accession: &str) -> Option<(&MemoryGenome, ckdb_core::genome::TranscriptRef<'_>)> {
        self.genomes.iter().find_map(|genome| {
            let found = genome.transcript(accession)?;
            (found.transcript.accession == accession).then_some((genome, found.transcript))
        })
    }
}
