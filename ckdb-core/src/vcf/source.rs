//! Where the bytes come from: a path or standard input; plain text, gzip or BGZF, told apart by their first bytes; BCF as text.
//!
//! A [`Source`] is a [`BufRead`] over the *decompressed* bytes; of a BCF, over the text that it stands for. The walk over all lines ([`super::stream::annotate_source`]) takes
//! BGZF from it in blocks, inflates them on its threads and passes on those it need not change. A compressed input that ends too
//! early, also one that merely lacks the end-of-file block of BGZF (SAM specification §4.1.2), is an error: a tumour's file that
//! is silently half a file is the worst input there is.

use super::ahead::Ahead;
use super::bcf;
use super::blocks::Blocks;
use super::error::{Damage, VcfError};
use super::regions::{Chosen, Regions};
use super::slab::Slab;
use flate2::bufread::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The most that is read as one line, in bytes. Half a million samples with 100 bytes each stay below.
pub const LINE_LIMIT: u64 = 256 << 20;

/// Length of the header of a BGZF block.
const BGZF_HEADER: usize = 18;

const BUFFER: usize = 128 << 10;

/// How the input is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Not at all.
    Plain,
    /// gzip, but not in blocks.
    Gzip,
    /// gzip in blocks, as `bgzip` writes it.
    Bgzf,
}

impl Encoding {
    /// By the first bytes of a file; 18 of them are enough.
    #[must_use]
    pub fn sniff(beginning: &[u8]) -> Self {
        match beginning {
            [0x1f, 0x8b, 8, 4, _, _, _, _, _, _, 6, 0, b'B', b'C', 2, 0, ..] => Self::Bgzf,
            [0x1f, 0x8b, ..] => Self::Gzip,
            _ => Self::Plain,
        }
    }
}

/// How far a [`Source`] has been read; cheap to clone and to look at from another thread.
#[derive(Clone, Debug)]
pub struct Meter {
    read: Arc<AtomicU64>,
    total: Option<u64>,
}

impl Meter {
    /// Bytes read from the file so far, before decompression.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Length of the file in bytes, when it is a file.
    #[must_use]
    pub const fn total(&self) -> Option<u64> {
        self.total
    }
}

/// Counts what passes.
struct Watched<R> {
    inner: R,
    passed: Arc<AtomicU64>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.passed.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

type Raw = Watched<io::Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>>;

enum Decoder {
    Plain(BufReader<Raw>),
    Gzip(BufReader<MultiGzDecoder<BufReader<Raw>>>),
    Ahead(Ahead),
    Bcf(Box<bcf::Text<Decoder>>),
    Bgzf(Box<Blocks<Raw>>),
    Chosen(Box<Chosen>),
}

impl Decoder {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self {
            Self::Plain(reader) => reader.fill_buf(),
            Self::Gzip(reader) => reader.fill_buf(),
            Self::Ahead(reader) => reader.fill_buf(),
            Self::Bcf(text) => text.fill(),
            Self::Bgzf(blocks) => blocks.fill(),
            Self::Chosen(chosen) => chosen.fill_buf(),
        }
    }

    fn consume(&mut self, count: usize) {
        match self {
            Self::Plain(reader) => reader.consume(count),
            Self::Gzip(reader) => reader.consume(count),
            Self::Ahead(reader) => reader.consume(count),
            Self::Bcf(text) => text.consume(count),
            Self::Bgzf(blocks) => blocks.consume(count),
            Self::Chosen(chosen) => chosen.consume(count),
        }
    }
}

impl Read for Decoder {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            // Large pieces go past the buffer of these.
            Self::Plain(reader) => reader.read(buffer),
            Self::Gzip(reader) => reader.read(buffer),
            _ => {
                let count = self.fill_buf()?.read(buffer)?;
                self.consume(count);
                Ok(count)
            }
        }
    }
}

impl BufRead for Decoder {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        Self::fill_buf(self)
    }

    fn consume(&mut self, count: usize) {
        Self::consume(self, count);
    }
}

/// An opened input, decompressed as it is read.
pub struct Source {
    decoder: Decoder,
    encoding: Encoding,
    /// What was wrong with the first bytes, to be said when they are read.
    damage: Option<io::Error>,
    meter: Meter,
    is_bcf: bool,
    /// How much text was given, of an input that does not come in blocks.
    position: u64,
    /// Which lines are wanted, if not all.
    pub(super) regions: Option<Regions>,
}

impl Source {
    /// Opens a path, or standard input for `-`. With more than one of `threads` a gzip file that is not BGZF is decompressed on one
    /// of its own; the blocks of BGZF are decompressed where they are needed.
    ///
    /// # Errors
    /// The path cannot be opened, or its first bytes cannot be read.
    pub fn open(path: &Path, threads: NonZero<usize>) -> Result<Self, VcfError> {
        let name = path.display().to_string();
        let failed = |source| VcfError::Open { name: name.clone(), source };
        if path == Path::new("-") {
            return Self::from_reader(io::stdin(), None, threads).map_err(failed);
        }
        let file = File::open(path).map_err(failed)?;
        let metadata = file.metadata().map_err(failed)?;
        if metadata.is_dir() {
            return Err(failed(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
        }
        Self::from_reader(file, metadata.is_file().then_some(metadata.len()), threads).map_err(failed)
    }

    /// Reads from anything; `total` is its length in bytes, if it is known.
    ///
    /// # Errors
    /// The first bytes cannot be read.
    pub fn from_reader(mut reader: impl Read + Send + 'static, total: Option<u64>, threads: NonZero<usize>) -> io::Result<Self> {
        let mut beginning = Vec::with_capacity(BGZF_HEADER);
        reader.by_ref().take(BGZF_HEADER as u64).read_to_end(&mut beginning)?;
        let encoding = Encoding::sniff(&beginning);
        let passed = Arc::new(AtomicU64::new(0));
        let rest: Box<dyn Read + Send> = Box::new(reader);
        let raw = Watched { inner: Cursor::new(beginning).chain(rest), passed: Arc::clone(&passed) };
        let buffered = |raw| BufReader::with_capacity(BUFFER, raw);
        let mut decoder = match encoding {
            Encoding::Plain => Decoder::Plain(buffered(raw)),
            Encoding::Gzip if threads.get() > 1 => Decoder::Ahead(Ahead::of(MultiGzDecoder::new(buffered(raw)))),
            Encoding::Gzip => Decoder::Gzip(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(buffered(raw)))),
            Encoding::Bgzf => Decoder::Bgzf(Box::new(Blocks::new(raw))),
        };
        // What a BCF begins with stands inside its first block.
        let (is_bcf, damage) = match decoder.fill_buf() {
            Ok(text) => (text.starts_with(bcf::MAGIC), None),
            Err(error) => (false, Some(error)),
        };
        if is_bcf {
            let text = Box::new(bcf::Text::of(decoder));
            decoder = if threads.get() > 1 { Decoder::Ahead(Ahead::of(text)) } else { Decoder::Bcf(text) };
        }
        Ok(Self { decoder, encoding, damage, is_bcf, meter: Meter { read: passed, total }, position: 0, regions: None })
    }

    /// From now on only lines of these regions are wanted, by [`super::stream::annotate_source`]. If the input is the BGZF file at `path`
    /// with an index beside it that is as new, only the blocks that hold them are read. Call it when the header has been read.
    ///
    /// # Errors
    /// The file cannot be opened again, or it was cut short.
    pub fn only(&mut self, regions: Regions, path: &Path) -> Result<(), VcfError> {
        if self.encoding == Encoding::Bgzf && !self.is_bcf && path != Path::new("-") {
            let chosen =
                Chosen::of(path, &regions).map_err(|source| VcfError::Open { name: path.display().to_string(), source })?;
            if let Some(chosen) = chosen {
                self.decoder = Decoder::Chosen(Box::new(chosen));
            }
        }
        self.regions = Some(regions);
        Ok(())
    }

    /// How the input is compressed.
    #[must_use]
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Is it a BCF, whose text is made as it is read?
    #[must_use]
    pub const fn is_bcf(&self) -> bool {
        self.is_bcf
    }

    /// How far it has been read, to be looked at while the source is in use elsewhere.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.meter.clone()
    }

    /// Fills `slab` with the next piece of about `size` bytes of text: whole blocks that are not yet inflated, or text. Nothing
    /// comes at the end of the input. With an error, what was read before it.
    pub(super) fn slab(&mut self, slab: &mut Slab, size: usize) -> io::Result<()> {
        if let Decoder::Bgzf(blocks) = &mut self.decoder
            && self.damage.is_none()
        {
            return blocks.slab(slab, size);
        }
        slab.clear(self.position, 0);
        let filled = match self.damage.take() {
            Some(damage) => Err(damage),
            None => slab.read_text(&mut self.decoder, size),
        };
        self.position = slab.end();
        filled.map_err(|error| self.explain(error))
    }

    /// Says what is wrong with a gzip file instead of what the decoder stumbled on.
    fn explain(&self, error: io::Error) -> io::Error {
        // An error of the system (a disk, a network share) is not the file's fault. BGZF and BCF have been explained.
        let is_explained = self.encoding != Encoding::Gzip || error.get_ref().is_some_and(|inner| inner.is::<Damage>());
        if is_explained || error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let (what, offset) = ("gzip", self.meter.read());
        let damage = if error.kind() == io::ErrorKind::UnexpectedEof {
            Damage::CutInBlock { what, offset }
        } else {
            Damage::BadBlock { what, offset, reason: error.to_string() }
        };
        io::Error::new(error.kind(), damage)
    }
}

impl BufRead for Source {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if let Some(damage) = self.damage.take() {
            return Err(self.explain(damage));
        }
        match self.decoder.fill_buf() {
            // The bytes are buffered: asking again only borrows them.
            Ok(_) => self.decoder.fill_buf(),
            Err(error) => Err(self.explain(error)),
        }
    }

    fn consume(&mut self, count: usize) {
        self.decoder.consume(count);
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// Appends the next line, with its line end, to `out`; `false` at the end of the input. `number` is its place, 1-based.
///
/// On an error the beginning of a line may have been appended.
pub(super) fn read_line<R: BufRead + ?Sized>(reader: &mut R, out: &mut Vec<u8>, number: u64) -> Result<bool, VcfError> {
    let mut limited = reader.take(LINE_LIMIT);
    let count = limited.read_until(b'\n', out).map_err(|source| VcfError::Read { after_line: number - 1, source })?;
    if count as u64 == LINE_LIMIT && !out.ends_with(b"\n") {
        return Err(VcfError::LineTooLong { line: number, limit: LINE_LIMIT });
    }
    Ok(count > 0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use noodles_bgzf as bgzf;
    use std::io::Write;

    fn text() -> Vec<u8> {
        (0..200_000_u32).flat_map(|number| format!("line {number} {}\n", number.wrapping_mul(2_654_435_761)).into_bytes()).collect()
    }

    fn bgzf_of(text: &[u8]) -> Vec<u8> {
        let mut writer = bgzf::io::Writer::new(Vec::new());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn gzip_of(text: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(text).unwrap();
        writer.finish().unwrap()
    }

    fn read(bytes: Vec<u8>, threads: usize) -> (Encoding, Vec<u8>, io::Result<usize>) {
        let mut source = Source::from_reader(Cursor::new(bytes), None, NonZero::new(threads).unwrap()).unwrap();
        let mut out = Vec::new();
        let result = source.read_to_end(&mut out);
        (source.encoding(), out, result)
    }

    fn damage(result: io::Result<usize>) -> Damage {
        result.unwrap_err().get_ref().unwrap().downcast_ref::<Damage>().unwrap().clone()
    }

    #[test]
    fn three_encodings_one_text() {
        let text = text();
        // Members one after another are one file: `cat a.gz b.gz`.
        let twice = [gzip_of(&text), gzip_of(&text)].concat();
        assert_eq!(read(twice, 1).1.len(), text.len() * 2);
        for (bytes, encoding) in
            [(text.clone(), Encoding::Plain), (gzip_of(&text), Encoding::Gzip), (bgzf_of(&text), Encoding::Bgzf)]
        {
            for threads in [1, 4] {
                let (found, out, result) = read(bytes.clone(), threads);
                assert_eq!(found, encoding);
                assert_eq!(result.unwrap(), text.len());
                assert!(out == text);
            }
        }
    }

    #[test]
    fn a_truncated_file_is_an_error_wherever_it_is_cut() {
        let text = &text()[..200_000];
        let whole = bgzf_of(text);
        let cuts = (19..whole.len()).step_by(997).chain(whole.len() - 40..whole.len());
        for cut in cuts {
            for threads in [1, 2] {
                let (_, out, result) = read(whole[..cut].to_vec(), threads);
                let (Damage::CutInBlock { offset, .. } | Damage::NoEndMarker { offset }) = damage(result) else { panic!() };
                assert_eq!(offset, cut as u64);
                assert!(text.starts_with(&out), "what was read before is true");
            }
        }
        let whole = gzip_of(text);
        for cut in [20, whole.len() / 2, whole.len() - 1] {
            assert!(matches!(damage(read(whole[..cut].to_vec(), 1).2), Damage::CutInBlock { what: "gzip", .. }), "{cut}");
        }
    }

    #[test]
    fn a_damaged_block_is_named_by_its_place() {
        let text = text();
        let mut bytes = bgzf_of(&text);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
        for threads in [1, 4] {
            let (_, out, result) = read(bytes.clone(), threads);
            let Damage::BadBlock { offset, .. } = damage(result) else { panic!() };
            assert!(offset <= middle as u64 && offset + 65_536 > middle as u64, "{offset} {middle}");
            assert!(text.starts_with(&out));
        }
    }

    #[test]
    fn a_meter_counts_compressed_bytes() {
        let bytes = bgzf_of(&text());
        let length = bytes.len() as u64;
        let mut source = Source::from_reader(Cursor::new(bytes), Some(length), NonZero::new(2).unwrap()).unwrap();
        let meter = source.meter();
        io::copy(&mut source, &mut io::sink()).unwrap();
        assert_eq!((meter.read(), meter.total()), (length, Some(length)));
    }

    #[test]
    fn what_cannot_be_opened_is_named() {
        let one = NonZero::<usize>::MIN;
        let missing = Source::open(Path::new("no/such/file.vcf"), one).err().unwrap().to_string();
        assert!(missing.contains("no/such/file.vcf"), "{missing}");
        let folder = tempfile::tempdir().unwrap();
        assert!(Source::open(folder.path(), one).err().unwrap().to_string().contains("folder"));
    }
}
