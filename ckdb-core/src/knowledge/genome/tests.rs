//! Tests of the stored genome: places, names, letters, damage.

#![allow(clippy::unwrap_used)]
use super::*;
use crate::genome::{ManeStatus, Strand};

fn contig(name: &str) -> Contig {
    Contig::parse(name).unwrap().0
}

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(start, end).unwrap()
}

fn transcript(accession: &str, contig_name: &str, start: u32, end: u32) -> Transcript {
    let mut transcript = Transcript {
        accession: accession.into(),
        protein: String::new(),
        gene: 0,
        contig: contig(contig_name),
        strand: Strand::Plus,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: None,
        cds_phase: 0,
        mane: ManeStatus::None,
        quality: ModelQuality::Reference,
    };
    transcript.set_exons(&[interval(start, end)]);
    transcript
}

fn numbers(list: &[u32]) -> Vec<u32_le> {
    list.iter().map(|number| (*number).into()).collect()
}

/// Three transcripts on chr1, a long one around two short ones, and one on chr2.
fn table() -> GenomeTable {
    let mut first_transcripts = vec![0, 3];
    first_transcripts.resize(26, 4);
    let mut first_windows = vec![0, 2];
    first_windows.resize(26, 2);
    GenomeTable {
        transcripts: vec![
            transcript("NM_1.10", "1", 10_000, 90_000),
            transcript("NM_2.1", "1", 20_000, 21_000),
            transcript("NM_1.9", "1", 60_000, 61_000),
            transcript("ENST1", "2", 5_000, 6_000),
        ],
        contig_transcripts: numbers(&first_transcripts),
        starts: numbers(&[10_000, 20_000, 60_000, 5_000]),
        greatest_ends: numbers(&[90_000, 90_000, 90_000, 6_000]),
        by_accession: numbers(&[3, 2, 0, 1]),
        contig_windows: numbers(&first_windows),
        window_starts: numbers(&[100, 200]),
        window_offsets: numbers(&[0, 4, 6]),
    }
}

const LETTERS: &[u8] = b"ACGTGG";

fn at(genome: Genome<'_>, contig_name: &str, start: u32, end: u32) -> Vec<u32> {
    genome.transcripts_at(contig(contig_name), interval(start, end)).map(|(number, _)| number).collect()
}

#[test]
fn owned_and_stored_answer_alike() {
    let owned = table();
    let bytes = rkyv::to_bytes::<rkyv::rancor::BoxedError>(&owned).unwrap();
    let stored = rkyv::access::<ArchivedGenomeTable, rkyv::rancor::BoxedError>(&bytes).unwrap();
    for genome in [owned.view(LETTERS), stored.view(LETTERS)] {
        assert_eq!(genome.check(), Ok(()));
        assert_eq!(at(genome, "1", 30_000, 30_000), [0]);
        assert_eq!(at(genome, "1", 19_999, 20_001), [0, 1]);
        assert_eq!(at(genome, "1", 62_900, 62_901), [0, 2]);
        assert_eq!(at(genome, "1", 63_001, 63_002), [0]);
        assert_eq!(at(genome, "1", 8_000, 8_000), [0]);
        assert_eq!(at(genome, "1", 7_998, 7_999), [0_u32; 0]);
        assert_eq!(at(genome, "2", 7_999, 9_000), [3]);
        assert_eq!(at(genome, "3", 0, u32::MAX), [0_u32; 0]);
        assert!(genome.is_modelled(contig("2"), interval(6_000, 6_000)));
        assert!(!genome.is_modelled(contig("2"), interval(6_001, 6_002)));
    }
}

#[test]
fn finding_by_place_agrees_with_looking_at_every_row() {
    let owned = table();
    let genome = owned.view(LETTERS);
    for start in (0..95_000).step_by(333) {
        for length in [0, 1, 5_000, 50_000] {
            let asked = interval(start, start + length);
            let slow: Vec<u32> = genome
                .transcripts()
                .filter(|(_, row)| row.contig == contig("1"))
                .filter(|(_, row)| row.span().start() <= asked.end() + REACH && row.span().end() + REACH >= asked.start())
                .map(|(number, _)| number)
                .collect();
            assert_eq!(at(genome, "1", start, start + length), slow);
        }
    }
}

#[test]
fn outside_of_the_stretches_nothing_stands() {
    let owned = table();
    let genome = owned.view(LETTERS);
    let of = |found: &mut dyn Iterator<Item = (Contig, Interval)>| found.collect::<Vec<_>>();
    let transcripts = of(&mut genome.stretches_of_transcripts());
    assert_eq!(transcripts, [(contig("1"), interval(10_000, 90_000)), (contig("2"), interval(5_000, 6_000))]);
    let letters = of(&mut genome.stretches_of_letters());
    assert_eq!(letters, [(contig("1"), interval(100, 104)), (contig("1"), interval(200, 202))]);
    assert_eq!(of(&mut GenomeTable::default().view(b"").stretches_of_transcripts()), []);
}

#[test]
fn a_name_finds_its_version_or_says_that_it_did_not() {
    let owned = table();
    let genome = owned.view(LETTERS);
    let found = |name: &str| genome.transcript(name).map(|named| (named.number, named.version));
    assert_eq!(found("NM_1.9"), Some((2, VersionMatch::Exact)));
    assert_eq!(found("NM_1.11"), Some((0, VersionMatch::Other)));
    assert_eq!(found("NM_1"), Some((0, VersionMatch::Unstated)));
    assert_eq!(found("ENST1"), Some((3, VersionMatch::Exact)));
    assert_eq!(found("ENST1.4"), Some((3, VersionMatch::Other)));
    assert_eq!(found("NM_"), None);
    assert_eq!(found(""), None);
}

#[test]
fn the_latest_version_is_known() {
    let owned = table();
    let genome = owned.view(LETTERS);
    let latest: Vec<bool> = (0..5).map(|number| genome.is_latest_version(number)).collect();
    assert_eq!(latest, [true, true, false, true, true], "NM_1.9 is not, and nobody is number 4");
}

#[test]
fn letters_are_given_only_where_they_are_held() {
    let owned = table();
    let genome = owned.view(LETTERS);
    let one = contig("1");
    assert_eq!(genome.letters(one, interval(101, 103)), Some(&b"CG"[..]));
    assert_eq!(genome.letters(one, interval(103, 105)), None);
    assert_eq!(genome.window(one, 104).map(|window| window.interval()), Some(interval(100, 104)));
    assert_eq!(genome.window(one, 105), None);
    assert_eq!(genome.window(one, 99), None);
    assert_eq!(genome.window(contig("2"), 100), None);
    let starts =
        |start, end| -> Vec<u32> { genome.windows_at(one, interval(start, end)).map(|window| window.interval().start()).collect() };
    assert_eq!(starts(0, 99), [0; 0]);
    assert_eq!(starts(0, 100), [100]);
    assert_eq!(starts(104, 104), [100], "it touches");
    assert_eq!(starts(105, 199), [0; 0]);
    assert_eq!(starts(0, 1_000), [100, 200]);
    assert_eq!(starts(203, 1_000), [0; 0]);
    assert_eq!(genome.windows_at(contig("2"), interval(0, 1_000)).count(), 0);
}

#[test]
fn damage_is_found_and_never_panics() {
    let damages: [fn(&mut GenomeTable); 8] = [
        |table| table.starts.truncate(1),
        |table| table.greatest_ends[0] = 7.into(),
        |table| table.by_accession.swap(0, 1),
        |table| table.by_accession[0] = 99.into(),
        |table| table.contig_transcripts[1] = 900.into(),
        |table| table.window_starts[1] = 104.into(),
        |table| table.window_offsets[1] = 60.into(),
        |table| table.transcripts.swap(0, 1),
    ];
    for damage in damages {
        let mut broken = table();
        damage(&mut broken);
        let genome = broken.view(LETTERS);
        assert!(genome.check().is_err());
        let _ = (at(genome, "1", 0, 100_000), genome.transcript("NM_1.9"), genome.window(contig("1"), 201));
    }
    assert_eq!(table().view(b"ACGTGN").check(), Err(GenomeError::Letter { at: 5 }));
    assert!(GenomeTable::default().view(b"").check().is_err());
    assert_eq!(GenomeTable::default().view(b"").transcripts_at(contig("1"), interval(0, 9)).count(), 0);
}
