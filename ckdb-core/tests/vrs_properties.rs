//! The VRS form of an allele, against the steps of the specification taken one by one on the reference letters.
//!
//! `ckdb_core::vrs` never looks at a reference: a normalised allele tells it all. Here the specification's normalisation
//! (VRS 2.0: trim, roll left, roll right, expand, look for a repeat unit) is done as it is written, letter by letter, and both
//! must give the same place and state, on short references full of repeats.
#![allow(clippy::unwrap_used, reason = "tests")]

use ckdb_core::genome::{Allele, Bases, Contig, Interval, Sequence, Window};
use ckdb_core::normalize::normalize;
use ckdb_core::vrs::{self, State};
use proptest::prelude::*;

#[derive(Debug)]
struct Held(Vec<u8>);

impl Sequence for Held {
    fn window(&self, _: Contig, at: u32) -> Option<Window<'_>> {
        let window = Window::new(0, &self.0);
        (at <= window.interval().end()).then_some(window)
    }
}

/// The specification's steps. `letters` end in one that nothing passes.
fn by_the_book(letters: &[u8], allele: &Allele) -> (u32, u32, State) {
    let (mut start, mut end) = (allele.interval.start() as usize, allele.interval.end() as usize);
    let (mut old, mut new) = (allele.reference.to_vec(), allele.alternate.to_vec());
    // Trim the common end, then the common beginning.
    while !old.is_empty() && !new.is_empty() && old.last() == new.last() {
        old.pop();
        new.pop();
        end -= 1;
    }
    while !old.is_empty() && !new.is_empty() && old[0] == new[0] {
        old.remove(0);
        new.remove(0);
        start += 1;
    }
    if !old.is_empty() && !new.is_empty() {
        return (start as u32, end as u32, State::Literal(new.into_iter().collect()));
    }
    let deletion = new.is_empty();
    let seed = old.len().max(new.len());
    // Roll left.
    let mut turning = if deletion { old.clone() } else { new.clone() };
    let mut left = start;
    while left > 0 && turning.last() == Some(&letters[left - 1]) {
        left -= 1;
        turning.rotate_right(1);
    }
    // Roll right, from the end of what is replaced.
    let mut turning = if deletion { old.clone() } else { new.clone() };
    let mut right = end;
    while right < letters.len() && turning[0] == letters[right] {
        right += 1;
        turning.rotate_left(1);
    }
    // Expand.
    let reference = &letters[left..right];
    let alternate = [&letters[left..start], &new, &letters[end..right]].concat();
    let place = (left as u32, right as u32);
    let derived = |unit: usize| State::ReferenceLength { length: alternate.len() as u32, repeat_subunit: unit as u32 };
    if deletion {
        return (place.0, place.1, derived(seed));
    }
    let cycles = |unit: usize| reference.windows(unit).any(|part| alternate.iter().zip(part.iter().cycle()).all(|(a, b)| a == b));
    let unit = (1..=seed).rev().find(|unit| seed.is_multiple_of(*unit) && *unit <= reference.len() && cycles(*unit));
    (place.0, place.1, unit.map_or_else(|| State::Literal(alternate.iter().copied().collect()), derived))
}

fn letters(length: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![5 => Just(b'A'), 4 => Just(b'C')], length)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn as_the_specification_says(middle in letters(1..20), at in any::<(prop::sample::Index, prop::sample::Index)>(), alternate in letters(0..9)) {
        // `G` and `T` stand at the ends: no run passes them.
        let reference = [b"G".as_slice(), &middle, b"T"].concat();
        let (a, b) = (at.0.index(middle.len() + 1) + 1, at.1.index(middle.len() + 1) + 1);
        let (from, to) = (a.min(b), a.max(b));
        let allele = Allele {
            contig: Contig::from_index(0).unwrap(),
            interval: Interval::new(from as u32, to as u32).unwrap(),
            reference: Bases::from_slice(&reference[from..to]),
            alternate: Bases::from_slice(&alternate),
        };
        prop_assume!(allele.reference != allele.alternate);
        let expected = by_the_book(&reference, &allele);
        let normal = normalize(&allele, &Held(reference)).unwrap();
        let found = vrs::Allele::on("SQ.test", &normal).unwrap();
        prop_assert_eq!((found.interval.start(), found.interval.end(), found.state), expected);
    }
}
