//! Gene models in the order in which they are asked, as the index stores them: a table and one run of letters.
//!
//! Windows of neighbouring genes overlap; here they become one run of letters each, so that whoever asks for letters
//! around a place gets the longest stretch there is.

use super::{GeneModels, GeneWindow};
use ckdb_core::genome::{Contig, Transcript};
use ckdb_core::knowledge::genome::{GenomeTable, accession_order};
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
    let mut transcripts: Vec<Transcript> =
        transcripts.filter_map(|transcript| Some(Transcript { gene: number(transcript.gene)?, ..transcript })).collect();
    transcripts.sort_by(|a, b| {
        let key = |transcript: &Transcript| (transcript.contig, transcript.view().span());
        key(a).cmp(&key(b)).then_with(|| a.accession.cmp(&b.accession))
    });
    let mut tabled = TabledGenome::default();
    table_windows(models.windows.into_iter().filter(|window| number(window.gene).is_some()).collect(), &mut tabled);
    table_transcripts(transcripts, &mut tabled.table);
    let missing: BTreeSet<&str> =
        models.genes.iter().zip(&numbers).filter(|(_, number)| number.is_none()).map(|(gene, _)| gene.symbol.as_str()).collect();
    tabled.without_number = missing.into_iter().map(str::to_owned).collect();
    tabled
}

/// A length as the table stores it. Four thousand million letters are more than a whole genome has; should there be more,
/// the table does not pass [`ckdb_core::knowledge::Genome::check`].
fn stored(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn table_transcripts(transcripts: Vec<Transcript>, table: &mut GenomeTable) {
    let mut at = 0;
    table.contig_transcripts.push(0.into());
    for contig in Contig::all() {
        let mut greatest = 0;
        while let Some(transcript) = transcripts.get(at).filter(|transcript| transcript.contig == contig) {
            let span = transcript.view().span();
            greatest = span.end().max(greatest);
            table.starts.push(span.start().into());
            table.greatest_ends.push(greatest.into());
            at += 1;
        }
        table.contig_transcripts.push(stored(at).into());
    }
    let mut order: Vec<usize> = (0..transcripts.len()).collect();
    order.sort_by(|a, b| accession_order(&transcripts[*a].accession, &transcripts[*b].accession));
    for number in order {
        table.by_accession.push(stored(number).into());
    }
    table.transcripts = transcripts;
}

fn table_windows(mut windows: Vec<GeneWindow>, tabled: &mut TabledGenome) {
    windows.sort_by_key(|window| (window.contig, window.interval()));
    let table = &mut tabled.table;
    let mut windows = windows.into_iter().peekable();
    table.contig_windows.push(0.into());
    table.window_offsets.push(0.into());
    for contig in Contig::all() {
        // End of the last window written, if there is one on this contig.
        let mut end: Option<u32> = None;
        while let Some(window) = windows.next_if(|window| window.contig == contig) {
            match end.and_then(|end| end.checked_sub(window.start)) {
                // It overlaps or touches the last one: only what reaches beyond is new.
                Some(shared) => {
                    table.window_offsets.pop();
                    tabled.letters.extend_from_slice(window.letters.get(shared as usize..).unwrap_or_default());
                }
                None => {
                    table.window_starts.push(window.start.into());
                    tabled.letters.extend_from_slice(&window.letters);
                }
            }
            table.window_offsets.push(stored(tabled.letters.len()).into());
            end = end.max(Some(window.interval().end()));
        }
        table.contig_windows.push(stored(table.window_starts.len()).into());
    }
}
