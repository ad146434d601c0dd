//! The command, indexes and public data, for the tests of this folder.

use ckdb_build::pipeline::{self, sources::SourceInput};
use ckdb_core::knowledge::Knowledge;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Runs the command.
pub(crate) fn ckdb(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ckdb")).args(args).output().unwrap()
}

/// Runs the command, which must succeed.
pub(crate) fn done(args: &[&str]) -> Output {
    let output = ckdb(args);
    assert!(output.status.success(), "ckdb {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr));
    output
}

/// The knowledge that ships.
pub(crate) fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../knowledge")
}

/// An index of the knowledge in a folder, with sources.
pub(crate) fn index(folder: &Path, sources: &[SourceInput]) -> Vec<u8> {
    let outcome = pipeline::build_from(&[folder.to_owned()], "test", &[], sources).unwrap();
    outcome.image.unwrap().bytes
}

/// The same, opened.
pub(crate) fn knowledge(folder: &Path) -> Knowledge {
    Knowledge::from_bytes(index(folder, &[])).unwrap()
}

/// Public data, if it is there.
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CKDB_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from);
    let path = root.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data", path.display());
    None
}

/// Copies a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            std::fs::write(to, std::fs::read(entry.path()).unwrap()).unwrap()
        }
    }
}
