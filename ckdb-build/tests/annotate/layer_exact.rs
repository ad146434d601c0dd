//! Every allele of a source has in the layer what the source says of it, and nothing else is found: on public slices, and on a seeded
//! file of made-up alleles (20,000 here, 500,000 under `make conformance`).

use super::command::{content, data};
use super::page;
use ckdb_build::layer::{LayerReport, LayerSpec, compile};
use ckdb_core::frequency::{Kind, Layer};
use ckdb_core::genome::{Allele, Contig};
use ckdb_core::index::{IndexFile, Writer};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::num::NonZero;
use std::path::Path;

fn compiled(given: &str) -> (Layer, LayerReport) {
    let specs = LayerSpec::parse_all(&[given.to_owned()], Kind::Frequency).unwrap();
    let mut writer = Writer::new();
    let report = compile(&specs, None, NonZero::new(2).unwrap(), &mut writer).unwrap().remove(0);
    let file = IndexFile::from_bytes(writer.finish().bytes).unwrap();
    file.verify().unwrap();
    (Layer::all_in(&file).unwrap().remove(0), report)
}

/// How a layer and its source were compared.
struct Compared {
    alleles: usize,
    values: usize,
    /// Lines that keep the list of a longer line they were cut from (`vt decompose` without `-s`), and say what that line was: the value
    /// is the one of the same number.
    cut: usize,
}

/// Asks the layer for every allele of the text of a VCF, by a reading of its own: split, and nothing of the library's.
fn compare(layer: &Layer, text: &str) -> Compared {
    let fields: Vec<&str> = layer.about().columns.iter().map(|column| column.field.0.as_str()).collect();
    let mut first: BTreeMap<(String, u32, String, String), ()> = BTreeMap::new();
    let (mut alleles, mut values, mut cut) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let info: BTreeMap<&str, &str> = columns[7].split(';').filter_map(|entry| entry.split_once('=')).collect();
        let (contig, _) = Contig::parse(columns[0]).unwrap();
        let alternates = columns[4].split(',').count();
        let is_miscounted = |list: &str| list.contains(',') && list.split(',').count() != alternates;
        cut += usize::from(fields.iter().any(|field| info.get(field).is_some_and(|list| is_miscounted(list))));
        for (number, alternate) in columns[4].split(',').enumerate() {
            let position: u32 = columns[1].parse().unwrap();
            let allele =
                Allele::from_vcf(contig, position, columns[3].as_bytes(), alternate.as_bytes()).unwrap().trimmed().unwrap();
            let key = (
                columns[0].to_owned(),
                allele.interval.start(),
                format!("{:?}", allele.reference),
                format!("{:?}", allele.alternate),
            );
            if first.insert(key, ()).is_some() {
                continue;
            }
            alleles += 1;
            let row = layer.find(&allele).unwrap().unwrap_or_else(|| panic!("{allele} of line {line} is not there"));
            for (column, field) in fields.iter().enumerate() {
                let stated = match *field {
                    "FILTER" => Some(columns[6]),
                    other => info.get(other).map(|list| match () {
                        () if is_miscounted(list) => {
                            let (before, letters) = info["OLD_MULTIALLELIC"].rsplit_once(':').unwrap();
                            assert_eq!(before, format!("{}:{position}", columns[0]));
                            let mut letters = letters.split('/');
                            assert_eq!(letters.next(), Some(columns[3]));
                            list.split(',').nth(letters.position(|one| one == alternate).unwrap()).unwrap()
                        }
                        () if list.contains(',') => list.split(',').nth(number).unwrap(),
                        () => list,
                    }),
                };
                let stated = stated.filter(|text| *text != ".");
                let found = layer.value(row, column).unwrap().map(|value| value.to_string());
                let number = |text: &str| text.parse::<f64>().ok();
                let same = match (stated, &found) {
                    (Some(stated), Some(found)) => stated == found || (number(stated).is_some() && number(stated) == number(found)),
                    (None, None) => true,
                    _ => false,
                };
                assert!(same, "{allele} {field}: the source says {stated:?}, the layer {found:?}");
                values += 1;
            }
        }
    }
    assert_eq!(layer.about().alleles as usize, alleles, "no allele more than the source has");
    Compared { alleles, values, cut }
}

#[test]
fn public_slices_come_back_exactly() {
    let mut page = String::from(
        "| source | alleles | values, each as the source has it | lines with the lists of a longer line, told apart by OLD_MULTIALLELIC |\n|---|---|---|---|\n",
    );
    for (name, file) in [
        ("exac@GRCh37", "frequency/exac.slice.GRCh37.vcf.gz"),
        ("gnomad-v2@GRCh37", "frequency/gnomad-exomes.v2.1.slice.GRCh37.vcf.gz"),
        ("gnomad-v4@GRCh38", "frequency/gnomad-exomes.v4.0.slice.GRCh38.vcf.gz"),
    ] {
        let Some(path) = data(file) else { return };
        let text = String::from_utf8(content(&path)).unwrap();
        let (layer, report) = compiled(&format!("{name}={}", path.display()));
        let Compared { alleles, values, cut } = compare(&layer, &text);
        writeln!(page, "| {file} | {alleles} of {alleles} | {values} of {values} | {cut} |").unwrap();
        assert!(alleles > 100 && report.told_apart == cut as u64 && report.left_out.is_empty(), "{report}");
    }
    page::section("layers", &page);
}

/// A file in the manner of gnomAD: crowded genes and lonely places, most alleles rare, several ALTs a line, insertions and deletions of
/// all lengths, four ways a FILTER can read, frequencies with six digits.
fn made_up(alleles: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % below
    };
    let mut text = String::from("##fileformat=VCFv4.3\n##reference=GRCh38\n");
    for (field, number, kind) in [
        ("AC", "A", "Integer"),
        ("AN", "1", "Integer"),
        ("AF", "A", "Float"),
        ("AC_eas", "A", "Integer"),
        ("AN_eas", "1", "Integer"),
        ("AF_eas", "A", "Float"),
    ] {
        writeln!(text, "##INFO=<ID={field},Number={number},Type={kind},Description=\"\">").unwrap();
    }
    text.push_str("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    let (mut written, mut position, mut contig) = (0, 10_000_u64, 1);
    while written < alleles {
        if written * 22 >= contig * alleles {
            (contig, position) = (contig + 1, 10_000);
        }
        position += 1 + if next(20) == 0 { next(90_000) } else { next(30) };
        let letter = |number: u64| b"ACGT"[number as usize % 4] as char;
        let first = next(4);
        let mut reference = String::from(letter(first));
        let mut alternates: Vec<String> = Vec::new();
        for _ in 0..1 + u64::from(next(12) == 0) {
            let longest = if next(9) == 0 { 40 } else { 5 };
            let more = 1 + next(longest);
            match next(10) {
                0 => alternates.push((0..=more).map(|at| letter(if at == 0 { first } else { next(4) })).collect()),
                1 if alternates.is_empty() => {
                    alternates.push(reference.clone());
                    reference.extend((0..more).map(|_| letter(next(4))));
                }
                _ => {
                    let mut other: String = reference.clone();
                    other.replace_range(..1, &letter(first + 1 + next(3)).to_string());
                    alternates.push(other);
                }
            }
        }
        alternates.dedup();
        if alternates.contains(&reference) {
            continue;
        }
        let spread = if next(3) == 0 { 9_000 } else { 40 };
        let (total, total_eas) = (152_312 - 2 * next(spread), 5_200 - 2 * next(60));
        let counts = |next: &mut dyn FnMut(u64) -> u64, total: u64| -> Vec<u64> {
            let rare = |next: &mut dyn FnMut(u64) -> u64| match next(20) {
                0 => next(total),
                1..=4 => next(200),
                _ => next(4),
            };
            alternates.iter().map(|_| rare(&mut *next).min(total)).collect()
        };
        let (count, count_eas) = (counts(&mut next, total), counts(&mut next, total_eas));
        let list = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
        let ratios = |numbers: &[u64], total: u64| {
            numbers.iter().map(|one| format!("{:.5e}", *one as f64 / total as f64)).collect::<Vec<_>>().join(",")
        };
        let filter = ["PASS", "PASS", "PASS", "PASS", "PASS", "PASS", "AC0", "AS_VQSR", "."][next(9) as usize];
        writeln!(
            text,
            "chr{contig}\t{position}\t.\t{reference}\t{}\t.\t{filter}\tAC={};AN={total};AF={};AC_eas={};AN_eas={total_eas};AF_eas={}",
            alternates.join(","),
            list(&count),
            ratios(&count, total),
            list(&count_eas),
            ratios(&count_eas, total_eas)
        )
        .unwrap();
        written += alternates.len();
    }
    text
}

#[test]
fn a_seeded_layer_is_exact_and_small() {
    let whole = std::env::var_os("CKDB_CONFORMANCE").is_some();
    let alleles = if whole { 500_000 } else { 20_000 };
    let text = made_up(alleles);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("layer-{alleles}.vcf"));
    std::fs::write(&path, &text).unwrap();
    let (layer, report) = compiled(&format!("made-up={}", path.display()));
    let Compared { alleles: found, values, .. } = compare(&layer, &text);
    eprintln!("{found} alleles, {values} values as the source has them; {report}");
    // The list of bins is as long as the genome is, whatever the number of alleles; it weighs on a small layer only.
    if whole {
        assert!(report.built.bytes <= 12 * u64::from(report.built.alleles), "{report}");
    }
    assert!(report.built.bytes <= 16 * u64::from(report.built.alleles), "{report}");
    // Places and letters the source does not have.
    let mut absent = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')).step_by(7) {
        let columns: Vec<&str> = line.split('\t').collect();
        let position: u32 = columns[1].parse().unwrap();
        let (contig, _) = Contig::parse(columns[0]).unwrap();
        // The reference has one letter there: alleles that replace another one are nobody's.
        let other = b"ACGT".iter().find(|letter| **letter != columns[3].as_bytes()[0] && **letter != b'T').unwrap();
        let wrong = Allele::from_vcf(contig, position, &[*other], b"T").unwrap();
        assert!(layer.find(&wrong).unwrap().is_none(), "{wrong}");
        let long = Allele::from_vcf(contig, position, b"ACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGTACGT", b"T").unwrap();
        assert!(layer.find(&long.trimmed().unwrap()).unwrap().is_none());
        absent += 1;
    }
    assert!(absent > alleles / 20);
}
