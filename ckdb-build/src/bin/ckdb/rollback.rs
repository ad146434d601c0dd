//! `ckdb rollback`: an older index of a folder of published ones back into service.

use crate::Failure;
use ckdb_build::publish::generations::{Generations, current};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Put an older index back into service: the next older one, or the one named.
///
/// Only the link `current` moves, in one step. Who has the newer index open keeps it until it opens `current` again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb rollback /srv/ckdb
  ckdb rollback /srv/ckdb --to 2026-11-20")]
pub(crate) struct Args {
    /// Folder of published indexes
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// A date, or the name of a file of the folder
    #[arg(long, value_name = "DATE|NAME")]
    to: Option<String>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let generations = Generations::take(&args.folder)?;
    let before = current(&args.folder).unwrap_or_else(|| "nothing".to_owned());
    let now = generations.roll_back(args.to.as_deref())?;
    writeln!(anstream::stdout(), "{}: {now} is in service (before: {before})", args.folder.display())?;
    Ok(ExitCode::SUCCESS)
}
