//! Sections in, one file image out.
//!
//! The image is a function of the sections alone: they are sorted by name, each begins on the first 64-byte border
//! after the one before, padding is zero, and there is no date and no random number in it. So two builds of the same
//! knowledge can be compared by one content id. Writing the image to disk is another's work: see `FORMAT.md`,
//! "Publication".

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use rkyv::Serialize;
use rkyv::api::high::HighSerializer;
use rkyv::rancor::BoxedError;
use rkyv::ser::allocator::ArenaHandle;

use super::error::IndexError;
use super::identity::{ContentId, Hash};
use super::layout::{Entry, HEADER_LENGTH, Header, check_name, encode_table, next_border};

/// Values that [`Writer::archive`] can write: everything that derives rkyv's `Archive` and `Serialize`.
pub trait Storable: for<'a> Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, BoxedError>> {}

impl<T> Storable for T where T: for<'a> Serialize<HighSerializer<Vec<u8>, ArenaHandle<'a>, BoxedError>> {}

/// Collects sections, in any order, for one file.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    sections: BTreeMap<String, (u32, Vec<u8>)>,
}

/// A whole file, ready to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Every byte of the file.
    pub bytes: Vec<u8>,
    /// What the header names: see [`ContentId`].
    pub content_id: ContentId,
}

impl Writer {
    /// A writer without sections.
    #[must_use]
    pub fn new() -> Writer {
        Writer::default()
    }

    /// Adds a section of plain bytes.
    ///
    /// `version` is the version of what is inside; a reader of another version refuses the section.
    ///
    /// # Errors
    ///
    /// [`IndexError::SectionName`] or [`IndexError::DuplicateSection`].
    pub fn section(&mut self, name: &str, version: u32, bytes: impl Into<Vec<u8>>) -> Result<&mut Writer, IndexError> {
        check_name(name)?;
        match self.sections.entry(name.to_owned()) {
            Place::Vacant(place) => place.insert((version, bytes.into())),
            Place::Occupied(_) => return Err(IndexError::DuplicateSection { section: name.to_owned() }),
        };
        Ok(self)
    }

    /// Adds a section that holds one archived value, to be read with [`IndexFile::archive`](super::IndexFile::archive).
    ///
    /// # Errors
    ///
    /// As for [`Writer::section`]; [`IndexError::Serialize`] if the archive would be larger than its 32-bit pointers
    /// reach (2 GiB): split the section.
    pub fn archive(&mut self, name: &str, version: u32, value: &impl Storable) -> Result<&mut Writer, IndexError> {
        let bytes = rkyv::api::high::to_bytes_in::<_, BoxedError>(value, Vec::new())
            .map_err(|error| IndexError::Serialize { section: name.to_owned(), problem: error.to_string() })?;
        self.section(name, version, bytes)
    }

    /// The image of the file.
    #[must_use]
    pub fn finish(&self) -> Image {
        let mut bytes = vec![0; HEADER_LENGTH];
        let mut entries = Vec::with_capacity(self.sections.len());
        for (name, (version, section)) in &self.sections {
            pad(&mut bytes);
            entries.push(Entry {
                name: name.clone(),
                version: *version,
                offset: bytes.len() as u64,
                length: section.len() as u64,
                hash: Hash::of(section),
            });
            bytes.extend_from_slice(section);
        }
        pad(&mut bytes);
        let table = encode_table(&entries);
        let content_id = ContentId(Hash::of(&table).0);
        let header = Header {
            // One entry takes 96 bytes of memory: 2³² of them do not fit any machine that could have collected them.
            section_count: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            toc_offset: bytes.len() as u64,
            toc_length: table.len() as u64,
            file_length: (bytes.len() + table.len()) as u64,
            content_id,
        };
        bytes.extend_from_slice(&table);
        bytes[..HEADER_LENGTH].copy_from_slice(&header.encode());
        Image { bytes, content_id }
    }
}

/// Zeros up to the next border.
fn pad(bytes: &mut Vec<u8>) {
    let border = next_border(bytes.len() as u64);
    bytes.resize(usize::try_from(border).unwrap_or(usize::MAX), 0);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::index::IndexFile;

    #[test]
    fn the_smallest_file_is_a_header() {
        let image = Writer::new().finish();
        assert_eq!(image.bytes.len(), 64);
        assert_eq!(image.content_id.to_string(), Hash::of(b"").to_string());
        let file = IndexFile::from_bytes(image.bytes).unwrap();
        assert_eq!(file.sections().count(), 0);
        file.verify().unwrap();
    }

    #[test]
    fn sections_stand_on_borders() {
        let image = Writer::new()
            .section("b", 2, [2u8; 65])
            .unwrap()
            .section("a", 1, [1u8; 1])
            .unwrap()
            .section("empty", 0, [])
            .unwrap()
            .finish();
        assert_eq!(image.bytes.len(), 64 + 64 + 128 + 3 * 96);
        let file = IndexFile::from_bytes(image.bytes).unwrap();
        let places: Vec<_> = file.sections().map(|section| (section.name, section.offset, section.length)).collect();
        assert_eq!(places, [("a", 64, 1), ("b", 128, 65), ("empty", 256, 0)]);
    }

    #[test]
    fn a_name_is_used_once_and_follows_the_rule() {
        let mut writer = Writer::new();
        writer.section("a", 1, []).unwrap();
        assert!(matches!(writer.section("a", 2, []), Err(IndexError::DuplicateSection { .. })));
        assert!(matches!(writer.section("A", 1, []), Err(IndexError::SectionName { .. })));
        assert!(matches!(writer.archive("../a", 1, &1u32), Err(IndexError::SectionName { .. })));
    }

    // Padding inside archived values must not carry leftovers of memory into the file.
    #[test]
    fn an_archive_has_the_same_bytes_each_time() {
        let value = vec![(1u8, 2u64, Some(3u16)), (4, 5, None)];
        let build = || Writer::new().archive("rows", 1, &value).unwrap().finish().bytes;
        let first = build();
        let noise = vec![0xaau8; 4096];
        drop(noise);
        assert_eq!(first, build());
    }

    fn sections() -> impl Strategy<Value = BTreeMap<String, (u32, Vec<u8>)>> {
        let bytes = prop::collection::vec(any::<u8>(), 0..200);
        prop::collection::btree_map("[a-z0-9_-][a-z0-9_.-]{0,5}(/[a-z]{1,3})?", (any::<u32>(), bytes), 0..12)
    }

    proptest! {
        #[test]
        fn any_sections_are_read_back_and_their_order_does_not_matter(sections in sections(), turn in any::<usize>()) {
            let mut writer = Writer::new();
            for (name, (version, bytes)) in &sections {
                writer.section(name, *version, bytes.clone()).unwrap();
            }
            let image = writer.finish();

            let mut order: Vec<_> = sections.iter().rev().collect();
            let middle = turn % order.len().max(1);
            order.rotate_left(middle);
            let mut other = Writer::new();
            for (name, (version, bytes)) in order {
                other.section(name, *version, bytes.clone()).unwrap();
            }
            prop_assert_eq!(&other.finish(), &image);

            let file = IndexFile::from_bytes(image.bytes).unwrap();
            prop_assert_eq!(file.content_id(), image.content_id);
            file.verify().unwrap();
            prop_assert_eq!(file.sections().count(), sections.len());
            for (name, (version, bytes)) in &sections {
                prop_assert_eq!(&file.section(name).unwrap()[..], &bytes[..]);
                prop_assert!(file.required(name, *version).is_ok());
            }
        }
    }
}
