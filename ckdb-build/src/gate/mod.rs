//! The gate between a finished index and its readers: nothing that mattered may vanish without a reason.
//!
//! ```text
//!  previous index ─┐
//!                  ├─ diff ─► losses      evidence of source level A or B, approvals, trials that are gone
//!  new index ──────┘          anomalies   a source that shrank or whose date went back
//!                                │
//!  allow-loss file ──────────────┴─► Verdict: what stands in the way, what is allowed and why, what was allowed in vain
//! ```
//! A night's sources may be truncated, half fetched, or wrong; an index made of them would be well formed and poorer. So the
//! new index is held against the one in service. A loss that somebody explains in the allow-loss file passes; the reason is
//! kept with the verdict.

mod allow;

pub use allow::{Allow, AllowError, AllowLoss};

use ckdb_core::diff::{Change, Diff, Kind, Row, source_family as family};
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::{Knowledge, Records};
use ckdb_core::model::Vocabulary;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A source may lose this part of its evidence items, approvals and trials from one build to the next; a source that loses
/// more was most likely cut off. CIViC lost 0.2 % of its items from May to October 2018, and 1.1 % in the six years after.
pub const MOST_SHRINKAGE: f64 = 0.05;

/// What stands in the way of a new index.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// `LOST`, `SOURCE_SHRANK`, `SOURCE_GONE` or `DATE_WENT_BACK`; the nightly build adds its own.
    pub code: &'static str,
    /// Kind of record: `evidence`, `approval`, `trial`, `source`; of the nightly build also `claim`, `round-trip`, `index`.
    pub kind: &'static str,
    /// Its identity.
    pub id: String,
    /// What happened, in words.
    pub message: String,
}

/// A finding that the allow-loss file explains.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Allowed {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Why it may be.
    pub reason: String,
}

/// What the gate says of a new index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// What nobody explained; the gate is open when there is none.
    pub refused: Vec<Finding>,
    /// What somebody explained.
    pub allowed: Vec<Allowed>,
    /// Entries of the allow-loss file that met nothing.
    pub unused: Vec<Allow>,
}

impl Verdict {
    /// May the new index be published?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.refused.is_empty()
    }
}

/// Holds a new index against the previous one.
///
/// # Errors
/// When a table of one of them is damaged.
pub fn weigh(old: &Knowledge, new: &Knowledge, allow: &AllowLoss) -> Result<Verdict, IndexError> {
    Ok(allow.sort_out(findings(old, new)?))
}

/// What there is to say against a new index beside the previous one, in order, before anybody explains it.
///
/// # Errors
/// When a table of one of them is damaged.
pub fn findings(old: &Knowledge, new: &Knowledge) -> Result<Vec<Finding>, IndexError> {
    let diff = Diff::new(old, new)?;
    let mut findings = losses(&diff);
    findings.extend(anomalies(&diff, old.records()?, new.records()?));
    findings.sort();
    Ok(findings)
}

/// Records that mattered and are gone.
fn losses(diff: &Diff) -> Vec<Finding> {
    let gone = diff.records.iter().filter(|change| change.change == Change::Removed).map(|change| &change.row);
    gone.filter(|row| matters(row))
        .map(|row| Finding {
            code: "LOST",
            kind: row.kind.as_str(),
            id: row.id.clone(),
            message: format!("{} is gone: {}", row.id, row.label),
        })
        .collect()
}

fn matters(row: &Row) -> bool {
    match row.kind {
        Kind::Evidence => matches!(row.field("level"), "A" | "B"),
        Kind::Approval | Kind::Trial => true,
        _ => false,
    }
}

/// Sources that look cut off or older than they were.
fn anomalies(diff: &Diff, old: Records<'_>, new: Records<'_>) -> Vec<Finding> {
    let (before, after) = (Sources::of(old), Sources::of(new));
    let finding = |code, id: &str, message| Finding { code, kind: Kind::Source.as_str(), id: id.to_owned(), message };
    let mut found = Vec::new();
    for (id, count) in &before.counts {
        let now = after.counts.get(id).copied().unwrap_or(0);
        if now == 0 {
            found.push(finding("SOURCE_GONE", id, format!("source {id} had {count} records and has none now")));
        } else if (*count - now.min(*count)) as f64 > MOST_SHRINKAGE * *count as f64 {
            let most = MOST_SHRINKAGE * 100.0;
            let message = format!("source {id} shrank from {count} to {now} records; more than {most} % at once looks cut off");
            found.push(finding("SOURCE_SHRANK", id, message));
        }
    }
    for (id, (last, release)) in &before.latest {
        if let Some((_, now)) = after.latest.get(id).filter(|(day, _)| day < last) {
            let message = format!("{id}: its release went back from {release} to {now}");
            found.push(finding("DATE_WENT_BACK", id, message));
        }
    }
    for change in &diff.records {
        let Change::Changed(fields) = &change.change else { continue };
        for field in fields {
            let date = match (change.row.kind, field.field) {
                (Kind::Trial, "as_of") => "the day of its status",
                _ => continue,
            };
            if went_back(&field.old, &field.new) {
                let message = format!("{date} went back from {} to {}", field.old, field.new);
                found.push(Finding {
                    code: "DATE_WENT_BACK",
                    kind: change.row.kind.as_str(),
                    id: change.row.id.clone(),
                    message: format!("{}: {message}", change.row.id),
                });
            }
        }
    }
    found
}

/// Are both dates or numbered releases (`2024-08-01`, `2.1`), and is the new one earlier? Other names of releases have no order.
fn went_back(old: &str, new: &str) -> bool {
    matches!((order(old), order(new)), (Some(old), Some(new)) if new < old)
}

/// The numbers a release is ordered by.
fn order(release: &str) -> Option<Vec<u32>> {
    release.split(['-', '.']).map(|part| part.parse().ok()).collect()
}

/// How many evidence items, approvals and trials each source gives, all its releases together, and its last release.
struct Sources {
    counts: BTreeMap<String, usize>,
    latest: BTreeMap<String, (Vec<u32>, String)>,
}

impl Sources {
    fn of(records: Records<'_>) -> Self {
        let mut counts = BTreeMap::new();
        let evidence = records.evidence().map(|item| item.source());
        let approvals = records.approvals().map(|item| item.source());
        let trials = records.trials().map(|item| item.source());
        for source in evidence.chain(approvals).chain(trials) {
            if let Some(source) = records.source(source) {
                *counts.entry(family(source.id()).to_owned()).or_insert(0) += 1;
            }
        }
        let mut latest: BTreeMap<String, (Vec<u32>, String)> = BTreeMap::new();
        // A release with a day in its name was imported; the source without one is what curators cite, and has its own day.
        let dated: BTreeSet<&str> =
            records.sources().map(|source| source.id()).filter(|id| family(id) != *id).map(family).collect();
        for source in records.sources() {
            let name = family(source.id());
            let Some(day) = order(source.release()) else { continue };
            if name == source.id() && dated.contains(name) {
                continue;
            }
            let release = (day, source.release().to_owned());
            let last = latest.entry(name.to_owned()).or_insert_with(|| release.clone());
            *last = release.max(last.clone());
        }
        Self { counts, latest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_and_numbers_have_an_order() {
        assert!(went_back("2024-08-01", "2018-10-01"));
        assert!(went_back("2.10", "2.9"), "parts are numbers, not letters");
        assert!(!went_back("2018-10-01", "2024-08-01"));
        assert!(!went_back("nightly", "2018-10-01"));
        assert!(!went_back("2024-08-01", "2024-08-01"));
    }
}
