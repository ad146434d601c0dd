//! Level schemes as data: versioned rules that turn stored facts into a level.
//!
//! A level is never written down by hand for a variant. A scheme says, in order, which facts earn which level; the first rule
//! that some fact satisfies gives it, together with the records that fired. The tables live in `knowledge/schemes/`.

use super::approval::Jurisdiction;
use super::evidence::{Endpoint, EvidenceDirection, EvidenceLevel, EvidenceType, Significance, StudyKind};
use super::vocabulary::vocabulary;

vocabulary! {
    /// How the patient's disease stands to the disease of a claim.
    DiseaseScope, "disease scope", {
        /// They are one.
        Same = "same",
        /// The patient's disease is a kind of the claim's: the claim applies.
        Narrower = "narrower",
        /// The claim is about a kind of the patient's disease: it may or may not apply.
        Broader = "broader",
        /// The claim is about every cancer.
        Agnostic = "agnostic",
        /// The claim is about another disease of the same lineage.
        Other = "other",
        /// The claim is about the other side of the border between solid and haematological cancers.
        OtherLineage = "other-lineage",
        /// The claim covers the patient's disease by its name and expressly leaves it out.
        Excluded = "excluded",
        /// The patient's disease was not given.
        NotGiven = "not-given",
    }
}

vocabulary! {
    /// The output column a scheme fills.
    SchemeColumn, "scheme column", {
        /// AMP/ASCO/CAP.
        Amp = "amp",
        /// The three Japanese societies.
        Jp = "jp",
        /// ESMO ESCAT.
        Escat = "escat",
    }
}

/// A fact that satisfies a rule.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum LevelFact {
    /// An approval of the claim's therapy for the profile.
    Approval {
        /// By one of these regulators.
        jurisdictions: Vec<Jurisdiction>,
        /// Only approvals whatever the organ: for every cancer, or for every solid or haematological one.
        tumour_wide: bool,
    },
    /// An assertion that names a guideline.
    Guideline,
    /// An evidence item.
    Evidence {
        /// Of one of these levels of the source.
        levels: Vec<EvidenceLevel>,
        /// From one of these kinds of study; empty: whatever the study.
        studies: Vec<StudyKind>,
        /// That met one of these end points; empty: whatever the end point.
        endpoints: Vec<Endpoint>,
    },
}

/// One rule of a scheme.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct LevelRule {
    /// Name of the rule within the scheme: `A-approval`.
    pub id: String,
    /// The level it gives; empty when the facts it names do not settle the level, for the `reason`.
    pub level: String,
    /// Kinds of claim it judges.
    pub types: Vec<EvidenceType>,
    /// What the claim must say.
    pub significances: Vec<Significance>,
    /// For or against.
    pub direction: EvidenceDirection,
    /// How the patient's disease must stand to the fact's disease.
    pub scopes: Vec<DiseaseScope>,
    /// The fact that satisfies it.
    pub fact: LevelFact,
    /// The rule in words, with its place in the guideline.
    pub reason: String,
}

/// A level scheme.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct LevelScheme {
    /// File name of its record: `jp-2.1`.
    pub id: String,
    /// Version of our table for it.
    pub version: u32,
    /// Name.
    pub name: String,
    /// The column it fills.
    pub column: SchemeColumn,
    /// The guideline.
    pub citation: String,
    /// Levels, strongest first.
    pub levels: Vec<String>,
    /// Rules, in order of trial.
    pub rules: Vec<LevelRule>,
}
