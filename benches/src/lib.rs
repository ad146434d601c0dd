//! Seeded inputs for the benchmarks: the same on every machine.
//!
//! The index is the one `knowledge/` gives, compiled by the code of this working copy. Alleles and names are drawn from it by a small
//! generator with a fixed seed, so two machines, and two days, measure the same work. Each bench answers one question and lies in
//! a file of its own: how fast is *open*, *lookup*, *annotate*, *build*?

pub mod catalogue;
pub mod coding;
pub mod whole_genome;

use ckdb_build::{pipeline, publish};
use ckdb_core::genome::{Allele, Assembly, Contig, Interval, Sequence};
use ckdb_core::knowledge::{Genome, Knowledge};
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What any step of preparing can fail with.
pub type Failure = Box<dyn Error>;

/// The seed of every input.
pub const SEED: u64 = 20_261_101;

/// The folder of records that ships.
#[must_use]
pub fn knowledge_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge")
}

/// Compiles the records that ship and publishes them under `out/`; gives the path.
///
/// # Errors
/// When the records have errors or the file cannot be written.
pub fn index_file() -> Result<PathBuf, Failure> {
    let image =
        pipeline::build(&[knowledge_folder()], "bench")?.image.ok_or("knowledge/ has errors; see `ckdb check knowledge`")?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../out");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join("bench.ckdb");
    publish::publish(&image.bytes, &path)?;
    Ok(path)
}

/// Maps an index, as the command does.
///
/// # Errors
/// When it is no index.
#[expect(unsafe_code, reason = "the promise that nobody changes the file is made here, see SAFETY")]
pub fn map(path: &Path) -> Result<Knowledge, Failure> {
    // SAFETY: `index_file` published it by rename and read-only, and nothing else writes to it.
    Ok(unsafe { Knowledge::open_mapped(path) }?)
}

/// Nanoseconds that this process's threads were on a processor, where the system tells (Linux): on a busy machine it tells what the
/// work costs, and the clock does not.
#[must_use]
pub fn processor_time() -> u64 {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return 0 };
    let time = |path: std::path::PathBuf| std::fs::read_to_string(path).ok()?.split(' ').next()?.parse::<u64>().ok();
    threads.filter_map(|thread| time(thread.ok()?.path().join("schedstat"))).sum()
}

/// Vigna's SplitMix64: tiny, well mixed, and the same for ever. Not for secrets.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// The stream of this seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0. The bias is far below what a benchmark could see.
    pub const fn below(&mut self, end: u32) -> u32 {
        (((self.bits() >> 32) * end as u64) >> 32) as u32
    }
}

/// Alleles that records speak of, on GRCh38: contig, position, REF, ALT.
const KNOWN: &[(&str, u32, &str, &str)] = &[
    ("chr7", 55_191_822, "T", "G"),
    ("chr7", 55_181_378, "C", "T"),
    ("chr7", 140_753_336, "A", "T"),
    ("chr12", 25_245_351, "C", "A"),
    ("chr3", 179_234_297, "A", "G"),
    ("chr17", 7_675_088, "C", "T"),
    ("chr13", 32_340_300, "GT", "G"),
];

/// Alleles that records speak of.
///
/// # Errors
/// Never: the list is right.
pub fn known_alleles() -> Result<Vec<Allele>, Failure> {
    let allele = |&(contig, position, reference, alternate): &(&str, u32, &str, &str)| {
        let (contig, _) = Contig::parse(contig).ok_or("a contig of the list")?;
        Ok(Allele::from_vcf(contig, position, reference.as_bytes(), alternate.as_bytes())?)
    };
    KNOWN.iter().map(allele).collect()
}

/// `count` changes of one coding letter each, in transcripts drawn at random.
#[must_use]
pub fn coding_alleles(genome: &Genome<'_>, count: usize) -> Vec<Allele> {
    let mut random = Random::new(SEED);
    let transcripts = u32::try_from(genome.transcript_count()).unwrap_or(u32::MAX).max(1);
    let mut draw = || {
        let transcript = genome.row(random.below(transcripts))?;
        let exon = usize::try_from(random.below(u32::try_from(transcript.exon_count()).ok()?.max(1))).ok()?;
        let part = transcript.coding_part(exon)?;
        let at = part.start() + random.below(part.len().max(1));
        let letter = genome.letters(transcript.contig, Interval::new(at, at + 1)?)?;
        Allele::from_vcf(transcript.contig, at + 1, letter, other_letter(letter, &mut random)).ok()
    };
    // Exons without coding letters are drawn in vain: draw again.
    std::iter::repeat_with(&mut draw).take(count * 20).flatten().take(count).collect()
}

/// `count` changes of one letter each, away from every transcript we hold.
#[must_use]
pub fn alleles_outside(genome: &Genome<'_>, assembly: Assembly, count: usize) -> Vec<Allele> {
    let mut random = Random::new(SEED ^ 1);
    let contigs: Vec<Contig> = Contig::all().filter(|contig| !contig.is_mitochondrial()).collect();
    let mut draw = || {
        let contig = contigs.get(random.bits() as usize % contigs.len())?;
        let at = random.below(contig.length(assembly) - 1);
        if genome.is_modelled(*contig, Interval::new(at.saturating_sub(10_000), at + 10_000)?) {
            return None;
        }
        Allele::from_vcf(*contig, at + 1, b"C", b"T").ok()
    };
    std::iter::repeat_with(&mut draw).take(count * 20).flatten().take(count).collect()
}

fn other_letter(letter: &[u8], random: &mut Random) -> &'static [u8] {
    let others: [&[u8]; 3] = match letter {
        b"A" => [b"C", b"G", b"T"],
        b"C" => [b"A", b"G", b"T"],
        b"G" => [b"A", b"C", b"T"],
        _ => [b"A", b"C", b"G"],
    };
    others[random.below(3) as usize]
}

/// A VCF on GRCh38 of `lines` lines: one in fifty in a coding exon we hold (like a panel's hits in an exome), the others elsewhere.
///
/// # Errors
/// When the text cannot be written, which a string does not refuse.
pub fn vcf(genome: &Genome<'_>, lines: usize) -> Result<String, Failure> {
    let coding = coding_alleles(genome, lines / 50 + 1);
    let outside = alleles_outside(genome, Assembly::Grch38, lines);
    let mut text = String::from("##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n");
    text.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n");
    for number in 0..lines {
        let from = if number % 50 == 0 { &coding } else { &outside };
        let allele = from.get(number % from.len().max(1)).ok_or("no allele was drawn")?;
        let (contig, position) = (allele.contig, allele.interval.start() + 1);
        let (reference, alternate) = (std::str::from_utf8(&allele.reference)?, std::str::from_utf8(&allele.alternate)?);
        writeln!(text, "{contig}\t{position}\t.\t{reference}\t{alternate}\t50\tPASS\tDP=100\tGT:AD:DP\t0/1:60,40:100")?;
    }
    Ok(text)
}

/// `count` names that mean nothing: letters and digits, some of them beginning like a gene.
#[must_use]
pub fn nonsense_names(count: usize) -> Vec<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIKLMNPQRSTVWXYZ0123456789";
    const STARTS: [&str; 4] = ["EGFR ", "BR", "", "NM_0"];
    let mut random = Random::new(SEED ^ 2);
    let mut name = |number: usize| {
        let mut name = STARTS[number % STARTS.len()].to_owned();
        name.extend((0..12).map(|_| char::from(LETTERS[random.bits() as usize % LETTERS.len()])));
        name
    };
    (0..count).map(&mut name).collect()
}
