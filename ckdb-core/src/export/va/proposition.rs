//! What is claimed, as a proposition: subject, predicate, object, qualifiers.

use super::super::finding::Finding;
use super::super::left_out::WhyLeftOut;
use super::concept;
use crate::annotate::Row;
use crate::level::ClaimKey;
use crate::model::{EvidenceType, Significance, TherapyInteraction, VariantOrigin, Vocabulary};
use crate::table::Rows;
use serde_json::{Map, Value, json};

/// The class of a claim's proposition and its predicate; `None` where VA-Spec 1.0 has none that says the same.
///
/// Less response and harm are no resistance; inherited risk is not a cause (`isCausalFor`); what a protein does is told of an
/// assay's experiment only. So those are left out rather than bent.
const fn kind(claim: &ClaimKey) -> Option<(&'static str, &'static str)> {
    use Significance as S;
    Some(match (claim.evidence_type, claim.significance) {
        (EvidenceType::Predictive, S::Sensitivity) => ("VariantTherapeuticResponseProposition", "predictsSensitivityTo"),
        (EvidenceType::Predictive, S::Resistance) => ("VariantTherapeuticResponseProposition", "predictsResistanceTo"),
        (EvidenceType::Diagnostic, S::Positive) => ("VariantDiagnosticProposition", "isDiagnosticInclusionCriterionFor"),
        (EvidenceType::Diagnostic, S::Negative) => ("VariantDiagnosticProposition", "isDiagnosticExclusionCriterionFor"),
        (EvidenceType::Prognostic, S::BetterOutcome) => ("VariantPrognosticProposition", "associatedWithBetterOutcomeFor"),
        (EvidenceType::Prognostic, S::PoorOutcome) => ("VariantPrognosticProposition", "associatedWithWorseOutcomeFor"),
        (EvidenceType::Oncogenic, S::Oncogenicity) => ("VariantOncogenicityProposition", "isOncogenicFor"),
        _ => return None,
    })
}

/// Under which key the disease stands.
const fn disease_key(evidence_type: EvidenceType) -> &'static str {
    match evidence_type {
        EvidenceType::Predictive => "conditionQualifier",
        EvidenceType::Oncogenic => "objectTumorType",
        _ => "objectCondition",
    }
}

/// The whole proposition of a claim.
pub(super) fn whole<'k>(
    rows: &Rows<'_, 'k>,
    finding: &Finding<'_, 'k>,
    row: &Row<'k>,
    subject: Value,
) -> Result<Value, WhyLeftOut> {
    let records = rows.annotator().records();
    let (class, predicate) = kind(&row.claim).ok_or(WhyLeftOut::NoWord)?;
    let mut value = Map::new();
    value.insert("type".to_owned(), json!(class));
    value.insert("subjectVariant".to_owned(), subject);
    value.insert("predicate".to_owned(), json!(predicate));
    let disease = concept::disease(records, row.disease).ok_or(WhyLeftOut::NoWord)?;
    value.insert(disease_key(row.claim.evidence_type).to_owned(), disease);
    if row.claim.evidence_type == EvidenceType::Predictive {
        value.insert("objectTherapeutic".to_owned(), therapeutic(rows, &row.claim)?);
    }
    // One gene is a context; of several none is the one.
    let mut genes: Vec<_> = finding.calls.iter().filter_map(|call| call.gene(rows)).collect();
    genes.dedup();
    if let [gene] = genes.as_slice() {
        value.insert("geneContextQualifier".to_owned(), concept::gene(*gene));
    }
    if let Some(origin) = origin(row) {
        value.insert("alleleOriginQualifier".to_owned(), json!({"name": origin}));
    }
    Ok(Value::Object(value))
}

/// The same with names in place of what was told in full: for items inside the statement.
pub(super) fn short(row: &Row<'_>, whole: &Value, subject: &str) -> Value {
    let mut value = Map::new();
    for key in ["type", "predicate"] {
        value.insert(key.to_owned(), whole[key].clone());
    }
    value.insert("subjectVariant".to_owned(), json!(subject));
    for key in [disease_key(row.claim.evidence_type), "objectTherapeutic"] {
        if let Some(id) = whole.get(key).map(|found| &found["id"]) {
            value.insert(key.to_owned(), id.clone());
        }
    }
    Value::Object(value)
}

/// The therapy, or the group of them.
fn therapeutic(rows: &Rows<'_, '_>, claim: &ClaimKey) -> Result<Value, WhyLeftOut> {
    let records = rows.annotator().records();
    let mut therapies: Vec<Value> = claim.therapies.iter().filter_map(|one| concept::therapy(records, *one)).collect();
    if therapies.len() < 2 {
        return therapies.pop().ok_or(WhyLeftOut::NoTherapy);
    }
    let (operator, joint) = match claim.interaction {
        Some(TherapyInteraction::Combination) => ("AND", "+"),
        Some(TherapyInteraction::Substitutes) => ("OR", "|"),
        Some(TherapyInteraction::Sequential) | None => return Err(WhyLeftOut::TherapiesUnclear),
    };
    let names: Vec<&str> = claim.therapies.iter().filter_map(|one| records.therapy(*one)).map(|one| one.id()).collect();
    Ok(json!({"id": super::iri("therapies", &names.join(joint)), "therapies": therapies, "membershipOperator": operator}))
}

/// Where the variants of its evidence arose, if all of it says the same and says it.
fn origin(row: &Row<'_>) -> Option<&'static str> {
    let mut origins = row.evidence.iter().map(|item| item.origin());
    let first = origins.next()?;
    let is_told = !matches!(first, VariantOrigin::Unknown | VariantOrigin::Combined);
    (is_told && origins.all(|other| other == first)).then(|| first.as_str())
}
