//! Letters from FASTA files of every packing are the same letters, and damaged files are errors.
#![allow(clippy::unwrap_used)]

use ckdb_core::genome::{Assembly, Contig, Interval, Sequence};
use ckdb_core::reference::{Layered, Reference, ReferenceError};
use proptest::prelude::*;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Letters that follow no pattern, the same on every machine.
fn letters(count: usize, mut seed: u64) -> Vec<u8> {
    let next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        b"ACGTacgtN"[(seed >> 33) as usize % 9]
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn fasta(records: &[(&str, &[u8])], line: usize, end: &str) -> Vec<u8> {
    let mut text = Vec::new();
    for (name, letters) in records {
        text.extend_from_slice(format!(">{name}{end}").as_bytes());
        for chunk in letters.chunks(line) {
            text.extend_from_slice(chunk);
            text.extend_from_slice(end.as_bytes());
        }
    }
    text
}

fn fai(records: &[(&str, &[u8])], line: usize, end: &str) -> String {
    let (mut text, mut offset) = (String::new(), 0);
    for (name, letters) in records {
        offset += name.len() + 1 + end.len();
        text += &format!("{name}\t{}\t{offset}\t{line}\t{}\n", letters.len(), line + end.len());
        offset += letters.len() + letters.len().div_ceil(line) * end.len();
    }
    text
}

/// BGZF, and the `.gzi` that goes with it.
fn blocked(text: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut writer = noodles_bgzf::io::Writer::new(Vec::new());
    // Small blocks, so that letters lie across their borders.
    for chunk in text.chunks(5_000) {
        writer.write_all(chunk).unwrap();
        writer.flush().unwrap();
    }
    let packed = writer.finish().unwrap();
    let (mut at, mut unpacked, mut index, mut count) = (0usize, 0u64, Vec::new(), 0u64);
    while at < packed.len() {
        if at > 0 {
            index.extend_from_slice(&(at as u64).to_le_bytes());
            index.extend_from_slice(&unpacked.to_le_bytes());
            count += 1;
        }
        let size = usize::from(u16::from_le_bytes([packed[at + 16], packed[at + 17]])) + 1;
        let tail: [u8; 4] = packed[at + size - 4..at + size].try_into().unwrap();
        unpacked += u64::from(u32::from_le_bytes(tail));
        at += size;
    }
    let mut gzi = count.to_le_bytes().to_vec();
    gzi.extend(index);
    (packed, gzi)
}

fn write(dir: &Path, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn contig(name: &str) -> Contig {
    Contig::parse(name).unwrap().0
}

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(start, end).unwrap()
}

fn read(reference: &Reference, name: &str, start: u32, end: u32) -> Option<Vec<u8>> {
    let stretch = reference.stretch(contig(name), interval(start, end)).unwrap()?;
    Some(stretch.held().letters(stretch.held().interval()).unwrap().to_vec())
}

fn shown(letters: &[u8]) -> Vec<u8> {
    letters.to_ascii_uppercase()
}

#[test]
fn every_packing_gives_the_same_letters() {
    let dir = tempfile::tempdir().unwrap();
    let (one, seven, slice) = (letters(200_000, 1), letters(70_001, 2), letters(500, 3));
    let records: [(&str, &[u8]); 4] = [("chr1", &one), ("chrUn_1", b"ACGT"), ("NC_000007.14", &seven), ("chr9:1001-1500", &slice)];
    let mut files = Vec::new();
    for (kind, end) in [("lf", "\n"), ("crlf", "\r\n")] {
        let text = fasta(&records, 60, end);
        let index = fai(&records, 60, end);
        let (packed, gzi) = blocked(&text);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&text).unwrap();
        for (name, bytes) in [("plain.fa", &text), ("packed.fa.gz", &packed), ("gzip.fa.gz", &gzip.finish().unwrap())] {
            files.push(write(dir.path(), &format!("{kind}.{name}"), bytes));
            let indexed = write(dir.path(), &format!("{kind}.indexed.{name}"), bytes);
            write(dir.path(), &format!("{kind}.indexed.{name}.fai"), index.as_bytes());
            if name == "packed.fa.gz" {
                write(dir.path(), &format!("{kind}.indexed.{name}.gzi"), &gzi);
            }
            files.push(indexed);
        }
    }
    assert_eq!(files.len(), 12);
    for file in &files {
        let reference = Reference::open(file, Assembly::Grch38).unwrap();
        assert_eq!(reference.places().count(), 3, "{}", file.display());
        for (start, end) in [(0, 1), (59, 61), (65_530, 65_540), (0, 200_000), (131_071, 131_073), (199_999, 200_000)] {
            let expected = shown(&one[start as usize..end as usize]);
            assert_eq!(read(&reference, "1", start, end).unwrap(), expected, "{} {start}-{end}", file.display());
        }
        assert_eq!(read(&reference, "7", 70_000, 70_050).unwrap(), shown(&seven[70_000..]), "clipped at the end");
        assert_eq!(read(&reference, "9", 1_000, 1_010).unwrap(), shown(&slice[..10]));
        assert_eq!(read(&reference, "9", 999, 1_010), None);
        assert_eq!(read(&reference, "9", 1_500, 1_501), None);
        assert_eq!(read(&reference, "X", 0, 1), None);
        assert_eq!(reference.next_held(contig("9"), 0), Some(1_000));
        assert_eq!(reference.next_held(contig("9"), 1_500), None);
    }
}

#[test]
fn many_threads_read_the_same_and_memory_stays_bounded() {
    let dir = tempfile::tempdir().unwrap();
    // More blocks than are kept.
    let one = letters(6_000_000, 5);
    let path = write(dir.path(), "x.fa", &fasta(&[("1", &one)], 70, "\n"));
    let reference = Reference::open(path, Assembly::Grch37).unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4u32 {
            let (reference, one) = (&reference, &one);
            scope.spawn(move || {
                for step in 0..300u32 {
                    let start = (step * 7_919_993 + thread * 1_299_709) % 5_990_000;
                    let found = read(reference, "1", start, start + 300).unwrap();
                    assert_eq!(found, shown(&one[start as usize..start as usize + 300]));
                }
            });
        }
    });
}

#[test]
fn what_is_not_the_reference_asked_for_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |name: &str, text: &str, index: Option<&str>| {
        let path = write(dir.path(), name, text.as_bytes());
        if let Some(index) = index {
            write(dir.path(), &format!("{name}.fai"), index.as_bytes());
        }
        Reference::open(path, Assembly::Grch38).unwrap_err()
    };
    assert!(matches!(refused("a.fa", ">NC_000001.10\nACGT\n", None), ReferenceError::OtherAssembly { .. }));
    assert!(matches!(refused("b.fa", ">chr1\nA\n", Some("chr1\t249250621\t6\t60\t61\n")), ReferenceError::OtherAssembly { .. }));
    assert!(matches!(refused("c.fa", ">chr1\nA\n", Some("chr1\t999999999\t6\t60\t61\n")), ReferenceError::Length { .. }));
    assert!(matches!(refused("d.fa", ">chr1:5-9\nAC\n", None), ReferenceError::Length { .. }));
    assert!(matches!(refused("e.fa", ">chr1:9-5\nAC\n", None), ReferenceError::Place { .. }));
    assert!(matches!(refused("f.fa", ">chrUn\nAC\n", None), ReferenceError::NothingUsable { records: 1, .. }));
    assert!(matches!(refused("g.fa", "hello\n", None), ReferenceError::NotFasta { line: 1, .. }));
    assert!(matches!(refused("h.fa", "", None), ReferenceError::NotFasta { .. }));
    assert!(matches!(refused("i.fa", ">chr1\nACGT\nAC\nACGT\n", None), ReferenceError::NotFasta { line: 4, .. }));
    assert!(matches!(refused("j.fa", ">chr1\nACGT\n", Some("chr1\tx\n")), ReferenceError::Index { line: 1, .. }));
    assert!(matches!(refused("k.fa", ">chr1\nACGT\n", Some("chr1\t4\t6\t0\t0\n")), ReferenceError::Index { line: 1, .. }));
    let missing = Reference::open(dir.path().join("none.fa"), Assembly::Grch38).unwrap_err();
    assert!(matches!(missing, ReferenceError::Io { .. }) && missing.to_string().contains("none.fa"));
}

#[test]
fn a_stale_index_is_noticed_when_letters_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = write(dir.path(), "x.fa", b">chr1\nACGTA\nCGTAC\n>chr2\nACGT\n");
    write(dir.path(), "x.fa.fai", b"chr1\t10\t4\t5\t6\nchr2\t400\t22\t60\t61\n");
    let reference = Reference::open(path, Assembly::Grch38).unwrap();
    let error = reference.stretch(contig("1"), interval(0, 5)).unwrap_err();
    assert!(matches!(error, ReferenceError::StaleIndex { .. }), "{error}");
    assert!(reference.stretch(contig("2"), interval(0, 5)).is_err());
    assert_eq!(reference.failure(), Some(error.to_string().as_str()));
}

#[test]
fn layers_ask_the_first_holder_first() {
    let dir = tempfile::tempdir().unwrap();
    let open = |name: &str, text: &str| Reference::open(write(dir.path(), name, text.as_bytes()), Assembly::Grch38).unwrap();
    let stretch = |reference: &Reference, start, end| reference.stretch(contig("1"), interval(start, end)).unwrap().unwrap();
    let (upper, lower) = (open("a.fa", ">1\nAAAAA\n"), open("b.fa", ">1\nCCCCCCCCCC\n"));
    let (first, second) = (stretch(&upper, 0, 5), stretch(&lower, 0, 10));
    let both = Layered { first: &first, second: &second };
    assert_eq!(both.letters(contig("1"), interval(2, 5)).unwrap(), b"AAA");
    assert_eq!(both.letters(contig("1"), interval(4, 6)).unwrap(), b"CC");
    assert_eq!(both.window(contig("1"), 4).unwrap().letter(4), Some(b'A'));
    assert_eq!(both.window(contig("1"), 5).unwrap().letter(5), Some(b'C'));
    assert!(both.window(contig("2"), 5).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_interval_is_what_stands_there(count in 1usize..400, line in 1usize..90, seed: u64, from in 0u32..500, length in 0u32..500) {
        let dir = tempfile::tempdir().unwrap();
        let held = letters(count, seed);
        let path = write(dir.path(), "x.fa", &fasta(&[("chr3", &held)], line, "\n"));
        let reference = Reference::open(path, Assembly::Grch38).unwrap();
        let found = read(&reference, "3", from, from + length);
        let expected = (from < count as u32).then(|| shown(&held[from as usize..count.min((from + length) as usize)]));
        prop_assert_eq!(found, expected);
    }

    /// So that a damaged or foolish file beside a good one cannot stop a run.
    #[test]
    fn no_index_and_no_packing_makes_it_panic(
        text in prop::collection::vec(prop::sample::select(b">chr1:5-9\nACGTN \r\t;".to_vec()), 0..80),
        index in "(chr1\t[0-9]{1,20}\t[0-9]{1,3}\t[0-9]{1,3}\t[0-9]{1,3}\n){0,3}",
        damage in 0usize..400,
        gzi in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let ask = |path: PathBuf| {
            if let Ok(reference) = Reference::open(path, Assembly::Grch38) {
                for (start, end) in [(0, 10), (4, 9), (1_000_000, 1_000_001)] {
                    let _ = reference.stretch(contig("1"), interval(start, end));
                }
            }
        };
        ask(write(dir.path(), "plain.fa", &text));
        write(dir.path(), "indexed.fa.fai", index.as_bytes());
        ask(write(dir.path(), "indexed.fa", &text));
        let (mut packed, good) = blocked(&fasta(&[("chr1", &letters(300, 9))], 60, "\n"));
        let at = damage % packed.len();
        packed[at] ^= 0x55;
        ask(write(dir.path(), "a.fa.gz", &packed));
        write(dir.path(), "b.fa.gz.gzi", &gzi);
        write(dir.path(), "b.fa.gz.fai", index.as_bytes());
        ask(write(dir.path(), "b.fa.gz", &packed));
        write(dir.path(), "c.fa.gz.gzi", &good);
        ask(write(dir.path(), "c.fa.gz", &packed[..at]));
    }
}
