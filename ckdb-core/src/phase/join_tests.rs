//! Haplotypes joined, told apart, and left open; and the laws of joining.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::genome::{Contig, ManeStatus, ModelQuality, Strand, Transcript, Window};
use crate::phase::{Copies, Genotype, Phase, PhaseSet, clusters};
use proptest::prelude::*;

/// 30 letters of one coding exon; codons begin at 1, 4, 7 …
const LETTERS: &[u8; 30] = b"ATGACCGGTAAACCATTTGGGCACTGCAAA";

struct Held;

impl Sequence for Held {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        (at <= 30).then(|| Window::new(0, LETTERS))
    }
}

fn model() -> Transcript {
    let whole = Interval::new(0, 30).unwrap();
    let mut transcript = Transcript {
        accession: "NM_000000.1".into(),
        protein: String::new(),
        gene: 0,
        contig: Contig::from_index(0).unwrap(),
        strand: Strand::Plus,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: Some(whole),
        cds_phase: 0,
        mane: ManeStatus::None,
        quality: ModelQuality::Reference,
    };
    transcript.set_exons(&[whole]);
    transcript
}

/// `POS LETTERS>LETTERS GT [PS]`, numbered by its place in the list.
fn calls(texts: &[&str]) -> Vec<Call> {
    (1..).zip(texts).map(|(line, text)| call(line, text)).collect()
}

fn call(line: u64, text: &str) -> Call {
    let mut words = text.split(' ');
    let mut word = || words.next().unwrap_or_default();
    let start: u32 = word().parse::<u32>().unwrap() - 1;
    let (reference, alternate) = word().split_once('>').unwrap();
    let letters = |text: &str| text.bytes().filter(|byte| *byte != b'-').collect::<Bases>();
    let (reference, alternate) = (letters(reference), letters(alternate));
    let interval = Interval::from_length(start, u32::try_from(reference.len()).unwrap());
    let allele = Allele { contig: Contig::from_index(0).unwrap(), interval, reference, alternate };
    let genotype = Genotype::parse(word().as_bytes());
    let mut phase = Phase::of_genotype(genotype.as_ref(), 1);
    let copies = genotype.map_or(Copies::default(), |genotype| genotype.phased_copies(1));
    phase.mark(PhaseSet::Ps(word().bytes().collect()), copies);
    Call { line, alternate: 0, allele, phase }
}

fn joined(texts: &[&str]) -> Joints {
    join(&calls(texts), [model().view()], &Held)
}

/// Members, letters and relation of each joint.
fn shown(joints: &Joints) -> Vec<(Vec<usize>, String, Relation)> {
    joints.joints.iter().map(|joint| (joint.members.clone(), joint.allele.to_string(), joint.relation)).collect()
}

#[test]
fn one_haplotype_is_one_allele() {
    let joints = joined(&["4 A>G 0|1 4", "6 C>T 0|1 4"]);
    assert_eq!(shown(&joints), [(vec![0, 1], "chr1-4-ACC-GCT".to_owned(), Relation::Cis)]);
    assert_eq!((joints.also_alone, joints.doubts), (vec![], vec![]));
}

#[test]
fn two_haplotypes_stay_two() {
    assert_eq!(joined(&["4 A>G 0|1 4", "6 C>T 1|0 4"]), Joints::default());
}

#[test]
fn phase_not_told_is_a_possibility() {
    let possible = |members: &[usize], text: &str| (members.to_vec(), text.to_owned(), Relation::Unknown);
    assert_eq!(shown(&joined(&["4 A>G 0/1", "5 C>T 0/1"])), [possible(&[0, 1], "chr1-4-AC-GT")]);
    let three = joined(&["4 A>G 0/1", "5 C>T 0/1", "6 C>A 0/1"]);
    let wanted = [
        possible(&[0, 1], "chr1-4-AC-GT"),
        possible(&[0, 1, 2], "chr1-4-ACC-GTA"),
        possible(&[0, 2], "chr1-4-ACC-GCA"),
        possible(&[1, 2], "chr1-5-CC-TA"),
    ];
    assert_eq!(shown(&three), wanted);
}

#[test]
fn a_known_pair_and_a_stranger() {
    let joints = joined(&["4 A>G 0|1 4", "5 C>T 0|1 4", "6 C>A 0/1"]);
    let wanted =
        [(vec![0, 1], "chr1-4-AC-GT".to_owned(), Relation::Cis), (vec![0, 1, 2], "chr1-4-ACC-GTA".to_owned(), Relation::Unknown)];
    assert_eq!(shown(&joints), wanted);
}

#[test]
fn what_every_copy_carries_joins_and_stays_alone_on_the_other_copy() {
    let joints = joined(&["4 A>G 1/1", "5 C>T 0/1"]);
    assert_eq!(shown(&joints), [(vec![0, 1], "chr1-4-AC-GT".to_owned(), Relation::Cis)]);
    assert_eq!(joints.also_alone, [0]);
    let both = joined(&["4 A>G 1/1", "5 C>T 0|1 4", "6 C>A 1|0 4"]);
    assert_eq!(shown(&both).len(), 2);
    assert_eq!(both.also_alone, [0; 0], "both copies join it to something");
}

#[test]
fn a_deletion_and_a_letter_of_its_codon() {
    let joints = joined(&["4 ACC>- 0|1 4", "8 G>T 0|1 4"]);
    assert_eq!(shown(&joints), [], "the deletion takes whole codons: the next one has its own change");
    let joints = joined(&["4 ACC>- 0|1 4", "7 G>T 0|1 4"]);
    assert_eq!(shown(&joints), [(vec![0, 1], "chr1-4-ACCG-T".to_owned(), Relation::Cis)], "no letter between: one delins");
    let joints = joined(&["5 CCG>- 0|1 4", "8 G>T 0|1 4"]);
    assert_eq!(shown(&joints), [(vec![0, 1], "chr1-5-CCGG-T".to_owned(), Relation::Cis)]);
}

#[test]
fn a_frame_lost_and_found_is_one_allele_with_all_between() {
    let joints = joined(&["5 C>- 0|1 4", "10 A>C 0|1 4", "14 ->G 0|1 4"]);
    assert_eq!(shown(&joints), [(vec![0, 1, 2], "chr1-5-CCGGTAAAC-CGGTCAACG".to_owned(), Relation::Cis)]);
    assert_eq!(joined(&["5 C>- 0|1 4", "14 ->G 1|0 4"]), Joints::default());
}

#[test]
fn contradictions_are_said_and_not_joined() {
    let overlapping = joined(&["4 AC>G 0|1 4", "5 C>T 0|1 4", "6 C>A 0|1 4"]);
    assert!(shown(&overlapping).is_empty());
    assert_eq!(overlapping.doubts, [(0, Doubt::Contradiction), (1, Doubt::Contradiction), (2, Doubt::Contradiction)]);
    let nothing = joined(&["4 A>- 0|1 4", "5 ->A 0|1 4"]);
    assert_eq!(nothing.doubts.len(), 2, "together they change nothing");
}

#[test]
fn what_the_sample_does_not_carry_joins_nothing() {
    assert_eq!(joined(&["4 A>G 0|1 4", "5 C>T 0/0"]), Joints::default());
}

#[test]
fn many_strangers_are_not_combined() {
    let joints = joined(&["4 A>C 0/1", "4 A>G 0/1", "5 C>G 0/1", "5 C>T 0/1", "6 C>A 0/1"]);
    assert!(joints.joints.is_empty());
    assert_eq!(joints.doubts, [0, 1, 2, 3, 4].map(|member| (member, Doubt::TooMany)));
}

/// The letters of the exon with an allele applied.
fn applied(letters: &[u8], allele: &Allele) -> Vec<u8> {
    let (start, end) = (allele.interval.start() as usize, allele.interval.end() as usize);
    assert_eq!(&letters[start..end], allele.reference.as_slice());
    [&letters[..start], &allele.alternate, &letters[end..]].concat()
}

/// An allele that fits the letters: up to 3 replaced by up to 3.
fn fitting() -> impl Strategy<Value = Allele> {
    let letters = proptest::collection::vec(proptest::sample::select(b"ACGT".to_vec()), 0..=3);
    (0_u32..28, 0_u32..=2, letters).prop_filter_map("no change", |(start, length, letters)| {
        let interval = Interval::from_length(start, length);
        let reference = Bases::from_slice(&LETTERS[start as usize..(start + length) as usize]);
        let alternate = Bases::from_vec(letters);
        Allele { contig: Contig::from_index(0).unwrap(), interval, reference, alternate }.without_anchor()
    })
}

fn any_phase() -> impl Strategy<Value = Phase> {
    let genotype = proptest::sample::select(vec!["0/1", "0|1", "1|0", "1/1", "0/0", "."]);
    (genotype, any::<bool>()).prop_map(|(text, set)| {
        let genotype = Genotype::parse(text.as_bytes());
        let mut phase = Phase::of_genotype(genotype.as_ref(), 1);
        if let (true, Some(genotype)) = (set, genotype) {
            phase.mark(PhaseSet::Unnamed, genotype.phased_copies(1));
        }
        phase
    })
}

fn any_calls() -> impl Strategy<Value = Vec<Call>> {
    proptest::collection::vec((fitting(), any_phase()), 2..7)
        .prop_map(|list| (1..).zip(list).map(|(line, (allele, phase))| Call { line, alternate: 0, allele, phase }).collect())
}

proptest! {
    #[test]
    fn joining_and_applying_is_applying_each_from_right_to_left(calls in any_calls()) {
        for joint in join(&calls, [model().view()], &Held).joints {
            let each = joint.members.iter().rev().fold(LETTERS.to_vec(), |letters, member| applied(&letters, &calls[*member].allele));
            prop_assert_eq!(applied(LETTERS, &joint.allele), each);
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(calls in any_calls(), turn in 0_usize..6) {
        let mut turned = calls.clone();
        turned.rotate_left(turn % calls.len());
        turned.reverse();
        let lines = |calls: &[Call], joints: &Joints| -> Vec<(Vec<u64>, Allele, Relation)> {
            let mut rows: Vec<_> = joints
                .joints
                .iter()
                .map(|joint| {
                    let mut lines: Vec<u64> = joint.members.iter().map(|member| calls[*member].line).collect();
                    lines.sort_unstable();
                    (lines, joint.allele.clone(), joint.relation)
                })
                .collect();
            rows.sort();
            rows
        };
        let one = join(&calls, [model().view()], &Held);
        let other = join(&turned, [model().view()], &Held);
        prop_assert_eq!(lines(&calls, &one), lines(&turned, &other));
        let doubts = |calls: &[Call], joints: &Joints| -> Vec<(u64, Doubt)> {
            let mut doubts: Vec<_> = joints.doubts.iter().map(|(member, doubt)| (calls[*member].line, *doubt)).collect();
            doubts.sort_unstable();
            doubts
        };
        prop_assert_eq!(doubts(&calls, &one), doubts(&turned, &other));
    }

    #[test]
    fn what_belongs_together_is_found_by_clusters(calls in any_calls()) {
        let alleles: Vec<Allele> = calls.iter().map(|call| call.allele.clone()).collect();
        let groups = clusters(&alleles, [model().view()], &Held);
        for joint in join(&calls, [model().view()], &Held).joints {
            prop_assert!(groups.iter().any(|group| joint.members.iter().all(|member| group.contains(member))));
        }
    }
}
