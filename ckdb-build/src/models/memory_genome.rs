//! Gene models in memory, answering as the index will: so that checks run before anything is published.
//!
//! Places, names and letters are looked up by the very code that reads the index ([`ckdb_core::knowledge::genome`]).

use super::table::{TabledGenome, tabled};
use super::{GeneModel, GeneModels};
use ckdb_core::genome::{Assembly, Contig, Interval, Sequence, TranscriptRef, Window};
use ckdb_core::knowledge::genome::{Genome, VersionMatch};

/// Gene models of one assembly, ready to be asked. Gene numbers are places in [`GeneModels::genes`].
#[derive(Clone, Debug)]
pub struct MemoryGenome<'a> {
    models: &'a GeneModels,
    tabled: TabledGenome,
}

impl<'a> MemoryGenome<'a> {
    /// Orders the models for asking; they must be sorted.
    #[must_use]
    pub fn new(models: &'a GeneModels) -> Self {
        let place = |symbol: &str| models.genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok();
        Self { models, tabled: tabled(models, |symbol| u32::try_from(place(symbol)?).ok()) }
    }

    /// The assembly all places are on.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.models.assembly
    }

    /// The gene of a [`TranscriptRef::gene`] number of this genome.
    #[must_use]
    pub fn gene(&self, number: u32) -> Option<&'a GeneModel> {
        self.models.genes.get(number as usize)
    }

    /// The view that the index gives too.
    #[must_use]
    pub fn view(&self) -> Genome<'_> {
        self.tabled.table.view(&self.tabled.letters)
    }

    /// The transcript of this very accession and version: what curators number on is taken by its word.
    /// [`Genome::transcript`] of [`MemoryGenome::view`] finds other versions too.
    #[must_use]
    pub fn transcript(&self, accession: &str) -> Option<TranscriptRef<'_>> {
        let named = self.view().transcript(accession)?;
        (named.version == VersionMatch::Exact).then_some(named.transcript)
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

impl Sequence for MemoryGenome<'_> {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        self.view().held(contig, at)
    }
}
