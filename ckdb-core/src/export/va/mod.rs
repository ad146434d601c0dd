//! GA4GH VA-Spec 1.0: one Statement a (profile met, claim in one disease).
//!
//! The shape is that of `Statement` in the specification's base schema, with VRS 2.0 alleles and Cat-VRS categories as
//! subjects. Strength and classification follow its AMP/ASCO/CAP 2017 profile and are ours; what a source says of its own item stands in
//! that item, inside the evidence line. Where our scheme gives no level both are left out.

mod concept;
mod evidence;
mod method;
mod proposition;
mod variant;

use super::day::Day;
use super::finding::Finding;
use super::left_out::WhyLeftOut;
use crate::annotate::Row;
use crate::model::{EvidenceDirection, SchemeColumn, Vocabulary};
use crate::table::Rows;
use crate::vrs::sha512t24u;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// Statements of one case.
#[derive(Debug)]
pub(super) struct Statements<'a, 'k> {
    rows: &'a Rows<'a, 'k>,
    day: Option<Day>,
    /// Identities written so far: what two molecules carry, or two lines repeat, is stated once.
    seen: BTreeSet<String>,
}

impl<'a, 'k> Statements<'a, 'k> {
    pub(super) const fn new(rows: &'a Rows<'a, 'k>, day: Option<Day>) -> Self {
        Self { rows, day, seen: BTreeSet::new() }
    }

    /// The statement of one claim; nothing when it was stated before.
    pub(super) fn claim(&mut self, finding: &Finding<'_, 'k>, row: &Row<'k>) -> Result<Vec<Value>, WhyLeftOut> {
        let annotator = self.rows.annotator();
        let records = annotator.records();
        let (subject, subject_id) = variant::subject(self.rows, finding);
        let whole = proposition::whole(self.rows, finding, row, subject)?;
        let direction = direction(row.claim.direction);
        let amp = row.level(SchemeColumn::Amp);
        let mut statement = Map::new();
        statement.insert("type".to_owned(), json!("Statement"));
        statement.insert("direction".to_owned(), json!(direction));
        if let Some(level) = amp {
            method::graded(&mut statement, level);
        }
        let lines = evidence::lines(annotator, row, &proposition::short(row, &whole, &subject_id), direction);
        if !lines.is_empty() {
            statement.insert("hasEvidenceLines".to_owned(), Value::Array(lines));
        }
        statement.insert("proposition".to_owned(), whole);
        statement.insert("contributions".to_owned(), json!([method::contribution(annotator, self.day)]));
        let levels: Vec<Value> = row
            .levels
            .iter()
            .map(|(column, level)| {
                let words =
                    [("column", column.as_str()), ("scheme", &level.scheme), ("level", &level.level), ("rule", &level.rule)];
                let mut value: Map<String, Value> = words.into_iter().map(|(key, word)| (key.to_owned(), json!(word))).collect();
                value.insert("records".to_owned(), json!(level.records));
                Value::Object(value)
            })
            .collect();
        let excluding: Vec<&str> = row.excluding.iter().filter_map(|one| records.disease(*one)).map(|one| one.id()).collect();
        let mut extensions = vec![
            json!({"name": "ckdb.match", "value": {
                "profile": finding.matched.profile.id(),
                "state": finding.matched.truth.to_string(),
                "matchLevel": finding.level.as_str(),
                "rule": finding.rule,
                "calls": variant::calls(finding),
            }}),
            json!({"name": "ckdb.diseaseScope", "value": row.scope.as_str()}),
            json!({"name": "ckdb.levels", "value": levels}),
        ];
        if !excluding.is_empty() {
            extensions.push(json!({"name": "ckdb.diseasesLeftOut", "value": excluding}));
        }
        statement.insert("extensions".to_owned(), Value::Array(extensions));
        // Everything it says names it; so two documents of one case agree, and a changed claim has another name.
        let id = format!("ckdb:statement.{}", sha512t24u(Value::Object(statement.clone()).to_string().as_bytes()));
        statement.insert("id".to_owned(), json!(id));
        Ok(if self.seen.insert(id) { vec![Value::Object(statement)] } else { Vec::new() })
    }
}

/// VA-Spec's word: does it speak for the proposition or against it?
const fn direction(direction: EvidenceDirection) -> &'static str {
    match direction {
        EvidenceDirection::Supports => "supports",
        EvidenceDirection::DoesNotSupport => "disputes",
    }
}

/// An identity of ours as an IRI reference (RFC 3986): `ckdb:profile/BRAF/V600E`. Bytes that may not stand in one are
/// percent-encoded.
fn iri(kind: &str, id: &str) -> String {
    let mut text = format!("ckdb:{kind}/");
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_iri_references() {
        assert_eq!(iri("profile", "BRAF/V600E"), "ckdb:profile/BRAF/V600E");
        assert_eq!(iri("profile", "A B/<é>\"%"), "ckdb:profile/A%20B/%3C%C3%A9%3E%22%25");
    }
}
