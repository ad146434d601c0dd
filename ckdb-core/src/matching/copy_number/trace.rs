//! Why copies decided as they did: values, thresholds, profile.

use super::CopyNumbers;
use super::cut::{GenePlace, Pieces};
use crate::model::{CopyChange, CopyProfile};
use crate::segment::Measured;
use std::fmt;

/// The values that decided about one gene, and against what.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyTrace {
    /// What was asked.
    pub change: CopyChange,
    /// The profile in force, with version: `purple@1`.
    pub profile: String,
    /// The thresholds of that profile for this change: `copies-per-ploidy > 3 (every-exon)`.
    pub thresholds: Vec<String>,
    /// Least and greatest value of the gene's exons as the file states them, each with its unit; empty when nothing is told.
    pub values: Vec<String>,
    /// Accession of the transcript, or empty.
    pub transcript: String,
    /// Letters of its exons that are told, and all; `None` for a gene table.
    pub told: Option<(u64, u64)>,
    /// Ploidy and purity, as far as they were given.
    pub given: Vec<String>,
}

impl CopyTrace {
    pub(super) fn new(
        told: &CopyNumbers,
        profile: &CopyProfile,
        change: CopyChange,
        pieces: &[Pieces; 2],
        place: &GenePlace<'_>,
    ) -> Self {
        let row = told.genes.get(&place.gene);
        let measured: Vec<Measured> = match row {
            Some(row) => vec![row.least, row.most],
            None => pieces[0].all().collect(),
        };
        let thresholds = profile
            .rules
            .iter()
            .filter(|rule| rule.change == change)
            .map(|rule| format!("{} {} {} ({})", rule.measure, rule.comparison.sign(), short(rule.threshold), rule.extent));
        let settings = told.settings();
        let given = |name: &str, value: Option<f64>| value.map(|value| format!("{name} {}", short(value)));
        Self {
            change,
            profile: profile.versioned(),
            thresholds: thresholds.collect(),
            values: values(&measured),
            transcript: place.transcript.map(|transcript| transcript.accession.to_owned()).unwrap_or_default(),
            told: row.is_none().then(|| (pieces[0].letters() - pieces[0].untold(), pieces[0].letters())),
            given: [given("ploidy", settings.ploidy()), given("purity", settings.purity())].into_iter().flatten().collect(),
        }
    }
}

/// Least and greatest of each unit: `copies 12`, `fold change 2.1 to 2.4`.
fn values(measured: &[Measured]) -> Vec<String> {
    let span = |name: &str, values: Vec<f64>| {
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let (low, high) = (short(low), short(high));
        Some(if low == high { format!("{name} {low}") } else { format!("{name} {low} to {high}") })
    };
    let calls = measured.iter().filter_map(|one| one.call).flat_map(|call| [call.lowest, call.highest]).map(f64::from);
    [
        span("copies", measured.iter().filter_map(|one| one.copies).collect()),
        span("minor copies", measured.iter().filter_map(|one| one.minor).collect()),
        span("fold change", measured.iter().filter_map(|one| one.ratio).collect()),
        span("call", calls.collect()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// At most two digits behind the point: copies are not measured better.
fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl fmt::Display for CopyTrace {
    /// `copies 12 on NM_004448.4; amplification by purple@1 needs copies-per-ploidy > 3 (every-exon); ploidy 2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let values = if self.values.is_empty() { "no copies told".to_owned() } else { self.values.join(", ") };
        f.write_str(&values)?;
        if !self.transcript.is_empty() {
            write!(f, " on {}", self.transcript)?;
        }
        if let Some((told, all)) = self.told.filter(|(told, all)| told < all) {
            write!(f, " ({told} of {all} exon letters told)")?;
        }
        match &self.thresholds[..] {
            [] => write!(f, "; {} says nothing of {}", self.profile, self.change)?,
            listed => write!(f, "; {} by {} needs {}", self.change, self.profile, listed.join(" or "))?,
        }
        for given in &self.given {
            write!(f, "; {given}")?;
        }
        Ok(())
    }
}
