//! `ckdb case`: C-CAT's result table as the files that `ckdb annotate` reads.

use crate::Failure;
use ckdb_build::ccat::{self, NotUsed};
use ckdb_build::publish::publish;
use ckdb_core::genome::Assembly;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Turn a result table of C-CAT into a VCF, calls of copies and fusions, to annotate the case by today's knowledge.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb case result.csv --assembly GRCh38 --into case
  ckdb annotate case/somatic.vcf --copy-number case/copies.tsv --fusions case/fusions.csv --disease COADREAD")]
pub(crate) struct Args {
    /// The table: CSV, UTF-8 or CP932
    #[arg(value_name = "RESULT.csv")]
    table: PathBuf,
    /// The assembly of its places; the table does not say
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Assembly,
    /// Folder for somatic.vcf, germline.vcf, copies.tsv, fusions.csv: those of them that hold something
    #[arg(long, value_name = "DIR")]
    into: PathBuf,
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let case = ccat::read(&args.table, args.assembly)?;
    let mut command = format!("ckdb annotate {}", args.into.join("somatic.vcf").display());
    for (name, text, flag) in [
        ("somatic.vcf", &case.somatic, None),
        ("germline.vcf", &case.germline, None),
        ("copies.tsv", &case.copies, Some("--copy-number")),
        ("fusions.csv", &case.fusions, Some("--fusions")),
    ] {
        let path = args.into.join(name);
        if text.is_empty() {
            continue;
        }
        publish(text.as_bytes(), &path)?;
        if let Some(flag) = flag {
            command += &format!(" {flag} {}", path.display());
        }
    }
    let mut out = anstream::stdout();
    let [somatic, germline, copies, fusions, signatures] = case.findings;
    writeln!(out, "{}: {} rows, {} used; {} lines are no rows", args.table.display(), case.rows, case.used, case.not_read.len())?;
    writeln!(
        out,
        "{somatic} somatic and {germline} germline small variants, {copies} calls of copies, {fusions} fusions, {signatures} signatures"
    )?;
    let mut reasons: BTreeMap<&str, Vec<&NotUsed>> = BTreeMap::new();
    for row in &case.not_used {
        reasons.entry(row.reason.code()).or_default().push(row);
    }
    for (code, rows) in reasons {
        let first = rows.first().map_or_else(String::new, |row| format!("line {}: {}", row.line, row.excerpt));
        writeln!(out, "  {} × {code}, first at {first}", rows.len())?;
    }
    case.not_read.iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    writeln!(out, "next: {command} --disease CODE")?;
    Ok(ExitCode::SUCCESS)
}
