//! `ckdb report`, run as a user runs it and read as a browser reads it: is what a board needs there, in both languages, and does
//! nothing of the input become markup? (`make test-report` looks at the same pages in a real browser.)
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may stop at the first thing it cannot read")]

#[path = "report/compare.rs"]
mod compare;
#[path = "report/content.rs"]
mod content;
#[path = "report/escaping.rs"]
mod escaping;
#[path = "report/form.rs"]
mod form;
#[path = "report/html.rs"]
mod html;

use html::Page;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The index of `knowledge/`, compiled once for all tests.
fn index() -> &'static Path {
    static INDEX: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = INDEX.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.ckdb");
        build(&root().join("knowledge"), &path);
        (folder, path)
    });
    path
}

fn build(knowledge: &Path, to: &Path) {
    let outcome = ckdb_build::pipeline::build(&[knowledge.to_owned()], "test").unwrap();
    std::fs::write(to, outcome.image.expect("the records that ship have no errors").bytes).unwrap();
}

fn run(index: &Path, input: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.arg("report").arg(input).arg("--index").arg(index).args(arguments);
    command.env_remove("CKDB_INDEX").output().unwrap()
}

/// The page, which must be there and be well formed.
fn page_of(index: &Path, input: &Path, arguments: &[&str]) -> Page {
    let output = run(index, input, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Page::read(String::from_utf8(output.stdout).unwrap())
}

fn example(name: &str, arguments: &[&str]) -> Page {
    page_of(index(), &root().join("examples").join(name), arguments)
}

const LUNG: &str = "lung-EGFR-L858R-T790M.GRCh38.vcf";
const MELANOMA: &str = "melanoma-BRAF-V600E-mnv.GRCh37.vcf";
const COLORECTAL: &str = "colorectal-KRAS-G12C.GRCh38.vcf";
const BREAST: &str = "breast-BRCA2-frameshift.GRCh38.vcf";

/// Every example with its disease.
const EXAMPLES: [(&str, &str); 4] = [(LUNG, "LUAD"), (MELANOMA, "MEL"), (COLORECTAL, "COADREAD"), (BREAST, "DOID:1612")];
