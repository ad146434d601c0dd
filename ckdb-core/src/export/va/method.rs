//! By which method a claim was graded, and by whom.
//!
//! Words and codes are those of VA-Spec's profile of the AMP/ASCO/CAP guideline (`aac-2017`): tiers as classification, levels as
//! strength.

use super::super::day::Day;
use crate::annotate::Annotator;
use crate::level::Level;
use serde_json::{Map, Value, json};

const SYSTEM: &str = "AMP/ASCO/CAP (AAC) Guidelines, 2017";

/// Classification, strength and method of a level of ours, such as `Tier II-C`.
///
/// A scheme of the user's own may have other words; those stand as names, without a code.
pub(super) fn graded(statement: &mut Map<String, Value>, level: &Level) {
    let coded = |code: &str| json!({"name": code, "primaryCoding": {"system": SYSTEM, "code": code}});
    match tier_and_level(&level.level) {
        Some((tier, strength)) => {
            statement.insert("classification".to_owned(), coded(tier));
            if let Some(strength) = strength {
                statement.insert("strength".to_owned(), coded(strength));
            }
        }
        None => {
            statement.insert("classification".to_owned(), json!({"name": level.level}));
        }
    }
    statement.insert(
        "specifiedBy".to_owned(),
        json!({
            "type": "Method",
            "name": SYSTEM,
            "methodType": "guideline",
            "reportedIn": {
                "type": "Document",
                "id": "pmid:27993330",
                "pmid": "27993330",
                "doi": "10.1016/j.jmoldx.2016.10.002",
                "urls": ["https://pubmed.ncbi.nlm.nih.gov/27993330/"],
            },
            "extensions": [
                {"name": "ckdb.scheme", "value": level.scheme},
                {"name": "ckdb.rule", "value": level.rule},
            ],
        }),
    );
}

/// `Tier I-A` as tier and level; tiers III and IV have none.
fn tier_and_level(word: &str) -> Option<(&'static str, Option<&'static str>)> {
    Some(match word {
        "Tier I-A" => ("Tier I", Some("Level A")),
        "Tier I-B" => ("Tier I", Some("Level B")),
        "Tier II-C" => ("Tier II", Some("Level C")),
        "Tier II-D" => ("Tier II", Some("Level D")),
        "Tier III" => ("Tier III", None),
        "Tier IV" => ("Tier IV", None),
        _ => return None,
    })
}

/// That this program put the statement together, from this index, by these tables; the day only if it was given.
pub(super) fn contribution(annotator: &Annotator<'_>, day: Option<Day>) -> Value {
    let knowledge = annotator.knowledge();
    let mut facts = vec![
        json!({"name": "version", "value": env!("CARGO_PKG_VERSION")}),
        json!({"name": "index", "value": knowledge.content_id().to_string()}),
        json!({"name": "schemes", "value": annotator.scheme_names().collect::<Vec<_>>()}),
    ];
    if let Some(given) = annotator.disease_given() {
        facts.push(json!({"name": "disease", "value": given}));
    }
    let mut value = json!({
        "type": "Contribution",
        "activityType": "evaluated",
        "contributor": {"type": "Agent", "name": "CKDB", "agentType": "software", "extensions": facts},
    });
    if let Some(day) = day {
        value["date"] = json!(day.to_string());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_scheme_get_no_code() {
        let level =
            |word: &str| Level { level: word.to_owned(), scheme: "mine@1".to_owned(), rule: "r".to_owned(), records: Vec::new() };
        let mut statement = Map::new();
        graded(&mut statement, &level("Tier II-C"));
        assert_eq!(statement["classification"]["primaryCoding"]["code"], "Tier II");
        assert_eq!(statement["strength"]["primaryCoding"]["code"], "Level C");
        let mut statement = Map::new();
        graded(&mut statement, &level("Gold"));
        assert_eq!(statement["classification"], json!({"name": "Gold"}));
        assert!(!statement.contains_key("strength"));
    }
}
