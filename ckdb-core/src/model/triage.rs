//! Must an expert panel discuss the case? A decision table as data: `knowledge/triage/`.
//!
//! The table judges one way to reach one drug for one marker; [`crate::level::triage`] walks it. What a table cannot judge from
//! the facts it is given stays "cannot tell", with the reason.

use super::disease::Lineage;
use super::id::{DiseaseId, ProfileId, TherapyId};
use super::vocabulary::vocabulary;

vocabulary! {
    /// How a drug can be reached, in the words of a triage table.
    TriageAccess, "triage access", {
        /// Approved here, for this cancer.
        InLabel = "in-label",
        /// Approved here, for another cancer.
        OffLabel = "off-label",
        /// A trial here, or a scheme like one, takes patients.
        Trial = "trial",
        /// No approved drug and no trial here.
        Nothing = "nothing",
    }
}

vocabulary! {
    /// What the assay that found the marker is approved for.
    Diagnostic, "diagnostic standing", {
        /// Approved for choosing this drug, and this allele is on its list.
        Companion = "companion",
        /// Not approved for it, but on the societies' list of tests that count as if they were.
        Deemed = "deemed",
        /// Neither.
        Neither = "neither",
    }
}

vocabulary! {
    /// What a triage table answers.
    TriageOutcome, "triage outcome", {
        /// The panel may be left out, at the treating physician's judgement.
        Omissible = "omissible",
        /// The panel must discuss it.
        MustDiscuss = "must-discuss",
    }
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct TriageRule {
    /// Name of the row within the table: `in-label-companion`.
    pub id: String,
    /// How the drug is reached.
    pub access: TriageAccess,
    /// Standing of the assay; empty: whatever it is.
    pub diagnostics: Vec<Diagnostic>,
    /// The answer.
    pub outcome: TriageOutcome,
    /// The row in words.
    pub reason: String,
}

/// A use for which the societies let a test count as a companion diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct DeemedTest {
    /// The drug, or the drugs given together, sorted.
    pub therapies: Vec<TherapyId>,
    /// The markers.
    pub profiles: Vec<ProfileId>,
    /// The cancer.
    pub disease: DiseaseId,
    /// Names of the assays it holds for.
    pub assays: Vec<String>,
}

/// A triage table.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct TriageTable {
    /// File name of its record: `jp-expert-panel`.
    pub id: String,
    /// Version of our table for it.
    pub version: u32,
    /// Name.
    pub name: String,
    /// The rule's own date: `2025-07-25`.
    pub as_of: String,
    /// The document it was taken from.
    pub document: String,
    /// Cancers it judges.
    pub lineages: Vec<Lineage>,
    /// Rows; for one marker the first row that fits one of its drugs decides.
    pub rules: Vec<TriageRule>,
    /// Tests that count as companion diagnostics.
    pub deemed: Vec<DeemedTest>,
    /// Is `deemed` the whole list of the societies? If not, a test that is not on it may still count.
    pub deemed_is_complete: bool,
}
