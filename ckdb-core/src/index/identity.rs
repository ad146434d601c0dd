//! What names a file: its magic number, its format, and the hashes that name its content.

use std::fmt;
use std::str::FromStr;

/// The first eight bytes of every index. The byte with its high bit set shows 7-bit damage, `\r\n` shows newline
/// translation, and `\x1a` stops a careless `type` on a terminal. (The trick is PNG's, ISO/IEC 15948 section 5.2.)
pub const MAGIC: [u8; 8] = *b"\x89CKDB\r\n\x1a";

/// The format this program writes and reads.
pub const FORMAT: u32 = 1;

/// A text that should be a content id is not one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a content id: expected 32 hexadecimal digits, as `ckdb info` prints them")]
pub struct NotAContentId {
    /// The text as given.
    pub text: String,
}

/// The first 16 bytes of a BLAKE3 hash. 128 bits name content beyond any accident and keep the tables short.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 16]);

/// From here on all cores hash together. The sections of the knowledge that ships stay below it, so that no threads are
/// started for them; the letters of whole catalogues of gene models are fifty times as many.
const MANY_BYTES: usize = 1 << 24;

impl Hash {
    /// Hashes `bytes`, about 3 GB a second and core where the processor has wide registers; long runs on all cores.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Hash {
        let mut short = [0; 16];
        let hash = if bytes.len() < MANY_BYTES { blake3::hash(bytes) } else { of_many(bytes) };
        short.copy_from_slice(&hash.as_bytes()[..16]);
        Hash(short)
    }
}

/// The hash of the same bytes is the same, however many threads work on it. They are started for it and end with it: rayon's own
/// threads stay for ever, and in the child of a fork, which has none of them, whoever asks them for something waits for ever.
fn of_many(bytes: &[u8]) -> blake3::Hash {
    match rayon_core::ThreadPoolBuilder::new().build() {
        Ok(threads) => threads.install(|| blake3::Hasher::new().update_rayon(bytes).finalize()),
        Err(_) => blake3::hash(bytes),
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The name of an index's whole content: the hash of its table of contents, which in turn holds the hash of every
/// section. Two files have the same content id if and only if they are equal byte for byte.
///
/// Printed as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub [u8; 16]);

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self::Hash(self.0).fmt(f)
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentId {
    type Err = NotAContentId;

    fn from_str(text: &str) -> Result<ContentId, NotAContentId> {
        let bad = || NotAContentId { text: text.to_owned() };
        // `from_str_radix` alone would also take a plus sign.
        if text.len() != 32 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| bad())?;
        Ok(ContentId(number.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bytes_have_the_hash_that_one_thread_gives() {
        let bytes: Vec<u8> = (0..=255).cycle().take(MANY_BYTES + 7).collect();
        assert_eq!(Hash::of(&bytes).0, blake3::hash(&bytes).as_bytes()[..16]);
    }
}
