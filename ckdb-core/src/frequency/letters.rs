//! The letters of long alleles, by row.
//!
//! ```text
//!  long     for each 256 rows a u32: how many long alleles stand before them     then a u32: how many there are
//!           then a u32 for each long allele: where it begins in `letters`        then a u8 for each: its row among the 256
//!  letters  length of REF, length of ALT (7 bits a byte, low ones first, high bit: more follows) | two bits a letter, A C G T
//! ```

use super::key::written;
use crate::genome::Allele;
use crate::index::{IndexError, Pieces};

/// Rows that are counted together, as a power of two.
const BLOCK_BITS: u32 = 8;

/// The section `long`; `rows` are the rows of long alleles with where their letters begin, in order, of so many rows in all.
pub(super) fn write(long: &[(u32, u32)], rows: u32) -> Vec<u8> {
    let mut section = Vec::new();
    for block in 0..rows.div_ceil(1 << BLOCK_BITS) {
        let before = long.partition_point(|(row, _)| row >> BLOCK_BITS < block);
        section.extend_from_slice(&(before as u32).to_le_bytes());
    }
    section.extend_from_slice(&(long.len() as u32).to_le_bytes());
    section.extend(long.iter().flat_map(|(_, start)| start.to_le_bytes()));
    section.extend(long.iter().map(|(row, _)| *row as u8));
    section
}

/// Letters of long alleles in sections of a file.
#[derive(Debug)]
pub(super) struct LongLetters {
    pub(super) places: Pieces,
    pub(super) letters: Pieces,
    /// How many rows the layer has.
    pub(super) rows: u32,
}

impl LongLetters {
    pub(super) fn prepare(&self) -> Result<(), IndexError> {
        self.places.prepare()?;
        self.letters.prepare()
    }

    fn number(&self, at: usize) -> Option<usize> {
        Some(u32::from_le_bytes(*self.places.get(at * 4..at * 4 + 4)?.first_chunk()?) as usize)
    }

    /// Are these the letters of the allele in this row? `None` when that cannot be read.
    pub(super) fn are(&self, row: u32, allele: &Allele) -> Option<bool> {
        let blocks = self.rows.div_ceil(1 << BLOCK_BITS) as usize;
        let block = (row >> BLOCK_BITS) as usize;
        let (first, last, all) = (self.number(block)?, self.number(block + 1)?, self.number(blocks)?);
        let places = (blocks + 1 + all) * 4;
        let within = memchr::memchr(row as u8, self.places.get(places + first..places + last)?)?;
        let start = self.number(blocks + 1 + first + within)?;
        let wanted = written(allele);
        // Both lengths come first, so no allele's bytes are the beginning of another's.
        let end = (start + wanted.len()).min(self.letters.len());
        Some(self.letters.get(start..end)? == wanted.as_slice())
    }

    /// The first damage met.
    pub(super) fn damage(&self) -> Option<&IndexError> {
        self.places.damage().or_else(|| self.letters.damage())
    }
}
