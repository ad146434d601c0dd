//! An index whose profiles are the claims of the corpus, one a claim, beside the genes and diseases that ship.

use super::row::Row;
use ckdb_build::diagnostic::Severity;
use ckdb_build::diagnostic::rules::REPEATED_PROFILE;
use ckdb_build::pipeline;
use ckdb_core::knowledge::Knowledge;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The claims as an index, and which of them it refused.
pub(crate) struct Claims {
    pub(crate) knowledge: Knowledge,
    /// Claim to the identity of its profile.
    profiles: BTreeMap<String, String>,
    /// Claims `ckdb check` refuses, with the words it does it in.
    pub(crate) refused: BTreeMap<String, String>,
}

impl Claims {
    /// Compiles every claim of these rows, each once.
    pub(crate) fn of(rows: &[Row]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
        for part in ["genes", "genome", "diseases", "sources", "schemes", "copy-number"] {
            copy(&shipped.join(part), &folder.path().join(part));
        }
        let home = folder.path().join("profiles");
        let claims: BTreeSet<&str> = rows.iter().map(|row| &*row.criterion).filter(|claim| is_question(claim)).collect();
        let mut profiles: BTreeMap<String, String> =
            claims.iter().zip(1..).map(|(claim, number)| ((*claim).to_owned(), format!("{}/q{number:04}", named(claim)))).collect();
        for (claim, name) in &profiles {
            let file = home.join(format!("{name}.toml"));
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, format!("name = \"corpus {name}\"\ncriterion = {claim}\n")).unwrap();
        }
        let build = || pipeline::build(&[folder.path().to_owned()], "corpus").unwrap();
        let mut outcome = build();
        let mut refused = BTreeMap::new();
        while outcome.image.is_none() {
            let said = errors(&outcome);
            let before = refused.len();
            profiles.retain(|claim, name| match said.get(name) {
                None => true,
                Some(words) => {
                    std::fs::remove_file(home.join(format!("{name}.toml"))).unwrap();
                    refused.insert(claim.clone(), words.clone());
                    false
                }
            });
            assert!(refused.len() > before, "claims that ask the same, or mistakes elsewhere: {said:?}");
            outcome = build();
        }
        let image = outcome.image.expect("claims that were not refused compile");
        let knowledge = Knowledge::from_bytes(image.bytes).unwrap();
        Self { knowledge, profiles, refused }
    }

    /// The identity of the profile of a claim; `None` when it was refused.
    pub(crate) fn profile(&self, claim: &str) -> Option<&str> {
        self.profiles.get(claim).map(String::as_str)
    }
}

/// What is wrong with each profile. Two that ask the same are left standing: one of them may go for another mistake.
fn errors(outcome: &pipeline::Outcome) -> BTreeMap<String, String> {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for finding in
        outcome.diagnostics.iter().filter(|finding| finding.rule.severity == Severity::Error && finding.rule != &REPEATED_PROFILE)
    {
        let path = outcome.files.get(finding.place.file).map_or("", |file| file.path.as_str());
        let name = path.split_once("/profiles/").and_then(|(_, name)| name.strip_suffix(".toml"));
        let name = name.unwrap_or_else(|| panic!("{path}: {}", finding.message));
        write!(said.entry(name.to_owned()).or_default(), "{} {}; ", finding.rule.code, finding.message).unwrap();
    }
    said
}

/// The folder a claim is filed under: the first gene, or the signature, it names.
fn named(claim: &str) -> &str {
    let keys = ["gene = \"", "three_prime = \"", "biomarker = \""];
    let starts = keys.into_iter().filter_map(|key| claim.find(key).map(|place| place + key.len()));
    let from = &claim[starts.min().unwrap()..];
    &from[..from.find('"').unwrap()]
}

/// A claim about a tumour, and not one about the patient's disease or the origin of evidence.
pub(crate) fn is_question(claim: &str) -> bool {
    !claim.starts_with("{ disease") && !claim.starts_with("{ origin")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
