//! `ckdb fetch`: public sources into a folder. The only verb that uses the network.

use crate::Failure;
use ckdb_build::fetch::{Fetched, Patience, fetch};
use ckdb_build::manifest::Manifest;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Bring the files of public sources from the network into a folder.
///
/// The only verb that uses the network, and it sends nothing but the request. Files that did not change are not sent again, a
/// broken transfer goes on where it stopped. Each source has its own folder below DIR, as `ckdb build --source` takes it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb fetch civic --into sources
  ckdb fetch --into sources --manifest knowledge/nightly.toml")]
pub(crate) struct Args {
    /// Sources of the manifest; without one, all of them
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Folder that gets a folder for each source
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
    /// Which sources there are and where; without it, the one that ships
    #[arg(long, value_name = "FILE.toml")]
    manifest: Option<PathBuf>,
    /// Attempts for each file
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    attempts: u32,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let manifest = match &args.manifest {
        Some(path) => Manifest::read(path)?,
        None => Manifest::shipped()?,
    };
    let sources = if args.sources.is_empty() {
        manifest.sources.iter().collect()
    } else {
        args.sources.iter().map(|name| manifest.source(name)).collect::<Result<Vec<_>, _>>()?
    };
    let patience = Patience { attempts: args.attempts, ..Patience::default() };
    let mut out = anstream::stdout();
    for source in sources {
        let folder = args.into.join(&source.name);
        for file in &source.files {
            let told = match fetch(&file.wanted(), &folder, patience)? {
                Fetched::Unchanged => "unchanged".to_owned(),
                Fetched::New { bytes, transferred } if bytes == transferred => format!("{bytes} bytes"),
                Fetched::New { bytes, transferred } => format!("{bytes} bytes, {transferred} of them now"),
            };
            writeln!(out, "{}/{}: {told}", source.name, file.name)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
