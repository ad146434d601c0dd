//! What is known, in the field's own words: plain values, no I/O.
//!
//! The builder fills these values and the index stores them as they are; [`crate::knowledge`] shows them as borrowed views.
//! Words follow CIViC where CIViC has one (gene, variant, molecular profile, evidence item, assertion).
//!
//! | type | is |
//! |---|---|
//! | [`Gene`] | what carries variants |
//! | [`Variant`] with its [`Criterion`] | a named, curated change of a gene, possibly a class of changes |
//! | [`MolecularProfile`] with its [`Expression`] | a boolean combination of variants: a question about a tumour |
//! | [`EvidenceItem`], [`Assertion`] | one claim from one source about one profile; a summary over several |
//! | [`Therapy`], [`Disease`] | what is given, and for what |
//! | [`Approval`], [`Trial`] | what a regulator allowed, and what is being tried |
//! | [`LevelScheme`], [`TriageTable`] | rules that turn stored facts into a level, or into "must a panel discuss it?", as data |
//! | [`CopyProfile`] | thresholds that turn copies into amplifications and losses, as data |
//! | [`OncotreeCode`] | what a hospital calls a disease, of whatever release |
//! | [`WordGroup`] | words of claims that mean one thing in two languages, for the search |
//! | [`Source`] | where a record came from, under which licence |

mod approval;
mod assertion;
mod copy_profile;
mod disease;
mod evidence;
mod gene;
pub mod id;
mod profile;
mod scheme;
mod source;
mod therapy;
mod triage;
mod trial;
mod variant;
pub mod vocabulary;
mod word;

pub use approval::{Approval, CompanionDiagnostic, Jurisdiction};
pub use assertion::Assertion;
pub use copy_profile::{CopyComparison, CopyExtent, CopyMeasure, CopyProfile, CopyRule};
pub use disease::{Disease, Lineage, OncotreeCode};
pub use evidence::{
    Endpoint, EvidenceDirection, EvidenceItem, EvidenceLevel, EvidenceType, Population, Significance, StudyKind,
    TherapyInteraction, VariantOrigin,
};
pub use gene::{Gene, GeneRole, KinaseDomain};
pub use id::{ApprovalId, AssertionId, DiseaseId, EvidenceId, GeneId, ProfileId, SourceId, TherapyId, TrialId, VariantId};
pub use profile::{Expression, ExpressionError, MolecularProfile, Operator, Token};
pub use scheme::{DiseaseScope, LevelFact, LevelRule, LevelScheme, SchemeColumn};
pub use source::Source;
pub use therapy::{Brand, Therapy};
pub use triage::{DeemedTest, Diagnostic, TriageAccess, TriageOutcome, TriageRule, TriageTable};
pub use trial::{Trial, TrialPhase, TrialSelection, TrialStatus, TrialType};
pub use variant::{
    Biomarker, BiomarkerCondition, CopyChange, Criterion, ExonEvent, ExpressionState, FusionRole, GeneClass, Marker, Site, Variant,
};
pub use vocabulary::Vocabulary;
pub use word::WordGroup;
