//! One scheme's table against one claim: the first rule that some fact satisfies gives the level.
//!
//! A rule without a level says that the facts it names leave the level open, and why: a randomised trial whose end point nobody
//! recorded is of ESCAT tier I or II. Such a claim has no level in that scheme, and the reason is shown.

use super::claim::Claim;
use crate::knowledge::Records;
use crate::matching::DiseaseContext;
use crate::model::{DiseaseId, DiseaseScope, LevelFact, LevelRule, LevelScheme};

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

/// Facts that leave the level open, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsettled {
    /// Scheme and version of its table: `escat@1`.
    pub scheme: String,
    /// The rule that says so.
    pub rule: String,
    /// Why no level can be told from these facts.
    pub reason: String,
    /// The records it speaks of, sorted.
    pub records: Vec<String>,
}

/// What a scheme says of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judged {
    /// It has this level.
    Level(Level),
    /// Its level cannot be told from the facts that are recorded.
    Unsettled(Unsettled),
}

/// What a scheme says of a claim for the patient; `None` when no rule is satisfied, or the disease was not given.
#[must_use]
pub fn judge(scheme: &LevelScheme, claim: &Claim<'_>, patient: &DiseaseContext) -> Option<Judged> {
    patient.disease()?;
    scheme.rules.iter().find_map(|rule| {
        let mut records = satisfying(rule, claim, patient);
        if records.is_empty() {
            return None;
        }
        records.sort_unstable();
        records.dedup();
        let (scheme, id) = (format!("{}@{}", scheme.id, scheme.version), rule.id.clone());
        Some(if rule.level.is_empty() {
            Judged::Unsettled(Unsettled { scheme, rule: id, reason: rule.reason.clone(), records })
        } else {
            Judged::Level(Level { level: rule.level.clone(), scheme, rule: id, records })
        })
    })
}

/// The level a scheme gives a claim for the patient; `None` when no rule is satisfied, the facts leave it open, or the disease
/// was not given.
#[must_use]
pub fn level(scheme: &LevelScheme, claim: &Claim<'_>, patient: &DiseaseContext) -> Option<Level> {
    match judge(scheme, claim, patient)? {
        Judged::Level(level) => Some(level),
        Judged::Unsettled(_) => None,
    }
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
    let in_scope = |scope: DiseaseScope| rule.scopes.contains(&scope);
    match &rule.fact {
        LevelFact::Approval { jurisdictions, tumour_wide } => claim
            .covering()
            .filter(|approval| {
                jurisdictions.contains(&approval.jurisdiction())
                    && in_scope(patient.scope_leaving_out(approval.disease(), approval.excluding()))
                    && (!tumour_wide || is_whatever_the_organ(approval.records(), approval.disease()))
            })
            .map(|approval| approval.id().to_owned())
            .collect(),
        LevelFact::Guideline => claim
            .assertions
            .iter()
            .filter(|assertion| {
                let scope = patient.scope_leaving_out(assertion.disease(), assertion.excluding());
                !assertion.guideline().is_empty() && in_scope(scope)
            })
            .map(|assertion| assertion.id().to_owned())
            .collect(),
        LevelFact::Evidence { levels, studies, endpoints } => claim
            .evidence
            .iter()
            .filter(|item| {
                let study_fits = studies.is_empty() || item.study().is_some_and(|study| studies.contains(&study));
                let endpoint_fits = endpoints.is_empty() || item.endpoint().is_some_and(|met| endpoints.contains(&met));
                let scope = patient.scope_leaving_out(item.disease(), item.excluding());
                levels.contains(&item.level()) && study_fits && endpoint_fits && in_scope(scope)
            })
            .map(|item| item.id().to_owned())
            .collect(),
    }
}

/// Every cancer, or every solid or every haematological one: the root of the diseases, or directly below it and of one lineage.
fn is_whatever_the_organ(records: Records<'_>, disease: DiseaseId) -> bool {
    let is_root = |id: DiseaseId| records.disease(id).is_some_and(|found| found.parents().len() == 0);
    is_root(disease)
        || records.disease(disease).is_some_and(|found| LINEAGE_ROOTS.contains(&found.id()) && found.parents().all(is_root))
}

/// The diseases that stand for a whole lineage; their names are part of the record format.
const LINEAGE_ROOTS: [&str; 2] = ["solid-tumour", "haematological-cancer"];
