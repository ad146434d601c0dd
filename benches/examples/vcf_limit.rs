//! The least a program can do that reads a VCF, finds some alleles in it and writes it again: what `ckdb annotate` is measured by.
//!
//! `vcf_limit inflate IN.gz THREADS` inflates all blocks and writes nothing. `vcf_limit pass IN.gz OUT.gz ROWS THREADS` inflates all
//! blocks, looks for the exact alleles of ROWS by CHROM, POS, REF and ALT, puts one INFO entry on each and deflates the blocks that hold one
//! at level 1; the others pass as they came. `vcf_limit plain IN OUT ROWS` does the same from text to text on one thread.
//!
//! It knows no error, no neighbours, no numbers of lines, no old entries, and overlooks alleles on the lines between two of its
//! chunks of 64 blocks: a limit may do less, and so be faster, than what it is a limit of.

use libdeflater::{CompressionLvl, Compressor, Decompressor, crc32};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, SyncSender};

type Failure = Box<dyn Error>;

/// The two ends of a thread: chunks go in, bytes to write and their lines come out.
type Worker = (SyncSender<Chunk>, Receiver<(Vec<u8>, u64)>);

const BLOCKS: usize = 64;
const ENTRY: &[u8] = b";LIMIT=T|exact|true|PROFILE|predictive|supports|sensitivity|drug|LUAD|same|A|I-A|A|approved|R:1";
const HEADER: [u8; 18] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0, 0];

/// Exact alleles by contig: sorted by position.
type Rows = BTreeMap<Vec<u8>, Vec<(u32, Vec<u8>, Vec<u8>)>>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let count = match arguments.as_slice() {
        ["inflate", input, threads] => walk(input, None, Rows::new(), threads.parse()?)?,
        ["pass", input, output, rows, threads] => walk(input, Some(File::create(output)?), read_rows(rows)?, threads.parse()?)?,
        ["plain", input, output, rows] => plain(input, output, &read_rows(rows)?)?,
        _ => return Err("usage: vcf_limit inflate IN THREADS | pass IN OUT ROWS THREADS | plain IN OUT ROWS".into()),
    };
    writeln!(std::io::stderr(), "{count} lines")?;
    Ok(())
}

fn read_rows(path: &str) -> Result<Rows, Failure> {
    let mut rows = Rows::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let [contig, position, reference, alternate] = line.split('\t').collect::<Vec<_>>()[..] else { return Err("a row".into()) };
        let row = (position.parse()?, reference.into(), alternate.into());
        rows.entry(contig.into()).or_default().push(row);
    }
    rows.values_mut().for_each(|rows| rows.sort());
    Ok(rows)
}

/// Finds exact alleles; the rows of the last contig and the place in them are kept.
struct Finder<'r> {
    rows: &'r Rows,
    contig: Vec<u8>,
    here: &'r [(u32, Vec<u8>, Vec<u8>)],
    next: usize,
}

impl<'r> Finder<'r> {
    const fn new(rows: &'r Rows) -> Self {
        Self { rows, contig: Vec::new(), here: &[], next: 0 }
    }

    /// Where an entry is to be put into the line.
    fn find(&mut self, line: &[u8]) -> Option<usize> {
        let first = memchr::memchr(b'\t', line)?;
        if line[..first] != self.contig {
            self.contig = line[..first].to_vec();
            self.here = self.rows.get(&self.contig).map_or(&[], Vec::as_slice);
            self.next = 0;
        }
        let mut position = 0_u32;
        let mut second = first + 1;
        while line[second] != b'\t' {
            position = position.wrapping_mul(10).wrapping_add(u32::from(line[second].wrapping_sub(b'0')));
            second += 1;
        }
        while self.here.get(self.next).is_some_and(|row| row.0 < position) {
            self.next += 1;
        }
        if self.here.get(self.next)?.0 != position {
            return None;
        }
        let mut fields = line.split(|byte| *byte == b'\t');
        let (reference, alternate) = (fields.nth(3)?, fields.next()?);
        let is_there =
            self.here[self.next..].iter().take_while(|row| row.0 == position).any(|row| row.1 == reference && row.2 == alternate);
        let end = memchr::memchr_iter(b'\t', line).nth(7)?;
        is_there.then_some(end)
    }
}

fn plain(input: &str, output: &str, rows: &Rows) -> Result<u64, Failure> {
    let (mut input, mut output) = (File::open(input)?, File::create(output)?);
    let mut finder = Finder::new(rows);
    let mut buffer = vec![0; 1 << 20];
    let (mut begin, mut lines) = (0, 0);
    loop {
        let read = input.read(&mut buffer[begin..])?;
        if read == 0 {
            output.write_all(&buffer[..begin])?;
            return Ok(lines);
        }
        let text = &buffer[..begin + read];
        let (mut at, mut written) = (0, 0);
        while let Some(length) = memchr::memchr(b'\n', &text[at..]) {
            let line = &text[at..at + length];
            if line.first() != Some(&b'#')
                && let Some(place) = finder.find(line)
            {
                output.write_all(&text[written..at + place])?;
                output.write_all(ENTRY)?;
                written = at + place;
            }
            at += length + 1;
            lines += 1;
        }
        output.write_all(&text[written..at])?;
        let rest = text.len() - at;
        buffer.copy_within(at..at + rest, 0);
        begin = rest;
    }
}

/// Whole blocks: where each ends, and its text's length.
#[derive(Default)]
struct Chunk {
    compressed: Vec<u8>,
    blocks: Vec<(usize, usize)>,
}

fn next_chunk(input: &mut impl Read) -> Result<Chunk, Failure> {
    let mut chunk = Chunk::default();
    let mut head = [0; 18];
    while chunk.blocks.len() < BLOCKS && input.read(&mut head[..1])? == 1 {
        input.read_exact(&mut head[1..])?;
        let length = usize::from(u16::from_le_bytes([head[16], head[17]])) + 1;
        chunk.compressed.extend_from_slice(&head);
        let begin = chunk.compressed.len();
        chunk.compressed.resize(begin + length - 18, 0);
        input.read_exact(&mut chunk.compressed[begin..])?;
        let size = chunk.compressed.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
        chunk.blocks.push((chunk.compressed.len(), size));
    }
    Ok(chunk)
}

/// What one thread works with.
struct Hands<'r> {
    inflater: Decompressor,
    deflater: Compressor,
    finder: Finder<'r>,
    text: Vec<u8>,
    is_writing: bool,
}

impl<'r> Hands<'r> {
    fn new(rows: &'r Rows, is_writing: bool) -> Self {
        let deflater = Compressor::new(CompressionLvl::fastest());
        Self { inflater: Decompressor::new(), deflater, finder: Finder::new(rows), text: Vec::new(), is_writing }
    }

    /// The chunk as it is to be written, and its lines.
    fn chunk(&mut self, chunk: Chunk) -> (Vec<u8>, u64) {
        let whole: usize = chunk.blocks.iter().map(|block| block.1).sum();
        let mut buffer = std::mem::take(&mut self.text);
        if buffer.len() < whole {
            buffer.resize(whole, 0);
        }
        let out = self.inflated(chunk, &mut buffer[..whole]);
        self.text = buffer;
        out
    }

    fn inflated(&mut self, chunk: Chunk, text: &mut [u8]) -> (Vec<u8>, u64) {
        let whole = text.len();
        let (mut from, mut to) = (0, 0);
        for (end, size) in &chunk.blocks {
            let length = self.inflater.gzip_decompress(&chunk.compressed[from..*end], &mut text[to..to + size]);
            assert_eq!(length.ok(), Some(*size), "a damaged block");
            (from, to) = (*end, to + size);
        }
        if !self.is_writing {
            return (Vec::new(), 0);
        }
        let text = &*text;
        let (mut places, mut lines) = (Vec::new(), 0);
        let mut at = memchr::memchr(b'\n', text).map_or(whole, |end| end + 1);
        while let Some(length) = memchr::memchr(b'\n', &text[at..]) {
            let line = &text[at..at + length];
            if line.first() != Some(&b'#')
                && let Some(place) = self.finder.find(line)
            {
                places.push(at + place);
            }
            at += length + 1;
            lines += 1;
        }
        if places.is_empty() {
            return (chunk.compressed, lines);
        }
        let mut out = Vec::with_capacity(chunk.compressed.len() * 2);
        let (mut from, mut to) = (0, 0);
        for (end, size) in &chunk.blocks {
            let inside: Vec<usize> = places.iter().copied().filter(|place| (to..to + size).contains(place)).collect();
            if inside.is_empty() {
                out.extend_from_slice(&chunk.compressed[from..*end]);
            } else {
                let mut changed = Vec::with_capacity(size + inside.len() * ENTRY.len());
                let mut begin = to;
                for place in inside {
                    changed.extend_from_slice(&text[begin..place]);
                    changed.extend_from_slice(ENTRY);
                    begin = place;
                }
                changed.extend_from_slice(&text[begin..to + size]);
                changed.chunks(0xff00).for_each(|part| self.deflate(part, &mut out));
            }
            (from, to) = (*end, to + size);
        }
        (out, lines)
    }

    fn deflate(&mut self, text: &[u8], out: &mut Vec<u8>) {
        let begin = out.len();
        out.extend_from_slice(&HEADER);
        out.resize(begin + 18 + self.deflater.deflate_compress_bound(text.len()), 0);
        let length = self.deflater.deflate_compress(text, &mut out[begin + 18..]).unwrap_or_default();
        out.truncate(begin + 18 + length);
        out.extend_from_slice(&crc32(text).to_le_bytes());
        out.extend_from_slice(&(text.len() as u32).to_le_bytes());
        let size = ((out.len() - begin - 1) as u16).to_le_bytes();
        out[begin + 16..begin + 18].copy_from_slice(&size);
    }
}

fn walk(input: &str, mut output: Option<File>, rows: Rows, threads: usize) -> Result<u64, Failure> {
    let mut input = BufReader::with_capacity(1 << 20, File::open(input)?);
    let is_writing = output.is_some();
    let lines = Cell::new(0);
    let mut write = |(out, more): (Vec<u8>, u64)| -> Result<(), Failure> {
        lines.set(lines.get() + more);
        output.as_mut().map_or(Ok(()), |file| file.write_all(&out))?;
        Ok(())
    };
    if threads == 1 {
        let mut hands = Hands::new(&rows, is_writing);
        loop {
            let chunk = next_chunk(&mut input)?;
            if chunk.blocks.is_empty() {
                return Ok(lines.get());
            }
            write(hands.chunk(chunk))?;
        }
    }
    std::thread::scope(|scope| {
        let workers: Vec<Worker> = (0..threads)
            .map(|_| {
                let ((give, chunks), (back, done)) = (mpsc::sync_channel::<Chunk>(2), mpsc::sync_channel(2));
                let rows = &rows;
                scope.spawn(move || {
                    let mut hands = Hands::new(rows, is_writing);
                    for chunk in chunks {
                        if back.send(hands.chunk(chunk)).is_err() {
                            return;
                        }
                    }
                });
                (give, done)
            })
            .collect();
        let (mut given, mut taken) = (0, 0);
        loop {
            let chunk = next_chunk(&mut input)?;
            let at_end = chunk.blocks.is_empty();
            if !at_end {
                workers[given % threads].0.send(chunk)?;
                given += 1;
            }
            while taken < given && (at_end || given - taken >= 2 * threads) {
                write(workers[taken % threads].1.recv()?)?;
                taken += 1;
            }
            if at_end {
                return Ok(lines.get());
            }
        }
    })
}
