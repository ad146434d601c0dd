//! The nightly build: sources in, a published index out, or the old index left in service with the reason.
//!
//! ```text
//!  lock ─► load, import, check, resolve, compile ─► round trip ─► gate ─► publish ─► build.json, metrics.prom ─► prune
//!   │                                    │                          │        │
//!   └ held by another: an error          └ errors in our records    └ closed └ index, report, link: three renames
//! ```
//! Every step but `publish` only reads the folder, so that a build can be killed at any moment: until the link `current` is
//! renamed the old index is in service, afterwards the new one. The day of the index is an argument. Clocks are read for how
//! long the steps took, and that stands in `build.json` and `metrics.prom` alone.

mod inputs;
mod metrics;
mod proof;
mod report;
mod stopwatch;

pub use proof::{Claims, Failing, MOST_RISE, Proof};
pub use stopwatch::Timings;

use crate::gate::{self, AllowError, AllowLoss, Finding, Verdict};
use crate::manifest::Manifest;
use crate::pipeline::sources::SourceInput;
use crate::pipeline::{self, BuildError, Outcome};
use crate::publish::generations::{self, GenerationError, Generations};
use crate::publish::{PublishError, publish};
use ckdb_core::annotate::AnnotateError;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::Knowledge;
use std::path::{Path, PathBuf};
use stopwatch::Stopwatch;

/// What the last build did, in the folder of published indexes.
pub const REPORT: &str = "build.json";
/// The same in numbers, for Prometheus.
pub const METRICS: &str = "metrics.prom";

/// What a night reads and where it puts the result.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Sources, knowledge, allowed losses, and how many indexes stay.
    pub manifest: Manifest,
    /// Folder with a folder for each source, as `ckdb fetch` fills it.
    pub sources: Option<PathBuf>,
    /// Sources that lie elsewhere, or beside those of the manifest.
    pub given: Vec<SourceInput>,
    /// Folder of published indexes.
    pub into: PathBuf,
    /// Day of the index, `YYYY-MM-DD`; also the name of its release.
    pub date: String,
}

/// Why a night ended without a verdict. The index in service is still the old one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NightError {
    /// The folder of published indexes cannot be used.
    #[error(transparent)]
    Generations(#[from] GenerationError),
    /// A source is not there.
    #[error(
        "source {name}: expected {}, found nothing there; run `ckdb fetch {name} --into DIR` and give DIR with --sources, or give \
         its place with --source {name}=PATH", path.display()
    )]
    NoSource {
        /// Its name.
        name: String,
        /// What was looked for.
        path: PathBuf,
    },
    /// A source of the manifest, and no folder to find it in.
    #[error("source {name}: expected a folder of sources; give it with --sources DIR, or its place with --source {name}=PATH")]
    NoFolder {
        /// Its name.
        name: String,
    },
    /// A source that no importer reads.
    #[error("{}: no importer reads source `{name}`; there are importers for {}", manifest.display(), known.join(", "))]
    NoImporter {
        /// The manifest.
        manifest: PathBuf,
        /// As written there.
        name: String,
        /// Those there are.
        known: Vec<&'static str>,
    },
    /// The licence in the manifest is not that of the source.
    #[error("{}: source {name} is said to have the licence {said}, but its importer knows it as {known}; correct the manifest", manifest.display())]
    Licence {
        /// The manifest.
        manifest: PathBuf,
        /// The source.
        name: String,
        /// As the manifest says.
        said: String,
        /// As the importer says.
        known: String,
    },
    /// A day before that of the index in service.
    #[error("the date {date} lies before that of {current}, which is in service; give a later one, or `ckdb rollback` first")]
    DateWentBack {
        /// As given.
        date: String,
        /// In service.
        current: String,
    },
    /// No index could be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The new index cannot be read back.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The round trip cannot be walked.
    #[error(transparent)]
    RoundTrip(#[from] AnnotateError),
    /// The allow-loss file cannot be used.
    #[error(transparent)]
    Allow(#[from] AllowError),
    /// The report cannot be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The report cannot be put into words.
    #[error("the report of the build cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// How a night ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The new index is in service.
    Published,
    /// The gate is closed; the old index is in service.
    Refused,
    /// Records of ours have errors; the old index is in service.
    RecordsHaveErrors,
}

impl State {
    /// Its name in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Refused => "refused",
            Self::RecordsHaveErrors => "records_have_errors",
        }
    }
}

/// What a night did.
#[derive(Debug)]
pub struct Night {
    /// How it ended.
    pub state: State,
    /// Day of the index.
    pub date: String,
    /// The new index, if it was published.
    pub index: Option<String>,
    /// The index that was in service before.
    pub previous: Option<String>,
    /// What the build walk gave.
    pub outcome: Outcome,
    /// Optional sources that were not there.
    pub missing: Vec<String>,
    /// Claims there and back.
    pub proof: Option<Proof>,
    /// What the gate says; none when there was no index in service.
    pub verdict: Option<Verdict>,
    /// Old indexes that went.
    pub pruned: Vec<String>,
    /// How long the steps took.
    pub timings: Timings,
}

/// Builds, proves, weighs and publishes.
///
/// # Errors
/// When another builder holds the folder, a source is missing, or the system refuses something. Errors in records and a closed
/// gate are no errors here: see [`Night::state`].
pub fn run(plan: &Plan) -> Result<Night, NightError> {
    if !generations::is_date(&plan.date) {
        return Err(GenerationError::Date { date: plan.date.clone() }.into());
    }
    let generations = Generations::take(&plan.into)?;
    let night = build(plan, &generations).and_then(|mut night| {
        let report = plan.into.join(REPORT);
        publish(&report::json(&night)?, &report)?;
        // The old ones go last: until the new one is in service and told of, all of them are there to go back to.
        if night.state == State::Published {
            night.pruned = generations.prune(plan.manifest.keep)?;
        }
        Ok(night)
    });
    // Metrics tell of failed nights, too: somebody should be woken by them.
    let told = publish(metrics::text(&plan.into, night.as_ref().ok()).as_bytes(), &plan.into.join(METRICS));
    let night = night?;
    told?;
    Ok(night)
}

fn build(plan: &Plan, generations: &Generations) -> Result<Night, NightError> {
    let previous = generations::current(&plan.into);
    if let Some(current) = &previous
        && generations::date_of(current).is_some_and(|day| plan.date.as_str() < day)
    {
        return Err(NightError::DateWentBack { date: plan.date.clone(), current: current.clone() });
    }
    let (inputs, missing) = inputs::inputs(plan)?;
    // Read before the long part, so that a mistake in it is told at once.
    let allow = plan.manifest.allow_loss.as_deref().map(AllowLoss::read).transpose()?.unwrap_or_default();
    let mut watch = Stopwatch::new();
    let dirs = &plan.manifest.knowledge;
    let mut begins = |step: pipeline::Step| watch.begin(step.as_str());
    let mut outcome = pipeline::build_told(dirs, &plan.date, &[], &inputs, plan.manifest.only.is_some(), &mut begins)?;
    inputs::licences(&plan.manifest, &outcome.sources)?;
    let night = |state, outcome, watch: Stopwatch| Night {
        state,
        date: plan.date.clone(),
        index: None,
        previous: previous.clone(),
        outcome,
        missing: missing.clone(),
        proof: None,
        verdict: None,
        pruned: Vec::new(),
        timings: watch.end(),
    };
    let Some(image) = outcome.image.take() else {
        return Ok(night(State::RecordsHaveErrors, outcome, watch));
    };
    watch.begin("round_trip");
    let new = Knowledge::from_bytes(image.bytes.clone())?;
    let proof = Proof::of(&new, plan.manifest.round_trip_every)?;
    watch.begin("gate");
    let verdict = previous.as_deref().map(|name| weigh(&plan.into, name, &new, &proof, &allow)).transpose()?;
    drop(new);
    let is_open = verdict.as_ref().is_none_or(Verdict::is_open);
    let mut night = Night { proof: Some(proof), verdict, ..night(State::Refused, outcome, watch.clone()) };
    if is_open {
        night.state = State::Published;
        watch.begin("publish");
        // The report beside the index cannot tell of its own publication; build.json does.
        night.outcome.image = Some(image);
        let told = report::json(&night)?;
        let bytes = night.outcome.image.as_ref().map_or(&[][..], |image| &image.bytes);
        night.index = Some(generations.publish(&plan.date, bytes, &told)?);
    } else {
        night.outcome.image = Some(image);
    }
    night.timings = watch.end();
    Ok(night)
}

/// The new index against the one in service: what is lost, and what no longer comes back from its own letters.
fn weigh(folder: &Path, name: &str, new: &Knowledge, proof: &Proof, allow: &AllowLoss) -> Result<Verdict, NightError> {
    let path = folder.join(name);
    let old = Knowledge::open(&path).and_then(|old| old.verify().map(|()| old));
    let old = match old {
        Ok(old) => old,
        // Nothing can be compared. That is for a person to decide, not for a timer.
        Err(error) => {
            let message = format!("{name}, which is in service, cannot be read, so that losses cannot be seen: {error}");
            let finding = Finding { code: "PREVIOUS_UNREADABLE", kind: "index", id: name.to_owned(), message };
            return Ok(allow.sort_out(vec![finding]));
        }
    };
    let mut findings = gate::findings(&old, new)?;
    if let Some(before) = Proof::read(&path.with_extension("json")) {
        findings.extend(proof.against(&before, &old)?);
    }
    findings.sort();
    Ok(allow.sort_out(findings))
}
