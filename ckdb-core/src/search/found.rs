//! What can be found: records of every kind, and the papers they cite.

use crate::knowledge::{Records, view};
use crate::model::{ApprovalId, AssertionId, DiseaseId, EvidenceId, GeneId, ProfileId, TherapyId, TrialId, Vocabulary};

/// A record that can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// A gene.
    Gene(GeneId),
    /// A therapy.
    Therapy(TherapyId),
    /// A disease.
    Disease(DiseaseId),
    /// A molecular profile.
    Profile(ProfileId),
    /// An approval.
    Approval(ApprovalId),
    /// An evidence item.
    Evidence(EvidenceId),
    /// An assertion.
    Assertion(AssertionId),
    /// A trial.
    Trial(TrialId),
    /// A paper, by the first evidence item that cites it.
    Citation(EvidenceId),
}

impl Found {
    /// Words for its kind, in the order of [`Found::kind`].
    pub const KINDS: [&'static str; 9] =
        ["gene", "therapy", "disease", "profile", "approval", "evidence", "assertion", "trial", "citation"];

    /// Number of its kind, and its number within it.
    pub(super) const fn stored(self) -> (u32, u32) {
        match self {
            Self::Gene(id) => (0, id.get()),
            Self::Therapy(id) => (1, id.get()),
            Self::Disease(id) => (2, id.get()),
            Self::Profile(id) => (3, id.get()),
            Self::Approval(id) => (4, id.get()),
            Self::Evidence(id) => (5, id.get()),
            Self::Assertion(id) => (6, id.get()),
            Self::Trial(id) => (7, id.get()),
            Self::Citation(id) => (8, id.get()),
        }
    }

    /// `None` for a kind that a later version brought.
    pub(super) const fn from_stored(kind: u32, id: u32) -> Option<Self> {
        Some(match kind {
            0 => Self::Gene(GeneId::new(id)),
            1 => Self::Therapy(TherapyId::new(id)),
            2 => Self::Disease(DiseaseId::new(id)),
            3 => Self::Profile(ProfileId::new(id)),
            4 => Self::Approval(ApprovalId::new(id)),
            5 => Self::Evidence(EvidenceId::new(id)),
            6 => Self::Assertion(AssertionId::new(id)),
            7 => Self::Trial(TrialId::new(id)),
            8 => Self::Citation(EvidenceId::new(id)),
            _ => return None,
        })
    }

    /// Its kind in a word: "evidence".
    #[must_use]
    pub const fn kind(self) -> &'static str {
        Self::KINDS[self.stored().0 as usize]
    }

    /// Its identity within its kind: `EGFR/T790M/e2`; empty for a number of another index.
    #[must_use]
    pub fn id(self, records: Records<'_>) -> &str {
        let found = match self {
            Self::Gene(id) => records.gene(id).map(view::Gene::symbol),
            Self::Therapy(id) => records.therapy(id).map(view::Therapy::id),
            Self::Disease(id) => records.disease(id).map(view::Disease::id),
            Self::Profile(id) => records.profile(id).map(view::Profile::id),
            Self::Approval(id) => records.approval(id).map(view::Approval::id),
            Self::Evidence(id) => records.evidence_item(id).map(view::Evidence::id),
            Self::Assertion(id) => records.assertion(id).map(view::Assertion::id),
            Self::Trial(id) => records.trial(id).map(view::Trial::id),
            Self::Citation(id) => records.evidence_item(id).map(view::Evidence::citation),
        };
        found.unwrap_or_default()
    }

    /// One line that says what it is.
    #[must_use]
    pub fn title(self, records: Records<'_>) -> String {
        let profile = |id: ProfileId| records.profile(id).map_or("", view::Profile::name);
        let disease = |id: DiseaseId| records.disease(id).map_or("", view::Disease::name);
        match self {
            Self::Gene(id) => records.gene(id).map(|gene| gene.name().to_owned()),
            Self::Therapy(id) => records.therapy(id).map(|therapy| both(therapy.name(), therapy.name_ja())),
            Self::Disease(id) => records.disease(id).map(|disease| both(disease.name(), disease.name_ja())),
            Self::Profile(id) => records.profile(id).map(|profile| profile.name().to_owned()),
            Self::Approval(id) => records.approval(id).map(|approval| {
                let drugs: Vec<&str> = approval.therapies().filter_map(|id| records.therapy(id)).map(view::Therapy::name).collect();
                let profiles: Vec<&str> = approval.profiles().map(profile).collect();
                let (drugs, profiles) = (drugs.join(" + "), profiles.join(", "));
                format!("{} · {drugs} · {profiles} · {}", approval.jurisdiction().as_str(), disease(approval.disease()))
            }),
            Self::Evidence(id) => records.evidence_item(id).map(|item| {
                let drugs = item.therapies().to_string();
                let drugs = if drugs.is_empty() { drugs } else { format!(" · {drugs}") };
                let against = if item.direction() == crate::model::EvidenceDirection::DoesNotSupport { "not " } else { "" };
                format!(
                    "{} · {} {against}{}{drugs} · {} · level {}",
                    profile(item.profile()),
                    item.evidence_type().as_str(),
                    item.significance().as_str(),
                    disease(item.disease()),
                    item.level().as_str()
                )
            }),
            Self::Assertion(id) => records.assertion(id).map(|assertion| {
                let drugs: Vec<&str> =
                    assertion.therapies().filter_map(|id| records.therapy(id)).map(view::Therapy::name).collect();
                let drugs = if drugs.is_empty() { String::new() } else { format!(" · {}", drugs.join(" + ")) };
                let (profile, disease) = (profile(assertion.profile()), disease(assertion.disease()));
                format!("{profile} · {}{drugs} · {disease} · {}", assertion.significance().as_str(), assertion.amp())
            }),
            Self::Trial(id) => records.trial(id).map(|trial| trial.title().to_owned()),
            Self::Citation(id) => {
                let item = records.evidence_item(id);
                item.map(|item| format!("{} · cited for {}", item.citation(), profile(item.profile())))
            }
        }
        .unwrap_or_default()
    }

    /// The texts people read, with the name of their field.
    pub(super) fn texts(self, records: Records<'_>) -> Vec<(&'static str, String)> {
        let mut texts: Vec<(&'static str, String)> = Vec::new();
        match self {
            Self::Gene(id) => {
                if let Some(gene) = records.gene(id) {
                    texts.push(("name", gene.name().to_owned()));
                    texts.push(("aliases", gene.aliases().collect::<Vec<_>>().join(" · ")));
                }
            }
            Self::Therapy(id) => {
                if let Some(therapy) = records.therapy(id) {
                    let names = [therapy.name(), therapy.name_ja()].into_iter().chain(therapy.aliases());
                    let names = names.chain(therapy.brands().map(|(brand, _)| brand));
                    texts.push(("names", joined(names)));
                    texts.push(("class", therapy.class().to_owned()));
                }
            }
            Self::Disease(id) => {
                if let Some(disease) = records.disease(id) {
                    let codes = [disease.doid(), disease.ncit()].into_iter().chain(disease.oncotree());
                    let names = [disease.name(), disease.name_ja()].into_iter().chain(disease.aliases());
                    texts.push(("names", joined(names.chain(codes))));
                }
            }
            Self::Profile(id) => {
                if let Some(profile) = records.profile(id) {
                    texts.push(("names", joined(std::iter::once(profile.name()).chain(profile.aliases()))));
                }
            }
            Self::Approval(id) => {
                if let Some(approval) = records.approval(id) {
                    // A damaged list of assays is told when the record itself is read.
                    let assays = approval.companion_diagnostics().unwrap_or_default();
                    let mut named: Vec<String> =
                        assays.iter().map(|assay| format!("{} {}", assay.name, assay.manufacturer)).collect();
                    named.dedup();
                    texts.push(("companion_diagnostics", named.join(" · ")));
                    texts.push(("source_record", approval.source_record().to_owned()));
                }
            }
            Self::Evidence(id) => {
                if let Some(item) = records.evidence_item(id) {
                    texts.push(("statement", item.statement().to_owned()));
                    texts.push(("statement_ja", item.statement_ja().to_owned()));
                }
            }
            Self::Assertion(id) => {
                if let Some(assertion) = records.assertion(id) {
                    texts.push(("summary", assertion.summary().to_owned()));
                    texts.push(("guideline", assertion.guideline().to_owned()));
                }
            }
            Self::Trial(id) => {
                if let Some(trial) = records.trial(id) {
                    texts.push(("title", trial.title().to_owned()));
                }
            }
            Self::Citation(id) => {
                if let Some(item) = records.evidence_item(id) {
                    texts.push(("citation", joined(std::iter::once(item.citation()).chain(item.same_paper()))));
                }
            }
        }
        texts.retain(|(_, text)| !text.is_empty());
        texts
    }
}

fn both(en: &str, ja: &str) -> String {
    if ja.is_empty() { en.to_owned() } else { format!("{en} ({ja})") }
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · ")
}
