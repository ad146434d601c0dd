//! Tests of `locate`: one small transcript, drawn, asked on both strands.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::genome::{Contig, Transcript};

fn interval(start: u32, end: u32) -> Interval {
    Interval::new(start, end).unwrap()
}

// genome     10         20         30         40         50         60
//            [ u u u u u C C C C C ]..........[ C × 10  ]..........[ C C C C C u u u u u ]
fn transcript(strand: Strand, quality: ModelQuality) -> Transcript {
    let mut transcript = Transcript {
        accession: "NM_000000.1".into(),
        protein: String::new(),
        gene: 0,
        contig: Contig::from_index(0).unwrap(),
        strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: Some(interval(15, 55)),
        cds_phase: 0,
        mane: ManeStatus::Select,
        quality,
    };
    transcript.set_exons(&[interval(10, 20), interval(30, 40), interval(50, 60)]);
    transcript
}

#[test]
fn positions_are_counted_as_hgvs_counts() {
    let plus = transcript(Strand::Plus, ModelQuality::Reference);
    let layout = Layout::new(plus.view());
    let at = |letter: u32| layout.position(letter).unwrap().to_string();
    assert_eq!(layout.cds, Some((5, 25)));
    assert_eq!([at(10), at(14), at(15), at(19)], ["-5", "-1", "1", "5"]);
    assert_eq!([at(20), at(24), at(25), at(29), at(30)], ["5+1", "5+5", "6-5", "6-1", "6"]);
    assert_eq!([at(54), at(55), at(59)], ["20", "*1", "*5"]);
    assert_eq!([at(9), at(60)], ["-6", "*6"]);

    let minus = transcript(Strand::Minus, ModelQuality::Reference);
    let layout = Layout::new(minus.view());
    let at = |letter: u32| layout.position(letter).unwrap().to_string();
    assert_eq!([at(59), at(55), at(54), at(50)], ["-5", "-1", "1", "5"]);
    assert_eq!([at(49), at(45), at(44), at(40), at(39)], ["5+1", "5+5", "6-5", "6-1", "6"]);
    assert_eq!([at(15), at(14), at(10), at(9)], ["20", "*1", "*5", "*6"]);
}

#[test]
fn the_middle_of_an_odd_intron_counts_from_the_exon_before() {
    for strand in [Strand::Plus, Strand::Minus] {
        let mut odd = transcript(strand, ModelQuality::Reference);
        odd.set_exons(&[interval(10, 20), interval(25, 40)]);
        odd.cds = None;
        let position = Layout::new(odd.view()).position(22).unwrap();
        assert_eq!(position.offset, 3, "{strand:?}: {position}");
    }
}

#[test]
fn every_letter_goes_there_and_back() {
    for strand in [Strand::Plus, Strand::Minus] {
        let made = transcript(strand, ModelQuality::Reference);
        let layout = Layout::new(made.view());
        for coordinate in 0..layout.length {
            let letter = layout.letter_at(coordinate).unwrap();
            let position = layout.position(letter).unwrap();
            assert_eq!(position.offset, 0);
            assert_eq!(layout.coordinate_of(position), Some(i64::from(coordinate)), "{strand:?} {position}");
        }
        assert_eq!(layout.letter_at(layout.length), None);
    }
}

#[test]
fn a_rebuilt_model_counts_nothing_outside_its_coding_parts() {
    let mut rebuilt = transcript(Strand::Plus, ModelQuality::Rebuilt);
    rebuilt.set_exons(&[interval(15, 20), interval(30, 40), interval(50, 55)]);
    let layout = Layout::new(rebuilt.view());
    assert_eq!(layout.position(14), None);
    assert_eq!(layout.position(55), None);
    assert_eq!(layout.position(15).unwrap().to_string(), "1");
}

#[test]
fn a_footprint_names_exons_and_introns() {
    let made = transcript(Strand::Plus, ModelQuality::Reference);
    let layout = Layout::new(made.view());
    let of = |start, end| layout.footprint(interval(start, end));
    assert_eq!(of(12, 13), Footprint { exons: Some((0, 0)), introns: None });
    assert_eq!(of(20, 21), Footprint { exons: None, introns: Some((0, 0)) });
    assert_eq!(of(18, 22), Footprint { exons: Some((0, 0)), introns: Some((0, 0)) });
    assert_eq!(of(28, 31), Footprint { exons: Some((1, 1)), introns: Some((0, 0)) });
    assert_eq!(of(18, 52), Footprint { exons: Some((0, 2)), introns: Some((0, 1)) });
    assert_eq!(of(28, 45), Footprint { exons: Some((1, 1)), introns: Some((0, 1)) });
    // Insertions: on the border of an exon in the exon, one letter further in the intron.
    assert_eq!(of(20, 20), Footprint { exons: Some((0, 0)), introns: None });
    assert_eq!(of(21, 21), Footprint { exons: None, introns: Some((0, 0)) });
    assert_eq!(of(30, 30), Footprint { exons: Some((1, 1)), introns: None });
}

#[test]
fn introns_are_numbered_in_the_direction_of_transcription() {
    let made = transcript(Strand::Minus, ModelQuality::Reference);
    let layout = Layout::new(made.view());
    assert_eq!(layout.intron_span((0, 0)).to_string(), "2/2");
    assert_eq!(layout.intron_span((1, 1)).to_string(), "1/2");
    assert_eq!(layout.exon_span((0, 1)).to_string(), "2-3/3");
}
