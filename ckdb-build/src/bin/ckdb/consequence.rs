//! `ckdb consequence`: what each allele of a VCF does to each transcript, as a table.

use crate::annotate::{chosen_sample, default_threads, input_assembly, warn_of_samples};
use crate::Failure;
use ckdb_core::annotate::Letters;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Genome;
use ckdb_core::knowledge::genome::VersionMatch;
use ckdb_core::reference::Reference;
use ckdb_core::vcf::rows::{COLUMNS, ConsequenceRows, Wanted};
use ckdb_core::vcf::{Header, OutputFormat, Outputs, Settings, Sink, Source, stream};
use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Lines are handed out in batches of so many bytes. Rows are some forty times as long as their lines: a batch's rows should stay
/// in the processor's caches until they are written.
const BATCH_BYTES: usize = 1 << 14;

/// Name the consequence of every allele on every transcript: one row a (variant, transcript).
///
/// Sequence Ontology terms, class, exon, HGVS names, on the gene models of the index. Rows follow the input; of one allele the
/// most severe comes first, then MANE transcripts, then by accession. Neighbours that the file puts on one haplotype in one codon or
/// frame are read as one allele, on each of their lines; the last column, joined, says so (cis:…, possible_mnv:…).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb consequence tumour.vcf.gz --transcripts mane
  ckdb consequence tumour.vcf.gz --transcripts NM_005228.4,ENST00000275493 -o rows.tsv.gz")]
pub(crate) struct Args {
    /// The VCF; - is standard input
    #[arg(value_name = "IN.vcf[.gz]")]
    input: PathBuf,
    /// Where the table goes; a name ending in .gz is compressed as BGZF; - is standard output
    #[arg(short, long, value_name = "OUT.tsv", default_value = "-")]
    output: PathBuf,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: crate::overlays::Overlays,
    /// The assembly of the input; without it the header is asked
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Option<Assembly>,
    /// Letters beyond those of the index, to check REF and left-align indels there too: FASTA of the input's assembly, plain
    /// or bgzip, best with its .fai
    #[arg(long, value_name = "FASTA")]
    reference: Option<PathBuf>,
    /// The sample whose genotypes and phase are read; without it the tumour the header names, or the only sample
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// Transcripts that get rows: all, mane, or accessions separated by commas
    #[arg(long, value_name = "all|mane|ID,ID…", default_value = "all")]
    transcripts: String,
    /// Workers; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    threads: NonZero<usize>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let knowledge = args.overlays.open(args.index.as_deref())?;
    let mut source = Source::open(&args.input, args.threads)?;
    let header = Header::read(&mut source)?;
    let assembly = input_assembly(&args.input, args.assembly, &header)?;
    let genome = knowledge.genome(assembly)?;
    let wanted = wanted(&args.transcripts, genome, assembly)?;
    let mut letters = Letters::new(genome, assembly);
    if let Some(path) = &args.reference {
        letters = letters.reference(Arc::new(Reference::open(path, assembly)?))?;
    }
    let sample = chosen_sample(args.sample.as_deref(), &header)?.map(|(_, column)| column);
    let rows = ConsequenceRows { records: knowledge.records()?, genome, assembly, letters, wanted, sample };
    let mut sink = Sink::create(&args.output, OutputFormat::for_path(&args.output), args.threads)?;
    writeln!(sink, "{}", COLUMNS.join("\t"))?;
    let mut consume = |_: u64, text: Vec<u8>| sink.write_all(&text);
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    let settings = Settings { lint: false, batch_bytes: BATCH_BYTES, ..Settings::with_threads(args.threads) };
    let summary = stream::annotate_source(&mut source, &header, &rows, settings, None, outputs)?;
    // Letters are checked as they are read; rows made without those that are damaged would look like answers.
    genome.sound()?;
    sink.finish()?;
    warn_of_samples(args.sample.as_deref(), &header)?;
    let mut err = anstream::stderr().lock();
    writeln!(err, "{} lines on {assembly}; index {}", summary.progress.lines, knowledge.content_id())?;
    write!(err, "{}", summary.tally)?;
    if let Some(failure) = rows.letters.reference_failure() {
        // Every line has its rows, but what is said of some alleles is less than was asked for.
        return Err(format!("--reference could not be read everywhere: {failure}").into());
    }
    Ok(ExitCode::SUCCESS)
}

/// Which transcripts get rows. An accession without a version means its latest one here; an unknown one is an error.
fn wanted(text: &str, genome: Genome<'_>, assembly: Assembly) -> Result<Wanted, Failure> {
    match text {
        "all" => return Ok(Wanted::All),
        "mane" => return Ok(Wanted::Mane),
        _ => {}
    }
    let mut numbers = Vec::new();
    for accession in text.split(',').map(str::trim).filter(|accession| !accession.is_empty()) {
        let found = genome.transcript(accession).ok_or_else(|| {
            format!("no transcript `{accession}` on {assembly} in this index; --transcripts takes all, mane, or accessions")
        })?;
        if found.version == VersionMatch::Other {
            writeln!(
                anstream::stderr(),
                "warning: {accession} is not in this index; its version {} is used",
                found.transcript.accession
            )?;
        }
        numbers.push(found.number);
    }
    numbers.sort_unstable();
    numbers.dedup();
    Ok(Wanted::These(numbers))
}
