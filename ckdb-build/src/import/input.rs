//! Opening a source's file: plain, gzip or BGZF by its first bytes, with the BLAKE3 digest of the bytes as they lie on disk.
//!
//! The digest goes into the provenance of what was made from the file. A BGZF file that lost its end at a block border still
//! unpacks without complaint, so its end mark is looked for here (SAM specification v1, section 4.1.2).

use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The empty block that ends every whole BGZF file.
const BGZF_END: [u8; 28] =
    [0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff, 0x06, 0, 0x42, 0x43, 0x02, 0, 0x1b, 0, 0x03, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// A file being read, unpacked on the way.
pub struct Input {
    reader: Reader,
    blocked: bool,
}

enum Reader {
    Plain(BufReader<Digesting>),
    Gzip(BufReader<MultiGzDecoder<BufReader<Digesting>>>),
}

/// Hashes whatever passes and remembers the last bytes.
struct Digesting {
    file: File,
    hasher: blake3::Hasher,
    tail: Vec<u8>,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        let fresh = &buffer[..length];
        self.hasher.update(fresh);
        self.tail.extend_from_slice(&fresh[fresh.len().saturating_sub(BGZF_END.len())..]);
        let surplus = self.tail.len().saturating_sub(BGZF_END.len());
        self.tail.drain(..surplus);
        Ok(length)
    }
}

impl Input {
    /// Opens `path`; the first two bytes say whether it is packed, not its name.
    ///
    /// # Errors
    /// When the file cannot be opened or read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let digesting = Digesting { file: File::open(path)?, hasher: blake3::Hasher::new(), tail: Vec::new() };
        let mut raw = BufReader::with_capacity(1 << 16, digesting);
        let head = raw.fill_buf()?;
        let gzip = head.starts_with(&[0x1f, 0x8b]);
        // BGZF: a gzip member with an extra field whose first subfield is named BC.
        let blocked = gzip && head.get(3).is_some_and(|flags| flags & 4 != 0) && head.get(12..14) == Some(b"BC");
        let reader =
            if gzip { Reader::Gzip(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(raw))) } else { Reader::Plain(raw) };
        Ok(Self { reader, blocked })
    }

    /// Reads what is left and gives the digest of the file as it lies on disk: `blake3:` and 64 hexadecimal digits.
    ///
    /// # Errors
    /// When reading fails, or when a BGZF file lacks its end mark and so was cut short.
    pub fn finish(mut self) -> io::Result<String> {
        io::copy(&mut self, &mut io::sink())?;
        let blocked = self.blocked;
        let mut digesting = match self.reader {
            Reader::Plain(reader) => reader.into_inner(),
            Reader::Gzip(reader) => reader.into_inner().into_inner().into_inner(),
        };
        io::copy(&mut digesting, &mut io::sink())?;
        if blocked && digesting.tail != BGZF_END {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "the BGZF file has no end mark: it was cut short; fetch it again",
            ));
        }
        Ok(format!("blake3:{}", digesting.hasher.finalize().to_hex()))
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match &mut self.reader {
            Reader::Plain(reader) => reader.read(buffer),
            Reader::Gzip(reader) => reader.read(buffer),
        }
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match &mut self.reader {
            Reader::Plain(reader) => reader.fill_buf(),
            Reader::Gzip(reader) => reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.reader {
            Reader::Plain(reader) => reader.consume(amount),
            Reader::Gzip(reader) => reader.consume(amount),
        }
    }
}

/// One thing about one line of a source's file that could not be understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Name of the file, without its folder.
    pub file: String,
    /// Line, counted from 1; 0 when the finding is about the whole file.
    pub line: u64,
    /// What was expected and what was found.
    pub reason: String,
}

/// Findings of a run; the first [`Findings::KEPT`] are kept, all are counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
    total: u64,
}

impl Findings {
    /// How many findings are kept word for word: a foreign file should not fill the memory with complaints.
    pub const KEPT: usize = 1000;

    /// Adds one.
    pub fn push(&mut self, file: &str, line: u64, reason: impl Into<String>) {
        self.total += 1;
        if self.list.len() < Self::KEPT {
            self.list.push(Finding { file: file.to_owned(), line, reason: reason.into() });
        }
    }

    /// Those that were kept, in the order they were met.
    #[must_use]
    pub fn kept(&self) -> &[Finding] {
        &self.list
    }

    /// How many there were.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }
}

/// The last part of a path as text; what provenance and messages call the file.
#[must_use]
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::io::Write;

    fn written(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn blocked(text: &[u8]) -> Vec<u8> {
        let mut writer = noodles_bgzf::io::Writer::new(Vec::new());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn plain_gzip_and_bgzf_read_alike_and_each_has_its_own_digest() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gzip.write_all(b"one\ntwo\n").unwrap();
        let packed = gzip.finish().unwrap();
        for bytes in [b"one\ntwo\n".to_vec(), packed, blocked(b"one\ntwo\n")] {
            let file = written(&bytes);
            let mut input = Input::open(file.path()).unwrap();
            let mut text = String::new();
            input.read_to_string(&mut text).unwrap();
            assert_eq!(text, "one\ntwo\n");
            assert_eq!(input.finish().unwrap(), format!("blake3:{}", blake3::hash(&bytes).to_hex()));
        }
    }

    #[test]
    fn a_bgzf_file_cut_at_a_block_border_is_refused() {
        let mut bytes = blocked(b"one\ntwo\n");
        bytes.truncate(bytes.len() - BGZF_END.len());
        let file = written(&bytes);
        let mut input = Input::open(file.path()).unwrap();
        let mut text = String::new();
        input.read_to_string(&mut text).unwrap();
        assert_eq!(text, "one\ntwo\n", "the unpacker itself does not notice");
        assert_eq!(input.finish().unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[test]
    fn an_empty_file_is_an_empty_text() {
        let file = written(b"");
        let mut text = String::new();
        Input::open(file.path()).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
    }
}
