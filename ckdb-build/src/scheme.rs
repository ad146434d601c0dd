//! Level schemes: `knowledge/schemes/*.toml` to [`LevelScheme`].
//!
//! Schemes are few, written by us, and read by guideline people; a mistake stops at the first one, with file, line and column.

pub mod copy_number;

use ckdb_core::model::{
    DiseaseScope, Endpoint, EvidenceDirection, EvidenceLevel, EvidenceType, Jurisdiction, LevelFact, LevelRule, LevelScheme,
    SchemeColumn, Significance, StudyKind, Vocabulary,
};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use std::path::{Path, PathBuf};

pub mod triage;
pub mod words;

/// A scheme that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SchemeError {
    /// The file cannot be read.
    #[error("cannot read {}: {cause}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// It is not what a scheme should be.
    #[error("{}: {problem}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        problem: String,
    },
}

/// A word of a closed vocabulary, read from TOML.
struct Word<V>(V);

impl<'de, V: Vocabulary> Deserialize<'de> for Word<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        V::from_word(&text).map(Self).ok_or_else(|| {
            let known: Vec<&str> = V::ALL.iter().map(|value| value.as_str()).collect();
            D::Error::custom(format!("`{text}` is no {}; expected one of: {}", V::NOUN, known.join(", ")))
        })
    }
}

fn plain<V>(words: Vec<Word<V>>) -> Vec<V> {
    words.into_iter().map(|word| word.0).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchemeFile {
    version: u32,
    name: String,
    column: Word<SchemeColumn>,
    citation: String,
    levels: Vec<String>,
    rule: Vec<RuleTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    id: String,
    /// Left out where the facts leave the level open.
    level: Option<String>,
    types: Vec<Word<EvidenceType>>,
    significances: Vec<Word<Significance>>,
    direction: Word<EvidenceDirection>,
    scopes: Vec<Word<DiseaseScope>>,
    fact: FactTable,
    reason: String,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum FactTable {
    Approval {
        jurisdictions: Vec<Word<Jurisdiction>>,
        #[serde(default)]
        tumour_wide: bool,
    },
    Guideline {},
    Evidence {
        levels: Vec<Word<EvidenceLevel>>,
        #[serde(default = "Vec::new")]
        studies: Vec<Word<StudyKind>>,
        #[serde(default = "Vec::new")]
        endpoints: Vec<Word<Endpoint>>,
    },
}

/// Every scheme of `DIR/schemes`, sorted by name; none when there is no such folder.
///
/// # Errors
/// The first file that cannot be read or is wrong.
pub fn load(dir: &Path) -> Result<Vec<LevelScheme>, SchemeError> {
    tables(&dir.join("schemes"))?.iter().map(|path| load_file(path)).collect()
}

/// The `.toml` files of a folder, sorted; none when there is no such folder.
fn tables(folder: &Path) -> Result<Vec<PathBuf>, SchemeError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let read = |cause| SchemeError::Read { path: folder.to_owned(), cause };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(read)? {
        let path = entry.map_err(read)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn load_file(path: &Path) -> Result<LevelScheme, SchemeError> {
    let (id, text) = table(path)?;
    parse(id, &text).map_err(|problem| SchemeError::Content { path: path.to_owned(), problem })
}

/// Name and text of a table.
fn table(path: &Path) -> Result<(String, String), SchemeError> {
    let text = std::fs::read_to_string(path).map_err(|cause| SchemeError::Read { path: path.to_owned(), cause })?;
    Ok((path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(), text))
}

fn parse(id: String, text: &str) -> Result<LevelScheme, String> {
    let file: SchemeFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut rules: Vec<LevelRule> = Vec::with_capacity(file.rule.len());
    for rule in file.rule {
        let level = rule.level.unwrap_or_default();
        if !level.is_empty() && !file.levels.contains(&level) {
            return Err(format!("rule `{}` gives level `{level}`, which is not among `levels`", rule.id));
        }
        if rules.iter().any(|known| known.id == rule.id) {
            return Err(format!("two rules are named `{}`", rule.id));
        }
        rules.push(LevelRule {
            id: rule.id,
            level,
            types: plain(rule.types),
            significances: plain(rule.significances),
            direction: rule.direction.0,
            scopes: plain(rule.scopes),
            fact: match rule.fact {
                FactTable::Approval { jurisdictions, tumour_wide } => {
                    LevelFact::Approval { jurisdictions: plain(jurisdictions), tumour_wide }
                }
                FactTable::Guideline {} => LevelFact::Guideline,
                FactTable::Evidence { levels, studies, endpoints } => {
                    LevelFact::Evidence { levels: plain(levels), studies: plain(studies), endpoints: plain(endpoints) }
                }
            },
            reason: rule.reason,
        });
    }
    Ok(LevelScheme {
        id,
        version: file.version,
        name: file.name,
        column: file.column.0,
        citation: file.citation,
        levels: file.levels,
        rules,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SMALL: &str = r#"
version = 3
name = "Small"
column = "jp"
citation = "PMID:1"
levels = ["A"]
[[rule]]
id = "A-approval"
level = "A"
types = ["Predictive"]
significances = ["Sensitivity/Response"]
direction = "Supports"
scopes = ["same"]
fact = { kind = "approval", jurisdictions = ["JP"] }
reason = "approved"
"#;

    #[test]
    fn a_scheme_reads() {
        let scheme = parse("small".into(), SMALL).unwrap();
        assert_eq!((scheme.version, scheme.rules.len()), (3, 1));
        assert_eq!(scheme.rules[0].fact, LevelFact::Approval { jurisdictions: vec![Jurisdiction::Jp], tumour_wide: false });
    }

    #[test]
    fn mistakes_say_what_was_expected() {
        let wrong = parse("small".into(), &SMALL.replace("\"JP\"", "\"Japan\"")).unwrap_err();
        assert!(wrong.contains("`Japan` is no jurisdiction; expected one of: JP, US, EU"), "{wrong}");
        let wrong = parse("small".into(), &SMALL.replace("level = \"A\"", "level = \"B\"")).unwrap_err();
        assert!(wrong.contains("not among `levels`"), "{wrong}");
    }
}
