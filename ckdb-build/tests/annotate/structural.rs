//! Lost, doubled, turned and joined pieces of chromosomes: claims about whole exons, and files of many callers.

use super::answer::{Answer, answers};
use super::command::{annotate, content, data, err, out};
use super::page;
use ckdb_core::genome::structural::Shape;
use ckdb_core::genome::{Junction, StructuralAllele};
use ckdb_core::vcf::Line;
use ckdb_core::vcf::structural::structural_allele;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Lines `CHROM POS REF ALT INFO` on GRCh38, annotated.
fn walk(lines: &[(&str, u32, &str, &str)]) -> Vec<Answer> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("structural.vcf");
    let mut text = String::from("##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    for (chrom, position, alternate, info) in lines {
        writeln!(text, "{chrom}\t{position}\t.\tN\t{alternate}\t.\tPASS\t{info}").unwrap();
    }
    std::fs::write(&file, text).unwrap();
    let output = annotate(&file, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    answers(&out(&output))
}

fn certain(line: &Answer) -> BTreeSet<&str> {
    line.matches.iter().filter(|found| found.state == "true").map(|found| &*found.profile).collect()
}

#[test]
fn whole_exons_meet_their_claims_in_every_notation() {
    let lines = walk(&[
        ("chr7", 55_040_000, "<DEL>", "END=55155000;SVTYPE=DEL"),
        ("chr7", 55_040_000, "N[chr7:55155001[", "SVTYPE=BND"),
        ("chr7", 55_155_001, "]chr7:55040000]N", "SVTYPE=BND"),
    ]);
    for line in &lines {
        assert!(certain(line).contains("EGFR/vIII"), "{line:?}");
        assert_eq!(line.csq, lines[0].csq);
        assert!(line.csq.iter().any(|csq| csq.gene == "EGFR" && csq.class == "IFD"), "{line:?}");
    }
    let lines = walk(&[("chr7", 116_771_700, "<DEL>", "END=116772500"), ("7", 116_772_501, "]7:116771700]N", ".")]);
    for line in &lines {
        assert!(certain(line).contains("MET/exon-14-skipping"), "{line:?}");
    }
}

#[test]
fn neighbours_of_a_claim_do_not_meet_it() {
    let lines = walk(&[
        ("chr7", 55_060_000, "<DEL>", "END=55070000"),
        ("chr7", 55_040_000, "<DUP>", "END=55155000"),
        ("chr7", 55_040_000, "<INV>", "END=55155000"),
        ("chr7", 55_040_000, "<DEL>", "END=55157000"),
        ("chr7", 116_772_100, "<DEL>", "END=116772500"),
        ("chr7", 116_771_700, "<DEL>", "END=116776000"),
        ("chr7", 116_771_700, "N]chr7:116772500]", "."),
    ]);
    for line in &lines {
        let met = certain(line);
        assert!(!met.contains("EGFR/vIII") && !met.contains("MET/exon-14-skipping"), "{line:?}");
        assert!(!line.csq.is_empty(), "{line:?}");
    }
}

/// What became of the ALTs of a file's records.
#[derive(Default)]
struct Forms {
    records: usize,
    placed: usize,
    by_form: BTreeMap<&'static str, usize>,
    unplaced: BTreeMap<String, usize>,
}

fn form(allele: &StructuralAllele) -> &'static str {
    match allele.shape {
        Shape::Junction(_) => "junction",
        Shape::Inversion { .. } => "inversion",
        Shape::Insertion { .. } => "insertion",
        Shape::OpenEnd { .. } => "open end",
        Shape::CopyNumber { .. } => "copies",
    }
}

/// One ALT as a value, or why not. `chr` in two files is a made-up contig of 18 letters; it is read as chr1.
fn read(text: &str) -> Vec<Result<StructuralAllele, String>> {
    let text = text.strip_prefix("chr\t").map_or_else(|| text.to_owned(), |rest| format!("chr1\t{rest}"));
    let text = text.replace("[chr:", "[chr1:").replace("]chr:", "]chr1:");
    let line = Line::parse(text.as_bytes(), 1).unwrap();
    let contig = match line.contig() {
        Ok((contig, _)) => contig,
        Err(problem) => return vec![Err(problem.reason().code.to_owned())],
    };
    let texts = line.alternates().split(|byte| *byte == b',').enumerate();
    texts
        .zip(line.alleles(contig))
        .map(|((index, text), allele)| match allele {
            Ok(allele) => {
                let junction = Junction::of(&allele).ok_or("NO_POSITION")?;
                Ok(StructuralAllele { shape: Shape::Junction(junction), is_precise: true })
            }
            Err(_) => structural_allele(&line, (index, text), contig).map_err(|error| error.reason().code.to_owned()),
        })
        .collect()
}

fn records(path: &Path) -> Vec<String> {
    let text = String::from_utf8_lossy(&content(path)).into_owned();
    text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

fn forms(path: &Path) -> Forms {
    let mut forms = Forms::default();
    for record in records(path) {
        forms.records += 1;
        let values = read(&record);
        forms.placed += usize::from(values.iter().all(Result::is_ok));
        for value in values {
            match value {
                Ok(allele) => *forms.by_form.entry(form(&allele)).or_default() += 1,
                Err(code) => *forms.unplaced.entry(code).or_default() += 1,
            }
        }
    }
    forms
}

fn counted<K: std::fmt::Display>(counts: &BTreeMap<K, usize>) -> String {
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

fn zoo(folder: &Path) -> String {
    let mut table = String::from("| file | records | with a value | forms | without, by reason |\n|---|---|---|---|---|\n");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "vcf"));
    files.sort();
    let (mut all, mut placed) = (0, 0);
    for path in &files {
        let forms = forms(path);
        let name = path.file_name().unwrap().to_string_lossy();
        let (some, none) = (counted(&forms.by_form), counted(&forms.unplaced));
        writeln!(table, "| `{name}` | {} | {} | {some} | {none} |", forms.records, forms.placed).unwrap();
        (all, placed) = (all + forms.records, placed + forms.placed);
    }
    writeln!(table, "\nRecords given a breakpoint form: {placed} of {all}.").unwrap();
    assert!(placed * 100 >= all * 98, "{table}");
    let spelt = records(&folder.join("representations.vcf"));
    let values: Vec<StructuralAllele> = spelt.iter().map(|record| read(record).remove(0).unwrap()).collect();
    let equal = values[..4].iter().filter(|value| **value == values[0]).count();
    writeln!(table, "Notations of one event in `representations.vcf` that are one value: {equal} of 4.\n").unwrap();
    assert_eq!(equal, 4, "{values:?}");
    assert!(matches!(&values[4].shape, Shape::OpenEnd { end, .. } if end.position.get() == 5));
    table
}

/// Lines with a consequence, and of those whose file names a gene of the index, how many name it too.
fn truth_set(path: &Path) -> String {
    let output = annotate(path, &["--assembly", "GRCh37"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let lines = answers(&out(&output));
    let modelled: BTreeSet<String> =
        lines.iter().flat_map(|line| line.csq.iter().map(|csq| csq.gene.clone())).filter(|gene| !gene.is_empty()).collect();
    let annotated = lines.iter().filter(|line| !line.csq.is_empty()).count();
    let read = records(path).iter().filter(|record| read(record).iter().all(Result::is_ok)).count();
    let (mut named, mut agreed, mut other) = (0, 0, String::new());
    for line in &lines {
        let theirs: BTreeSet<&str> =
            line.info("GENE").unwrap_or(".").split([',', '|']).filter(|gene| modelled.contains(*gene)).collect();
        let ours: BTreeSet<&str> = line.csq.iter().map(|csq| &*csq.gene).collect();
        if theirs.is_empty() {
            continue;
        }
        named += 1;
        if theirs.is_subset(&ours) {
            agreed += 1;
        } else {
            write!(other, " {}:{} theirs {theirs:?}, ours {ours:?};", line.chrom, line.pos).unwrap();
        }
    }
    let genes: Vec<&str> = modelled.iter().map(String::as_str).collect();
    format!(
        "COLO829: {read} of {} records get a value, {annotated} touch a gene that the index has a model of ({}). Of {named} records whose \
         GENE is one of these, {agreed} name it here too.{other}\n",
        lines.len(),
        genes.join(", ")
    )
}

#[test]
fn files_of_many_callers() {
    let Some(folder) = data("conformance/somatic") else { return };
    let mut text = zoo(&folder.join("sv-caller-zoo"));
    text += &truth_set(&folder.join("colo829-sv-truth/truthset_somaticSVs_COLO829.vcf"));
    let manta = records(&folder.join("strelka-manta-demo/somaticSV.vcf.gz"));
    let values: Vec<StructuralAllele> = manta.iter().flat_map(|record| read(record)).filter_map(Result::ok).collect();
    let events: BTreeSet<&StructuralAllele> = values.iter().collect();
    assert_eq!(values.len(), manta.len());
    writeln!(text, "\nManta's somatic demo: {} of {} breakends get a value, {} events.", values.len(), manta.len(), events.len())
        .unwrap();
    page::section("structural", &text);
}
