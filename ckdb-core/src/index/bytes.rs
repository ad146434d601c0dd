//! `Bytes`: an owned view of a memory map or of aligned heap.
//!
//! Everything above this file works on `&[u8]` and must not care where the bytes live. This file is where that is
//! decided, and so it is the only file that makes unsafe promises about memory: one call that maps a file, and one
//! marker that lets an archive borrow from the bytes it travels with.
#![expect(unsafe_code, reason = "the two promises about memory live here, each with its reason, and nowhere else")]

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::{Deref, Range};
use std::sync::Arc;

use memmap2::Mmap;
use rkyv::util::AlignedVec;

/// Every section begins on a border of this many bytes, in the file and in memory.
///
/// Archives need at most 16 today. 64 is one cache line, and leaves room.
pub const ALIGNMENT: usize = 64;

/// Immutable bytes with an owner. Cloning and slicing are cheap and never copy.
///
/// The start of a whole `Bytes` (not of a slice) stands on a 64-byte border: a map begins on a page, and the heap
/// copy is allocated so.
#[derive(Clone)]
pub struct Bytes {
    owner: Arc<Owner>,
    // Invariant: start <= end <= owner.len(). Set only by `whole` and `slice`.
    start: usize,
    end: usize,
}

/// Who holds the memory. Nothing ever asks for it mutably once it stands inside an `Arc`.
enum Owner {
    Map(Mmap),
    Heap(AlignedVec<ALIGNMENT>),
}

impl Owner {
    fn as_slice(&self) -> &[u8] {
        match self {
            Owner::Map(map) => map,
            Owner::Heap(heap) => heap,
        }
    }
}

// SAFETY: `deref` always returns the same address while any clone of this value lives. The memory is a map or a heap
// block held by an `Arc`; moving `Bytes` moves the pointer to it, not the memory. `Owner` is private and is never
// borrowed mutably, taken out of its `Arc` or changed, so the block is neither moved, shortened nor written to.
unsafe impl stable_deref_trait::StableDeref for Bytes {}

impl Bytes {
    fn whole(owner: Owner) -> Bytes {
        let end = owner.as_slice().len();
        Bytes { owner: Arc::new(owner), start: 0, end }
    }

    /// Reads `length` bytes from the start of `file` into aligned heap, or maps the file if the operating system can
    /// prove that nobody is able to change it (fs-verity, a sealed memory file).
    ///
    /// # Errors
    ///
    /// `UnexpectedEof` if the file has become shorter than `length`; `OutOfMemory` if that much memory cannot be had;
    /// otherwise what the operating system says.
    pub fn load(mut file: &File, length: u64) -> io::Result<Bytes> {
        if let Ok(map) = memmap2::MmapOptions::new().map_if_safe(file) {
            return Ok(Bytes::whole(Owner::Map(map)));
        }
        let length = usize::try_from(length).map_err(|_| io::ErrorKind::OutOfMemory)?;
        // `AlignedVec` aborts the process when memory is short. Ask politely first: a forged length of a sparse file
        // must be an error.
        if length > AlignedVec::<ALIGNMENT>::MAX_CAPACITY || Vec::<u8>::new().try_reserve_exact(length).is_err() {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        let mut heap = AlignedVec::<ALIGNMENT>::with_capacity(length);
        heap.resize(length, 0);
        file.rewind()?;
        file.read_exact(&mut heap)?;
        Ok(Bytes::whole(Owner::Heap(heap)))
    }

    /// Maps `file` whole, without copying.
    ///
    /// # Safety
    ///
    /// Nobody, in this process or another, may change or shorten the file while this value or a clone of it lives. A
    /// shortened file ends the process with a signal, also with a private map; a changed one breaks what has been
    /// checked. A file published by rename (`FORMAT.md`, "Publication") fulfils this: an update puts a *new* file in
    /// its place and leaves the mapped one alone.
    ///
    /// # Errors
    ///
    /// What the operating system says when it refuses the map.
    pub unsafe fn map(file: &File) -> io::Result<Bytes> {
        // SAFETY: the caller promises that the file stays as it is; that is all `Mmap::map` asks for.
        let map = unsafe { Mmap::map(file)? };
        Ok(Bytes::whole(Owner::Map(map)))
    }

    /// These bytes, or a copy of them, so that they begin on a 64-byte border.
    ///
    /// Only a slice from the middle of something larger is copied.
    #[must_use]
    pub fn aligned(self) -> Bytes {
        if self.as_ptr().addr().is_multiple_of(ALIGNMENT) { self } else { Bytes::from(&self[..]) }
    }

    /// The part `range` of these bytes, sharing their memory; `None` if it reaches beyond them.
    #[must_use]
    pub fn slice(&self, range: Range<usize>) -> Option<Bytes> {
        if range.start > range.end || range.end > self.len() {
            return None;
        }
        let (start, end) = (self.start + range.start, self.start + range.end);
        Some(Bytes { owner: Arc::clone(&self.owner), start, end })
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.owner.as_slice()[self.start..self.end]
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match *self.owner {
            Owner::Map(_) => "map",
            Owner::Heap(_) => "heap",
        };
        write!(f, "Bytes({} bytes, {place})", self.len())
    }
}

/// Copies into aligned heap, so that a slice from anywhere (a download, a test, `include_bytes!`) can be opened.
impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Bytes {
        let mut heap = AlignedVec::<ALIGNMENT>::with_capacity(bytes.len());
        heap.extend_from_slice(bytes);
        Bytes::whole(Owner::Heap(heap))
    }
}

/// Copies: the memory of a `Vec` has no promised alignment.
impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Bytes {
        Bytes::from(bytes.as_slice())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::io::Write;

    use super::*;
    use crate::index::{IndexError, IndexFile, Writer};

    #[test]
    fn bytes_may_travel_between_threads() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Bytes>();
    }

    #[test]
    fn a_slice_shares_memory_and_never_reaches_outside() {
        let bytes = Bytes::from(&b"0123456789"[..]);
        let part = bytes.slice(2..8).unwrap();
        assert_eq!(&part[..], b"234567");
        assert_eq!(part.as_ptr(), bytes[2..].as_ptr());
        assert_eq!(&part.slice(1..3).unwrap()[..], b"34");
        // Inside the owner, but outside the slice.
        assert!(part.slice(0..7).is_none());
        assert!(part.slice(usize::MAX..usize::MAX).is_none());
        assert!(part.slice(Range { start: 3, end: 2 }).is_none());
        assert!(part.slice(6..6).unwrap().is_empty());
    }

    #[test]
    fn memory_begins_on_a_border() {
        // An odd start in the source must not matter.
        let source = [7u8; 200];
        for start in 0..8 {
            let bytes = Bytes::from(&source[start..]);
            assert_eq!(bytes.as_ptr().addr() % ALIGNMENT, 0);
        }
        assert!(Bytes::from(Vec::new()).is_empty());
    }

    #[test]
    fn load_reads_from_the_start_and_refuses_a_short_file() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"hello").unwrap();
        assert_eq!(&Bytes::load(&file, 5).unwrap()[..], b"hello");
        assert_eq!(Bytes::load(&file, 6).unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
        // More than any machine can address: an error, not the end of the process.
        assert_eq!(Bytes::load(&file, 1 << 50).unwrap_err().kind(), io::ErrorKind::OutOfMemory);
        assert_eq!(Bytes::load(&file, u64::MAX).unwrap_err().kind(), io::ErrorKind::OutOfMemory);
    }

    // The tests of the mapped road stand here because only this file may say `unsafe`.

    // So that an empty or short file is refused before its map is touched: a map of nothing still has an address.
    #[test]
    fn a_file_shorter_than_a_header_is_never_mapped() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        for (text, length) in [(&b""[..], 0), (b"\x89CKDB\r\n\x1a", 8), (&[0; 55], 63)] {
            file.write_all(text).unwrap();
            // SAFETY: nobody else knows this temporary file, and it is written to only while it is not open.
            let error = unsafe { IndexFile::open_mapped(file.path()) }.unwrap_err();
            let short = matches!(error.reason(), IndexError::Length { expected: 64, found } if *found == length);
            assert!(short || (length == 0 && matches!(error.reason(), IndexError::NotAnIndex { .. })), "{error}");
        }
    }

    #[test]
    fn a_mapped_file_survives_a_new_file_over_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ckdb");
        let old = Writer::new().section("notes", 1, "old").unwrap().finish();
        let new = Writer::new().section("notes", 1, "new").unwrap().finish();
        std::fs::write(&path, &old.bytes).unwrap();
        // SAFETY: the file is only ever replaced by rename below, never written to or shortened.
        let file = unsafe { IndexFile::open_mapped(&path) }.unwrap();

        let beside = folder.path().join("b.ckdb");
        std::fs::write(&beside, &new.bytes).unwrap();
        std::fs::rename(&beside, &path).unwrap();

        assert_eq!(&file.section("notes").unwrap()[..], b"old");
        file.verify().unwrap();
        assert_eq!(IndexFile::open(&path).unwrap().content_id(), new.content_id);
    }
}
