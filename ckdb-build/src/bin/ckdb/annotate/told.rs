//! What the user and the header tell of the tumour beside its lines: origin, signatures, callable regions.

use crate::Failure;
use ckdb_core::annotate::{Origin, Told};
use ckdb_core::genome::Assembly;
use ckdb_core::matching::{Biomarkers, Callable};
use ckdb_core::model::Vocabulary;
use ckdb_core::vcf::{Header, SampleRole, Source};
use std::io::{Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// Flags that tell of the tumour.
#[derive(Debug, clap::Args)]
pub(super) struct ToldArgs {
    /// Where the variants arose, somatic or germline; without it germline for a sample the header calls normal, else somatic
    #[arg(long, value_name = "somatic|germline", value_parser = origin)]
    pub(super) origin: Option<Origin>,
    /// A signature of the tumour: MSI=high, MSI=stable, MSI=6.1/Mb, MSI=12.3,tool=msisensor, TMB=12.5/Mb, HRD=positive; again
    /// for each. Header lines `##MSI=`, `##TMB=`, `##HRD=` are read the same way
    #[arg(long = "biomarker", value_name = "NAME=VALUE")]
    pub(super) biomarkers: Vec<String>,
    /// Signatures as PURPLE writes them (.purple.purity.tsv); --biomarker wins
    #[arg(long, value_name = "FILE")]
    pub(super) purple_purity: Option<PathBuf>,
    /// Regions where a variant would have been seen (0-based, half-open): what stands in them and in no line is absent
    #[arg(long, value_name = "BED[.gz]")]
    pub(super) callable: Option<PathBuf>,
    /// Structural variants were called: a fusion that no line shows is absent
    #[arg(long)]
    pub(super) structural_called: bool,
}

fn origin(word: &str) -> Result<Origin, String> {
    Origin::from_word(word).ok_or_else(|| "expected somatic or germline".to_owned())
}

/// All of it, read and understood.
pub(super) fn told(args: &ToldArgs, header: &Header, assembly: Assembly, sample: Option<usize>) -> Result<Told, Failure> {
    let mut biomarkers = Biomarkers::default();
    for text in &args.biomarkers {
        biomarkers.add(text).map_err(|error| format!("--biomarker {error}"))?;
    }
    if let Some(path) = &args.purple_purity {
        let mut text = String::new();
        open(path)?.read_to_string(&mut text).map_err(|error| format!("{}: {error}", path.display()))?;
        biomarkers.fill_from(Biomarkers::from_purple(&text).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    let mut stated = Biomarkers::default();
    for (key, value) in header.meta_lines().iter().filter(|(key, _)| is_signature(key)) {
        if let Err(error) = stated.add(&format!("{key}={}", value.trim())) {
            writeln!(anstream::stderr(), "warning: the header line ##{key}= was not read: {error}")?;
        }
    }
    biomarkers.fill_from(stated);
    let callable = match &args.callable {
        Some(path) => {
            Some(Callable::from_bed(open(path)?, assembly).map_err(|error| format!("--callable {}: {error}", path.display()))?)
        }
        None => None,
    };
    Ok(Told {
        copies: None,
        biomarkers,
        callable,
        structural_called: args.structural_called,
        origin: origin_of(args, header, sample),
    })
}

/// Where the variants of the sample column arose: as the flag says, else as the header does.
pub(super) fn origin_of(args: &ToldArgs, header: &Header, sample: Option<usize>) -> Origin {
    let is_normal = sample.and_then(|column| header.roles().get(column).copied()) == Some(SampleRole::Normal);
    let by_header = if is_normal { Origin::Germline } else { Origin::Somatic };
    args.origin.unwrap_or(by_header)
}

/// Header lines that tell a signature.
pub(super) fn is_signature(key: &str) -> bool {
    ["MSI", "TMB", "HRD"].contains(&key)
}

/// A file, plain or compressed.
pub(super) fn open(path: &Path) -> Result<Source, Failure> {
    Ok(Source::open(path, NonZero::<usize>::MIN)?)
}
