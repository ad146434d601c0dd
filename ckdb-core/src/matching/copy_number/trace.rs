//! Why copies decided as they did: values, thresholds, profile.

use super::CopyNumbers;
use super::cut::{GenePlace, Pieces};
use crate::model::vocabulary::vocabulary_only;
use crate::model::{CopyChange, CopyProfile};
use crate::segment::Measured;
use std::fmt;

/// The values that decided about one gene, and against what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyTrace {
    /// What was asked.
    pub change: CopyChange,
    /// The profile in force, with version: `purple@1`.
    pub profile: String,
    /// The thresholds of that profile for this change: `copies-per-ploidy > 3 (every-exon)`.
    pub thresholds: Vec<String>,
    /// Least and greatest value of the gene's exons as the file states them, each with its unit; empty when nothing is told.
    pub values: Vec<CopyValue>,
    /// Accession of the transcript, or empty.
    pub transcript: String,
    /// Letters of its exons that are told, and all; `None` for a gene table.
    pub told: Option<(u64, u64)>,
    /// Mean copies in the tumour cells, if given.
    pub ploidy: Option<String>,
    /// Fraction of tumour cells, if given.
    pub purity: Option<String>,
}

/// Least and greatest value of one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyValue {
    /// The unit.
    pub unit: CopyUnit,
    /// The least.
    pub low: String,
    /// The greatest.
    pub high: String,
}

vocabulary_only! {
    /// In what copies are stated.
    CopyUnit, "unit of copies", {
        /// Copies of both alleles.
        Copies = "copies",
        /// Copies of the rarer allele.
        MinorCopies = "minor copies",
        /// Against two copies, or against the mean.
        FoldChange = "fold change",
        /// A caller's own scale, from -2 to 2.
        Call = "call",
    }
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
        Self {
            change,
            profile: profile.versioned(),
            thresholds: thresholds.collect(),
            values: values(&measured),
            transcript: place.transcript.map(|transcript| transcript.accession.to_owned()).unwrap_or_default(),
            told: row.is_none().then(|| (pieces[0].letters() - pieces[0].untold(), pieces[0].letters())),
            ploidy: settings.ploidy().map(short),
            purity: settings.purity().map(short),
        }
    }
}

/// Least and greatest of each unit: `copies 12`, `fold change 2.1 to 2.4`.
fn values(measured: &[Measured]) -> Vec<CopyValue> {
    let span = |unit: CopyUnit, values: Vec<f64>| {
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        Some(CopyValue { unit, low: short(low), high: short(high) })
    };
    let calls = measured.iter().filter_map(|one| one.call).flat_map(|call| [call.lowest, call.highest]).map(f64::from);
    [
        span(CopyUnit::Copies, measured.iter().filter_map(|one| one.copies).collect()),
        span(CopyUnit::MinorCopies, measured.iter().filter_map(|one| one.minor).collect()),
        span(CopyUnit::FoldChange, measured.iter().filter_map(|one| one.ratio).collect()),
        span(CopyUnit::Call, calls.collect()),
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
        if self.values.is_empty() {
            f.write_str("no copies told")?;
        }
        for (place, value) in self.values.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{} {}", value.unit, value.low)?;
            if value.low != value.high {
                write!(f, " to {}", value.high)?;
            }
        }
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
        for (name, value) in [("ploidy", &self.ploidy), ("purity", &self.purity)] {
            if let Some(value) = value {
                write!(f, "; {name} {value}")?;
            }
        }
        Ok(())
    }
}
