//! What a regulator allowed: which drug, for which profile, in which disease, tested how.

use super::id::{DiseaseId, ProfileId, SourceId, TherapyId, VariantId};
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

/// A companion diagnostic: one version of an assay, approved for choosing the drug of the [`Approval`] it stands in.
///
/// What counts as positive is an explicit list, not "the gene is mutated": the same assay reports alleles that its approval
/// for this drug does not name.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct CompanionDiagnostic {
    /// Name of the assay.
    pub name: String,
    /// Version of the assay, or empty when the document does not tell versions apart.
    pub version: String,
    /// Who makes it, or empty.
    pub manufacturer: String,
    /// What is tested: tissue, plasma, …, or empty.
    pub specimen: String,
    /// Day of approval of the assay for this use, `2018-04-18`, or empty.
    pub approved_on: String,
    /// The regulator's number, or empty.
    pub source_record: String,
    /// The document that lists its alleles, or empty.
    pub document: String,
    /// What makes it positive for this drug: alleles and classes of alleles. Empty: the list is not recorded.
    pub detects: Vec<VariantId>,
    /// What it reports for reference only: seen, but not positive for this drug.
    pub reference_only: Vec<VariantId>,
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
    /// Kinds of that disease which the label leaves out.
    pub excluding: Vec<DiseaseId>,
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
