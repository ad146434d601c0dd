//! An allele as a number: 16 bits for where it begins in its bin, 16 bits for its letters.
//!
//! Alleles are trimmed, so nearly all have few letters: one replaced, some inserted, some deleted. Up to [`SHORT`] letters of both
//! sides together are numbered one by one, and the number *is* the letters. Longer ones share the numbers that are left, by a hash;
//! their letters stand beside ([`super::letters`]) and are compared.

use crate::genome::Allele;

/// Letters of both sides together whose alleles have a number of their own.
const SHORT: usize = 6;
/// The first number of alleles with `n` letters: (n + 1) ways to part them into REF and ALT, 4ⁿ letters each.
const FIRST: [u32; SHORT + 2] = [0, 0, 8, 56, 312, 1592, 7736, 36_408];
/// The first number that longer alleles share.
const LONG: u32 = FIRST[SHORT + 1];
/// How many numbers they share.
const SHARED: u32 = (1 << 16) - LONG;

/// Letters that begin in one bin, as a power of two.
pub(super) const BIN: u32 = 16;

/// Where an allele stands: its bin, and its key there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Number of the contig.
    pub(super) contig: u8,
    /// Number of the bin on the contig.
    pub(super) bin: u16,
    /// Place in the bin and letters.
    pub(super) low: u32,
}

impl Key {
    /// The key of a trimmed allele; `None` for letters that are no bases (then nothing has such a key).
    #[inline]
    pub(super) fn of(allele: &Allele) -> Option<Self> {
        let start = allele.interval.start();
        let code = code(&allele.reference, &allele.alternate)?;
        Some(Self { contig: allele.contig.index() as u8, bin: (start >> BIN) as u16, low: (start & 0xffff) << 16 | code })
    }

    /// Do the letters stand beside?
    pub(super) const fn is_long(self) -> bool {
        self.low & 0xffff >= LONG
    }

    /// One number that sorts as keys do.
    pub(super) const fn rank(self) -> u64 {
        (self.contig as u64) << 48 | (self.bin as u64) << 32 | self.low as u64
    }

    /// Back from that number.
    pub(super) const fn of_rank(rank: u64) -> Self {
        Self { contig: (rank >> 48) as u8, bin: (rank >> 32) as u16, low: rank as u32 }
    }
}

/// Two bits a letter.
#[inline]
const fn two_bits(letter: u8) -> Option<u32> {
    match letter {
        b'A' => Some(0),
        b'C' => Some(1),
        b'G' => Some(2),
        b'T' => Some(3),
        _ => None,
    }
}

#[inline]
fn code(reference: &[u8], alternate: &[u8]) -> Option<u32> {
    // Nine alleles in ten replace one letter by another: the same number as below.
    if let ([from], [to]) = (reference, alternate) {
        return Some(FIRST[2] + (1 << 4) + (two_bits(*from)? << 2) + two_bits(*to)?);
    }
    let letters = || reference.iter().chain(alternate);
    let count = reference.len() + alternate.len();
    if count <= SHORT {
        let packed = letters().try_fold(0, |packed, letter| Some(packed << 2 | two_bits(*letter)?))?;
        // At most 6 letters: this is at most 6.
        let left = reference.len() as u32;
        return Some(FIRST[count] + (left << (2 * count as u32)) + packed);
    }
    // FNV-1a over the letters and where REF ends (Fowler, Noll, Vo); it only spreads, the letters are compared.
    let mut hash = 0x811c_9dc5_u32 ^ (reference.len() as u32);
    for letter in letters() {
        two_bits(*letter)?;
        hash = (hash ^ u32::from(*letter)).wrapping_mul(0x0100_0193);
    }
    Some(LONG + (hash ^ hash >> 16) % SHARED)
}

/// Letters as they stand in a file; few enough in most alleles to need no heap.
pub(super) type Written = smallvec::SmallVec<[u8; 32]>;

/// The letters of a long allele as they stand in the file: both lengths, then two bits a letter, the first in the high bits.
pub(super) fn written(allele: &Allele) -> Written {
    let mut out = Written::new();
    for side in [&allele.reference, &allele.alternate] {
        let mut length = side.len();
        while length >= 0x80 {
            out.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        out.push(length as u8);
    }
    let mut shift = 8;
    let mut byte = 0;
    for letter in allele.reference.iter().chain(&allele.alternate) {
        shift -= 2;
        byte |= (two_bits(*letter).unwrap_or(0) as u8) << shift;
        if shift == 0 {
            out.push(byte);
            (shift, byte) = (8, 0);
        }
    }
    if shift < 8 {
        out.push(byte);
    }
    out
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::genome::Contig;
    use std::collections::BTreeMap;

    #[test]
    fn every_short_allele_has_a_number_of_its_own() {
        let mut seen = BTreeMap::new();
        for count in 1..=SHORT {
            for left in 0..=count {
                for packed in 0..4_usize.pow(count as u32) {
                    let letters: Vec<u8> = (0..count).map(|at| b"ACGT"[packed >> (2 * at) & 3]).collect();
                    let (reference, alternate) = letters.split_at(left);
                    let number = code(reference, alternate).unwrap();
                    assert!(number < LONG);
                    assert_eq!(seen.insert(number, letters.clone()), None, "{left} {letters:?}");
                }
            }
        }
        assert_eq!(seen.len(), LONG as usize, "no number is wasted");
        assert!(code(b"ACGTACG", b"").unwrap() >= LONG);
        assert_eq!((code(b"N", b"A"), code(b"ACGTACGN", b"A")), (None, None));
    }

    #[test]
    fn ranks_sort_as_keys_and_come_back() {
        let contig = Contig::from_index(6).unwrap();
        let allele = Allele::from_vcf(contig, 140_753_336, b"A", b"T").unwrap();
        let key = Key::of(&allele).unwrap();
        assert_eq!(Key::of_rank(key.rank()), key);
        assert_eq!(u32::from(key.bin) << 16 | key.low >> 16, 140_753_335);
        assert!(!key.is_long());
    }
}
