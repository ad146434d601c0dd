//! A claim as an Observation of the profile `therapeutic-implication` or `diagnostic-implication`.
//!
//! Prognosis, inherited risk and what a protein does have no profile in Genomics Reporting 3.0.0 that says the same, and a
//! diagnosis that is spoken against is no predicted phenotype; those are left out and counted.

use super::super::cited::Cited;
use super::super::finding::Finding;
use super::super::left_out::WhyLeftOut;
use super::super::thesaurus_code;
use super::codes::{self, component, concept};
use crate::annotate::Row;
use crate::knowledge::{Records, view};
use crate::level::ClaimKey;
use crate::model::{DiseaseScope, EvidenceDirection, EvidenceType, Significance, TherapyId, TherapyInteraction, Vocabulary};
use crate::table::Rows;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The extension in which the guide wants citations.
const ARTIFACT: &str = "http://hl7.org/fhir/StructureDefinition/workflow-relatedArtifact";

/// The observations of a claim: for therapies that may replace each other one each.
pub(super) fn of(rows: &Rows<'_, '_>, finding: &Finding<'_, '_>, row: &Row<'_>) -> Result<Vec<Value>, WhyLeftOut> {
    let records = rows.annotator().records();
    let claim = &row.claim;
    let disease = records.disease(row.disease).ok_or(WhyLeftOut::NoWord)?;
    let about = concept(codes::NCI_THESAURUS, thesaurus_code(disease.ncit()), disease.name());
    let phenotype = component(codes::DISEASE, "valueCodeableConcept", about);
    let mut found = Vec::new();
    match (claim.evidence_type, claim.significance, claim.direction) {
        (EvidenceType::Predictive, ..) => {
            for treatment in treatments(claim)? {
                let mut components = vec![component(codes::THERAPEUTIC, "valueCodeableConcept", effect(claim)), phenotype.clone()];
                let drugs: Vec<_> = treatment.iter().filter_map(|one| records.therapy(*one)).collect();
                if drugs.is_empty() {
                    return Err(WhyLeftOut::NoTherapy);
                }
                components.extend(drugs.iter().map(|drug| {
                    let medication = concept(codes::NCI_THESAURUS, thesaurus_code(drug.ncit()), drug.name());
                    component(codes::MEDICATION, "valueCodeableConcept", medication)
                }));
                let observation = codes::observation("therapeutic-implication", codes::THERAPEUTIC);
                found.push(complete(observation, components, &words(finding, row, &drugs, disease), records, row));
            }
        }
        (EvidenceType::Diagnostic, Significance::Positive, EvidenceDirection::Supports) => {
            let observation = codes::observation("diagnostic-implication", codes::DIAGNOSTIC);
            found.push(complete(observation, vec![phenotype], &words(finding, row, &[], disease), records, row));
        }
        _ => return Err(WhyLeftOut::NoWord),
    }
    Ok(found)
}

/// Levels, the conclusion in words, and what it rests on.
fn complete(mut observation: Value, mut components: Vec<Value>, conclusion: &str, records: Records<'_>, row: &Row<'_>) -> Value {
    // No code system has these levels; each says whose it is.
    let level = |text: String| component(codes::EVIDENCE_LEVEL, "valueCodeableConcept", json!({"text": text}));
    components
        .extend(row.levels.iter().map(|(_, found)| level(format!("{} by {}, rule {}", found.level, found.scheme, found.rule))));
    components.extend(row.source_levels().iter().map(|own| level(format!("{} by the sources themselves", own.as_str()))));
    components.push(component(codes::CONCLUSION, "valueString", json!(conclusion)));
    observation["component"] = Value::Array(components);
    let artifacts = artifacts(records, row);
    if !artifacts.is_empty() {
        observation["extension"] = Value::Array(artifacts);
    }
    observation
}

/// Each treatment of a claim with the drugs given together.
fn treatments(claim: &ClaimKey) -> Result<Vec<Vec<TherapyId>>, WhyLeftOut> {
    Ok(match (claim.therapies.as_slice(), claim.interaction) {
        ([], _) => return Err(WhyLeftOut::NoTherapy),
        ([one], _) => vec![vec![*one]],
        (all, Some(TherapyInteraction::Substitutes)) => all.iter().map(|one| vec![*one]).collect(),
        (all, Some(TherapyInteraction::Combination)) => vec![all.to_vec()],
        (_, Some(TherapyInteraction::Sequential) | None) => return Err(WhyLeftOut::TherapiesUnclear),
    })
}

/// What is predicted. Only the two answers that say the same have a code; that a source speaks against one is not its opposite.
fn effect(claim: &ClaimKey) -> Value {
    match (claim.significance, claim.direction) {
        (Significance::Sensitivity, EvidenceDirection::Supports) => codes::RESPONSIVE.concept(),
        (Significance::Resistance, EvidenceDirection::Supports) => codes::RESISTANT.concept(),
        (said, EvidenceDirection::Supports) => json!({"text": said.as_str()}),
        (said, EvidenceDirection::DoesNotSupport) => json!({"text": format!("{} is not supported", said.as_str())}),
    }
}

/// The claim in one sentence.
fn words(finding: &Finding<'_, '_>, row: &Row<'_>, drugs: &[view::Therapy<'_>], disease: view::Disease<'_>) -> String {
    let claim = &row.claim;
    let names: Vec<&str> = drugs.iter().map(|drug| drug.name()).collect();
    let to = if names.is_empty() { String::new() } else { format!(" to {}", names.join(" + ")) };
    let direction = match claim.direction {
        EvidenceDirection::Supports => "is claimed",
        EvidenceDirection::DoesNotSupport => "is spoken against",
    };
    let scope = match row.scope {
        DiseaseScope::NotGiven => "the patient's disease was not given".to_owned(),
        scope => format!("the claim's disease to the patient's: {}", scope.as_str()),
    };
    format!("{}: {}{to} {direction} in {} ({scope})", finding.matched.profile.name(), claim.significance.as_str(), disease.name())
}

/// Papers, guidelines and documents, each with the record that cites it, its source and its licence.
fn artifacts(records: Records<'_>, row: &Row<'_>) -> Vec<Value> {
    let named = |id: &str, source| {
        let whose = records.source(source).map(|one| format!(", {} ({}), {}", one.name(), one.release(), one.licence()));
        format!("{id}{}", whose.unwrap_or_default())
    };
    let evidence = row.evidence.iter().map(|item| (item.citation(), named(item.id(), item.source())));
    let assertions = row.assertions.iter().map(|item| (item.guideline(), named(item.id(), item.source())));
    let approvals = row.approvals.iter().map(|item| (item.document(), named(item.id(), item.source())));
    let all: BTreeSet<(&str, String)> = evidence.chain(assertions).chain(approvals).collect();
    let extension = |(citation, record): (&str, String)| {
        let mut artifact = json!({"type": "citation", "label": record});
        if let Some(cited) = Cited::read(citation) {
            artifact["citation"] = json!(cited.text());
            if let Some(address) = cited.address() {
                artifact["url"] = json!(address);
            }
        }
        json!({"url": ARTIFACT, "valueRelatedArtifact": artifact})
    };
    all.into_iter().map(extension).collect()
}
