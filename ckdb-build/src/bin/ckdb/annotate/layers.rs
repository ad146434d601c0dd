//! `--frequency`, `--join`: layers laid over the index for one call.

use crate::Failure;
use crate::default_index;
use ckdb_build::layer::{LayerSpec, compile};
use ckdb_core::frequency::{COMMON, Kind, Layers};
use ckdb_core::genome::Assembly;
use ckdb_core::index::{IndexFile, Writer};
use ckdb_core::knowledge::Knowledge;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Layers beside those of the index.
#[derive(Debug, clap::Args)]
pub(crate) struct LayerArgs {
    /// Frequencies of populations: a layer that `ckdb build --frequency` made, or a VCF to make one of for this call; may be given several
    /// times. Tables show them; nothing is left out for them
    #[arg(long, value_name = "LAYER.ckdb|NAME=VCF[:FIELD,…]")]
    frequency: Vec<String>,
    /// Fields of a VCF, joined by exact alleles, for tables; may be given several times
    #[arg(long, value_name = "NAME=VCF:FIELD,…|LAYER.ckdb")]
    join: Vec<String>,
    /// From which frequency on an allele is called common
    #[arg(long, value_name = "FRACTION", default_value_t = COMMON, value_parser = fraction)]
    common_af: f64,
}

fn fraction(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|number| (0.0..=1.0).contains(number)).ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

/// The files of layers, opened or made.
pub(crate) struct Overlays(Vec<IndexFile>);

impl Overlays {
    /// Opens or makes what was asked for. REF is compared with the letters of `knowledge`.
    pub(crate) fn open(args: &LayerArgs, knowledge: &Knowledge) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for (given, kind) in [(&args.frequency, Kind::Frequency), (&args.join, Kind::Fields)] {
            // A name with `=` in it may still be a file.
            let (ready, specs): (Vec<&String>, Vec<&String>) =
                given.iter().partition(|text| !text.contains('=') || Path::new(text).exists());
            for path in ready {
                files.push(default_index::map(&PathBuf::from(path))?);
            }
            if specs.is_empty() {
                continue;
            }
            let specs = LayerSpec::parse_all(&specs.into_iter().cloned().collect::<Vec<_>>(), kind)?;
            let mut writer = Writer::new();
            for report in compile(&specs, Some(knowledge), super::default_threads(), &mut writer)? {
                write!(anstream::stderr(), "{report}")?;
            }
            files.push(IndexFile::from_bytes(writer.finish().bytes)?);
        }
        Ok(Self(files))
    }

    /// Those of the index, then those that were given, in their order.
    pub(crate) fn layers(&self, args: &LayerArgs, knowledge: &Knowledge, assembly: Assembly) -> Result<Layers, Failure> {
        let mut layers = Layers::with_common(args.common_af);
        layers.add(knowledge.file(), assembly)?;
        for file in &self.0 {
            layers.overlay(file, assembly)?;
        }
        Ok(layers)
    }

    /// What names their content, for telling whether two calls asked the same.
    pub(super) fn content_ids(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|file| file.content_id().to_string())
    }
}
