//! OncoTree as it ships: every code of every release is a disease, and the table is what the importer makes of the releases.

#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::panic)]

use ckdb_build::import::oncotree;
use ckdb_build::pipeline;
use ckdb_core::knowledge::{FindError, Knowledge};
use ckdb_core::matching::DiseaseContext;
use ckdb_core::model::{DiseaseScope, Lineage};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| {
        let outcome = pipeline::build(&[root().join("knowledge")], "test").unwrap();
        Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap()
    })
}

fn shipped() -> String {
    std::fs::read_to_string(root().join("knowledge/ontology/oncotree.tsv")).unwrap()
}

/// Code and name of every line.
fn codes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        (columns.next().unwrap(), columns.next().unwrap())
    })
}

fn scope(patient: &str, claim: &str) -> DiseaseScope {
    let knowledge = knowledge();
    let patient = DiseaseContext::new(knowledge.records().unwrap(), knowledge.disease(patient).unwrap());
    patient.scope(knowledge.disease(claim).unwrap())
}

#[test]
fn the_table_is_what_the_importer_makes_of_the_releases() {
    let base = std::env::var_os("CKDB_DATA").map_or_else(|| root().join("../shared/data"), PathBuf::from).join("ontology");
    if !base.exists() {
        eprintln!("SKIPPED: {} is not there; set CKDB_DATA to the folder of public data to run this test", base.display());
        return;
    }
    let mut releases = Vec::new();
    for release in ["2018_06_01", "2021_11_02", "2025_04_08", "2025_10_03"] {
        let raw = std::fs::read(base.join(format!("oncotree_{release}.json.gz"))).unwrap();
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(raw.as_slice()).read_to_end(&mut bytes).unwrap();
        releases.push((release.to_owned(), bytes));
    }
    assert_eq!(oncotree::table(&releases).unwrap(), shipped());
}

#[test]
fn every_code_of_every_release_is_a_disease_of_one_lineage() {
    let (knowledge, text) = (knowledge(), shipped());
    let records = knowledge.records().unwrap();
    let mut open = Vec::new();
    let mut count = 0;
    for (code, name) in codes(&text) {
        count += 1;
        let given = knowledge.disease_given(code).unwrap_or_else(|error| panic!("{code}: {error}"));
        assert_eq!(given.code.unwrap().code(), code);
        assert_eq!(given.code.unwrap().name(), name);
        let disease = records.disease(given.disease).unwrap();
        if disease.lineage() == Lineage::Any {
            open.push(code);
        }
        // In lower case it is the same, unless another code differs from it by case alone.
        assert!(knowledge.disease(&code.to_lowercase()).is_ok(), "{code}");
    }
    assert!(count > 900, "{count}");
    open.sort_unstable();
    // The top, what is neither organ nor kind, and what is no tumour at all.
    assert_eq!(open, ["OTHER", "PCT", "TISSUE"]);
}

#[test]
fn what_nobody_curated_is_a_kind_of_what_somebody_did() {
    use DiseaseScope::{Agnostic, Broader, Narrower, Other, OtherLineage, Same};
    for (patient, claim, expected) in [
        ("LUPC", "NSCLC", Narrower),
        ("SCLC", "NSCLC", Other),
        ("SCLC", "lung-cancer", Narrower),
        ("ULMS", "sarcoma", Narrower),
        ("UM", "melanoma", Narrower),
        ("UM", "skin-melanoma", Other),
        ("ESST", "ewing-sarcoma", Narrower),
        ("HGSOC", "ovarian-serous-carcinoma", Narrower),
        ("KIDNEY", "RCC", Broader),
        ("BRCA", "BRCA", Same),
        ("TLYM", "lymphoma", Narrower),
        ("TLYM", "solid-tumour", OtherLineage),
        ("HDCS", "solid-tumour", OtherLineage),
        ("MYCF", "lymphoma", Narrower),
        ("PCM", "lymphoma", Other),
        ("CUP", "solid-tumour", Narrower),
        ("CUP", "cancer", Agnostic),
        ("ADNOS", "lung-adenocarcinoma", Other),
        ("CUP", "AML", OtherLineage),
        ("DIPG", "brain-glioma", Narrower),
        ("GBM", "GB", Broader),
        ("ALL", "BLL", Broader),
        ("BALL", "BLL", Same),
    ] {
        assert_eq!(scope(patient, claim), expected, "{patient} against {claim}");
    }
}

#[test]
fn nobody_is_solid_and_haematological() {
    let records = knowledge().records().unwrap();
    for disease in records.diseases() {
        for parent in disease.parents().filter_map(|id| records.disease(id)) {
            let (own, above) = (disease.lineage(), parent.lineage());
            assert!(above == Lineage::Any || above == own, "{} under {}", disease.id(), parent.id());
        }
        assert!(disease.parents().len() > 0 || disease.id() == "cancer", "{}", disease.id());
    }
}

#[test]
fn a_code_is_read_by_its_release() {
    let knowledge = knowledge();
    let records = knowledge.records().unwrap();
    let name = |given: &str| records.disease(knowledge.disease(given).unwrap()).unwrap().id().to_owned();
    assert_eq!(name("GB"), "glioblastoma-idh-wildtype");
    assert_eq!(name("GB@2025_10_03"), "glioblastoma-idh-wildtype");
    assert_eq!(name("GB@2020_04_01"), "glioblastoma");
    assert_eq!(name("LUAD@2020-04-01"), "lung-adenocarcinoma");
    assert_eq!(name("DIPG@2021_11_02"), "oncotree-dmg");
    assert_eq!(records.oncotree_release(), Some("2025_10_03"));
    // A release that does not have the code is a mistake, and says which have it.
    let gone = knowledge.disease("DIPG@2025_10_03").unwrap_err();
    assert!(matches!(gone, FindError::Release { .. }) && gone.to_string().contains("2018_06_01 to 2025_04_08"), "{gone}");
    assert!(matches!(knowledge.disease("DMG@2018_06_01").unwrap_err(), FindError::Release { .. }));
}

#[test]
fn japanese_names_are_read_and_shown() {
    let knowledge = knowledge();
    let records = knowledge.records().unwrap();
    for (name, id) in [
        ("原発不明癌", "oncotree-cup"),
        ("小細胞肺癌", "oncotree-sclc"),
        ("成人T細胞白血病/リンパ腫", "oncotree-atll"),
        ("肺腺癌", "lung-adenocarcinoma"),
    ] {
        assert_eq!(records.disease(knowledge.disease(name).unwrap()).unwrap().id(), id, "{name}");
    }
    let shown = records.disease(knowledge.disease("CUP").unwrap()).unwrap();
    assert_eq!(shown.name_ja(), "原発不明がん");
    let wrong = knowledge.disease("LUADD").unwrap_err().to_string();
    assert!(wrong.contains("LUAD"), "{wrong}");
}
