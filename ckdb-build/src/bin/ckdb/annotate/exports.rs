//! `--format va-spec` and `--format fhir`: the case in the words of other systems (`docs/exports.md`).

use super::{Args, Format, Job};
use crate::Failure;
use ckdb_core::export::{Day, ExportForm, LeftOut};
use ckdb_core::model::Vocabulary;
use std::io::Write;

/// What only exports have.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// With --format va-spec or fhir: the day of the annotation, to stand in the document. Without it no day does: no clock is read
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Day>,
}

/// Which document is asked for, and with which day; `None` for the other formats.
pub(super) fn wanted(args: &Args) -> Result<Option<(ExportForm, Option<Day>)>, Failure> {
    let form = match args.format {
        Format::VaSpec => ExportForm::VaSpec,
        Format::Fhir => ExportForm::Fhir,
        _ if args.exports.date.is_some() => {
            return Err("--date needs --format va-spec or --format fhir: nothing else names the day".into());
        }
        _ => return Ok(None),
    };
    Ok(Some((form, args.exports.date)))
}

/// Says what the document does not hold. Of many files nobody reads it; FHIR has it in the document.
pub(super) fn tell(job: &Job<'_>, left_out: &LeftOut) -> std::io::Result<()> {
    if left_out.is_empty() || !job.is_watched {
        return Ok(());
    }
    let mut err = anstream::stderr().lock();
    writeln!(err, "claims that are not in the document (--format jsonl has them):")?;
    for (why, count) in left_out.iter() {
        writeln!(err, "  {count} × {}", why.as_str())?;
    }
    Ok(())
}
