//! From a VRS object to its serialisation and its identifier.
//!
//! Not everything an object says counts: an `id`, a label or an expression does not. Each class has its *inherent* properties
//! ([`CLASSES`]); they are written in canonical JSON (RFC 8785: keys in order, no spaces), parts that have an identifier of
//! their own by their digest. The digest is SHA-512, cut to 24 bytes, as base64url. Sources: VRS 2.0 "Computed Identifiers";
//! RFC 4648 §5; the refget specification names the digest `sha512t24u`.

use serde_json::Value;
use sha2::{Digest, Sha512};

/// What of a class counts.
struct Class {
    name: &'static str,
    /// The two or three letters of its identifiers; `None`: written in full inside others.
    prefix: Option<&'static str>,
    /// Inherent properties in alphabetical order; `type` counts always and sorts last.
    keys: &'static [&'static str],
    /// Is a property that is not given written as `null`?
    nulls: bool,
    /// Do its members have no order of their own?
    unordered: bool,
}

const fn class(name: &'static str, prefix: Option<&'static str>, keys: &'static [&'static str]) -> Class {
    Class { name, prefix, keys, nulls: false, unordered: false }
}

/// The classes of VRS 2.0.
const CLASSES: &[Class] = &[
    Class { nulls: true, ..class("Adjacency", Some("AJ"), &["adjoinedSequences", "linker"]) },
    class("Allele", Some("VA"), &["location", "state"]),
    Class { unordered: true, ..class("CisPhasedBlock", Some("CPB"), &["members"]) },
    class("CopyNumberChange", Some("CX"), &["copyChange", "location"]),
    class("CopyNumberCount", Some("CN"), &["copies", "location"]),
    class("DerivativeMolecule", Some("DM"), &["components"]),
    class("LengthExpression", None, &["length"]),
    class("LiteralSequenceExpression", None, &["sequence"]),
    class("ReferenceLengthExpression", None, &["length", "repeatSubunitLength"]),
    Class { nulls: true, ..class("SequenceLocation", Some("SL"), &["end", "sequenceReference", "start"]) },
    class("SequenceReference", None, &["refgetAccession"]),
    class("Terminus", Some("TM"), &["location"]),
    class("TraversalBlock", None, &["component", "orientation"]),
];

/// Why an object has no identifier.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VrsError {
    /// No class of VRS 2.0.
    #[error("`{0}` is no class of VRS 2.0; expected an object with a `type` such as Allele or SequenceLocation")]
    UnknownClass(String),
    /// A class without identifiers of its own.
    #[error("a {0} has no identifier of its own; it is written in full inside the object it belongs to")]
    NotIdentifiable(&'static str),
}

/// The digest of GA4GH: SHA-512, the first 24 bytes, base64url; always 32 letters.
#[must_use]
pub fn sha512t24u(blob: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = Sha512::digest(blob);
    let mut text = String::with_capacity(32);
    // 24 bytes are eight groups of three: nothing is left to pad.
    for group in digest.iter().take(24).collect::<Vec<_>>().chunks(3) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(**byte));
        for shift in [18, 12, 6, 0] {
            text.push(char::from(LETTERS[(bits >> shift & 63) as usize]));
        }
    }
    text
}

/// The serialisation that is digested.
///
/// # Errors
/// The object, or one in it, is of no class of VRS 2.0.
pub fn serialize(object: &Value) -> Result<String, VrsError> {
    let mut text = String::new();
    write(object, class_of(object, None)?, &mut text)?;
    Ok(text)
}

/// The computed identifier: `ga4gh:`, the class's letters, a dot, the digest.
///
/// # Errors
/// As [`serialize`]; and classes without identifiers of their own.
pub fn identify(object: &Value) -> Result<String, VrsError> {
    let class = class_of(object, None)?;
    let prefix = class.prefix.ok_or(VrsError::NotIdentifiable(class.name))?;
    Ok(format!("ga4gh:{prefix}.{}", sha512t24u(serialize(object)?.as_bytes())))
}

/// The class of an object; a `sequenceReference` may leave its type out.
fn class_of(object: &Value, key: Option<&str>) -> Result<&'static Class, VrsError> {
    let given = object.get("type").and_then(Value::as_str);
    let name = given.or((key == Some("sequenceReference")).then_some("SequenceReference"));
    let found = name.and_then(|name| CLASSES.iter().find(|class| class.name == name));
    found.ok_or_else(|| VrsError::UnknownClass(name.map_or_else(|| object.to_string(), str::to_owned)))
}

fn write(object: &Value, class: &Class, text: &mut String) -> Result<(), VrsError> {
    text.push('{');
    for key in class.keys {
        let value = object.get(key).filter(|value| class.nulls || !value.is_null());
        if value.is_none() && !class.nulls {
            continue;
        }
        text.push_str(&format!("\"{key}\":"));
        match value {
            Some(Value::Array(members)) => {
                let mut parts = members.iter().map(|member| part(member, key)).collect::<Result<Vec<_>, _>>()?;
                if class.unordered {
                    parts.sort_unstable();
                }
                text.push_str(&format!("[{}]", parts.join(",")));
            }
            Some(value) => text.push_str(&part(value, key)?),
            None => text.push_str("null"),
        }
        text.push(',');
    }
    text.push_str(&format!("\"type\":\"{}\"}}", class.name));
    Ok(())
}

/// A value inside an object: its digest if it has one, else its canonical JSON.
fn part(value: &Value, key: &str) -> Result<String, VrsError> {
    if let Some(named) = value.as_str().and_then(|text| text.strip_prefix("ga4gh:")) {
        // Given by its identifier already: only the digest counts.
        let digest = named.split_once('.').map_or(named, |(_, digest)| digest);
        return Ok(Value::from(digest).to_string());
    }
    if !value.is_object() {
        return Ok(value.to_string());
    }
    let class = class_of(value, Some(key))?;
    let mut text = String::new();
    write(value, class, &mut text)?;
    Ok(if class.prefix.is_some() { format!("\"{}\"", sha512t24u(text.as_bytes())) } else { text })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_digest_of_nothing_and_of_four_letters() {
        // GA4GH VRS 2.0, validation/functions.yaml.
        assert_eq!(sha512t24u(b""), "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXc");
        assert_eq!(sha512t24u(b"ACGT"), "aKF498dAxcJAqme6QYQ7EZ07-fiw8Kw2");
    }

    #[test]
    fn names_and_labels_do_not_count() {
        let bare = json!({"type": "SequenceLocation", "start": 1, "end": 2,
            "sequenceReference": {"refgetAccession": "SQ.F-LrLMe1SRpfUZHkQmvkVKFEGaoDeHul", "type": "SequenceReference"}});
        let mut named = bare.clone();
        named["id"] = json!("mine");
        named["sequenceReference"]["id"] = json!("NC_000007.14");
        assert_eq!(identify(&bare).unwrap(), identify(&named).unwrap());
        // An allele may hold its location by identifier.
        let allele = |location: Value| json!({"type": "Allele", "location": location, "state": {"type": "LiteralSequenceExpression", "sequence": "T"}});
        assert_eq!(identify(&allele(bare.clone())).unwrap(), identify(&allele(json!(identify(&bare).unwrap()))).unwrap());
    }

    #[test]
    fn what_has_no_identifier_says_why() {
        let error = identify(&json!({"type": "LiteralSequenceExpression", "sequence": "T"})).unwrap_err();
        assert!(error.to_string().contains("no identifier"), "{error}");
        for object in [json!({"type": "Genotype"}), json!({}), json!("text"), json!(null)] {
            assert!(matches!(identify(&object), Err(VrsError::UnknownClass(_))), "{object}");
        }
    }
}
