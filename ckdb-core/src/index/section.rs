//! One section of a file, checked once and then borrowed.
//!
//! Two checks guard a section, and both are needed. The **hash** guards truth: it notices every changed byte. The
//! **archive check** (bytecheck) guards memory: it proves that every pointer and every enum inside an archive is
//! legal. Of 2,000 changed bytes in rows of data the archive check alone accepted 1,591 as well-formed; and a hash
//! alone would let a faulty writer crash its reader.
//!
//! Decision: a section is hashed **when it is first touched**, not when the file is opened, and the outcome is kept.
//! So opening stays in microseconds however large the file is, whoever asks for one gene pays for one section, and
//! still nobody is ever given a byte that was not hashed before. (The archive check of a long section runs beside its
//! hashing; what it finds is kept back until the hash agrees.) Threads that touch a section at the same time each
//! check it, and none waits for another (`index::once`). A damaged section gives the same error each time.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rkyv::Portable;
use rkyv::api::high::HighValidator;
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor::BoxedError;
use yoke::Yoke;

use super::beside::both;
use super::bytes::Bytes;
use super::error::IndexError;
use super::identity::Hash;
use super::once::kept;

/// The bytes of one section and the hash they should have. Cheap to clone; clones share the outcome of the check.
#[derive(Clone)]
pub struct SectionBytes {
    inner: Arc<Inner>,
}

struct Inner {
    name: String,
    bytes: Bytes,
    /// `None` for bytes that never were in a file.
    promise: Option<Promise>,
    checked: OnceLock<Result<(), IndexError>>,
}

struct Promise {
    hash: Hash,
    /// From the start of the file, for messages.
    offset: u64,
    path: Option<Arc<Path>>,
}

impl SectionBytes {
    /// A section of a file: `bytes` should have `hash`, and will be hashed at the first [`SectionBytes::get`].
    pub(super) fn promised(name: String, bytes: Bytes, hash: Hash, offset: u64, path: Option<Arc<Path>>) -> Self {
        let promise = Some(Promise { hash, offset, path });
        SectionBytes { inner: Arc::new(Inner { name, bytes, promise, checked: OnceLock::new() }) }
    }

    /// Bytes that come from elsewhere and are taken as they are, for instance from a [`Writer`](super::Writer).
    #[must_use]
    pub fn trusted(name: &str, bytes: Bytes) -> Self {
        let name = name.to_owned();
        SectionBytes { inner: Arc::new(Inner { name, bytes, promise: None, checked: OnceLock::new() }) }
    }

    /// The section's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// The bytes, hashed before they are given out for the first time.
    ///
    /// # Errors
    ///
    /// [`IndexError::SectionHash`] if the bytes are not those that were written.
    pub fn get(&self) -> Result<&Bytes, IndexError> {
        kept(&self.inner.checked, || self.check()).clone()?;
        Ok(&self.inner.bytes)
    }

    /// The bytes as they are, for [`Pieces`](super::Pieces), which checks what it gives out of them.
    pub(super) fn unchecked(&self) -> &Bytes {
        &self.inner.bytes
    }

    /// Hashes a part of the bytes and compares it with what it should be.
    pub(super) fn check_part(&self, part: std::ops::Range<usize>, expected: Hash) -> Result<(), IndexError> {
        let found = Hash::of(self.inner.bytes.get(part.clone()).unwrap_or_default());
        if found == expected {
            return Ok(());
        }
        let offset = self.inner.promise.as_ref().map_or(0, |promise| promise.offset) + part.start as u64;
        Err(self.in_file(IndexError::SectionHash { section: self.inner.name.clone(), offset, expected, found }))
    }

    /// Hashes the bytes now, whether or not they have been before.
    pub(super) fn check(&self) -> Result<(), IndexError> {
        let Some(promise) = &self.inner.promise else { return Ok(()) };
        let found = Hash::of(&self.inner.bytes);
        if found == promise.hash {
            return Ok(());
        }
        let section = self.inner.name.clone();
        let error = IndexError::SectionHash { section, offset: promise.offset, expected: promise.hash, found };
        Err(self.in_file(error))
    }

    /// An error about what is inside this section, with the file's path if there is one.
    pub(super) fn content(&self, problem: impl Into<String>) -> IndexError {
        let section = self.inner.name.clone();
        self.in_file(IndexError::Content { section, problem: problem.into() })
    }

    fn in_file(&self, reason: IndexError) -> IndexError {
        match self.inner.promise.as_ref().and_then(|promise| promise.path.as_ref()) {
            Some(path) => IndexError::InFile { path: path.to_path_buf(), reason: Box::new(reason) },
            None => reason,
        }
    }
}

impl fmt::Debug for SectionBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SectionBytes({}, {:?})", self.inner.name, self.inner.bytes)
    }
}

/// From here on the two checks of a section are made side by side: each takes a millisecond and more. No section of the knowledge that
/// ships is as large.
const SIDE_BY_SIDE: usize = 1 << 22;

/// Archived values that a section can hold: everything rkyv derives an archive for.
///
/// It stands in place of rkyv's own bounds, so that the rooms above can be generic without naming them.
pub trait Stored: Portable + for<'a> CheckBytes<HighValidator<'a, BoxedError>> + Sync + Send + 'static {}

impl<T> Stored for T where T: Portable + for<'a> CheckBytes<HighValidator<'a, BoxedError>> + Sync + Send + 'static {}

/// A section that holds one archived value of type `T`, for instance `rkyv::Archived<Vec<Gene>>`.
///
/// The first [`Section::get`] hashes the bytes and checks the archive (milliseconds for tens of megabytes); each later
/// one is a pointer.
pub struct Section<T: Stored> {
    bytes: SectionBytes,
    view: OnceLock<Result<Yoke<&'static T, Bytes>, IndexError>>,
}

impl<T: Stored> Section<T> {
    /// A section over bytes that need no hash check: they have just been made, or came out of
    /// [`IndexFile::section`](super::IndexFile::section), which has checked them. `name` is for messages.
    #[must_use]
    pub fn new(bytes: Bytes, name: &str) -> Self {
        Section::of(SectionBytes::trusted(name, bytes))
    }

    /// A section over `bytes`, checked at the first [`Section::get`].
    #[must_use]
    pub fn of(bytes: SectionBytes) -> Self {
        Section { bytes, view: OnceLock::new() }
    }

    /// The archived value.
    ///
    /// # Errors
    ///
    /// [`IndexError::SectionHash`] if the bytes are damaged; [`IndexError::Content`] if they are not an archived `T`.
    pub fn get(&self) -> Result<&T, IndexError> {
        match kept(&self.view, || self.check()) {
            Ok(view) => Ok(view.get()),
            Err(error) => Err(error.clone()),
        }
    }

    /// Makes the checks of [`Section::get`] while `meanwhile` works, where they take long enough to be worth a thread.
    pub(crate) fn get_beside<R>(&self, meanwhile: impl FnOnce() -> R) -> R {
        let is_short = self.bytes.unchecked().len() < SIDE_BY_SIDE || self.view.get().is_some();
        if is_short { meanwhile() } else { both(|| drop(self.get()), meanwhile).1 }
    }

    fn check(&self) -> Result<Yoke<&'static T, Bytes>, IndexError> {
        if self.bytes.unchecked().len() < SIDE_BY_SIDE {
            self.bytes.get()?;
            return self.attach();
        }
        // The archive check may read bytes that are not hashed yet: it is made for bytes of any kind. If the hash differs, that is the error.
        let (attached, hashed) = both(|| self.attach(), || self.bytes.get());
        hashed.and(attached)
    }

    /// The archive check alone.
    fn attach(&self) -> Result<Yoke<&'static T, Bytes>, IndexError> {
        // `BoxedError`, because rkyv's plain error says nothing in release builds.
        Yoke::try_attach_to_cart(self.bytes.unchecked().clone(), |bytes| rkyv::access::<T, BoxedError>(bytes))
            .map_err(|error| self.bytes.content(format!("its archive is not legal: {error}")))
    }
}

impl<T: Stored> fmt::Debug for Section<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Section({:?})", self.bytes)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use rkyv::rend::u32_le;
    use rkyv::{Archive, Archived, Deserialize, Serialize};

    use super::*;
    use crate::index::Writer;

    #[derive(Debug, PartialEq, Archive, Serialize, Deserialize)]
    #[rkyv(derive(Debug))]
    struct Row {
        name: String,
        weight: Option<u64>,
        exons: Vec<u32_le>,
    }

    fn rows() -> Vec<Row> {
        vec![
            Row { name: "one".into(), weight: None, exons: vec![] },
            Row { name: "two, with a longer name".into(), weight: Some(1 << 40), exons: vec![1.into(), 258.into()] },
        ]
    }

    fn archived(rows: &Vec<Row>) -> Bytes {
        let image = Writer::new().archive("rows", 1, rows).unwrap().finish();
        crate::index::IndexFile::from_bytes(image.bytes).unwrap().section("rows").unwrap()
    }

    #[test]
    fn sections_may_travel_between_threads() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<SectionBytes>();
        travels::<Section<Archived<Vec<Row>>>>();
    }

    #[test]
    fn an_archive_is_read_back_and_keeps_its_address() {
        let section = Section::<Archived<Vec<Row>>>::new(archived(&rows()), "rows");
        let first = section.get().unwrap();
        assert_eq!(first.len(), 2);
        assert_eq!(first[1].name, "two, with a longer name");
        assert_eq!(first[1].weight.as_ref().unwrap().to_native(), 1 << 40);
        let address = std::ptr::from_ref(first);
        // Moving the section must not move what it borrows from.
        let moved = Box::new(section);
        assert!(std::ptr::eq(address, moved.get().unwrap()));
    }

    // One algorithm can run over owned and archived values: both give the same slice type, on every machine.
    #[test]
    fn a_vec_of_u32_le_is_the_same_slice_owned_and_archived() {
        fn sum(exons: &[u32_le]) -> u32 {
            exons.iter().map(|exon| exon.to_native()).sum()
        }
        let owned = rows();
        let section = Section::<Archived<Vec<Row>>>::new(archived(&owned), "rows");
        let archived = section.get().unwrap();
        assert_eq!(sum(&owned[1].exons), 259);
        assert_eq!(sum(&archived[1].exons), 259);
        assert_eq!(owned[1].exons.as_slice(), archived[1].exons.as_slice());
    }

    #[test]
    fn the_wrong_type_or_wrong_bytes_are_an_error_with_a_reason() {
        for bytes in [&b""[..], b"1", &[0xff; 64], &[0xff; 65]] {
            let section = Section::<Archived<Vec<Row>>>::new(Bytes::from(bytes), "rows");
            let error = section.get().unwrap_err();
            assert!(matches!(error, IndexError::Content { .. }), "{error}");
            // Twice the same answer.
            assert_eq!(section.get().unwrap_err().to_string(), error.to_string());
        }
    }

    #[test]
    fn a_long_section_is_checked_as_a_short_one_is() {
        let text = "ACGT".repeat(SIDE_BY_SIDE / 4);
        let written: Vec<Row> = ["one", &text].map(|name| Row { name: name.into(), weight: None, exons: vec![7.into()] }).into();
        let bytes = archived(&written);
        let long = |hash| Section::<Archived<Vec<Row>>>::of(SectionBytes::promised("rows".into(), bytes.clone(), hash, 64, None));
        let sound = long(Hash::of(&bytes));
        assert_eq!(sound.get_beside(|| 5), 5);
        assert_eq!(sound.get().unwrap()[1].name, *text);
        assert!(matches!(long(Hash::of(b"other")).get().unwrap_err(), IndexError::SectionHash { .. }));
        let other = Section::<Archived<Vec<Row>>>::new(Bytes::from(vec![0xff; SIDE_BY_SIDE + 64]), "rows");
        assert!(matches!(other.get().unwrap_err(), IndexError::Content { .. }));
    }

    #[test]
    fn unaligned_bytes_are_refused_not_read() {
        let aligned = archived(&rows());
        let mut shifted = vec![0];
        shifted.extend_from_slice(&aligned);
        let shifted = Bytes::from(shifted);
        let section = Section::<Archived<Vec<Row>>>::new(shifted.slice(1..shifted.len()).unwrap(), "rows");
        assert!(section.get().is_err());
    }

    #[test]
    fn a_broken_promise_is_noticed_at_the_first_touch_and_remembered() {
        let path: Arc<Path> = Path::new("a.ckdb").into();
        let bytes = SectionBytes::promised("x".into(), Bytes::from(&b"no"[..]), Hash::of(b"yes"), 64, Some(path));
        let error = bytes.get().unwrap_err();
        assert!(error.to_string().starts_with("a.ckdb: section `x` at byte 64 is damaged"), "{error}");
        assert!(matches!(bytes.get().unwrap_err().reason(), IndexError::SectionHash { .. }));
        let kept = SectionBytes::promised("x".into(), Bytes::from(&b"yes"[..]), Hash::of(b"yes"), 64, None);
        assert_eq!(&kept.get().unwrap()[..], b"yes");
    }
}
