//! Gene models of all layers: those of the core, and transcripts that only an overlay has, with the letters they lie on.

use super::vocabulary::Vocabulary;
use super::{LayerError, Part};
use crate::genome::{Assembly, Contig, Interval, Sequence, Transcript};
use crate::index::{IndexError, Writer, hashes_of_pieces};
use crate::knowledge::genome::GenomeTable;
use crate::knowledge::{Genome, LetterWindow, TABLE_VERSION, genome_sections, letter_hashes_section};
use std::collections::BTreeSet;

/// Adds the sections of both assemblies.
pub(super) fn write(layers: &[Part], vocabulary: &Vocabulary, writer: &mut Writer) -> Result<(), LayerError> {
    for assembly in Assembly::ALL {
        let (table, letters) = joined(layers, vocabulary, assembly)?;
        table.view(&letters).check()?;
        let [at_table, at_letters] = genome_sections(assembly);
        writer.archive(at_table, TABLE_VERSION, &table)?;
        writer.section(letter_hashes_section(assembly), TABLE_VERSION, hashes_of_pieces(&letters))?;
        writer.section(at_letters, TABLE_VERSION, letters)?;
    }
    Ok(())
}

fn joined(layers: &[Part], vocabulary: &Vocabulary, assembly: Assembly) -> Result<(GenomeTable, Vec<u8>), LayerError> {
    let mut transcripts: Vec<Transcript> = Vec::new();
    let elsewhere = layers.iter().flat_map(|layer| &layer.modelled_elsewhere[assembly.index()]);
    let mut known: BTreeSet<String> = elsewhere.cloned().collect();
    let mut windows: Vec<LetterWindow> = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        let genome = layer.knowledge.genome(assembly)?;
        let mut places: Vec<(Contig, Interval)> = Vec::new();
        for (_, transcript) in genome.transcripts() {
            // A gene with a model is always shown, and the first layer's model of a transcript stands.
            let gene = vocabulary.genes.place(number, transcript.gene as usize);
            let Some(gene) = gene.filter(|_| known.insert(transcript.accession.to_owned())) else { continue };
            transcripts.push(Transcript { gene, ..owned(transcript) });
            places.push((transcript.contig, transcript.span()));
        }
        // The core brings all its letters, others those around the models they add.
        let all = number == 0 && layer.modelled_elsewhere[assembly.index()].is_empty();
        let is_needed = |contig: Contig, stretch: Interval| {
            all || places.iter().any(|(at, span)| *at == contig && span.start() < stretch.end() && stretch.start() < span.end())
        };
        add_letters(layers, number, genome, assembly, is_needed, &mut windows)?;
    }
    Ok(GenomeTable::tabled(transcripts, windows))
}

fn owned(transcript: crate::genome::TranscriptRef<'_>) -> Transcript {
    let mut copy = Transcript {
        accession: transcript.accession.to_owned(),
        protein: transcript.protein.to_owned(),
        gene: transcript.gene,
        contig: transcript.contig,
        strand: transcript.strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: transcript.cds,
        cds_phase: transcript.cds_phase,
        mane: transcript.mane,
        quality: transcript.quality,
    };
    let exons: Vec<_> = (0..transcript.exon_count()).filter_map(|index| transcript.exon(index)).collect();
    copy.set_exons(&exons);
    copy
}

/// The letters of a layer. Where another layer holds letters of the same places they must be the same: a transcript read on
/// other letters gives other proteins.
fn add_letters(
    layers: &[Part],
    number: usize,
    genome: Genome<'_>,
    assembly: Assembly,
    is_needed: impl Fn(Contig, Interval) -> bool,
    windows: &mut Vec<LetterWindow>,
) -> Result<(), LayerError> {
    for (contig, interval) in genome.stretches_of_letters().filter(|(contig, interval)| is_needed(*contig, *interval)) {
        let Some(letters) = genome.letters(contig, interval) else {
            genome.sound()?;
            let problem = format!("letters of {contig} that its table names are not there");
            return Err(IndexError::Content { section: genome_sections(assembly)[1].to_owned(), problem }.into());
        };
        for (before, earlier) in layers.iter().enumerate().take(number) {
            let held = earlier.knowledge.genome(assembly)?;
            for window in held.windows_at(contig, interval) {
                let first = window.interval().start().max(interval.start());
                let last = window.interval().end().min(interval.end());
                let Some(both) = Interval::new(first, last).filter(|both| !both.is_empty()) else { continue };
                let theirs = window.letters(both).unwrap_or_default();
                let ours = genome.letters(contig, both).unwrap_or_default();
                if ours != theirs {
                    let at = ours.iter().zip(theirs).take_while(|(ours, theirs)| ours == theirs).count();
                    return Err(LayerError::Letters {
                        assembly,
                        contig,
                        position: first.saturating_add(u32::try_from(at).unwrap_or(u32::MAX)).saturating_add(1),
                        core: layers.get(before).map(|layer| layer.layer.index.clone()).unwrap_or_default(),
                        overlay: layers.get(number).map(|layer| layer.layer.index.clone()).unwrap_or_default(),
                    });
                }
            }
        }
        windows.push(LetterWindow { contig, start: interval.start(), letters: letters.to_vec() });
    }
    Ok(())
}
