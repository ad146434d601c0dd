//! Bins of a layer: for each contig the bins from its first to its last allele, for each bin its first row; and in a crowded bin,
//! steps: the first row of each of its equal parts. So a search begins among some sixteen rows, however many a bin has.
//!
//! ```text
//!  bins    25 × (first bin u32 | bins u32 | number of its first entry u32)   then one u32 a bin: its first row   then one u32: rows
//!  steps   one u16 for each 8 rows
//! ```
//!
//! A bin with n rows from row s on has 2ᵏ parts, the most that are no more than n / 8. Part i of them has its number in step s / 8 + i:
//! how many rows of the bin stand before it, without its low bits where 16 are too few. No two bins share a step, and no place of steps
//! has to be stored.

use super::key::{BIN, Key};
use crate::index::{Bytes, Pieces};
use std::ops::Range;

/// How many contigs there are: 1–22, X, Y, MT.
const CONTIGS: usize = 25;
const HEAD: usize = CONTIGS * 12;
/// Rows for each step, as a power of two.
const STEP_BITS: u32 = 3;

/// How a bin is parted.
#[derive(Clone, Copy)]
struct Parts {
    /// How many, as a power of two; 0 for a bin without steps.
    bits: u32,
    /// How many low bits of a row its step leaves out.
    dropped: u32,
}

impl Parts {
    /// Of a bin with so many rows.
    const fn of(rows: u32) -> Self {
        let steps = rows >> STEP_BITS;
        let most = if steps < 2 { 0 } else { 31 - steps.leading_zeros() };
        Self { bits: if most > BIN { BIN } else { most }, dropped: (32 - rows.leading_zeros()).saturating_sub(16) }
    }

    /// The part of a key: by the high bits of its place.
    const fn part(self, low: u32) -> usize {
        // 32 - bits is at least 16.
        (low >> (32 - self.bits)) as usize
    }
}

/// The section `bins` for rows with these keys, in order.
pub(super) fn write(keys: &[u64]) -> Vec<u8> {
    let mut head = Vec::with_capacity(HEAD);
    let mut starts: Vec<u32> = Vec::new();
    let mut row = 0;
    for contig in 0..CONTIGS {
        let of_contig = |rank: &&u64| usize::from(Key::of_rank(**rank).contig) == contig;
        let count = keys[row..].iter().take_while(of_contig).count();
        let here = &keys[row..row + count];
        let bin = |rank: Option<&u64>| rank.map_or(0, |rank| u32::from(Key::of_rank(*rank).bin));
        let (first, last) = (bin(here.first()), bin(here.last()));
        let bins = if here.is_empty() { 0 } else { last - first + 1 };
        for number in [first, bins, starts.len() as u32] {
            head.extend_from_slice(&number.to_le_bytes());
        }
        let mut at = 0;
        for number in first..first + bins {
            at += here[at..].iter().take_while(|rank| u32::from(Key::of_rank(**rank).bin) < number).count();
            starts.push((row + at) as u32);
        }
        row += count;
    }
    starts.push(row as u32);
    head.extend(starts.iter().flat_map(|start| start.to_le_bytes()));
    head
}

/// The section `steps` for the same rows.
pub(super) fn write_steps(keys: &[u64]) -> Vec<u8> {
    let mut steps = vec![0_u16; keys.len() >> STEP_BITS];
    let mut first = 0;
    for bin in keys.chunk_by(|a, b| a >> 32 == b >> 32) {
        // There are fewer than 2³² rows.
        let parts = Parts::of(bin.len() as u32);
        if parts.bits > 0 {
            let mut at = 0;
            for part in 0..1 << parts.bits {
                at += bin[at..].iter().take_while(|rank| parts.part(Key::of_rank(**rank).low) < part).count();
                steps[(first >> STEP_BITS) + part] = (at >> parts.dropped) as u16;
            }
        }
        first += bin.len();
    }
    steps.iter().flat_map(|step| step.to_le_bytes()).collect()
}

/// The bins of one contig.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    first: u32,
    bins: u32,
    /// Where its first entry stands in the section.
    entry: usize,
}

/// Both sections, opened.
#[derive(Debug)]
pub(super) struct Bins {
    heads: [Head; CONTIGS],
    bins: Bytes,
    pub(super) steps: Pieces,
}

impl Bins {
    /// `None` when the section is too short for what it says of itself.
    pub(super) fn open(bins: Bytes, steps: Pieces) -> Option<Self> {
        let number = |at: usize| Some(u32::from_le_bytes(*bins.get(at..at + 4)?.first_chunk()?));
        let mut heads = [Head::default(); CONTIGS];
        for (contig, head) in heads.iter_mut().enumerate() {
            let (first, count, entry) = (number(contig * 12)?, number(contig * 12 + 4)?, number(contig * 12 + 8)? as usize);
            let entry = entry.checked_mul(4)?.checked_add(HEAD)?;
            // One entry more than there are bins: where the last one ends.
            bins.get(entry..entry.checked_add(count as usize * 4 + 4)?)?;
            *head = Head { first, bins: count, entry };
        }
        Some(Self { heads, bins, steps })
    }

    /// The rows among which a key must stand; `None` when that cannot be read.
    #[inline]
    pub(super) fn rows(&self, key: Key) -> Option<Range<u32>> {
        let Some(head) = self.heads.get(usize::from(key.contig)) else { return Some(0..0) };
        let within = u32::from(key.bin).wrapping_sub(head.first);
        if within >= head.bins {
            return Some(0..0);
        }
        let entry = head.entry + within as usize * 4;
        let both: &[u8; 8] = self.bins.get(entry..entry + 8)?.first_chunk()?;
        let both = u64::from_le_bytes(*both);
        let (start, end) = (both as u32, (both >> 32) as u32);
        let rows = end.checked_sub(start)?;
        let parts = Parts::of(rows);
        if parts.bits == 0 {
            return Some(start..end);
        }
        let part = parts.part(key.low);
        let step = (start >> STEP_BITS) as usize + part;
        if part + 1 == 1 << parts.bits {
            let from = u16::from_le_bytes(*self.steps.get(step * 2..step * 2 + 2)?.first_chunk()?);
            return Some((u64::from(start) + (u64::from(from) << parts.dropped)).min(end.into()) as u32..end);
        }
        let both = u32::from_le_bytes(*self.steps.get(step * 2..step * 2 + 4)?.first_chunk()?);
        // What was dropped may be anything up to all ones: here the part begins at the earliest, and ends at the latest.
        let from = (u64::from(both & 0xffff)) << parts.dropped;
        let to = (u64::from(both >> 16) + 1) << parts.dropped;
        Some((u64::from(start) + from).min(end.into()) as u32..(u64::from(start) + to - 1).min(end.into()) as u32)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::index::SectionBytes;
    use proptest::prelude::*;

    fn opened(keys: &[u64]) -> Bins {
        let steps = Pieces::of(SectionBytes::trusted("steps", Bytes::from(write_steps(keys))), None);
        steps.prepare().unwrap();
        Bins::open(Bytes::from(write(keys)), steps).unwrap()
    }

    #[test]
    fn each_bin_has_its_rows() {
        let key = |contig, bin, low| Key { contig, bin, low };
        let rank = |contig, bin, low| key(contig, bin, low).rank();
        let keys = [rank(0, 3, 1), rank(0, 3, 2), rank(0, 5, 0), rank(6, 0, 9), rank(24, 0, 4)];
        let section = write(&keys);
        assert_eq!(section.len(), HEAD + (3 + 1 + 1 + 1) * 4);
        let bins = opened(&keys);
        for (contig, bin, expected) in
            [(0, 2, 0..0), (0, 3, 0..2), (0, 4, 2..2), (0, 5, 2..3), (0, 6, 0..0), (1, 0, 0..0), (6, 0, 3..4), (24, 0, 4..5)]
        {
            assert_eq!(bins.rows(key(contig, bin, 0)), Some(expected), "{contig} {bin}");
        }
        assert_eq!(opened(&[]).rows(key(0, 0, 0)), Some(0..0));
    }

    #[test]
    fn a_section_that_is_too_short_is_none() {
        let keys: Vec<u64> = (0..100).map(|low| Key { contig: 3, bin: 7, low }.rank()).collect();
        let whole = write(&keys);
        for length in [0, 1, HEAD - 1, HEAD, whole.len() - 1] {
            let steps = Pieces::of(SectionBytes::trusted("steps", Bytes::from(Vec::new())), None);
            assert!(Bins::open(Bytes::from(whole[..length].to_vec()), steps).is_none(), "{length}");
        }
    }

    /// Every row is among those that its key is looked for in, and in a crowded bin these are few.
    fn check(places: &[u32], bin: u16) {
        let mut keys: Vec<u64> = places.iter().map(|place| Key { contig: 2, bin, low: place << 16 | 7 }.rank()).collect();
        keys.extend((0..40).map(|low| Key { contig: 2, bin: bin + 1, low }.rank()));
        keys.sort_unstable();
        let bins = opened(&keys);
        for (row, rank) in keys.iter().enumerate() {
            let rows = bins.rows(Key::of_rank(*rank)).unwrap();
            assert!(rows.contains(&(row as u32)), "row {row} of {}: {rows:?}", keys.len());
        }
    }

    #[test]
    fn a_bin_of_more_rows_than_16_bits_count() {
        let places: Vec<u32> = (0..150_000).map(|number| number / 3 % 65_536).collect();
        check(&places, 0);
        let keys: Vec<u64> = (0..262_144_u32).map(|number| Key { contig: 0, bin: 0, low: number << 14 }.rank()).collect();
        let bins = opened(&keys);
        let most = keys.iter().map(|rank| bins.rows(Key::of_rank(*rank)).unwrap().len()).max();
        assert!(most.is_some_and(|most| most <= 32), "{most:?} rows are searched");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn every_row_is_where_it_is_looked_for(
            places in prop::collection::vec(prop_oneof![0_u32..65_536, 400_u32..500, Just(0), Just(65_535)], 0..3000),
            bin in 0_u16..3,
        ) {
            check(&places, bin);
        }
    }
}
