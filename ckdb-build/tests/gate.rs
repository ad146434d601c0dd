//! `ckdb diff` and the gate of `ckdb build --previous`, as a curator meets them: on the shipped knowledge and a copy of it with
//! known differences.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

fn ckdb(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ckdb")).args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { fs::write(to, fs::read(entry.path()).unwrap()).unwrap() }
    }
}

/// A folder with `old.ckdb`, built from the shipped knowledge, and `knowledge`, a copy to be changed.
struct Night {
    dir: TempDir,
}

impl Night {
    fn new() -> Self {
        let night = Self { dir: tempfile::tempdir().unwrap() };
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge"), &night.path("knowledge"));
        let built = night.build("old.ckdb", &[]);
        assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
        night
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn shown(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn build(&self, output: &str, more: &[&str]) -> Output {
        let (knowledge, output) = (self.shown("knowledge"), self.shown(output));
        let mut args = vec!["build", "--knowledge", &knowledge, "-o", &output];
        args.extend(more);
        ckdb(&args)
    }

    /// Builds `new.ckdb` past the gate.
    fn gated(&self, more: &[&str]) -> Output {
        let old = self.shown("old.ckdb");
        let mut args = vec!["--previous", old.as_str()];
        args.extend(more);
        self.build("new.ckdb", &args)
    }

    fn edit(&self, file: &str, change: impl Fn(&str) -> String) {
        let path = self.path("knowledge").join(file);
        let before = fs::read_to_string(&path).unwrap();
        let after = change(&before);
        assert_ne!(before, after, "{file} was not changed");
        fs::write(path, after).unwrap();
    }

    fn diff(&self) -> Vec<Value> {
        let output = ckdb(&["diff", &self.shown("old.ckdb"), &self.shown("new.ckdb"), "--format", "jsonl"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// A profile's file without the evidence table that has this CIViC number.
fn without(profile: &str, eid: &str) -> String {
    let mut parts = profile.split("[[evidence]]");
    let head = parts.next().unwrap().to_owned();
    let named = format!("\"{eid}\"");
    parts.filter(|part| !part.contains(&named)).fold(head, |text, part| text + "[[evidence]]" + part)
}

#[test]
fn two_equal_releases_differ_in_nothing() {
    let night = Night::new();
    assert_eq!(night.gated(&[]).status.code(), Some(0));
    let lines = night.diff();
    assert_eq!(lines.len(), 1, "{lines:?}");
    assert_eq!(lines[0]["type"], "summary");
    let output = ckdb(&["diff", &night.shown("old.ckdb"), &night.shown("new.ckdb")]);
    assert!(text(&output.stdout).ends_with("no record and no level differs\n"));
}

#[test]
fn a_diff_tells_each_record_field_and_level() {
    let night = Night::new();
    // Every US approval of trametinib goes, and osimertinib has another Japanese name.
    let approvals = night.path("knowledge/approvals/us/trametinib.toml");
    let lost = fs::read_to_string(&approvals).unwrap().matches("[[approval]]").count();
    fs::remove_file(approvals).unwrap();
    night.edit("therapies/osimertinib.toml", |text| text.replacen("name_ja = \"", "name_ja = \"新", 1));
    let built = night.build("new.ckdb", &[]);
    assert_eq!(built.status.code(), Some(0), "{}", text(&built.stderr));
    let lines = night.diff();
    let of = |kind: &str, change: &str| -> Vec<&Value> {
        lines.iter().filter(|line| line["kind"] == kind && line["change"] == change).collect()
    };
    assert_eq!(of("approval", "removed").len(), lost);
    assert!(of("approval", "removed").iter().all(|line| line["record"]["jurisdiction"] == "US"));
    let therapies = of("therapy", "changed");
    assert_eq!(therapies.len(), 1);
    assert_eq!(therapies[0]["id"], "osimertinib");
    assert_eq!(therapies[0]["changed"][0]["field"], "name_ja");
    // Nothing else changed among the records; levels that rested on those approvals fell.
    let kinds: BTreeSet<&str> = lines.iter().filter_map(|line| line["kind"].as_str()).collect();
    assert_eq!(kinds, BTreeSet::from(["approval", "therapy"]));
    let levels: Vec<&Value> = lines.iter().filter(|line| line["type"] == "level").collect();
    assert!(!levels.is_empty());
    for level in &levels {
        assert!(matches!(level["change"].as_str().unwrap(), "lowered" | "lost"), "{level}");
        assert!(level["therapies"].as_str().unwrap().contains("trametinib"), "{level}");
        let records = level["old"]["records"].as_array().unwrap();
        assert!(records.iter().any(|record| record.as_str().unwrap().starts_with("us/trametinib")), "{level}");
    }
    // The changelog to read says the same.
    let output = text(&ckdb(&["diff", &night.shown("old.ckdb"), &night.shown("new.ckdb")]).stdout);
    assert!(output.contains("  ~ therapy osimertinib"), "{output}");
    assert!(output.contains("      name_ja: オシメルチニブ"), "{output}");
    assert!(output.contains("  - approval us/trametinib/1"), "{output}");
}

#[test]
fn the_gate_refuses_what_nobody_explained_and_writes_nothing() {
    let night = Night::new();
    night.edit("profiles/BRAF/V600E.toml", |text| without(text, "EID3017"));
    let lost = fs::read_to_string(night.path("knowledge/profiles/BRAF/V600E.toml")).unwrap();
    assert!(!lost.contains("EID3017"));
    let refused = night.gated(&[]);
    assert_eq!(refused.status.code(), Some(3));
    let told = text(&refused.stderr);
    assert!(told.contains("gate: LOST evidence BRAF/V600E/"), "{told}");
    assert!(told.contains("--allow-loss"), "{told}");
    assert!(!night.path("new.ckdb").exists(), "nothing is written");

    // The finding names the identity that the allow-loss file asks for.
    let id = told.split_once("gate: LOST evidence ").unwrap().1.split_once(' ').unwrap().0.to_owned();
    let allow = night.path("allow.toml");
    fs::write(&allow, format!("[[allow]]\nkind = \"evidence\"\nid = \"{id}\"\nreason = \"withdrawn by its source\"\n")).unwrap();
    let allowed = night.gated(&["--allow-loss", allow.to_str().unwrap()]);
    let told = text(&allowed.stderr);
    assert_eq!(allowed.status.code(), Some(0), "{told}");
    assert!(told.contains("(withdrawn by its source)"), "{told}");
    assert!(night.path("new.ckdb").exists());
}

#[test]
fn the_gate_refuses_a_source_that_was_cut_off() {
    let night = Night::new();
    fs::remove_dir_all(night.path("knowledge/approvals/jp")).unwrap();
    let refused = night.gated(&[]);
    assert_eq!(refused.status.code(), Some(3));
    let told = text(&refused.stderr);
    assert!(told.contains("gate: SOURCE_GONE source") || told.contains("gate: SOURCE_SHRANK source"), "{told}");
    assert!(told.matches("gate: LOST approval jp/").count() > 50, "{told}");
}
