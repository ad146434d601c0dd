//! Reference letters from a FASTA file of the user's, for places beyond those the index holds.
//!
//! | type | is |
//! |---|---|
//! | [`Reference`] | an opened FASTA: plain, BGZF (with or without `.gzi`), or a small gzip; with or without `.fai` |
//! | [`Stretch`] | letters out of it, owned: a [`Sequence`] for the rooms that compute |
//! | [`Layered`] | two sequences as one: the index first, the stretch second |
//!
//! Memory is bounded: a few megabytes of recently read letters are kept, whatever the size of the file. Threads share one
//! [`Reference`]; they wait for each other only to look into that cache, never for the disk. This room reads files and knows
//! letters; it has never heard of an index or of variants.

mod cache;
mod error;
mod fai;
mod place;
mod store;

pub use error::{PlaceError, ReferenceError};
pub use place::place;

use crate::genome::{Assembly, Contig, Interval, Sequence, Window};
use cache::{BLOCK, Cache};
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use store::{Packing, Store};

/// The most that is held of a file without places to jump to (plain gzip): about one chromosome.
const HELD: usize = 1 << 28;

/// A FASTA file, opened for reading at any place.
#[derive(Debug)]
pub struct Reference {
    path: PathBuf,
    assembly: Assembly,
    /// Sorted by contig and start.
    records: Vec<Record>,
    /// Greatest end of each record and of all before it on its contig.
    reaches: Vec<u32>,
    store: Store,
    cache: Cache,
    failure: OnceLock<String>,
}

/// A record that lies on a primary chromosome.
#[derive(Clone, Copy, Debug)]
struct Record {
    contig: Contig,
    interval: Interval,
    offset: u64,
    line_letters: u64,
    line_bytes: u64,
}

/// Letters out of a reference: upper-case `A C G T`, and `N` for everything else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    contig: Contig,
    start: u32,
    letters: Vec<u8>,
}

impl Stretch {
    /// Its contig.
    #[must_use]
    pub const fn contig(&self) -> Contig {
        self.contig
    }

    /// Its letters and where they lie.
    #[must_use]
    pub fn held(&self) -> Window<'_> {
        Window::new(self.start, &self.letters)
    }
}

impl Sequence for Stretch {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        let interval = self.held().interval();
        (contig == self.contig && interval.start() <= at && at <= interval.end()).then(|| self.held())
    }
}

/// Two holders of letters as one: where both hold a place, the first is asked.
#[derive(Clone, Copy, Debug)]
pub struct Layered<'a, A: ?Sized, B: ?Sized> {
    /// Asked first.
    pub first: &'a A,
    /// Asked for what the first does not hold.
    pub second: &'a B,
}

impl<A: Sequence + ?Sized, B: Sequence + ?Sized> Sequence for Layered<'_, A, B> {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        match (self.first.window(contig, at), self.second.window(contig, at)) {
            // A window that ends at the gap holds the letter before it, the other the letter after it: the longer one serves
            // better whoever walks to both sides.
            (Some(first), Some(second)) if first.letter(at).is_none() && second.letter(at).is_some() => Some(second),
            (first, second) => first.or(second),
        }
    }

    fn is_damaged(&self, contig: Contig, at: u32) -> bool {
        self.first.is_damaged(contig, at) || self.second.is_damaged(contig, at)
    }

    fn letters(&self, contig: Contig, interval: Interval) -> Option<&[u8]> {
        self.first.letters(contig, interval).or_else(|| self.second.letters(contig, interval))
    }
}

impl Reference {
    /// Opens the file at `path`, whose letters are of `assembly`.
    ///
    /// With `path.fai` beside it nothing else of the file is read; without, it is read once from front to back. Contigs other
    /// than the primary chromosomes are passed over, and so is a mitochondrion that is not the rCRS (hg19's `chrM`).
    ///
    /// # Errors
    /// When a file cannot be read, is no FASTA, or belongs to another assembly.
    pub fn open(path: impl AsRef<Path>, assembly: Assembly) -> Result<Self, ReferenceError> {
        let path = path.as_ref();
        let io = |error: io::Error| ReferenceError::Io { path: path.to_owned(), error };
        let file = File::open(path).map_err(io)?;
        let beside = |extension: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(extension);
            PathBuf::from(name)
        };
        let store = match store::packing(&file).map_err(io)? {
            Packing::Plain => Store::Plain(file),
            Packing::Bgzf => Store::blocked(file, &beside(".gzi")).map_err(io)?,
            Packing::Gzip => {
                let mut bytes = Vec::new();
                let unpacked = MultiGzDecoder::new(BufReader::new(file)).take(HELD as u64 + 1).read_to_end(&mut bytes);
                if unpacked.map_err(io)? > HELD {
                    return Err(ReferenceError::PlainGzip { path: path.to_owned(), limit: HELD });
                }
                Store::Memory(bytes)
            }
        };
        let index = beside(".fai");
        let entries = match std::fs::read_to_string(&index) {
            Ok(text) => fai::parse(&index, &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => fai::scan(path, store.stream().map_err(io)?)?,
            Err(error) => return Err(ReferenceError::Io { path: index, error }),
        };
        let mut records = Vec::new();
        for entry in &entries {
            records.extend(record(path, entry, assembly)?);
        }
        if records.is_empty() {
            return Err(ReferenceError::NothingUsable { path: path.to_owned(), records: entries.len() });
        }
        records.sort_by_key(|record| (record.contig, record.interval));
        let mut reaches: Vec<u32> = Vec::with_capacity(records.len());
        for (number, record) in records.iter().enumerate() {
            let before = number.checked_sub(1).filter(|before| records[*before].contig == record.contig);
            reaches.push(record.interval.end().max(before.map_or(0, |before| reaches[before])));
        }
        Ok(Self { path: path.to_owned(), assembly, records, reaches, store, cache: Cache::default(), failure: OnceLock::new() })
    }

    /// Does an index lie beside the FASTA at `path`, so that opening it costs nothing?
    #[must_use]
    pub fn is_indexed(path: &Path) -> bool {
        let mut name = path.as_os_str().to_owned();
        name.push(".fai");
        Path::new(&name).is_file()
    }

    /// The assembly its letters are of.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.assembly
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Contigs and places it has letters of, sorted; slices may overlap.
    pub fn places(&self) -> impl Iterator<Item = (Contig, Interval)> {
        self.records.iter().map(|record| (record.contig, record.interval))
    }

    /// The first failure of a [`Reference::stretch`], for a report at the end of a long run.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.get().map(String::as_str)
    }

    /// The letters of `interval`, as far as one record around its start reaches; `None` when no record holds its start.
    ///
    /// # Errors
    /// When the file cannot be read there, or its index belongs to another version of it.
    pub fn stretch(&self, contig: Contig, interval: Interval) -> Result<Option<Stretch>, ReferenceError> {
        let held = self.around(contig, interval.start()).map(|number| self.letters_of(number, interval)).transpose();
        held.inspect_err(|error| {
            let _ = self.failure.set(error.to_string());
        })
    }

    /// The place of the record that holds the letter after gap `at`; of several the one that reaches farthest.
    #[must_use]
    pub fn record_at(&self, contig: Contig, at: u32) -> Option<Interval> {
        self.around(contig, at).map(|number| self.records[number].interval)
    }

    /// The first gap from `at` on after which a letter is held.
    #[must_use]
    pub fn next_held(&self, contig: Contig, at: u32) -> Option<u32> {
        if self.around(contig, at).is_some() {
            return Some(at);
        }
        let next = self.records.partition_point(|record| (record.contig, record.interval.start()) <= (contig, at));
        self.records.get(next).filter(|record| record.contig == contig).map(|record| record.interval.start())
    }

    fn around(&self, contig: Contig, at: u32) -> Option<usize> {
        let known = self.records.partition_point(|record| (record.contig, record.interval.start()) <= (contig, at));
        let mut found: Option<usize> = None;
        for number in (0..known).rev() {
            let record = self.records[number];
            if record.contig != contig || self.reaches[number] <= at {
                break;
            }
            let end = record.interval.end();
            if end > at && found.is_none_or(|found| self.records[found].interval.end() < end) {
                found = Some(number);
            }
        }
        found
    }

    fn letters_of(&self, number: usize, interval: Interval) -> Result<Stretch, ReferenceError> {
        let record = self.records[number];
        let end = interval.end().min(record.interval.end());
        let (from, to) = (interval.start() - record.interval.start(), end - record.interval.start());
        let mut letters = Vec::with_capacity((to - from) as usize);
        let mut at = from;
        while at < to {
            let block = self.block(number, at / BLOCK)?;
            let skip = (at % BLOCK) as usize;
            let taken = (block.len() - skip).min((to - at) as usize);
            letters.extend_from_slice(&block[skip..skip + taken]);
            // A block ends before the next border only where the record ends, and `to` lies before that.
            at += u32::try_from(taken).unwrap_or(u32::MAX).max(1);
        }
        Ok(Stretch { contig: record.contig, start: interval.start(), letters })
    }

    fn block(&self, number: usize, block: u32) -> Result<std::sync::Arc<[u8]>, ReferenceError> {
        if let Some(held) = self.cache.get((number, block)) {
            return Ok(held);
        }
        let fresh: std::sync::Arc<[u8]> = self.read_block(self.records[number], block)?.into();
        self.cache.put((number, block), fresh.clone());
        Ok(fresh)
    }

    fn read_block(&self, record: Record, block: u32) -> Result<Vec<u8>, ReferenceError> {
        let io = |error: io::Error| ReferenceError::Io { path: self.path.clone(), error };
        let from = block.saturating_mul(BLOCK);
        let count = BLOCK.min(record.interval.len().saturating_sub(from));
        let offset = |letter: u64| -> Option<u64> {
            let lines = (letter / record.line_letters).checked_mul(record.line_bytes)?;
            record.offset.checked_add(lines)?.checked_add(letter % record.line_letters)
        };
        let last = u64::from(from) + u64::from(count).saturating_sub(1);
        let (Some(first_byte), Some(last_byte)) = (offset(u64::from(from)), offset(last)) else {
            return Err(self.stale(record, from));
        };
        // Lines of one letter take three bytes a letter at most with sane line ends; a foolish index must not ask for more.
        let length = last_byte - first_byte + 1;
        if length > u64::from(count) * 4 + 16 {
            return Err(self.stale(record, from));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        self.store.read(first_byte, &mut bytes).map_err(io)?;
        let mut letters = Vec::with_capacity(count as usize);
        let mut in_line = u64::from(from) % record.line_letters;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let here = usize::try_from(record.line_letters - in_line).unwrap_or(usize::MAX).min(rest.len());
            let (line, after) = rest.split_at(here);
            letters.extend(line.iter().map(|letter| plain(*letter)));
            let end = usize::try_from(record.line_bytes - record.line_letters).unwrap_or(usize::MAX).min(after.len());
            if after[..end].iter().any(|byte| !byte.is_ascii_whitespace()) {
                return Err(self.stale(record, from));
            }
            rest = &after[end..];
            in_line = 0;
        }
        if letters.len() != count as usize || letters.contains(&0) {
            return Err(self.stale(record, from));
        }
        Ok(letters)
    }

    fn stale(&self, record: Record, from: u32) -> ReferenceError {
        let position = record.interval.start().saturating_add(from).saturating_add(1);
        ReferenceError::StaleIndex { path: self.path.clone(), contig: record.contig, position }
    }
}

/// Upper-case `A C G T`; `N` for other letters and gaps; 0 for what is none.
const fn plain(letter: u8) -> u8 {
    match letter {
        b'A' | b'a' => b'A',
        b'C' | b'c' => b'C',
        b'G' | b'g' => b'G',
        b'T' | b't' => b'T',
        b'-' | b'*' | b'.' => b'N',
        other if other.is_ascii_alphabetic() => b'N',
        _ => 0,
    }
}

/// The record an entry stands for; `None` for other contigs, empty records, and other mitochondria.
fn record(path: &Path, entry: &fai::Entry, assembly: Assembly) -> Result<Option<Record>, ReferenceError> {
    let placed = match place(&entry.name, assembly) {
        Ok(placed) => placed,
        Err(PlaceError::OtherAssembly { name, found, asked }) => {
            return Err(ReferenceError::OtherAssembly { path: path.to_owned(), name, found, asked });
        }
        Err(problem) => return Err(ReferenceError::Place { path: path.to_owned(), problem }),
    };
    let Some((contig, interval)) = placed.filter(|_| entry.length > 0) else { return Ok(None) };
    let expected = u64::from(interval.len());
    let is_slice = entry.name.contains(':');
    if entry.length != expected {
        if contig.is_mitochondrial() && !is_slice {
            return Ok(None);
        }
        let length = u32::try_from(entry.length).ok();
        let other = length.filter(|_| !is_slice).and_then(|length| contig.assembly_by_length(length));
        if let Some(found) = other.filter(|found| *found != assembly) {
            return Err(ReferenceError::OtherAssembly { path: path.to_owned(), name: entry.name.clone(), found, asked: assembly });
        }
        if entry.length > expected || is_slice {
            let (path, name, found) = (path.to_owned(), entry.name.clone(), entry.length);
            return Err(ReferenceError::Length { path, name, found, expected, assembly });
        }
    }
    // Shorter than its contig: the beginning of one, as in small examples.
    let interval = Interval::from_length(interval.start(), u32::try_from(entry.length).unwrap_or(u32::MAX));
    let (offset, line_letters, line_bytes) = (entry.offset, entry.line_letters, entry.line_bytes);
    Ok(Some(Record { contig, interval, offset, line_letters, line_bytes }))
}
