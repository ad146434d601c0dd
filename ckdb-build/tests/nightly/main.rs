//! The nightly build as its operator meets it: nights that publish, nights that refuse, builders that are killed, and readers
//! that never notice.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod kill;
mod nights;
mod readers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with two small knowledges, `a` and `b`, that differ in the name of one therapy, and a manifest for each.
pub(crate) struct House {
    dir: TempDir,
}

/// Japanese names of dabrafenib in `a` and `b`: an answer by which an index can be told.
pub(crate) const NAMES: [(&str, &str); 2] = [("a", "ダブラフェニブ甲"), ("b", "ダブラフェニブ乙")];

impl House {
    pub(crate) fn new() -> Self {
        let house = Self { dir: tempfile::tempdir().unwrap() };
        for (knowledge, name) in NAMES {
            copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/records/base"), &house.path(knowledge));
            house.edit(knowledge, "therapies/dabrafenib.toml", |text| {
                let lines = text.lines().filter(|line| !line.starts_with("name_ja"));
                lines.collect::<Vec<_>>().join("\n").replacen("name = ", &format!("name_ja = \"{name}\"\nname = "), 1)
            });
            house.manifest(knowledge, "");
        }
        house
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The folder of published indexes.
    pub(crate) fn served(&self) -> PathBuf {
        self.path("served")
    }

    pub(crate) fn manifest(&self, knowledge: &str, more: &str) {
        let text = format!("keep = 4\nknowledge = [\"{knowledge}\"]\n{more}");
        fs::write(self.path(&format!("{knowledge}.toml")), text).unwrap();
    }

    pub(crate) fn edit(&self, knowledge: &str, file: &str, change: impl Fn(&str) -> String) {
        let path = self.path(knowledge).join(file);
        let before = fs::read_to_string(&path).unwrap();
        let after = change(&before);
        assert_ne!(before, after, "{file} was not changed");
        fs::write(path, after).unwrap();
    }

    /// `ckdb build` of one of the knowledges, not yet started.
    pub(crate) fn night(&self, knowledge: &str, date: &str, more: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
        command.args(["build", "--date", date, "--manifest"]).arg(self.path(&format!("{knowledge}.toml")));
        command.arg("--into").arg(self.served()).args(more);
        command
    }

    pub(crate) fn run(&self, knowledge: &str, date: &str, more: &[&str]) -> Output {
        self.night(knowledge, date, more).output().unwrap()
    }

    /// The bytes that a knowledge compiles to, built beside the folder that is served.
    pub(crate) fn compiled(&self, knowledge: &str, release: &str) -> Vec<u8> {
        let outcome = ckdb_build::pipeline::build(&[self.path(knowledge)], release).unwrap();
        outcome.image.unwrap().bytes
    }

    /// What a killed builder leaves behind.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.served()) else { return Vec::new() };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.starts_with(".ckdb-")).collect()
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
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
