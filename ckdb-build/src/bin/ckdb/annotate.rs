//! `ckdb annotate`: a VCF in, the same VCF out with what is known of its alleles; or a table of it.

use crate::{Failure, default_index};
use ckdb_core::annotate::{Annotator, Sample};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::reference::Reference;
use ckdb_core::vcf::stream::{self, Progress};
use ckdb_core::vcf::{AssemblyGuess, Engine, Header, Keep, KeptLine, Kind, OutputFormat, Outputs, Settings, Sink, Source, Summary};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// Annotate a VCF (4.1 to 4.5; plain, gzip or BGZF) with the drugs, levels and reasons an index knows.
///
/// VCF output is the input, byte for byte, with header lines and the INFO keys CKDB and CKDB_CSQ added. A line that cannot be
/// understood passes through untouched and is counted; the summary on standard error names each reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb annotate tumour.vcf.gz --disease LUAD -o annotated.vcf.gz
  ckdb annotate tumour.vcf.gz --disease DOID:3910 --format tsv | less -S
  zcat tumour.vcf.gz | ckdb annotate - --assembly GRCh38 --disease MEL --format jsonl > tumour.jsonl")]
pub(crate) struct Args {
    /// The VCF; - is standard input
    #[arg(value_name = "IN.vcf[.gz]")]
    input: PathBuf,
    /// Where the result goes; a name ending in .gz or .bgz is compressed as BGZF; - is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// What the result is
    #[arg(long, value_enum, default_value_t = Format::Vcf)]
    format: Format,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    /// The assembly of the input; without it the header is asked
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Option<Assembly>,
    /// Letters beyond those of the index, to check REF and left-align indels there too: FASTA of the input's assembly, plain
    /// or bgzip, best with its .fai
    #[arg(long, value_name = "FASTA")]
    reference: Option<PathBuf>,
    /// The patient's disease: OncoTree code, DOID:…, NCIt:C…, or a name; levels and access depend on it
    #[arg(long, value_name = "CODE")]
    disease: Option<String>,
    /// A level scheme, such as jp-2.1 or jp-2.1@1; without it all of the index
    #[arg(long = "scheme", value_name = "NAME[@VERSION]")]
    schemes: Vec<String>,
    /// Workers; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    threads: NonZero<usize>,
    /// Fail when a line was not understood or an allele could not be answered
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The input with INFO keys added
    Vcf,
}

fn default_threads() -> NonZero<usize> {
    std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let knowledge = default_index::open(args.index.as_deref())?;
    let mut source = Source::open(&args.input, args.threads)?;
    let header = Header::read(&mut source)?;
    let assembly = assembly(args, &header)?;
    let annotator = annotator(args, &knowledge, assembly)?;
    let bar = progress_bar(&source);
    let summary = walk(args, &annotator, &header, &mut source, &bar)?;
    bar.finish_and_clear();
    report(args, &annotator, &header, &summary)?;
    if let Some(failure) = annotator.reference_failure() {
        // Every line passed through, but what is said of some alleles is less than was asked for.
        return Err(format!("--reference could not be read everywhere: {failure}").into());
    }
    let doubtful = summary.tally.count(Kind::NotUnderstood) + summary.tally.count(Kind::Unanswered);
    Ok(if args.strict && doubtful > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// The assembly given, or the one the header names. Nothing is guessed.
fn assembly(args: &Args, header: &Header) -> Result<Assembly, Failure> {
    let guess = header.assembly();
    match (args.assembly, &guess) {
        (Some(given), AssemblyGuess::Known(found, reasons)) if given != *found => Err(format!(
            "--assembly says {given}, but the header of {} says {found} (by {}); leave --assembly out, or correct the header",
            args.input.display(),
            reasons.join("; ")
        )
        .into()),
        (Some(given), _) => Ok(given),
        (None, AssemblyGuess::Known(found, _)) => Ok(*found),
        (None, _) => {
            Err(format!("{}: {guess}; say which with --assembly GRCh37 or --assembly GRCh38", args.input.display()).into())
        }
    }
}

fn annotator<'k>(args: &Args, knowledge: &'k Knowledge, assembly: Assembly) -> Result<Annotator<'k>, Failure> {
    let mut annotator = Annotator::new(knowledge, assembly)?;
    if !args.schemes.is_empty() {
        annotator = annotator.schemes(&args.schemes)?;
    }
    if let Some(disease) = &args.disease {
        annotator = annotator.disease(disease)?;
    }
    if let Some(path) = &args.reference {
        annotator = annotator.reference(Arc::new(Reference::open(path, assembly)?))?;
    }
    Ok(annotator)
}

/// A bar on a terminal, nothing elsewhere.
fn progress_bar(source: &Source) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = match source.meter().total() {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::new_spinner(),
    };
    let style = ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {msg} {eta}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

/// The walk itself.
fn walk(
    args: &Args,
    annotator: &Annotator<'_>,
    header: &Header,
    source: &mut Source,
    bar: &ProgressBar,
) -> Result<Summary, Failure> {
    let engine = Engine::new(annotator, Keep::Carried, true);
    let declarations = engine.declarations(&command_line())?;
    let mut sink = Sink::create(&args.output, OutputFormat::for_path(&args.output), args.threads)?;
    let meter = source.meter();
    let mut sample = Sample::new();
    let mut alleles = 0;
    let mut consume = |_: u64, kept: KeptLine<'_>| {
        for allele in kept.alleles {
            sample.add(alleles, &allele.variants);
            alleles += 1;
        }
        Ok(())
    };
    let mut progress = |progress: Progress| {
        bar.set_position(meter.read());
        bar.set_message(format!("{} lines", progress.lines));
    };
    let outputs = Outputs { vcf: Some(&mut sink), declarations: &declarations, consume: &mut consume, progress: &mut progress };
    let summary = stream::annotate(source, header, &engine, Settings::with_threads(args.threads), outputs)?;
    sink.finish()?;
    Ok(summary)
}

/// The command as it was typed, for the header: file names without their folders, which are nobody else's business.
fn command_line() -> String {
    let shown = |argument: std::ffi::OsString| match Path::new(&argument).file_name() {
        Some(name) if Path::new(&argument).components().count() > 1 => name.to_string_lossy().into_owned(),
        _ => argument.to_string_lossy().into_owned(),
    };
    std::env::args_os().map(shown).collect::<Vec<_>>().join(" ")
}

/// What was done and what was not understood, on standard error.
fn report(args: &Args, annotator: &Annotator<'_>, header: &Header, summary: &Summary) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    for warning in header.warnings().iter().take(5) {
        writeln!(err, "warning: {warning}")?;
    }
    if header.warnings().len() > 5 {
        writeln!(err, "warning: {} more warnings about the header", header.warnings().len() - 5)?;
    }
    let disease = annotator.patient().disease().and_then(|disease| annotator.records().disease(disease));
    writeln!(
        err,
        "{} lines on {}, {} of them annotated; {}; index {}",
        summary.progress.lines,
        annotator.assembly(),
        summary.annotated,
        disease.map_or_else(
            || "no --disease was given, so no level and no access was worked out".to_owned(),
            |disease| format!("levels and access for {}", disease.name())
        ),
        annotator.knowledge().content_id(),
    )?;
    let mut kind = None;
    for (reason, seen) in summary.tally.iter() {
        if kind.replace(reason.kind) != Some(reason.kind) {
            writeln!(err, "{}:", reason.kind.as_str())?;
        }
        writeln!(err, "  {} × {reason}, first at line {}: {}", seen.count, seen.first_line, seen.excerpt)?;
    }
    let _ = args;
    Ok(())
}
