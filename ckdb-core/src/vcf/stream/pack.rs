//! A slab as it is to be written: its text with the edits in it; in BGZF, blocks without an edit as they came.
//!
//! An annotation is a list of edits: bytes of the input and what stands there instead. So a block is either untouched or not,
//! wherever lines begin and end, and only blocks with an edit in them are deflated anew. Neighbouring blocks with edits are one
//! stretch, cut into blocks of [`MOST_TEXT`]. Nothing here depends on threads, so neither do the bytes of the file.

use super::work::Edit;
use crate::vcf::bgzf::{Deflater, MOST_TEXT};
use crate::vcf::index_file::Record;
use crate::vcf::slab::Slab;
use std::io;
use std::ops::Range;

/// What is to be written of a slab.
pub(super) struct Packed {
    pub(super) slab: Slab,
    /// In their order.
    pub(super) pieces: Vec<Piece>,
    /// Lines for the index, each with where it is in what is written.
    pub(super) lines: Vec<(Record, Written)>,
    /// Blocks as they came, and blocks that were deflated.
    pub(super) blocks: (u64, u64),
}

/// Bytes to be written.
pub(super) enum Piece {
    /// Of the slab's text.
    Text(Range<usize>),
    /// Of the slab's compressed bytes: whole blocks.
    Blocks(Range<usize>),
    /// These.
    Own(Vec<u8>),
}

/// Where something is in BGZF that is written: bytes from the beginning of what is written of its slab to its block, and bytes of
/// text from the beginning of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) compressed: u64,
    pub(super) text: u16,
}

/// What a slab becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text.
    Plain,
    /// Blocks.
    Bgzf,
}

impl Packed {
    /// The slab with `edits`, which lie within it; `lines` are those that begin in it.
    pub(super) fn new(slab: Slab, edits: &[Edit], lines: Vec<Record>, form: Form, deflater: &mut Deflater) -> io::Result<Self> {
        let asked: Vec<u64> = lines.iter().map(|line| line.start).collect();
        let mut packing = Packing { slab: &slab, edits, asked: &asked, pieces: Vec::new(), places: Vec::new(), length: 0, blocks: (0, 0) };
        match form {
            Form::Plain => packing.plain(),
            Form::Bgzf => packing.bgzf(deflater)?,
        }
        let Packing { pieces, places, blocks, .. } = packing;
        Ok(Self { slab, pieces, lines: lines.into_iter().zip(places).collect(), blocks })
    }
}

struct Packing<'s> {
    slab: &'s Slab,
    /// Edits and places that were not come to yet.
    edits: &'s [Edit],
    asked: &'s [u64],
    pieces: Vec<Piece>,
    places: Vec<Written>,
    /// Bytes of the pieces.
    length: u64,
    blocks: (u64, u64),
}

impl Packing<'_> {
    fn plain(&mut self) {
        if self.edits.is_empty() {
            self.pieces.push(Piece::Text(0..self.slab.len()));
        } else {
            let own = self.edited(0..self.slab.len()).0;
            self.pieces.push(Piece::Own(own));
        }
    }

    fn bgzf(&mut self, deflater: &mut Deflater) -> io::Result<()> {
        if !self.slab.has_blocks() {
            return self.deflate(0..self.slab.len(), deflater);
        }
        // The stretch of blocks with edits, and the edit that reaches into the next block.
        let mut stretch: Option<Range<usize>> = None;
        let (mut next, slab) = (0, self.slab);
        let all = self.edits;
        for (compressed, text) in slab.blocks() {
            let end = slab.start + text.end as u64;
            let is_last = text.end == slab.len();
            let reaches = |edit: &Edit| edit.start < end || (is_last && edit.start == end);
            let mut touched = next > 0 && all[next - 1].end > slab.start + text.start as u64;
            while all.get(next).is_some_and(reaches) {
                (next, touched) = (next + 1, true);
            }
            if touched {
                stretch = Some(stretch.map_or(text.start, |before| before.start)..text.end);
                continue;
            }
            if let Some(stretch) = stretch.take() {
                self.deflate(stretch, deflater)?;
            }
            self.pass(compressed, &text);
        }
        stretch.map_or(Ok(()), |stretch| self.deflate(stretch, deflater))
    }

    /// A block as it came. One without text says nothing: it ended a file that was put before another.
    fn pass(&mut self, compressed: Range<usize>, text: &Range<usize>) {
        if text.is_empty() {
            return;
        }
        let (begin, end) = (self.slab.start + text.start as u64, self.slab.start + text.end as u64);
        let count = self.asked.partition_point(|place| *place < end);
        let (here, rest) = self.asked.split_at(count);
        // A block has at most 65,536 bytes of text.
        self.places.extend(here.iter().map(|place| Written { compressed: self.length, text: (*place - begin) as u16 }));
        self.asked = rest;
        self.length += compressed.len() as u64;
        self.blocks.0 += 1;
        match self.pieces.last_mut() {
            Some(Piece::Blocks(before)) if before.end == compressed.start => before.end = compressed.end,
            _ => self.pieces.push(Piece::Blocks(compressed)),
        }
    }

    /// A stretch of text, deflated with its edits.
    fn deflate(&mut self, stretch: Range<usize>, deflater: &mut Deflater) -> io::Result<()> {
        let (text, places) = self.edited(stretch);
        let mut blocks = Vec::with_capacity(text.len() / 3 + 64);
        let mut places = places.into_iter().peekable();
        for (number, part) in text.chunks(MOST_TEXT).enumerate() {
            let block = Written { compressed: self.length + blocks.len() as u64, text: 0 };
            while let Some(place) = places.next_if(|place| *place < (number + 1) * MOST_TEXT) {
                self.places.push(Written { text: (place - number * MOST_TEXT) as u16, ..block });
            }
            deflater.block(part, &mut blocks)?;
            self.blocks.1 += 1;
        }
        self.length += blocks.len() as u64;
        self.pieces.push(Piece::Own(blocks));
        Ok(())
    }

    /// A stretch of the slab's text with its edits, and where the places asked for are in it.
    fn edited(&mut self, stretch: Range<usize>) -> (Vec<u8>, Vec<usize>) {
        let text = self.slab.text();
        let global = |place: usize| self.slab.start + place as u64;
        let end = global(stretch.end);
        let is_last = stretch.end == text.len();
        let count = self.edits.partition_point(|edit| edit.start < end || (is_last && edit.start == end));
        let (edits, rest) = self.edits.split_at(count);
        let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
        let mut out = Vec::with_capacity(stretch.len() + grown);
        let mut places = Vec::new();
        let mut at = stretch.start;
        let mut copy = |out: &mut Vec<u8>, at: usize, to: usize, asked: &mut &[u64]| {
            // What is copied begins at `at`, and its places keep their distance from there.
            let count = asked.partition_point(|place| *place < global(to));
            places.extend(asked[..count].iter().map(|place| out.len() + (place.saturating_sub(global(at))) as usize));
            *asked = &asked[count..];
            out.extend_from_slice(&text[at..to]);
        };
        for edit in edits {
            let start = (edit.start - self.slab.start) as usize;
            copy(&mut out, at, start, &mut self.asked);
            out.extend_from_slice(&edit.text);
            at = (edit.end - self.slab.start) as usize;
        }
        copy(&mut out, at, stretch.end, &mut self.asked);
        self.edits = rest;
        (out, places)
    }
}

/// Takes those edits from the front of `edits` that lie before `end`; the last is cut there. With `is_last`, those at `end` too.
pub(super) fn take_until(edits: &mut std::collections::VecDeque<Edit>, end: u64, is_last: bool) -> Vec<Edit> {
    let mut taken = Vec::new();
    while edits.front().is_some_and(|edit| edit.start < end || is_last) {
        let Some(mut edit) = edits.pop_front() else { break };
        if edit.end > end {
            edits.push_front(Edit { start: end, end: edit.end, text: Vec::new() });
            edit.end = end;
        }
        taken.push(edit);
    }
    taken
}
