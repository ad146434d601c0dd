//! How the drug of a claim can be reached: approvals and trials, seen from the patient's disease.
//!
//! The routes follow the order of the Japanese access scale (approved in Japan, trial in Japan, off label in Japan, trial
//! abroad, FDA-approved, FDA off label), which the six counters of a C-CAT report follow, too: [`AccessCounters`]. What Japan
//! has beside trials (expanded access, advanced medical care, patient-proposed care) is shown only where a record says that
//! it is open. A route says nothing of reimbursement.

use super::claim::Claim;
use crate::knowledge::{Records, view};
use crate::matching::DiseaseContext;
use crate::model::vocabulary::Vocabulary;
use crate::model::{DiseaseScope, Jurisdiction, ProfileId, TherapyId, Token, TrialSelection, TrialStatus, TrialType};
use std::collections::{BTreeMap, BTreeSet};

/// A way to reach a drug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Approved in Japan, for this disease.
    JpApproved,
    /// On trial in Japan, open for patients.
    JpTrial,
    /// Expanded access in Japan (拡大治験), open for patients.
    JpExpandedAccess,
    /// Advanced medical care in Japan (先進医療), open for patients.
    JpAdvancedCare,
    /// Patient-proposed care in Japan (患者申出療養), open for patients.
    JpPatientProposed,
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
        Self::JpExpandedAccess,
        Self::JpAdvancedCare,
        Self::JpPatientProposed,
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
            Self::JpExpandedAccess => "JP_EXPANDED_ACCESS",
            Self::JpAdvancedCare => "JP_ADVANCED_CARE",
            Self::JpPatientProposed => "JP_PATIENT_PROPOSED",
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
        let in_label = applies(patient.scope_leaving_out(approval.disease(), approval.excluding()))?;
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
        let enters = |disease| matches!(applies(patient.scope_leaving_out(disease, trial.excluding())), Some(true));
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

fn route_of_trial(trial: view::Trial<'_>) -> Route {
    if !trial.countries().any(|country| country == "JP") {
        return Route::TrialAbroad;
    }
    match trial.trial_type() {
        Some(TrialType::ExpandedAccess) => Route::JpExpandedAccess,
        Some(TrialType::AdvancedCare) => Route::JpAdvancedCare,
        Some(TrialType::PatientProposed) => Route::JpPatientProposed,
        Some(TrialType::Company | TrialType::InvestigatorInitiated | TrialType::Research) | None => Route::JpTrial,
    }
}

/// In label, off label, or (`None`) no route at all: across the border of lineages nothing is transferred, and a disease that a
/// label expressly leaves out is not merely another one.
const fn applies(scope: DiseaseScope) -> Option<bool> {
    match scope {
        DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic => Some(true),
        DiseaseScope::Other | DiseaseScope::Broader => Some(false),
        DiseaseScope::OtherLineage | DiseaseScope::Excluded | DiseaseScope::NotGiven => None,
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
    Some(route_of_trial(trial))
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

/// How many drugs and trials each route of the Japanese scale offers: the six counters of a C-CAT report, in its order
/// (国内承認薬数, 国内臨床試験数, 国内適応外承認薬数, 海外臨床試験数, FDA承認薬数, FDA適応外薬数).
///
/// A drug, or drugs given together, counts once a column, however many markers lead to it; a trial counts once. Expanded
/// access, advanced care and patient-proposed care are no trials and are not counted. The columns have no common part: a drug
/// in label does not count as off label with the same regulator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccessCounters {
    /// Drugs approved in Japan for this disease.
    pub jp_approved: usize,
    /// Open trials in Japan.
    pub jp_trial: usize,
    /// Drugs approved in Japan for another disease.
    pub jp_off_label: usize,
    /// Open trials elsewhere.
    pub trial_abroad: usize,
    /// Drugs approved by the FDA for this disease.
    pub us_approved: usize,
    /// Drugs approved by the FDA for another disease.
    pub us_off_label: usize,
}

impl AccessCounters {
    /// Counts routes, each with the record that says so; the same route and record may come many times.
    #[must_use]
    pub fn of<'k>(records: Records<'k>, routes: impl IntoIterator<Item = (Route, &'k str)>) -> Self {
        let approvals: BTreeMap<&str, view::Approval<'k>> = records.approvals().map(|found| (found.id(), found)).collect();
        let mut drugs: BTreeMap<Route, BTreeSet<Vec<TherapyId>>> = BTreeMap::new();
        let mut trials: BTreeMap<Route, BTreeSet<&str>> = BTreeMap::new();
        for (route, record) in routes {
            match approvals.get(record) {
                Some(approval) => {
                    let mut drug: Vec<TherapyId> = approval.therapies().collect();
                    drug.sort_unstable();
                    drugs.entry(route).or_default().insert(drug);
                }
                None => {
                    trials.entry(route).or_default().insert(record);
                }
            }
        }
        let empty = BTreeSet::new();
        let of = |route| drugs.get(&route).unwrap_or(&empty);
        let only = |off_label, in_label| of(off_label).difference(of(in_label)).count();
        let on_trial = |route| trials.get(&route).map_or(0, BTreeSet::len);
        Self {
            jp_approved: of(Route::JpApproved).len(),
            jp_trial: on_trial(Route::JpTrial),
            jp_off_label: only(Route::JpOffLabel, Route::JpApproved),
            trial_abroad: on_trial(Route::TrialAbroad),
            us_approved: of(Route::UsApproved).len(),
            us_off_label: only(Route::UsOffLabel, Route::UsApproved),
        }
    }
}
