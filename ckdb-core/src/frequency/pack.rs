//! Whole numbers in few bits, each of which can be read by itself.
//!
//! Rows are taken in blocks of [`BLOCK`]. A block has a base and a width: a row is its distance from the base in that many bits. What
//! does not fit stands behind the bits as an exception, by its place in the block; in the bits stands the largest number then. So
//! totals that hardly differ, and counts of which most are 1, take a few bits, and no number is lost.
//!
//! ```text
//!  blocks   16 bytes a block:  base u64 | start of its bits u32 | width u8 | bytes of an exception u8 | exceptions u16
//!  bits     for each block:    rows × width bits, low bits first, up to whole bytes | places of exceptions u8… | their distances…
//! ```

use super::error::FrequencyError;
use crate::index::{PIECE, Pieces};

/// Rows of a block, as a power of two.
const BLOCK_BITS: u32 = 8;
const BLOCK: usize = 1 << BLOCK_BITS;
/// Bytes of a block's head.
const HEAD: usize = 16;

/// Packed numbers, as they stand in two sections.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) blocks: Vec<u8>,
    pub(super) bits: Vec<u8>,
}

/// The largest number of so many bits.
const fn all_ones(width: u32) -> u64 {
    if width >= 64 { u64::MAX } else { (1 << width) - 1 }
}

const fn bits_of(number: u64) -> u32 {
    64 - number.leading_zeros()
}

/// How a block is packed.
struct Plan {
    base: u64,
    width: u32,
    exceptions: usize,
    /// Bytes of the largest distance among exceptions.
    wide: usize,
    cost: usize,
}

impl Plan {
    fn with(base: u64, numbers: &[u64]) -> Self {
        // How many distances take so many bits, and how many of those are all ones (which mean an exception, if there are any).
        let mut of_bits = [0_usize; 65];
        let mut ones = [0_usize; 65];
        for number in numbers {
            let distance = number.wrapping_sub(base);
            let bits = bits_of(distance);
            of_bits[bits as usize] += 1;
            ones[bits as usize] += usize::from(distance == all_ones(bits));
        }
        let widest = (0..=64_u32).rev().find(|bits| of_bits[*bits as usize] > 0).unwrap_or(0);
        let wide = widest.div_ceil(8) as usize;
        let plan = |width: u32, beyond: usize| {
            let exceptions = if beyond == 0 { 0 } else { beyond + if width == 0 { 0 } else { ones[width as usize] } };
            let cost = (numbers.len() * width as usize).div_ceil(8) + exceptions * (1 + wide);
            Self { base, width, exceptions, wide, cost }
        };
        let mut best = plan(widest, 0);
        let mut beyond = 0;
        for width in (0..widest).rev() {
            beyond += of_bits[width as usize + 1];
            let other = plan(width, beyond);
            if other.cost < best.cost {
                best = other;
            }
        }
        best
    }

    /// The cheaper of two bases: the least number, or one that leaves a few below it.
    fn best(numbers: &[u64]) -> Self {
        let mut sorted = numbers.to_vec();
        sorted.sort_unstable();
        let least = Self::with(sorted.first().copied().unwrap_or(0), numbers);
        let other = Self::with(sorted.get(sorted.len() / 16).copied().unwrap_or(0), numbers);
        if other.cost < least.cost { other } else { least }
    }
}

impl Packed {
    /// Packs numbers; `None` when they need more than the 4 GiB that a block's start can say.
    pub(super) fn of(numbers: impl Iterator<Item = u64>) -> Option<Self> {
        let mut packed = Self::default();
        let mut block = Vec::with_capacity(BLOCK);
        for number in numbers {
            block.push(number);
            if block.len() == BLOCK {
                packed.push(&block)?;
                block.clear();
            }
        }
        if !block.is_empty() {
            packed.push(&block)?;
        }
        Some(packed)
    }

    fn push(&mut self, numbers: &[u64]) -> Option<()> {
        let plan = Plan::best(numbers);
        let start = u32::try_from(self.bits.len()).ok()?;
        self.blocks.extend_from_slice(&plan.base.to_le_bytes());
        self.blocks.extend_from_slice(&start.to_le_bytes());
        // At most 64 bits, 8 bytes and 256 rows.
        self.blocks.extend_from_slice(&[plan.width as u8, plan.wide as u8]);
        self.blocks.extend_from_slice(&(plan.exceptions as u16).to_le_bytes());
        let escape = all_ones(plan.width);
        let is_exception = |distance: u64| plan.exceptions > 0 && if plan.width == 0 { distance != 0 } else { distance >= escape };
        let (mut held, mut count) = (0_u128, 0);
        for number in numbers {
            let distance = number.wrapping_sub(plan.base);
            let written = if is_exception(distance) { escape } else { distance };
            held |= u128::from(written) << count;
            count += plan.width;
            while count >= 8 {
                self.bits.push(held as u8);
                held >>= 8;
                count -= 8;
            }
        }
        if count > 0 {
            self.bits.push(held as u8);
        }
        let distances = || numbers.iter().map(|number| number.wrapping_sub(plan.base)).enumerate();
        let exceptions = || distances().filter(|(_, distance)| is_exception(*distance));
        self.bits.extend(exceptions().map(|(place, _)| place as u8));
        for (_, distance) in exceptions() {
            self.bits.extend_from_slice(&distance.to_le_bytes()[..plan.wide]);
        }
        Some(())
    }
}

/// Packed numbers in sections of a file.
#[derive(Debug)]
pub(super) struct Unpack {
    pub(super) blocks: Pieces,
    pub(super) bits: Pieces,
    /// How many numbers there are.
    pub(super) rows: u32,
}

impl Unpack {
    /// Makes it ready to be read.
    pub(super) fn prepare(&self) -> Result<(), FrequencyError> {
        self.blocks.prepare()?;
        Ok(self.bits.prepare()?)
    }

    /// The number of a row; `None` when the row is not there, or the sections are damaged or not what they should be.
    pub(super) fn get(&self, row: u32) -> Option<u64> {
        if row >= self.rows {
            return None;
        }
        let block = (row >> BLOCK_BITS) as usize;
        let place = (row as usize) & (BLOCK - 1);
        let head: &[u8; HEAD] = self.blocks.get(block * HEAD..(block + 1) * HEAD)?.first_chunk()?;
        let (base, rest) = head.split_first_chunk::<8>()?;
        let (start, rest) = rest.split_first_chunk::<4>()?;
        let &[width, wide, few, many] = rest.first_chunk()?;
        let (base, start) = (u64::from_le_bytes(*base), u32::from_le_bytes(*start) as usize);
        let (width, wide, exceptions) = (usize::from(width), usize::from(wide), usize::from(u16::from_le_bytes([few, many])));
        if width > 64 || wide > 8 {
            return None;
        }
        let distance = if width == 0 { 0 } else { self.read(start, place * width, width)? };
        if exceptions == 0 || distance != if width == 0 { 0 } else { all_ones(width as u32) } {
            return Some(base.wrapping_add(distance));
        }
        let rows = (self.rows as usize - block * BLOCK).min(BLOCK);
        let first = start + (rows * width).div_ceil(8);
        let listed = self.bits.get(first..first + exceptions * (1 + wide))?;
        let (places, distances) = listed.split_at_checked(exceptions)?;
        match memchr::memchr(place as u8, places) {
            Some(at) => {
                let mut bytes = [0; 8];
                bytes[..wide].copy_from_slice(distances.get(at * wide..(at + 1) * wide)?);
                Some(base.wrapping_add(u64::from_le_bytes(bytes)))
            }
            // Without bits, a row that is not listed is the base itself; with them, all ones are always listed.
            None => (width == 0).then_some(base),
        }
    }

    /// `width` bits, from bit `bit` after byte `start` on.
    #[inline]
    fn read(&self, start: usize, bit: usize, width: usize) -> Option<u64> {
        let (first, shift) = (start + bit / 8, bit % 8);
        // Eight bytes at once, if they hold all bits and are not of a piece that nobody asked for.
        if shift + width <= 64 && first % PIECE <= PIECE - 8 && first + 8 <= self.bits.len() {
            let number = u64::from_le_bytes(*self.bits.get(first..first + 8)?.first_chunk()?);
            return Some(number >> shift & all_ones(width as u32));
        }
        let count = (shift + width).div_ceil(8);
        let bytes = self.bits.get(first..first + count)?;
        // At most 7 + 64 bits: nine bytes.
        let number = bytes.iter().rev().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
        Some((number >> shift) as u64 & all_ones(width as u32))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::index::{Bytes, SectionBytes};
    use proptest::prelude::*;

    fn back(numbers: &[u64]) -> (Vec<Option<u64>>, usize) {
        let packed = Packed::of(numbers.iter().copied()).unwrap();
        let bytes = packed.blocks.len() + packed.bits.len();
        let pieces = |bytes: Vec<u8>| Pieces::of(SectionBytes::trusted("test", Bytes::from(bytes)), None);
        let rows = u32::try_from(numbers.len()).unwrap();
        let unpack = Unpack { blocks: pieces(packed.blocks), bits: pieces(packed.bits), rows };
        unpack.prepare().unwrap();
        assert_eq!(unpack.get(rows), None);
        ((0..rows).map(|row| unpack.get(row)).collect(), bytes)
    }

    #[test]
    fn few_large_numbers_among_small_ones_cost_little() {
        let numbers: Vec<u64> = (0..10_000).map(|row| if row % 50 == 0 { 150_000 } else { row % 4 }).collect();
        let (read, bytes) = back(&numbers);
        assert_eq!(read, numbers.iter().copied().map(Some).collect::<Vec<_>>());
        // Two bits and the exceptions; the numbers themselves would take 18.
        assert!(bytes < 10_000 * 5 / 8, "{bytes} bytes");
        let same = vec![152_312; 10_000];
        assert!(back(&same).1 <= 40 * HEAD, "equal numbers take no bits");
    }

    proptest! {
        #[test]
        fn any_numbers_come_back(
            numbers in prop::collection::vec(
                prop_oneof![4 => 0_u64..4, 2 => 100_000_u64..100_010, 1 => any::<u64>(), 1 => Just(u64::MAX), 1 => Just(0)],
                0..700,
            )
        ) {
            prop_assert_eq!(back(&numbers).0, numbers.iter().copied().map(Some).collect::<Vec<_>>());
        }
    }
}
