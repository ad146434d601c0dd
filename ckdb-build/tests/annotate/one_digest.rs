//! Two builds of two checkouts are one file: the order of files on the disk, where they lie and where one stands do not matter.

use super::command::{build, ckdb, index, out, root};
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// A copy of the knowledge, its files created in the reverse order of their names.
fn checkout(place: &Path) -> PathBuf {
    let (from, to) = (root().join("knowledge"), place.join("knowledge"));
    for file in files(&from).iter().rev() {
        let copy = to.join(file.strip_prefix(&from).unwrap());
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(file, copy).unwrap();
    }
    to
}

fn content_id(index: &Path) -> String {
    let output = ckdb().arg("info").arg(index).args(["--format", "json"]).output().unwrap();
    let value: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", out(&output)));
    value["content_id"].as_str().unwrap().to_owned()
}

#[test]
fn two_checkouts_give_one_digest() {
    let elsewhere = tempfile::tempdir().unwrap();
    let knowledge = checkout(&elsewhere.path().join("some where/deeper"));
    let (near, far) = (elsewhere.path().join("near.ckdb"), elsewhere.path().join("far.ckdb"));
    // One is built by an absolute path from a third place, one by a relative path from within the checkout.
    build(&knowledge, &far, Path::new("/"));
    build(Path::new("knowledge"), &near, knowledge.parent().unwrap());
    let first = std::fs::read(index()).unwrap();
    assert!(first == std::fs::read(&far).unwrap(), "another checkout, other bytes");
    assert!(first == std::fs::read(&near).unwrap(), "another working folder, other bytes");
    assert_eq!(content_id(index()), content_id(&far));
}

#[test]
fn another_fact_gives_another_digest() {
    let elsewhere = tempfile::tempdir().unwrap();
    let knowledge = checkout(elsewhere.path());
    let record = knowledge.join("profiles/BRAF/V600E.toml");
    let text = std::fs::read_to_string(&record).unwrap();
    let other = text.replacen("level = \"A\"", "level = \"B\"", 1);
    assert_ne!(text, other);
    std::fs::remove_file(&record).unwrap();
    std::fs::write(&record, other).unwrap();
    let changed = elsewhere.path().join("changed.ckdb");
    build(&knowledge, &changed, elsewhere.path());
    assert_ne!(content_id(index()), content_id(&changed));
}
