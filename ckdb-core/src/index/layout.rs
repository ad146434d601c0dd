//! The header and the table of contents: encode and decode side by side.
//!
//! `FORMAT.md` is the document of this file; change both in one commit. Every number is little-endian and has a fixed
//! width, so that a file is the same on every machine. Decoding checks everything that can be checked without
//! touching a section, and allocates only after the table has been proven to lie inside the file.

use super::bytes::ALIGNMENT;
use super::error::IndexError;
use super::identity::{ContentId, FORMAT, Hash, MAGIC};

/// Length of the header in bytes; the first section begins right after it.
pub const HEADER_LENGTH: usize = 64;

/// Length of one entry of the table of contents in bytes.
pub const ENTRY_LENGTH: usize = 96;

/// Longest section name in bytes.
pub const NAME_LENGTH: usize = 56;

/// What the header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Number of entries in the table of contents.
    pub section_count: u32,
    /// Where the table begins, in bytes from the start of the file.
    pub toc_offset: u64,
    /// Length of the table in bytes.
    pub toc_length: u64,
    /// Length of the whole file in bytes.
    pub file_length: u64,
    /// Hash of the table.
    pub content_id: ContentId,
}

impl Header {
    /// The 64 bytes of the header.
    #[must_use]
    pub fn encode(&self) -> [u8; HEADER_LENGTH] {
        let mut bytes = [0; HEADER_LENGTH];
        bytes[0..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&FORMAT.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.section_count.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.toc_offset.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.toc_length.to_le_bytes());
        bytes[32..40].copy_from_slice(&self.file_length.to_le_bytes());
        bytes[40..56].copy_from_slice(&self.content_id.0);
        // 56..64 is reserved and stays zero.
        bytes
    }

    /// Reads the header from the first bytes of a file that is `file_length` bytes long.
    ///
    /// `start` may be the whole file or only its beginning; 64 bytes are enough.
    ///
    /// # Errors
    ///
    /// In this order, so that the most helpful message wins: not an index, another format, wrong length, a field that
    /// no writer would write.
    pub fn decode(start: &[u8], file_length: u64) -> Result<Header, IndexError> {
        check_magic(start)?;
        let Some(bytes) = start.first_chunk::<HEADER_LENGTH>() else {
            return Err(IndexError::Length { expected: HEADER_LENGTH as u64, found: file_length });
        };
        match read_u32(bytes, 8) {
            FORMAT => {}
            found if found > FORMAT => return Err(IndexError::NewerFormat { found }),
            found => return Err(IndexError::OlderFormat { found }),
        }
        let header = Header {
            section_count: read_u32(bytes, 12),
            toc_offset: read_u64(bytes, 16),
            toc_length: read_u64(bytes, 24),
            file_length: read_u64(bytes, 32),
            content_id: ContentId(read_hash(bytes, 40).0),
        };
        if header.file_length != file_length {
            return Err(IndexError::Length { expected: header.file_length, found: file_length });
        }
        let wrong = |field, offset, expected: String, found| IndexError::Header { field, offset, expected, found };
        let reserved = read_u64(bytes, 56);
        if reserved != 0 {
            return Err(wrong("reserved", 56, "0".into(), reserved));
        }
        // The count is a u32, so this cannot overflow a u64.
        let toc_length = u64::from(header.section_count) * ENTRY_LENGTH as u64;
        if header.toc_length != toc_length {
            let expected = format!("{toc_length} (96 for each of {} sections)", header.section_count);
            return Err(wrong("table length", 24, expected, header.toc_length));
        }
        // The table is the last thing in the file. This also proves that it lies inside.
        match file_length.checked_sub(toc_length) {
            Some(end) if header.toc_offset == end && end >= HEADER_LENGTH as u64 => Ok(header),
            Some(end) => Err(wrong("table offset", 16, format!("{end}, where the sections end"), header.toc_offset)),
            None => {
                let expected = "less than the file length".to_owned();
                Err(wrong("table length", 24, expected, header.toc_length))
            }
        }
    }
}

/// One entry of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The section's name; see [`check_name`].
    pub name: String,
    /// The version of what is inside. Each section counts for itself.
    pub version: u32,
    /// Where it begins, in bytes from the start of the file; a multiple of 64.
    pub offset: u64,
    /// Its length in bytes, without padding.
    pub length: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Entry {
    /// Appends the 96 bytes of this entry. The name has passed [`check_name`].
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(self.name.as_bytes());
        out.resize(start + NAME_LENGTH, 0);
        out.extend_from_slice(&self.version.to_le_bytes());
        out.extend_from_slice(&0u32.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.length.to_le_bytes());
        out.extend_from_slice(&self.hash.0);
    }

    fn decode(bytes: &[u8; ENTRY_LENGTH]) -> Result<Entry, String> {
        let field = &bytes[..NAME_LENGTH];
        let length = field.iter().position(|&byte| byte == 0).unwrap_or(NAME_LENGTH);
        let (name, rest) = field.split_at(length);
        if rest.iter().any(|&byte| byte != 0) {
            return Err("bytes stand after the end of the section name".to_owned());
        }
        let name = String::from_utf8_lossy(name).into_owned();
        check_name(&name).map_err(|error| error.to_string())?;
        let reserved = read_u32(bytes, 60);
        if reserved != 0 {
            return Err(format!("the reserved field of section `{name}` should be 0 but is {reserved}"));
        }
        Ok(Entry {
            name,
            version: read_u32(bytes, 56),
            offset: read_u64(bytes, 64),
            length: read_u64(bytes, 72),
            hash: read_hash(bytes, 80),
        })
    }
}

/// The table of contents as bytes. The entries are in the order of their names.
pub(super) fn encode_table(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::with_capacity(entries.len() * ENTRY_LENGTH);
    entries.iter().for_each(|entry| entry.encode(&mut out));
    out
}

/// Reads the table of contents of the file `bytes`, whose header has been decoded.
///
/// The layout of a file follows from its table: sections stand in the order of their names, each begins on the first
/// 64-byte border after the one before. So overlapping sections, gaps and sections outside the file are all the same
/// mistake: the offset is not the one that follows.
///
/// # Errors
///
/// The table has another hash than the header says, or an entry breaks a rule.
pub fn decode_table(bytes: &[u8], header: &Header) -> Result<Vec<Entry>, IndexError> {
    // `Header::decode` has proven that the table is the end of the file, and so fits a usize.
    let start = usize::try_from(header.toc_offset).unwrap_or(usize::MAX);
    let table = bytes.get(start..).unwrap_or_default();
    let found = ContentId(Hash::of(table).0);
    if found != header.content_id {
        return Err(IndexError::ContentId { expected: header.content_id, found });
    }
    let (chunks, _) = table.as_chunks::<ENTRY_LENGTH>();
    let mut entries: Vec<Entry> = Vec::with_capacity(chunks.len());
    let mut end = HEADER_LENGTH as u64;
    for (number, chunk) in (0u32..).zip(chunks) {
        let wrong = |problem| IndexError::Table { entry: number, problem };
        let entry = Entry::decode(chunk).map_err(wrong)?;
        if let Some(last) = entries.last()
            && last.name >= entry.name
        {
            return Err(wrong(format!("section `{}` should not stand after `{}`", entry.name, last.name)));
        }
        let expected = next_border(end);
        if entry.offset != expected {
            let Entry { name, offset, .. } = &entry;
            return Err(wrong(format!("section `{name}` should begin at byte {expected}, not at {offset}")));
        }
        end = match entry.offset.checked_add(entry.length) {
            Some(end) if end <= header.toc_offset => end,
            _ => {
                let Entry { name, length, .. } = &entry;
                return Err(wrong(format!("section `{name}` of {length} bytes reaches beyond byte {}", header.toc_offset)));
            }
        };
        entries.push(entry);
    }
    if next_border(end) != header.toc_offset {
        let expected = format!("{}, where the sections end", next_border(end));
        return Err(IndexError::Header { field: "table offset", offset: 16, expected, found: header.toc_offset });
    }
    Ok(entries)
}

/// The first 64-byte border at or after `offset`.
pub(super) fn next_border(offset: u64) -> u64 {
    // Saturating: a forged offset near the end of u64 must be an error further on, not an overflow here.
    offset.checked_next_multiple_of(ALIGNMENT as u64).unwrap_or(u64::MAX)
}

/// Checks the naming rule of sections: 1 to 56 characters `a-z 0-9 - _ .` in parts joined by `/`; no part is empty or
/// begins with a dot. Such a name is also a safe relative path on every system.
///
/// # Errors
///
/// [`IndexError::SectionName`] if the rule is broken.
pub fn check_name(name: &str) -> Result<(), IndexError> {
    let part = |part: &str| {
        let legal = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(legal)
    };
    if name.len() <= NAME_LENGTH && name.split('/').all(part) {
        Ok(())
    } else {
        Err(IndexError::SectionName { section: name.to_owned() })
    }
}

/// Checks the first eight bytes, and guesses what the file is instead.
fn check_magic(start: &[u8]) -> Result<(), IndexError> {
    let first = &start[..start.len().min(MAGIC.len())];
    if first == MAGIC {
        return Ok(());
    }
    if !first.is_empty() && MAGIC.starts_with(first) {
        return Err(IndexError::Length { expected: HEADER_LENGTH as u64, found: first.len() as u64 });
    }
    let hint = match first {
        [] => "the file is empty",
        [_, b'C', b'K', b'D', b'B', ..] => "it was one, but a transfer in text mode has changed it; copy it as binary",
        [0x1f, 0x8b, ..] => "it is compressed with gzip; decompress it first, if an index is inside",
        [b'P', b'K', ..] => "it is a zip archive; unpack it first, if an index is inside",
        b"##filefo" => "it looks like a VCF file; it may have been given in place of the index",
        _ => "it begins differently; check the path",
    };
    let found: Vec<String> = first.iter().map(|byte| format!("{byte:02x}")).collect();
    let found = if found.is_empty() { "none".to_owned() } else { found.join(" ") };
    Err(IndexError::NotAnIndex { found, hint })
}

// The three readers below are called with constant offsets inside fixed-size arrays; a wrong one is seen by every test.

fn read_u32<const N: usize>(bytes: &[u8; N], at: usize) -> u32 {
    let mut field = [0; 4];
    field.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(field)
}

fn read_u64<const N: usize>(bytes: &[u8; N], at: usize) -> u64 {
    let mut field = [0; 8];
    field.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(field)
}

fn read_hash<const N: usize>(bytes: &[u8; N], at: usize) -> Hash {
    let mut field = [0; 16];
    field.copy_from_slice(&bytes[at..at + 16]);
    Hash(field)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn header() -> Header {
        Header { section_count: 2, toc_offset: 128, toc_length: 192, file_length: 320, content_id: ContentId([0xab; 16]) }
    }

    #[test]
    fn a_header_is_read_back() {
        let header = header();
        let bytes = header.encode();
        assert_eq!(Header::decode(&bytes, 320).unwrap(), header);
        // The bytes themselves are fixed: another language reads them too.
        assert_eq!(&bytes[..16], b"\x89CKDB\r\n\x1a\x01\0\0\0\x02\0\0\0");
        assert_eq!(bytes[16..40], [128, 0, 0, 0, 0, 0, 0, 0, 192, 0, 0, 0, 0, 0, 0, 0, 64, 1, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bytes[56..], [0; 8]);
    }

    #[test]
    fn the_most_helpful_error_wins() {
        let decode = |bytes: &[u8]| Header::decode(bytes, bytes.len() as u64).unwrap_err();
        let text = |bytes: &[u8]| decode(bytes).to_string();
        assert!(text(b"").contains("the file is empty"));
        assert!(text(b"\x1f\x8b\x08\0\0\0\0\0").contains("gzip"));
        assert!(text(b"##fileformat=VCFv4.2").contains("VCF"));
        assert!(text(b"\x09CKDB\r\n\x1a").contains("text mode"));
        assert!(text(b"\x89CKDB\n\x1a\x01").contains("text mode"));
        assert!(matches!(decode(b"\x89CK"), IndexError::Length { expected: 64, found: 3 }));
        assert!(matches!(decode(&header().encode()), IndexError::Length { expected: 320, found: 64 }));
        let mut newer = header().encode();
        newer[8] = 2;
        // Also when the newer format has other lengths.
        assert!(matches!(decode(&newer), IndexError::NewerFormat { found: 2 }));
        newer[8] = 0;
        assert!(matches!(decode(&newer), IndexError::OlderFormat { found: 0 }));
    }

    #[test]
    fn an_entry_is_read_back() {
        let entry = Entry { name: "text/ja/terms.idx".into(), version: 7, offset: 64, length: 5, hash: Hash::of(b"hello") };
        let bytes = encode_table(std::slice::from_ref(&entry));
        assert_eq!(bytes.len(), ENTRY_LENGTH);
        assert_eq!(Entry::decode(bytes.first_chunk().unwrap()).unwrap(), entry);
    }

    #[test]
    fn the_hash_is_blake3() {
        // The first 16 bytes of the published BLAKE3 hash of the empty input.
        assert_eq!(Hash::of(b"").to_string(), "af1349b9f5f9a1a6a0404dea36dcc949");
    }

    #[test]
    fn section_names_follow_the_rule() {
        for good in ["a", "names", "text/ja/0.idx", "transcripts/grch38", &"x".repeat(56)] {
            check_name(good).unwrap();
        }
        let long = "x".repeat(57);
        for bad in ["", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "A", "a b", "é", "a\0", &long] {
            assert!(check_name(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_content_id_prints_and_parses() {
        let id = ContentId(*b"0123456789abcdef");
        assert_eq!(id.to_string(), "30313233343536373839616263646566");
        assert_eq!(id.to_string().parse::<ContentId>().unwrap(), id);
        assert_eq!(id.to_string().to_uppercase().parse::<ContentId>().unwrap(), id);
        for bad in ["", "30", "+0313233343536373839616263646566", "3031323334353637383961626364656g"] {
            assert!(bad.parse::<ContentId>().is_err(), "{bad:?}");
        }
    }
}
