//! Gene models in memory, answering as the index will: so that checks run before anything is published.
//!
//! Places, names and letters are looked up by the very code that reads the index ([`ckdb_core::knowledge::genome`]).

use super::table::{TabledGenome, tabled_from};
use super::{GeneModel, GeneModels, ModelsError};
use ckdb_core::genome::{Assembly, Contig, Interval, Sequence, TranscriptRef, Window};
use ckdb_core::knowledge::genome::{Genome, Named};

/// Gene models of one assembly, ready to be asked. Gene numbers are places in [`GeneModels::genes`].
#[derive(Clone, Debug)]
pub struct MemoryGenome {
    assembly: Assembly,
    genes: Vec<GeneModel>,
    tabled: TabledGenome,
}

impl MemoryGenome {
    /// Orders the models for asking; they must be sorted.
    ///
    /// # Errors
    /// When windows contradict each other or an accession is not unique.
    pub fn new(models: &GeneModels) -> Result<Self, ModelsError> {
        Self::from_models(models.clone())
    }

    /// As [`MemoryGenome::new`], out of models that nobody needs any more: a whole catalogue is not held twice.
    ///
    /// # Errors
    /// As for [`MemoryGenome::new`].
    pub fn from_models(models: GeneModels) -> Result<Self, ModelsError> {
        models.check()?;
        let (assembly, genes) = (models.assembly, models.genes.clone());
        let place = |symbol: &str| genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok();
        let tabled = tabled_from(models, |symbol| u32::try_from(place(symbol)?).ok());
        Ok(Self { assembly, genes, tabled })
    }

    /// All genes, sorted by symbol.
    #[must_use]
    pub fn genes(&self) -> &[GeneModel] {
        &self.genes
    }

    /// The gene of this symbol.
    #[must_use]
    pub fn gene_named(&self, symbol: &str) -> Option<&GeneModel> {
        let place = self.genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok()?;
        self.genes.get(place)
    }

    /// The tables, with genes numbered as in another table of genes; `None` when that lacks one.
    #[must_use]
    pub fn into_tables(mut self, gene_number: impl Fn(&str) -> Option<u32>) -> Option<TabledGenome> {
        let numbers: Vec<Option<u32>> = self.genes.iter().map(|gene| gene_number(&gene.symbol)).collect();
        for transcript in &mut self.tabled.table.transcripts {
            transcript.gene = numbers.get(transcript.gene as usize).copied().flatten()?;
        }
        Some(self.tabled)
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

    /// The view that the index gives too.
    #[must_use]
    pub fn view(&self) -> Genome<'_> {
        self.tabled.table.view(&self.tabled.letters)
    }

    /// See [`Genome::transcript`].
    #[must_use]
    pub fn transcript(&self, accession: &str) -> Option<Named<'_>> {
        self.view().transcript(accession)
    }

    /// See [`Genome::transcripts_at`].
    pub fn transcripts_at(&self, contig: Contig, interval: Interval) -> impl Iterator<Item = (u32, TranscriptRef<'_>)> {
        self.view().transcripts_at(contig, interval)
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
