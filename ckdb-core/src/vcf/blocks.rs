//! A BGZF input, cut into its blocks without inflating them; and read as text by whoever wants text.

use super::bgzf::{END_MARKER, Inflater};
use super::error::Damage;
use super::slab::{Slab, damaged, whole_block};
use std::io::{self, Read};

/// Bytes that are asked of the file at a time.
const READ: usize = 256 << 10;

/// The blocks of a file, in their order.
pub(super) struct Blocks<R> {
    reader: R,
    buffer: Vec<u8>,
    /// The first byte of the buffer that was not taken yet, and its place in the file.
    taken: usize,
    offset: u64,
    /// Was the last block the one that ends a file?
    at_marker: bool,
    inflater: Inflater,
    /// The block that is being read as text, and how far it was read.
    current: Slab,
    read: usize,
    /// Place in the text of the byte behind the current block.
    position: u64,
}

impl<R: Read> Blocks<R> {
    pub(super) fn new(reader: R) -> Self {
        Self {
            reader,
            buffer: Vec::new(),
            taken: 0,
            offset: 0,
            at_marker: false,
            inflater: Inflater::new(),
            current: Slab::default(),
            read: 0,
            position: 0,
        }
    }

    /// The next whole block with the length of its text; `None` at the end of the file, which must be its end marker.
    fn next(&mut self) -> io::Result<Option<(usize, usize)>> {
        loop {
            let rest = &self.buffer[self.taken..];
            let needed = match rest {
                [] => 1,
                _ => match whole_block(rest).map_err(|reason| damaged(self.offset, reason))? {
                    Ok(found) => return Ok(Some(found)),
                    Err(needed) => needed,
                },
            };
            self.buffer.drain(..self.taken);
            self.taken = 0;
            while self.buffer.len() < needed {
                let wanted = (READ as u64).max((needed - self.buffer.len()) as u64);
                if self.reader.by_ref().take(wanted).read_to_end(&mut self.buffer)? == 0 {
                    break;
                }
            }
            if self.buffer.len() >= needed {
                continue;
            }
            let end = self.offset + self.buffer.len() as u64;
            let damage = match self.buffer.len() {
                0 if self.at_marker => return Ok(None),
                0 => Damage::NoEndMarker { offset: end },
                _ => Damage::CutInBlock { what: "BGZF", offset: end },
            };
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, damage));
        }
    }

    fn take(&mut self, length: usize) -> &[u8] {
        let block = self.taken..self.taken + length;
        self.taken = block.end;
        self.offset += length as u64;
        self.at_marker = self.buffer[block.clone()] == END_MARKER;
        &self.buffer[block]
    }

    /// Fills `slab` with whole blocks of `size` bytes of text or a little more, not yet inflated; or with what is left of the
    /// block that was read as text. Nothing comes at the end. With an error, the blocks before it.
    pub(super) fn slab(&mut self, slab: &mut Slab, size: usize) -> io::Result<()> {
        slab.clear(self.position - (self.current.len() - self.read) as u64, self.offset);
        let left = &self.current.text()[self.read..];
        if !left.is_empty() {
            slab.push_text(left);
            self.read = self.current.len();
            return Ok(());
        }
        while slab.len() < size.max(1) {
            let Some((length, text)) = self.next()? else { break };
            slab.push_block(self.take(length), text);
            self.position += text as u64;
        }
        Ok(())
    }

    /// What is left of the current block, or the next one; empty at the end.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        while self.read == self.current.len() {
            let Some((length, text)) = self.next()? else { return Ok(&[]) };
            let mut current = std::mem::take(&mut self.current);
            current.clear(self.position, self.offset);
            current.push_block(self.take(length), text);
            current.inflate(&mut self.inflater);
            self.read = 0;
            let damage = current.damage.take();
            self.current = current;
            if let Some(damage) = damage {
                return Err(damage);
            }
            self.position += text as u64;
        }
        Ok(&self.current.text()[self.read..])
    }

    /// So many bytes of what [`Blocks::fill`] gave were used.
    pub(super) fn consume(&mut self, count: usize) {
        self.read += count;
    }
}
