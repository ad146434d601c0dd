//! HL7 FHIR R4, Genomics Reporting 3.0.0: one Observation an allele that a certain claim is about, and one an implication.
//!
//! The bundle is a `collection`: it is nobody's order and no report. Its first entry is this program as a Device, which every
//! implication names as what it was made by. Observations are `preliminary`: nobody has signed them. What is not in the bundle
//! is counted in an OperationOutcome at its end.
//!
//! There is no subject, because no patient is known here; whoever stores the bundle adds one. The sample's name, if the input has
//! one, stands as the specimen's display.

mod codes;
mod implication;
mod uuid;
mod variant;

use super::day::Day;
use super::finding::{Call, Finding};
use super::left_out::{LeftOut, WhyLeftOut};
use crate::annotate::Row;
use crate::table::{Rows, TableError};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Entries of one case.
#[derive(Debug)]
pub(super) struct Bundle<'a, 'k> {
    rows: &'a Rows<'a, 'k>,
    day: Option<Day>,
    /// Addresses of the alleles written so far.
    alleles: BTreeMap<(u64, String, String), String>,
    /// Address of this program's entry.
    software: String,
    /// Implications so far: no two of them share an address.
    implications: u64,
}

impl<'a, 'k> Bundle<'a, 'k> {
    pub(super) fn new(rows: &'a Rows<'a, 'k>, day: Option<Day>) -> Self {
        let index = rows.annotator().knowledge().content_id().to_string();
        let software = uuid::named(&["device", env!("CARGO_PKG_VERSION"), &index]);
        Self { rows, day, alleles: BTreeMap::new(), software, implications: 0 }
    }

    /// This program: its version, the index and the level schemes it answered by.
    pub(super) fn software(&self) -> Result<Value, TableError> {
        let annotator = self.rows.annotator();
        let knowledge = annotator.knowledge();
        let version = |kind: &str, value: String| json!({"type": {"text": kind}, "value": value});
        let mut versions = vec![
            version("software", env!("CARGO_PKG_VERSION").to_owned()),
            version("index content id", knowledge.content_id().to_string()),
        ];
        let release = knowledge.release()?.name;
        if !release.trim().is_empty() {
            versions.push(version("index release", release));
        }
        versions.extend(annotator.scheme_names().map(|name| version("level scheme", name)));
        let device = json!({
            "resourceType": "Device",
            "deviceName": [{"name": "CKDB", "type": "user-friendly-name"}],
            "version": versions,
            "note": [{"text": "For research. Not a medical device."}],
        });
        Ok(entry(&self.software, device))
    }

    /// Entries of one claim: alleles not written yet, then its implications.
    pub(super) fn claim(&mut self, finding: &Finding<'_, 'k>, row: &Row<'k>) -> Result<Vec<Value>, WhyLeftOut> {
        if finding.calls.is_empty() {
            return Err(WhyLeftOut::NoCall);
        }
        let implications = implication::of(self.rows, finding, row)?;
        let mut entries = Vec::new();
        let mut about = Vec::new();
        for call in &finding.calls {
            about.push(json!({"reference": self.allele(call, &mut entries)}));
        }
        let specimen = finding.calls.iter().map(|call| &*call.place.sample).find(|name| !name.is_empty());
        for mut observation in implications {
            observation["derivedFrom"] = Value::Array(about.clone());
            observation["device"] = json!({"reference": self.software});
            if let Some(day) = self.day {
                observation["effectiveDateTime"] = json!(day.to_string());
            }
            if let Some(name) = specimen {
                observation["specimen"] = json!({"display": name});
            }
            self.implications += 1;
            let number = self.implications.to_string();
            let address = uuid::named(&["implication", &self.software, &number, &observation.to_string()]);
            entries.push(entry(&address, observation));
        }
        Ok(entries)
    }

    /// The address of an allele; its entry is made when it is first asked for.
    fn allele(&mut self, call: &Call<'_, 'k>, entries: &mut Vec<Value>) -> String {
        let key = call.key();
        if let Some(known) = self.alleles.get(&key) {
            return known.clone();
        }
        let observation = variant::observation(self.rows, call);
        let (line, alternate, allele) = &key;
        let address = uuid::named(&["allele", &line.to_string(), alternate, allele, &observation.to_string()]);
        entries.push(entry(&address, observation));
        self.alleles.insert(key, address.clone());
        address
    }
}

fn entry(address: &str, resource: Value) -> Value {
    json!({"fullUrl": address, "resource": resource})
}

/// What is not in the bundle; `None` when everything is.
pub(super) fn outcome(left_out: &LeftOut) -> Option<Value> {
    if left_out.is_empty() {
        return None;
    }
    let issue = |text: String| json!({"severity": "information", "code": "informational", "diagnostics": text});
    let issues: Vec<Value> = left_out.texts().map(|text| issue(format!("not in this bundle: {text}"))).collect();
    let resource = json!({"resourceType": "OperationOutcome", "issue": issues});
    Some(entry(&uuid::named(&["outcome", &resource.to_string()]), resource))
}
