//! What normalising promises, asked of random alleles on short, repetitive references.
#![allow(clippy::unwrap_used, reason = "tests")]

use ckdb_core::genome::{Allele, Bases, Contig, Interval, Sequence, Window};
use ckdb_core::normalize::normalize;
use proptest::prelude::*;

#[derive(Debug)]
struct Held(u32, Vec<u8>);

impl Sequence for Held {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(self.0, &self.1);
        (window.interval().start() <= at && at <= window.interval().end()).then_some(window)
    }
}

impl Held {
    /// The letters once the allele is put in.
    fn haplotype(&self, allele: &Allele) -> Vec<u8> {
        let (from, to) = ((allele.interval.start() - self.0) as usize, (allele.interval.end() - self.0) as usize);
        [&self.1[..from], &allele.alternate, &self.1[to..]].concat()
    }
}

/// Two letters mostly: repeats everywhere.
fn letters(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![4 => Just(b'A'), 4 => Just(b'C'), 1 => Just(b'G'), 1 => Just(b'T')], length)
}

/// A reference that begins at 0 or later, and an allele on it that changes something.
fn allele_on_reference() -> impl Strategy<Value = (Held, Allele)> {
    (0u32..2, letters(1..24), any::<(prop::sample::Index, prop::sample::Index)>(), letters(0..6)).prop_filter_map(
        "changes nothing",
        |(start, reference, (a, b), alternate)| {
            let (a, b) = (a.index(reference.len() + 1), b.index(reference.len() + 1));
            let (from, to) = (a.min(b), a.max(b));
            let start = start * 100;
            let allele = Allele {
                contig: Contig::from_index(0).unwrap(),
                interval: Interval::from_length(start + from as u32, (to - from) as u32),
                reference: Bases::from_slice(&reference[from..to]),
                alternate: Bases::from_slice(&alternate),
            };
            (allele.reference != allele.alternate).then_some((Held(start, reference), allele))
        },
    )
}

proptest! {
    // `PROPTEST_CASES` asks for more.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_haplotype_stays_and_twice_is_once((held, allele) in allele_on_reference()) {
        let Ok(normal) = normalize(&allele, &held) else { panic!("a plain allele normalises") };
        prop_assert_eq!(held.haplotype(&normal.allele), held.haplotype(&allele));
        prop_assert_eq!(normalize(&normal.allele, &held).unwrap(), normal);
    }

    #[test]
    fn every_spelling_of_one_haplotype_is_one_value((held, allele) in allele_on_reference()) {
        let normal = normalize(&allele, &held).unwrap();
        let haplotype = held.haplotype(&allele);
        let end = held.0 + held.1.len() as u32;
        // Brute force: every place and every run of new letters that gives this haplotype.
        let mut leftmost = u32::MAX;
        let shortest = normal.allele.interval.len() as usize + normal.allele.alternate.len();
        for from in held.0..=end {
            for to in from..=end {
                let (before, after) = ((from - held.0) as usize, (end - to) as usize);
                if before + after > haplotype.len() {
                    continue;
                }
                let spelling = Allele {
                    contig: allele.contig,
                    interval: Interval::from_length(from, to - from),
                    reference: Bases::from_slice(&held.1[before..(to - held.0) as usize]),
                    alternate: Bases::from_slice(&haplotype[before..haplotype.len() - after]),
                };
                if held.haplotype(&spelling) != haplotype || spelling.reference == spelling.alternate {
                    continue;
                }
                prop_assert_eq!(&normalize(&spelling, &held).unwrap(), &normal, "{}", spelling);
                if spelling.interval.len() as usize + spelling.alternate.len() == shortest {
                    leftmost = leftmost.min(from);
                }
                prop_assert!(spelling.interval.len() as usize + spelling.alternate.len() >= shortest);
            }
        }
        prop_assert_eq!(normal.allele.interval.start(), leftmost);
    }

    #[test]
    fn moving_right_keeps_the_haplotype_as_far_as_it_goes((held, allele) in allele_on_reference()) {
        let normal = normalize(&allele, &held).unwrap();
        let haplotype = held.haplotype(&allele);
        for by in 0..=normal.right_shift {
            let moved = normal.shifted(by);
            prop_assert_eq!(held.haplotype(&moved), haplotype.clone());
            prop_assert_eq!(&moved.reference[..], held.letters(moved.contig, moved.interval).unwrap());
        }
        prop_assert_eq!(normal.shifted(u32::MAX), normal.shifted(normal.right_shift));
    }

    #[test]
    fn the_vcf_form_reads_back((held, allele) in allele_on_reference()) {
        let normal = normalize(&allele, &held).unwrap();
        if let Some((position, reference, alternate)) = normal.vcf_form(&held) {
            let again = Allele::from_vcf(allele.contig, position.get(), &reference, &alternate).unwrap();
            prop_assert_eq!(normalize(&again, &held).unwrap(), normal);
        }
    }
}
