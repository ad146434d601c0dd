//! Who in the index speaks of this tumour, and how closely.
//!
//! ```text
//!  allele + consequences ──variant──► VariantMatch   each criterion of the genes touched, judged by its rule (judge)
//!                                        │ profile   variants joined by and, or, not, cis, trans, in three values (truth)
//!                                        ▼
//!                                     Verdict        true, false, unknown(reason), with the tree that led to it
//!  patient's disease ──────disease──► DiseaseScope   same, narrower, broader, agnostic, other
//! ```
//! A claim is matched on the genome: the letters are translated on the very transcript the claim is numbered on, so it does
//! not matter which transcript the user prefers, which assembly the file has, or how the change is spelt.

mod because;
mod biomarker;
mod callable;
mod claimed;
pub mod copy_number;
mod disease;
pub mod disruption;
pub mod fusion;
mod fusion_judge;
mod judge;
mod judgement;
mod profile;
mod purple;
mod region;
mod trial;
mod truth;
mod variant;

pub use because::{Because, Cutoff};
pub use biomarker::{BiomarkerError, Biomarkers};
pub use callable::{Callable, CallableError};
pub use copy_number::{CopyNumbers, CopySettings, CopySettingsError, CopyTrace, CopyUnit, CopyValue, GenePlace, Sex};
pub use disease::DiseaseContext;
pub use fusion::{Frame, Fusion, Partner, fusions};
pub use fusion_judge::{GeneFacts, judge_fusions};
pub use judge::judge;
pub use judgement::{Judgement, MatchLevel, NearMiss};
pub use profile::{Answers, OneLine, Question, Verdict, evaluate};
pub use purple::PurpleError;
pub use region::places;
pub use trial::{Bar, Entry, Open, Patient, TrialAnswer, enter};
pub use truth::{Reason, Truth};
pub use variant::{Matcher, VariantMatch};
