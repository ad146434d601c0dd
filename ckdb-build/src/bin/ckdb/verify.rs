//! `ckdb verify`: every byte of an index against the hashes in it, and if wanted every claim there and back.

use crate::{Failure, default_index};
use ckdb_build::roundtrip::round_trip;
use ckdb_core::genome::Assembly;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Read every byte of an index and compare it with the hashes in it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ckdb verify ckdb-2026.11.ckdb\n  ckdb verify --round-trip ckdb-2026.11.ckdb")]
pub(crate) struct Args {
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    /// Also write from each claim what a tumour would show, read it, and list claims that do not come back (exit code 3 if any is lost)
    #[arg(long)]
    round_trip: bool,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if let Some(file) = default_index::layers_alone(args.index.as_deref())? {
        file.verify()?;
        let (bytes, sections, id) = (file.length(), file.sections().len(), file.content_id());
        writeln!(anstream::stdout(), "ok: {bytes} bytes in {sections} sections are as they were written; content id {id}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let knowledge = default_index::open(args.index.as_deref())?;
    knowledge.verify()?;
    let sections = knowledge.file().sections().len();
    let bytes = knowledge.file().length();
    writeln!(
        anstream::stdout(),
        "ok: {bytes} bytes in {sections} sections are as they were written; content id {}",
        knowledge.content_id()
    )?;
    if !args.round_trip {
        return Ok(ExitCode::SUCCESS);
    }
    let mut lost = 0;
    for assembly in Assembly::ALL {
        let found = round_trip(&knowledge, assembly)?;
        lost += found.quarantined.len();
        let mut out = anstream::stdout().lock();
        writeln!(out, "{assembly}: {} of {} claims come back from what was written from them", found.returned, found.asked)?;
        for claim in &found.quarantined {
            writeln!(out, "  lost: {} ({}): {}", claim.variant, claim.kind, claim.reason)?;
        }
        for ((code, kind), claims) in found.unwritten_by_code() {
            writeln!(out, "  not written, {code} ({kind}, {}):", claims.len())?;
            for claim in claims {
                writeln!(out, "    {}: {}", claim.variant, claim.reason)?;
            }
        }
    }
    Ok(if lost == 0 { ExitCode::SUCCESS } else { ExitCode::from(3) })
}
