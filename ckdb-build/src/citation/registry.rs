//! Trials against records of ClinicalTrials.gov (API v2), whatever files of it are at hand.

use super::Desk;
use super::data::{Data, DataError};
use crate::diagnostic::rules;
use ckdb_core::model::Vocabulary as _;
use serde_json::Value;
use std::collections::BTreeMap;

const ID: &str = "clinicaltrials-gov";

pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    if !records.trials.iter().any(|trial| trial.provenance.source.value == ID) {
        return Ok(());
    }
    let mut files = desk.data.files("trials", &[".json"]);
    files.extend(desk.data.files("trials/ctgov_v2_responses", &[".json"]));
    if files.is_empty() {
        desk.lacking(ID, "trials/*.json");
        return Ok(());
    }
    let texts = files.iter().map(|path| Data::json(path)).collect::<Result<Vec<Value>, _>>()?;
    let mut studies: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for text in &texts {
        let list = text.as_array().or_else(|| text["studies"].as_array()).map_or_else(|| vec![text], |list| list.iter().collect());
        for study in list.into_iter().map(|study| &study["protocolSection"]) {
            if let Some(id) = study["identificationModule"]["nctId"].as_str() {
                studies.entry(id).or_default().push(study);
            }
        }
    }
    for trial in records.trials.iter().filter(|trial| trial.provenance.source.value == ID) {
        desk.count("trials with ClinicalTrials.gov");
        let number = &trial.provenance.record;
        let updated =
            |study: &&Value| study["statusModule"]["lastUpdatePostDateStruct"]["date"].as_str().unwrap_or_default().to_owned();
        let known = studies.get(number.value.as_str()).cloned().unwrap_or_default();
        // Of several copies of a record the one of the stated day, else the newest.
        let same_day = known.iter().find(|study| updated(study) == trial.as_of.value);
        let Some(study) = same_day.or_else(|| known.iter().max_by_key(|study| updated(study))) else {
            desk.report(
                &rules::NOT_IN_SOURCE,
                number.place,
                format!("`{}` is in none of the registry's records at hand", number.value),
                "no such trial",
            );
            continue;
        };
        let theirs = format!("the registry's record of {}", number.value);
        desk.same(
            trial.title.place,
            "title",
            &trial.title.value,
            study["identificationModule"]["briefTitle"].as_str().unwrap_or_default(),
            &theirs,
        );
        let status = study["statusModule"]["overallStatus"].as_str().unwrap_or_default().to_lowercase().replace('_', "-");
        desk.same(trial.status.place, "status", trial.status.value.as_str(), &status, &theirs);
        desk.same(trial.as_of.place, "as_of", &trial.as_of.value, &updated(study), &theirs);
        let phases = study["designModule"]["phases"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let phases = phases.map(|phase| phase.trim_start_matches("PHASE")).collect::<Vec<_>>().join("/");
        if let Some(phase) = &trial.phase {
            desk.same(phase.place, "phase", phase.value.as_str(), &phases, &theirs);
        }
    }
    Ok(())
}
