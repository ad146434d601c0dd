//! Codons shared, codons not shared, and frames lost and found, on both strands.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::genome::{Contig, ManeStatus, ModelQuality, Transcript, Window};

/// Coding letters 11–25 and 41–55 (1-based) in two exons; codons of the plus strand begin at 11, 14, 17 …
fn model(strand: Strand) -> Transcript {
    let interval = |start, end| Interval::new(start, end).unwrap();
    let mut transcript = Transcript {
        accession: "NM_000000.1".into(),
        protein: String::new(),
        gene: 0,
        contig: Contig::from_index(0).unwrap(),
        strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: Some(interval(10, 55)),
        cds_phase: 0,
        mane: ManeStatus::None,
        quality: ModelQuality::Reference,
    };
    transcript.set_exons(&[interval(5, 25), interval(40, 60)]);
    transcript
}

/// Letters 1–60: `ACGT` again and again, but for a run of nine C at 14–22.
struct Letters;

impl Sequence for Letters {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        const LETTERS: &[u8; 60] = b"ACGTACGTACGTACCCCCCCCCGTACGTACGTACGTACGTACGTACGTACGTACGTACGT";
        (at <= 60).then(|| Window::new(0, LETTERS))
    }
}

/// `POS:REF>ALT`, trimmed; a dash for no letters.
fn allele(text: &str) -> Allele {
    let (position, change) = text.split_once(':').unwrap();
    let (reference, alternate) = change.split_once('>').unwrap();
    let letters = |text: &str| text.bytes().filter(|byte| *byte != b'-').collect::<crate::genome::Bases>();
    let (reference, alternate) = (letters(reference), letters(alternate));
    let start: u32 = position.parse::<u32>().unwrap() - 1;
    let interval = Interval::from_length(start, u32::try_from(reference.len()).unwrap());
    Allele { contig: Contig::from_index(0).unwrap(), interval, reference, alternate }
}

fn grouped(strand: Strand, alleles: &[&str]) -> Vec<Vec<usize>> {
    let alleles: Vec<Allele> = alleles.iter().map(|text| allele(text)).collect();
    let model = model(strand);
    clusters(&alleles, [model.view()], &Letters)
}

#[test]
fn letters_of_one_codon_belong_together() {
    assert_eq!(grouped(Strand::Plus, &["11:A>C", "13:A>C"]), [[0, 1]]);
    assert_eq!(grouped(Strand::Plus, &["13:A>C", "11:A>C"]), [[1, 0]], "in order of place");
    assert_eq!(grouped(Strand::Plus, &["13:A>C", "14:A>C"]), Vec::<Vec<usize>>::new(), "neighbours in different codons");
    // On the minus strand codons begin at 55 and go down: 55-53, …, 43-41, 25-23, …
    assert_eq!(grouped(Strand::Minus, &["53:A>C", "55:A>C"]), [[0, 1]]);
    assert_eq!(grouped(Strand::Minus, &["52:A>C", "53:A>C"]), Vec::<Vec<usize>>::new());
}

#[test]
fn a_chain_of_shared_codons_is_one_group() {
    // 12 and 13-14 share the first codon, 13-14 and 16 the second.
    assert_eq!(grouped(Strand::Plus, &["12:A>C", "13:AA>CC", "16:A>C", "17:A>C"]), [[0, 1, 2]]);
}

#[test]
fn an_insertion_belongs_to_the_codon_it_splits_and_to_the_letter_beside_it() {
    assert_eq!(grouped(Strand::Plus, &["12:->CCC", "13:A>C"]), [[0, 1]], "one codon");
    assert_eq!(grouped(Strand::Plus, &["12:A>C", "14:->CCC"]), Vec::<Vec<usize>>::new(), "between two codons");
    assert_eq!(grouped(Strand::Plus, &["13:A>C", "14:->CCC"]), [[0, 1]], "no letter between: one delins");
    assert_eq!(grouped(Strand::Plus, &["11:AAA>-", "14:A>C"]), [[0, 1]], "no letter between: one delins");
    assert_eq!(grouped(Strand::Plus, &["11:AAA>-", "15:A>C"]), Vec::<Vec<usize>>::new(), "different codons");
}

#[test]
fn what_is_beside_does_not_depend_on_the_spelling() {
    // One codon of the run of C lost, written at its left or right end; the letter after the run is 23.
    for lost in ["14:CCC>-", "17:CCC>-", "20:CCC>-"] {
        assert_eq!(grouped(Strand::Plus, &[lost, "23:G>A"]), [[0, 1]], "{lost}");
        assert_eq!(grouped(Strand::Plus, &[lost, "24:T>A"]), Vec::<Vec<usize>>::new(), "{lost}");
    }
    // Written at 19 it takes letters of the codon 20-22, but the same deletion at its left end does not.
    assert_eq!(grouped(Strand::Plus, &["18:CCC>-", "22:C>A"]), [[0, 1]], "beside: it moves up to 22");
    assert_eq!(grouped(Strand::Plus, &["12:T>A", "14:CCC>-"]), Vec::<Vec<usize>>::new(), "a letter between at every spelling");
}

#[test]
fn outside_of_coding_exons_nothing_is_shared() {
    assert_eq!(grouped(Strand::Plus, &["8:A>C", "9:A>C"]), Vec::<Vec<usize>>::new(), "untranslated");
    assert_eq!(grouped(Strand::Plus, &["30:A>C", "31:A>C"]), Vec::<Vec<usize>>::new(), "intron");
    assert_eq!(grouped(Strand::Plus, &["24:AAA>-", "24:A>C"]), Vec::<Vec<usize>>::new(), "crosses the splice site");
}

#[test]
fn two_shifts_of_the_frame_belong_together_with_what_lies_between() {
    assert_eq!(grouped(Strand::Plus, &["12:A>-", "15:A>C", "21:->G"]), [[0, 1, 2]]);
    assert_eq!(grouped(Strand::Plus, &["12:AAA>-", "21:->GGG"]), Vec::<Vec<usize>>::new(), "both keep the frame");
    assert_eq!(grouped(Strand::Plus, &["24:A>-", "41:->G"]), Vec::<Vec<usize>>::new(), "an intron lies between");
}

#[test]
fn the_frame_must_come_back() {
    let of = |texts: &[&str]| {
        let alleles: Vec<Allele> = texts.iter().map(|text| allele(text)).collect();
        let model = model(Strand::Plus);
        Places::new(alleles.iter().collect(), [model.view()], &Letters).runs(Frame::Restored)
    };
    assert_eq!(of(&["11:A>-", "16:->G"]), [(0, 1)], "one lost, one gained");
    assert_eq!(of(&["11:A>-", "16:A>-", "21:A>-"]), [(0, 2)], "three lost");
    assert_eq!(of(&["11:A>-", "16:A>-"]), [], "two lost");
    assert_eq!(of(&["11:A>-", "16:->G", "20:A>-"]), [(0, 1)], "the third is lost again, by itself");
}
