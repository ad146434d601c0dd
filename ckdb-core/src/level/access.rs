//! How the drug of a claim can be reached: approvals and trials, seen from the patient's disease.
//!
//! The routes follow the order of the Japanese access scale (approved in Japan, trial in Japan, off label in Japan, trial
//! abroad, FDA-approved, FDA off label). A route says nothing of reimbursement.

use super::claim::Claim;
use crate::knowledge::{Records, view};
use crate::matching::DiseaseContext;
use crate::model::vocabulary::Vocabulary;
use crate::model::{DiseaseId, DiseaseScope, Jurisdiction, ProfileId, TherapyId, Token, TrialSelection, TrialStatus};

/// A way to reach a drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Approved in Japan, for this disease.
    JpApproved,
    /// On trial in Japan, open for patients.
    JpTrial,
    /// Approved in Japan, for another disease.
    JpOffLabel,
    /// On trial elsewhere, open for patients.
    TrialAbroad,
    /// Approved in the United States, for this disease.
    UsApproved,
    /// Approved in the United States, for another disease.
    UsOffLabel,
    /// Approved in the European Union, for this disease.
    EuApproved,
    /// Approved in the European Union, for another disease.
    EuOffLabel,
}

impl Vocabulary for Route {
    const NOUN: &'static str = "access route";
    const ALL: &'static [Self] = &[
        Self::JpApproved,
        Self::JpTrial,
        Self::JpOffLabel,
        Self::TrialAbroad,
        Self::UsApproved,
        Self::UsOffLabel,
        Self::EuApproved,
        Self::EuOffLabel,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::JpApproved => "JP_APPROVED",
            Self::JpTrial => "JP_TRIAL",
            Self::JpOffLabel => "JP_OFF_LABEL",
            Self::TrialAbroad => "TRIAL_ABROAD",
            Self::UsApproved => "US_APPROVED",
            Self::UsOffLabel => "US_OFF_LABEL",
            Self::EuApproved => "EU_APPROVED",
            Self::EuOffLabel => "EU_OFF_LABEL",
        }
    }
}

/// Routes to the therapies of a claim for this patient, each with the record that says so, in the order of the scale.
///
/// Empty when the patient's disease was not given, and for claims that are not about benefit.
#[must_use]
pub fn routes<'k>(records: Records<'k>, profile: ProfileId, claim: &Claim<'k>, patient: &DiseaseContext) -> Vec<(Route, &'k str)> {
    if patient.disease().is_none() || !claim.key.claims_benefit() {
        return Vec::new();
    }
    let approvals = claim.covering().filter_map(|approval| {
        let in_label = applies(patient.scope(approval.disease()))?;
        let route = match (approval.jurisdiction(), in_label) {
            (Jurisdiction::Jp, true) => Route::JpApproved,
            (Jurisdiction::Jp, false) => Route::JpOffLabel,
            (Jurisdiction::Us, true) => Route::UsApproved,
            (Jurisdiction::Us, false) => Route::UsOffLabel,
            (Jurisdiction::Eu, true) => Route::EuApproved,
            (Jurisdiction::Eu, false) => Route::EuOffLabel,
        };
        Some((route, approval.id()))
    });
    let trials = records.trials().filter(|trial| is_open(*trial) && asks_for(*trial, records, profile)).filter_map(|trial| {
        let treatment: Vec<TherapyId> = trial.therapies().collect();
        let gives = claim.key.is_about(&treatment) || claim.key.therapies.iter().all(|drug| treatment.contains(drug));
        let enters = |disease: DiseaseId| matches!(applies(patient.scope(disease)), Some(true));
        if claim.key.therapies.is_empty() || !gives || !trial.diseases().any(enters) {
            return None;
        }
        Some((trial_route(trial)?, trial.id()))
    });
    let mut found: Vec<(Route, &'k str)> = approvals.chain(trials).collect();
    found.sort_unstable();
    found.dedup();
    // Who may use a drug in label need not be told that it is also approved for somebody else.
    let in_label = |route: Route| found.iter().any(|(known, _)| *known == route);
    let hidden = [
        (Route::JpOffLabel, in_label(Route::JpApproved)),
        (Route::UsOffLabel, in_label(Route::UsApproved)),
        (Route::EuOffLabel, in_label(Route::EuApproved)),
    ];
    found.retain(|(route, _)| !hidden.contains(&(*route, true)));
    found
}

/// In label, off label, or (`None`) no route at all: across the border of lineages nothing is transferred.
const fn applies(scope: DiseaseScope) -> Option<bool> {
    match scope {
        DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic => Some(true),
        DiseaseScope::Other | DiseaseScope::Broader => Some(false),
        DiseaseScope::OtherLineage | DiseaseScope::NotGiven => None,
    }
}

fn is_open(trial: view::Trial<'_>) -> bool {
    matches!(trial.status(), TrialStatus::Recruiting | TrialStatus::NotYetRecruiting | TrialStatus::EnrollingByInvitation)
}

/// Where a trial is open for patients: in Japan if it has a site there, else abroad. `None` when it is not open, or nobody told in
/// which countries it has sites.
#[must_use]
pub fn trial_route(trial: view::Trial<'_>) -> Option<Route> {
    if !is_open(trial) || trial.countries().len() == 0 {
        return None;
    }
    let here = trial.countries().any(|country| country == "JP");
    Some(if here { Route::JpTrial } else { Route::TrialAbroad })
}

/// Does the trial ask for one of the variants of this profile, or for none at all? (Whether the whole tumour fits is answered per
/// sample: `Sample::trials`.) A trial whose selection was not read is no route.
fn asks_for(trial: view::Trial<'_>, records: Records<'_>, profile: ProfileId) -> bool {
    match trial.selection() {
        TrialSelection::None => return true,
        TrialSelection::NotRead => return false,
        TrialSelection::Criterion => {}
    }
    let Some(profile) = records.profile(profile) else { return false };
    trial.tokens().any(|wanted| matches!(wanted, Token::Variant(_)) && profile.tokens().any(|token| token == wanted))
}
