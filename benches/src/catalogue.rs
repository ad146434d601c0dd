//! A made-up catalogue of gene models as large as the real ones: 20,000 genes, 150,000 transcripts, letters for all of them.
//!
//! Every coding part reads as a protein, other transcripts of a gene skip inner exons, and exon borders cut codons. Loci where
//! the index already holds letters are left free, because made-up letters would contradict them.

use crate::{Failure, Random, SEED};
use ckdb_core::genome::{Assembly, Contig, Interval, sequence};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// How much is made up.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Genes.
    pub genes: u32,
    /// Transcripts of a gene at most; half of it is the mean.
    pub transcripts: u32,
}

impl Size {
    /// As many coding genes as there are, with about as many transcripts as GENCODE draws for them.
    pub const WHOLE: Self = Self { genes: 20_000, transcripts: 14 };
}

/// The files written.
#[derive(Clone, Debug)]
pub struct Files {
    /// Gene models, GFF3.
    pub models: PathBuf,
    /// Letters, FASTA of slices, with a `.fai` beside it.
    pub letters: PathBuf,
}

/// Letters on both sides of a gene that go into its slice.
const AROUND: u32 = 2_500;
/// Letters on a line of FASTA.
const LINE: usize = 60;

/// Writes a catalogue of `assembly` into `folder`. `is_free` says where genes may lie.
///
/// # Errors
/// When a file cannot be written.
pub fn write(folder: &Path, assembly: Assembly, size: Size, is_free: impl Fn(Contig, Interval) -> bool) -> Result<Files, Failure> {
    let path = |name: &str| folder.join(format!("{assembly}.{name}"));
    let files = Files { models: path("gff3"), letters: path("fa") };
    let mut models = BufWriter::with_capacity(1 << 20, File::create(&files.models)?);
    let mut letters = BufWriter::with_capacity(1 << 20, File::create(&files.letters)?);
    let mut index = BufWriter::new(File::create(path("fa.fai"))?);
    let mut random = Random::new(SEED ^ assembly.index() as u64);
    let total: u64 = Contig::all().map(|contig| u64::from(contig.length(assembly))).sum();
    let step = u32::try_from(total / u64::from(size.genes))?;
    let (mut number, mut offset) = (0, 0);
    writeln!(models, "##gff-version 3\n#!genome-build {assembly}")?;
    for contig in Contig::all().filter(|contig| !contig.is_mitochondrial()) {
        let mut at = AROUND;
        while at.saturating_add(step) < contig.length(assembly) {
            let gene = Gene::draw(&mut random);
            let place = Interval::from_length(at - AROUND, gene.length() + 2 * AROUND);
            if is_free(contig, place) {
                gene.write_models(&mut models, number, contig, at, size, &mut random)?;
                offset += gene.write_letters(&mut letters, &mut index, contig, place, offset, &mut random)?;
                number += 1;
            }
            at += step.max(place.len());
        }
    }
    models.flush()?;
    letters.flush()?;
    index.flush()?;
    Ok(files)
}

/// A gene in reading direction.
struct Gene {
    plus: bool,
    letters: Vec<u8>,
    /// Exons, from its first letter.
    exons: Vec<(u32, u32)>,
    /// First coding letter and the end of the stop codon.
    coding: (u32, u32),
}

impl Gene {
    fn draw(random: &mut Random) -> Self {
        let count = 4 + random.below(14);
        let mut gene = Self { plus: random.below(2) == 0, letters: Vec::new(), exons: Vec::new(), coding: (0, 0) };
        for exon in 0..count {
            let start = gene.end();
            if exon == 0 {
                let untranslated = 60 + random.below(140);
                gene.noise(random, untranslated);
                gene.coding.0 = gene.end();
                gene.letters.extend_from_slice(b"ATG");
            } else {
                // Whatever letter went before, a codon that ends in CC is no stop: so exons can be skipped.
                gene.letters.extend_from_slice(b"CC");
            }
            let codons = 20 + random.below(60);
            gene.codons(random, codons);
            if exon + 1 == count {
                gene.letters.extend_from_slice(b"TAA");
                gene.coding.1 = gene.end();
                let untranslated = 200 + random.below(1_300);
                gene.noise(random, untranslated);
            } else {
                // One letter of the codon that the next exon ends.
                gene.noise(random, 1);
            }
            let end = gene.end();
            gene.exons.push((start, end));
            if exon + 1 < count {
                gene.letters.extend_from_slice(b"GT");
                let inner = 500 + random.below(1_000);
                gene.noise(random, inner);
                gene.letters.extend_from_slice(b"AG");
            }
        }
        gene
    }

    fn end(&self) -> u32 {
        u32::try_from(self.letters.len()).unwrap_or(u32::MAX)
    }

    fn length(&self) -> u32 {
        self.end()
    }

    fn noise(&mut self, random: &mut Random, count: u32) {
        self.letters.extend((0..count).map(|_| b"ACGT"[random.below(4) as usize]));
    }

    fn codons(&mut self, random: &mut Random, count: u32) {
        for _ in 0..count {
            let codon = [(); 3].map(|()| b"ACGT"[random.below(4) as usize]);
            let stop = matches!(&codon, b"TAA" | b"TAG" | b"TGA");
            self.letters.extend_from_slice(if stop { b"GCC" } else { &codon });
        }
    }

    /// 1-based first and last letter on the genome of a stretch in reading direction; the gene begins after gap `at`.
    fn place(&self, at: u32, (start, end): (u32, u32)) -> (u32, u32) {
        if self.plus { (at + start + 1, at + end) } else { (at + self.end() - end + 1, at + self.end() - start) }
    }

    fn write_models(
        &self,
        out: &mut impl Write,
        number: u32,
        contig: Contig,
        at: u32,
        size: Size,
        random: &mut Random,
    ) -> std::io::Result<()> {
        let strand = if self.plus { '+' } else { '-' };
        let gene = format!("ENSG{:011}.1", 90_000_000 + number);
        let names = format!("gene_id={gene};gene_type=protein_coding;gene_name=MADE{number};hgnc_id=HGNC:{}", 900_000 + number);
        let mut row = |kind: &str, stretch: (u32, u32), phase: char, said: &str| {
            let (first, last) = self.place(at, stretch);
            writeln!(out, "{contig}\tHAVANA\t{kind}\t{first}\t{last}\t.\t{strand}\t{phase}\t{said};level=2")
        };
        row("gene", (0, self.end()), '.', &format!("ID={gene};{names}"))?;
        let inner = u32::try_from(self.exons.len()).unwrap_or(0).saturating_sub(2);
        for transcript in 0..1 + random.below(size.transcripts) {
            let id = format!("ENST{:011}.1", 90_000_000 + number * 32 + transcript);
            let tag = if transcript == 0 { "tag=basic,Ensembl_canonical,MANE_Select" } else { "tag=basic" };
            // The first transcript has all exons; the others leave one or two inner ones out.
            let left_out = [(); 2].map(|()| if transcript == 0 || inner == 0 { 0 } else { 1 + random.below(inner) });
            let said = format!("Parent={id};{names};transcript_id={id};protein_id={};{tag}", id.replace("ENST", "ENSP"));
            row("transcript", (0, self.end()), '.', &said.replace(&format!("Parent={id}"), &format!("ID={id};Parent={gene}")))?;
            for (exon, stretch) in (0..).zip(&self.exons) {
                if transcript > 0 && left_out.contains(&exon) && exon > 0 {
                    continue;
                }
                row("exon", *stretch, '.', &said)?;
                let coding = (stretch.0.max(self.coding.0), stretch.1.min(self.coding.1));
                row("CDS", coding, if exon == 0 { '0' } else { '2' }, &said)?;
            }
        }
        Ok(())
    }

    /// One slice and its line of the `.fai`; gives the bytes written.
    fn write_letters(
        &self,
        out: &mut impl Write,
        index: &mut impl Write,
        contig: Contig,
        place: Interval,
        offset: u64,
        random: &mut Random,
    ) -> std::io::Result<u64> {
        let mut noise = || (0..AROUND).map(|_| b"ACGT"[random.below(4) as usize]).collect::<Vec<u8>>();
        let mut letters = noise();
        if self.plus {
            letters.extend_from_slice(&self.letters);
        } else {
            letters.extend_from_slice(&sequence::reverse_complement(&self.letters));
        }
        letters.extend(noise());
        let name = format!("{contig}:{}-{}", place.start() + 1, place.end());
        let head = name.len() as u64 + 2;
        writeln!(index, "{name}\t{}\t{}\t{LINE}\t{}", letters.len(), offset + head, LINE + 1)?;
        writeln!(out, ">{name}")?;
        for line in letters.chunks(LINE) {
            out.write_all(line)?;
            out.write_all(b"\n")?;
        }
        Ok(head + letters.len() as u64 + letters.len().div_ceil(LINE) as u64)
    }
}
