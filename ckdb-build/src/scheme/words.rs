//! Words of claims in two languages: `knowledge/words.toml` to [`WordGroup`]s, for the search.
//!
//! Every mistake of the file is told at once. A word may stand in one group only: of two meanings a search could not choose.

use super::SchemeError;
use ckdb_core::model::WordGroup;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    #[serde(default)]
    word: Vec<GroupTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupTable {
    #[serde(default)]
    means: Vec<String>,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    ja: Vec<String>,
    #[serde(default)]
    filler: bool,
}

/// Fields of records whose words a group may be.
const FIELDS: [&str; 22] = [
    "biomarker",
    "class",
    "copies",
    "country",
    "criterion",
    "direction",
    "drug",
    "endpoint",
    "exons",
    "expression",
    "gene",
    "jurisdiction",
    "kind",
    "marker",
    "origin",
    "phase",
    "population",
    "significance",
    "status",
    "study",
    "trial",
    "type",
];

/// The groups of `DIR/words.toml`, in the order of the file; none when there is no such file.
///
/// # Errors
/// When the file cannot be read or is wrong.
pub fn load(dir: &Path) -> Result<Vec<WordGroup>, SchemeError> {
    let path = dir.join("words.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(SchemeError::Read { path, cause }),
    };
    parse(&text).map_err(|problem| SchemeError::Content { path, problem })
}

fn parse(text: &str) -> Result<Vec<WordGroup>, String> {
    let file: WordsFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut wrong = Vec::new();
    let mut groups = Vec::with_capacity(file.word.len());
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (number, GroupTable { means, en, ja, filler }) in (1..).zip(file.word) {
        let group = WordGroup { means, en, ja, filler };
        let label = group.label().to_owned();
        if group.words().next().is_none() {
            wrong.push(format!("group {number} has no word: write at least one in `en` or `ja`"));
        }
        for word in group.words() {
            if word.trim().is_empty() {
                wrong.push(format!("group {number} (`{label}`) has an empty word"));
            }
            if let Some(other) = seen.insert(word.to_lowercase(), number)
                && other != number
            {
                wrong.push(format!("`{word}` stands in group {other} and in group {number}: which does it mean?"));
            }
        }
        for meant in group.means.iter().filter(|meant| meant.as_str() != "spelling") {
            let field = meant.split_once(':').map_or("", |(field, _)| field);
            if !FIELDS.contains(&field) {
                let known = FIELDS.join(", ");
                wrong.push(format!(
                    "group {number} (`{label}`) means `{meant}`; expected `spelling`, or field:word with one of {known}"
                ));
            }
        }
        groups.push(group);
    }
    if wrong.is_empty() { Ok(groups) } else { Err(wrong.join("\n  ")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_mistake_is_told_at_once() {
        let problem = parse(
            "[[word]]\nen = [\"loss\"]\n[[word]]\nen = [\"Loss\"]\nmeans = [\"colour:red\"]\n[[word]]\nja = [\" \"]\n[[word]]\nmeans = [\"kind:trial\"]",
        )
        .unwrap_err();
        for part in ["`Loss` stands in group 1 and in group 2", "`colour:red`", "has an empty word", "group 4 has no word"] {
            assert!(problem.contains(part), "{part}: {problem}");
        }
    }

    #[test]
    fn the_words_that_ship_are_right() {
        let groups = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge")).unwrap();
        assert!(
            groups.iter().any(|group| group.means == ["significance:Resistance"] && group.ja.iter().any(|word| word == "耐性"))
        );
        let one_language = |group: &&WordGroup| group.means != ["spelling"] && (group.en.is_empty() || group.ja.is_empty());
        assert_eq!(groups.iter().find(one_language), None, "a group without one of the languages cannot be asked in it");
    }
}
