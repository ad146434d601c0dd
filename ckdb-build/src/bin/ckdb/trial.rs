//! `ckdb trial`: one trial against many cases: who may enter, who may perhaps, and why not the others.
//!
//! The question is the one `ckdb annotate --format jsonl` asks of every trial for one case (its lines of `"type":"trial"`); the
//! answer for a case is the same in both directions.

use crate::annotate::{chosen_sample, default_threads, input_assembly, patient};
use crate::Failure;
use ckdb_core::annotate::{Annotator, Sample};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::{Kind, Knowledge, Meaning, view};
use ckdb_core::model::Vocabulary;
use ckdb_core::table::JsonTrial;
use ckdb_core::vcf::{Engine, Header, Keep, KeptLine, Outputs, Settings, Source, stream};
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Ask a trial which of these cases may enter it.
///
/// A case is a VCF; what is told of the patient holds for all of them. `match`: everything the record asks for is met. `possible`:
/// something is not known, and is named. `excluded`: something speaks against it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb trial NCT02856893 cases/*.vcf.gz --disease LUAD
  ckdb trial EudraCT:2014-005098-35 tumour.vcf --disease NSCLC --age 61 --prior osimertinib --format jsonl")]
pub(crate) struct Args {
    /// The trial, by any registry's id
    #[arg(value_name = "TRIAL")]
    trial: String,
    /// The cases
    #[arg(required = true, value_name = "CASE.vcf[.gz]")]
    cases: Vec<PathBuf>,
    /// The disease of these patients: an OncoTree code, DOID:…, NCIt:C…, or a name
    #[arg(long, value_name = "CODE")]
    disease: Option<String>,
    #[command(flatten)]
    patient: patient::PatientArgs,
    /// The assembly of the cases; without it each header is asked
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Option<Assembly>,
    /// The sample of each file; without it the tumour the header names, or the only sample
    #[arg(long, value_name = "NAME")]
    sample: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Tsv)]
    format: Format,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: crate::overlays::Overlays,
    /// Workers; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    threads: NonZero<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A row a case
    Tsv,
    /// An object a case, as `ckdb annotate` writes it, with the tree that decided
    Jsonl,
}

const COLUMNS: [&str; 9] = ["case", "sample", "trial", "status", "as_of", "access", "entry", "unknown", "excluded_by"];

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let knowledge = args.overlays.open(args.index.as_deref())?;
    let trial = trial(&knowledge, &args.trial)?;
    let patient = patient::patient(&args.patient, &knowledge)?;
    let mut out = anstream::stdout().lock();
    if args.format == Format::Tsv {
        writeln!(out, "{}", COLUMNS.join("\t"))?;
    }
    for case in &args.cases {
        let mut source = Source::open(case, args.threads)?;
        let header = Header::read(&mut source)?;
        let assembly = input_assembly(case, args.assembly, &header)?;
        let chosen = chosen_sample(args.sample.as_deref(), &header)?;
        let mut annotator = Annotator::new(&knowledge, assembly)?;
        if let Some(disease) = &args.disease {
            annotator = annotator.disease(disease)?;
        }
        let sample = carried(args, &annotator, &header, &mut source, chosen.map(|(_, column)| column))?;
        let found = sample.trial(&annotator, trial, &patient)?;
        let (file, name) = (file_name(case), chosen.map_or("", |(name, _)| name));
        match args.format {
            Format::Tsv => {
                let reason = found.answer.genomic_reason().map(Vocabulary::as_str);
                let open: Vec<String> = found
                    .answer
                    .open
                    .iter()
                    .map(|open| match (open.as_str(), reason) {
                        ("GENOMIC", Some(reason)) => format!("GENOMIC({reason})"),
                        (code, _) => code.to_owned(),
                    })
                    .collect();
                let bars: Vec<&str> = found.answer.bars.iter().map(|bar| bar.as_str()).collect();
                let cells = [
                    file.as_str(),
                    name,
                    trial.id(),
                    trial.status().as_str(),
                    trial.as_of(),
                    found.route.map_or("", Vocabulary::as_str),
                    found.answer.entry.as_str(),
                    &open.join("&"),
                    &bars.join("&"),
                ];
                writeln!(out, "{}", cells.join("\t"))?;
            }
            Format::Jsonl => {
                let named = if name.is_empty() { file } else { format!("{file}:{name}") };
                serde_json::to_writer(&mut out, &JsonTrial::new(&annotator, &found, Some(named)))?;
                writeln!(out)?;
            }
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

fn trial<'k>(knowledge: &'k Knowledge, id: &str) -> Result<view::Trial<'k>, Failure> {
    let records = knowledge.records()?;
    let meant = knowledge.find(id)?;
    let found = meant.iter().find_map(|meaning| if let Meaning::Trial(id) = meaning { records.trial(*id) } else { None });
    found.ok_or_else(|| knowledge.unknown("trial", id, |meaning| meaning.kind() == Kind::Trial).into())
}

/// What a case carries.
fn carried(
    args: &Args,
    annotator: &Annotator<'_>,
    header: &Header,
    source: &mut Source,
    column: Option<usize>,
) -> Result<Sample, Failure> {
    let engine = Engine::new(annotator, Keep::Carried, None).sample(column);
    let mut sample = Sample::new();
    let mut alleles = 0;
    let mut consume = |_: u64, kept: KeptLine<'_>| {
        if let Some((contig, interval)) = kept.looked_at {
            sample.add_looked_at(contig, interval);
        }
        for allele in kept.alleles {
            sample.add_call(alleles, &allele.variants, allele.call);
            alleles += 1;
        }
        Ok(())
    };
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    let settings = Settings { lint: false, ..Settings::with_threads(args.threads) };
    stream::annotate_source(source, header, &engine, settings, None, outputs)?;
    Ok(sample)
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
