//! What the command shows of several layers: each row with its licence and the index that brought it, and with
//! `--only redistributable` nothing of the others, in any verb.

use super::{WARD, core, overlay, root, table, ward};
use ckdb_core::knowledge::Knowledge;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Core, ward and a licensed knowledge base as files.
struct Files {
    folder: tempfile::TempDir,
}

const LICENSED: &str =
    "evidence,L-7,BRAF,V600E,encorafenib,MEL,,,,,,Predictive,Sensitivity/Response,A,PMID:29573941,As the licensed source states.";

fn files() -> &'static Files {
    static FILES: OnceLock<Files> = OnceLock::new();
    FILES.get_or_init(|| {
        let files = Files { folder: tempfile::tempdir().unwrap() };
        let licensed = overlay("licensed", &[table("licensed-kb", "LicenseRef-licensed-kb", false, &[LICENSED])]);
        for (name, knowledge) in [("core", core()), ("ward", ward()), ("licensed", licensed)] {
            fs::write(files.path(name), bytes(&knowledge)).unwrap();
        }
        files
    })
}

/// An index as the file it is.
fn bytes(knowledge: &Knowledge) -> Vec<u8> {
    use ckdb_core::index::Writer;
    let mut writer = Writer::new();
    for section in knowledge.file().sections() {
        writer.section(section.name, section.version, knowledge.file().section(section.name).unwrap().to_vec()).unwrap();
    }
    let image = writer.finish();
    assert_eq!(image.content_id, knowledge.content_id());
    image.bytes
}

impl Files {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.ckdb"))
    }

    fn ckdb(&self, verb: &[&str], overlays: &[&str], more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ckdb"));
        command.args(verb).arg("--index").arg(self.path("core"));
        for overlay in overlays {
            command.arg("--overlay").arg(self.path(overlay));
        }
        let output = command.args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output
    }

    fn text(&self, verb: &[&str], overlays: &[&str], more: &[&str]) -> String {
        String::from_utf8(self.ckdb(verb, overlays, more).stdout).unwrap()
    }

    fn id(&self, name: &str) -> String {
        Knowledge::open(self.path(name)).unwrap().content_id().to_string()
    }
}

fn melanoma() -> String {
    root().join("examples/melanoma-BRAF-V600E-mnv.GRCh37.vcf").display().to_string()
}

/// Cells of the rows of a TSV, by column.
fn cells<'t>(tsv: &'t str, columns: &[&str]) -> Vec<Vec<&'t str>> {
    let mut lines = tsv.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let at: Vec<usize> = columns.iter().map(|column| header.iter().position(|name| name == column).unwrap()).collect();
    lines.map(|line| line.split('\t').collect::<Vec<_>>()).map(|cells| at.iter().map(|at| cells[*at]).collect()).collect()
}

#[test]
fn a_mixed_case_shows_licence_and_index_of_every_row() {
    let (files, vcf) = (files(), melanoma());
    let annotate = ["annotate", &vcf, "--disease", "MEL", "--format", "tsv"];
    let both = files.text(&annotate, &["ward", "licensed"], &[]);
    assert_eq!(both, files.text(&annotate, &["ward", "licensed"], &[]), "the same layers give the same bytes");
    let rows = cells(&both, &["source", "licence", "index", "record_id"]);
    let row = |source: &str| rows.iter().find(|row| row[0].split('&').any(|one| one == source)).unwrap_or_else(|| panic!("{source}"));
    assert!(row("our-ward")[1].contains("LicenseRef-internal") && row("our-ward")[2].contains(&files.id("ward")));
    assert!(row("licensed-kb")[1].contains("LicenseRef-licensed-kb") && row("licensed-kb")[2].contains(&files.id("licensed")));
    assert!(rows.iter().all(|row| row[1].len() > 1 && row[2].len() >= 32), "each row has a licence and an index: {rows:?}");
    assert!(rows.iter().filter(|row| !row[0].contains("our-ward") && !row[0].contains("licensed-kb")).all(|row| row[2] == files.id("core")));
    // The order of overlays is told by the header and changes no row.
    let turned = files.text(&annotate, &["licensed", "ward"], &[]);
    let sorted = |tsv: &str| {
        let mut rows: Vec<String> = cells(tsv, &["profile", "therapies", "disease", "significance", "jp", "amp"]).iter().map(|row| row.join(" ")).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted(&both), sorted(&turned));
    // JSON Lines name the layer of each record, VCF the layers of the file.
    let jsonl = files.text(&["annotate", &vcf, "--disease", "MEL", "--format", "jsonl"], &["ward"], &[]);
    assert!(jsonl.contains(&format!("\"licence\":\"LicenseRef-internal\",\"index\":\"{}\"", files.id("ward"))), "{jsonl}");
    let annotated = files.text(&["annotate", &vcf, "--disease", "MEL"], &["ward"], &[]);
    let header = annotated.lines().find(|line| line.starts_with("##ckdb=")).unwrap();
    assert!(header.contains(&format!("{} ward", files.id("ward"))) && header.contains(&format!("{} core", files.id("core"))), "{header}");
}

#[test]
fn without_overlays_every_row_names_the_one_index() {
    let (files, vcf) = (files(), melanoma());
    let alone = files.text(&["annotate", &vcf, "--disease", "MEL", "--format", "tsv"], &[], &[]);
    assert!(cells(&alone, &["index"]).iter().all(|row| row[0] == files.id("core")));
}

#[test]
fn what_may_not_be_passed_on_is_in_no_verb() {
    let (files, vcf) = (files(), melanoma());
    let overlays = ["ward", "licensed"];
    let only = ["--only", "redistributable"];
    let verbs: [(&[&str], &str); 4] = [
        (&["annotate", &vcf, "--disease", "MEL", "--format", "jsonl"], "L-7"),
        (&["annotate", &vcf, "--disease", "MEL"], "licensed"),
        (&["lookup", "BRAF V600E", "--disease", "MEL"], "licensed-kb"),
        (&["lookup", "wardinib"], "W-3"),
    ];
    for (verb, restricted) in verbs {
        let all = files.text(verb, &overlays, &[]);
        assert!(all.contains(restricted), "{verb:?} shows {restricted}: {all}");
    }
    let told = files.ckdb(verbs[0].0, &overlays, &only);
    assert!(String::from_utf8_lossy(&told.stderr).contains("--only redistributable: 5 records of the index are left out"));
    for (verb, _) in &verbs[..3] {
        let shown = files.text(verb, &overlays, &only);
        for restricted in ["our-ward", "licensed-kb", "LicenseRef-internal", "LicenseRef-licensed-kb", "W-1", "L-7"] {
            assert!(!shown.contains(restricted), "{verb:?} shows {restricted}: {shown}");
        }
    }
    // A therapy that only a restricted source knows is not even named.
    let mut lookup = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    lookup.args(["lookup", "wardinib", "--index"]).arg(files.path("core")).arg("--overlay").arg(files.path("ward")).args(only);
    let output = lookup.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    // Of a core all of whose sources may be passed on nothing changes.
    let rows = |more: &[&str]| {
        let tsv = files.text(&["annotate", &vcf, "--disease", "MEL", "--format", "tsv"], &[], more);
        cells(&tsv, &["profile", "record_id", "jp", "amp", "index"]).concat().join(" ")
    };
    assert_eq!(rows(&[]), rows(&only));
}

#[test]
fn the_command_builds_an_overlay_and_says_what_it_is() {
    let files = files();
    let out = files.folder.path().join("built.ckdb");
    let csv = files.folder.path().join("ward.csv");
    fs::write(&csv, table("our-ward", "LicenseRef-internal", false, &WARD)).unwrap();
    let mut build = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    build.args(["build", "--release", "ward", "--knowledge"]).arg(root().join("knowledge"));
    build.arg("--source").arg(format!("csv={}", csv.display())).arg("--overlay-on").arg(files.path("core")).arg("-o").arg(&out);
    let output = build.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("3 evidence items, 0 assertions, 0 approvals, 1 trials that are not there"), "{told}");
    assert_eq!(read_id(&out), files.id("ward"), "the command and the library make the same file");
    let mut info = Command::new(env!("CARGO_BIN_EXE_ckdb"));
    info.arg("info").arg(files.path("core")).arg("--overlay").arg(&out);
    let info = String::from_utf8(info.output().unwrap().stdout).unwrap();
    assert!(info.contains(&format!("overlay      {}, release ward", files.id("ward"))), "{info}");
}

fn read_id(path: &Path) -> String {
    Knowledge::open(path).unwrap().content_id().to_string()
}
