//! A piece of the input on its way through the walk: text, and where the input is BGZF the blocks it came in.

use super::bgzf::{self, Inflater};
use super::error::Damage;
use std::io::{self, Read};
use std::ops::Range;

/// How much text a slab has, about: it stays in a processor's caches from inflating to the search for lines.
pub(super) const SLAB: usize = 1 << 20;

/// With how much room for text a slab begins.
const FIRST: usize = 1 << 16;

/// A piece of the input. Its buffers are used again and again.
#[derive(Default)]
pub(super) struct Slab {
    /// Place of its first byte in the text of the whole input.
    pub(super) start: u64,
    /// The first [`Slab::len`] bytes are the text, the rest is from earlier uses.
    text: Vec<u8>,
    len: usize,
    /// Blocks as they came, one after another; empty if the text did not come in whole blocks.
    pub(super) compressed: Vec<u8>,
    blocks: Vec<Block>,
    /// Place of the first block in the file.
    offset: u64,
    /// What was wrong behind the text, once it is inflated.
    pub(super) damage: Option<io::Error>,
}

/// Where a block ends: in the compressed bytes, and in the text.
#[derive(Clone, Copy, Debug)]
struct Block {
    compressed: usize,
    text: usize,
}

impl Slab {
    /// Makes it empty; what follows begins at `start` in the text, and at `offset` in the file.
    pub(super) fn clear(&mut self, start: u64, offset: u64) {
        (self.start, self.offset, self.len, self.damage) = (start, offset, 0, None);
        self.compressed.clear();
        self.blocks.clear();
    }

    /// The text.
    pub(super) fn text(&self) -> &[u8] {
        &self.text[..self.len]
    }

    /// How long the text is, also before it is inflated.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Place of the byte behind its last in the text of the whole input.
    pub(super) const fn end(&self) -> u64 {
        self.start + self.len as u64
    }

    /// Did the text come in whole blocks, which can be passed on?
    pub(super) const fn has_blocks(&self) -> bool {
        !self.blocks.is_empty()
    }

    /// The blocks: where each lies in the compressed bytes, and where in the text.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
        let mut before = Block { compressed: 0, text: 0 };
        self.blocks.iter().map(move |block| {
            let ranges = (before.compressed..block.compressed, before.text..block.text);
            before = *block;
            ranges
        })
    }

    /// Adds text that did not come in blocks.
    pub(super) fn push_text(&mut self, text: &[u8]) {
        self.text.truncate(self.len);
        self.text.extend_from_slice(text);
        self.len = self.text.len();
    }

    /// Adds text of a reader until there are `size` bytes; fewer at the end of the input. However the input arrives, slabs are cut at the
    /// same places.
    pub(super) fn read_text<R: Read + ?Sized>(&mut self, reader: &mut R, size: usize) -> io::Result<()> {
        let size = size.max(1);
        while self.len < size {
            // The buffer grows with what comes: a file of sixty lines does not pay for a megabyte of zeros.
            if self.len >= self.text.len() {
                self.text.resize((self.len * 2).clamp(FIRST.min(size), size), 0);
            }
            let room = self.text.len().min(size);
            match reader.read(&mut self.text[self.len..room]) {
                Ok(0) => break,
                Ok(count) => self.len += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Adds a whole block, to be inflated later; `text` is how much it says that it holds.
    pub(super) fn push_block(&mut self, block: &[u8], text: usize) {
        self.compressed.extend_from_slice(block);
        self.len += text;
        self.blocks.push(Block { compressed: self.compressed.len(), text: self.len });
    }

    /// Inflates the blocks. At the first that is damaged the text ends, and [`Slab::damage`] names it.
    pub(super) fn inflate(&mut self, inflater: &mut Inflater) {
        if self.text.len() < self.len {
            self.text.resize(self.len, 0);
        }
        let mut before = Block { compressed: 0, text: 0 };
        for (number, block) in self.blocks.iter().enumerate() {
            let (from, to) = (before.compressed..block.compressed, before.text..block.text);
            if let Err(reason) = inflater.block(&self.compressed[from], &mut self.text[to]) {
                self.damage = Some(damaged(self.offset + before.compressed as u64, reason));
                self.len = before.text;
                self.blocks.truncate(number);
                return;
            }
            before = *block;
        }
    }
}

/// A block that begins at `offset` is damaged.
pub(super) fn damaged(offset: u64, reason: &str) -> io::Error {
    let damage = Damage::BadBlock { what: "BGZF", offset, reason: reason.to_owned() };
    io::Error::new(io::ErrorKind::InvalidData, damage)
}

/// The compressed length and the text length of the block at the beginning of `bytes`, if it is whole.
pub(super) fn whole_block(bytes: &[u8]) -> Result<Result<(usize, usize), usize>, &'static str> {
    match bgzf::head(bytes) {
        bgzf::Head::Wrong(reason) => Err(reason),
        bgzf::Head::Need(count) => Ok(Err(count)),
        bgzf::Head::Length(length) if bytes.len() < length => Ok(Err(length)),
        bgzf::Head::Length(length) => Ok(Ok((length, bgzf::text_length(&bytes[..length])?))),
    }
}
