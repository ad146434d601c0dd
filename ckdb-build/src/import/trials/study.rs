//! One study as the registry's API (version 2) gives it, in our words; what is not there is absent, what is not known is named.

use super::country;
use crate::record::shape::{TRIAL, is_date};
use ckdb_core::model::{TrialPhase, TrialStatus};
use serde_json::Value;

/// A study, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Study {
    pub(super) id: String,
    /// All registries' ids of it, its own first.
    pub(super) ids: Vec<String>,
    pub(super) title: String,
    pub(super) phase: Option<TrialPhase>,
    pub(super) status: TrialStatus,
    pub(super) as_of: String,
    pub(super) countries: Vec<&'static str>,
    pub(super) unknown_countries: Vec<String>,
    pub(super) conditions: Vec<String>,
    /// Every name of each drug, those of the experimental arms where the arms are told.
    pub(super) drugs: Vec<Vec<String>>,
    pub(super) ages: [Option<u32>; 2],
}

/// Why a study is no record of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: &'static str,
    pub(super) why: &'static str,
}

const fn refusal(code: &'static str, why: &'static str) -> Refusal {
    Refusal { code, why }
}

fn text<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    value.pointer(path)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn list<'v>(value: &'v Value, path: &str) -> &'v [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn texts(value: &Value, path: &str) -> Vec<String> {
    let words = list(value, path).iter().filter_map(Value::as_str).map(str::trim);
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Reads a study; `day` is the day of the file, for studies that do not say theirs.
pub(super) fn read(study: &Value, day: Option<&str>) -> Result<Study, Refusal> {
    let id = text(study, "/protocolSection/identificationModule/nctId")
        .ok_or(refusal("NO_ID", "expected protocolSection.identificationModule.nctId; is it a study of the API, version 2?"))?;
    if !id.starts_with("NCT") || !(TRIAL.fits)(id) {
        return Err(refusal("BAD_ID", "nctId is not NCT and eight digits"));
    }
    let kind = text(study, "/protocolSection/designModule/studyType");
    if matches!(kind, Some(kind) if kind != "INTERVENTIONAL") {
        return Err(refusal("NOT_INTERVENTIONAL", "an observational study or expanded access, not a trial"));
    }
    let title = text(study, "/protocolSection/identificationModule/briefTitle")
        .or_else(|| text(study, "/protocolSection/identificationModule/officialTitle"))
        .ok_or(refusal("NO_TITLE", "neither briefTitle nor officialTitle"))?;
    let status = text(study, "/protocolSection/statusModule/overallStatus").ok_or(refusal("NO_STATUS", "no overallStatus"))?;
    let status = self::status(status).ok_or(refusal("STATUS_NOT_KNOWN", "overallStatus has a word that is not known"))?;
    let (countries, unknown_countries) = countries(study);
    Ok(Study {
        id: id.to_owned(),
        ids: ids(study, id),
        title: title.to_owned(),
        phase: phase(&texts(study, "/protocolSection/designModule/phases")),
        status,
        as_of: as_of(study).or(day).ok_or(refusal("NO_DATE", "neither the study nor the file says of which day it is"))?.to_owned(),
        countries,
        unknown_countries,
        conditions: texts(study, "/protocolSection/conditionsModule/conditions"),
        drugs: drugs(study),
        ages: ["minimumAge", "maximumAge"]
            .map(|end| text(study, &format!("/protocolSection/eligibilityModule/{end}")).and_then(years)),
    })
}

/// The day of which the registry's data are, else the last day on which the study was changed there.
fn as_of(study: &Value) -> Option<&str> {
    let places = [
        "/derivedSection/miscInfoModule/versionHolder",
        "/protocolSection/statusModule/lastUpdatePostDateStruct/date",
        "/protocolSection/statusModule/lastUpdateSubmitDate",
    ];
    places.into_iter().filter_map(|place| text(study, place)).find(|day| is_date(day))
}

fn status(word: &str) -> Option<TrialStatus> {
    Some(match word {
        "RECRUITING" => TrialStatus::Recruiting,
        "NOT_YET_RECRUITING" => TrialStatus::NotYetRecruiting,
        "ACTIVE_NOT_RECRUITING" => TrialStatus::ActiveNotRecruiting,
        "ENROLLING_BY_INVITATION" => TrialStatus::EnrollingByInvitation,
        "SUSPENDED" => TrialStatus::Suspended,
        "COMPLETED" => TrialStatus::Completed,
        "TERMINATED" => TrialStatus::Terminated,
        "WITHDRAWN" => TrialStatus::Withdrawn,
        "UNKNOWN" | "WITHHELD" => TrialStatus::Unknown,
        _ => return None,
    })
}

/// Early phase 1 and `NA` have no word of ours.
fn phase(words: &[String]) -> Option<TrialPhase> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Some(match words.as_slice() {
        ["PHASE1"] => TrialPhase::One,
        ["PHASE1", "PHASE2"] => TrialPhase::OneTwo,
        ["PHASE2"] => TrialPhase::Two,
        ["PHASE2", "PHASE3"] => TrialPhase::TwoThree,
        ["PHASE3"] => TrialPhase::Three,
        ["PHASE4"] => TrialPhase::Four,
        _ => return None,
    })
}

/// Its own id, older ones, and those of other registries that have the shape of one.
fn ids(study: &Value, own: &str) -> Vec<String> {
    let mut ids = vec![own.to_owned()];
    let identification = "/protocolSection/identificationModule";
    let mut others = texts(study, &format!("{identification}/nctIdAliases"));
    others.extend(text(study, &format!("{identification}/orgStudyIdInfo/id")).map(str::to_owned));
    for info in list(study, &format!("{identification}/secondaryIdInfos")) {
        let Some(id) = text(info, "/id") else { continue };
        let is_eudract = text(info, "/type") == Some("EUDRACT_NUMBER");
        others.push(if is_eudract { format!("EudraCT:{id}") } else { id.replace(' ', "") });
    }
    for id in others.into_iter().filter(|id| (TRIAL.fits)(id)) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// Countries with a site that was not withdrawn, in alphabetical order; and names that are not known.
fn countries(study: &Value) -> (Vec<&'static str>, Vec<String>) {
    let sites = list(study, "/protocolSection/contactsLocationsModule/locations").iter();
    let kept = sites.filter(|site| text(site, "/status") != Some("WITHDRAWN")).filter_map(|site| text(site, "/country"));
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for name in kept {
        match country::code(name) {
            Some(code) => known.push(code),
            None => unknown.push(name.to_owned()),
        }
    }
    unknown.sort_unstable();
    unknown.dedup();
    known.sort_unstable();
    known.dedup();
    (known, unknown)
}

/// Drugs on trial: those of experimental arms where arms say their type and their drugs, else all.
fn drugs(study: &Value) -> Vec<Vec<String>> {
    let module = "/protocolSection/armsInterventionsModule";
    let arms = list(study, &format!("{module}/armGroups"));
    let experimental: Vec<String> = arms
        .iter()
        .filter(|arm| text(arm, "/type") == Some("EXPERIMENTAL"))
        .flat_map(|arm| texts(arm, "/interventionNames"))
        .filter_map(|name| Some(name.split_once(": ")?.1.trim().to_owned()))
        .collect();
    let is_drug = |kind: &str| matches!(kind, "DRUG" | "BIOLOGICAL" | "COMBINATION_PRODUCT" | "GENETIC");
    let mut found = Vec::new();
    for drug in list(study, &format!("{module}/interventions")) {
        let Some(name) = text(drug, "/name").filter(|_| text(drug, "/type").is_some_and(is_drug)) else { continue };
        if experimental.is_empty() || experimental.iter().any(|named| named == name) {
            let mut names = vec![name.to_owned()];
            names.extend(texts(drug, "/otherNames"));
            found.push(names);
        }
    }
    found
}

/// `18 Years` is 18, `6 Months` is 0 whole years.
fn years(text: &str) -> Option<u32> {
    let (number, unit) = text.split_once(' ')?;
    let number: u32 = number.parse().ok()?;
    Some(match unit.trim_end_matches('s') {
        "Year" => number,
        "Month" => number / 12,
        "Week" => number / 52,
        "Day" => number / 365,
        "Hour" | "Minute" => 0,
        _ => return None,
    })
}
