//! Triage tables: `knowledge/triage/*.toml` to [`TriageTable`], with the societies' lists still in names.

use super::{SchemeError, Word, plain, tables};
use ckdb_core::model::{Diagnostic, Lineage, TriageAccess, TriageOutcome, TriageRule, TriageTable};
use serde::Deserialize;
use std::path::Path;

/// A table whose deemed tests have names where ids will stand.
#[derive(Debug)]
pub struct NamedTriage {
    /// The table, its list of deemed tests still empty.
    pub table: TriageTable,
    /// The deemed tests.
    pub deemed: Vec<NamedTest>,
}

/// A test that the societies let count as a companion diagnostic.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedTest {
    /// Identities of the drugs given together.
    pub therapies: Vec<String>,
    /// Identities of the profiles.
    pub profiles: Vec<String>,
    /// Identity of the disease.
    pub disease: String,
    /// Names of the assays.
    pub assays: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TriageFile {
    version: u32,
    name: String,
    as_of: String,
    document: String,
    lineages: Vec<Word<Lineage>>,
    rule: Vec<RuleTable>,
    #[serde(default)]
    deemed: Vec<NamedTest>,
    deemed_is_complete: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleTable {
    id: String,
    access: Word<TriageAccess>,
    #[serde(default = "Vec::new")]
    diagnostics: Vec<Word<Diagnostic>>,
    outcome: Word<TriageOutcome>,
    reason: String,
}

/// Every table of `DIR/triage`, sorted by name; none when there is no such folder.
///
/// # Errors
/// The first file that cannot be read or is wrong.
pub fn load(dir: &Path) -> Result<Vec<NamedTriage>, SchemeError> {
    let mut found = Vec::new();
    for path in tables(&dir.join("triage"))? {
        let text = std::fs::read_to_string(&path).map_err(|cause| SchemeError::Read { path: path.clone(), cause })?;
        let id = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        found.push(parse(id, &text).map_err(|problem| SchemeError::Content { path, problem })?);
    }
    Ok(found)
}

fn parse(id: String, text: &str) -> Result<NamedTriage, String> {
    let file: TriageFile = toml::from_str(text).map_err(|error| error.to_string())?;
    let mut rules: Vec<TriageRule> = Vec::with_capacity(file.rule.len());
    for rule in file.rule {
        if rules.iter().any(|known| known.id == rule.id) {
            return Err(format!("two rules are named `{}`", rule.id));
        }
        rules.push(TriageRule {
            id: rule.id,
            access: rule.access.0,
            diagnostics: plain(rule.diagnostics),
            outcome: rule.outcome.0,
            reason: rule.reason,
        });
    }
    let table = TriageTable {
        id,
        version: file.version,
        name: file.name,
        as_of: file.as_of,
        document: file.document,
        lineages: plain(file.lineages),
        rules,
        deemed: Vec::new(),
        deemed_is_complete: file.deemed_is_complete,
    };
    Ok(NamedTriage { table, deemed: file.deemed })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const SMALL: &str = r#"
version = 2
name = "Small"
as_of = "2025-07-25"
document = "https://example.org/"
lineages = ["solid"]
deemed_is_complete = false
[[rule]]
id = "in-label"
access = "in-label"
diagnostics = ["companion"]
outcome = "omissible"
reason = "tested and approved"
"#;

    #[test]
    fn a_table_reads() {
        let read = parse("small".into(), SMALL).unwrap();
        assert_eq!(read.table.rules[0].diagnostics, [Diagnostic::Companion]);
        assert_eq!(read.table.lineages, [Lineage::Solid]);
    }

    #[test]
    fn mistakes_say_what_was_expected() {
        let wrong = parse("small".into(), &SMALL.replace("\"omissible\"", "\"maybe\"")).unwrap_err();
        assert!(wrong.contains("`maybe` is no triage outcome; expected one of: omissible, must-discuss"), "{wrong}");
    }
}
