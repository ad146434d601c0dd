//! The gene models of the index as `bcftools csq` wants them, so that it can be measured without a reference of three gigabytes.
//!
//! `cargo run --release -p ckdb-benches --example peer_models -- FOLDER` writes `models.gff3` in Ensembl's manner, `reference.fa` and
//! `reference.fa.fai` for GRCh38. The FASTA has each chromosome on one line at its full length, but only the letters that the index
//! holds: what lies between them is a hole that the file system does not store, and that nobody who asks for gene models reads.
//! Models without letters are left out: neither program reads changes of letters on them.

use ckdb_benches::{Failure, index_file, map};
use ckdb_core::genome::{Assembly, Contig, Interval, Strand, TranscriptRef};
use ckdb_core::knowledge::Genome;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Letters on both sides of a model that `bcftools csq` reads along with it, and some more.
const AROUND: u32 = 100;

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("give a folder")?);
    std::fs::create_dir_all(&folder)?;
    let knowledge = map(&index_file()?)?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    reference(&genome, &folder)?;
    let written = models(&genome, &mut BufWriter::new(File::create(folder.join("models.gff3"))?))?;
    writeln!(std::io::stdout(), "{written} transcripts")?;
    Ok(())
}

/// The name of a contig in the made-up genome.
fn name(contig: Contig) -> String {
    format!("chr{}", contig.name().trim_start_matches("chr"))
}

fn reference(genome: &Genome<'_>, folder: &std::path::Path) -> Result<(), Failure> {
    let mut fasta = File::create(folder.join("reference.fa"))?;
    let mut index = BufWriter::new(File::create(folder.join("reference.fa.fai"))?);
    for contig in Contig::all().filter(|contig| !contig.is_mitochondrial()) {
        let length = contig.length(Assembly::Grch38);
        writeln!(fasta, ">{}", name(contig))?;
        let start = fasta.stream_position()?;
        writeln!(index, "{}\t{length}\t{start}\t{length}\t{}", name(contig), length + 1)?;
        for window in genome.windows_at(contig, Interval::from_length(0, length)) {
            let held = window.interval();
            fasta.seek(SeekFrom::Start(start + u64::from(held.start())))?;
            fasta.write_all(window.letters(held).ok_or("a window has its own letters")?)?;
        }
        fasta.seek(SeekFrom::Start(start + u64::from(length)))?;
        fasta.write_all(b"\n")?;
    }
    index.flush()?;
    Ok(())
}

fn models(genome: &Genome<'_>, out: &mut impl Write) -> Result<usize, Failure> {
    let mut genes: BTreeMap<(Contig, u32), Vec<TranscriptRef<'_>>> = BTreeMap::new();
    for (_, model) in genome.transcripts() {
        let span = model.span();
        let around = Interval::new(span.start().saturating_sub(AROUND), span.end() + AROUND);
        let is_held = around.is_some_and(|around| {
            genome.windows_at(model.contig, around).any(|window| {
                let held = window.interval();
                held.start() <= around.start() && around.end() <= held.end()
            })
        });
        if model.quality.has_letters() && model.cds.is_some() && is_held {
            genes.entry((model.contig, model.gene)).or_default().push(model);
        }
    }
    writeln!(out, "##gff-version 3")?;
    let mut written = 0;
    for ((contig, gene), models) in &genes {
        let contig = name(*contig);
        let (start, end) = models
            .iter()
            .map(|model| model.span())
            .fold((u32::MAX, 0), |(start, end), span| (start.min(span.start()), end.max(span.end())));
        let sign = models.first().map_or('+', |model| sign(model.strand));
        writeln!(
            out,
            "{contig}\tckdb\tgene\t{}\t{end}\t.\t{sign}\t.\tID=gene:G{gene};Name=G{gene};biotype=protein_coding;gene_id=G{gene}",
            start + 1
        )?;
        for model in models {
            one(out, &contig, *gene, model)?;
            written += 1;
        }
    }
    out.flush()?;
    Ok(written)
}

const fn sign(strand: Strand) -> char {
    match strand {
        Strand::Plus => '+',
        Strand::Minus => '-',
    }
}

/// One transcript; the phase of each coding part is the letters before its first whole codon, in the direction of reading.
fn one(out: &mut impl Write, contig: &str, gene: u32, model: &TranscriptRef<'_>) -> Result<(), Failure> {
    let (id, sign, span) = (model.accession, sign(model.strand), model.span());
    let mut line = |kind: &str, place: Interval, phase: &str, attributes: &str| {
        writeln!(out, "{contig}\tckdb\t{kind}\t{}\t{}\t.\t{sign}\t{phase}\t{attributes}", place.start() + 1, place.end())
    };
    line("mRNA", span, ".", &format!("ID=transcript:{id};Parent=gene:G{gene};biotype=protein_coding;transcript_id={id}"))?;
    let mut read = 0;
    let count = model.exon_count();
    for number in 0..count {
        let exon = if sign == '+' { number } else { count - 1 - number };
        let Some(place) = model.exon(exon) else { continue };
        line("exon", place, ".", &format!("Parent=transcript:{id}"))?;
        if let Some(part) = model.coding_part(exon) {
            let phase = (3 - (read + 3 - u32::from(model.cds_phase)) % 3) % 3;
            line("CDS", part, &phase.to_string(), &format!("ID=CDS:{id};Parent=transcript:{id}"))?;
            read += part.end() - part.start();
        }
    }
    Ok(())
}
