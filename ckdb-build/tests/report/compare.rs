//! `--compare`: the same input with an earlier index, and what became of each option.

use super::{LUNG, build, index, page_of, root, run};
use std::fs;
use std::path::Path;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn what_an_earlier_index_lacked_is_said_with_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let knowledge = folder.path().join("knowledge");
    copy(&root().join("knowledge"), &knowledge);
    fs::remove_file(knowledge.join("approvals/jp/osimertinib.toml")).unwrap();
    fs::remove_file(knowledge.join("approvals/jp/amivantamab-carboplatin-pemetrexed.toml")).unwrap();
    let old = folder.path().join("old.ckdb");
    build(&knowledge, &old);
    let input = root().join("examples").join(LUNG);
    let told = ["--disease", "LUAD", "--lang", "en", "--compare", old.to_str().unwrap()];
    let page = page_of(index(), &input, &told);
    let rows = page.id("changes").rows();
    let of = |drug: &str| rows.iter().find(|row| row[2].starts_with(drug)).unwrap_or_else(|| panic!("no {drug}: {rows:?}"));
    let gained = of("amivantamab + carboplatin + pemetrexed");
    assert!(gained[0] == "gained" && gained[3] == "–" && gained[4].contains("approved in Japan"), "{gained:?}");
    assert!(gained[5].contains("+ jp/amivantamab-carboplatin-pemetrexed/1"), "{gained:?}");
    let moved = of("osimertinib");
    assert_eq!(moved[0], "changed");
    assert!(!moved[3].contains("approved in Japan") && moved[4].contains("approved in Japan"), "{moved:?}");
    assert!(rows.iter().all(|row| !row[2].starts_with("erlotinib")), "what did not change is not told: {rows:?}");
    assert!(page.id("content").with_class("since")[0].text().contains("1 gained, 0 lost"), "the first page says it in a line");
    // The other way round they are lost.
    let back = page_of(&old, &input, &["--disease", "LUAD", "--lang", "en", "--compare", index().to_str().unwrap()]);
    assert!(back.id("changes").rows().iter().any(|row| row[0] == "lost" && row[2].starts_with("amivantamab + carboplatin")));
    let same = page_of(index(), &input, &["--disease", "LUAD", "--lang", "en", "--compare", index().to_str().unwrap()]);
    assert!(same.id("changes").text().contains("Nothing that this page shows has changed."));
}

#[test]
fn standard_input_cannot_be_read_twice() {
    let output = run(index(), Path::new("-"), &["--disease", "LUAD", "--compare", index().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("give a file"));
}
