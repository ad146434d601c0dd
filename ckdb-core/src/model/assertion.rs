//! An assertion: a source's summary over several evidence items, with the tier the source gave it.

use super::evidence::{EvidenceDirection, EvidenceType, Significance, TherapyInteraction};
use super::id::{DiseaseId, EvidenceId, ProfileId, SourceId, TherapyId};

/// A summary over evidence items.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Assertion {
    /// Identity: `BRAF/V600E/a1`.
    pub id: String,
    /// The profile it speaks of.
    pub profile: ProfileId,
    /// Kind of claim.
    pub evidence_type: EvidenceType,
    /// For or against.
    pub direction: EvidenceDirection,
    /// What it says.
    pub significance: Significance,
    /// Therapies; only for predictive claims.
    pub therapies: Vec<TherapyId>,
    /// How several therapies belong together.
    pub interaction: Option<TherapyInteraction>,
    /// In which disease.
    pub disease: DiseaseId,
    /// Kinds of that disease for which it is not claimed.
    pub excluding: Vec<DiseaseId>,
    /// The tier and level the source states, in its own words; empty when it states none. We compute our own beside it.
    pub amp: String,
    /// A guideline the source names, with version; empty when none.
    pub guideline: String,
    /// The evidence items it rests on, as far as we carry them.
    pub evidence: Vec<EvidenceId>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there: `AID7`.
    pub source_record: String,
    /// The summary in our own words.
    pub summary: String,
}
