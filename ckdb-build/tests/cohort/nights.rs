//! A cohort through a night: what `reannotate` writes is what annotating every file anew would have written.

use super::command::{ckdb, copy, data, done, index, shipped};
use ckdb_build::pipeline::sources::SourceInput;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Lines of a key file that hold cases, without the order in which they were added.
fn cases(path: &Path) -> BTreeMap<String, Value> {
    let text = std::fs::read_to_string(path).unwrap();
    let values = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values.filter(|value| value["type"] == "case").map(|value| (value["case"].as_str().unwrap().to_owned(), value)).collect()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Cases of the examples, with what is told of them.
fn examples() -> Vec<(PathBuf, Vec<&'static str>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    [
        ("lung-EGFR-L858R-T790M.GRCh38.vcf", vec!["--disease", "LUAD", "--biomarker", "MSI=stable"]),
        ("melanoma-BRAF-V600E-mnv.GRCh37.vcf", vec!["--disease", "MEL"]),
        ("colorectal-KRAS-G12C.GRCh38.vcf", vec!["--disease", "COADREAD"]),
        ("breast-BRCA2-frameshift.GRCh38.vcf", vec!["--disease", "DOID:1612", "--origin", "germline"]),
    ]
    .map(|(name, told)| (folder.join(name), told))
    .to_vec()
}

fn keep(files: &[(PathBuf, Vec<&str>)], index: &Path, keys: &Path) {
    for (file, told) in files {
        let out = keys.with_extension("out.vcf");
        let mut args = vec!["annotate", shown(file), "--index", shown(index), "--keys", shown(keys), "-o", shown(&out)];
        args.extend(told);
        done(&args);
    }
}

/// Gives one evidence item about BRAF V600E another identity: for whoever it concerns, a record goes and one comes.
fn change(knowledge: &Path) {
    let file = knowledge.join("profiles/BRAF/V600E.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let other = text.replacen("\nid = 1\n", "\nid = 901\n", 1);
    assert_ne!(text, other);
    std::fs::write(&file, other).unwrap();
}

/// Old and new index, and a folder for the rest.
struct Night {
    dir: tempfile::TempDir,
}

impl Night {
    fn of(old: Vec<u8>, new: Vec<u8>) -> Self {
        let night = Self { dir: tempfile::tempdir().unwrap() };
        std::fs::write(night.path("old.ckdb"), old).unwrap();
        std::fs::write(night.path("new.ckdb"), new).unwrap();
        night
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Keeps the cases with the old index, asks them again with the new one, and compares with keeping them with the new one.
    /// Gives the changes and the summary.
    fn through(&self, files: &[(PathBuf, Vec<&str>)], more: &[&str]) -> (Vec<Value>, Value) {
        let names = ["old.keys", "anew.keys", "again.keys", "changes.jsonl"].map(|name| self.path(name));
        let [old, anew, again, list] = &names;
        names.iter().filter(|path| path.exists()).for_each(|path| std::fs::remove_file(path).unwrap());
        keep(files, &self.path("old.ckdb"), old);
        keep(files, &self.path("new.ckdb"), anew);
        let index = self.path("new.ckdb");
        let mut args = vec!["reannotate", shown(old), "--index", shown(&index), "--format", "jsonl", "--keys", shown(again)];
        args.extend(["-o", shown(list)]);
        args.extend(more);
        done(&args);
        assert_eq!(cases(again), cases(anew));
        let text = std::fs::read_to_string(list).unwrap();
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let summary = lines.pop().unwrap();
        (lines, summary)
    }
}

#[test]
fn only_cases_the_change_concerns_are_asked_again() {
    let changed = tempfile::tempdir().unwrap();
    copy(&shipped(), changed.path());
    change(changed.path());
    let night = Night::of(index(&shipped(), &[]), index(changed.path(), &[]));
    let (changes, summary) = night.through(&examples(), &["--all"]);
    assert!(!changes.is_empty());
    assert!(changes.iter().all(|change| change["case"] == "melanoma-BRAF-V600E-mnv.GRCh37.vcf"), "{changes:#?}");
    assert!(changes.iter().any(|change| change["change"] == "records"), "{changes:#?}");
    assert_eq!(summary["cases"], 4);
    // The melanoma carries BRAF; of the lung cancer a signature is told, which any gene's profiles could ask for.
    assert_eq!(summary["asked_again"], 2, "{summary}");
    let (every, all_asked) = night.through(&examples(), &["--all", "--every"]);
    assert_eq!((every, &all_asked["asked_again"]), (changes, &Value::from(4)));
}

#[test]
fn the_same_index_asks_nobody() {
    let bytes = index(&shipped(), &[]);
    let night = Night::of(bytes.clone(), bytes);
    let (changes, summary) = night.through(&examples(), &[]);
    assert_eq!((changes.len(), &summary["asked_again"]), (0, &Value::from(0)));
}

#[test]
fn a_case_kept_twice_counts_once_and_the_last_time() {
    let night = Night::of(index(&shipped(), &[]), Vec::new());
    let keys = night.path("cases.keys");
    let [.., (file, _)] = &examples()[..] else { panic!("no examples") };
    keep(&[(file.clone(), vec!["--disease", "MEL"]), (file.clone(), vec!["--disease", "LUAD"])], &night.path("old.ckdb"), &keys);
    let output = done(&["reannotate", shown(&keys), "--index", shown(&night.path("old.ckdb")), "--keys", shown(&keys)]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("1 cases"), "{output:?}");
    let cases = cases(&keys);
    assert_eq!(cases.values().next().unwrap()["told"]["disease"][0], "LUAD");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let night = Night::of(index(&shipped(), &[]), Vec::new());
    let (index, keys) = (night.path("old.ckdb"), night.path("cases.keys"));
    keep(&examples()[1..2], &index, &keys);
    let whole = std::fs::read_to_string(&keys).unwrap();
    let said = |text: &str| {
        std::fs::write(&keys, text).unwrap();
        let output = ckdb(&["reannotate", shown(&keys), "--index", shown(&index), "--every"]);
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(said(&whole).0, Some(0));
    let (code, text) = said("chr7\t1\n");
    assert!(code == Some(1) && text.contains("line 1: expected a line of a key file"), "{text}");
    let (code, text) = said("");
    assert!(code == Some(1) && text.contains("an empty file"), "{text}");
    let (code, text) = said(&whole.replacen("\"version\":1", "\"version\":7", 1));
    assert!(code == Some(1) && text.contains("version 7") && text.contains("reads version 1"), "{text}");
    let without: String =
        whole.lines().filter(|line| !line.contains("\"type\":\"answer\"")).map(|line| format!("{line}\n")).collect();
    let (code, text) = said(&without);
    assert!(code == Some(1) && text.contains("names answer"), "{text}");
    let (code, text) = said(&whole.replace("[\"MEL\"]", "[\"NO_SUCH\"]"));
    assert!(code == Some(1) && text.contains("NO_SUCH") && text.contains("1 could not be asked"), "{text}");
    // Cut anywhere it is refused or read, and never more than that.
    for end in (0..whole.len()).step_by(whole.len() / 40 + 1).filter(|end| whole.is_char_boundary(*end)) {
        let (code, text) = said(&whole[..end]);
        assert!(matches!(code, Some(0 | 1)) && !text.contains("panicked"), "{end}: {text}");
    }
    let output = ckdb(&["annotate", "-", "--keys", shown(&keys), "--index", shown(&index)]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--keys reads the input twice"), "{output:?}");
}

#[test]
fn years_of_a_source_later() {
    let (Some(old), Some(new)) = (data("civic/2018-10-01"), data("civic/2024-08-01")) else { return };
    let (Some(colo), Some(pcgr)) = (data("conformance/somatic/colo829-sv-truth"), data("conformance/somatic/pcgr-t001")) else {
        return;
    };
    let with = |path: PathBuf| index(&shipped(), &[SourceInput { name: "civic".to_owned(), path }]);
    let night = Night::of(with(old), with(new));
    let mut files = examples();
    for folder in [colo, pcgr] {
        let mut inside: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        inside.sort();
        let vcfs = inside
            .into_iter()
            .filter(|path| path.to_string_lossy().ends_with(".vcf.gz") || path.extension().is_some_and(|end| end == "vcf"));
        for path in vcfs.take(3) {
            let assembly = if path.to_string_lossy().contains("GRCh38") || path.to_string_lossy().contains("grch38") {
                "GRCh38"
            } else {
                "GRCh37"
            };
            files.push((path, vec!["--disease", "COADREAD", "--assembly", assembly]));
        }
    }
    let readable = |(file, told): &(PathBuf, Vec<&str>)| {
        let index = night.path("old.ckdb");
        let mut args = vec!["annotate", shown(file), "--index", shown(&index), "-o"];
        let out = night.path("try.vcf");
        args.push(shown(&out));
        args.extend(told);
        ckdb(&args).status.success()
    };
    files.retain(readable);
    let (changes, summary) = night.through(&files, &[]);
    assert!(changes.len() > 20, "{summary}");
    assert!(changes.iter().any(|change| change["change"] == "gained"), "{summary}");
}
