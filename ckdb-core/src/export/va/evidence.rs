//! Evidence lines: what the claim rests on, each item with its source's own level, its citation and its licence.

use super::super::cited::Cited;
use super::iri;
use crate::annotate::{Annotator, Row};
use crate::knowledge::{Layered, Records, view};
use crate::model::{EvidenceLevel, SourceId, Vocabulary};
use serde_json::{Map, Value, json};

/// CIViC's levels are the words every evidence item of an index has.
const CIVIC_LEVEL: &str = "https://civic.readthedocs.io/en/latest/model/evidence/level.html";

/// The lines of a claim: one of its evidence items and assertions, one of the approvals.
pub(super) fn lines(annotator: &Annotator<'_>, row: &Row<'_>, proposition: &Value, direction: &'static str) -> Vec<Value> {
    let records = annotator.records();
    let items: Vec<Value> = row
        .evidence
        .iter()
        .map(|item| evidence(records, *item, proposition, direction))
        .chain(row.assertions.iter().map(|item| assertion(records, *item, proposition, direction)))
        .collect();
    let mut lines = Vec::new();
    if !items.is_empty() {
        lines.push(json!({"type": "EvidenceLine", "directionOfEvidenceProvided": direction, "hasEvidenceItems": items}));
    }
    lines.extend(row.approvals.iter().map(|item| approval(records, *item)));
    lines
}

/// Where a record came from.
fn origin(records: Records<'_>, id: &str, record: Layered, source: SourceId, source_record: &str) -> Value {
    let mut value = Map::new();
    value.insert("record".to_owned(), json!(id));
    value.insert("sourceRecord".to_owned(), json!(source_record));
    if let Some(source) = records.source(source) {
        for (key, text) in [("source", source.id()), ("release", source.release()), ("licence", source.licence())] {
            value.insert(key.to_owned(), json!(text));
        }
    }
    if let Some(index) = records.layer_of(record) {
        value.insert("index".to_owned(), json!(index));
    }
    json!([{"name": "ckdb.provenance", "value": value}])
}

/// A document of VA-Spec.
fn document(cited: &Cited) -> Value {
    let mut value = json!({"type": "Document", "name": cited.text()});
    if let Some(address) = cited.address() {
        value["urls"] = json!([address]);
    }
    match cited {
        Cited::Pubmed(number) => {
            value["id"] = json!(format!("pmid:{number}"));
            value["pmid"] = json!(number);
        }
        Cited::Doi(doi) => value["doi"] = json!(doi),
        Cited::Address(_) | Cited::Text(_) => {}
    }
    value
}

/// An item of a source as the statement it is there.
fn statement(id: &str, proposition: &Value, direction: &str, extensions: Value) -> Map<String, Value> {
    [
        ("type", json!("Statement")),
        ("id", json!(iri("record", id))),
        ("proposition", proposition.clone()),
        ("direction", json!(direction)),
        ("extensions", extensions),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}

fn evidence(records: Records<'_>, item: view::Evidence<'_>, proposition: &Value, direction: &str) -> Value {
    let from = origin(records, item.id(), Layered::Evidence(item.number()), item.source(), item.source_record());
    let mut value = statement(item.id(), proposition, direction, from);
    let coding = json!({"system": CIVIC_LEVEL, "code": item.level().as_str()});
    value.insert("strength".to_owned(), json!({"name": level_name(item.level()), "primaryCoding": coding}));
    if let Some(cited) = Cited::read(item.citation()) {
        value.insert("reportedIn".to_owned(), json!([document(&cited)]));
    }
    describe(records, item.source(), item.statement(), &mut value);
    Value::Object(value)
}

/// Names of CIViC's levels.
const fn level_name(level: EvidenceLevel) -> &'static str {
    match level {
        EvidenceLevel::A => "Validated association",
        EvidenceLevel::B => "Clinical evidence",
        EvidenceLevel::C => "Case study",
        EvidenceLevel::D => "Preclinical evidence",
        EvidenceLevel::E => "Inferential association",
    }
}

fn assertion(records: Records<'_>, item: view::Assertion<'_>, proposition: &Value, direction: &str) -> Value {
    let from = origin(records, item.id(), Layered::Assertion(item.number()), item.source(), item.source_record());
    let mut value = statement(item.id(), proposition, direction, from);
    if !item.amp().is_empty() {
        // In the source's own words: it is not our level, and not coded as one.
        value.insert("classification".to_owned(), json!({"name": item.amp()}));
    }
    if let Some(cited) = Cited::read(item.guideline()) {
        value.insert("reportedIn".to_owned(), json!([document(&cited)]));
    }
    describe(records, item.source(), item.summary(), &mut value);
    Value::Object(value)
}

/// A text of a record, if its source lets it be passed on.
fn describe(records: Records<'_>, source: SourceId, text: &str, value: &mut Map<String, Value>) {
    let may = records.source(source).is_some_and(|source| source.redistributable());
    if may && !text.is_empty() {
        value.insert("description".to_owned(), json!(text));
    }
}

fn approval(records: Records<'_>, item: view::Approval<'_>) -> Value {
    let mut extensions = origin(records, item.id(), Layered::Approval(item.number()), item.source(), item.source_record());
    let mut facts = json!({"jurisdiction": item.jurisdiction().as_str()});
    if !item.approved_on().is_empty() {
        facts["approvedOn"] = json!(item.approved_on());
    }
    if let Some(list) = extensions.as_array_mut() {
        list.push(json!({"name": "ckdb.approval", "value": facts}));
    }
    let mut value = json!({
        "type": "EvidenceLine",
        "id": iri("record", item.id()),
        "directionOfEvidenceProvided": "supports",
        "extensions": extensions,
    });
    if let Some(cited) = Cited::read(item.document()) {
        value["reportedIn"] = json!([document(&cited)]);
    }
    value
}
