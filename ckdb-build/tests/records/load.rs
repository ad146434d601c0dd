//! Reading directories: order, layers, and what is passed over.

use std::fs;
use std::path::PathBuf;

use ckdb_build::check::{NoModels, check};
use ckdb_build::record::load;

use super::base;

#[test]
fn a_directory_reads_like_the_same_files_in_memory() {
    let from_disk = load(&[base::dir()]).unwrap();
    let in_memory = base::loaded(&base::files());
    assert_eq!(from_disk.records.len(), in_memory.records.len());
    let ids = |loaded: &ckdb_build::record::Loaded| -> Vec<String> {
        loaded.records.profiles.iter().map(|p| p.header.id.clone()).collect()
    };
    assert_eq!(ids(&from_disk), ids(&in_memory));
    assert!(ids(&from_disk).is_sorted());
}

#[test]
fn a_missing_directory_is_an_error_that_names_it() {
    let error = load(&[PathBuf::from("no-such-directory")]).unwrap_err();
    assert!(error.to_string().contains("no-such-directory"), "{error}");
}

#[test]
fn an_overlay_adds_records_and_may_keep_its_sources_to_itself() {
    let overlay = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = overlay.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let base_source = fs::read_to_string(base::dir().join("sources/civic.toml")).unwrap();
    write("sources/ward.toml", &base_source.replace("redistributable = true", "redistributable = false"));
    write("README.md", "notes are passed over");
    write(".hidden/x.toml", "not read");
    write("schemes/ours.toml", "read by another room");
    write(
        "profiles/BRAF/V600K.toml",
        r#"name = "BRAF V600K"
[criterion]
kind = "protein-change"
gene = "BRAF"
change = "V600K"
[[evidence]]
id = 1
type = "Predictive"
direction = "Supports"
significance = "Sensitivity/Response"
level = "C"
therapies = ["dabrafenib"]
disease = "melanoma"
origin = "somatic"
citation = "ward:case-7"
source = "ward"
source_record = "case-7"
statement = "One person on our ward with this variant had a partial response."
"#,
    );
    let dirs = [base::dir(), overlay.path().to_path_buf()];
    let verdict = check(load(&dirs).unwrap(), &NoModels);
    assert!(verdict.diagnostics.is_empty(), "{}", verdict.diagnostics.render(&verdict.files, Default::default()));
    let checked = verdict.checked.unwrap();
    let layers: Vec<usize> = checked.records().sources.iter().map(|s| s.header.layer).collect();
    assert_eq!(layers.iter().filter(|layer| **layer == 1).count(), 1);

    // The same overlay as the layer that ships is refused, and so is a second record of one identity.
    write("genes/BRAF.toml", "name = \"again\"\nhgnc = \"HGNC:1\"\nrole = \"unknown\"\nsource = \"ward\"\nsource_record = \"x\"\n");
    let verdict = check(load(&[dirs[1].clone(), dirs[0].clone()]).unwrap(), &NoModels);
    let codes: Vec<String> = verdict.diagnostics.iter().map(|d| d.rule.code.to_string()).collect();
    assert!(codes.contains(&"CK308".to_owned()), "{codes:?}");
    assert!(codes.contains(&"CK006".to_owned()), "{codes:?}");
    assert!(verdict.checked.is_none());
}
