//! What a case is: its lines, its patient, and what is told of its tumour. The groups are those of `ckdb annotate`.

use crate::annotate::copies::CopyArgs;
use crate::annotate::layers::LayerArgs;
use crate::annotate::patient::PatientArgs;
use crate::annotate::told::ToldArgs;
use crate::annotate::{YesNo, default_threads};
use crate::overlays::Overlays;
use ckdb_core::genome::Assembly;
use ckdb_core::level::triage::{Gate, TriageInput};
use std::num::NonZero;
use std::path::PathBuf;

/// Flags of a case.
#[derive(Debug, clap::Args)]
pub(super) struct CaseArgs {
    /// The VCF, plain or compressed
    #[arg(value_name = "IN.vcf[.gz]")]
    pub(super) input: PathBuf,
    /// The patient's disease: OncoTree code, DOID:…, NCIt:C…, or a name; levels and access depend on it
    #[arg(long, value_name = "CODE")]
    pub(super) disease: Option<String>,
    /// The assembly of the input; without it the header is asked
    #[arg(long, value_name = "GRCh37|GRCh38")]
    pub(super) assembly: Option<Assembly>,
    /// Letters beyond those of the index: FASTA of the input's assembly, plain or bgzip, best with its .fai
    #[arg(long, value_name = "FASTA")]
    pub(super) reference: Option<PathBuf>,
    /// A level scheme, such as jp-2.1 or jp-2.1@1; without it all of the index
    #[arg(long = "scheme", value_name = "NAME[@VERSION]")]
    pub(super) schemes: Vec<String>,
    #[command(flatten)]
    pub(super) patient: PatientArgs,
    /// The sample; without it the tumour the header names, or the only sample
    #[arg(long, value_name = "NAME")]
    pub(super) sample: Option<String>,
    /// Fusions found otherwise (RNA, a report): a table of STAR-Fusion or Arriba, or lines of 5prime,3prime[,e13,e20]
    #[arg(long, value_name = "FILE")]
    pub(super) fusions: Option<PathBuf>,
    #[command(flatten)]
    pub(super) told: ToldArgs,
    #[command(flatten)]
    pub(super) copies: CopyArgs,
    /// Also profiles about any change of a gene (GENE_ANY), which harmless common variants meet as well
    #[arg(long)]
    pub(super) gene_any: bool,
    #[command(flatten)]
    pub(super) overlays: Overlays,
    #[command(flatten)]
    pub(super) layers: LayerArgs,
    /// What the case is called on the page; without it the name of its sample
    #[arg(long, value_name = "NAME")]
    pub(super) case: Option<String>,
    /// The specimen, as the page shall say it: 'FFPE, biopsy of the lung, 2026-10-01'
    #[arg(long, value_name = "TEXT")]
    pub(super) specimen: Option<String>,
    /// The assay that found the markers, such as 'FoundationOne CDx' or NAME@VERSION
    #[arg(long, value_name = "NAME[@VERSION]")]
    assay: Option<String>,
    /// Does a variant suggest a finding in the germline? Without it nothing is taken for granted
    #[arg(long, value_enum, value_name = "yes|no")]
    germline_suspicion: Option<YesNo>,
    /// Somebody searched the registries: a trial that the index does not have is not there
    #[arg(long)]
    trials_searched: bool,
    /// Workers; the result does not depend on their number
    #[arg(long, value_name = "N", default_value_t = default_threads())]
    pub(super) threads: NonZero<usize>,
    /// Fail when a line was not understood or an allele could not be answered
    #[arg(long)]
    pub(super) strict: bool,
}

impl CaseArgs {
    /// What a triage needs beyond the variants.
    pub(super) fn triage(&self) -> TriageInput {
        let germline = match self.germline_suspicion {
            Some(YesNo::Yes) => Gate::Suspected,
            Some(YesNo::No) => Gate::Clear,
            None => Gate::NotTold,
        };
        TriageInput { germline, assay: self.assay.clone(), trials_searched: self.trials_searched }
    }
}
