//! Is a document what its published schema allows? Tables of elements, and a checker of a few dozen lines.
//!
//! A class is a list of elements: name, `!` when it is required, and what its value may be. `$` text, `#` number, `?` anything,
//! `=a|b` one of these words, `[…]` a list, a name an object of that class, `|` either. An object may have no element that its class
//! does not list: that is the `additionalProperties: false` of the schemas.

use serde_json::Value;

/// A class: its name and its elements.
pub(crate) type Class = (&'static str, &'static [&'static str]);

/// Checks a value; the first thing that is wrong, with its place.
pub(crate) fn check(classes: &[Class], value: &Value, what: &str) -> Result<(), String> {
    of(classes, value, what, what)
}

fn of(classes: &[Class], value: &Value, spec: &str, at: &str) -> Result<(), String> {
    let wrong = |found: &Value| Err(format!("{at}: expected {spec}, found {}", shortened(found)));
    if let Some(words) = spec.strip_prefix('=') {
        return match value.as_str() {
            Some(word) if words.split('|').any(|one| one == word) => Ok(()),
            _ => wrong(value),
        };
    }
    if let Some(inner) = spec.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let Some(items) = value.as_array() else { return wrong(value) };
        return items.iter().enumerate().try_for_each(|(place, item)| of(classes, item, inner, &format!("{at}[{place}]")));
    }
    if spec.contains('|') {
        let tried: Vec<String> = spec.split('|').filter_map(|one| of(classes, value, one, at).err()).collect();
        // The one that was entered the furthest has the longest place.
        return if tried.len() < spec.split('|').count() {
            Ok(())
        } else {
            Err(tried.into_iter().max_by_key(|error| error.split(": ").next().map(str::len)).unwrap_or_default())
        };
    }
    match spec {
        "?" => Ok(()),
        "$" if value.is_string() => Ok(()),
        "#" if value.is_number() => Ok(()),
        "$" | "#" => wrong(value),
        name => {
            let (_, elements) = classes.iter().find(|(one, _)| *one == name).unwrap_or_else(|| panic!("no class {name}"));
            let Some(object) = value.as_object() else { return wrong(value) };
            let parsed = |element: &&'static str| {
                let (key, spec) = element.split_once(' ').unwrap_or_else(|| panic!("{name}: {element}"));
                (key.trim_end_matches('!'), key.ends_with('!'), spec)
            };
            for (key, is_required, spec) in elements.iter().map(&parsed) {
                match object.get(key) {
                    Some(found) => of(classes, found, spec, &format!("{at}.{key}"))?,
                    None if is_required => return Err(format!("{at}: `{key}` of {name} is missing")),
                    None => {}
                }
            }
            let known = |key: &str| elements.iter().any(|one| parsed(one).0 == key);
            match object.keys().find(|key| !known(key)) {
                Some(other) => Err(format!("{at}: {name} has no element `{other}`")),
                None => Ok(()),
            }
        }
    }
}

fn shortened(value: &Value) -> String {
    value.to_string().chars().take(120).collect()
}

/// FHIR R4, JSON: no empty object, list or text anywhere, and no null.
pub(crate) fn nothing_empty(value: &Value, at: &str) -> Result<(), String> {
    let is_empty = match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    };
    if is_empty {
        return Err(format!("{at} is empty"));
    }
    match value {
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(place, item)| nothing_empty(item, &format!("{at}[{place}]")))
        }
        Value::Object(object) => object.iter().try_for_each(|(key, item)| nothing_empty(item, &format!("{at}.{key}"))),
        _ => Ok(()),
    }
}

#[test]
fn the_checker_finds_what_is_wrong() {
    const CLASSES: &[Class] = &[("A", &["type! =A", "name $", "parts [A|$]"])];
    let good = serde_json::json!({"type": "A", "parts": ["x", {"type": "A", "name": "y"}]});
    assert_eq!(check(CLASSES, &good, "A"), Ok(()));
    for (bad, says) in [
        (serde_json::json!({"name": "x"}), "missing"),
        (serde_json::json!({"type": "B"}), "expected =A"),
        (serde_json::json!({"type": "A", "other": 1}), "no element `other`"),
        (serde_json::json!({"type": "A", "parts": [1]}), "A.parts[0]"),
        (serde_json::json!({"type": "A", "parts": [{"type": "A", "name": 3}]}), "A.parts[0].name"),
    ] {
        let error = check(CLASSES, &bad, "A").unwrap_err();
        assert!(error.contains(says), "{bad}: {error}");
    }
    assert!(nothing_empty(&serde_json::json!({"a": [{"b": ""}]}), "x").is_err_and(|error| error.contains("x.a[0].b")));
}
