//! Releases of OncoTree, as its page gives them (nested JSON), to `ontology/oncotree.tsv`.
//!
//! Every code of every release becomes one line, with its name and parent in the last release that has it. What a vanished
//! code is to be read as is not told here: people decide that, in `ontology/retired.tsv`.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A release that cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OncotreeError {
    /// Not the JSON of a tree.
    #[error("release {release}: {cause}; expected OncoTree's nested JSON, as in its folder `trees`")]
    Json {
        /// The release.
        release: String,
        /// What is wrong.
        #[source]
        cause: serde_json::Error,
    },
    /// A field with a tab or line end in it.
    #[error("release {release}: the name of {code} holds a tab or a line end")]
    Name {
        /// The release.
        release: String,
        /// The code.
        code: String,
    },
}

#[derive(Deserialize)]
struct Node {
    code: String,
    name: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    children: BTreeMap<String, Node>,
    #[serde(default, rename = "externalReferences")]
    references: BTreeMap<String, Vec<String>>,
}

struct Line {
    name: String,
    parent: String,
    ncit: String,
    first: String,
    last: String,
}

/// The text of `oncotree.tsv`. `releases` are names such as `2025_10_03` with their bytes, in any order.
///
/// # Errors
/// When one of them cannot be read.
pub fn table(releases: &[(String, Vec<u8>)]) -> Result<String, OncotreeError> {
    let mut releases: Vec<&(String, Vec<u8>)> = releases.iter().collect();
    releases.sort();
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    for (release, bytes) in &releases {
        let json = |cause| OncotreeError::Json { release: release.clone(), cause };
        let roots: BTreeMap<String, Node> = serde_json::from_slice(bytes).map_err(json)?;
        let mut waiting: Vec<Node> = roots.into_values().collect();
        while let Some(node) = waiting.pop() {
            if node.name.contains(['\t', '\n', '\r']) {
                return Err(OncotreeError::Name { release: release.clone(), code: node.code });
            }
            // NCIt gives some nodes several concepts; then none of them is the node.
            let ncit = match node.references.get("NCI").map(Vec::as_slice) {
                Some([one]) if !one.is_empty() => format!("NCIt:{one}"),
                _ => String::new(),
            };
            let first = lines.get(&node.code).map_or_else(|| release.clone(), |known| known.first.clone());
            let line = Line { name: node.name, parent: node.parent.unwrap_or_default(), ncit, first, last: release.clone() };
            lines.insert(node.code, line);
            waiting.extend(node.children.into_values());
        }
    }
    let mut text = String::from(
        "# OncoTree (Memorial Sloan Kettering Cancer Center), CC BY 4.0. Written by `ckdb import-oncotree`, not by hand.\n",
    );
    let names: Vec<&str> = releases.iter().map(|(release, _)| release.as_str()).collect();
    let _ = writeln!(text, "# Releases: {}", names.join(", "));
    text.push_str("# code\tname\tparent\tfirst release\tlast release\tNCIt\n");
    for (code, line) in &lines {
        let _ = writeln!(text, "{code}\t{}\t{}\t{}\t{}\t{}", line.name, line.parent, line.first, line.last, line.ncit);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn release(name: &str, inner: &str) -> (String, Vec<u8>) {
        let text = format!(r#"{{"TISSUE":{{"code":"TISSUE","name":"Tissue","children":{{{inner}}}}}}}"#);
        (name.to_owned(), text.into_bytes())
    }

    #[test]
    fn every_code_of_every_release_has_its_span() {
        let old = release("2018_06_01", r#""GBM":{"code":"GBM","name":"Old","parent":"TISSUE","children":{}}"#);
        let new = release(
            "2025_10_03",
            r#""GB":{"code":"GB","name":"New","parent":"TISSUE","externalReferences":{"NCI":["C3058"],"UMLS":["C1"]},"children":{}}"#,
        );
        let text = table(&[new, old]).unwrap();
        assert!(text.contains("\nGB\tNew\tTISSUE\t2025_10_03\t2025_10_03\tNCIt:C3058\n"), "{text}");
        assert!(text.contains("\nGBM\tOld\tTISSUE\t2018_06_01\t2018_06_01\t\n"), "{text}");
        assert!(text.contains("\nTISSUE\tTissue\t\t2018_06_01\t2025_10_03\t\n"), "{text}");
    }

    #[test]
    fn what_is_no_tree_is_an_error_with_its_release() {
        let error = table(&[("2025".to_owned(), b"[]".to_vec())]).unwrap_err().to_string();
        assert!(error.contains("release 2025") && error.contains("nested JSON"), "{error}");
    }
}
