//! The profiles of `knowledge/` as plain TOML, read without our own reader: which source records they rest on, and what
//! they ask.

use super::command::root;
use std::collections::{BTreeMap, BTreeSet};
use toml::{Table, Value};

/// One profile.
pub(crate) struct Profile {
    /// Its identity, such as `BRAF/V600E`.
    pub(crate) id: String,
    /// CIViC's number of the same molecular profile.
    pub(crate) civic: Option<u64>,
    /// Our record to that of the source: `BRAF/V600E/e1` to `EID3758`.
    pub(crate) records: BTreeMap<String, String>,
    /// Does it ask for several variants of one tumour, or for the absence of one?
    pub(crate) is_complex: bool,
    /// Genes it asks for.
    pub(crate) genes: BTreeSet<String>,
    /// Protein changes any one of which is enough: gene and change.
    pub(crate) changes: Vec<(String, String)>,
    /// Codons any missense change of which is enough: gene, reference, number.
    pub(crate) codons: Vec<(String, String, i64)>,
}

/// Every profile, sorted.
pub(crate) fn profiles() -> Vec<Profile> {
    let mut profiles = Vec::new();
    for folder in entries(&root().join("knowledge/profiles")) {
        for file in entries(&folder) {
            let gene = folder.file_name().unwrap().to_str().unwrap();
            let id = format!("{gene}/{}", file.file_stem().unwrap().to_str().unwrap());
            profiles.push(profile(id, &std::fs::read_to_string(&file).unwrap().parse().unwrap()));
        }
    }
    profiles
}

/// Genes that have a record with a transcript to count on.
pub(crate) fn genes_with_transcript() -> BTreeSet<String> {
    let has = |file: &std::path::PathBuf| {
        let record: Table = std::fs::read_to_string(file).unwrap().parse().unwrap();
        record.contains_key("transcript")
    };
    let files = entries(&root().join("knowledge/genes"));
    files.iter().filter(|file| has(file)).map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

fn entries(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn profile(id: String, record: &Table) -> Profile {
    let criterion = record["criterion"].as_table().unwrap();
    let mut profile = Profile {
        civic: record.get("civic").and_then(Value::as_integer).map(|id| u64::try_from(id).unwrap()),
        records: BTreeMap::new(),
        is_complex: false,
        genes: BTreeSet::new(),
        changes: Vec::new(),
        codons: Vec::new(),
        id,
    };
    for (kind, letter) in [("evidence", 'e'), ("assertion", 'a')] {
        for item in record.get(kind).and_then(Value::as_array).into_iter().flatten() {
            let source = item.get("source_record").and_then(Value::as_str).unwrap_or_default();
            profile.records.insert(format!("{}/{letter}{}", profile.id, item["id"].as_integer().unwrap()), source.to_owned());
        }
    }
    read_criterion(criterion, &mut profile);
    profile
}

fn read_criterion(criterion: &Table, profile: &mut Profile) {
    let text = |key: &str| criterion.get(key).and_then(Value::as_str).map(str::to_owned);
    profile.genes.extend(["gene", "five_prime", "three_prime"].into_iter().filter_map(text));
    match text("kind").as_deref() {
        Some("protein-change") => profile.changes.push((text("gene").unwrap(), text("change").unwrap())),
        Some("codon") if !criterion.contains_key("excluding") => {
            profile.codons.push((text("gene").unwrap(), text("reference").unwrap(), criterion["codon"].as_integer().unwrap()));
        }
        Some(_) => {}
        None => {
            let (operator, parts) = criterion.iter().next().unwrap();
            profile.is_complex |= operator != "any";
            match parts {
                Value::Array(parts) => parts.iter().for_each(|part| read_criterion(part.as_table().unwrap(), profile)),
                part => read_criterion(part.as_table().unwrap(), profile),
            }
        }
    }
}
