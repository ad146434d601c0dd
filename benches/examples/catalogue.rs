//! How long, how large, how much memory: gene models of the whole genome in an index, both assemblies.
//!
//! `cargo run --release -p ckdb-benches --example catalogue -- FOLDER [GENES | ask]` writes the made-up catalogues into FOLDER (about
//! two gigabytes; files that are there are used again), builds an index with them, and asks it; `ask` only asks. `docs/performance.md` has the
//! figures of one machine.

use ckdb_benches::catalogue::{self, Files, Size};
use ckdb_benches::{Failure, Random, SEED, index_file, knowledge_folder, map, processor_time};
use ckdb_build::pipeline;
use ckdb_build::pipeline::catalogue::{Catalogue, Stated};
use ckdb_build::publish::publish;
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly, Interval};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: catalogue FOLDER [GENES | ask]")?;
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let file = folder.join("whole.ckdb");
    let mut out = std::io::stdout().lock();
    match arguments.next().as_deref() {
        Some("ask") => {}
        genes => build(folder, &file, genes, &mut out)?,
    }
    (1..=5).try_for_each(|round| ask(&file, round, &mut out))
}

fn build(folder: &Path, file: &Path, genes: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    let genes = genes.map(str::parse).transpose()?;
    let size = Size { genes: genes.unwrap_or(Size::WHOLE.genes), ..Size::WHOLE };
    let mut catalogues = Vec::new();
    let shipped = map(&index_file()?)?;
    for assembly in Assembly::ALL {
        let genome = shipped.genome(assembly)?;
        let path = |name: &str| folder.join(format!("{assembly}.{name}"));
        let mut files = Files { models: path("gff3"), letters: path("fa") };
        if !files.models.exists() {
            files = catalogue::write(folder, assembly, size, |contig, place| genome.windows_at(contig, place).next().is_none())?;
        }
        catalogues.push(Catalogue { transcripts: files.models, reference: files.letters, assembly, stated: Stated::default() });
    }
    drop(shipped);
    let watch = Watch::start();
    let outcome = pipeline::build_with(&[knowledge_folder()], "bench", &catalogues)?;
    let built = watch.read();
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
    publish(&image.bytes, file)?;
    writeln!(out, "built: {built}, {} bytes, peak memory {}", image.bytes.len(), peak_memory())?;
    Ok(())
}

fn ask(file: &Path, round: u32, out: &mut dyn Write) -> Result<(), Failure> {
    let watch = Watch::start();
    let knowledge = map(file)?;
    writeln!(out, "round {round}: open: {}", watch.read())?;
    let watch = Watch::start();
    let records = knowledge.records()?;
    writeln!(out, "  records: {}", watch.read())?;
    let watch = Watch::start();
    let genome = knowledge.genome(Assembly::Grch38)?;
    let (transcripts, letters) = (genome.transcript_count(), genome.letter_count());
    writeln!(out, "  models and letters of GRCh38: {}; {transcripts} transcripts, {letters} letters", watch.read())?;
    let watch = Watch::start();
    let annotator = Annotator::new(&knowledge, Assembly::Grch38)?;
    writeln!(out, "  Annotator::new beyond that: {}; {} genes", watch.read(), records.genes().len())?;
    let alleles = alleles(&annotator, 100_000)?;
    let watch = Watch::start();
    let mut consequences = 0;
    for allele in &alleles {
        consequences += annotator.annotate(allele)?.consequences.len();
    }
    writeln!(out, "  {} alleles, {consequences} consequences: {}", alleles.len(), watch.read())?;
    Ok(())
}

/// Time on the wall, and time of all threads on a processor: on a busy machine only the second tells what the work costs.
struct Watch {
    wall: Instant,
    processor: u64,
}

impl Watch {
    fn start() -> Self {
        Self { wall: Instant::now(), processor: processor_time() }
    }

    fn read(&self) -> String {
        let processor = std::time::Duration::from_nanos(processor_time().saturating_sub(self.processor));
        format!("{:.1?} ({processor:.1?} of processor)", self.wall.elapsed())
    }
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
