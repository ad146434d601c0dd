//! `ckdb build --manifest`: the nightly build, told to whoever reads the log in the morning.

use super::{FOUND, summarise_source, tell};
use crate::Failure;
use ckdb_build::diagnostic::Style;
use ckdb_build::manifest::Manifest;
use ckdb_build::nightly::{self, Night, Plan, REPORT, State};
use ckdb_build::pipeline::sources::SourceInput;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

/// What was asked for.
pub(super) struct Asked<'a> {
    pub(super) manifest: &'a Path,
    pub(super) sources: Option<&'a Path>,
    pub(super) given: &'a [SourceInput],
    pub(super) into: &'a Path,
    pub(super) date: &'a str,
}

/// Runs the night.
pub(super) fn run(asked: Asked<'_>) -> Result<ExitCode, Failure> {
    let night = nightly::run(&Plan {
        manifest: Manifest::read(asked.manifest)?,
        sources: asked.sources.map(Path::to_owned),
        given: asked.given.to_vec(),
        into: asked.into.to_owned(),
        date: asked.date.to_owned(),
    })?;
    let mut err = anstream::stderr();
    write!(err, "{}", night.outcome.diagnostics.render(&night.outcome.files, Style::Plain))?;
    if let Some(verdict) = &night.verdict {
        // What was allowed is in build.json; a log of every night should say what is new.
        let allowed = verdict.allowed.len();
        let said = ckdb_build::gate::Verdict { allowed: Vec::new(), unused: Vec::new(), ..verdict.clone() };
        tell(&said, "the file that the manifest names as allow_loss", Some(REPORT), &mut err)?;
        if allowed > 0 {
            let losses = if allowed == 1 { "loss is" } else { "losses are" };
            writeln!(err, "{allowed} {losses} explained by the allow-loss file; {REPORT} names each with its reason")?;
        }
    }
    for name in &night.missing {
        writeln!(err, "source {name} is optional and was not there")?;
    }
    let kept = night.previous.as_deref().map_or_else(|| "nothing".to_owned(), |name| format!("{name} stays"));
    let why = match night.state {
        State::Published => {
            told(&night, asked.into)?;
            return Ok(ExitCode::SUCCESS);
        }
        State::Refused => "the gate is closed",
        State::RecordsHaveErrors => "the records have errors",
    };
    writeln!(err, "nothing was published in {}: {why}; {kept} in service; see {REPORT} there", asked.into.display())?;
    Ok(ExitCode::from(FOUND))
}

fn told(night: &Night, into: &Path) -> std::io::Result<()> {
    let mut out = anstream::stdout();
    let index = night.index.as_deref().unwrap_or_default();
    let (bytes, id) =
        night.outcome.image.as_ref().map_or((0, String::new()), |image| (image.bytes.len(), image.content_id.to_string()));
    writeln!(out, "{}: {index} is in service, {bytes} bytes, content id {id}", into.display())?;
    for ledger in &night.outcome.sources {
        summarise_source(ledger, &mut out)?;
    }
    for (assembly, claims) in night.proof.iter().flat_map(|proof| &proof.assemblies) {
        writeln!(out, "{assembly}: {} of {} claims come back from variants written from them", claims.returned, claims.asked)?;
    }
    let steps: Vec<String> =
        night.timings.steps.iter().map(|(step, length)| format!("{step} {:.2}", length.as_secs_f64())).collect();
    writeln!(out, "{:.2} s: {}", night.timings.total().as_secs_f64(), steps.join(", "))?;
    if !night.pruned.is_empty() {
        writeln!(out, "removed: {}", night.pruned.join(", "))?;
    }
    Ok(())
}
