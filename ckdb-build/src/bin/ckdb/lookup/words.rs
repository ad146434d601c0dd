//! Names of records in both languages, and how a profile came to be shown: what text and JSON share.

use ckdb_core::annotate::lookup::How;
use ckdb_core::knowledge::{Records, view};
use ckdb_core::model::{DiseaseId, TherapyId, TherapyInteraction};

/// Therapies in English, and in Japanese where a 一般名 is known (in English else).
pub(super) struct Drugs<'k> {
    pub(super) en: Vec<&'k str>,
    pub(super) ja: Vec<&'k str>,
}

impl<'k> Drugs<'k> {
    pub(super) fn of(records: Records<'k>, therapies: impl Iterator<Item = TherapyId>) -> Self {
        let therapies: Vec<view::Therapy<'k>> = therapies.filter_map(|id| records.therapy(id)).collect();
        let ja = |therapy: &view::Therapy<'k>| if therapy.name_ja().is_empty() { therapy.name() } else { therapy.name_ja() };
        Self { en: therapies.iter().map(|therapy| therapy.name()).collect(), ja: therapies.iter().map(ja).collect() }
    }

    /// `dabrafenib + trametinib (ダブラフェニブ + トラメチニブ)`.
    pub(super) fn text(&self, interaction: Option<TherapyInteraction>) -> String {
        let (en, ja) = match interaction {
            Some(TherapyInteraction::Substitutes) => (" or ", "または"),
            Some(TherapyInteraction::Sequential) => (" then ", "→"),
            _ => (" + ", "+"),
        };
        both(&self.en.join(en), &self.ja.join(ja))
    }
}

/// A disease in both languages.
pub(super) fn disease(records: Records<'_>, disease: DiseaseId) -> String {
    records.disease(disease).map_or_else(String::new, |disease| both(disease.name(), disease.name_ja()))
}

/// A name with its Japanese one behind it, where that is another.
pub(super) fn both(en: &str, ja: &str) -> String {
    if ja.is_empty() || ja == en { en.to_owned() } else { format!("{en} ({ja})") }
}

/// Why a profile is shown: the match level of a change, or a word of its own.
pub(super) const fn how(how: &How) -> &'static str {
    match how {
        How::Change { .. } => "it meets the change",
        How::Named => "asked for by name",
        How::Implied => "holds whenever the one asked for does",
        How::Gene => "of the gene",
        How::Therapy => "about the therapy",
        How::Disease => "about the disease",
        How::Record => "holds the record",
    }
}
