//! BCF, the binary form of VCF, as the text `bcftools view` writes of it: so everything behind it knows VCF alone.
//!
//! The specification (VCF 4.5 §6) keeps the header as text and each record as numbers, whose names stand in dictionaries made of the
//! header's lines. Numbers become text as htslib prints them, so that a file converted by hand and one given as it is are annotated
//! alike. Nothing is written as BCF.
//!
//! The decoder is our own. That of `noodles-bcf` (0.94) is made for files in good order: it panics at a record cut short, at a genotype of
//! sixteen bits and at a value whose stored type is not the header's, and htslib prints the last two. Here nothing may panic.
//!
//! Memory is bounded by the longest record. A record that cannot be read is an error that names it: what follows it could not be found.

mod dictionary;
mod number;
mod record;
mod values;
mod wrong;

use super::error::Damage;
use dictionary::Dictionary;
use std::io::{self, BufRead, Read};
use wrong::Wrong;

/// What every BCF of version 2 begins with; its minor version follows.
pub(super) const MAGIC: &[u8] = b"BCF\x02";

/// The longest header or record that is read, in bytes: as the longest line of a VCF.
const LONGEST: u64 = 256 << 20;

/// Text is made until there is so much of it.
const ENOUGH: usize = 128 << 10;

/// The text of a BCF file, made as it is read.
pub(super) struct Text<R> {
    reader: R,
    dictionary: Option<Dictionary>,
    /// Text that was made, and how much of it was taken.
    text: Vec<u8>,
    taken: usize,
    /// The record that is being read; its number, 1-based.
    record: Vec<u8>,
    number: u64,
    /// What is wrong behind the text.
    ended: Option<io::Error>,
    at_end: bool,
}

impl<R: BufRead> Text<R> {
    pub(super) fn of(reader: R) -> Self {
        Self { reader, dictionary: None, text: Vec::new(), taken: 0, record: Vec::new(), number: 0, ended: None, at_end: false }
    }

    /// As [`BufRead::fill_buf`]. With an error, the records before it come first.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        if self.taken == self.text.len() {
            self.text.clear();
            self.taken = 0;
            while self.text.len() < ENOUGH && self.ended.is_none() && !self.at_end {
                let whole = self.text.len();
                match self.more() {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        self.text.truncate(whole);
                        self.ended = Some(error);
                    }
                }
            }
            if self.text.is_empty()
                && let Some(error) = self.ended.take()
            {
                // Whoever asks again finds the end.
                self.at_end = true;
                return Err(error);
            }
        }
        Ok(&self.text[self.taken..])
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.taken += count;
    }

    /// Adds the header, or a record.
    fn more(&mut self) -> io::Result<()> {
        let Some(dictionary) = &self.dictionary else {
            let header = header(&mut self.reader)?;
            self.dictionary = Some(Dictionary::of(&header, &mut self.text));
            return Ok(());
        };
        if at_end(&mut self.reader)? {
            self.at_end = true;
            return Ok(());
        }
        self.number += 1;
        let mut lengths = [0; 8];
        exactly(&mut self.reader, &mut lengths, self.number)?;
        let [a, b, c, d, e, f, g, h] = lengths;
        let (shared, samples) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        let whole = u64::from(shared) + u64::from(samples);
        if whole > LONGEST {
            return Err(damaged(self.number, &Wrong::TooLong));
        }
        self.record.clear();
        // Grows with what is there, not with what a damaged file says.
        let read = self.reader.by_ref().take(whole).read_to_end(&mut self.record)?;
        if read as u64 != whole {
            return Err(cut(self.number));
        }
        let (shared, samples) = self.record.split_at(shared as usize);
        record::write(shared, samples, dictionary, &mut self.text).map_err(|wrong| damaged(self.number, &wrong))
    }
}

impl<R: BufRead> Read for Text<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// The text of the header, without the zero bytes behind it.
fn header<R: BufRead>(reader: &mut R) -> io::Result<Vec<u8>> {
    let mut begin = [0; MAGIC.len() + 1 + 4];
    exactly(reader, &mut begin, 0)?;
    let [.., a, b, c, d] = begin;
    let length = u64::from(u32::from_le_bytes([a, b, c, d]));
    if length > LONGEST {
        return Err(damaged(0, &Wrong::TooLong));
    }
    let mut text = Vec::new();
    if reader.by_ref().take(length).read_to_end(&mut text)? as u64 != length {
        return Err(cut(0));
    }
    let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
    text.truncate(end);
    Ok(text)
}

fn at_end<R: BufRead>(reader: &mut R) -> io::Result<bool> {
    Ok(reader.fill_buf()?.is_empty())
}

fn exactly<R: BufRead>(reader: &mut R, bytes: &mut [u8], number: u64) -> io::Result<()> {
    reader.read_exact(bytes).map_err(|error| if is_short(&error) { cut(number) } else { error })
}

/// The end of the input, if nobody else has said what is wrong with it.
fn is_short(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof && !error.get_ref().is_some_and(|inner| inner.is::<Damage>())
}

fn cut(number: u64) -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, Damage::Bcf { record: number, reason: Wrong::Cut.to_string() })
}

fn damaged(number: u64, wrong: &Wrong) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Damage::Bcf { record: number, reason: wrong.to_string() })
}

#[cfg(test)]
#[path = "tests.rs"]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests;
