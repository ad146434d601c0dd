//! What `ckdb annotate` can be told, and what follows from it before the first line is read.

use super::{Job, copies, exports, layers, patient, told};
use crate::Failure;
use ckdb_core::genome::Assembly;
use ckdb_core::level::triage::{Gate, TriageInput};
use ckdb_core::vcf::{Regions, Settings};
use std::num::NonZero;
use std::path::PathBuf;

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
    pub(super) inputs: Vec<PathBuf>,
    /// Where the result goes; a name ending in .gz or .bgz is compressed as BGZF; - is standard output
    #[arg(short, long, value_name = "OUT", default_value = "-")]
    pub(super) output: PathBuf,
    /// Folder for the results of many inputs, each as it would be alone, with manifest.jsonl: what became of each. Called again, it
    /// leaves out what is done already; an input that fails does not stop the others
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(super) out_dir: Option<PathBuf>,
    /// With --out-dir: how many inputs are annotated at a time; without it as many as the machine has cores
    #[arg(long, value_name = "N", requires = "out_dir")]
    pub(super) jobs: Option<NonZero<usize>>,
    /// What the result is
    #[arg(long, value_enum, default_value_t = Format::Vcf)]
    pub(super) format: Format,
    #[command(flatten)]
    pub(super) exports: exports::ExportArgs,
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(long, value_name = "FILE.ckdb")]
    pub(super) index: Option<PathBuf>,
    #[command(flatten)]
    pub(super) overlays: crate::overlays::Overlays,
    /// The assembly of the input; without it the header is asked
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub(super) assembly: Option<Assembly>,
    /// Letters beyond those of the index, to check REF and left-align indels there too: FASTA of the input's assembly, plain
    /// or bgzip, best with its .fai
    #[arg(long, value_name = "FASTA")]
    pub(super) reference: Option<PathBuf>,
    /// The patient's disease: OncoTree code, DOID:…, NCIt:C…, or a name; levels and access depend on it
    #[arg(long, value_name = "CODE")]
    pub(super) disease: Option<String>,
    /// A level scheme, such as jp-2.1 or jp-2.1@1; without it all of the index
    #[arg(long = "scheme", value_name = "NAME[@VERSION]")]
    pub(super) schemes: Vec<String>,
    #[command(flatten)]
    pub(super) patient: patient::PatientArgs,
    /// Only claims of at least this level, such as JP:D, AMP:II or AMP:II-C
    #[arg(long, value_name = "SCHEME:LEVEL")]
    pub(super) min_level: Option<String>,
    /// The sample whose genotypes, phase, depth and allele fraction are read; without it the tumour the header names, or the only sample
    #[arg(long, value_name = "NAME")]
    pub(super) sample: Option<String>,
    /// Fusions found otherwise (RNA, a report), beside those of the VCF: a table of STAR-Fusion or Arriba, or lines of
    /// 5prime,3prime[,e13,e20]
    #[arg(long, value_name = "FILE")]
    pub(super) fusions: Option<PathBuf>,
    #[command(flatten)]
    pub(super) told: told::ToldArgs,
    #[command(flatten)]
    pub(super) copies: copies::CopyArgs,
    #[command(flatten)]
    pub(super) layers: layers::LayerArgs,
    /// Also keep the case in this file, for `ckdb reannotate`: what was read of it and what it was answered. The file is begun if
    /// it is not there; a case of the same name takes the earlier one's place. It holds the patient's variants
    #[arg(long, value_name = "CASES.keys")]
    pub(super) keys: Option<PathBuf>,
    /// The case's name in that file; without it the name of the input file
    #[arg(long, value_name = "NAME", requires = "keys")]
    pub(super) case: Option<String>,
    /// Also profiles about any change of a gene (GENE_ANY), which harmless common variants meet as well
    #[arg(long)]
    pub(super) gene_any: bool,
    /// The assay that found the markers, such as 'FoundationOne CDx' or NAME@VERSION; jsonl judges with it whether an expert
    /// panel may be left out
    #[arg(long, value_name = "NAME[@VERSION]")]
    pub(super) assay: Option<String>,
    /// Does a variant suggest a finding in the germline? Without it nothing is taken for granted
    #[arg(long, value_enum, value_name = "yes|no")]
    pub(super) germline_suspicion: Option<YesNo>,
    /// Somebody searched the registries: a trial that the index does not have is not there
    #[arg(long)]
    pub(super) trials_searched: bool,
    /// Tables: variants without any match, too
    #[arg(long)]
    pub(super) all: bool,
    /// Tables: what nearly matched, too, and why it did not; for a VCF the same for profiles of the whole sample, in the summary
    #[arg(long)]
    pub(super) explain: bool,
    /// Threads; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    pub(super) threads: NonZero<usize>,
    /// Only lines of these regions, such as chr7:55019017-55211628 (1-based); through the input's .tbi or .csi if it has one
    #[arg(short, long, value_name = "REGION")]
    pub(super) regions: Vec<String>,
    /// The same from a file: contig, first and last letter separated by tabs, or BED
    #[arg(short = 'R', long, value_name = "FILE")]
    pub(super) regions_file: Option<PathBuf>,
    /// Beside a BGZF output, also write its index: tbi if nothing is said, or csi
    #[arg(long, value_enum, value_name = "tbi|csi", num_args = 0..=1, require_equals = true, default_missing_value = "tbi")]
    pub(super) write_index: Option<WriteIndex>,
    /// Look closely at lines where nothing is known, too: to have every line checked by the rules of VCF, and every ALT counted
    /// that could not be read; the VCF that comes out is the same
    #[arg(long)]
    pub(super) every_line: bool,
    /// Fail when a line was not understood or an allele could not be answered
    #[arg(long)]
    pub(super) strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
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
    pub(super) const fn is_parquet(self) -> bool {
        #[cfg(feature = "parquet")]
        if matches!(self, Self::Parquet) {
            return true;
        }
        false
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum WriteIndex {
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
pub(super) fn regions(args: &Args) -> Result<Option<Regions>, Failure> {
    match &args.regions_file {
        Some(_) if !args.regions.is_empty() => Err("give --regions or --regions-file, not both".into()),
        Some(path) => Ok(Some(Regions::read(path)?)),
        None if args.regions.is_empty() => Ok(None),
        None => Ok(Some(Regions::parse(args.regions.iter().map(String::as_str))?)),
    }
}

/// How the walk over one input is walked.
pub(super) fn settings(args: &Args, job: &Job<'_>) -> Settings {
    Settings { every_line: args.every_line, ..Settings::with_threads(job.threads) }
}

/// What a triage needs beyond the variants.
pub(super) fn triage(args: &Args) -> TriageInput {
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
