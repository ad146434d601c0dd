//! Signatures of the whole tumour: microsatellite instability, mutational burden, repair deficiency (R28–R30).

use super::judge::{Judgement, MatchLevel};
use super::truth::Reason;
use crate::model::Criterion;

/// Signatures told of one tumour.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Biomarkers {}

impl Biomarkers {
    /// Does the tumour have the signature a criterion asks for?
    #[must_use]
    pub fn judge(&self, criterion: &Criterion) -> Judgement {
        match criterion {
            Criterion::Biomarker { .. } => {
                Judgement::Open { level: MatchLevel::GeneClass, rule: "R28", reason: Reason::NoBiomarker }
            }
            _ => Judgement::No,
        }
    }
}
