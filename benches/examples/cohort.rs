//! What a cohort costs: seeded panel cases, kept with one index and asked again with a newer one, as a whole process.
//!
//! `cargo build --release && cargo run --release -p ckdb-benches --example cohort -- FOLDER OLD.ckdb NEW.ckdb [CASES] [ROUNDS]`
//! writes CASES cases of 20 variants each as OLD answers them, runs `ckdb reannotate` of this build over them ROUNDS times, and
//! prints the best round. Then every case is asked of NEW from its lines alone, and both must agree exactly.
//!
//! A case: one to three of the alleles that records speak of, the rest coding changes drawn at random; one of twelve diseases.

use ckdb_benches::{Failure, Random, coding_alleles, known_alleles, map};
use ckdb_core::cohort::{Asked, Case, Flag, IndexNote, KeyFile};
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::knowledge::Knowledge;
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const DISEASES: [&str; 12] = ["LUAD", "MEL", "COADREAD", "BRCA", "PAAD", "STAD", "GIST", "GB", "OVT", "PRAD", "CHOL", "AML"];
/// Variants of one case.
const LINES: usize = 20;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let usage = "usage: cohort FOLDER OLD.ckdb NEW.ckdb [CASES] [ROUNDS]";
    let mut path = || arguments.next().map(PathBuf::from).ok_or(usage);
    let (folder, old, new) = (path()?, path()?, path()?);
    let count: usize = arguments.next().map_or(Ok(10_000), |number| number.parse())?;
    let rounds: usize = arguments.next().map_or(Ok(5), |number| number.parse())?;
    std::fs::create_dir_all(&folder)?;
    let keys = folder.join("cases.keys");
    let mut out = std::io::stdout().lock();
    let cases = drawn(&map(&old)?, count)?;
    let begun = Instant::now();
    answered(&map(&old)?, cases.clone(), &keys)?.write(&keys)?;
    let size = std::fs::metadata(&keys)?.len();
    writeln!(
        out,
        "{count} cases of {LINES} variants kept in {:.2?}; {:.1} MB, {} bytes a case",
        begun.elapsed(),
        size as f64 / 1e6,
        size / count.max(1) as u64
    )?;
    let again = folder.join("again.keys");
    let list = folder.join("changes.tsv");
    let mut best = None;
    for _ in 0..rounds {
        let begun = Instant::now();
        reannotate(&keys, &new, &again, &list)?;
        let round = begun.elapsed();
        best = best.into_iter().chain([round]).min();
    }
    let changes = std::fs::read_to_string(&list)?.lines().count().saturating_sub(1);
    writeln!(out, "ckdb reannotate, whole process, best of {rounds}: {:.2?}; {changes} changes", best.unwrap_or_default())?;
    let begun = Instant::now();
    let full = answered(&map(&new)?, cases, &folder.join("full.keys"))?;
    let elapsed = begun.elapsed();
    let read = KeyFile::read(&again)?;
    let differing = read.cases.iter().zip(&full.cases).filter(|(one, other)| one != other).count();
    writeln!(out, "asked from their lines alone: {elapsed:.2?}; {differing} of {} cases differ", full.cases.len())?;
    if differing > 0 || read.cases.len() != full.cases.len() { Err("re-annotation and the full run differ".into()) } else { Ok(()) }
}

fn reannotate(keys: &Path, index: &Path, again: &Path, list: &Path) -> Result<(), Failure> {
    let example = std::env::current_exe()?;
    let command = example.ancestors().nth(2).ok_or("the example lies in target/release/examples")?.join("ckdb");
    let mut process = Command::new(command);
    process.arg("reannotate").arg(keys).arg("--index").arg(index).arg("--keys").arg(again).arg("-o").arg(list);
    let status = process.stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(format!("ckdb reannotate: {status}").into()) }
}

/// Cases without answers.
fn drawn(knowledge: &Knowledge, count: usize) -> Result<Vec<Case>, Failure> {
    let assembly = Assembly::Grch38;
    let (known, noise) = (known_alleles()?, coding_alleles(&knowledge.genome(assembly)?, 5_000));
    let mut random = Random::new(17);
    let mut below = |end: usize| random.below(u32::try_from(end).unwrap_or(u32::MAX)) as usize;
    let case = |number: usize| {
        let hits = 1 + below(3);
        let drawn = (0..LINES).map(|line| if line < hits { &known[below(known.len())] } else { &noise[below(noise.len())] });
        let mut alleles: Vec<&Allele> = drawn.collect();
        alleles.sort_unstable();
        alleles.dedup();
        let told = [(Flag::Assembly, assembly.to_string()), (Flag::Origin, "somatic".to_owned())];
        let disease = (Flag::Disease, DISEASES[below(DISEASES.len())].to_owned());
        Case {
            case: format!("case-{number:06}"),
            told: told.into_iter().chain([disease]).map(|(flag, value)| (flag.to_string(), vec![value])).collect(),
            has_sample: true,
            lines: alleles.into_iter().map(line).collect(),
            ..Case::default()
        }
    };
    Ok((0..count).map(case).collect())
}

fn line(allele: &Allele) -> String {
    let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
    let (reference, alternate) = (text(&allele.reference), text(&allele.alternate));
    format!("{}\t{}\t.\t{reference}\t{alternate}\t.\tPASS\t.\tGT:AD\t0/1:60,40\n", allele.contig, allele.interval.start() + 1)
}

/// The cases, answered.
fn answered(knowledge: &Knowledge, mut cases: Vec<Case>, path: &Path) -> Result<KeyFile, Failure> {
    let mut keys = KeyFile::new(path);
    let id = knowledge.content_id().to_string();
    let (answered, answers) = Asked::new(knowledge).all(&cases.iter().collect::<Vec<_>>(), &keys, NonZero::<usize>::MIN);
    for (case, answered) in cases.iter_mut().zip(answered) {
        let answered = answered?;
        (case.index, case.found, case.germline) = (id.clone(), answered.found, answered.germline);
    }
    keys.add_answers(answers);
    keys.indexes.insert(id, IndexNote::of(knowledge)?);
    keys.cases = cases;
    Ok(keys)
}
