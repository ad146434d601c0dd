//! `ckdb check` as a user and a script meet it: output, exit codes.

use std::path::Path;
use std::process::{Command, Output};

use super::base;

fn ckdb(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ckdb")).arg("check").args(args).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A copy of the base knowledge with one mistake in it.
fn broken() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (path, bytes) in base::files() {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let gene = dir.path().join("genes/BRAF.toml");
    let sound = std::fs::read_to_string(&gene).unwrap();
    std::fs::write(gene, sound.replace("oncogene", "oncogen")).unwrap();
    dir
}

fn shown(dir: &Path) -> &str {
    dir.to_str().unwrap()
}

#[test]
fn sound_records_are_exit_0() {
    let output = ckdb(&[shown(&base::dir())]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), "23 files checked: 0 errors, 0 warnings\n");
}

#[test]
fn errors_are_exit_3_with_file_line_and_column() {
    let dir = broken();
    let output = ckdb(&[shown(dir.path())]);
    assert_eq!(output.status.code(), Some(3));
    let out = text(&output.stdout);
    assert!(out.contains("error[CK104]: `oncogen` is not a gene role"), "{out}");
    assert!(out.contains("genes/BRAF.toml:6:8"), "{out}");
    assert!(out.contains("did you mean `oncogene`?"), "{out}");
    assert!(!out.contains('\u{1b}'), "no colours into a pipe");
}

#[test]
fn json_is_one_list_of_findings() {
    let dir = broken();
    let output = ckdb(&[shown(dir.path()), "--format", "json"]);
    assert_eq!(output.status.code(), Some(3));
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1);
    assert_eq!(list[0]["code"], "CK104");
    assert_eq!((&list[0]["line"], &list[0]["column"]), (&6.into(), &8.into()));
    assert_eq!(list[0]["suggestions"][0], "oncogene");
}

#[test]
fn explain_prints_the_document_of_a_rule() {
    let output = ckdb(&["--explain", "CK201"]);
    assert_eq!(output.status.code(), Some(0));
    let page = text(&output.stdout);
    assert!(page.starts_with("CK201 (error): a gene that is named has a record\n"), "{page}");
    assert_eq!(ckdb(&["--explain", "CK999"]).status.code(), Some(1));
    assert_eq!(ckdb(&["--explain", "nonsense"]).status.code(), Some(2));
}

#[test]
fn wrong_usage_is_exit_2_and_a_wrong_folder_exit_1() {
    assert_eq!(ckdb(&[]).status.code(), Some(2));
    let missing = ckdb(&["no-such-folder"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(text(&missing.stderr).contains("no-such-folder"));
    let empty = tempfile::tempdir().unwrap();
    let output = ckdb(&[shown(empty.path())]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no records"));
}
