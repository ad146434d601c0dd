//! Questions about whole tumours, as literate cases: Markdown under `ckdb-core/tests/cases/sample/`, run through the command
//! with the records that ship; and the laws that hold for every tumour ([`laws`]).
//!
//! Each `##` section of a file is a case: a `vcf` block (columns separated by blanks; `##` lines stay as they are), perhaps a `bed`
//! block and an `args` block, and a table `| profile | state | by |`. `by` is `line`, `sample` or `secondary`; state `-` means that nobody reports
//! the profile. A `says` block lists texts that must stand somewhere in the answer, one a line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod laws;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The index of the records that ship, built once.
pub(crate) fn index() -> &'static Path {
    static INDEX: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ckdb");
        let knowledge = Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge");
        let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
        let output = command.args(["build", "--knowledge"]).arg(knowledge).arg("-o").arg(&path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        (folder, path)
    });
    path
}

#[derive(Default)]
struct Case {
    name: String,
    vcf: String,
    bed: String,
    args: Vec<String>,
    /// Profile, state, by.
    expected: Vec<[String; 3]>,
    says: Vec<String>,
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.file_stem().unwrap().to_string_lossy();
    let mut cases: Vec<Case> = Vec::new();
    let mut block = "";
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ").filter(|_| block.is_empty()) {
            cases.push(Case { name: format!("{file}: {title}"), ..Case::default() });
            continue;
        }
        if let Some(name) = line.strip_prefix("```") {
            block = if block.is_empty() {
                ["vcf", "bed", "args", "says"].into_iter().find(|known| *known == name).unwrap()
            } else {
                ""
            };
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        let tabs = |line: &str| line.split_whitespace().collect::<Vec<_>>().join("\t") + "\n";
        match block {
            "vcf" if line.starts_with("##") => case.vcf += &format!("{line}\n"),
            "vcf" => case.vcf += &tabs(line),
            "bed" => case.bed += &tabs(line),
            "args" => case.args.extend(line.split_whitespace().map(str::to_owned)),
            "says" => case.says.push(line.to_owned()),
            _ if line.starts_with('|') && !line.starts_with("|---") && !line.starts_with("| profile") => {
                let mut cells = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned());
                case.expected.push([(); 3].map(|()| cells.next().unwrap()));
            }
            _ => {}
        }
    }
    cases
}

/// What the command says of a case: `(profile, by)` to state, and the whole text.
fn answer(case: &Case) -> (BTreeMap<(String, String), String>, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tumour.vcf");
    std::fs::write(&file, format!("##fileformat=VCFv4.3\n##reference=GRCh38\n{}", case.vcf)).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.arg("annotate").arg(&file).arg("--index").arg(index()).args(["--format", "jsonl", "--explain"]).args(&case.args);
    if !case.bed.is_empty() {
        let bed = folder.path().join("callable.bed");
        std::fs::write(&bed, &case.bed).unwrap();
        command.arg("--callable").arg(bed);
    }
    let output = command.output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let text = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        return (BTreeMap::new(), errors);
    }
    let mut found = BTreeMap::new();
    for line in text.lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        let mut note = |matched: &serde_json::Value, by: &str| {
            let id = matched["profile"]["id"].as_str().unwrap().to_owned();
            found.insert((id, by.to_owned()), matched["state"].as_str().unwrap().to_owned());
        };
        match value["type"].as_str().unwrap() {
            "variant" => value["matches"].as_array().unwrap().iter().for_each(|matched| note(matched, "line")),
            "profile" => note(&value["match"], "sample"),
            "secondary" => {
                let gene = value["gene"].as_str().unwrap().to_owned();
                found.insert((gene, "secondary".to_owned()), value["standing"].as_str().unwrap().to_owned());
            }
            _ => {}
        }
    }
    (found, text + &errors)
}

#[test]
fn every_case_answers_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ckdb-core/tests/cases/sample");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = String::new();
    let mut count = 0;
    for case in paths.iter().flat_map(|path| cases(path)) {
        assert!(!case.vcf.is_empty() && (!case.expected.is_empty() || !case.says.is_empty()), "{}: nothing to ask", case.name);
        let (found, text) = answer(&case);
        for [profile, state, by] in &case.expected {
            let said = match by.as_str() {
                "-" => ["line", "sample"].iter().find_map(|by| found.get(&(profile.clone(), (*by).to_owned()))),
                by => found.get(&(profile.clone(), by.to_owned())),
            };
            let said = said.map_or("-", String::as_str);
            if said != state {
                wrong += &format!("{}\n  {profile} by {by}: expected {state}, found {said}\n", case.name);
            }
        }
        for says in case.says.iter().filter(|says| !text.contains(says.as_str())) {
            wrong += &format!("{}\n  nowhere: {says}\n", case.name);
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(count >= 30, "only {count} cases");
}
