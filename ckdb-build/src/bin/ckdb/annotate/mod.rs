//! `ckdb annotate`: a VCF in, the same VCF out with what is known of its alleles; or a table of it.

mod args;
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
#[cfg(feature = "parquet")]
use ckdb_core::table::arrow::ArrowRows;
use ckdb_core::table::{JsonlWriter, Options, Rows, TableSink, TsvWriter, verdict_text};
use ckdb_core::vcf::stream::{self, Progress};
use ckdb_core::vcf::{
    AssemblyGuess, Engine, Header, IndexKind, Info, Keep, KeptLine, Kind, OutputFormat, Outputs, RefCheck, Sink, Source, Summary,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::num::NonZero;
use std::path::Path;
use std::process::ExitCode;

pub(crate) use args::{Args, YesNo, default_threads};
use args::{Format, WriteIndex, regions, settings, triage};
pub(crate) use shared::{Opened, Shared};

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
