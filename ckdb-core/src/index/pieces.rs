//! A long plain section that is checked piece by piece: whoever reads a little of it pays for a little.
//!
//! Hashing two hundred megabytes takes tens of milliseconds, which is more than annotating a small file. So beside such a section
//! stands another with the hash of each [`PIECE`] bytes of it; that section is small and is hashed as every section is. The chain
//! of promises is whole: the header names the table, the table the list of hashes, the list each piece. A piece is hashed when it is
//! first asked for, and its bytes are never given out before. The long section's own hash in the table is still checked by
//! [`IndexFile::verify`](super::IndexFile::verify).
//!
//! A section without such a list, as files had them before there were lists, is hashed as a whole.

use super::bytes::Bytes;
use super::error::IndexError;
use super::identity::Hash;
use super::once::kept;
use super::section::SectionBytes;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

/// Bytes of one piece; the last one may be shorter.
pub const PIECE: usize = 1 << 16;

/// The list of hashes of `bytes`, as it stands in the section beside them: 16 bytes a piece.
#[must_use]
pub fn hashes_of_pieces(bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(PIECE).flat_map(|piece| Hash::of(piece).0).collect()
}

/// A long section and the list of hashes beside it.
#[derive(Debug)]
pub struct Pieces {
    section: SectionBytes,
    hashes: Option<SectionBytes>,
    ready: OnceLock<Result<Ready, IndexError>>,
    damage: OnceLock<IndexError>,
}

#[derive(Debug)]
struct Ready {
    bytes: Bytes,
    /// Empty for a section that was hashed as a whole.
    hashes: Bytes,
    /// What is known of each piece.
    known: Box<[AtomicU8]>,
}

const NOT_ASKED: u8 = 0;
const SOUND: u8 = 1;
const DAMAGED: u8 = 2;

impl Pieces {
    /// `section`, to be checked by `hashes`, or as a whole when there are none. Nothing is read yet.
    #[must_use]
    pub const fn of(section: SectionBytes, hashes: Option<SectionBytes>) -> Self {
        Self { section, hashes, ready: OnceLock::new(), damage: OnceLock::new() }
    }

    /// Makes [`Pieces::get`] answer: checks the list of hashes, or without one the whole section. Done once.
    ///
    /// # Errors
    /// [`IndexError::SectionHash`] when what is checked is damaged, [`IndexError::Content`] when the list has another length.
    pub fn prepare(&self) -> Result<(), IndexError> {
        match kept(&self.ready, || self.check()) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.clone()),
        }
    }

    fn check(&self) -> Result<Ready, IndexError> {
        let Some(list) = &self.hashes else {
            return Ok(Ready { bytes: self.section.get()?.clone(), hashes: Bytes::from(Vec::new()), known: Box::default() });
        };
        let (bytes, hashes) = (self.section.unchecked().clone(), list.get()?.clone());
        let pieces = bytes.len().div_ceil(PIECE);
        if hashes.len() != pieces * 16 {
            return Err(list.content(format!("{} bytes for {pieces} pieces, expected {}", hashes.len(), pieces * 16)));
        }
        Ok(Ready { bytes, hashes, known: (0..pieces).map(|_| AtomicU8::new(NOT_ASKED)).collect() })
    }

    /// How many bytes the section has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.section.unchecked().len()
    }

    /// Is the section empty?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// These bytes, each of their pieces hashed before it is given out for the first time. `None` outside of the section, before
    /// [`Pieces::prepare`], and where a piece is not what was written: [`Pieces::damage`] tells then.
    #[inline]
    #[must_use]
    pub fn get(&self, range: Range<usize>) -> Option<&[u8]> {
        let ready = self.ready.get()?.as_ref().ok()?;
        let bytes = ready.bytes.get(range.clone())?;
        if !ready.known.is_empty() && !bytes.is_empty() {
            let known = ready.known.get(range.start / PIECE..=(range.end - 1) / PIECE)?;
            let sound = |piece: &AtomicU8| piece.load(Ordering::Relaxed) == SOUND;
            if !known.iter().all(sound) && !self.look_at(ready, range) {
                return None;
            }
        }
        Some(bytes)
    }

    /// Hashes the pieces of a range that were not hashed before; are all of them sound?
    #[cold]
    fn look_at(&self, ready: &Ready, range: Range<usize>) -> bool {
        let pieces = range.start / PIECE..=(range.end - 1) / PIECE;
        let mut sound = true;
        for piece in pieces {
            let Some(known) = ready.known.get(piece) else { return false };
            // Two threads that ask at once both hash it, and to the same outcome.
            if known.load(Ordering::Relaxed) == NOT_ASKED {
                let place = piece * PIECE..((piece + 1) * PIECE).min(ready.bytes.len());
                let outcome = self.look_at_one(ready, piece, place);
                known.store(if outcome.is_ok() { SOUND } else { DAMAGED }, Ordering::Relaxed);
                if let Err(error) = outcome {
                    self.damage.get_or_init(|| error);
                }
            }
            sound &= known.load(Ordering::Relaxed) == SOUND;
        }
        sound
    }

    fn look_at_one(&self, ready: &Ready, piece: usize, place: Range<usize>) -> Result<(), IndexError> {
        let promised = ready.hashes.get(piece * 16..).and_then(|rest| rest.first_chunk::<16>());
        let promised = promised.ok_or_else(|| self.section.content("its list of hashes is too short"))?;
        self.section.check_part(place, Hash(*promised))
    }

    /// The first damage that was met among the pieces asked for so far.
    #[must_use]
    pub fn damage(&self) -> Option<&IndexError> {
        self.damage.get()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::index::{IndexFile, Writer};

    fn text() -> Vec<u8> {
        (0..PIECE * 3 + 100).map(|at| b"ACGT"[at * 7 / 5 % 4]).collect()
    }

    fn image() -> Vec<u8> {
        let mut writer = Writer::new();
        writer.section("long", 1, text()).unwrap();
        writer.section("long/hashes", 1, hashes_of_pieces(&text())).unwrap();
        writer.finish().bytes
    }

    /// A file, with one bit of section `name` turned at `at`.
    fn damaged(name: &str, at: usize) -> IndexFile {
        let sound = IndexFile::from_bytes(image()).unwrap();
        let offset = sound.sections().find(|section| section.name == name).unwrap().offset;
        let mut bytes = image();
        bytes[usize::try_from(offset).unwrap() + at] ^= 1;
        IndexFile::from_bytes(bytes).unwrap()
    }

    fn pieces(file: &IndexFile) -> Pieces {
        Pieces::of(file.required("long", 1).unwrap(), Some(file.required("long/hashes", 1).unwrap()))
    }

    #[test]
    fn what_was_written_is_given_out() {
        let long = pieces(&IndexFile::from_bytes(image()).unwrap());
        assert_eq!(long.get(0..4), None, "nothing is prepared yet");
        long.prepare().unwrap();
        let text = text();
        for range in [0..0, 0..1, 10..PIECE, PIECE - 1..PIECE + 1, 5..PIECE * 3 + 50, 0..text.len(), text.len()..text.len()] {
            assert_eq!(long.get(range.clone()), Some(&text[range]));
        }
        assert_eq!(long.get(0..text.len() + 1), None);
        assert!(long.damage().is_none());
    }

    /// So that a turned bit is found before anybody reads the letter it stands in, and by nobody who does not read there.
    #[test]
    fn a_turned_bit_is_found_by_whoever_asks_for_its_piece() {
        for at in [0, PIECE - 1, PIECE, PIECE * 2 + 7, PIECE * 3 + 99] {
            let file = damaged("long", at);
            let long = pieces(&file);
            long.prepare().unwrap();
            for piece in 0..4 {
                let range = piece * PIECE..(piece * PIECE + 50);
                let spoilt = at / PIECE == piece;
                assert_eq!(long.get(range.clone()).is_none(), spoilt, "bit of byte {at}, piece {piece}");
                assert_eq!(long.get(range).is_none(), spoilt, "the outcome is kept");
            }
            assert!(matches!(long.damage().unwrap().reason(), IndexError::SectionHash { section, .. } if section == "long"));
            assert!(file.verify().is_err());
        }
    }

    #[test]
    fn the_list_itself_is_checked() {
        let long = pieces(&damaged("long/hashes", 17));
        assert!(
            matches!(long.prepare().unwrap_err().reason(), IndexError::SectionHash { section, .. } if section == "long/hashes")
        );
        assert_eq!(long.get(0..4), None);
        let mut writer = Writer::new();
        writer.section("long", 1, text()).unwrap();
        writer.section("long/hashes", 1, [0u8; 16]).unwrap();
        let short = pieces(&IndexFile::from_bytes(writer.finish().bytes).unwrap());
        assert!(matches!(short.prepare().unwrap_err().reason(), IndexError::Content { .. }));
    }

    #[test]
    fn without_a_list_the_whole_is_hashed() {
        let sound = IndexFile::from_bytes(image()).unwrap();
        let whole = Pieces::of(sound.required("long", 1).unwrap(), None);
        whole.prepare().unwrap();
        assert_eq!(whole.get(3..9), text().get(3..9));
        let spoilt = Pieces::of(damaged("long", PIECE * 3).required("long", 1).unwrap(), None);
        assert!(spoilt.prepare().is_err());
        assert_eq!(spoilt.get(3..9), None);
    }
}
