//! Gene models in the order in which they are asked, as the index stores them: a table and one run of letters.
//! [`GenomeTable::tabled`] lays them out; here genes get their numbers.

use super::{GeneModels, GeneWindow};
use ckdb_core::genome::Transcript;
use ckdb_core::knowledge::LetterWindow;
use ckdb_core::knowledge::genome::GenomeTable;
use std::collections::BTreeSet;

/// What is stored of one assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TabledGenome {
    /// For section `genome/<assembly>`.
    pub table: GenomeTable,
    /// For section `letters/<assembly>`: ASCII, nothing else.
    pub letters: Vec<u8>,
    /// Symbols of genes that have no number in the gene table, sorted; their transcripts and letters were left out.
    pub without_number: Vec<String>,
}

/// The table and the letters of one assembly. `gene_number` gives a gene's place in the gene table by its symbol.
///
/// Where models contradict each other (see [`GeneModels::check`]) the first in order stands.
#[must_use]
pub fn tabled(models: &GeneModels, gene_number: impl Fn(&str) -> Option<u32>) -> TabledGenome {
    tabled_from(models.clone(), gene_number)
}

/// As [`tabled`], out of models that nobody needs any more: a whole catalogue is not held twice.
#[must_use]
pub fn tabled_from(models: GeneModels, gene_number: impl Fn(&str) -> Option<u32>) -> TabledGenome {
    let numbers: Vec<Option<u32>> = models.genes.iter().map(|gene| gene_number(&gene.symbol)).collect();
    let number = |gene: u32| numbers.get(gene as usize).copied().flatten();
    let transcripts = models.transcripts.into_iter();
    let transcripts = transcripts.filter_map(|transcript| Some(Transcript { gene: number(transcript.gene)?, ..transcript })).collect();
    let windows = models.windows.into_iter().filter(|window| number(window.gene).is_some());
    let windows = windows.map(|GeneWindow { contig, start, letters, .. }| LetterWindow { contig, start, letters }).collect();
    let (table, letters) = GenomeTable::tabled(transcripts, windows);
    let missing: BTreeSet<&str> =
        models.genes.iter().zip(&numbers).filter(|(_, number)| number.is_none()).map(|(gene, _)| gene.symbol.as_str()).collect();
    TabledGenome { table, letters, without_number: missing.into_iter().map(str::to_owned).collect() }
}
