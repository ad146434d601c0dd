//! Running the command, and the cases every test asks about. The index is built once for all tests.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A folder of public data; without it the test says so and stops.
pub(crate) fn data(folder: &str) -> Option<PathBuf> {
    let base = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let folder = base.join(folder);
    if folder.exists() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data to run this test", folder.display());
    None
}

fn ckdb() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    command.env_remove("CKDB_INDEX").env("NO_COLOR", "1");
    command
}

/// The index of the knowledge that ships.
pub(crate) fn index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exports.ckdb");
        let output = ckdb().arg("build").arg("--knowledge").arg(root().join("knowledge")).arg("-o").arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        path
    })
}

/// `ckdb annotate FILE` with the index and more arguments.
pub(crate) fn annotate(file: &Path, more: &[&str]) -> Output {
    ckdb().arg("annotate").arg(file).arg("--index").arg(index()).args(more).output().unwrap()
}

/// What it printed, when it was done.
pub(crate) fn printed(file: &Path, more: &[&str]) -> String {
    let output = annotate(file, more);
    assert_eq!(output.status.code(), Some(0), "{} {more:?}: {}", file.display(), err(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// A document it printed.
pub(crate) fn document(file: &Path, more: &[&str]) -> Value {
    let text = printed(file, more);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// What it complained of.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A VCF of these lines, without samples.
pub(crate) fn vcf(folder: &Path, lines: &[&str]) -> PathBuf {
    let path = folder.join("case.vcf");
    let head = "##fileformat=VCFv4.3\n##contig=<ID=chr7,length=159345973,assembly=GRCh38>\n##contig=<ID=chr12,length=133275309,assembly=GRCh38>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    std::fs::write(&path, format!("{head}{}", lines.iter().map(|line| format!("{line}\n")).collect::<String>())).unwrap();
    path
}

/// The examples, each with what is told of it.
pub(crate) fn cases() -> Vec<(PathBuf, Vec<&'static str>)> {
    let folder = root().join("examples");
    [
        ("lung-EGFR-L858R-T790M.GRCh38.vcf", vec!["--disease", "LUAD"]),
        ("melanoma-BRAF-V600E-mnv.GRCh37.vcf", vec!["--disease", "MEL", "--gene-any"]),
        ("colorectal-KRAS-G12C.GRCh38.vcf", vec!["--disease", "COADREAD", "--biomarker", "MSI=high"]),
        ("breast-BRCA2-frameshift.GRCh38.vcf", vec!["--disease", "BRCA", "--origin", "germline"]),
        ("melanoma-BRAF-V600E-mnv.GRCh37.vcf", vec![]),
    ]
    .map(|(name, told)| (folder.join(name), told))
    .to_vec()
}
