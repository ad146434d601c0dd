//! Bins of a layer: for each contig the bins from its first to its last allele, for each bin its first row.
//!
//! ```text
//!  25 × (first bin u32 | bins u32 | number of its first entry u32)   then one u32 a bin: its first row   then one u32: rows
//! ```

use super::key::Key;
use std::ops::Range;

/// How many contigs there are: 1–22, X, Y, MT.
const CONTIGS: usize = 25;
const HEAD: usize = CONTIGS * 12;

/// The section for rows with these keys, in order.
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

/// The rows of a bin, out of that section; nothing for a bin without rows or a section that is too short.
#[inline]
pub(super) fn rows(section: &[u8], contig: u8, bin: u16) -> Range<u32> {
    let number = |at: usize| section.get(at..at + 4).and_then(|bytes| bytes.first_chunk().copied()).map(u32::from_le_bytes);
    let found = || {
        let head = usize::from(contig) * 12;
        let within = u32::from(bin).checked_sub(number(head)?)?;
        if within >= number(head + 4)? {
            return None;
        }
        let entry = HEAD + (number(head + 8)? as usize + within as usize) * 4;
        Some(number(entry)?..number(entry + 4)?)
    };
    found().unwrap_or(0..0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bin_has_its_rows() {
        let rank = |contig, bin, low| Key { contig, bin, low }.rank();
        let keys = [rank(0, 3, 1), rank(0, 3, 2), rank(0, 5, 0), rank(6, 0, 9), rank(24, 0, 4)];
        let section = write(&keys);
        assert_eq!(section.len(), HEAD + (3 + 1 + 1 + 1) * 4);
        for (contig, bin, expected) in
            [(0, 2, 0..0), (0, 3, 0..2), (0, 4, 2..2), (0, 5, 2..3), (0, 6, 0..0), (1, 0, 0..0), (6, 0, 3..4), (24, 0, 4..5)]
        {
            assert_eq!(rows(&section, contig, bin), expected, "{contig} {bin}");
        }
        assert_eq!(rows(&write(&[]), 0, 0), 0..0);
        assert_eq!(rows(&[], 0, 0), 0..0);
    }
}
