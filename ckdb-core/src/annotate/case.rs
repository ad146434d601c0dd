//! What one tumour's lines come to together: access counters, companion diagnostics, expert-panel triage, contradictions.
//!
//! Lines and profiles are added as they are answered; the report is made once, at the end. Only what the tumour certainly has
//! counts; what it may have keeps a triage open, because an omission must be proven.

use super::allele::{Annotation, ProfileMatch};
use super::annotator::Annotator;
use super::card::Card;
use super::sample::SampleMatch;
use crate::index::IndexError;
use crate::knowledge::view;
use crate::level::cdx::{Carried, CdxAnswer, CdxClaim};
use crate::level::conflict::Conflict;
use crate::level::triage::{Gate, Missing, Standing, Triage, TriageInput, TriageOption, triage};
use crate::level::{AccessCounters, Route};
use crate::matching::{Question, Truth, VariantMatch, Verdict};
use crate::model::{DeemedTest, Diagnostic, DiseaseScope, ProfileId, TherapyId, TriageAccess, TriageTable};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What was answered of one tumour so far.
#[derive(Clone, Debug, Default)]
pub struct Case {
    variants: Carried,
    profiles: BTreeMap<ProfileId, Truth>,
    germline_suspected: bool,
}

/// How one companion diagnostic stands to the tumour.
#[derive(Clone, Debug)]
pub struct CdxStanding<'k> {
    /// The claim: approval, assay, list.
    pub claim: CdxClaim<'k>,
    /// Is an allele of the tumour on the list?
    pub answer: CdxAnswer,
}

/// What a whole case comes to.
#[derive(Clone, Debug)]
pub struct CaseReport<'k> {
    /// Drugs and trials by route, as a C-CAT report counts them; `None` when the patient's disease was not given.
    pub counters: Option<AccessCounters>,
    /// Companion diagnostics of the approvals in label for what the tumour has, by approval.
    pub companion_diagnostics: Vec<CdxStanding<'k>>,
    /// One judgement a triage table of the index.
    pub triage: Vec<Triage<'k>>,
    /// What the triage was told, and what the tumour's own lines added to it.
    pub triage_input: TriageInput,
    /// Contradictions among records about what the tumour has or may have, by profile.
    pub conflicts: Vec<(view::Profile<'k>, Conflict<'k>)>,
}

impl Case {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what one allele meets.
    pub fn add(&mut self, annotation: &Annotation<'_>) {
        self.add_variants(&annotation.variants);
        annotation.matches.iter().for_each(|matched| self.add_match(matched));
    }

    /// Adds a profile over several variants.
    pub fn add_profile(&mut self, found: &SampleMatch<'_>) {
        self.add_match(&found.matched);
    }

    /// Adds variants that were judged otherwise than by a line.
    pub fn add_variants(&mut self, variants: &[VariantMatch]) {
        for found in variants {
            let truth = found.judgement.truth();
            if truth != Truth::False {
                let known = self.variants.entry(found.variant).or_insert(truth);
                *known = known.or(truth);
            }
        }
    }

    /// A variant suggests a finding in the germline: the gate of every triage closes, whatever else is told.
    pub const fn suspect_germline(&mut self) {
        self.germline_suspected = true;
    }

    /// What is told, with what was found.
    #[must_use]
    pub fn gate(&self, told: Gate) -> Gate {
        if self.germline_suspected { Gate::Suspected } else { told }
    }

    fn add_match(&mut self, matched: &ProfileMatch<'_>) {
        let known = self.profiles.entry(matched.profile.number()).or_insert(matched.truth);
        *known = known.or(matched.truth);
        self.add_verdict(&matched.verdict);
    }

    /// Variants that no line carries, such as signatures, are known from the profiles that ask for them.
    fn add_verdict(&mut self, verdict: &Verdict) {
        if let (Question::Variant(variant), true) = (verdict.question, verdict.truth == Truth::True) {
            self.variants.insert(variant, Truth::True);
        }
        verdict.parts.iter().for_each(|part| self.add_verdict(part));
    }

    /// What it comes to for this patient.
    ///
    /// # Errors
    /// When a record of the index is damaged.
    pub fn report<'k>(&self, annotator: &Annotator<'k>, input: &TriageInput) -> Result<CaseReport<'k>, IndexError> {
        let records = annotator.records();
        let certain: Vec<ProfileId> = self.profiles.iter().filter(|(_, truth)| **truth == Truth::True).map(|(id, _)| *id).collect();
        let approved = annotator.approved(&certain);
        let mut cards: Vec<(view::Profile<'k>, bool, Arc<Card<'k>>)> = Vec::new();
        for (id, truth) in &self.profiles {
            let is_certain = *truth == Truth::True;
            let card = if is_certain { annotator.card_among(*id, &approved) } else { annotator.card(*id) };
            cards.extend(records.profile(*id).zip(card).map(|(profile, card)| (profile, is_certain, card)));
        }
        let routes = || {
            let certain = cards.iter().filter(|(_, is_certain, _)| *is_certain);
            certain.flat_map(|(_, _, card)| &card.rows).flat_map(|row| row.routes.iter().copied())
        };
        let approvals: BTreeMap<&str, view::Approval<'k>> = records.approvals().map(|approval| (approval.id(), approval)).collect();
        let in_label: BTreeSet<&str> = routes().filter(|(route, _)| is_in_label(*route)).map(|(_, record)| record).collect();
        let mut companion_diagnostics = Vec::new();
        for approval in in_label.iter().filter_map(|record| approvals.get(record)) {
            for claim in CdxClaim::of(*approval)? {
                let answer = claim.answer(&self.variants);
                companion_diagnostics.push(CdxStanding { claim, answer });
            }
        }
        let ways = Ways { case: self, approvals: &approvals, input };
        let options = ways.of_markers(&cards)?;
        let lineage = annotator.patient().disease().and_then(|id| records.disease(id)).map(|disease| disease.lineage());
        let covers = |test: &DeemedTest, option: &TriageOption<'k>| {
            let has = test.profiles.contains(&option.profile) || test.profiles.iter().any(|profile| certain.contains(profile));
            has && matches!(
                annotator.patient().scope(test.disease),
                DiseaseScope::Same | DiseaseScope::Narrower | DiseaseScope::Agnostic
            )
        };
        let input = TriageInput { germline: self.gate(input.germline), ..input.clone() };
        let judge = |table: &TriageTable| triage(table, lineage, &input, options.clone(), covers);
        Ok(CaseReport {
            counters: annotator.patient().disease().map(|_| AccessCounters::of(records, routes())),
            companion_diagnostics,
            triage: records.triage_tables()?.iter().map(judge).collect(),
            triage_input: input.clone(),
            conflicts: cards
                .iter()
                .flat_map(|(profile, _, card)| card.conflicts.iter().map(|conflict| (*profile, conflict.clone())))
                .collect(),
        })
    }
}

const fn is_in_label(route: Route) -> bool {
    matches!(route, Route::JpApproved | Route::UsApproved | Route::EuApproved)
}

/// A route in the words of a triage table in Japan; `None` for what lies abroad.
const fn access(route: Route) -> Option<TriageAccess> {
    Some(match route {
        Route::JpApproved => TriageAccess::InLabel,
        Route::JpOffLabel => TriageAccess::OffLabel,
        Route::JpTrial | Route::JpExpandedAccess | Route::JpAdvancedCare | Route::JpPatientProposed => TriageAccess::Trial,
        Route::TrialAbroad | Route::UsApproved | Route::UsOffLabel | Route::EuApproved | Route::EuOffLabel => return None,
    })
}

/// Ways to reach drugs, marker by marker.
struct Ways<'a, 'k> {
    case: &'a Case,
    approvals: &'a BTreeMap<&'a str, view::Approval<'k>>,
    input: &'a TriageInput,
}

impl<'k> Ways<'_, 'k> {
    fn of_markers(
        &self,
        cards: &[(view::Profile<'k>, bool, Arc<Card<'k>>)],
    ) -> Result<Vec<(&'k str, Vec<TriageOption<'k>>)>, IndexError> {
        // Certain profiles first: a way that is certain is not listed again as uncertain.
        let mut markers: BTreeMap<&'k str, BTreeMap<(TriageAccess, &'k str), TriageOption<'k>>> = BTreeMap::new();
        for wanted in [true, false] {
            for (profile, is_certain, card) in cards.iter().filter(|(_, is_certain, _)| *is_certain == wanted) {
                for row in &card.rows {
                    for (route, record) in &row.routes {
                        let Some(access) = access(*route) else { continue };
                        let known = markers.entry(marker(*profile)).or_default();
                        if known.contains_key(&(access, *record)) {
                            continue;
                        }
                        let approval = self.approvals.get(record).copied();
                        let mut therapies: Vec<TherapyId> = match approval {
                            Some(approval) => approval.therapies().collect(),
                            None => row.claim.therapies.clone(),
                        };
                        therapies.sort_unstable();
                        let standing = match (access, approval) {
                            (TriageAccess::InLabel, Some(approval)) => self.standing(approval)?,
                            _ => Standing::NoCompanion,
                        };
                        let option = TriageOption {
                            access,
                            record,
                            therapies,
                            profile: profile.number(),
                            standing,
                            is_certain: *is_certain,
                        };
                        known.insert((access, *record), option);
                    }
                }
            }
        }
        // A drug that the tumour reaches in label is not off label through another profile.
        let all = || markers.values().flat_map(BTreeMap::values);
        let in_label: BTreeSet<Vec<TherapyId>> = all()
            .filter(|option| option.access == TriageAccess::InLabel && option.is_certain)
            .map(|option| option.therapies.clone())
            .collect();
        let is_moot = |option: &TriageOption<'_>| option.access == TriageAccess::OffLabel && in_label.contains(&option.therapies);
        Ok(markers
            .into_iter()
            .map(|(name, options)| (name, options.into_values().filter(|option| !is_moot(option)).collect::<Vec<_>>()))
            .filter(|(_, options)| !options.is_empty())
            .collect())
    }

    /// What the assay that was used is approved for, with this drug.
    fn standing(&self, approval: view::Approval<'k>) -> Result<Standing, IndexError> {
        let Some(assay) = &self.input.assay else { return Ok(Standing::Open(Missing::NoAssay)) };
        let claims: Vec<CdxClaim<'k>> = CdxClaim::of(approval)?.into_iter().filter(|claim| claim.is_assay(assay)).collect();
        let answers: Vec<CdxAnswer> = claims.iter().map(|claim| claim.answer(&self.case.variants)).collect();
        let best = [
            CdxAnswer::Listed,
            CdxAnswer::AlleleUnknown,
            CdxAnswer::ListNotRecorded,
            CdxAnswer::ReferenceOnly,
            CdxAnswer::NotListed,
        ];
        Ok(match best.into_iter().find(|answer| answers.contains(answer)) {
            Some(CdxAnswer::Listed) => Standing::Known(Diagnostic::Companion),
            Some(CdxAnswer::AlleleUnknown) => Standing::Open(Missing::Marker),
            Some(CdxAnswer::ListNotRecorded) => Standing::Open(Missing::ListNotRecorded),
            Some(CdxAnswer::ReferenceOnly | CdxAnswer::NotListed) => Standing::NoCompanion,
            None => Standing::Open(Missing::AssayNotRecorded),
        })
    }
}

/// What a profile is about: the folder its record lies in, a gene or a signature.
fn marker(profile: view::Profile<'_>) -> &str {
    profile.id().split_once('/').map_or(profile.id(), |(folder, _)| folder)
}
