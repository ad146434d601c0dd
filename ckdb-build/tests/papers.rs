//! Every paper that code, documents and knowledge name by its PubMed number was seen by somebody: the number is in the CIViC release,
//! or in `knowledge/seen/papers.tsv` with the document in which it stands beside the title. A number from memory is a number of
//! another paper one time in three.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|kind| ["rs", "toml", "md", "tsv"].iter().any(|known| kind == *known)) {
            out.push(path);
        }
    }
}

/// Numbers of five digits and more behind `PMID:` or `PMID `, also across the line break of a comment.
fn numbers(text: &str) -> BTreeSet<String> {
    let mut joined = String::new();
    for line in text.lines() {
        joined.push(' ');
        joined.push_str(line.trim_start().trim_start_matches(['/', '!', '#', '|']).trim_start());
    }
    let after = joined.match_indices("PMID").map(|(at, word)| joined[at + word.len()..].trim_start_matches([':', ' ']));
    after.map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>()).filter(|number| number.len() >= 5).collect()
}

fn released() -> Option<BTreeSet<String>> {
    let data =
        std::env::var_os("CKDB_DATA").filter(|text| !text.is_empty()).map_or_else(|| root().join("../shared/data"), PathBuf::from);
    let path = data.join("civic/2024-08-01/ClinicalEvidenceSummaries.tsv.gz");
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("SKIPPED: papers against CIViC ({} is not there; set CKDB_DATA)", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    let header: Vec<&str> = text.lines().next().unwrap().split('\t').collect();
    let column = header.iter().position(|name| *name == "citation_id").unwrap();
    Some(text.lines().skip(1).filter_map(|line| line.split('\t').nth(column).map(str::to_owned)).collect())
}

#[test]
fn no_paper_is_cited_that_nobody_saw() {
    let seen = std::fs::read_to_string(root().join("knowledge/seen/papers.tsv")).unwrap();
    let seen: BTreeMap<&str, &str> = seen
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), 3, "{line}");
            (cells[0].strip_prefix("PMID:").unwrap(), cells[1])
        })
        .collect();
    let Some(released) = released() else { return };
    let mut paths = Vec::new();
    for folder in
        ["knowledge", "ckdb-core/src", "ckdb-build/src", "ckdb-build/tests/verify_kinase_domains.py", "ckdb-py/src", "docs"]
    {
        let path = root().join(folder);
        if path.is_file() { paths.push(path) } else { files(&path, &mut paths) }
    }
    let (mut found, mut wrong) = (BTreeSet::new(), Vec::new());
    for path in &paths {
        let shown = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
        // The list itself cites nothing; examples of rules show numbers that are wrong on purpose.
        if shown.contains("seen/papers.tsv") || shown.contains("diagnostic/rules/") || shown.contains("record/shape.rs") {
            continue;
        }
        for number in numbers(&std::fs::read_to_string(path).unwrap()) {
            match seen.get(number.as_str()) {
                Some(what) if what.starts_with("candidate only") && !shown.contains("candidates/") => {
                    wrong.push(format!("{shown}: PMID {number} is a candidate without a proof"));
                }
                None if !released.contains(&number) => {
                    wrong.push(format!(
                        "{shown}: PMID {number} is neither in knowledge/seen/papers.tsv nor in the CIViC release: who saw it?"
                    ));
                }
                _ => {}
            }
            found.insert(number);
        }
    }
    wrong.extend(
        seen.keys()
            .filter(|number| !found.contains(**number))
            .map(|number| format!("seen/papers.tsv: PMID {number} is cited nowhere")),
    );
    assert!(found.len() > 300, "papers were found: {}", found.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
