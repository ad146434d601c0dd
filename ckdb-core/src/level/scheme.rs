//! One scheme's table against one claim: the first rule that some fact satisfies gives the level.

use super::claim::Claim;
use crate::matching::DiseaseContext;
use crate::model::{DiseaseId, LevelFact, LevelRule, LevelScheme};

/// A level, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The level as the scheme names it: `A`, `Tier I-A`.
    pub level: String,
    /// Scheme and version of its table: `jp-2.1@1`.
    pub scheme: String,
    /// The rule that gave it.
    pub rule: String,
    /// Records that satisfied the rule, sorted.
    pub records: Vec<String>,
}

/// The level a scheme gives a claim for the patient; `None` when no rule is satisfied, or the disease was not given.
#[must_use]
pub fn level(scheme: &LevelScheme, claim: &Claim<'_>, patient: &DiseaseContext) -> Option<Level> {
    patient.disease()?;
    scheme.rules.iter().find_map(|rule| {
        let mut records = satisfying(rule, claim, patient);
        records.sort_unstable();
        records.dedup();
        (!records.is_empty()).then(|| Level {
            level: rule.level.clone(),
            scheme: format!("{}@{}", scheme.id, scheme.version),
            rule: rule.id.clone(),
            records,
        })
    })
}

/// Records of the claim that satisfy a rule.
fn satisfying(rule: &LevelRule, claim: &Claim<'_>, patient: &DiseaseContext) -> Vec<String> {
    let key = &claim.key;
    let applies = rule.types.contains(&key.evidence_type)
        && rule.significances.contains(&key.significance)
        && rule.direction == key.direction;
    if !applies {
        return Vec::new();
    }
    let in_scope = |disease: DiseaseId| rule.scopes.contains(&patient.scope(disease));
    match &rule.fact {
        LevelFact::Approval { jurisdictions } => claim
            .covering()
            .filter(|approval| jurisdictions.contains(&approval.jurisdiction()) && in_scope(approval.disease()))
            .map(|approval| approval.id().to_owned())
            .collect(),
        LevelFact::Guideline => claim
            .assertions
            .iter()
            .filter(|assertion| !assertion.guideline().is_empty() && in_scope(assertion.disease()))
            .map(|assertion| assertion.id().to_owned())
            .collect(),
        LevelFact::Evidence { levels, studies } => claim
            .evidence
            .iter()
            .filter(|item| {
                let study_fits = studies.is_empty() || item.study().is_some_and(|study| studies.contains(&study));
                levels.contains(&item.level()) && study_fits && in_scope(item.disease())
            })
            .map(|item| item.id().to_owned())
            .collect(),
    }
}
