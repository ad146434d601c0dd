//! Everything one profile's records say about one question, gathered.
//!
//! A [`Claim`] is "does this therapy work for this profile?" (or "is this a sign of that disease?"), with all evidence items,
//! assertions and approvals that speak of it, in whatever disease. Levels are worked out per claim; rows are shown per
//! claim and disease.

use crate::knowledge::{Records, view};
use crate::model::{EvidenceDirection, EvidenceType, ProfileId, Significance, TherapyId, TherapyInteraction};
use std::collections::BTreeMap;

/// One question about a profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClaimKey {
    /// Kind of claim.
    pub evidence_type: EvidenceType,
    /// What is claimed.
    pub significance: Significance,
    /// For or against.
    pub direction: EvidenceDirection,
    /// Therapies, sorted.
    pub therapies: Vec<TherapyId>,
    /// How several therapies belong together.
    pub interaction: Option<TherapyInteraction>,
}

/// One question about a profile, and every record that speaks of it.
#[derive(Clone, Debug)]
pub struct Claim<'k> {
    /// The question.
    pub key: ClaimKey,
    /// Evidence items, in order of their numbers.
    pub evidence: Vec<view::Evidence<'k>>,
    /// Assertions, in order of their numbers.
    pub assertions: Vec<view::Assertion<'k>>,
    /// Approvals of these therapies for this profile; only for claims that a therapy works.
    pub approvals: Vec<view::Approval<'k>>,
    /// Approvals of these therapies for other profiles that the tumour has, too: a label for `V600E` covers a tumour with
    /// V600E, whichever profile the claim is about.
    pub elsewhere: Vec<view::Approval<'k>>,
}

impl ClaimKey {
    fn new(
        evidence_type: EvidenceType,
        significance: Significance,
        direction: EvidenceDirection,
        therapies: impl Iterator<Item = TherapyId>,
        interaction: Option<TherapyInteraction>,
    ) -> Self {
        let mut therapies: Vec<TherapyId> = therapies.collect();
        therapies.sort_unstable();
        therapies.dedup();
        Self { evidence_type, significance, direction, therapies, interaction }
    }

    /// Does it claim that a therapy works?
    #[must_use]
    pub fn claims_benefit(&self) -> bool {
        self.evidence_type == EvidenceType::Predictive
            && self.significance == Significance::Sensitivity
            && self.direction == EvidenceDirection::Supports
    }

    /// Is it about this treatment? Drugs that may replace each other are about each of them; others must all be given.
    #[must_use]
    pub fn is_about(&self, treatment: &[TherapyId]) -> bool {
        match self.interaction {
            Some(TherapyInteraction::Substitutes) => matches!(treatment, [one] if self.therapies.contains(one)),
            _ => {
                let mut treatment = treatment.to_vec();
                treatment.sort_unstable();
                treatment == self.therapies
            }
        }
    }
}

impl<'k> Claim<'k> {
    const fn new(key: ClaimKey) -> Self {
        Self { key, evidence: Vec::new(), assertions: Vec::new(), approvals: Vec::new(), elsewhere: Vec::new() }
    }

    /// Every approval that covers this tumour.
    pub(super) fn covering(&self) -> impl Iterator<Item = view::Approval<'k>> {
        self.approvals.iter().chain(&self.elsewhere).copied()
    }
}

/// Every claim about one profile, in one fixed order.
///
/// An approval without any evidence item makes a claim of its own: what a regulator allowed is a fact by itself. Approvals
/// `elsewhere` (of other profiles the tumour has) make none; they only speak for the claims there are.
#[must_use]
pub fn claims<'k>(records: Records<'k>, profile: ProfileId, elsewhere: &[view::Approval<'k>]) -> Vec<Claim<'k>> {
    let mut found: BTreeMap<ClaimKey, Claim<'k>> = BTreeMap::new();
    for item in records.evidence_of(profile) {
        let key = ClaimKey::new(item.evidence_type(), item.significance(), item.direction(), item.therapies(), item.interaction());
        found.entry(key.clone()).or_insert_with(|| Claim::new(key)).evidence.push(item);
    }
    for item in records.assertions_of(profile) {
        let key = ClaimKey::new(item.evidence_type(), item.significance(), item.direction(), item.therapies(), item.interaction());
        found.entry(key.clone()).or_insert_with(|| Claim::new(key)).assertions.push(item);
    }
    for approval in records.approvals_of(profile) {
        let treatment: Vec<TherapyId> = approval.therapies().collect();
        let mut known = false;
        for claim in found.values_mut().filter(|claim| claim.key.claims_benefit() && claim.key.is_about(&treatment)) {
            claim.approvals.push(approval);
            known = true;
        }
        if !known {
            let interaction = (treatment.len() > 1).then_some(TherapyInteraction::Combination);
            let key = ClaimKey::new(
                EvidenceType::Predictive,
                Significance::Sensitivity,
                EvidenceDirection::Supports,
                treatment.iter().copied(),
                interaction,
            );
            found.entry(key.clone()).or_insert_with(|| Claim::new(key)).approvals.push(approval);
        }
    }
    for approval in elsewhere {
        let treatment: Vec<TherapyId> = approval.therapies().collect();
        for claim in found.values_mut().filter(|claim| claim.key.claims_benefit() && claim.key.is_about(&treatment)) {
            claim.elsewhere.push(*approval);
        }
    }
    found.into_values().collect()
}
