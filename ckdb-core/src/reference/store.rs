//! Bytes of a file at any place: plain, in BGZF blocks, or held in memory. Nothing is shared but the open file, so threads
//! need not wait for each other.
//!
//! BGZF: the SAM specification v1, section 4.1. The `.gzi` index (a count, then pairs of packed and unpacked offsets, all
//! little-endian 64 bit) is taken when it is there; otherwise the heads of all blocks are read once.

use flate2::bufread::{GzDecoder, MultiGzDecoder};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A file to be read at any place.
#[derive(Debug)]
pub(super) enum Store {
    /// As it lies on disk.
    Plain(File),
    /// In packed blocks: for each its packed and its unpacked offset, ascending; the first is (0, 0).
    Blocked { file: File, blocks: Vec<(u64, u64)>, length: u64 },
    /// Held.
    Memory(Vec<u8>),
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Bgzf,
}

/// A BGZF block is at most this long, packed or unpacked.
const BLOCK: usize = 1 << 16;

/// By the first bytes, not by the name.
pub(super) fn packing(file: &File) -> io::Result<Packing> {
    let mut head = [0; 18];
    let mut filled = 0;
    while filled < head.len() {
        match read_some(file, filled as u64, &mut head[filled..])? {
            0 => break,
            length => filled += length,
        }
    }
    Ok(match &head[..filled] {
        [0x1f, 0x8b, _, flags, ..] if filled == 18 && flags & 4 != 0 && head[12..14] == *b"BC" => Packing::Bgzf,
        [0x1f, 0x8b, ..] => Packing::Gzip,
        _ => Packing::Plain,
    })
}

impl Store {
    /// A BGZF file, with its `.gzi` when that is there.
    pub(super) fn blocked(file: File, gzi: &Path) -> io::Result<Self> {
        let length = file.metadata()?.len();
        let blocks = match std::fs::read(gzi) {
            Ok(bytes) => read_gzi(&bytes, length)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => scan(&file, length)?,
            Err(error) => return Err(error),
        };
        Ok(Self::Blocked { file, blocks, length })
    }

    /// Fills `out` with the unpacked bytes that begin at `offset`.
    pub(super) fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        match self {
            Self::Plain(file) => read_exactly(file, offset, out),
            Self::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX);
                let held = bytes.get(from..).and_then(|rest| rest.get(..out.len())).ok_or_else(short)?;
                out.copy_from_slice(held);
                Ok(())
            }
            Self::Blocked { file, blocks, length } => read_blocks(file, blocks, *length, offset, out),
        }
    }

    /// All of it from front to back, for making an index.
    pub(super) fn stream(&self) -> io::Result<Box<dyn BufRead + '_>> {
        Ok(match self {
            Self::Plain(file) => Box::new(BufReader::with_capacity(1 << 18, At { file, offset: 0 })),
            Self::Memory(bytes) => Box::new(bytes.as_slice()),
            Self::Blocked { file, .. } => {
                let packed = BufReader::with_capacity(1 << 18, At { file, offset: 0 });
                Box::new(BufReader::with_capacity(1 << 18, MultiGzDecoder::new(packed)))
            }
        })
    }
}

/// A place in a file that moves as it is read, apart from the file's own.
struct At<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = read_some(self.file, self.offset, buffer)?;
        self.offset += length as u64;
        Ok(length)
    }
}

#[cfg(unix)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, out, offset)
}

#[cfg(windows)]
fn read_some(file: &File, offset: u64, out: &mut [u8]) -> io::Result<usize> {
    // It moves the file's own place too, which nobody here relies on.
    std::os::windows::fs::FileExt::seek_read(file, out, offset)
}

fn read_exactly(file: &File, mut offset: u64, mut out: &mut [u8]) -> io::Result<()> {
    while !out.is_empty() {
        match read_some(file, offset, out) {
            Ok(0) => return Err(short()),
            Ok(length) => {
                out = &mut out[length..];
                offset += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn short() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the file ends before the letters its index promises; it was cut short, or the index is of another version: make it again with `samtools faidx`",
    )
}

fn damaged(problem: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, problem)
}

fn read_gzi(bytes: &[u8], length: u64) -> io::Result<Vec<(u64, u64)>> {
    let (numbers, rest) = bytes.as_chunks::<8>();
    let mut numbers = numbers.iter().map(|number| u64::from_le_bytes(*number));
    let count = numbers.next();
    let mut blocks = vec![(0, 0)];
    while let (Some(packed), Some(unpacked)) = (numbers.next(), numbers.next()) {
        blocks.push((packed, unpacked));
    }
    let counted = count == Some(blocks.len() as u64 - 1) && rest.is_empty();
    let ordered = blocks.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1 && pair[1].0 <= length);
    if counted && ordered { Ok(blocks) } else { Err(damaged("the .gzi index is damaged; make it again with `bgzip -r`")) }
}

/// Packed offset and unpacked offset of every block, from the blocks themselves.
fn scan(file: &File, length: u64) -> io::Result<Vec<(u64, u64)>> {
    let (mut packed, mut unpacked) = (0, 0);
    let mut blocks = Vec::new();
    while packed < length {
        let mut head = [0; 18];
        read_exactly(file, packed, &mut head)?;
        if head[..2] != [0x1f, 0x8b] || head[12..14] != *b"BC" {
            return Err(damaged("expected a BGZF block; the file is damaged, or not all of it is BGZF"));
        }
        let size = u64::from(u16::from_le_bytes([head[16], head[17]])) + 1;
        let mut tail = [0; 4];
        read_exactly(file, packed + size.saturating_sub(4), &mut tail)?;
        blocks.push((packed, unpacked));
        packed += size;
        unpacked += u64::from(u32::from_le_bytes(tail));
    }
    if blocks.is_empty() {
        blocks.push((0, 0));
    }
    Ok(blocks)
}

fn read_blocks(file: &File, blocks: &[(u64, u64)], length: u64, offset: u64, out: &mut [u8]) -> io::Result<()> {
    let mut number = blocks.partition_point(|(_, unpacked)| *unpacked <= offset).saturating_sub(1);
    let (mut packed, mut plain) = (Vec::new(), Vec::with_capacity(BLOCK));
    let mut filled = 0;
    while filled < out.len() {
        let (from, start) = *blocks.get(number).ok_or_else(short)?;
        let to = blocks.get(number + 1).map_or(length, |(next, _)| *next).min(from + BLOCK as u64);
        packed.resize(usize::try_from(to.saturating_sub(from)).unwrap_or(BLOCK), 0);
        read_exactly(file, from, &mut packed)?;
        plain.clear();
        // One gzip member; its checksum and length are compared by the decoder. A block has at most 64 KiB, so a crafted one
        // cannot fill the memory.
        GzDecoder::new(packed.as_slice()).take(BLOCK as u64 + 1).read_to_end(&mut plain)?;
        let skip = (offset + filled as u64).checked_sub(start).and_then(|skip| usize::try_from(skip).ok());
        let skip = skip.ok_or_else(|| damaged("the .gzi index does not fit the file; make it again with `bgzip -r`"))?;
        let given = plain.get(skip..).unwrap_or_default();
        let taken = given.len().min(out.len() - filled);
        out[filled..filled + taken].copy_from_slice(&given[..taken]);
        filled += taken;
        number += 1;
    }
    Ok(())
}
