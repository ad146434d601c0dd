//! Mappings, lists and scalars by indentation; flow lists; comments; quotes. No anchors, no folded text, no tags.

use serde_json::{Map, Value};

/// A line that says something: its indentation and its text.
type Line<'t> = (usize, &'t str);

/// The whole document.
pub(crate) fn read(text: &str) -> Value {
    let lines: Vec<(usize, String)> = text
        .lines()
        .map(without_comment)
        .filter(|line| !line.trim().is_empty() && line.trim() != "---")
        .flat_map(|line| split_items(&line))
        .collect();
    let borrowed: Vec<Line<'_>> = lines.iter().map(|(indent, text)| (*indent, text.as_str())).collect();
    block(&mut borrowed.as_slice())
}

/// `- key: value` is an item that holds a mapping: the dash becomes a line of its own.
fn split_items(line: &str) -> Vec<(usize, String)> {
    let (mut indent, mut rest) = (line.len() - line.trim_start().len(), line.trim());
    let mut found = Vec::new();
    while let Some(item) = rest.strip_prefix("- ") {
        found.push((indent, "-".to_owned()));
        indent += rest.len() - item.trim_start().len();
        rest = item.trim_start();
    }
    found.push((indent, rest.to_owned()));
    found
}

fn without_comment(line: &str) -> String {
    let mut quote = None;
    let mut before = ' ';
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '#') if before == ' ' => return line[..at].trim_end().to_owned(),
            _ => {}
        }
        before = letter;
    }
    line.trim_end().to_owned()
}

fn block(lines: &mut &[Line<'_>]) -> Value {
    let Some(&(indent, first)) = lines.first() else { return Value::Null };
    if first == "-" {
        let mut items = Vec::new();
        while let Some(&(here, "-")) = lines.first() {
            if here != indent {
                break;
            }
            *lines = &lines[1..];
            items.push(if lines.first().is_some_and(|(inner, _)| *inner > indent) { block(lines) } else { Value::Null });
        }
        return Value::Array(items);
    }
    let Some(_) = key(first) else {
        *lines = &lines[1..];
        return scalar(first);
    };
    let mut map = Map::new();
    while let Some(&(here, text)) = lines.first() {
        let Some((name, rest)) = key(text).filter(|_| here == indent) else { break };
        *lines = &lines[1..];
        let deeper = |&(inner, text): &Line<'_>| inner > indent || inner == indent && text == "-";
        let value = if rest.is_empty() && lines.first().is_some_and(deeper) { block(lines) } else { scalar(rest) };
        map.insert(name.to_owned(), value);
    }
    Value::Object(map)
}

/// `name: rest`, where the name is not quoted.
fn key(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_".contains(&byte));
    (plain && (rest.is_empty() || rest.starts_with(' '))).then(|| (name, rest.trim()))
}

fn scalar(text: &str) -> Value {
    if let Some(inner) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return Value::Array(inner.split(',').map(|item| scalar(item.trim())).collect());
    }
    for quote in ['\'', '"'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return Value::from(inner);
        }
    }
    match text {
        "" | "null" | "~" => Value::Null,
        _ => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
    }
}

#[test]
fn reads_what_the_suite_writes() {
    let read = read(
        "A:\n  - in:\n      end: [1, null] # a range\n      items:\n        - x: 'a#b'\n        - y: SQ.1\n    out: null\nB:\n  -\n    in: \"\"\n",
    );
    assert_eq!(
        read,
        serde_json::json!({
            "A": [{"in": {"end": [1, null], "items": [{"x": "a#b"}, {"y": "SQ.1"}]}, "out": null}],
            "B": [{"in": ""}],
        })
    );
}
