//! Several indexes opened as one, as a hospital meets it: the open core, its own records in a file beside it, a knowledge base
//! that must not be passed on, and one tumour that all of them speak of.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

mod joined;
mod shown;

use ckdb_build::pipeline::build_from;
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::layers::Layers;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

const COLUMNS: &str = "kind,id,gene,variant,therapy,disease,jurisdiction,title,status,as_of,country,type,significance,level,citation,statement\n";

/// Rows of a ward: evidence on a profile that the core has, on a gene and a therapy that it has not, and a trial.
pub(crate) const WARD: [&str; 4] = [
    "evidence,W-1,BRAF,V600E,vemurafenib,MEL,,,,,,Predictive,Resistance,C,PMID:22735384,Three of our own patients did not respond.",
    "evidence,W-2,EGFR,L858R,osimertinib,LUAD,,,,,,Predictive,Sensitivity/Response,B,PMID:29151359,Seen in our own cohort.",
    "trial,jRCTs031990001,BRAF,V600E,dabrafenib+trametinib,solid tumour,,A trial of ours,recruiting,2026-11-01,JP,,,,,",
    "evidence,W-3,KRAS,G12C,wardinib,COADREAD,,,,,,Predictive,Sensitivity/Response,D,PMID:31666701,A compound that only we have.",
];

/// A table of one's own as a source.
pub(crate) fn table(source: &str, licence: &str, redistributable: bool, rows: &[&str]) -> String {
    let yes = if redistributable { "yes" } else { "no" };
    let head = format!("# source: {source}\n# name: {source}\n# licence: {licence}\n# release: 2026-11-21\n# redistributable: {yes}\n");
    format!("{head}{COLUMNS}{}\n", rows.join("\n"))
}

/// The knowledge that ships, with tables beside it.
pub(crate) fn compiled(release: &str, tables: &[String]) -> Knowledge {
    let folder = tempfile::tempdir().unwrap();
    let mut inputs = Vec::new();
    for (number, table) in tables.iter().enumerate() {
        let path = folder.path().join(format!("{number}.csv"));
        fs::write(&path, table).unwrap();
        inputs.push(SourceInput { name: "csv".into(), path });
    }
    let outcome = build_from(&[root().join("knowledge")], release, &[], &inputs).unwrap();
    Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap()
}

/// The core, compiled once.
pub(crate) fn core() -> Knowledge {
    static CORE: OnceLock<Knowledge> = OnceLock::new();
    CORE.get_or_init(|| compiled("core", &[])).clone()
}

/// What tables add to the core, as an overlay.
pub(crate) fn overlay(release: &str, tables: &[String]) -> Knowledge {
    let joined = Layers::new(core()).over(compiled(release, tables)).overlay().unwrap();
    Knowledge::from_bytes(joined.image.bytes).unwrap()
}

/// The ward's overlay, compiled once.
pub(crate) fn ward() -> Knowledge {
    static WARDS: OnceLock<Knowledge> = OnceLock::new();
    WARDS.get_or_init(|| overlay("ward", &[table("our-ward", "LicenseRef-internal", false, &WARD)])).clone()
}
