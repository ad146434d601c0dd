//! The subject of a proposition: an allele where a claim is about exact letters, else a category with the case's allele in it.

use super::super::finding::{Call, Finding, Named};
use super::iri;
use crate::consequence::HgvsG;
use crate::model::{Criterion, Token};
use crate::table::Rows;
use crate::vrs::{self, identify};
use serde_json::{Map, Value, json};

const CIVIC_PROFILE: &str = "https://civicdb.org/links/molecular_profile/";

/// The subject, and its identity.
pub(super) fn subject<'k>(rows: &Rows<'_, 'k>, finding: &Finding<'_, 'k>) -> (Value, String) {
    let annotator = rows.annotator();
    let call = finding.only_call();
    let is_exact =
        |call: &&Call<'_, '_>| matches!(annotator.criterion(call.variant), Some(Criterion::Allele { .. })) && is_simple(finding);
    let found = call.and_then(|call| Some((call, allele(rows, call)?)));
    if let Some((_, (value, id))) = found.as_ref().filter(|(call, _)| is_exact(call)) {
        return (value.clone(), id.clone());
    }
    // A combination of variants has no single allele as its member.
    category(finding, found.map(|(_, (value, _))| value).filter(|_| is_simple(finding)))
}

/// Does the profile ask for one variant and nothing else?
fn is_simple(finding: &Finding<'_, '_>) -> bool {
    matches!(finding.matched.profile.tokens().collect::<Vec<_>>().as_slice(), [Token::Variant(_)])
}

/// What the input says of each call: the words of its line, as written.
pub(super) fn calls(finding: &Finding<'_, '_>) -> Vec<Value> {
    let call = |call: &Call<'_, '_>| {
        let place = call.place;
        let mut value = Map::new();
        let texts = [
            ("chrom", &place.chrom),
            ("pos", &place.pos),
            ("ref", &place.reference),
            ("alt", &place.alternate),
            ("sample", &place.sample),
        ];
        for (key, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
            value.insert(key.to_owned(), json!(text));
        }
        value.insert("allele".to_owned(), json!(call.annotation.allele.to_string()));
        Value::Object(value)
    };
    finding.calls.iter().map(call).collect()
}

/// The VRS Allele of a call; `None` for structure, and where the letters held do not show how far it can move.
fn allele<'k>(rows: &Rows<'_, 'k>, call: &Call<'_, 'k>) -> Option<(Value, String)> {
    let annotator = rows.annotator();
    let normalized = call.annotation.normalized()?;
    let mut value = vrs::Allele::of(normalized, annotator.assembly())?.to_json();
    let id = identify(&value).ok()?;
    let location = identify(&value["location"]).ok()?;
    let mut expressions = vec![json!({"syntax": "hgvs.g", "value": HgvsG::of(normalized).on(annotator.assembly())})];
    if let Some(named) = call.consequence(rows).and_then(|found| Named::new(annotator, found)) {
        expressions.extend(named.coding.map(|name| json!({"syntax": "hgvs.c", "value": name})));
        expressions.extend(named.protein.map(|name| json!({"syntax": "hgvs.p", "value": name})));
    }
    value["location"]["id"] = json!(location);
    value["id"] = json!(id);
    value["digest"] = json!(id.trim_start_matches("ga4gh:VA."));
    value["expressions"] = Value::Array(expressions);
    Some((value, id))
}

/// A Cat-VRS CategoricalVariant: the profile by name, and the case's allele as a member of it.
fn category(finding: &Finding<'_, '_>, member: Option<Value>) -> (Value, String) {
    let profile = finding.matched.profile;
    let id = iri("profile", profile.id());
    let mut value = Map::new();
    value.insert("type".to_owned(), json!("CategoricalVariant"));
    value.insert("id".to_owned(), json!(id));
    value.insert("name".to_owned(), json!(profile.name()));
    let aliases: Vec<&str> = profile.aliases().collect();
    if !aliases.is_empty() {
        value.insert("aliases".to_owned(), json!(aliases));
    }
    if profile.civic() > 0 {
        let coding = json!({"system": CIVIC_PROFILE, "code": profile.civic().to_string()});
        value.insert("mappings".to_owned(), json!([{"coding": coding, "relation": "exactMatch"}]));
    }
    if let Some(member) = member {
        value.insert("members".to_owned(), json!([member]));
    }
    (Value::Object(value), id)
}
