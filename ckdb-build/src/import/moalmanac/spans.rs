//! A JSON array cut into its elements without reading them, so that each has its own place, and a broken one spoils no other.

use std::ops::Range;

/// Spans of the objects that stand directly in the first array of a text.
pub(super) fn elements(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        if quoted {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => quoted = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => {
                depth = depth.saturating_add(1);
                if depth == 2 && byte == b'{' {
                    start = at;
                }
            }
            b'}' | b']' => {
                if depth == 2 && byte == b'}' {
                    found.push(start..at + 1);
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_inner_objects_do_not_divide() {
        let text = r#"[{"a": "}] \" {"}, {"b": {"c": [1, {}]}}, 7]"#;
        let found: Vec<&str> = elements(text).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, [r#"{"a": "}] \" {"}"#, r#"{"b": {"c": [1, {}]}}"#]);
        assert!(elements("[{\"a\": 1").is_empty());
        assert!(elements("]]}}").is_empty());
    }
}
