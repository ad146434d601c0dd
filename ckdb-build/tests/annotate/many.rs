//! Many inputs in one call: each output is what it would be alone, a bad input stops nobody, and what is done is not done again.

use super::command::{ckdb, err, index, root};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const EXAMPLES: [&str; 4] = [
    "breast-BRCA2-frameshift.GRCh38.vcf",
    "colorectal-KRAS-G12C.GRCh38.vcf",
    "lung-EGFR-L858R-T790M.GRCh38.vcf",
    "melanoma-BRAF-V600E-mnv.GRCh37.vcf",
];

fn inputs() -> Vec<PathBuf> {
    EXAMPLES.iter().map(|name| root().join("examples").join(name)).collect()
}

fn run(inputs: &[PathBuf], folder: &Path, more: &[&str]) -> Output {
    let index = index();
    ckdb().arg("annotate").args(inputs).arg("--index").arg(index).arg("--out-dir").arg(folder).args(more).output().unwrap()
}

fn manifest(folder: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A link to the same bytes is another file; so files that were not touched keep their time of change.
fn changed(folder: &Path) -> Vec<(String, std::time::SystemTime)> {
    let mut found: Vec<_> =
        EXAMPLES.iter().map(|name| ((*name).to_owned(), fs::metadata(folder.join(name)).unwrap().modified().unwrap())).collect();
    found.sort();
    found
}

#[test]
fn each_output_is_what_it_would_be_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (format, ending) in [("vcf", "vcf"), ("tsv", "tsv"), ("jsonl", "jsonl")] {
        for jobs in ["1", "3"] {
            let into = folder.path().join(format!("{format}-{jobs}"));
            let output = run(&inputs(), &into, &["--disease", "LUAD", "--format", format, "--jobs", jobs]);
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            for input in inputs() {
                let alone = folder.path().join("alone").with_extension(ending);
                let single = ckdb()
                    .arg("annotate")
                    .arg(&input)
                    .arg("--index")
                    .arg(index())
                    .args(["--disease", "LUAD", "--format", format, "--threads", "2", "-o"])
                    .arg(&alone)
                    .output()
                    .unwrap();
                assert_eq!(single.status.code(), Some(0), "{}", err(&single));
                let name = input.file_name().unwrap().to_str().unwrap().replace(".vcf", &format!(".{ending}"));
                assert_eq!(fs::read(into.join(&name)).unwrap(), fs::read(&alone).unwrap(), "{name}");
            }
        }
        let manifests = ["1", "3"].map(|jobs| fs::read(folder.path().join(format!("{format}-{jobs}/manifest.jsonl"))).unwrap());
        assert_eq!(manifests[0], manifests[1]);
    }
}

#[test]
fn a_bad_input_stops_nobody_and_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (bad, missing) = (folder.path().join("bad.vcf"), folder.path().join("missing.vcf"));
    fs::write(&bad, "this is no VCF\n").unwrap();
    let mut all = vec![bad.clone(), missing];
    all.extend(inputs());
    let into = folder.path().join("out");
    let output = run(&all, &into, &["--disease", "LUAD"]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    assert!(err(&output).contains("failed: ") && err(&output).contains("bad.vcf") && err(&output).contains("missing.vcf"));
    let entries = manifest(&into);
    let failed: Vec<&str> =
        entries.iter().filter(|entry| entry["status"] == "failed").filter_map(|entry| entry["output"].as_str()).collect();
    assert_eq!(failed, ["bad.vcf", "missing.vcf"]);
    for entry in &entries {
        assert_eq!(entry["message"].is_string(), entry["status"] == "failed", "{entry}");
        assert_eq!(into.join(entry["output"].as_str().unwrap()).exists(), entry["status"] == "done", "half a file is no file");
    }
    // Put right, it alone is done.
    fs::copy(&inputs()[0], &bad).unwrap();
    let again = run(&all[..1], &into, &["--disease", "LUAD"]);
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    assert_eq!(manifest(&into).len(), 6, "what other calls did is kept");
    assert_eq!(manifest(&into)[0]["status"], "done");
}

#[test]
fn what_is_done_is_not_done_again_unless_something_changed() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("out");
    assert_eq!(run(&inputs(), &into, &["--disease", "LUAD"]).status.code(), Some(0));
    let (first, times) = (fs::read(into.join("manifest.jsonl")).unwrap(), changed(&into));
    let again = run(&inputs(), &into, &["--disease", "LUAD", "--jobs", "2"]);
    assert!(err(&again).contains("0 annotated, 4 done before"), "{}", err(&again));
    assert_eq!((fs::read(into.join("manifest.jsonl")).unwrap(), changed(&into)), (first.clone(), times));
    // An output somebody changed is made anew, and so is everything for another patient.
    fs::write(into.join(EXAMPLES[1]), "changed").unwrap();
    let repaired = run(&inputs(), &into, &["--disease", "LUAD"]);
    assert!(err(&repaired).contains("1 annotated, 3 done before"), "{}", err(&repaired));
    assert_eq!(fs::read(into.join("manifest.jsonl")).unwrap(), first);
    let other = run(&inputs(), &into, &["--disease", "MEL"]);
    assert!(err(&other).contains("4 annotated, 0 done before"), "{}", err(&other));
}

/// So that a night's run that was killed goes on where it stood: only the journal is there, its last line cut off.
#[test]
fn a_killed_call_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let into = folder.path().join("out");
    assert_eq!(run(&inputs(), &into, &["--disease", "LUAD"]).status.code(), Some(0));
    let whole = fs::read(into.join("manifest.jsonl")).unwrap();
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let mut journal = lines[..2].concat();
    journal.extend_from_slice(&lines[2][..40]);
    fs::remove_file(into.join("manifest.jsonl")).unwrap();
    fs::write(into.join("manifest.jsonl.journal"), journal).unwrap();
    fs::remove_file(into.join(EXAMPLES[3])).unwrap();
    let again = run(&inputs(), &into, &["--disease", "LUAD"]);
    assert!(err(&again).contains("2 annotated, 2 done before"), "{}", err(&again));
    assert_eq!(fs::read(into.join("manifest.jsonl")).unwrap(), whole);
    assert!(!into.join("manifest.jsonl.journal").exists());
}

#[test]
fn nothing_is_written_over_and_no_two_inputs_meet() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a"), folder.path().join("b"));
    for place in [&a, &b] {
        fs::create_dir(place).unwrap();
        fs::copy(&inputs()[0], place.join("x.vcf")).unwrap();
    }
    let before = fs::read(a.join("x.vcf")).unwrap();
    let onto_itself = run(&[a.join("x.vcf")], &a, &[]);
    assert_eq!(onto_itself.status.code(), Some(2), "{}", err(&onto_itself));
    assert_eq!(fs::read(a.join("x.vcf")).unwrap(), before);
    let two = run(&[a.join("x.vcf"), b.join("x.vcf")], &folder.path().join("out"), &[]);
    assert_eq!(two.status.code(), Some(2), "{}", err(&two));
    assert!(err(&two).contains("x.vcf"));
    let no_folder = ckdb().arg("annotate").args(inputs()).output().unwrap();
    assert_eq!(no_folder.status.code(), Some(2), "{}", err(&no_folder));
    assert!(err(&no_folder).contains("--out-dir"));
}
