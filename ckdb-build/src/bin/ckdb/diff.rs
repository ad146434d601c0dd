//! `ckdb diff`: what a new release changes.

use crate::{Failure, default_index};
use ckdb_core::diff::{Diff, write_jsonl, write_text};
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Say what a newer index changes: records added, removed, changed field by field, and levels that moved.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb diff ckdb-2026-10-01.ckdb ckdb-2026-11-01.ckdb
  ckdb diff OLD.ckdb NEW.ckdb --format jsonl | jq 'select(.type == \"level\")'")]
pub(crate) struct Args {
    /// The older index
    #[arg(value_name = "OLD.ckdb")]
    old: PathBuf,
    /// The newer index
    #[arg(value_name = "NEW.ckdb")]
    new: PathBuf,
    /// A changelog to read, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    Text,
    Jsonl,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (old, new) = (default_index::open(Some(&args.old))?, default_index::open(Some(&args.new))?);
    let diff = Diff::new(&old, &new)?;
    let mut out = BufWriter::new(anstream::stdout().lock());
    match args.format {
        Format::Text => write_text(&diff, &mut out)?,
        Format::Jsonl => write_jsonl(&diff, &mut out)?,
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
