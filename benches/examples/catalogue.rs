//! How long, how large, how much memory: gene models of the whole genome in an index, both assemblies.
//!
//! `cargo run --release -p ckdb-benches --example catalogue -- FOLDER [GENES]` writes the made-up catalogues into FOLDER (about
//! two gigabytes; files that are there are used again), builds an index with them, and asks it. `docs/performance.md` has the
//! figures of one machine.

use ckdb_benches::catalogue::{self, Files, Size};
use ckdb_benches::{Failure, Random, SEED, index_file, knowledge_folder, map};
use ckdb_build::pipeline::{self, catalogue::Catalogue};
use ckdb_build::publish::publish;
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly, Interval};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: catalogue FOLDER [GENES]")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let genes = arguments.next().map(|text| text.parse()).transpose()?;
    let size = Size { genes: genes.unwrap_or(Size::WHOLE.genes), ..Size::WHOLE };

    let mut catalogues = Vec::new();
    let shipped = map(&index_file()?)?;
    for assembly in Assembly::ALL {
        let genome = shipped.genome(assembly)?;
        let mut files = Files { models: folder.join(format!("{assembly}.gff3")), letters: folder.join(format!("{assembly}.fa")) };
        if !files.models.exists() {
            files = catalogue::write(folder, assembly, size, |contig, place| genome.windows_at(contig, place).next().is_none())?;
        }
        catalogues.push(Catalogue { transcripts: files.models, reference: files.letters, assembly });
    }
    drop(shipped);
    let file = folder.join("whole.ckdb");
    let start = Instant::now();
    let outcome = pipeline::build_with(&[knowledge_folder()], "bench", &catalogues)?;
    let built = start.elapsed();
    for report in &outcome.catalogues {
        writeln!(
            out,
            "{}: {} genes, {} transcripts, {} letters; not used: {:?}",
            report.catalogue.assembly,
            report.genes,
            report.transcripts,
            report.letters,
            report.reasons()
        )?;
    }
    let image = outcome.image.ok_or("knowledge/ has errors; see `ckdb check knowledge`")?;
    publish(&image.bytes, &file)?;
    writeln!(out, "built in {built:.1?}, {} bytes, peak memory {}", image.bytes.len(), peak_memory())?;
    drop(image);

    for round in 1..=5 {
        let start = Instant::now();
        let knowledge = map(&file)?;
        let opened = start.elapsed();
        for section in knowledge.file().sections().filter(|section| round == 1 && section.length > 1 << 20) {
            writeln!(out, "  section {}: {} bytes", section.name, section.length)?;
        }
        let start = Instant::now();
        let annotator = Annotator::new(&knowledge, Assembly::Grch38)?;
        let made = start.elapsed();
        writeln!(
            out,
            "round {round}: opened in {opened:.1?}, Annotator::new {made:.1?}, for {} transcripts",
            annotator.genome().transcript_count()
        )?;
        let alleles = alleles(&annotator, 100_000)?;
        let start = Instant::now();
        let mut consequences = 0;
        for allele in &alleles {
            let annotation = annotator.annotate(allele)?;
            consequences += annotation.consequences.len();
        }
        let took = start.elapsed();
        let rate = alleles.len() as f64 / took.as_secs_f64();
        writeln!(out, "round {round}: {} alleles, {consequences} consequences, {rate:.0} alleles/s on one core", alleles.len())?;
    }
    Ok(())
}

/// Substitutions spread over the transcripts of the index.
fn alleles(annotator: &Annotator<'_>, count: u32) -> Result<Vec<Allele>, Failure> {
    let genome = annotator.genome();
    let (mut random, mut alleles) = (Random::new(SEED), Vec::new());
    let transcripts = u32::try_from(genome.transcript_count())?;
    while alleles.len() < count as usize {
        let Some(row) = genome.row(random.below(transcripts)) else { continue };
        let Some(exon) = row.exon(random.below(u32::try_from(row.exon_count())?) as usize) else { continue };
        let at = exon.start() + random.below(exon.len());
        let place = Interval::from_length(at, 1);
        let held = genome.held(row.contig, at).and_then(|window| window.letter(at));
        let Some(held) = held else { continue };
        let other = if held == b'A' { b"C" } else { b"A" };
        alleles.push(Allele::from_vcf(row.contig, place.first().get(), &[held], other)?);
    }
    Ok(alleles)
}

/// The most memory this process ever held, where the system tells (Linux).
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
