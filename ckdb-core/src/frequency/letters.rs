//! The letters of long alleles, by row.
//!
//! ```text
//!  places   8 bytes a long allele, sorted by row:  row u32 | start of its letters u32
//!  letters  length of REF, length of ALT (7 bits a byte, low ones first, high bit: more follows) | two bits a letter, A C G T
//! ```

use super::error::FrequencyError;
use super::key::write_letters;
use crate::genome::Allele;
use crate::index::Pieces;

/// Letters of long alleles in sections of a file.
#[derive(Debug)]
pub(super) struct LongLetters {
    pub(super) places: Pieces,
    pub(super) letters: Pieces,
}

impl LongLetters {
    pub(super) fn prepare(&self) -> Result<(), FrequencyError> {
        self.places.prepare()?;
        Ok(self.letters.prepare()?)
    }

    /// Are these the letters of the allele in this row? `None` when that cannot be read.
    pub(super) fn are(&self, row: u32, allele: &Allele) -> Option<bool> {
        let mut wanted = Vec::with_capacity(8 + (allele.reference.len() + allele.alternate.len()) / 4);
        write_letters(allele, &mut wanted);
        let (mut low, mut high) = (0, self.places.len() / 8);
        while low < high {
            let middle = (low + high) / 2;
            let entry = self.places.get(middle * 8..middle * 8 + 8)?;
            let (place, start) = entry.split_at_checked(4)?;
            match u32::from_le_bytes(*place.first_chunk()?).cmp(&row) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => {
                    let start = u32::from_le_bytes(*start.first_chunk()?) as usize;
                    // Both lengths come first, so no allele's bytes are the beginning of another's.
                    let end = (start + wanted.len()).min(self.letters.len());
                    return Some(self.letters.get(start..end)? == wanted.as_slice());
                }
            }
        }
        None
    }

    /// The first damage met.
    pub(super) fn damage(&self) -> Option<&crate::index::IndexError> {
        self.places.damage().or_else(|| self.letters.damage())
    }
}
