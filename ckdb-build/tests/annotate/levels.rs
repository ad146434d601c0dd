//! Runs every literate case under `tests/cases/levels/`: disease, levels, access, companion diagnostics, triage, contradictions.
//!
//! A case is a Markdown file: a `vcf` block (columns between blanks; its first line names the assembly), blocks named
//! ```` ```toml approvals/jp/x.toml ```` that stand in the place of those that ship, and a table
//! `| disease | arguments | question | answer |`. Questions are put to the last line of `--format jsonl`, or to the claims in it:
//!
//! | question | answer |
//! |---|---|
//! | `triage` | the answer, then its row or what is missing |
//! | `marker NAME` | the same for one marker |
//! | `counters` | the six access counters |
//! | `claim PROFILE DRUG+DRUG DISEASE` | scope; AMP, JP and ESCAT level (`?` and the rule where it is open); routes |
//! | `cdx APPROVAL ASSAY` | is this allele on its list? |
//! | `conflict PROFILE` | kind and records |
//! | `note` | what is to be known of the code |

use super::command::{annotate, build, ckdb, err, out, root};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Case {
    vcf: String,
    records: Vec<(String, String)>,
    /// Disease, arguments, question, answer.
    rows: Vec<[String; 4]>,
}

fn read(path: &Path) -> Case {
    let text = std::fs::read_to_string(path).unwrap();
    let mut case = Case::default();
    let mut block: Option<String> = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("```") {
            block = if block.is_some() { None } else { Some(name.to_owned()) };
            if let Some(file) = block.as_ref().and_then(|name| name.strip_prefix("toml ")) {
                case.records.push((file.to_owned(), String::new()));
            }
            continue;
        }
        match block.as_deref() {
            Some("vcf") if !line.trim().is_empty() => case.vcf.push_str(&vcf_line(line)),
            Some(name) if name.starts_with("toml ") => {
                let record = &mut case.records.last_mut().unwrap().1;
                record.push_str(line);
                record.push('\n');
            }
            Some(_) => {}
            None if line.starts_with('|') => {
                let cells: Vec<String> =
                    line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect();
                if cells[0] != "disease" && !cells[0].starts_with('-') {
                    case.rows.push(cells.try_into().unwrap_or_else(|cells| panic!("four cells: {cells:?}")));
                }
            }
            None => {}
        }
    }
    assert!(!case.vcf.is_empty() && !case.rows.is_empty(), "{}: no vcf block or no table", path.display());
    case
}

/// The first line names the assembly, the others are columns.
fn vcf_line(line: &str) -> String {
    match line.strip_prefix("assembly ") {
        Some(assembly) => {
            format!("##fileformat=VCFv4.2\n##reference={assembly}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
        }
        None => format!("{}\n", line.split_whitespace().collect::<Vec<_>>().join("\t")),
    }
}

/// The objects of a run.
fn objects(file: &Path, index: Option<&Path>, disease: &str, arguments: &str) -> Vec<Value> {
    let mut more = vec!["--format", "jsonl", "--disease", disease];
    let spaced: Vec<String> = arguments.split_whitespace().map(|word| word.replace('_', " ")).collect();
    more.extend(spaced.iter().map(String::as_str));
    let output = match index {
        None => annotate(file, &more),
        Some(index) => ckdb().arg("annotate").arg(file).arg("--index").arg(index).args(&more).output().unwrap(),
    };
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn ids(value: &Value, field: &str) -> String {
    list(value).map(|one| text(&one[field])).collect::<Vec<_>>().join("+")
}

fn judged(found: &Value) -> String {
    let told = if found["missing"].is_null() { &found["rule"] } else { &found["missing"] };
    format!("{} {}", text(&found["answer"]), text(told))
}

fn answer(objects: &[Value], question: &str) -> String {
    let summary = objects.last().unwrap();
    let words: Vec<&str> = question.split_whitespace().collect();
    match words.as_slice() {
        ["triage"] => judged(&summary["triage"][0]),
        ["marker", name] => list(&summary["triage"][0]["markers"])
            .find(|marker| marker["marker"] == *name)
            .map_or_else(|| "none".to_owned(), judged),
        ["counters"] => ["jp_approved", "jp_trial", "jp_off_label", "trial_abroad", "us_approved", "us_off_label"]
            .map(|name| summary["access_counters"][name].to_string())
            .join(" "),
        ["claim", profile, drugs, disease] => claim(objects, profile, drugs, disease),
        ["cdx", approval, assay] => list(&summary["companion_diagnostics"])
            .find(|found| found["approval"] == *approval && text(&found["assay"]).replace(' ', "_") == *assay)
            .map_or_else(|| "none".to_owned(), |found| text(&found["answer"]).to_owned()),
        ["conflict", profile] => {
            let records = |side: &Value| list(side).map(text).collect::<Vec<_>>().join("&");
            let one = |found: &Value| {
                format!("{} {} against {}", text(&found["kind"]), records(&found["records"][0]), records(&found["records"][1]))
            };
            list(&summary["conflicts"]).find(|found| found["profile"] == *profile).map_or_else(|| "none".to_owned(), one)
        }
        ["note"] => text(&summary["disease_note"]).to_owned(),
        _ => panic!("no such question: {question}"),
    }
}

fn claim(objects: &[Value], profile: &str, drugs: &str, disease: &str) -> String {
    let matches = objects.iter().flat_map(|line| list(&line["matches"]).chain(std::iter::once(&line["match"])));
    let row = matches.filter(|found| found["profile"]["id"] == profile).flat_map(|found| list(&found["rows"])).find(|row| {
        ids(&row["therapies"], "id") == drugs && row["disease"]["id"] == disease && row["significance"] == "Sensitivity/Response"
    });
    let Some(row) = row else { return "none".to_owned() };
    let mut said = text(&row["disease_scope"]).to_owned();
    for column in ["amp", "jp", "escat"] {
        let is_column = |found: &&Value| found["column"] == column;
        let level = list(&row["levels"]).find(is_column).map(|level| text(&level["level"]).replace("Tier ", ""));
        let open = || list(&row["unsettled"]).find(is_column).map(|open| format!("?{}", text(&open["rule"])));
        write!(said, " {column}={}", level.or_else(open).unwrap_or_else(|| "-".to_owned())).unwrap();
    }
    let mut routes: Vec<&str> = list(&row["access"]).map(|way| text(&way["route"])).collect();
    routes.dedup();
    write!(said, " {}", if routes.is_empty() { "no-route".to_owned() } else { routes.join("+") }).unwrap();
    said
}

#[test]
fn every_case() {
    let folder = root().join("ckdb-build/tests/cases/levels");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    assert!(paths.len() >= 5);
    let mut wrong = String::new();
    for path in paths {
        let case = read(&path);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tumour.vcf");
        std::fs::write(&file, &case.vcf).unwrap();
        let index = (!case.records.is_empty()).then(|| over(&case.records, folder.path()));
        for [disease, arguments, question, expected] in &case.rows {
            let said = answer(&objects(&file, index.as_deref(), disease, arguments), question);
            if said != *expected {
                let name = path.file_name().unwrap().to_string_lossy();
                writeln!(wrong, "{name}: {disease} {arguments} {question}\n  expected {expected}\n  said     {said}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// An index of the knowledge that ships, with a case's records in the place of those of the same name.
fn over(records: &[(String, String)], folder: &Path) -> PathBuf {
    let knowledge = folder.join("knowledge");
    copy(&root().join("knowledge"), &knowledge);
    for (name, text) in records {
        let path = knowledge.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let index = folder.join("case.ckdb");
    build(&knowledge, &index, folder);
    index
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, place) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() { copy(&path, &place) } else { std::fs::write(place, std::fs::read(&path).unwrap()).unwrap() }
    }
}

/// So that what a case file cannot say is still said once: the knowledge that ships builds by itself.
#[test]
fn the_knowledge_that_ships_holds_the_tables() {
    let folder = tempfile::tempdir().unwrap();
    let said = build(&root().join("knowledge"), &folder.path().join("shipped.ckdb"), &root());
    assert!(said.contains("3 level schemes"), "{said}");
}
