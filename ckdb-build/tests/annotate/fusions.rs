//! Runs every literate case under `fusion_cases/`: fusions, exons lost or doubled, genes broken, in every spelling callers use.
//!
//! A case is a Markdown file that stands alone: prose, a drawing, and
//! - a `vcf GRCh38` and a `vcf GRCh37` block: `CHROM POS ID REF ALT INFO`;
//! - a table `| lines | answers | near |`. Each row speaks of the lines whose ID is the name before a `-`: `answers` are all profiles
//!   they meet or may meet, each with its state, `near` those they nearly meet, with the reason, as far as they are listed.
//!
//! The index is that of the knowledge that ships with the profiles in `fusion_cases/overlay` laid over it.

use super::command::{ckdb, err, out, root};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/annotate/fusion_cases")
}

fn index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fusions.ckdb");
        let (knowledge, overlay) = (root().join("knowledge"), folder().join("overlay"));
        let mut command = ckdb();
        command
            .current_dir(root())
            .arg("build")
            .arg("--knowledge")
            .arg(knowledge)
            .arg("--knowledge")
            .arg(overlay)
            .arg("-o")
            .arg(&path);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        path
    })
}

/// One case.
struct Case {
    /// Assembly and lines `CHROM POS ID REF ALT INFO`.
    files: Vec<(String, Vec<String>)>,
    /// Stem of line names, answers, near misses.
    rows: Vec<(String, BTreeSet<String>, BTreeSet<String>)>,
}

fn case(text: &str) -> Case {
    let (mut files, mut rows, mut open) = (Vec::new(), Vec::new(), false);
    for line in text.lines() {
        if let Some(assembly) = line.strip_prefix("```vcf ") {
            files.push((assembly.to_owned(), Vec::new()));
            open = true;
        } else if line.starts_with("```") {
            open = false;
        } else if open {
            files.last_mut().unwrap().1.push(line.to_owned());
        } else if let Some(cells) = line.strip_prefix("| ").filter(|cells| !cells.starts_with("lines ")) {
            let cells: Vec<&str> = cells.trim_end_matches('|').split('|').map(str::trim).collect();
            let [stem, answers, near] = cells[..] else { panic!("row `{line}`") };
            let list = |cell: &str| cell.split(", ").filter(|one| *one != "-").map(str::to_owned).collect();
            rows.push((stem.to_owned(), list(answers), list(near)));
        }
    }
    Case { files, rows }
}

/// What one line meets, and nearly meets.
#[derive(Default)]
struct Found {
    answers: BTreeSet<String>,
    near: BTreeSet<String>,
    geometry: Vec<String>,
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Answers by the names of the lines.
fn walk(assembly: &str, lines: &[String]) -> BTreeMap<String, Found> {
    let work = tempfile::tempdir().unwrap();
    let file = work.path().join("case.vcf");
    let mut vcf = String::from("##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    let mut names: Vec<String> = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split(' ').collect();
        let [chrom, pos, id, reference, alternate, info] = fields[..] else { panic!("vcf line `{line}`") };
        writeln!(vcf, "{chrom}\t{pos}\t{id}\t{reference}\t{alternate}\t.\tPASS\t{info}").unwrap();
        names.push(id.to_owned());
    }
    std::fs::write(&file, vcf).unwrap();
    let mut command = ckdb();
    command.arg("annotate").arg(&file).arg("--index").arg(index()).args(["--assembly", assembly, "--format", "jsonl"]);
    let output = command.args(["--all", "--explain"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    for line in out(&output).lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        if value["type"] != "variant" {
            continue;
        }
        assert!(value["not_annotated"].is_null(), "{line}");
        let number = usize::try_from(value["variant"]["line"].as_u64().unwrap()).unwrap();
        let one = found.entry(names[number - 3].clone()).or_default();
        for matched in value["matches"].as_array().unwrap() {
            one.answers.insert(format!("{} {}", text(&matched["profile"]["id"]), text(&matched["state"])));
        }
        for near in value["near_misses"].as_array().unwrap() {
            for profile in near["profiles"].as_array().unwrap() {
                one.near.insert(format!("{} {}", text(profile), text(&near["why"])));
            }
        }
        let fusions = value["fusions"].as_array().into_iter().flatten();
        one.geometry.extend(fusions.map(|fusion| text(&fusion["geometry"]).to_owned()));
    }
    found
}

#[test]
fn every_spelling_of_an_event_gives_the_answer_of_its_case() {
    let mut cases: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    cases.sort();
    assert!(cases.len() >= 8, "only {} cases", cases.len());
    let (mut wrong, mut compared) = (String::new(), 0);
    for path in &cases {
        let case = case(&std::fs::read_to_string(path).unwrap());
        assert_eq!(case.files.len(), 2, "{}: one block an assembly", path.display());
        for (assembly, lines) in &case.files {
            let found = walk(assembly, lines);
            for line in lines {
                let name = line.split(' ').nth(2).unwrap();
                let stem = name.split('-').next().unwrap();
                let Some((_, answers, near)) = case.rows.iter().find(|row| row.0 == stem) else { panic!("no row for {name}") };
                let nothing = Found::default();
                let told = found.get(name).unwrap_or(&nothing);
                compared += 1;
                if told.answers != *answers || !near.is_subset(&told.near) {
                    let name = format!("{} {assembly} {name}", path.file_name().unwrap().to_string_lossy());
                    let (met, nearly) = (&told.answers, &told.near);
                    writeln!(wrong, "{name}\n  expected {answers:?}, near {near:?}\n  found    {met:?}, near {nearly:?}").unwrap();
                    writeln!(wrong, "  {:?}", told.geometry).unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert!(compared >= 100, "only {compared} lines");
}

#[test]
fn the_geometry_is_told_in_words() {
    let line = "chr2 29224494 fusion N N]chr2:42298378] SVTYPE=BND".to_owned();
    let found = walk("GRCh38", &[line]);
    let geometry = found["fusion"].geometry.join("; ");
    for part in ["5' EML4", "intron 13", "strand +", "chr2:42298378(+)", "3' ALK", "intron 19", "strand -", "e13::e20", "in frame"]
    {
        assert!(geometry.contains(part), "`{part}` in {geometry}");
    }
}

/// Rows of callers' tables, and what they meet.
fn named(table: &str) -> String {
    let work = tempfile::tempdir().unwrap();
    let (vcf, rows) = (work.path().join("empty.vcf"), work.path().join("fusions.tsv"));
    std::fs::write(&vcf, "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n").unwrap();
    std::fs::write(&rows, table).unwrap();
    let mut command = ckdb();
    command.arg("annotate").arg(&vcf).arg("--index").arg(index()).args(["--assembly", "GRCh38", "--fusions"]).arg(&rows);
    err(&command.output().unwrap())
}

#[test]
fn tables_of_fusions_are_read_by_their_columns() {
    let plain = named(
        "5prime,3prime,e5,e3\nEML4,ALK,e13,e20\nALK,EML4\nEML4,ALK,e6,e20\nEGFR,EGFR,e1,e8\nMET,MET,13,15\nNOSUCHGENE1,ROS1\n",
    );
    let line = |text: &str, number: u32| {
        let wanted = format!("line {number}:");
        text.lines().find(|line| line.contains(&wanted)).unwrap_or_else(|| panic!("{wanted} in {text}")).to_owned()
    };
    assert!(line(&plain, 2).contains("EML4::ALK: true") && line(&plain, 2).contains("E13;A20): true"), "{plain}");
    assert!(line(&plain, 3).contains("nothing is known"), "{plain}");
    assert!(line(&plain, 4).contains("EML4::ALK: true") && !line(&plain, 4).contains("E13;A20"), "{plain}");
    assert!(line(&plain, 5).contains("EGFRvIII: true"), "{plain}");
    assert!(line(&plain, 6).contains("MET exon 14 skipping: true"), "{plain}");
    assert!(line(&plain, 7).contains("ROS1 fusion: true"), "{plain}");
    let star = "#FusionName\tLeftGene\tLeftBreakpoint\tRightGene\tRightBreakpoint\tPROT_FUSION_TYPE\n\
                EML4--ALK\tEML4^ENSG1.1\tchr2:1:+\tALK^ENSG2.2\tchr2:2:-\tFRAMESHIFT\nCD74--ROS1\tCD74^E\t.\tROS1^E\t.\tINFRAME\n";
    let star = named(star);
    assert!(!line(&star, 2).contains("EML4::ALK: true") && !line(&star, 2).contains("ALK fusion: true"), "out of frame: {star}");
    assert!(line(&star, 3).contains("ROS1 fusion: true"), "{star}");
    let arriba = "#gene1\tgene2\tstrand1(gene/fusion)\tstrand2(gene/fusion)\treading_frame\nKIF5B\tRET\t-/-\t+/+\tin-frame\n";
    assert!(line(&named(arriba), 2).contains("KIF5B::RET: true"));
    let unordered = named("gene1\tgene2\nALK\tEML4\n");
    assert!(line(&unordered, 2).contains("(ORDER_ASSUMED)") && line(&unordered, 2).contains("EML4::ALK: true"), "{unordered}");
    let broken = named("EML4,ALK\nnothing here at all\n");
    assert!(broken.contains("line 2: expected two gene names"), "{broken}");
}

#[test]
fn a_fusion_is_looked_up_by_its_genes() {
    let ask = |term: &str| {
        let output = ckdb().args(["lookup", term, "--format", "jsonl", "--index"]).arg(index()).output().unwrap();
        format!("{}{}", out(&output), err(&output))
    };
    for term in ["EML4::ALK", "EML4-ALK fusion", "EML4-ALK", "EML4::ALK融合遺伝子"] {
        let answer = ask(term);
        assert!(answer.contains("\"ALK/EML4-ALK\"") && answer.contains("\"ALK/fusion\""), "{term}: {answer}");
    }
    let unknown_pair = ask("SQSTM1::ALK");
    assert!(unknown_pair.contains("\"ALK/fusion\"") && !unknown_pair.contains("\"ALK/EML4-ALK\""), "{unknown_pair}");
    assert!(ask("ALK/EML4 fusion").contains("ALK/EML4-ALK"));
    assert!(ask("EGFRvIII").contains("EGFR/vIII"));
    assert!(ask("HLA-A").contains("unknown term"), "a dash in a gene's name");
}
