//! `ckdb build --frequency`, `--join`: layers into an index, or into a file of their own.

use crate::Failure;
use crate::default_index;
use ckdb_build::layer::{LayerReport, LayerSpec, compile};
use ckdb_build::publish::publish;
use ckdb_core::frequency::Kind;
use ckdb_core::index::{Image, IndexFile, Writer};
use ckdb_core::knowledge::Knowledge;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// Layers to be built.
#[derive(Debug, clap::Args)]
pub(crate) struct LayerArgs {
    /// Frequencies by allele out of a VCF in the manner of gnomAD, ToMMo or GEM-J (AC, AN, AF, and AC_eas … by population), or out of
    /// a manifest in TOML (docs/layers.md); may be given several times
    #[arg(long, value_name = "NAME[@ASSEMBLY]=VCF[:FIELD,…]", conflicts_with = "manifest")]
    frequency: Vec<String>,
    /// Fields of a VCF, joined by exact alleles; may be given several times
    #[arg(long, value_name = "NAME[@ASSEMBLY]=VCF:FIELD,…", conflicts_with = "manifest")]
    join: Vec<String>,
}

impl LayerArgs {
    pub(crate) fn is_given(&self) -> bool {
        !self.frequency.is_empty() || !self.join.is_empty()
    }

    fn specs(&self) -> Result<Vec<LayerSpec>, Failure> {
        let mut specs = LayerSpec::parse_all(&self.frequency, Kind::Frequency)?;
        specs.extend(LayerSpec::parse_all(&self.join, Kind::Fields)?);
        Ok(specs)
    }
}

/// A file of layers without any knowledge. Letters are those of the index that ships, or of `$CKDB_INDEX`.
pub(super) fn alone(args: &LayerArgs, output: &Path, report: Option<&Path>) -> Result<ExitCode, Failure> {
    let letters = default_index::open(None)?;
    let mut writer = Writer::new();
    let reports = compile(&args.specs()?, Some(&letters), crate::annotate::default_threads(), &mut writer)?;
    let image = writer.finish();
    publish(&image.bytes, output)?;
    if let Some(path) = report {
        let layers: Vec<_> = reports.iter().map(LayerReport::to_json).collect();
        let mut text = serde_json::to_vec_pretty(&serde_json::json!({
            "content_id": image.content_id.to_string(),
            "bytes": image.bytes.len(),
            "layers": layers,
        }))?;
        text.push(b'\n');
        publish(&text, path)?;
    }
    let mut out = anstream::stdout();
    writeln!(out, "{}: {} bytes, content id {}", output.display(), image.bytes.len(), image.content_id)?;
    reports.iter().try_for_each(|report| write!(out, "{report}"))?;
    Ok(ExitCode::SUCCESS)
}

/// The image of an index with layers beside its knowledge.
pub(super) fn beside(args: &LayerArgs, image: &Image) -> Result<(Image, Vec<LayerReport>), Failure> {
    if !args.is_given() {
        return Ok((image.clone(), Vec::new()));
    }
    let letters = Knowledge::from_bytes(image.bytes.clone())?;
    let file = IndexFile::from_bytes(image.bytes.clone())?;
    let mut writer = Writer::new();
    for section in file.sections() {
        writer.section(section.name, section.version, file.section(section.name)?.to_vec())?;
    }
    let reports = compile(&args.specs()?, Some(&letters), crate::annotate::default_threads(), &mut writer)?;
    Ok((writer.finish(), reports))
}
