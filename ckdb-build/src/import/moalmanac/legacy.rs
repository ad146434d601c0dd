//! The legacy file: an array of flat assertions; which fields there are depends on the type of the feature.

use super::feature::Feature;
use super::{day_of, disease, facts, level, spans};
use crate::diagnostic::{Files, Place};
use crate::import::gathered::{Claim, Gathered};
use crate::import::imported::{Imported, SourceError};
use crate::import::profile_name::{Ground, Note};
use crate::import::sheet::read_text;
use crate::models::MemoryGenome;
use crate::record::Records;
use ckdb_core::model::{EvidenceDirection, EvidenceType, Significance, TherapyInteraction, VariantOrigin};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::path::Path;

/// Numbers of its items in the files of profiles lie behind these.
const BEHIND: u32 = 20_000_000;

/// Reads the file.
pub(super) fn import(
    path: &Path,
    files: &mut Files,
    records: &Records,
    ground: &Ground<'_>,
    genomes: &[MemoryGenome; 2],
) -> Result<Imported, SourceError> {
    let (input, text) = read_text(path)?;
    let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
    let elements = spans::elements(&text);
    let read: Vec<(Place, usize, Result<Map<String, Value>, String>)> = elements
        .into_iter()
        .map(|span| {
            let line = text[..span.start].matches('\n').count() + 1;
            let value = serde_json::from_str(&text[span.clone()]).map_err(|error| error.to_string());
            (Place::new(file, span), line, value)
        })
        .collect();
    let updated = read.iter().filter_map(|(.., value)| value.as_ref().ok()?.get("last_updated")?.as_str());
    let day = day_of(path).or_else(|| updated.max().map(str::to_owned)).unwrap_or_else(|| "unknown".to_owned());
    let id = format!("moalmanac-{day}");
    let facts = facts(&id, &day);
    let name = input.name.clone();
    let mut gathered = Gathered::new(&facts, file, vec![input], records, ground, genomes);
    for (place, line, value) in read {
        match value {
            Ok(fields) => assertion(&mut gathered, fields, line, place),
            Err(error) => {
                gathered.imported.ledger.lines_not_read.push(format!("{name}:{line}: {error}"));
                gathered.entry("evidence", format!("line {line}"), "", place, Err("NOT_JSON"), &[]);
            }
        }
    }
    Ok(gathered.finish())
}

fn text<'v>(fields: &'v Map<String, Value>, field: &str) -> &'v str {
    fields.get(field).and_then(Value::as_str).map_or("", str::trim)
}

/// A flag: `1`, `0`, or nothing said.
fn flag(fields: &Map<String, Value>, field: &str) -> Option<bool> {
    match fields.get(field)? {
        Value::Number(number) => number.as_i64().map(|number| number == 1),
        Value::String(text) if text == "1" => Some(true),
        Value::String(text) if text == "0" => Some(false),
        _ => None,
    }
}

fn assertion(gathered: &mut Gathered<'_>, fields: Map<String, Value>, line: usize, place: Place) {
    let number = fields.get("assertion_id").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    let record = number.map_or_else(|| format!("line {line}"), |number| format!("assertion {number}"));
    let group = text(&fields, "predictive_implication").to_owned();
    match claims(gathered, &fields, number, &record, place) {
        Ok((profile, found, notes, also)) => {
            for claim in found {
                gathered.claim(&profile, claim, place);
            }
            gathered.entry("evidence", record, &group, place, Ok(&notes), &also);
        }
        Err(reason) => gathered.entry("evidence", record, &group, place, Err(reason), &[]),
    }
}

type Found = (String, Vec<Claim>, BTreeSet<Note>, Vec<&'static str>);

fn claims(
    gathered: &mut Gathered<'_>,
    fields: &Map<String, Value>,
    number: Option<u32>,
    record: &str,
    place: Place,
) -> Result<Found, &'static str> {
    let number = number.ok_or("NUMBER_NOT_STATED")?;
    if fields.get("_deprecated").and_then(Value::as_bool) == Some(true) {
        return Err("DEPRECATED");
    }
    let word = text(fields, "predictive_implication");
    let level = level(word).ok_or("LEVEL_NOT_KNOWN")?;
    let effects = effects(fields);
    if effects.is_empty() {
        return Err("EFFECT_NOT_SAID");
    }
    let kind = text(fields, "feature_type").to_owned();
    let genes = ["gene", "gene1", "gene2"].map(|field| text(fields, field).to_owned());
    let genes = genes.into_iter().filter(|gene| !gene.is_empty()).collect();
    let germline = kind == "Germline Variant";
    let question = Feature { kind, genes, fields: fields.clone(), name: String::new() }.question(gathered, place)?;
    let disease = disease(gathered, text(fields, "oncotree_code"), &[text(fields, "oncotree_term"), text(fields, "disease")], place)?;
    let statement = format!("{word}: {}", text(fields, "description"));
    let mut found = Vec::new();
    for (at, (evidence_type, direction, significance)) in (0_u32..).zip(effects) {
        let therapies = match evidence_type {
            EvidenceType::Predictive => gathered.therapies(text(fields, "therapy_name").split(" + "), place)?,
            _ => Vec::new(),
        };
        found.push(Claim {
            number: BEHIND + number * 4 + at,
            record: record.to_owned(),
            evidence_type,
            direction,
            significance,
            level,
            rating: None,
            therapies,
            interaction: Some(TherapyInteraction::Combination),
            disease: disease.clone(),
            origin: if germline { VariantOrigin::Germline } else { VariantOrigin::Somatic },
            citation: citation(fields, gathered.known.source),
            statement: statement.clone(),
        });
    }
    let profile = gathered.profile(&question.name, question.meaning.criterion).ok_or("QUESTION_NOT_READ")?;
    Ok((profile, found, question.meaning.notes, question.also))
}

/// What is claimed: up to three things stand side by side in one assertion.
fn effects(fields: &Map<String, Value>) -> Vec<(EvidenceType, EvidenceDirection, Significance)> {
    use EvidenceDirection::{DoesNotSupport, Supports};
    let direction = |yes| if yes { Supports } else { DoesNotSupport };
    let predictive = |field, significance| Some((EvidenceType::Predictive, direction(flag(fields, field)?), significance));
    let outcome = flag(fields, "favorable_prognosis").map(|good| {
        let significance = if good { Significance::BetterOutcome } else { Significance::PoorOutcome };
        (EvidenceType::Prognostic, Supports, significance)
    });
    let found = [
        predictive("therapy_sensitivity", Significance::Sensitivity),
        predictive("therapy_resistance", Significance::Resistance),
        predictive("adverse_event_risk", Significance::AdverseResponse),
        outcome,
    ];
    found.into_iter().flatten().collect()
}

fn citation(fields: &Map<String, Value>, source: &str) -> String {
    let pmid = fields.get("pmid").map(|pmid| pmid.as_str().map_or_else(|| pmid.to_string(), str::to_owned)).unwrap_or_default();
    if !pmid.is_empty() && pmid.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("PMID:{pmid}");
    }
    let doi = text(fields, "doi");
    if doi.starts_with("10.") && !doi.contains(char::is_whitespace) {
        return format!("DOI:{doi}");
    }
    let document = [text(fields, "url"), text(fields, "citation")].into_iter().find(|text| !text.is_empty()).unwrap_or("no document");
    format!("{source}:{document}")
}
