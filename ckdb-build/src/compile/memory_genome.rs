//! Gene models in memory, answering as the index will: so that checks run before anything is published.
//!
//! Places, names and letters are looked up by the very code that reads the index ([`ckdb_core::knowledge::genome`]).

use super::transcripts::{CompileGenomeError, CompiledGenome, compile_genome};
use crate::import::gene_models::{GeneModel, GeneModels};
use ckdb_core::genome::{Assembly, Contig, Interval, Sequence, TranscriptRef, Window};
use ckdb_core::knowledge::genome::{Genome, Named};

/// Gene models of one assembly, ready to be asked.
#[derive(Clone, Debug)]
pub struct MemoryGenome {
    assembly: Assembly,
    genes: Vec<GeneModel>,
    compiled: CompiledGenome,
}

impl MemoryGenome {
    /// Orders the models for asking.
    ///
    /// # Errors
    /// When windows contradict each other or an accession is not unique.
    pub fn new(models: &GeneModels) -> Result<Self, CompileGenomeError> {
        let place = |symbol: &str| models.genes.iter().position(|gene| gene.symbol == symbol);
        let compiled = compile_genome(models, |symbol| u32::try_from(place(symbol)?).ok())?;
        Ok(Self { assembly: models.assembly, genes: models.genes.clone(), compiled })
    }

    /// The assembly all places are on.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.assembly
    }

    /// The gene of a [`TranscriptRef::gene`] number of this genome.
    #[must_use]
    pub fn gene(&self, number: u32) -> Option<&GeneModel> {
        self.genes.get(number as usize)
    }

    /// The number of a gene by its symbol; `None` when it has no model.
    #[must_use]
    pub fn gene_number(&self, symbol: &str) -> Option<u32> {
        let place = self.genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok()?;
        u32::try_from(place).ok()
    }

    /// The view that the index gives too.
    #[must_use]
    pub fn view(&self) -> Genome<'_> {
        self.compiled.table.view(&self.compiled.letters)
    }

    /// See [`Genome::transcripts_at`].
    pub fn transcripts_at(&self, contig: Contig, interval: Interval) -> impl Iterator<Item = (u32, TranscriptRef<'_>)> {
        self.view().transcripts_at(contig, interval)
    }

    /// See [`Genome::transcript`].
    #[must_use]
    pub fn transcript(&self, accession: &str) -> Option<Named<'_>> {
        self.view().transcript(accession)
    }

    /// See [`Genome::is_modelled`].
    #[must_use]
    pub fn is_modelled(&self, contig: Contig, interval: Interval) -> bool {
        self.view().is_modelled(contig, interval)
    }
}

impl Sequence for MemoryGenome {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        self.view().held(contig, at)
    }
}
