//! Gene models into the sections `genome/<assembly>` and `letters/<assembly>`.
//!
//! Windows of neighbouring genes overlap; here they become one run of letters each, so that whoever asks for letters
//! around a place gets the longest stretch there is.

use crate::import::gene_models::{GeneModels, GeneWindow};
use ckdb_core::genome::{Assembly, Contig, Transcript};
use ckdb_core::knowledge::genome::{GenomeTable, accession_order};
use std::collections::BTreeSet;

/// The values of both sections of one assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompiledGenome {
    /// For section `genome/<assembly>`.
    pub table: GenomeTable,
    /// For section `letters/<assembly>`: ASCII, nothing else.
    pub letters: Vec<u8>,
    /// Symbols of genes that have no number in the gene table, sorted; their transcripts and letters were left out.
    pub without_number: Vec<String>,
}

/// Why models cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompileGenomeError {
    /// Two windows hold different letters for one place.
    #[error("{assembly}: the windows of {gene} and of a gene before it differ at {contig}:{position}; import both from one reference")]
    Letters {
        /// Assembly.
        assembly: Assembly,
        /// Gene of the later window.
        gene: String,
        /// Contig.
        contig: Contig,
        /// First letter that differs, 1-based.
        position: u32,
    },
    /// One accession names two transcripts.
    #[error("{assembly}: two genes have a transcript {accession}; import both from one file")]
    Accession {
        /// Assembly.
        assembly: Assembly,
        /// The accession.
        accession: String,
    },
    /// More letters or rows than 32 bits count.
    #[error("{assembly}: more than 4,294,967,295 reference letters; ask for fewer genes")]
    TooLarge {
        /// Assembly.
        assembly: Assembly,
    },
}

/// The section values of one assembly. `gene_number` gives a gene's place in the compiled gene table by its symbol.
///
/// # Errors
/// When windows contradict each other or an accession is not unique.
pub fn compile_genome(
    models: &GeneModels,
    gene_number: impl Fn(&str) -> Option<u32>,
) -> Result<CompiledGenome, CompileGenomeError> {
    let numbers: Vec<Option<u32>> = models.genes.iter().map(|gene| gene_number(&gene.symbol)).collect();
    let number = |gene: u32| numbers.get(gene as usize).copied().flatten();
    let mut transcripts: Vec<Transcript> = models
        .transcripts
        .iter()
        .filter_map(|transcript| Some(Transcript { gene: number(transcript.gene)?, ..transcript.clone() }))
        .collect();
    transcripts.sort_by(|a, b| {
        let key = |transcript: &Transcript| (transcript.contig, transcript.view().span());
        key(a).cmp(&key(b)).then_with(|| a.accession.cmp(&b.accession))
    });
    let windows: Vec<&GeneWindow> = models.windows.iter().filter(|window| number(window.gene).is_some()).collect();
    let mut compiled = compile_windows(models, windows)?;
    let missing: BTreeSet<&str> =
        models.genes.iter().zip(&numbers).filter(|(_, number)| number.is_none()).map(|(gene, _)| gene.symbol.as_str()).collect();
    compiled.without_number = missing.into_iter().map(str::to_owned).collect();
    index_transcripts(&mut compiled.table, transcripts, models.assembly)?;
    Ok(compiled)
}

fn index_transcripts(table: &mut GenomeTable, transcripts: Vec<Transcript>, assembly: Assembly) -> Result<(), CompileGenomeError> {
    let count = |index: usize| u32::try_from(index).map_err(|_| CompileGenomeError::TooLarge { assembly });
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
        table.contig_transcripts.push(count(at)?.into());
    }
    let mut order: Vec<usize> = (0..transcripts.len()).collect();
    order.sort_by(|a, b| accession_order(&transcripts[*a].accession, &transcripts[*b].accession));
    if let Some(pair) = order.windows(2).find(|pair| transcripts[pair[0]].accession == transcripts[pair[1]].accession) {
        return Err(CompileGenomeError::Accession { assembly, accession: transcripts[pair[0]].accession.clone() });
    }
    for number in order {
        table.by_accession.push(count(number)?.into());
    }
    table.transcripts = transcripts;
    Ok(())
}

fn compile_windows(models: &GeneModels, mut windows: Vec<&GeneWindow>) -> Result<CompiledGenome, CompileGenomeError> {
    let assembly = models.assembly;
    windows.sort_by_key(|window| (window.contig, window.interval()));
    let mut compiled = CompiledGenome::default();
    let table = &mut compiled.table;
    let mut windows = windows.into_iter().peekable();
    table.contig_windows.push(0.into());
    table.window_offsets.push(0.into());
    let count = |length: usize| u32::try_from(length).map_err(|_| CompileGenomeError::TooLarge { assembly });
    for contig in Contig::all() {
        // End of the last window written, if there is one on this contig.
        let mut end: Option<u32> = None;
        while let Some(window) = windows.next_if(|window| window.contig == contig) {
            let overlap = end.and_then(|end| end.checked_sub(window.start)).map(|length| (length as usize).min(window.letters.len()));
            let (shared, fresh) = window.letters.split_at(overlap.unwrap_or(0));
            if overlap.is_some() {
                // What is shared may end before the last window does.
                let behind = end.unwrap_or(window.start).saturating_sub(window.start) as usize;
                let known = &compiled.letters[compiled.letters.len() - behind..];
                if let Some(at) = shared.iter().zip(known).position(|(a, b)| a != b) {
                    let gene = models.genes.get(window.gene as usize).map_or_else(String::new, |gene| gene.symbol.clone());
                    let position = window.start.saturating_add(count(at)?).saturating_add(1);
                    return Err(CompileGenomeError::Letters { assembly, gene, contig, position });
                }
                table.window_offsets.pop();
            } else {
                table.window_starts.push(window.start.into());
            }
            compiled.letters.extend_from_slice(fresh);
            table.window_offsets.push(count(compiled.letters.len())?.into());
            end = end.max(Some(window.interval().end()));
        }
        table.contig_windows.push(count(table.window_starts.len())?.into());
    }
    Ok(compiled)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::genome_text::read_gene;
    use ckdb_core::genome::{Interval, Sequence};
    use std::path::Path;

    fn add(models: &mut GeneModels, symbol: &str, accession: &str, contig: &str, exon: &str, windows: &str) {
        let text = format!(
            "ckdb-genome 1\nassembly GRCh38\ngene {symbol} - - -\nsource s\nrelease r\nlicence l\n\
            transcript {accession} - {contig} + cds=- phase=0 mane=- model=reference exons={exon}\n{windows}"
        );
        read_gene(Path::new(&format!("{symbol}.txt")), &text, models).unwrap();
    }

    fn three_genes() -> GeneModels {
        let mut models = GeneModels::new(Assembly::Grch38);
        add(&mut models, "B", "NM_2.1", "chr1", "11-14", ">chr1:11-14\nACGT\n>chr1:16-17\nCC\n");
        add(&mut models, "A", "NM_1.1", "chr1", "13-15", ">chr1:12-12\nC\n>chr1:13-15\nGTA\n");
        add(&mut models, "C", "NM_3.1", "chr2", "1-2", ">chr2:1-2\nTT\n");
        models.sort();
        models
    }

    #[test]
    fn overlapping_and_touching_windows_become_one() {
        let models = three_genes();
        let compiled = compile_genome(&models, |symbol| Some(u32::from(symbol.as_bytes()[0]))).unwrap();
        assert_eq!(compiled.letters, b"ACGTACCTT");
        let genome = compiled.table.view(&compiled.letters);
        assert_eq!(genome.check(), Ok(()));
        let one = Contig::parse("1").unwrap().0;
        assert_eq!(genome.window(one, 10).unwrap().interval(), Interval::new(10, 17).unwrap());
        let named = genome.transcript("NM_1.1").unwrap();
        assert_eq!((named.transcript.gene, named.transcript.span().start()), (u32::from(b'A'), 12));
        assert_eq!(compiled.without_number, [""; 0]);
    }

    #[test]
    fn genes_without_a_number_are_left_out_and_named() {
        let compiled = compile_genome(&three_genes(), |symbol| (symbol == "C").then_some(7)).unwrap();
        assert_eq!(compiled.without_number, ["A", "B"]);
        assert_eq!((compiled.letters.as_slice(), compiled.table.transcripts.len()), (&b"TT"[..], 1));
        assert_eq!(compiled.table.view(&compiled.letters).check(), Ok(()));
        let empty = compile_genome(&GeneModels::new(Assembly::Grch37), |_| None).unwrap();
        assert_eq!(empty.table.view(&empty.letters).check(), Ok(()));
    }

    #[test]
    fn contradictions_are_refused_with_their_place() {
        let mut models = three_genes();
        add(&mut models, "D", "NM_4.1", "chr1", "13-14", ">chr1:13-14\nGA\n");
        let error = compile_genome(&models, |_| Some(0)).unwrap_err();
        assert!(matches!(error, CompileGenomeError::Letters { position: 14, .. }), "{error}");
        let mut models = three_genes();
        add(&mut models, "D", "NM_3.1", "chr3", "1-2", "");
        assert!(matches!(compile_genome(&models, |_| Some(0)), Err(CompileGenomeError::Accession { .. })));
    }
}
