//! Everything known about one profile for one patient: rows of claim and disease, each with levels and access.

use super::told::Origin;
use crate::knowledge::{Records, view};
use crate::level::{Claim, ClaimKey, Level, Route, claims, level, routes};
use crate::matching::DiseaseContext;
use crate::model::{DiseaseId, DiseaseScope, LevelScheme, ProfileId, SchemeColumn};
use std::collections::BTreeSet;

/// One claim about a profile in one disease.
#[derive(Clone, Debug)]
pub struct Row<'k> {
    /// What is claimed.
    pub claim: ClaimKey,
    /// In which disease.
    pub disease: DiseaseId,
    /// How the patient's disease stands to it.
    pub scope: DiseaseScope,
    /// Evidence items that claim it.
    pub evidence: Vec<view::Evidence<'k>>,
    /// Assertions that claim it.
    pub assertions: Vec<view::Assertion<'k>>,
    /// Approvals of the therapies for this profile in this disease.
    pub approvals: Vec<view::Approval<'k>>,
    /// Levels for this patient, one a scheme, with the column each fills.
    pub levels: Vec<(SchemeColumn, Level)>,
    /// Ways to reach the therapies, each with the record that says so.
    pub routes: Vec<(Route, &'k str)>,
    /// Rank of its levels, strongest first; the unlevelled last.
    pub rank: Vec<usize>,
    /// Are its evidence items about variants of another origin than the sample's (R34)? Then it has no level and no route.
    pub other_origin: bool,
}

impl<'k> Row<'k> {
    /// Identities of its records: evidence items, assertions, approvals.
    pub fn record_ids(&self) -> impl Iterator<Item = &'k str> {
        let evidence = self.evidence.iter().map(|item| item.id());
        let assertions = self.assertions.iter().map(|item| item.id());
        evidence.chain(assertions).chain(self.approvals.iter().map(|approval| approval.id()))
    }

    /// The level of a column.
    pub fn level(&self, column: SchemeColumn) -> Option<&Level> {
        self.levels.iter().find(|(filled, _)| *filled == column).map(|(_, level)| level)
    }

    /// The sources' own levels of its evidence items, each once, strongest first.
    #[must_use]
    pub fn source_levels(&self) -> BTreeSet<crate::model::EvidenceLevel> {
        self.evidence.iter().map(|item| item.level()).collect()
    }
}

/// Everything known about one profile for one patient.
#[derive(Clone, Debug)]
pub struct Card<'k> {
    /// Rows in one fixed order: strongest level first, then scope, claim, disease.
    pub rows: Vec<Row<'k>>,
}

impl<'k> Card<'k> {
    /// Gathers, levels and sorts. `elsewhere` are approvals for other profiles that the tumour has, too.
    ///
    /// Rows about the patient's disease carry the level of the whole claim: all facts about it, in whatever disease, judged by
    /// the scheme. Rows about other diseases carry only what their own facts give, so that an approval for this patient's
    /// disease is not read off a line about another.
    #[must_use]
    pub fn new(
        records: Records<'k>,
        profile: ProfileId,
        elsewhere: &[view::Approval<'k>],
        patient: &DiseaseContext,
        schemes: &[LevelScheme],
    ) -> Self {
        Self::for_origin(records, profile, elsewhere, patient, schemes, None)
    }

    /// The same for a sample whose variants arose there. Evidence about variants of another origin (R34) makes rows of its own,
    /// without level and without access: an inherited risk is no reason to treat a change of the tumour, nor the other way.
    #[must_use]
    pub fn for_origin(
        records: Records<'k>,
        profile: ProfileId,
        elsewhere: &[view::Approval<'k>],
        patient: &DiseaseContext,
        schemes: &[LevelScheme],
        origin: Option<Origin>,
    ) -> Self {
        let mut rows: Vec<Row<'k>> = Vec::new();
        for mut claim in claims(records, profile, elsewhere) {
            let other = of_other_origin(&mut claim, origin);
            for disease in diseases(&other) {
                rows.push(Row {
                    claim: other.key.clone(),
                    disease,
                    scope: patient.scope(disease),
                    evidence: only(&other, disease).evidence,
                    assertions: Vec::new(),
                    approvals: Vec::new(),
                    levels: Vec::new(),
                    routes: Vec::new(),
                    rank: vec![usize::MAX; schemes.len()],
                    other_origin: true,
                });
            }
            for disease in diseases(&claim) {
                let scope = patient.scope(disease);
                let own = only(&claim, disease);
                let judged = if concerns_patient(scope) { &claim } else { &own };
                let (mut levels, mut rank) = (Vec::new(), Vec::new());
                for scheme in schemes {
                    let found = level(scheme, judged, patient);
                    let place = |found: &Level| scheme.levels.iter().position(|known| *known == found.level);
                    rank.push(found.as_ref().and_then(place).unwrap_or(usize::MAX));
                    levels.extend(found.map(|found| (scheme.column, found)));
                }
                let routes = routes(records, profile, judged, patient);
                let Claim { key, evidence, assertions, approvals, .. } = own;
                rows.push(Row { claim: key, disease, scope, evidence, assertions, approvals, levels, routes, rank, other_origin: false });
            }
        }
        let order = |row: &Row<'k>| (row.rank.clone(), row.scope, row.claim.clone(), row.disease, row.other_origin);
        rows.sort_by_cached_key(order);
        Self { rows }
    }
}

/// Takes the evidence about variants of another origin out of a claim.
fn of_other_origin<'k>(claim: &mut Claim<'k>, origin: Option<Origin>) -> Claim<'k> {
    let (fitting, other) = claim.evidence.iter().copied().partition(|item| origin.is_none_or(|origin| origin.fits(item.origin())));
    claim.evidence = fitting;
    Claim { key: claim.key.clone(), evidence: other, assertions: Vec::new(), approvals: Vec::new(), elsewhere: Vec::new() }
}

/// Does a claim of this scope hold for the patient's own disease?
const fn concerns_patient(scope: DiseaseScope) -> bool {
    matches!(scope, DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic)
}

/// The part of a claim that speaks of one disease.
fn only<'k>(claim: &Claim<'k>, disease: DiseaseId) -> Claim<'k> {
    Claim {
        key: claim.key.clone(),
        evidence: claim.evidence.iter().filter(|item| item.disease() == disease).copied().collect(),
        assertions: claim.assertions.iter().filter(|item| item.disease() == disease).copied().collect(),
        approvals: claim.approvals.iter().filter(|item| item.disease() == disease).copied().collect(),
        elsewhere: claim.elsewhere.iter().filter(|item| item.disease() == disease).copied().collect(),
    }
}

/// Diseases in which the claim is made.
fn diseases(claim: &Claim<'_>) -> BTreeSet<DiseaseId> {
    let evidence = claim.evidence.iter().map(|item| item.disease());
    let assertions = claim.assertions.iter().map(|item| item.disease());
    evidence.chain(assertions).chain(claim.approvals.iter().map(|approval| approval.disease())).collect()
}
