//! Coding variants of every kind, drawn with a fixed seed: what the consequence bench, the whole-process run and the instruction
//! count all measure.

use crate::coding_alleles;
use ckdb_core::consequence::{Consequence, consequences};
use ckdb_core::genome::{Allele, Interval, Sequence};
use ckdb_core::knowledge::Genome;
use ckdb_core::normalize::normalize;

/// Changes of one kind.
#[derive(Clone, Debug)]
pub struct Kind {
    /// What is done to the letters.
    pub name: &'static str,
    /// The changes; each touches a coding letter.
    pub alleles: Vec<Allele>,
}

/// How many of a hundred changes of the mixture are of each kind, in the order of [`kinds`]: about what exomes of tumours hold
/// (nine of ten change one letter; frameshifts are twice as frequent as changes in frame).
const OF_A_HUNDRED: [usize; 6] = [90, 4, 1, 2, 1, 2];

/// `count` changes of each kind, and a mixture of all kinds as the last.
#[must_use]
pub fn kinds(genome: &Genome<'_>, count: usize) -> Vec<Kind> {
    let letters = coding_alleles(genome, count);
    // What stands from the letter before the place to `more` letters after it, and POS of its first letter.
    let around = |allele: &Allele, more: u32| {
        let at = allele.interval.start();
        let letters = genome.letters(allele.contig, Interval::new(at.checked_sub(1)?, at + more)?)?;
        Some((allele.contig, at, letters))
    };
    let lost = |allele: &Allele, count: u32| {
        let (contig, at, letters) = around(allele, count)?;
        Allele::from_vcf(contig, at, letters, letters.get(..1)?).ok()
    };
    let gained = |allele: &Allele, new: &[u8]| {
        let (contig, at, letters) = around(allele, 1)?;
        let first = letters.get(..1)?;
        Allele::from_vcf(contig, at, first, &[first, new].concat()).ok()
    };
    // Both letters become others: A↔C, G↔T.
    let two = |allele: &Allele| {
        let (contig, at, letters) = around(allele, 2)?;
        let old = letters.get(1..)?;
        let new: Vec<u8> = old.iter().map(|letter| b"CATG"[b"ACGT".iter().position(|one| one == letter).unwrap_or(0)]).collect();
        Allele::from_vcf(contig, at + 1, old, &new).ok()
    };
    let every = |change: &dyn Fn(&Allele) -> Option<Allele>| letters.iter().filter_map(change).collect::<Vec<_>>();
    let mut kinds = vec![
        Kind { name: "one letter changed", alleles: Vec::new() },
        Kind { name: "one letter lost", alleles: every(&|allele| lost(allele, 1)) },
        Kind { name: "three letters lost", alleles: every(&|allele| lost(allele, 3)) },
        Kind { name: "one letter gained", alleles: every(&|allele| gained(allele, b"T")) },
        Kind { name: "three letters gained", alleles: every(&|allele| gained(allele, b"ACG")) },
        Kind { name: "two letters changed", alleles: every(&two) },
    ];
    kinds[0].alleles = letters;
    let mut turn = OF_A_HUNDRED.iter().enumerate().flat_map(|(kind, times)| std::iter::repeat_n(kind, *times)).cycle();
    // Seven has no factor in common with a hundred: the kinds follow each other well mixed.
    let mut next = || turn.nth(6).unwrap_or(0);
    let mixed = (0..count).filter_map(|number| kinds[next()].alleles.get(number).cloned()).collect();
    kinds.push(Kind { name: "mixed", alleles: mixed });
    kinds
}

/// The walk for one allele, as `ckdb consequence` does it: normalised, then asked of every transcript at its place. Gives how
/// many consequences came out.
pub fn walk(genome: &Genome<'_>, allele: &Allele, out: &mut Vec<Consequence>) -> usize {
    let Ok(normal) = normalize(allele, genome) else { return 0 };
    let place = normal.allele.interval;
    let reach = Interval::from_length(place.start(), place.len().saturating_add(normal.right_shift));
    consequences(&normal, genome, genome.transcripts_at(allele.contig, reach), out);
    out.len()
}
