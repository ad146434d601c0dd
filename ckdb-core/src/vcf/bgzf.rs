//! BGZF block by block: found by their headers, inflated and deflated whole.
//!
//! A BGZF file is a row of gzip members of at most 64 KiB of text, each with its own length in an extra field (SAM
//! specification §4.1). So blocks can be cut without inflating one of them, inflated on any thread, and passed on as they
//! came. libdeflate does a block in one call, and compares its checksum and its length.

use libdeflater::{CompressionLvl, Compressor, Decompressor};
use std::io;

/// The empty block that ends every BGZF file (SAM specification §4.1.2).
pub(super) const END_MARKER: [u8; 28] =
    [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0x1b, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// The most text that is put into one block, as `bgzip` does: it fits a block even where it cannot be made smaller.
pub(super) const MOST_TEXT: usize = 0xff00;

/// The most text a block may hold.
const LIMIT: usize = 1 << 16;

/// Length of the header of a block that we write, and of what follows the deflated bytes: checksum and length of the text.
const HEADER: usize = 18;
const TRAILER: usize = 8;

/// How hard text is deflated: few blocks are, and whoever has all of them changed waits least at this level.
const LEVEL: i32 = 1;

/// What the beginning of a block says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// The whole block has so many bytes.
    Length(usize),
    /// So many bytes at least are needed to tell.
    Need(usize),
    /// It is no BGZF block, for this reason.
    Wrong(&'static str),
}

/// Reads the header of the block that begins with `bytes`.
pub(super) fn head(bytes: &[u8]) -> Head {
    const FIXED: usize = 12;
    let begins = [0x1f, 0x8b, 8, 4];
    if bytes.iter().zip(begins).any(|(found, expected)| *found != expected) {
        return Head::Wrong("expected the header of a block");
    }
    let Some(&[low, high]) = bytes.get(10..FIXED) else { return Head::Need(FIXED) };
    let whole = FIXED + usize::from(u16::from_le_bytes([low, high]));
    let Some(mut extra) = bytes.get(FIXED..whole) else { return Head::Need(whole) };
    while let [first, second, low, high, rest @ ..] = extra {
        let Some((value, rest)) = rest.split_at_checked(usize::from(u16::from_le_bytes([*low, *high]))) else { break };
        if let ([b'B', b'C'], [low, high]) = ([*first, *second], value) {
            let length = usize::from(u16::from_le_bytes([*low, *high])) + 1;
            return if length >= whole + TRAILER {
                Head::Length(length)
            } else {
                Head::Wrong("the length of a block is too small")
            };
        }
        extra = rest;
    }
    Head::Wrong("a gzip member without the length of its block")
}

/// How much text a whole block says that it holds.
pub(super) fn text_length(block: &[u8]) -> Result<usize, &'static str> {
    let length = block.last_chunk::<4>().map_or(usize::MAX, |bytes| u32::from_le_bytes(*bytes) as usize);
    if length <= LIMIT { Ok(length) } else { Err("a block says that it holds more than 65,536 bytes") }
}

/// Inflates blocks; keep it.
pub(super) struct Inflater(Decompressor);

impl Inflater {
    pub(super) fn new() -> Self {
        Self(Decompressor::new())
    }

    /// Inflates a whole block into `text`, which has the length the block says.
    pub(super) fn block(&mut self, block: &[u8], text: &mut [u8]) -> Result<(), &'static str> {
        match self.0.gzip_decompress(block, text) {
            Ok(length) if length == text.len() => Ok(()),
            Ok(_) => Err("a block holds less text than it says"),
            Err(_) => Err("a block cannot be inflated, or its checksum is another"),
        }
    }
}

/// Deflates blocks; keep it.
pub(super) struct Deflater(Compressor);

impl Deflater {
    pub(super) fn new() -> Self {
        Self(Compressor::new(CompressionLvl::new(LEVEL).unwrap_or_default()))
    }

    /// Appends a block with `text` (at most [`MOST_TEXT`]) to `out`; gives its length.
    pub(super) fn block(&mut self, text: &[u8], out: &mut Vec<u8>) -> io::Result<usize> {
        let begin = out.len();
        let room = self.0.deflate_compress_bound(text.len());
        out.extend_from_slice(&END_MARKER[..HEADER]);
        out.resize(begin + HEADER + room, 0);
        let deflated = self.0.deflate_compress(text, &mut out[begin + HEADER..]).map_err(io::Error::other)?;
        out.truncate(begin + HEADER + deflated);
        out.extend_from_slice(&libdeflater::crc32(text).to_le_bytes());
        let too_long = |_| io::Error::other("a block came out longer than BGZF allows");
        out.extend_from_slice(&u32::try_from(text.len()).map_err(too_long)?.to_le_bytes());
        let length = out.len() - begin;
        out[begin + HEADER - 2..begin + HEADER].copy_from_slice(&u16::try_from(length - 1).map_err(too_long)?.to_le_bytes());
        Ok(length)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::vcf::source::Source;
    use std::io::Read;
    use std::num::NonZero;

    #[test]
    fn a_block_comes_back_whatever_it_holds() {
        let mut seed = 1_u64;
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 56) as u8
        };
        let texts = [Vec::new(), b"chr1\t1\n".repeat(9_000), (0..MOST_TEXT).map(|_| noise()).collect::<Vec<u8>>()];
        let mut out = Vec::new();
        for text in &texts {
            let length = Deflater::new().block(text, &mut out).unwrap();
            let block = &out[out.len() - length..];
            assert_eq!((head(block), text_length(block)), (Head::Length(length), Ok(text.len())));
            let mut back = vec![0; text.len()];
            Inflater::new().block(block, &mut back).unwrap();
            assert!(back == *text);
        }
        out.extend_from_slice(&END_MARKER);
        let mut whole = Vec::new();
        Source::from_reader(io::Cursor::new(out), None, NonZero::<usize>::MIN).unwrap().read_to_end(&mut whole).unwrap();
        assert!(whole == texts.concat());
    }

    #[test]
    fn the_length_is_found_among_other_extra_fields() {
        let mut block = END_MARKER[..10].to_vec();
        block.extend_from_slice(&[13, 0, b'X', b'Y', 3, 0, 1, 2, 3, b'B', b'C', 2, 0, 99, 0]);
        assert_eq!(head(&block), Head::Length(100));
        assert_eq!(head(&block[..20]), Head::Need(25));
        assert_eq!(head(&block[..5]), Head::Need(12));
        assert!(matches!(head(b"\x1f\x8b\x08\x00"), Head::Wrong(_)));
        assert!(matches!(head(b"##fileformat"), Head::Wrong(_)));
    }
}
