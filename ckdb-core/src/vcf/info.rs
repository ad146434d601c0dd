//! How text is made safe for an INFO value, and read back.
//!
//! VCF 4.3 §1.2 percent-encodes the characters with a meaning of their own: `: ; = % ,` CR LF TAB. Our entries use two
//! delimiters more, `|` between fields and `&` within a list. Blanks were forbidden in INFO before 4.3 and cut columns
//! apart in scripts, so they are encoded too, and so is every other control character. All else, Japanese included,
//! stays as it is in UTF-8. Full list: `% : ; = , | &`, the blank, U+0000 to U+001F, U+007F. Codes are two upper-case
//! hexadecimal digits, one for each byte.

/// The key that says who speaks of the alleles of a line.
pub const KEY: &str = "CKDB";

/// The key that says what the alleles do to transcripts.
pub const CONSEQUENCE_KEY: &str = "CKDB_CSQ";

/// Every INFO key that is ours. The walk replaces them when a file is annotated again, and strip takes them out.
pub const OUR_KEYS: [&str; 2] = [KEY, CONSEQUENCE_KEY];

/// Must this byte be encoded in a value of ours?
#[must_use]
pub const fn is_reserved(byte: u8) -> bool {
    matches!(byte, 0..=b' ' | 0x7F | b'%' | b':' | b';' | b'=' | b',' | b'|' | b'&')
}

/// Appends `text` to `out`, with every reserved character as `%XX`.
pub fn encode_value(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    out.reserve(text.len());
    for &byte in text.as_bytes() {
        if is_reserved(byte) {
            out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        } else {
            out.push(byte);
        }
    }
}

/// The text that [`encode_value`] was given. A `%` that two hexadecimal digits do not follow stands for itself.
///
/// # Errors
/// When the decoded bytes are not UTF-8: nothing that [`encode_value`] wrote.
pub fn decode_value(value: &[u8]) -> Result<String, std::string::FromUtf8Error> {
    let digit = |place: usize| value.get(place).and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(value.len());
    let mut place = 0;
    while let Some(&byte) = value.get(place) {
        match (byte, digit(place + 1), digit(place + 2)) {
            // Two hexadecimal digits are at most 255.
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                place += 3;
            }
            _ => {
                out.push(byte);
                place += 1;
            }
        }
    }
    String::from_utf8(out)
}

/// Is this `;`-separated entry of an INFO field one of ours?
#[must_use]
pub fn is_ours(entry: &[u8]) -> bool {
    OUR_KEYS.iter().any(|key| match entry.strip_prefix(key.as_bytes()) {
        Some(rest) => rest.is_empty() || rest[0] == b'=',
        None => false,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(text: &str) -> String {
        let mut out = Vec::new();
        encode_value(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn delimiters_and_blanks_are_encoded_and_nothing_else() {
        assert_eq!(encoded("dabrafenib & trametinib"), "dabrafenib%20%26%20trametinib");
        assert_eq!(encoded("p.Val600Glu"), "p.Val600Glu");
        assert_eq!(encoded("c.1799T>A"), "c.1799T>A");
        assert_eq!(encoded("a=1;b,c|d:100%\t\r\n"), "a%3D1%3Bb%2Cc%7Cd%3A100%25%09%0D%0A");
        assert_eq!(encoded("オシメルチニブ"), "オシメルチニブ");
    }

    #[test]
    fn a_lone_percent_sign_stands_for_itself() {
        assert_eq!(decode_value(b"100%").unwrap(), "100%");
        assert_eq!(decode_value(b"%zz%2").unwrap(), "%zz%2");
        assert!(decode_value(b"%FF").is_err());
    }

    #[test]
    fn only_our_own_keys_are_ours() {
        assert!(is_ours(b"CKDB") && is_ours(b"CKDB=1") && is_ours(b"CKDB_CSQ=x"));
        assert!(!is_ours(b"CKDBX=1") && !is_ours(b"XCKDB=1") && !is_ours(b"CKDB_OTHER") && !is_ours(b""));
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(text in any::<String>()) {
            let encoded = encoded(&text);
            prop_assert!(!encoded.replace('%', "").bytes().any(is_reserved));
            prop_assert_eq!(decode_value(encoded.as_bytes()).unwrap(), text);
        }

        #[test]
        fn decoding_never_panics(value in any::<Vec<u8>>()) {
            let _ = decode_value(&value);
        }
    }
}
