//! `ckdb check`: every mistake in a folder of records at once.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use ckdb_build::check::{Models, check};
use ckdb_build::diagnostic::{Code, Style, explain};
use ckdb_build::pipeline::BuildError;
use ckdb_build::record::load;
use clap::{Parser, ValueEnum};

/// Check records: every mistake at once, each with its rule, file:line:column, help and the nearest valid names.
///
/// Several directories are layers: the first is the knowledge that ships, later ones lie over it. Exit code 3 when there are
/// errors; warnings alone are 0.
#[derive(Debug, Parser)]
#[command(
    after_help = "Examples:\n  ckdb check knowledge\n  ckdb check knowledge ../our-ward --format json\n  ckdb check --explain CK201"
)]
pub(crate) struct Args {
    /// Directories of records
    #[arg(value_name = "DIR", required_unless_present = "explain")]
    dirs: Vec<PathBuf>,

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
    let verdict = check(loaded, models.as_ref());
    match args.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut out, &verdict.diagnostics.reports(&verdict.files))?;
            writeln!(out)?;
        }
        Format::Text => {
            let style = if std::io::stdout().is_terminal() { Style::Coloured } else { Style::Plain };
            write!(out, "{}", verdict.diagnostics.render(&verdict.files, style))?;
            if let Some(first) = verdict.diagnostics.iter().next() {
                writeln!(out, "`ckdb check --explain {}` says more about a rule.", first.rule.code)?;
            }
        }
    }
    out.flush()?;
    Ok(if verdict.checked.is_some() { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
}
