//! The patient's disease against a claim's disease (matching rule R33).
//!
//! Diseases are a hierarchy by is-a. A claim about a disease holds for the disease itself and for every kind of it; it may
//! hold for something it is a kind of; elsewhere it is only a hint. Solid and haematological cancers never share claims.
//! A claim may leave kinds of its disease out ("solid tumours except colorectal cancer"): whoever has one of them is not
//! covered, and whoever's disease includes one of them may or may not be.
//!
//! A cancer of unknown primary is a solid tumour and nothing narrower, so claims about every cancer and about every solid
//! tumour hold for it, and those about an organ are about another disease.

use crate::knowledge::Records;
use crate::model::{DiseaseId, DiseaseScope, Lineage};

/// The patient's disease, with its standing to every disease of the index worked out once.
#[derive(Clone, Debug)]
pub struct DiseaseContext {
    disease: Option<DiseaseId>,
    scopes: Vec<DiseaseScope>,
}

impl DiseaseContext {
    /// Nobody said what the patient has: no scope, and so no level.
    #[must_use]
    pub const fn not_given() -> Self {
        Self { disease: None, scopes: Vec::new() }
    }

    /// The patient has this disease.
    #[must_use]
    pub fn new(records: Records<'_>, patient: DiseaseId) -> Self {
        let ancestors = Ancestors::of(records);
        let lineage = |disease: DiseaseId| records.disease(disease).map_or(Lineage::Any, |disease| disease.lineage());
        let scope = |claim: DiseaseId| {
            if claim == patient {
                DiseaseScope::Same
            } else if ancestors.is_root(claim) {
                DiseaseScope::Agnostic
            } else if ancestors.contains(patient, claim) {
                DiseaseScope::Narrower
            } else if ancestors.contains(claim, patient) {
                DiseaseScope::Broader
            } else if matches!(
                (lineage(claim), lineage(patient)),
                (Lineage::Solid, Lineage::Haematological) | (Lineage::Haematological, Lineage::Solid)
            ) {
                DiseaseScope::OtherLineage
            } else {
                DiseaseScope::Other
            }
        };
        let scopes = records.diseases().map(|claim| scope(claim.number())).collect();
        Self { disease: Some(patient), scopes }
    }

    /// The patient's disease.
    #[must_use]
    pub const fn disease(&self) -> Option<DiseaseId> {
        self.disease
    }

    /// How the patient's disease stands to a claim's that leaves some kinds of its disease out.
    #[must_use]
    pub fn scope_leaving_out(&self, claim: DiseaseId, excluding: impl IntoIterator<Item = DiseaseId>) -> DiseaseScope {
        use DiseaseScope::{Agnostic, Broader, Excluded, Narrower, Same};
        let scope = self.scope(claim);
        if !matches!(scope, Same | Narrower | Agnostic) {
            return scope;
        }
        let mut least = scope;
        for left_out in excluding {
            match self.scope(left_out) {
                Same | Narrower | Agnostic => return Excluded,
                Broader => least = Broader,
                _ => {}
            }
        }
        least
    }

    /// How the patient's disease stands to a claim's.
    #[must_use]
    pub fn scope(&self, claim: DiseaseId) -> DiseaseScope {
        self.scopes.get(claim.index()).copied().unwrap_or(DiseaseScope::NotGiven)
    }
}

/// Who is a kind of whom, for all pairs. Diseases are hundreds, so a list of ancestors each is small.
struct Ancestors(Vec<Vec<DiseaseId>>);

impl Ancestors {
    fn of(records: Records<'_>) -> Self {
        let of_one = |start: DiseaseId| {
            let mut found: Vec<DiseaseId> = Vec::new();
            let mut waiting = vec![start];
            while let Some(disease) = waiting.pop().and_then(|disease| records.disease(disease)) {
                // Each is entered once, so a circle (refused when knowledge is checked) could not hold us.
                let parents: Vec<_> = disease.parents().filter(|parent| !found.contains(parent)).collect();
                found.extend(&parents);
                waiting.extend(parents);
            }
            found
        };
        Self(records.diseases().map(|disease| of_one(disease.number())).collect())
    }

    fn contains(&self, disease: DiseaseId, ancestor: DiseaseId) -> bool {
        self.0.get(disease.index()).is_some_and(|found| found.contains(&ancestor))
    }

    fn is_root(&self, disease: DiseaseId) -> bool {
        self.0.get(disease.index()).is_some_and(Vec::is_empty)
    }
}
