//! Open, sections, verify.
//!
//! There are three doors, and the type of each says what it costs. [`IndexFile::open`] is safe and reads the file into
//! memory, unless the operating system can prove that nobody is able to change it. [`IndexFile::open_mapped`] takes
//! microseconds and needs a promise that the program itself cannot check, so it is `unsafe`.
//! [`IndexFile::from_bytes`] takes bytes from anywhere.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use super::bytes::Bytes;
use super::error::IndexError;
use super::identity::{ContentId, Hash};
use super::layout::{Entry, HEADER_LENGTH, Header, decode_table};
use super::names::Names;
use super::section::{Section, SectionBytes, Stored};

/// An open index file. Cheap to clone; clones share memory and the outcome of checks.
#[derive(Clone)]
pub struct IndexFile {
    inner: Arc<Inner>,
}

struct Inner {
    bytes: Bytes,
    path: Option<Arc<Path>>,
    content_id: ContentId,
    /// In the order of their names.
    sections: Vec<(Entry, SectionBytes)>,
}

/// One line of the table of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SectionInfo<'f> {
    /// The section's name.
    pub name: &'f str,
    /// The version of what is inside.
    pub version: u32,
    /// Where it begins, in bytes from the start of the file.
    pub offset: u64,
    /// Its length in bytes, without padding.
    pub length: u64,
    /// Its hash.
    pub hash: Hash,
}

impl IndexFile {
    /// Opens a file without asking anything of the caller.
    ///
    /// The whole file is read into memory (about 1 ms for each MB), except where the operating system proves that it
    /// cannot change (fs-verity, a sealed memory file): then it is mapped. Header and length are checked before
    /// anything else is read, so a wrong file is refused at once however large it is.
    ///
    /// # Errors
    ///
    /// The file cannot be read, is not an index, has another format, or its header or table is damaged. Sections are
    /// checked when they are first touched.
    pub fn open(path: impl AsRef<Path>) -> Result<IndexFile, IndexError> {
        IndexFile::open_by(path.as_ref(), "read", Bytes::load)
    }

    /// Opens a file by mapping it: microseconds, and memory shared with every other process that maps it.
    ///
    /// # Safety
    ///
    /// Nobody may change or shorten the file while this value, a clone of it or anything got from it lives. A file that
    /// was published by rename fulfils this (`FORMAT.md`, "Publication"); a file that somebody copies over in place
    /// does not, and ends the process with a signal.
    ///
    /// # Errors
    ///
    /// As for [`IndexFile::open`].
    #[expect(unsafe_code, reason = "hands the caller's promise down to `Bytes::map`; it adds none of its own")]
    pub unsafe fn open_mapped(path: impl AsRef<Path>) -> Result<IndexFile, IndexError> {
        // SAFETY: our caller promises exactly what `Bytes::map` asks for.
        IndexFile::open_by(path.as_ref(), "map", |file, _| unsafe { Bytes::map(file) })
    }

    /// Opens an index that is in memory already. Bytes from a `Vec`, a slice or
    /// the middle of another [`Bytes`] are copied once, into aligned memory.
    ///
    /// # Errors
    ///
    /// As for [`IndexFile::open`].
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<IndexFile, IndexError> {
        IndexFile::decode(bytes.into(), None)
    }

    fn open_by(
        path: &Path,
        act: &'static str,
        take: impl FnOnce(&File, u64) -> io::Result<Bytes>,
    ) -> Result<IndexFile, IndexError> {
        let in_file = |reason| IndexError::InFile { path: path.to_owned(), reason: Box::new(reason) };
        let refused = |error| IndexError::io("open", path, error);
        // Before opening: opening a pipe would wait for somebody to write into it.
        let kind = followed(path, |path| fs::metadata(path)).map_err(refused)?.file_type();
        if !kind.is_file() {
            let found = if kind.is_dir() { "a folder" } else { "a device or a pipe" };
            return Err(in_file(IndexError::NotAFile { found }));
        }
        let file = followed(path, |path| File::open(path)).map_err(refused)?;
        let length = file.metadata().map_err(refused)?.len();
        // Through the file and not through a map: a map of a file shorter than a header may not be touched.
        let mut start = Vec::with_capacity(HEADER_LENGTH);
        let header_length = HEADER_LENGTH as u64;
        (&file).take(header_length).read_to_end(&mut start).map_err(|error| IndexError::io("read", path, error))?;
        Header::decode(&start, length).map_err(in_file)?;
        let bytes = take(&file, length).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                in_file(IndexError::Length { expected: length, found: file.metadata().map_or(0, |now| now.len()) })
            }
            io::ErrorKind::OutOfMemory => in_file(IndexError::TooLarge { length }),
            _ => IndexError::io(act, path, error),
        })?;
        IndexFile::decode(bytes, Some(path.into())).map_err(in_file)
    }

    fn decode(bytes: Bytes, path: Option<Arc<Path>>) -> Result<IndexFile, IndexError> {
        let bytes = bytes.aligned();
        let header = Header::decode(&bytes, bytes.len() as u64)?;
        let entries = decode_table(&bytes, &header)?;
        let mut sections = Vec::with_capacity(entries.len());
        for entry in entries {
            let part = part(&bytes, entry.offset, entry.offset + entry.length)?;
            let section = SectionBytes::promised(entry.name.clone(), part, entry.hash, entry.offset, path.clone());
            sections.push((entry, section));
        }
        Ok(IndexFile { inner: Arc::new(Inner { bytes, path, content_id: header.content_id, sections }) })
    }

    /// The name of the whole content: see [`ContentId`].
    #[must_use]
    pub fn content_id(&self) -> ContentId {
        self.inner.content_id
    }

    /// Length of the file in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.inner.bytes.len() as u64
    }

    /// Where the file was opened; `None` for bytes from memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }

    /// The table of contents, in the order of names. Nothing is read or hashed for it.
    pub fn sections(&self) -> impl ExactSizeIterator<Item = SectionInfo<'_>> {
        self.inner.sections.iter().map(|(entry, _)| SectionInfo {
            name: &entry.name,
            version: entry.version,
            offset: entry.offset,
            length: entry.length,
            hash: entry.hash,
        })
    }

    /// Is there a section of this name, of whatever version?
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_ok()
    }

    /// The bytes of a section of whatever version, hashed now if they have not been before.
    ///
    /// # Errors
    ///
    /// [`IndexError::MissingSection`] or [`IndexError::SectionHash`].
    pub fn section(&self, name: &str) -> Result<Bytes, IndexError> {
        let (_, section) = self.find(name)?;
        section.get().cloned()
    }

    /// A section that must be there in exactly this version. It is not touched: [`SectionBytes::get`] hashes it.
    ///
    /// # Errors
    ///
    /// [`IndexError::MissingSection`] or [`IndexError::SectionVersion`].
    pub fn required(&self, name: &str, version: u32) -> Result<SectionBytes, IndexError> {
        let (entry, section) = self.find(name)?;
        if entry.version == version {
            return Ok(section.clone());
        }
        let section = name.to_owned();
        Err(self.in_file(IndexError::SectionVersion { section, expected: version, found: entry.version }))
    }

    /// A required section that holds one archived `T`; hashed and checked at its first [`Section::get`].
    ///
    /// # Errors
    ///
    /// As for [`IndexFile::required`].
    pub fn archive<T: Stored>(&self, name: &str, version: u32) -> Result<Section<T>, IndexError> {
        self.required(name, version).map(Section::of)
    }

    /// A required section that holds names; hashed and checked at the first lookup.
    ///
    /// # Errors
    ///
    /// As for [`IndexFile::required`].
    pub fn names(&self, name: &str, version: u32) -> Result<Names, IndexError> {
        self.required(name, version).map(Names::of)
    }

    /// Reads every byte and compares it with what the header promises, whatever has been checked before.
    ///
    /// # Errors
    ///
    /// The first damage, in the order of the file's parts: header, table, sections with the padding behind each.
    pub fn verify(&self) -> Result<(), IndexError> {
        self.verify_all().map_err(|error| self.in_file(error))
    }

    fn verify_all(&self) -> Result<(), IndexError> {
        let bytes = &self.inner.bytes;
        let header = Header::decode(bytes, bytes.len() as u64)?;
        // The table follows from its hash: if it still has the one we opened, it still says what we hold.
        decode_table(bytes, &header)?;
        if header.content_id != self.inner.content_id {
            return Err(IndexError::ContentId { expected: self.inner.content_id, found: header.content_id });
        }
        let mut sections = self.inner.sections.iter().peekable();
        while let Some((entry, section)) = sections.next() {
            section.check().map_err(|error| error.reason().clone())?;
            let end = entry.offset + entry.length;
            let next = sections.peek().map_or(header.toc_offset, |(next, _)| next.offset);
            let padding = part(bytes, end, next)?;
            if let Some((offset, &found)) = (end..).zip(padding.iter()).find(|&(_, &byte)| byte != 0) {
                return Err(IndexError::Padding { offset, found });
            }
        }
        Ok(())
    }

    fn find(&self, name: &str) -> Result<&(Entry, SectionBytes), IndexError> {
        let sections = &self.inner.sections;
        match sections.binary_search_by(|(entry, _)| entry.name.as_str().cmp(name)) {
            Ok(place) => Ok(&sections[place]),
            Err(_) => Err(self.in_file(IndexError::MissingSection { section: name.to_owned() })),
        }
    }

    fn in_file(&self, reason: IndexError) -> IndexError {
        match &self.inner.path {
            Some(path) => IndexError::InFile { path: path.to_path_buf(), reason: Box::new(reason) },
            None => reason,
        }
    }
}

/// The bytes from `start` to `end`, which the table has proven to lie inside the file.
fn part(bytes: &Bytes, start: u64, end: u64) -> Result<Bytes, IndexError> {
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    range.and_then(|(start, end)| bytes.slice(start..end)).ok_or(IndexError::Length { expected: end, found: bytes.len() as u64 })
}

impl fmt::Debug for IndexFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexFile")
            .field("path", &self.inner.path)
            .field("content_id", &self.inner.content_id)
            .field("bytes", &self.inner.bytes)
            .field("sections", &self.inner.sections.len())
            .finish()
    }
}

/// Asks the system for what a path leads to. Between the reading of a link and the look for its file, nights may have passed and that
/// file may be gone; then the link leads elsewhere by now, and is followed again.
fn followed<T>(path: &Path, ask: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    loop {
        let led = fs::read_link(path).ok();
        match ask(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && led.is_some() => {
                if fs::read_link(path).ok() == led {
                    return Err(error);
                }
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rkyv::Archived;

    use super::*;
    use crate::index::{Meaning, NamesBuilder, Writer};

    fn image() -> Vec<u8> {
        let mut names = NamesBuilder::new();
        names.add("HER-2", Meaning { kind: 1, id: 5 }).unwrap();
        let mut writer = Writer::new();
        writer.section("plain", 3, "abc").unwrap();
        writer.archive("numbers", 1, &vec![1u32, 2, 3]).unwrap();
        writer.section("names", 2, names.finish().unwrap()).unwrap();
        writer.finish().bytes
    }

    #[test]
    fn a_file_may_travel_between_threads() {
        fn travels<T: Send + Sync + Clone + 'static>() {}
        travels::<IndexFile>();
    }

    #[test]
    fn each_kind_of_section_is_read_back() {
        let file = IndexFile::from_bytes(image()).unwrap();
        assert_eq!(&file.section("plain").unwrap()[..], b"abc");
        let numbers = file.archive::<Archived<Vec<u32>>>("numbers", 1).unwrap();
        assert_eq!(numbers.get().unwrap().as_slice(), [1, 2, 3]);
        let names = file.names("names", 2).unwrap();
        // What was got from a file lives on without it.
        drop(file);
        assert_eq!(names.lookup("her2").unwrap().next(), Some(Meaning { kind: 1, id: 5 }));
        assert_eq!(numbers.get().unwrap().len(), 3);
    }

    #[test]
    fn a_section_that_is_needed_must_be_there_in_its_version() {
        let file = IndexFile::from_bytes(image()).unwrap();
        assert!(file.has("plain") && !file.has("other"));
        assert!(matches!(file.section("other"), Err(IndexError::MissingSection { .. })));
        let newer = file.required("plain", 2).unwrap_err();
        assert!(matches!(newer, IndexError::SectionVersion { expected: 2, found: 3, .. }));
        assert!(newer.to_string().contains("update CKDB"), "{newer}");
    }

    #[test]
    fn a_path_is_named_in_every_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.ckdb");
        let named = |error: IndexError| assert!(error.to_string().contains("x.ckdb"), "{error}");
        named(IndexFile::open(&path).unwrap_err());
        fs::write(&path, b"hello").unwrap();
        named(IndexFile::open(&path).unwrap_err());
        let mut bytes = image();
        let file = IndexFile::from_bytes(bytes.clone()).unwrap();
        let place = usize::try_from(file.sections().next().unwrap().offset).unwrap();
        bytes[place] ^= 1;
        fs::write(&path, bytes).unwrap();
        let file = IndexFile::open(&path).unwrap();
        named(file.section("other").unwrap_err());
        named(file.required("plain", 9).unwrap_err());
        named(file.section("names").unwrap_err());
        named(file.names("names", 2).unwrap().lookup("x").unwrap_err());
        let error = file.verify().unwrap_err();
        assert!(matches!(error.reason(), IndexError::SectionHash { .. }));
        named(error);
    }

    #[test]
    fn a_folder_is_not_an_index() {
        let error = IndexFile::open(std::env::temp_dir()).unwrap_err();
        assert!(matches!(error.reason(), IndexError::NotAFile { found: "a folder" }));
        assert!(!error.to_string().is_empty());
        let error = IndexFile::open("/no/such/file.ckdb").unwrap_err();
        assert!(matches!(error, IndexError::Io { act: "open", .. }));
    }
}
