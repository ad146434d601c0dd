//! Addresses of entries: `urn:uuid:…`, made of what the entry says, so that one case always gives one bundle.

use sha2::{Digest, Sha256};

/// The address of what these words name: a UUID of version 8 (RFC 9562 §5.8) from the first sixteen bytes of a SHA-256.
pub(super) fn named(words: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        // With its length before it, no word runs into the next.
        hasher.update((word.len() as u64).to_le_bytes());
        hasher.update(word.as_bytes());
    }
    let digest = hasher.finalize();
    let mut text = String::from("urn:uuid:");
    for (at, byte) in digest.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_uuid_of_version_8_and_says_what_it_names() {
        let one = named(&["a", "bc"]);
        assert_eq!(one, named(&["a", "bc"]));
        assert_ne!(one, named(&["ab", "c"]));
        let groups: Vec<usize> = one.trim_start_matches("urn:uuid:").split('-').map(str::len).collect();
        assert_eq!(groups, [8, 4, 4, 4, 12], "{one}");
        assert_eq!(one.as_bytes()["urn:uuid:".len() + 14], b'8', "{one}");
        assert!(b"89ab".contains(&one.as_bytes()["urn:uuid:".len() + 19]), "{one}");
    }
}
