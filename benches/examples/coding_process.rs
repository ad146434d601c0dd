//! What a whole process costs: `ckdb consequence` over a VCF of seeded coding variants, on one thread, every transcript of the index.
//!
//! `cargo build --release && cargo run --release -p ckdb-benches --example coding_process -- FOLDER [VARIANTS] [ROUNDS]` writes the
//! VCF and the index into FOLDER, runs the command of this build ROUNDS times over the file and over one without lines, and prints the
//! best round of each way of printing. Rows go to nowhere: what is measured is reading, naming and writing rows, not a disk.
//!
//! Two files hold the same alleles. In the first neighbours stand far apart, as they do in a tumour's file: it is [`LAYERS`] sorted
//! files one after another. The second is sorted as a whole; nearly every line then has others in its codon whose phase is not told,
//! as in a catalogue of known variants.

use ckdb_benches::coding::kinds;
use ckdb_benches::{Failure, index_file, map};
use ckdb_core::genome::{Allele, Assembly, Interval, Sequence};
use ckdb_core::knowledge::Genome;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const HEADER: &str = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: coding_process FOLDER [VARIANTS] [ROUNDS]")?);
    let variants: usize = arguments.next().map_or(Ok(200_000), |number| number.parse())?;
    let rounds: u32 = arguments.next().map_or(Ok(5), |number| number.parse())?;
    std::fs::create_dir_all(&folder)?;
    let index = index_file()?;
    let empty = folder.join("empty.vcf");
    let files = [("neighbours far apart", folder.join("apart.vcf"), LAYERS), ("crowded", folder.join("crowded.vcf"), 1)];
    std::fs::write(&empty, HEADER)?;
    let example = std::env::current_exe()?;
    let command = example.ancestors().nth(2).ok_or("the example lies in target/release/examples")?.join("ckdb");
    let mut out = std::io::stdout().lock();
    for ((what, full, layers), transcripts) in files.iter().flat_map(|file| [(file, "all"), (file, "mane")]) {
        let written = write(&index, variants, *layers, full)?;
        let start = best(rounds, &command, &index, &empty, transcripts)?;
        let whole = best(rounds, &command, &index, full, transcripts)?;
        let each = whole.processor.saturating_sub(start.processor).as_secs_f64() / written as f64;
        writeln!(
            out,
            "{written} variants, {what}, rows for {transcripts}: {:.2?} on the wall, {:.2?} of processor ({:.2?} of it without any line): \
             {:.0} thousand variants a second and core",
            whole.wall,
            whole.processor,
            start.processor,
            1e-3 / each
        )?;
    }
    Ok(())
}

/// A VCF of the mixture of kinds, `layers` times in the order of positions; gives the number of lines.
fn write(index: &Path, variants: usize, layers: usize, path: &Path) -> Result<usize, Failure> {
    let knowledge = map(index)?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    let mut alleles = kinds(&genome, variants).pop().ok_or("no kinds of changes")?.alleles;
    alleles.sort_unstable();
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    write!(file, "{HEADER}")?;
    let mut lines = 0;
    for allele in (0..layers).flat_map(|layer| alleles.iter().skip(layer).step_by(layers)) {
        if let Some(line) = line(&genome, allele) {
            file.write_all(&line)?;
            lines += 1;
        }
    }
    file.flush()?;
    Ok(lines)
}

/// The line of an allele, with REF as the reference has it.
fn line(genome: &Genome<'_>, allele: &Allele) -> Option<Vec<u8>> {
    let start = allele.interval.start();
    let held = genome.letters(allele.contig, Interval::new(start, allele.interval.end())?)?;
    let mut line = Vec::new();
    write!(line, "{}\t{}\t.\t", allele.contig, start + 1).ok()?;
    for part in [held, b"\t", allele.alternate.as_slice(), b"\t.\tPASS\t.\n"] {
        line.extend_from_slice(part);
    }
    Some(line)
}

/// Sorted files of which the file with neighbours far apart consists.
const LAYERS: usize = 256;

/// What one run costs.
struct Cost {
    wall: Duration,
    processor: Duration,
}

/// The cheapest of `rounds` runs.
fn best(rounds: u32, command: &Path, index: &Path, vcf: &Path, transcripts: &str) -> Result<Cost, Failure> {
    let mut best = Cost { wall: Duration::MAX, processor: Duration::MAX };
    for _ in 0..rounds {
        let (begin, watch) = (time_of_children()?, Instant::now());
        let mut run = Command::new(command);
        run.arg("consequence").arg(vcf).args(["--threads", "1", "--transcripts", transcripts, "--assembly", "GRCh38"]);
        let status = run.arg("--index").arg(index).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !status.success() {
            return Err(format!("{} consequence {} ended with {status}", command.display(), vcf.display()).into());
        }
        best.wall = best.wall.min(watch.elapsed());
        best.processor = best.processor.min(time_of_children()?.saturating_sub(begin));
    }
    Ok(best)
}

/// Time on a processor of all ended child processes, user and system (Linux tells it in hundredths of a second).
fn time_of_children() -> Result<Duration, Failure> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    // The command's name stands in brackets and may hold anything; fields 16 and 17 are counted from behind it.
    let (_, fields) = text.rsplit_once(')').ok_or("/proc/self/stat has another form")?;
    let ticks = fields.split_whitespace().skip(13).take(2).map(str::parse::<u64>).sum::<Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 10))
}
