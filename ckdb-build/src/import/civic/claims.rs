//! The words of CIViC's evidence and assertions, of every release, in ours.

use super::table::Row;
use ckdb_core::model::{
    EvidenceDirection, EvidenceLevel, EvidenceType, Significance, TherapyInteraction, VariantOrigin, Vocabulary,
};

/// Why a claim is not compiled although its profile is.
pub(super) type Reason = &'static str;

/// What evidence items and assertions have in common.
pub(super) struct Claim {
    pub(super) evidence_type: EvidenceType,
    pub(super) direction: EvidenceDirection,
    pub(super) significance: Significance,
}

/// Reads type, direction and significance.
///
/// # Errors
/// The reason why they are not a claim of ours.
pub(super) fn claim(kind: &str, direction: &str, significance: &str) -> Result<Claim, Reason> {
    let evidence_type = EvidenceType::from_word(kind).ok_or("EVIDENCE_TYPE_NOT_KNOWN")?;
    let significance = self::significance(significance)?;
    if !significance.is_legal_for(evidence_type) {
        return Err("SIGNIFICANCE_NOT_OF_TYPE");
    }
    let direction = match direction {
        "Supports" => EvidenceDirection::Supports,
        "Does Not Support" => EvidenceDirection::DoesNotSupport,
        _ => return Err("DIRECTION_NOT_STATED"),
    };
    Ok(Claim { evidence_type, direction, significance })
}

fn significance(text: &str) -> Result<Significance, Reason> {
    Ok(match text {
        "Sensitivity/Response" | "Sensitivity" => Significance::Sensitivity,
        "Resistance" | "Resistance or Non-Response" => Significance::Resistance,
        "Reduced Sensitivity" => Significance::ReducedSensitivity,
        "Adverse Response" => Significance::AdverseResponse,
        "Positive" => Significance::Positive,
        "Negative" => Significance::Negative,
        "Better Outcome" => Significance::BetterOutcome,
        "Poor Outcome" => Significance::PoorOutcome,
        "Predisposition" => Significance::Predisposition,
        "Protectiveness" => Significance::Protectiveness,
        "Oncogenicity" => Significance::Oncogenicity,
        "Gain of Function" => Significance::GainOfFunction,
        "Loss of Function" => Significance::LossOfFunction,
        "Unaltered Function" => Significance::UnalteredFunction,
        "Neomorphic" => Significance::Neomorphic,
        "Dominant Negative" => Significance::DominantNegative,
        "Unknown" => Significance::UnknownFunction,
        "" | "N/A" => return Err("SIGNIFICANCE_NOT_STATED"),
        "Uncertain Significance" => return Err("SIGNIFICANCE_UNCERTAIN"),
        _ => return Err("SIGNIFICANCE_NOT_OURS"),
    })
}

/// CIViC's level.
pub(super) fn level(text: &str) -> Result<EvidenceLevel, Reason> {
    EvidenceLevel::from_word(text).ok_or("LEVEL_NOT_KNOWN")
}

/// Where the variant arose.
pub(super) fn origin(text: &str) -> VariantOrigin {
    match text {
        "Somatic" | "Somatic Mutation" => VariantOrigin::Somatic,
        "Germline" | "Germline Mutation" => VariantOrigin::Germline,
        "Rare Germline" => VariantOrigin::RareGermline,
        "Common Germline" | "Germline Polymorphism" => VariantOrigin::CommonGermline,
        "Combined" | "Mixed" => VariantOrigin::Combined,
        _ => VariantOrigin::Unknown,
    }
}

/// The names of therapies and how they belong together. A comma inside a name (`2,4-pyrimidinediamine`) stands between
/// digits.
pub(super) fn therapies(row: Row<'_>) -> Result<(Vec<String>, Option<TherapyInteraction>), Reason> {
    let names = row.get(&["therapies", "drugs"]);
    let interaction = match row.get(&["therapy_interaction_type", "drug_interaction_type"]) {
        "Combination" => Some(TherapyInteraction::Combination),
        "Substitutes" => Some(TherapyInteraction::Substitutes),
        "Sequential" => Some(TherapyInteraction::Sequential),
        _ => None,
    };
    let parts = split_names(names);
    if parts.len() > 1 && interaction.is_none() {
        // Releases of 2018 do not say how therapies belong together; to guess it would make a claim of our own.
        return Err("INTERACTION_NOT_STATED");
    }
    let interaction = if parts.len() > 1 { interaction } else { None };
    Ok((parts, interaction))
}

fn split_names(names: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in names.split(',') {
        let digit_after = piece.starts_with(|c: char| c.is_ascii_digit());
        match parts.last_mut() {
            Some(last) if digit_after && last.ends_with(|c: char| c.is_ascii_digit()) => {
                last.push(',');
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// What supports the claim.
pub(super) fn citation(row: Row<'_>) -> Result<String, Reason> {
    let id = row.get(&["citation_id", "pubmed_id"]);
    if id.is_empty() {
        return Err("CITATION_NOT_STATED");
    }
    Ok(match row.get(&["source_type"]) {
        "ASCO" => format!("ASCO:{id}"),
        "" | "PubMed" if id.bytes().all(|byte| byte.is_ascii_digit()) => format!("PMID:{id}"),
        other => format!("civic:{other} {id}"),
    })
}
