//! `ckdb check`: every mistake in a folder of records at once.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use ckdb_build::check::{Models, Verdict, check};
use ckdb_build::citation::{self, Compared};
use ckdb_build::diagnostic::{Code, Style, explain};
use ckdb_build::pipeline::BuildError;
use ckdb_build::record::{load, load_with_candidates};
use clap::{Parser, ValueEnum};

/// Check records: every mistake at once, each with its rule, file:line:column, help and the nearest valid names.
///
/// Several directories are layers: the first is the knowledge that ships, later ones lie over it. Candidates are checked for their
/// form, though nobody compiles them. Exit code 3 when there are errors; warnings alone are 0.
///
/// With --citations every record is also compared, field by field, with the release it names, in a folder of released data;
/// nothing is fetched. What the release does not show is an error.
#[derive(Debug, Parser)]
#[command(
    after_help = "Examples:\n  ckdb check knowledge\n  ckdb check knowledge ../our-ward --format json\n  ckdb check knowledge --citations --against ../shared/data\n  ckdb check --explain CK201"
)]
pub(crate) struct Args {
    /// Directories of records
    #[arg(value_name = "DIR", required_unless_present = "explain")]
    dirs: Vec<PathBuf>,

    /// Compare every record with the release that it cites
    #[arg(long)]
    citations: bool,

    /// The folder of released data [default: CKDB_DATA, else ../shared/data beside the first directory's parent]
    #[arg(long, value_name = "FOLDER", requires = "citations")]
    against: Option<PathBuf>,

    /// Print the document of a rule, such as CK201, and stop
    #[arg(long, value_name = "CODE")]
    explain: Option<Code>,

    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Excerpts for people
    Text,
    /// One list of objects for machines
    Json,
}

/// Errors were found.
const FOUND: u8 = 3;

/// Runs the verb. `models` gives the gene models that lie in the `genome/` folders of the directories.
///
/// # Errors
/// When a directory cannot be listed, or the output cannot be written.
pub(crate) fn run(
    args: &Args,
    models: impl FnOnce(&[PathBuf]) -> Result<Box<dyn Models>, BuildError>,
) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let mut out = anstream::stdout();
    if let Some(code) = args.explain {
        let Some(rule) = explain(code) else {
            return Err(format!("there is no rule {code}; `ckdb check DIR` shows the codes of its findings").into());
        };
        write!(out, "{rule}")?;
        return Ok(ExitCode::SUCCESS);
    }
    let loaded = load(&args.dirs)?;
    if loaded.files.is_empty() {
        let dirs: Vec<String> = args.dirs.iter().map(|dir| format!("`{}`", dir.display())).collect();
        return Err(format!("there are no records in {}; is it a folder such as `knowledge`?", dirs.join(", ")).into());
    }
    let models = models(&args.dirs)?;
    let mut verdict = check(loaded, models.as_ref());
    let mut compared = Compared::default();
    if args.citations {
        let loaded = load(&args.dirs)?;
        compared = citation::verify(&loaded.records, &args.dirs, &data_folder(args))?;
        verdict.diagnostics.extend(std::mem::take(&mut compared.diagnostics));
    }
    with_candidates(&mut verdict, args, models.as_ref())?;
    verdict.diagnostics = verdict.diagnostics.sorted();
    let failed = verdict.diagnostics.error_count() > 0;
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &verdict.diagnostics.reports(&verdict.files))?;
            writeln!(out)?;
        }
        Format::Text => {
            let style = if std::io::stdout().is_terminal() { Style::Coloured } else { Style::Plain };
            write!(out, "{}", verdict.diagnostics.render(&verdict.files, style))?;
            for (what, number) in &compared.counts {
                writeln!(out, "{number:6}  {what}")?;
            }
            if let Some(first) = verdict.diagnostics.iter().next() {
                writeln!(out, "`ckdb check --explain {}` says more about a rule.", first.rule.code)?;
            }
        }
    }
    out.flush()?;
    Ok(if failed { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
}

/// Adds what is wrong in candidates. They are checked together with the records they speak of.
fn with_candidates(verdict: &mut Verdict, args: &Args, models: &dyn Models) -> std::io::Result<()> {
    let loaded = load_with_candidates(&args.dirs)?;
    if loaded.candidates.is_empty() {
        return Ok(());
    }
    let waiting = loaded.candidates.clone();
    let both = check(loaded, models);
    // Candidates are read last, so files have the same numbers in both readings.
    verdict.diagnostics.extend(both.diagnostics.without(|finding| !waiting.contains(&finding.place.file)));
    verdict.files = both.files;
    Ok(())
}

/// `--against`, else `CKDB_DATA`, else the usual place beside a checkout.
fn data_folder(args: &Args) -> PathBuf {
    let named = args.against.clone().or_else(|| std::env::var_os("CKDB_DATA").filter(|text| !text.is_empty()).map(PathBuf::from));
    named.unwrap_or_else(|| {
        let first = args.dirs.first().cloned().unwrap_or_default();
        first.join("../../shared/data")
    })
}
