//! Running the command, and where its input lies. The index is built once for all tests.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder of public data, such as `conformance/somatic`; without it the test says so and stops.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let base = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let folder = base.join(folder);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data to run this test", folder.display());
    None
}

/// The command with nothing of our own surroundings in it.
pub(crate) fn ckdb() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.env_remove("CKDB_INDEX").env("NO_COLOR", "1");
    command
}

/// The index of the knowledge that ships.
pub(crate) fn index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("annotate.ckdb");
        build(&root().join("knowledge"), &path, &root());
        path
    })
}

/// Builds an index; gives what the command said.
pub(crate) fn build(knowledge: &Path, index: &Path, working: &Path) -> String {
    let output = ckdb().current_dir(working).arg("build").arg("--knowledge").arg(knowledge).arg("-o").arg(index).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    out(&output)
}

/// `ckdb annotate FILE` with the index and more arguments.
pub(crate) fn annotate(file: &Path, more: &[&str]) -> Output {
    ckdb().arg("annotate").arg(file).arg("--index").arg(index()).args(more).output().unwrap()
}

/// What it printed.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What it complained of.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A file's content, decompressed where it is compressed.
pub(crate) fn content(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap();
    if raw.starts_with(&[0x1F, 0x8B]) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&raw[..]).read_to_end(&mut text).unwrap();
        return text;
    }
    raw
}
