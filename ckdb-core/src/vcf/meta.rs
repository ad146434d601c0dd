//! One `##key=value` header line, read as far as it can be.
//!
//! Header lines in the wild break the specification in many ways, and a library that refuses them refuses the file.
//! Here nothing fails: a line gives its key and, if it has the form `<A=b,C="d, e">`, its attributes in their order.

/// The key and the value of `##key=value`; `None` for a line without that form. Bytes that are not UTF-8 show as `�`.
#[must_use]
pub fn key_value(line: &[u8]) -> Option<(String, String)> {
    let text = String::from_utf8_lossy(line.strip_prefix(b"##")?);
    let (key, value) = text.trim_end_matches(['\r', '\n']).split_once('=')?;
    Some((key.to_owned(), value.to_owned()))
}

/// The attributes of `<ID=chr7,length=159138663,Description="a, b">`, in their order and without their quotes.
///
/// `None` when the value is not in angle brackets. Commas and brackets inside quotes separate nothing; `\"` is a quote.
#[must_use]
pub fn attributes(value: &str) -> Option<Vec<(String, String)>> {
    let inner = value.trim().strip_prefix('<')?.strip_suffix('>')?;
    let mut pieces = vec![String::new()];
    let mut quoted = false;
    let mut escaped = false;
    for letter in inner.chars() {
        match letter {
            '"' if !escaped => quoted = !quoted,
            ',' if !quoted => {
                pieces.push(String::new());
                continue;
            }
            _ => {}
        }
        escaped = letter == '\\' && !escaped;
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    let attribute = |piece: String| {
        let (key, value) = piece.split_once('=').unwrap_or((&piece, ""));
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let value = bare.map_or_else(|| value.to_owned(), |bare| bare.replace("\\\"", "\"").replace("\\\\", "\\"));
        (key.trim().to_owned(), value)
    };
    Some(pieces.into_iter().map(attribute).collect())
}

/// The value of one attribute.
#[must_use]
pub fn attribute<'a>(attributes: &'a [(String, String)], key: &str) -> Option<&'a str> {
    attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_quotes_separate_nothing() {
        let found = attributes(r#"<ID=X,Description="a, \"b\" > c",length=5>"#).unwrap();
        assert_eq!(attribute(&found, "Description"), Some(r#"a, "b" > c"#));
        assert_eq!(attribute(&found, "length"), Some("5"));
        assert_eq!(attribute(&found, "Length"), None);
    }

    #[test]
    fn odd_lines_do_not_fail() {
        assert_eq!(key_value(b"##reference=file:///hg19.fa\r\n"), Some(("reference".into(), "file:///hg19.fa".into())));
        assert_eq!(key_value(b"##no equals sign\n"), None);
        assert_eq!(key_value(b"#CHROM\tPOS\n"), None);
        assert_eq!(attributes("plain"), None);
        assert_eq!(attributes("<>").unwrap(), [(String::new(), String::new())]);
        assert_eq!(attributes("<ID=\"open,x=1>").unwrap().len(), 1);
    }
}
