//! `ckdb search`: full text, in English and Japanese.

mod json;
mod text;

use crate::annotate::{chosen_sample, default_threads, input_assembly};
use crate::overlays::Overlays;
use crate::{Failure, default_index, trial};
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::{Knowledge, view};
use ckdb_core::matching::{Patient, Truth};
use ckdb_core::model::{ProfileId, TrialId};
use ckdb_core::search::{self, Question};
use ckdb_core::vcf::{Header, Source};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Search the knowledge, in English, Japanese or both.
///
/// Names are known in every spelling the records have: generic names, brands and codes of drugs, codes and names of diseases, symbols and
/// aliases of genes. The same question in the other language finds the same records. A record must meet every part of the question; if
/// none does, those that meet most of it are shown, and the answer says so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb search 'EGFR T790M osimertinib'
  ckdb search オシメルチニブ 耐性 --disease LUAD
  ckdb search '肺腺癌 治験' --gene EGFR --format jsonl | jq .id
  ckdb search resistance --gene BRAF --level A --level B --explain
  ckdb search osimertinib --vcf tumour.vcf.gz")]
pub(crate) struct Args {
    /// What to search; several words are one question. Without any, everything the filters leave
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Only records about this gene; several are alternatives, as for all filters
    #[arg(long, value_name = "GENE")]
    gene: Vec<String>,
    /// Only records about this therapy, by any of its names
    #[arg(long, value_name = "THERAPY")]
    therapy: Vec<String>,
    /// Only records for this disease: about it, a kind of it, or what it is a kind of
    #[arg(long, value_name = "CODE")]
    disease: Vec<String>,
    /// Only evidence of this level of its source: A to E
    #[arg(long, value_name = "LEVEL")]
    level: Vec<String>,
    /// Only claims of this direction: Supports, DoesNotSupport
    #[arg(long, value_name = "DIRECTION")]
    direction: Vec<String>,
    /// Only claims that say this: Resistance, Sensitivity/Response, PoorOutcome, …
    #[arg(long, value_name = "WORD")]
    significance: Vec<String>,
    /// Only records of this source: civic
    #[arg(long, value_name = "SOURCE")]
    source: Vec<String>,
    /// Only records of this kind: gene, therapy, disease, profile, approval, evidence, assertion, trial, citation
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Only what this tumour meets: claims about profiles it has, and trials that concern it
    #[arg(long, value_name = "IN.vcf[.gz]")]
    vcf: Option<PathBuf>,
    /// Assembly of the VCF; without it its header is asked
    #[arg(long, value_name = "GRCh37|GRCh38", requires = "vcf")]
    assembly: Option<Assembly>,
    /// Sample of the VCF; without it the tumour its header names, or the only sample
    #[arg(long, value_name = "NAME", requires = "vcf")]
    sample: Option<String>,
    /// Most records to show
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Say where the points of each record come from
    #[arg(long)]
    explain: bool,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: Overlays,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// JSON Lines: one object for the question, then one a record
    Jsonl,
}

/// Adds a filter to a question.
type Add = fn(Question, String) -> Question;

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut knowledge = args.overlays.open(args.index.as_deref())?;
    let core = default_index::open(args.index.as_deref())?;
    if search::is_built(&core) && !search::is_built(&knowledge) {
        // Overlays are joined in memory; their records get numbers of their own, and so a search of their own.
        knowledge = search::over(&knowledge, &core)?;
    }
    let text = args.query.join(" ");
    let mut question = Question::new(&text).limit(args.limit).explain(args.explain);
    let filters: [(&Vec<String>, Add); 8] = [
        (&args.gene, Question::gene),
        (&args.therapy, Question::therapy),
        (&args.disease, Question::disease),
        (&args.level, Question::level),
        (&args.direction, Question::direction),
        (&args.significance, Question::significance),
        (&args.source, Question::source),
        (&args.kind, Question::kind),
    ];
    for (names, add) in filters {
        question = names.iter().cloned().fold(question, add);
    }
    if let Some(vcf) = &args.vcf {
        let (profiles, trials) = met_by(args, &knowledge, vcf)?;
        question = question.tumour(profiles, trials);
    }
    let answer = knowledge.search(question)?;
    let mut out = anstream::stdout().lock();
    match args.format {
        Format::Text => out.write_all(text::page(&answer).as_bytes())?,
        Format::Jsonl => json::write(&mut out, &knowledge, &text, &answer)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Profiles a tumour has, and trials that concern it: what `ckdb annotate` would say of it. What is unknown is not met.
fn met_by(args: &Args, knowledge: &Knowledge, vcf: &Path) -> Result<(Vec<ProfileId>, Vec<TrialId>), Failure> {
    let threads = default_threads();
    let mut source = Source::open(vcf, threads)?;
    let header = Header::read(&mut source)?;
    let assembly = input_assembly(vcf, args.assembly, &header)?;
    let chosen = chosen_sample(args.sample.as_deref(), &header)?;
    let mut annotator = Annotator::new(knowledge, assembly)?;
    if let [disease] = args.disease.as_slice() {
        annotator = annotator.disease(disease)?;
    }
    let sample = trial::carried(threads, &annotator, &header, &mut source, chosen.map(|(_, column)| column))?;
    let profiles: Vec<ProfileId> = knowledge.records()?.profiles().map(view::Profile::number).collect();
    let verdicts = sample.verdicts(&annotator, profiles);
    let met = verdicts.into_iter().filter(|(_, verdict)| verdict.truth == Truth::True).map(|(profile, _)| profile).collect();
    let trials = sample.trials(&annotator, &Patient::default())?;
    Ok((met, trials.into_iter().filter(|found| found.is_news()).map(|found| found.trial.number()).collect()))
}
