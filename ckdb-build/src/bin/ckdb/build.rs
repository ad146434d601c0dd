//! `ckdb build`: records in, one file out.

mod layers;
mod night;

use crate::overlays::Only;
use crate::{Failure, default_index};
use ckdb_build::check::Models;
use ckdb_build::diagnostic::Style;
use ckdb_build::gate::{self, AllowLoss, Finding, Verdict};
use ckdb_build::import::ledger::{Ledger, Tally};
use ckdb_build::pipeline::catalogue::{Catalogue, CatalogueReport, Stated};
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_build::pipeline::{self, BuildError, KnownModels, Outcome};
use ckdb_build::publish::publish;
use ckdb_core::genome::Assembly;
use ckdb_core::index::Image;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::layers::{Joined, Layers};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Compile directories of records into one immutable index file.
///
/// The file appears at its place only when it is whole; the same records give the same bytes. Exit code 3 when the records
/// have errors, or the gate is closed: nothing is written then, and with --manifest the old index stays in service.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ckdb build --knowledge knowledge -o ckdb.ckdb
  ckdb build --knowledge knowledge --knowledge our-ward -o ours.ckdb --release 2026.11
  ckdb build --source civic=civic/2024-08-01 -o ckdb.ckdb --report build.json
  ckdb build --knowledge knowledge --source csv=ward.csv --overlay-on /srv/ckdb/current -o ward.ckdb
  ckdb build --manifest knowledge/nightly.toml --sources sources --into /srv/ckdb --date 2026-11-21
  ckdb build --frequency tommo=tommo-54kjpn.toml -o tommo.ckdb
  ckdb build --transcripts MANE.GRCh38.v1.4.refseq_genomic.gff.gz --reference GRCh38.fa.gz --assembly GRCh38 -o mane.ckdb")]
pub(crate) struct Args {
    /// Directory of records; several are layers, later ones lie over earlier ones; without it `knowledge`, or no records at all when
    /// only --frequency or --join is given
    #[arg(long, value_name = "DIR")]
    knowledge: Vec<PathBuf>,
    /// Where the index is written
    #[arg(short, long, value_name = "FILE.ckdb", required_unless_present = "manifest")]
    output: Option<PathBuf>,
    /// Name of the release, kept in the file
    #[arg(long, value_name = "NAME", default_value = "dev")]
    release: String,
    /// Whole gene models beside those of the knowledge: GFF3 or GTF (Ensembl, RefSeq, MANE, GENCODE); may be given several
    /// times, each with its --reference and --assembly
    #[arg(long, value_name = "GFF3[.gz]", requires_all = ["reference", "assembly"])]
    transcripts: Vec<PathBuf>,
    /// Reference letters of the --transcripts in the same place: FASTA, best with its .fai
    #[arg(long, value_name = "FASTA[.gz]")]
    reference: Vec<PathBuf>,
    /// Assembly of the --transcripts in the same place
    #[arg(long, value_name = "GRCh37|GRCh38")]
    assembly: Vec<Assembly>,
    /// Licence of the --transcripts in the same place: an SPDX identifier, or LicenseRef- and a name; given once for all, or for each.
    /// Without it the index says LicenseRef-not-stated
    #[arg(long, value_name = "SPDX", requires = "transcripts")]
    transcripts_licence: Vec<String>,
    /// Release of the --transcripts in the same place, such as "MANE 1.4"; given once for all, or for each
    #[arg(long, value_name = "NAME", requires = "transcripts")]
    transcripts_release: Vec<String>,
    /// A source beside the knowledge, such as `civic=FOLDER` (the tables of one release); may be given several times
    #[arg(long, value_name = "NAME=PATH")]
    source: Vec<SourceInput>,
    #[command(flatten)]
    layers: layers::LayerArgs,
    /// Only records of sources that may be passed on; those of the others are counted as quarantined
    #[arg(long, value_enum, value_name = "redistributable")]
    only: Option<Only>,
    /// Write an overlay: only what this index does not have. It is opened with --overlay beside it, or beside a later one
    #[arg(long, value_name = "CORE.ckdb")]
    overlay_on: Option<PathBuf>,
    /// Also write what went in, and what was found, as JSON
    #[arg(long, value_name = "FILE.json")]
    report: Option<PathBuf>,
    /// The index in service: the new one is refused when evidence of level A or B, an approval or a trial is gone, or a source
    /// looks cut off
    #[arg(long, value_name = "OLD.ckdb")]
    previous: Option<PathBuf>,
    /// What may be lost, each with its reason: [[allow]] tables with kind, id, reason
    #[arg(long, value_name = "FILE.toml", requires = "previous")]
    allow_loss: Option<PathBuf>,
    /// The nightly build: sources, knowledge, allowed losses and how many indexes stay; publishes below --into
    #[arg(long, value_name = "FILE.toml", requires_all = ["into", "date"], conflicts_with_all = ["output", "knowledge", "release",
        "transcripts", "report", "previous", "allow_loss", "overlay_on"])]
    manifest: Option<PathBuf>,
    /// Folder with a folder for each source of the manifest, as `ckdb fetch` fills it
    #[arg(long, value_name = "DIR", requires = "manifest")]
    sources: Option<PathBuf>,
    /// Folder of published indexes: the new one, `current`, build.json, metrics.prom
    #[arg(long, value_name = "DIR", requires = "manifest")]
    into: Option<PathBuf>,
    /// Day of the index; also the name of its release. The command looks at no calendar
    #[arg(long, value_name = "YYYY-MM-DD", requires = "manifest")]
    date: Option<String>,
}

/// A check or the gate found errors.
const FOUND: u8 = 3;

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if let (Some(manifest), Some(into), Some(date)) = (&args.manifest, &args.into, &args.date) {
        return night::run(night::Asked { manifest, sources: args.sources.as_deref(), given: &args.source, into, date });
    }
    let Some(output) = &args.output else { return Err("expected -o FILE.ckdb, or --manifest, found neither".into()) };
    if args.layers.is_given() && args.knowledge.is_empty() && args.source.is_empty() && args.transcripts.is_empty() {
        return layers::alone(&args.layers, output, args.report.as_deref());
    }
    let standing = [PathBuf::from("knowledge")];
    let knowledge = if args.knowledge.is_empty() { &standing[..] } else { &args.knowledge };
    let outcome = pipeline::build_only(knowledge, &args.release, &catalogues(args)?, &args.source, args.only.is_some())?;
    let mut err = anstream::stderr();
    let style = if std::io::stderr().is_terminal() { Style::Coloured } else { Style::Plain };
    write!(err, "{}", outcome.diagnostics.render(&outcome.files, style))?;
    if let Some(report) = &args.report {
        write_report(report, &outcome)?;
    }
    let Some(image) = &outcome.image else {
        writeln!(err, "nothing was written to {}: the records have errors", output.display())?;
        return Ok(ExitCode::from(FOUND));
    };
    if let Some(verdict) = gate(args, image)? {
        tell(&verdict, "the file given with --allow-loss", None, &mut err)?;
        if !verdict.is_open() {
            writeln!(err, "nothing was written to {}: the gate is closed", output.display())?;
            return Ok(ExitCode::from(FOUND));
        }
    }
    if let Some(core) = &args.overlay_on {
        return overlay(core, image, output);
    }
    let (image, reports) = layers::beside(&args.layers, image)?;
    publish(&image.bytes, output)?;
    let counts = outcome.counts;
    writeln!(
        anstream::stdout(),
        "{}: release {}, {} bytes, content id {}\n{} genes, {} profiles, {} evidence items, {} assertions, {} therapies, {} diseases, \
         {} approvals, {} trials, {} level schemes, {} + {} transcripts (GRCh37 + GRCh38)",
        output.display(),
        args.release,
        image.bytes.len(),
        image.content_id,
        counts.genes,
        counts.profiles,
        counts.evidence,
        counts.assertions,
        counts.therapies,
        counts.diseases,
        counts.approvals,
        counts.trials,
        counts.schemes,
        counts.transcripts[0],
        counts.transcripts[1],
    )?;
    for report in &outcome.catalogues {
        summarise(report, &mut anstream::stdout())?;
    }
    for ledger in &outcome.sources {
        summarise_source(ledger, &mut anstream::stdout())?;
    }
    for report in &reports {
        write!(anstream::stdout(), "{report}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What the core does not have, written to `output`.
fn overlay(core: &Path, image: &Image, output: &Path) -> Result<ExitCode, Failure> {
    let full = Knowledge::from_bytes(image.bytes.clone())?;
    let Joined { image, report } = Layers::new(default_index::open(Some(core))?).over(full).overlay()?;
    publish(&image.bytes, output)?;
    let overlay = Knowledge::from_bytes(image.bytes)?;
    let records = overlay.records()?;
    let mut out = anstream::stdout();
    writeln!(
        out,
        "{}: an overlay on {}, content id {}\n{} evidence items, {} assertions, {} approvals, {} trials that are not there; {} are",
        output.display(),
        core.display(),
        overlay.content_id(),
        records.evidence().len(),
        records.assertions().len(),
        records.approvals().len(),
        records.trials().len(),
        report.same + report.first_stands.len(),
    )?;
    for id in &report.first_stands {
        writeln!(out, "  {id} is there in other words, which hold; give yours another name to keep both")?;
    }
    for (id, now) in &report.renamed {
        writeln!(out, "  {id} is another record there; yours is called {now}")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The new index held against the one in service, if one was named.
fn gate(args: &Args, image: &Image) -> Result<Option<Verdict>, Failure> {
    let Some(previous) = &args.previous else { return Ok(None) };
    let allow = args.allow_loss.as_deref().map(AllowLoss::read).transpose()?.unwrap_or_default();
    let old = default_index::open(Some(previous))?;
    let new = Knowledge::from_bytes(image.bytes.clone())?;
    Ok(Some(gate::weigh(&old, &new, &allow)?))
}

/// So many losses are shown; a source that was cut off loses thousands, and the report has them all.
const SHOWN: usize = 10;

/// What the gate says: anomalies first, because a source that was cut off explains the losses behind them. `file`: where losses
/// are allowed; `report`: where all of them stand.
fn tell(verdict: &Verdict, file: &str, report: Option<&str>, out: &mut dyn Write) -> std::io::Result<()> {
    let (losses, anomalies): (Vec<&Finding>, Vec<&Finding>) = verdict.refused.iter().partition(|finding| finding.code == "LOST");
    for finding in &anomalies {
        writeln!(out, "gate: {} {}", finding.code, finding.message)?;
    }
    let shown = if report.is_some() { SHOWN } else { losses.len() };
    for finding in losses.iter().take(shown) {
        writeln!(out, "gate: {} {} {}", finding.code, finding.kind, finding.message)?;
    }
    if let Some(report) = report.filter(|_| losses.len() > shown) {
        writeln!(out, "gate: and {} more losses; {report} has them all", losses.len() - shown)?;
    }
    for allowed in &verdict.allowed {
        let Finding { code, kind, message, .. } = &allowed.finding;
        writeln!(out, "allowed: {code} {kind} {message} ({})", allowed.reason)?;
    }
    for entry in &verdict.unused {
        writeln!(out, "allow-loss: {} {} was not lost; its entry can go", entry.kind, entry.id)?;
    }
    if verdict.is_open() {
        return Ok(());
    }
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let (losses, found) = (count(losses.len(), "loss", "losses"), count(anomalies.len(), "anomaly", "anomalies"));
    writeln!(out, "{losses} and {found} that nobody explained")?;
    if anomalies.iter().any(|finding| matches!(finding.code, "SOURCE_SHRANK" | "SOURCE_GONE" | "DATE_WENT_BACK")) {
        writeln!(out, "next: look at the files of that source; fetch them again, and build again")?;
    }
    writeln!(out, "next: if it is meant, list each with kind, id and a reason in {file}")
}

/// The catalogues asked for: the n-th of each of the three options belong together.
fn catalogues(args: &Args) -> Result<Vec<Catalogue>, Failure> {
    let (files, references, assemblies) = (args.transcripts.len(), args.reference.len(), args.assembly.len());
    if files != references || files != assemblies {
        return Err(format!(
            "--transcripts is given {files} times, --reference {references} times, --assembly {assemblies} times; give all three \
             for each catalogue, in the same order"
        )
        .into());
    }
    let stated = |option: &str, given: &[String]| match given {
        [] => Ok(vec![String::new(); files]),
        [one] => Ok(vec![one.clone(); files]),
        each if each.len() == files => Ok(each.to_vec()),
        each => Err(format!("{option} is given {} times for {files} catalogues; give it once for all, or for each", each.len())),
    };
    let licences = stated("--transcripts-licence", &args.transcripts_licence)?;
    let releases = stated("--transcripts-release", &args.transcripts_release)?;
    let files = args.transcripts.iter().zip(&args.reference).zip(&args.assembly).zip(licences.iter().zip(&releases));
    files
        .map(|(((transcripts, reference), assembly), (licence, release))| {
            let stated = Stated::new(licence, release)?;
            Ok(Catalogue { transcripts: transcripts.clone(), reference: reference.clone(), assembly: *assembly, stated })
        })
        .collect()
}

fn summarise(report: &CatalogueReport, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "{} on {}: {} genes, {} transcripts used, {} reference letters",
        report.catalogue.transcripts.display(),
        report.catalogue.assembly,
        report.genes,
        report.transcripts,
        report.letters
    )?;
    for (note, count) in &report.notes {
        writeln!(out, "  used: {count} × {}", note.code())?;
    }
    for (reason, count) in report.reasons() {
        writeln!(out, "  not used: {count} × {} ({reason})", reason.code())?;
    }
    if report.other_contigs > 0 {
        writeln!(out, "  not used: {} features on contigs other than chr1-22, X, Y, M", report.other_contigs)?;
    }
    for finding in report.findings.kept().iter().take(5) {
        writeln!(out, "  {}:{}: {}", finding.file, finding.line, finding.reason)?;
    }
    if report.findings.total() > 5 {
        writeln!(out, "  and {} more lines that were not understood; --report names them", report.findings.total() - 5)?;
    }
    Ok(())
}

fn summarise_source(ledger: &Ledger, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{} {} ({})", ledger.source, ledger.release, ledger.licence)?;
    for kind in ledger.entries.keys() {
        let Tally { records, compiled, partly, quarantined } = ledger.tally(kind, |_| true);
        writeln!(out, "  {kind}: {records} in, {compiled} compiled, {partly} partly, {quarantined} quarantined")?;
    }
    writeln!(out, "  {} items are ours already, reviewed; ours stand", ledger.already_ours)?;
    if !ledger.lines_not_read.is_empty() {
        writeln!(out, "  {} lines are no records; --report names them", ledger.lines_not_read.len())?;
    }
    Ok(())
}

/// What went in and what was found, for machines.
fn write_report(path: &Path, outcome: &Outcome) -> Result<(), Failure> {
    let report = serde_json::json!({
        "content_id": outcome.image.as_ref().map(|image| image.content_id.to_string()),
        "bytes": outcome.image.as_ref().map(|image| image.bytes.len()),
        "records": outcome.counts,
        "gene_models": outcome.catalogues.iter().map(CatalogueReport::to_json).collect::<Vec<_>>(),
        "sources": outcome.sources.iter().map(Ledger::to_json).collect::<Vec<_>>(),
        "findings": outcome.diagnostics.reports(&outcome.files),
    });
    let mut text = serde_json::to_vec_pretty(&report)?;
    text.push(b'\n');
    publish(&text, path)?;
    Ok(())
}

/// The gene models in the `genome` folders of directories of records, for `ckdb check`.
pub(crate) fn models(dirs: &[PathBuf]) -> Result<Box<dyn Models>, BuildError> {
    Ok(Box::new(KnownModels::of_dirs(dirs)?))
}
