//! `ckdb annotate`: a VCF in, the same VCF out with what is known of its alleles; or a table of it.

pub(crate) mod copies;
mod exports;
mod keys;
pub(crate) mod layers;
mod many;
pub(crate) mod named_fusions;
pub(crate) mod patient;
mod shared;
pub(crate) mod told;

use crate::Failure;
#[cfg(feature = "parquet")]
use ckdb_build::parquet_table::ParquetFile;
use ckdb_core::annotate::{Annotator, FusionRow, Sample, SampleAnswer, Secondary, Told};
use ckdb_core::export::ExportWriter;
use ckdb_core::file::Tables;
use ckdb_core::genome::Assembly;
use ckdb_core::level::MinLevel;
use ckdb_core::level::triage::{Gate, TriageInput};
#[cfg(feature = "parquet")]
use ckdb_core::table::arrow::ArrowRows;
use ckdb_core::table::{JsonlWriter, Options, Rows, TableSink, TsvWriter, verdict_text};
use ckdb_core::vcf::stream::{self, Progress};
use ckdb_core::vcf::{
    AssemblyGuess, Engine, Header, IndexKind, Info, Keep, KeptLine, Kind, OutputFormat, Outputs, RefCheck, Regions, Settings, Sink,
    Source, Summary,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub(crate) use shared::{Opened, Shared};

/// Annotate a VCF (4.1 to 4.5; plain, gzip or BGZF) or BCF with the drugs, levels and reasons an index knows.
///
/// VCF output is the input, byte for byte, with header lines and the INFO keys CKDB and CKDB_CSQ added. A line that cannot be
/// understood passes through untouched and is counted; the summary on standard error names each reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb annotate tumour.vcf.gz --disease LUAD -o annotated.vcf.gz
  ckdb annotate tumour.vcf.gz --disease DOID:3910 --format tsv | less -S
  zcat tumour.vcf.gz | ckdb annotate - --assembly GRCh38 --disease MEL --format jsonl > tumour.jsonl
  ckdb annotate tumour.vcf.gz --disease LUAD --format fhir --date 2026-11-21 -o tumour.fhir.json
  ckdb annotate panels/*.vcf.gz --disease LUAD --out-dir annotated
  ckdb annotate tumour.vcf.gz --frequency tommo.ckdb --format jsonl -o tumour.jsonl")]
pub(crate) struct Args {
    /// The VCF; - is standard input. Several with --out-dir
    #[arg(value_name = "IN.vcf[.gz]", required = true)]
    inputs: Vec<PathBuf>,
    /// Where the result goes; a name ending in .gz or .bgz is compressed as BGZF; - is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    output: PathBuf,
    /// Folder for the results of many inputs, each as it would be alone, with manifest.jsonl: what became of each. Called again, it
    /// leaves out what is done already; an input that fails does not stop the others
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    out_dir: Option<PathBuf>,
    /// With --out-dir: how many inputs are annotated at a time; without it as many as the machine has cores
    #[arg(long, value_name = "N", requires = "out_dir")]
    jobs: Option<NonZero<usize>>,
    /// What the result is
    #[arg(long, value_enum, default_value_t = Format::Vcf)]
    format: Format,
    #[command(flatten)]
    exports: exports::ExportArgs,
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
    /// The patient's disease: OncoTree code, DOID:…, NCIt:C…, or a name; levels and access depend on it
    #[arg(long, value_name = "CODE")]
    disease: Option<String>,
    /// A level scheme, such as jp-2.1 or jp-2.1@1; without it all of the index
    #[arg(long = "scheme", value_name = "NAME[@VERSION]")]
    schemes: Vec<String>,
    #[command(flatten)]
    patient: patient::PatientArgs,
    /// Only claims of at least this level, such as JP:D, AMP:II or AMP:II-C
    #[arg(long, value_name = "SCHEME:LEVEL")]
    min_level: Option<String>,
    /// The sample whose genotypes, phase, depth and allele fraction are read; without it the tumour the header names, or the only sample
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// Fusions found otherwise (RNA, a report), beside those of the VCF: a table of STAR-Fusion or Arriba, or lines of
    /// 5prime,3prime[,e13,e20]
    #[arg(long, value_name = "FILE")]
    fusions: Option<PathBuf>,
    #[command(flatten)]
    told: told::ToldArgs,
    #[command(flatten)]
    copies: copies::CopyArgs,
    #[command(flatten)]
    layers: layers::LayerArgs,
    /// Also keep the case in this file, for `ckdb reannotate`: what was read of it and what it was answered. The file is begun if
    /// it is not there; a case of the same name takes the earlier one's place. It holds the patient's variants
    #[arg(long, value_name = "CASES.keys")]
    keys: Option<PathBuf>,
    /// The case's name in that file; without it the name of the input file
    #[arg(long, value_name = "NAME", requires = "keys")]
    case: Option<String>,
    /// Also profiles about any change of a gene (GENE_ANY), which harmless common variants meet as well
    #[arg(long)]
    gene_any: bool,
    /// The assay that found the markers, such as 'FoundationOne CDx' or NAME@VERSION; jsonl judges with it whether an expert
    /// panel may be left out
    #[arg(long, value_name = "NAME[@VERSION]")]
    assay: Option<String>,
    /// Does a variant suggest a finding in the germline? Without it nothing is taken for granted
    #[arg(long, value_enum, value_name = "yes|no")]
    germline_suspicion: Option<YesNo>,
    /// Somebody searched the registries: a trial that the index does not have is not there
    #[arg(long)]
    trials_searched: bool,
    /// Tables: variants without any match, too
    #[arg(long)]
    all: bool,
    /// Tables: what nearly matched, too, and why it did not; for a VCF the same for profiles of the whole sample, in the summary
    #[arg(long)]
    explain: bool,
    /// Threads; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    threads: NonZero<usize>,
    /// Only lines of these regions, such as chr7:55019017-55211628 (1-based); through the input's .tbi or .csi if it has one
    #[arg(short, long, value_name = "REGION")]
    regions: Vec<String>,
    /// The same from a file: contig, first and last letter separated by tabs, or BED
    #[arg(short = 'R', long, value_name = "FILE")]
    regions_file: Option<PathBuf>,
    /// Beside a BGZF output, also write its index: tbi if nothing is said, or csi
    #[arg(long, value_enum, value_name = "tbi|csi", num_args = 0..=1, require_equals = true, default_missing_value = "tbi")]
    write_index: Option<WriteIndex>,
    /// Look closely at lines where nothing is known, too: to have every line checked by the rules of VCF, and every ALT counted
    /// that could not be read; the VCF that comes out is the same
    #[arg(long)]
    every_line: bool,
    /// Fail when a line was not understood or an allele could not be answered
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// The input with INFO keys added
    Vcf,
    /// One row a variant and claim, tab-separated
    Tsv,
    /// One object a variant, a profile over several variants, and a summary
    Jsonl,
    /// GA4GH VA-Spec: an array of statements, one a profile that is certainly met and claim, with VRS alleles
    VaSpec,
    /// HL7 FHIR Genomics Reporting: a bundle of observations, alleles and what they imply
    Fhir,
    /// The rows of tsv as a Parquet file: typed columns, lists as lists
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    const fn is_parquet(self) -> bool {
        #[cfg(feature = "parquet")]
        if matches!(self, Self::Parquet) {
            return true;
        }
        false
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WriteIndex {
    /// Read by every tool
    Tbi,
    /// For contigs of more than 512 million letters, too
    Csi,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum YesNo {
    /// It does
    Yes,
    /// It was looked at, and nothing does
    No,
}

/// Which lines are wanted, if not all.
fn regions(args: &Args) -> Result<Option<Regions>, Failure> {
    match &args.regions_file {
        Some(_) if !args.regions.is_empty() => Err("give --regions or --regions-file, not both".into()),
        Some(path) => Ok(Some(Regions::read(path)?)),
        None if args.regions.is_empty() => Ok(None),
        None => Ok(Some(Regions::parse(args.regions.iter().map(String::as_str))?)),
    }
}

/// How the walk over one input is walked.
fn settings(args: &Args, job: &Job<'_>) -> Settings {
    Settings { every_line: args.every_line, ..Settings::with_threads(job.threads) }
}

/// What a triage needs beyond the variants.
fn triage(args: &Args) -> TriageInput {
    let germline = match args.germline_suspicion {
        Some(YesNo::Yes) => Gate::Suspected,
        Some(YesNo::No) => Gate::Clear,
        None => Gate::NotTold,
    };
    TriageInput { germline, assay: args.assay.clone(), trials_searched: args.trials_searched }
}

/// As many workers as the machine has cores.
pub(crate) fn default_threads() -> NonZero<usize> {
    std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    keys::possible(args)?;
    let input = match (&args.out_dir, &args.inputs[..]) {
        (Some(folder), inputs) => return many::run(args, inputs, folder),
        (None, [input]) => input,
        (None, inputs) => crate::wrong_usage(&format!("{} inputs; say with --out-dir where their results go", inputs.len())),
    };
    let opened = Opened::open(args)?;
    let shared = Shared::of(&opened);
    let job = Job { input, output: &args.output, threads: args.threads, is_watched: true };
    annotate(args, &shared, &job, |annotator, header, done| {
        warn_of_samples(args.sample.as_deref(), header)?;
        report(annotator, header, done)?;
        if let Some(failure) = annotator.reference_failure() {
            // Every line passed through, but what is said of some alleles is less than was asked for.
            return Err(format!("--reference could not be read everywhere: {failure}").into());
        }
        Ok(if args.strict && done.doubtful() > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
    })
    .and_then(|code| keys::keep(args, shared.knowledge(), &[input]).map(|()| code))
}

/// One input and its output.
struct Job<'j> {
    input: &'j Path,
    output: &'j Path,
    threads: NonZero<usize>,
    /// Somebody looks at this one file: on a terminal it gets a bar.
    is_watched: bool,
}

/// Annotates one input; `then` is told what was done.
fn annotate<T>(
    args: &Args,
    shared: &Shared<'_>,
    job: &Job<'_>,
    then: impl FnOnce(&Annotator<'_>, &Header, &Done) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut source = Source::open(job.input, job.threads)?;
    let header = Header::read(&mut source)?;
    let assembly = input_assembly(job.input, args.assembly, &header)?;
    let column = chosen_sample(args.sample.as_deref(), &header)?.map(|(_, column)| column);
    let annotator = shared.annotator(args, assembly, told::origin_of(&args.told, &header, column))?;
    let mut told = told::told(&args.told, &header, assembly, column)?;
    let copy_settings = copies::settings(&args.copies, annotator.copy_settings().clone())?;
    let tumour = || header.tumour().and_then(|column| header.samples().get(column)).map(String::as_str);
    let named = args.sample.as_deref().or_else(tumour);
    told.copies = copies::table(&args.copies, &copy_settings, named, shared.knowledge(), args.strict)?;
    let annotator = annotator.copies(copy_settings);
    let min_level = args.min_level.as_deref().map(|text| MinLevel::parse(text, annotator.level_schemes())).transpose()?;
    let fusions = named_fusions::read(args.fusions.as_deref(), &annotator)?;
    if let Some(regions) = regions(args)? {
        source.only(regions, job.input)?;
    }
    let bar = if job.is_watched { progress_bar(&source) } else { ProgressBar::hidden() };
    let input = Input { job, header: &header, bar: &bar, command: shared.command(job.input), min_level, told, fusions: &fusions };
    if args.write_index.is_some() && args.format != Format::Vcf {
        return Err("--write-index needs --format vcf: a table has no index".into());
    }
    let done = match args.format {
        Format::Vcf => {
            exports::wanted(args)?;
            to_vcf(args, &annotator, &mut source, input)?
        }
        _ => to_table(args, &annotator, &mut source, input)?,
    };
    bar.finish_and_clear();
    then(&annotator, &header, &done)
}

/// What is known of an input before its first line.
struct Input<'i> {
    job: &'i Job<'i>,
    header: &'i Header,
    bar: &'i ProgressBar,
    /// The command, for the header.
    command: String,
    min_level: Option<MinLevel>,
    told: Told,
    fusions: &'i [FusionRow],
}

/// The assembly given, or the one the header names. Nothing is guessed.
pub(crate) fn input_assembly(input: &Path, given: Option<Assembly>, header: &Header) -> Result<Assembly, Failure> {
    let guess = header.assembly();
    match (given, &guess) {
        (Some(given), AssemblyGuess::Known(found, reasons)) if given != *found => Err(format!(
            "--assembly says {given}, but the header of {} says {found} (by {}); leave --assembly out, or correct the header",
            input.display(),
            reasons.join("; ")
        )
        .into()),
        (Some(given), _) => Ok(given),
        (None, AssemblyGuess::Known(found, _)) => Ok(*found),
        (None, _) => Err(format!("{}: {guess}; say which with --assembly GRCh37 or --assembly GRCh38", input.display()).into()),
    }
}

/// A bar on a terminal, nothing elsewhere.
pub(crate) fn progress_bar(source: &Source) -> ProgressBar {
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

/// What a walk leaves for the report.
struct Done {
    summary: Summary,
    /// Lines that meet knowledge.
    met: u64,
    /// Germline findings, each with its line.
    secondary: Vec<(u64, Secondary)>,
    /// Alleles that meet or nearly meet something and are common in a population: line, populations.
    common: Vec<(u64, String)>,
    ref_check: RefCheck,
}

impl Done {
    /// Lines that were not understood, and alleles that could not be answered.
    fn doubtful(&self) -> u64 {
        self.summary.tally.count(Kind::NotUnderstood) + self.summary.tally.count(Kind::Unanswered)
    }
}

/// The warning when REF says that the input is of another assembly. An empty answer about the wrong places would read as
/// "nothing is known of this tumour".
pub(crate) fn suspicion(check: RefCheck, assembly: Assembly) -> Option<String> {
    check.is_suspicious().then(|| {
        format!(
            "REF contradicts the reference in {} of the {} alleles where it could be checked: the input is probably not on \
             {assembly}, and what is said here is not to be trusted; find out which assembly it is on and say so with --assembly",
            check.contradicts,
            check.contradicts + check.agrees
        )
    })
}

/// VCF in, VCF out.
fn to_vcf(
    args: &Args,
    annotator: &Annotator<'_>,
    source: &mut Source,
    Input { job, header, bar, command, min_level, told, fusions }: Input<'_>,
) -> Result<Done, Failure> {
    let column = chosen_sample(args.sample.as_deref(), header)?.map(|(_, column)| column);
    let engine = Engine::new(annotator, Keep::Carried, Some(Info { min_level })).sample(column).normal(header.normal_of(column));
    let declarations = engine.declarations(&command)?;
    let mut sink = Sink::create(job.output, OutputFormat::for_path(job.output), job.threads)?;
    if let Some(kind) = args.write_index {
        sink = sink.with_index(if kind == WriteIndex::Tbi { IndexKind::Tbi } else { IndexKind::Csi })?;
    }
    let mut carried = Sample::of(told);
    let (mut alleles, mut met, mut secondary, mut common) = (0, 0, Vec::new(), Vec::new());
    let mut consume = |number: u64, kept: KeptLine<'_>| {
        met += u64::from(kept.meets_knowledge());
        secondary.extend(findings(number, &kept));
        common.extend(commonness(number, &kept));
        if let Some((contig, interval)) = kept.looked_at {
            carried.add_looked_at(contig, interval);
        }
        carried.add_copies(kept.copies);
        for allele in kept.alleles {
            carried.add_call(alleles, &allele.variants, allele.call);
            alleles += 1;
        }
        Ok(())
    };
    let mut progress = progress(bar, source);
    let outputs = Outputs { vcf: None, declarations: &declarations, consume: &mut consume, progress: &mut progress };
    let summary = stream::annotate_source(source, header, &engine, settings(args, job), Some(&mut sink), outputs)?;
    // Letters are checked as they are read: see `Genome::sound`.
    annotator.genome().sound()?;
    annotator.open_layers().sound()?;
    sink.finish()?;
    named_fusions::carry(fusions, annotator, &mut carried, alleles)?;
    // Of many files nobody reads what is said beside them; tables have it.
    if job.is_watched {
        whole_sample(annotator, &carried.answer(annotator), args.explain)?;
    }
    Ok(Done { summary, met, secondary, common, ref_check: engine.ref_check() })
}

/// Germline findings of a line; an allele that two molecules carry is told once.
fn findings(number: u64, kept: &KeptLine<'_>) -> Vec<(u64, Secondary)> {
    let mut found: Vec<(u64, Secondary)> = Vec::new();
    for one in kept.alleles.iter().flat_map(|allele| &allele.secondary) {
        if !found.iter().any(|(_, known)| known == one) {
            found.push((number, one.clone()));
        }
    }
    found
}

/// Alleles of a line that are common; one that two molecules carry is told once.
fn commonness(number: u64, kept: &KeptLine<'_>) -> Vec<(u64, String)> {
    let mut found: Vec<(u64, String)> = Vec::new();
    for allele in kept.alleles.iter().filter(|allele| !allele.common.is_empty()) {
        let entry = (number, allele.common.join(", "));
        if !found.contains(&entry) {
            found.push(entry);
        }
    }
    found
}

/// Profiles that the whole sample decides, on standard error: INFO speaks of single alleles.
fn whole_sample(annotator: &Annotator<'_>, answer: &SampleAnswer<'_>, explain: bool) -> io::Result<()> {
    if answer.matches.is_empty() && (!explain || answer.misses.is_empty()) {
        return Ok(());
    }
    let mut err = anstream::stderr().lock();
    writeln!(err, "profiles of the whole sample (INFO speaks of single alleles; --format tsv or jsonl has them):")?;
    for found in &answer.matches {
        writeln!(err, "  {}: {}", found.matched.profile.name(), found.matched.truth)?;
        if explain {
            writeln!(err, "    {}", verdict_text(annotator, &found.matched.verdict))?;
        }
    }
    for found in answer.misses.iter().filter(|_| explain) {
        let name = annotator.records().profile(found.profile).map_or("", |profile| profile.name());
        writeln!(err, "  {name}: not met\n    {}", verdict_text(annotator, &found.verdict))?;
    }
    Ok(())
}

/// VCF in, a table out.
fn to_table(args: &Args, annotator: &Annotator<'_>, source: &mut Source, input: Input<'_>) -> Result<Done, Failure> {
    let export = exports::wanted(args)?;
    let options = Options { all: args.all, explain: args.explain, min_level: input.min_level.clone(), triage: triage(args) };
    let rows = Rows::new(annotator, options);
    let job = input.job;
    // A Parquet file is compressed inside, whatever its name.
    let form = if args.format.is_parquet() { OutputFormat::Plain } else { OutputFormat::for_path(job.output) };
    let sink = Sink::create(job.output, form, job.threads)?;
    if let Some((form, day)) = export {
        let (table, done) = fill(args, annotator, (source, input), ExportWriter::new(sink, &rows, form, day))?;
        let (sink, left_out) = table.finish()?;
        sink.finish()?;
        exports::tell(job, &left_out)?;
        return Ok(done);
    }
    let (sink, done) = match args.format {
        Format::Jsonl => {
            let (table, done) = fill(args, annotator, (source, input), JsonlWriter::new(sink, &rows))?;
            (table.finish()?, done)
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let table = ArrowRows::new(&rows, ParquetFile::new(sink, annotator)?);
            let (table, done) = fill(args, annotator, (source, input), table)?;
            (table.finish()?.finish()?, done)
        }
        Format::Tsv | Format::Vcf | Format::VaSpec | Format::Fhir => {
            let (table, done) = fill(args, annotator, (source, input), TsvWriter::new(sink, &rows))?;
            (table.finish()?, done)
        }
    };
    sink.finish()?;
    Ok(done)
}

/// Walks over the lines and fills a table with them.
fn fill<'k, T: TableSink<'k>>(
    args: &Args,
    annotator: &Annotator<'k>,
    (source, Input { job, header, bar, told, fusions, .. }): (&mut Source, Input<'_>),
    table: T,
) -> Result<(T, Done), Failure> {
    let sample = chosen_sample(args.sample.as_deref(), header)?;
    let keep = Keep::Annotations { unmatched: args.all || args.explain };
    let column = sample.map(|(_, column)| column);
    let engine = Engine::new(annotator, keep, None).sample(column).normal(header.normal_of(column));
    let mut tables = Tables::new(table, sample, (told, patient::patient(&args.patient, annotator.knowledge())?))?;
    let (mut met, mut secondary, mut common) = (0, Vec::new(), Vec::new());
    let mut consume = |number: u64, kept: KeptLine<'k>| {
        met += u64::from(kept.meets_knowledge());
        secondary.extend(findings(number, &kept));
        common.extend(commonness(number, &kept));
        tables.line(number, kept).map_err(io::Error::other)
    };
    let mut progress = progress(bar, source);
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut progress };
    let summary = stream::annotate_source(source, header, &engine, settings(args, job), None, outputs)?;
    annotator.genome().sound()?;
    let suspicion = suspicion(engine.ref_check(), annotator.assembly());
    let warnings: Vec<String> = suspicion.into_iter().chain(header.warnings().iter().map(ToString::to_string)).collect();
    tables.fusions(fusions, annotator)?;
    let table = tables.finish(annotator, &summary, &warnings)?;
    annotator.open_layers().sound()?;
    Ok((table, Done { summary, met, secondary, common, ref_check: engine.ref_check() }))
}

/// Says when no sample was read because nobody told which.
pub(crate) fn warn_of_samples(name: Option<&str>, header: &Header) -> io::Result<()> {
    if name.is_none() && header.samples().len() > 1 && header.tumour().is_none() {
        writeln!(
            anstream::stderr(),
            "warning: the header does not say which of its samples is the tumour, so no genotype, phase or allele fraction was read; \
             choose with --sample: {}",
            header.samples().join(", ")
        )?;
    }
    Ok(())
}

/// The sample asked for, or the tumour.
pub(crate) fn chosen_sample<'h>(name: Option<&str>, header: &'h Header) -> Result<Option<(&'h str, usize)>, Failure> {
    let named = |column: usize| header.samples().get(column).map(|name| (name.as_str(), column));
    match name {
        None => Ok(header.tumour().and_then(named)),
        Some(name) => match header.sample(name) {
            Some(column) => Ok(named(column)),
            None if header.samples().is_empty() => Err(format!("no sample `{name}`: the input has no sample columns").into()),
            None => Err(format!("no sample `{name}`; the input has {}", header.samples().join(", ")).into()),
        },
    }
}

/// Moves the bar.
pub(crate) fn progress<'b>(bar: &'b ProgressBar, source: &Source) -> impl FnMut(Progress) + use<'b> {
    let meter = source.meter();
    move |progress| {
        bar.set_position(meter.read());
        bar.set_message(format!("{} lines", progress.lines));
    }
}

/// What was done and what was not understood, on standard error.
fn report(annotator: &Annotator<'_>, header: &Header, done: &Done) -> io::Result<()> {
    let Done { summary, met, secondary, common, ref_check } = done;
    let mut err = anstream::stderr().lock();
    if let Some(suspicion) = suspicion(*ref_check, annotator.assembly()) {
        writeln!(err, "warning: {suspicion}")?;
    }
    for warning in header.warnings().iter().take(5) {
        writeln!(err, "warning: {warning}")?;
    }
    if header.warnings().len() > 5 {
        writeln!(err, "warning: {} more warnings about the header", header.warnings().len() - 5)?;
    }
    let disease = annotator.patient().disease().and_then(|disease| annotator.records().disease(disease));
    if let Some(note) = annotator.disease_note() {
        writeln!(err, "note: --disease {}: {note}", annotator.disease_given().unwrap_or_default())?;
    }
    writeln!(
        err,
        "{} lines on {}, {met} of them meet knowledge; {}; index {}",
        summary.progress.lines,
        annotator.assembly(),
        disease.map_or_else(
            || "no --disease was given, so no level and no access was worked out".to_owned(),
            |disease| format!("levels and access for {}", disease.name())
        ),
        annotator.knowledge().content_id(),
    )?;
    if !secondary.is_empty() {
        writeln!(err, "may be inherited (a reason to confirm on normal tissue; --format jsonl has the records):")?;
    }
    for (line, found) in secondary.iter().take(20) {
        let gene = annotator.records().gene(found.gene).map_or("", |gene| gene.symbol());
        writeln!(err, "  {gene} {} {}, line {line}", found.standing, found.ground)?;
    }
    if secondary.len() > 20 {
        writeln!(err, "  and {} more", secondary.len() - 20)?;
    }
    if !common.is_empty() {
        writeln!(
            err,
            "common in a population (at least {}), so perhaps inherited and harmless; nothing was left out:",
            annotator.open_layers().common_from()
        )?;
    }
    for (line, populations) in common.iter().take(20) {
        writeln!(err, "  line {line}: {populations}")?;
    }
    if common.len() > 20 {
        writeln!(err, "  and {} more", common.len() - 20)?;
    }
    let mut kind = None;
    for (reason, seen) in summary.tally.iter() {
        if kind.replace(reason.kind) != Some(reason.kind) {
            writeln!(err, "{}:", reason.kind.as_str())?;
        }
        writeln!(err, "  {} × {reason}, first at line {}: {}", seen.count, seen.first_line, seen.excerpt)?;
    }
    Ok(())
}
