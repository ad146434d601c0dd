//! `ckdb import-oncotree`: releases of OncoTree into `knowledge/ontology/oncotree.tsv`.

use crate::Failure;
use ckdb_build::import::oncotree;
use ckdb_build::publish::publish;
use flate2::read::MultiGzDecoder;
use std::io::Read;
use std::path::PathBuf;

/// Join releases of OncoTree to one table of codes, each with the releases that have it.
///
/// The same files in give the same bytes out. A file is named after its release, as OncoTree names it: oncotree_2025_10_03.json.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Releases: OncoTree's nested JSON, plain or gzip
    #[arg(required = true, value_name = "oncotree_RELEASE.json[.gz]")]
    releases: Vec<PathBuf>,
    /// The table
    #[arg(short, long, value_name = "OUT.tsv")]
    output: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<(), Failure> {
    let mut releases = Vec::new();
    for path in &args.releases {
        let about = |problem: String| Failure::from(format!("{}: {problem}", path.display()));
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let release = name.strip_prefix("oncotree_").and_then(|rest| rest.split_once('.')).map(|(release, _)| release.to_owned());
        let release =
            release.ok_or_else(|| about("expected a name such as oncotree_2025_10_03.json, which tells the release".to_owned()))?;
        let raw = std::fs::read(path).map_err(|error| about(error.to_string()))?;
        let bytes = if raw.starts_with(&[0x1f, 0x8b]) {
            let mut bytes = Vec::new();
            MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut bytes).map_err(|error| about(error.to_string()))?;
            bytes
        } else {
            raw
        };
        releases.push((release, bytes));
    }
    publish(oncotree::table(&releases)?.as_bytes(), &args.output)?;
    Ok(())
}
