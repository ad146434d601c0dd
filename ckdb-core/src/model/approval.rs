//! What a regulator allowed: which drug, for which profile, in which disease, tested how.

use super::id::{DiseaseId, ProfileId, SourceId, TherapyId};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Whose regulator.
    Jurisdiction, "jurisdiction", {
        /// Japan (MHLW, PMDA).
        Jp = "JP",
        /// United States (FDA).
        Us = "US",
        /// European Union (EMA).
        Eu = "EU",
    }
}

/// A companion diagnostic: an assay approved for choosing a drug.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct CompanionDiagnostic {
    /// Name of the assay.
    pub name: String,
    /// Who makes it, or empty.
    pub manufacturer: String,
    /// What is tested: tissue, plasma, …, or empty.
    pub specimen: String,
    /// Day of approval of the assay for this use, `2018-04-18`, or empty.
    pub approved_on: String,
    /// The regulator's number, or empty.
    pub source_record: String,
}

/// What one regulator allowed.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Approval {
    /// Identity: `us/osimertinib/1`.
    pub id: String,
    /// Whose regulator.
    pub jurisdiction: Jurisdiction,
    /// The drug, or the drugs given together.
    pub therapies: Vec<TherapyId>,
    /// The profiles it is allowed for.
    pub profiles: Vec<ProfileId>,
    /// The disease.
    pub disease: DiseaseId,
    /// Day of the drug's approval for it, or empty when the document does not give it.
    pub approved_on: String,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there.
    pub source_record: String,
    /// The document that says so.
    pub document: String,
    /// Assays approved for choosing it.
    pub companion_diagnostics: Vec<CompanionDiagnostic>,
}
