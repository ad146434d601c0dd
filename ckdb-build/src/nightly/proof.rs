//! The round trip of a night, and what it says against a new index: claims that came back before and no longer do.
//!
//! A claim that never came back is known and counted; it stops nobody. A claim that came back last night and does not tonight
//! is a loss that no comparison of records sees: the record is there, and nothing meets it.

use super::NightError;
use crate::gate::Finding;
use crate::roundtrip::{name, round_trip_of};
use ckdb_core::genome::Assembly;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::Knowledge;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The share of claims that fail may grow by this from one night to the next: a new release brings claims that nothing can meet
/// yet (1.0 % of CIViC's of 2024), but hundreds at once mean that the engine or the gene models broke.
pub const MOST_RISE: f64 = 0.02;

/// Claims there and back on both assemblies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Of how many variants one was asked about; 1 is all.
    pub every: u32,
    /// By assembly.
    pub assemblies: BTreeMap<String, Claims>,
}

/// What became of the claims on one assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Claims that were written as what a tumour would show.
    pub asked: usize,
    /// Of these, claims that came back.
    pub returned: usize,
    /// Claims that were not written, by kind and code.
    pub not_written: BTreeMap<String, usize>,
    /// Claims that did not come back.
    pub failing: Vec<Failing>,
}

/// A claim that did not come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failing {
    /// Gene and name of the variant, or a profile's identity.
    pub variant: String,
    /// Kind of its criterion.
    pub kind: String,
    /// What was found instead.
    pub reason: String,
}

impl Proof {
    /// Takes one of every `every` claims of an index there and back. Which, follows from their names: the same ones every night.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn of(knowledge: &Knowledge, every: u32) -> Result<Self, NightError> {
        let mut assemblies = BTreeMap::new();
        for assembly in Assembly::ALL {
            let found = round_trip_of(knowledge, assembly, |name| is_chosen(name, every))?;
            let not_written = found.unwritten_by_code().into_iter();
            let not_written = not_written.map(|((code, kind), claims)| (format!("{kind}: {code}"), claims.len())).collect();
            let failing = found.quarantined.into_iter();
            let failing =
                failing.map(|claim| Failing { variant: claim.variant, kind: claim.kind.to_owned(), reason: claim.reason });
            let claims = Claims { asked: found.asked, returned: found.returned, not_written, failing: failing.collect() };
            assemblies.insert(assembly.to_string(), claims);
        }
        Ok(Self { every, assemblies })
    }

    /// The proof in the report beside a published index; none when there is no report, or it has none.
    pub(super) fn read(path: &Path) -> Option<Self> {
        #[derive(Deserialize)]
        struct Report {
            round_trip: Option<Proof>,
        }
        let report: Report = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
        report.round_trip
    }

    /// What is worse than before. `old` is the index that `before` was made of. Samples of another size are not compared.
    pub(super) fn against(&self, before: &Self, old: &Knowledge) -> Result<Vec<Finding>, IndexError> {
        if before.every != self.every && before.every != 1 {
            return Ok(Vec::new());
        }
        let records = old.records()?;
        let profiles = records.profiles().map(|profile| profile.id().to_owned());
        let known: BTreeSet<String> = records.variants().map(|variant| name(records, variant)).chain(profiles).collect();
        let mut findings = Vec::new();
        for (assembly, now) in &self.assemblies {
            let Some(then) = before.assemblies.get(assembly) else { continue };
            let failed: BTreeSet<&str> = then.failing.iter().map(|claim| claim.variant.as_str()).collect();
            for claim in now.failing.iter().filter(|claim| known.contains(&claim.variant) && !failed.contains(&*claim.variant)) {
                findings.push(Finding {
                    code: "ROUND_TRIP_LOST",
                    kind: "claim",
                    id: format!("{assembly}/{}", claim.variant),
                    message: format!(
                        "{} on {assembly} no longer comes back from what was written from it: {}",
                        claim.variant, claim.reason
                    ),
                });
            }
            if now.share() - then.share() > MOST_RISE {
                findings.push(Finding {
                    code: "ROUND_TRIP_ROSE",
                    kind: "round-trip",
                    id: assembly.clone(),
                    message: format!(
                        "on {assembly} {} of {} claims do not come back from what was written from them, before {} of {}",
                        now.failing.len(),
                        now.asked,
                        then.failing.len(),
                        then.asked
                    ),
                });
            }
        }
        Ok(findings)
    }
}

impl Claims {
    /// The part of the claims asked about that did not come back.
    fn share(&self) -> f64 {
        if self.asked == 0 { 0.0 } else { self.failing.len() as f64 / self.asked as f64 }
    }
}

fn is_chosen(name: &str, every: u32) -> bool {
    let [a, b, c, d, ..] = *blake3::hash(name.as_bytes()).as_bytes();
    u32::from_le_bytes([a, b, c, d]).is_multiple_of(every)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_sample_is_about_as_large_as_asked_and_one_is_all() {
        let names: Vec<String> = (0..4000).map(|number| format!("GENE{number} V600E")).collect();
        assert!(names.iter().all(|name| is_chosen(name, 1)));
        let tenth = names.iter().filter(|name| is_chosen(name, 10)).count();
        assert!((300..500).contains(&tenth), "{tenth}");
    }
}
