//! `ckdb verify`: every byte of an index against the hashes in it.

use crate::{Failure, default_index};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read every byte of an index and compare it with the hashes in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  ckdb verify ckdb-2026.11.ckdb")]
pub(crate) struct Args {
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let knowledge = default_index::open(args.index.as_deref())?;
    knowledge.verify()?;
    let sections = knowledge.file().sections().len();
    let bytes = knowledge.file().length();
    writeln!(
        anstream::stdout(),
        "ok: {bytes} bytes in {sections} sections are as they were written; content id {}",
        knowledge.content_id()
    )?;
    Ok(ExitCode::SUCCESS)
}
