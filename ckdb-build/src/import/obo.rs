//! Terms of an ontology in OBO format 1.4 (<https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html>): identifier, name,
//! exact synonyms, what it is a kind of. The Disease Ontology is published in it.
//!
//! Stanzas other than `[Term]`, and terms that are obsolete, are no terms. A line that is not `tag: value` is told with its number;
//! tags that are not asked for here are passed over, as the format says.

use crate::diagnostic::{FileId, Place};
use std::collections::BTreeMap;
use std::ops::Range;

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// `DOID:1909`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Names that mean exactly the same.
    pub synonyms: Vec<String>,
    /// Identifiers of what it is a kind of.
    pub is_a: Vec<String>,
    /// Where its stanza stands.
    pub place: Place,
}

/// The terms of a file, and lines that were not understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// In the order of the file.
    pub terms: Vec<Term>,
    /// `file:line: reason`.
    pub not_read: Vec<String>,
    /// `data-version` of the header; empty when it states none.
    pub version: String,
}

/// What of a term has been read.
#[derive(Default)]
struct Stanza {
    id: String,
    name: String,
    synonyms: Vec<String>,
    is_a: Vec<String>,
    obsolete: bool,
    span: Range<usize>,
}

impl Terms {
    /// Reads the text of a file.
    #[must_use]
    pub fn of(text: &str, name: &str, file: FileId) -> Self {
        let mut read = Self::default();
        let mut stanza: Option<Stanza> = None;
        let mut in_header = true;
        let mut at = 0;
        for (number, whole) in (1..).zip(text.split_inclusive('\n')) {
            let (start, line) = (at, whole.trim());
            at += whole.len();
            if line.is_empty() || line.starts_with('!') {
                continue;
            }
            if line.starts_with('[') {
                in_header = false;
                read.end(stanza.take(), file);
                if line == "[Term]" {
                    stanza = Some(Stanza { span: start..at, ..Stanza::default() });
                }
                continue;
            }
            let Some((tag, value)) = line.split_once(':').map(|(tag, value)| (tag.trim(), value.trim())) else {
                read.not_read.push(format!("{name}:{number}: expected `tag: value`, found `{}`", excerpt(line)));
                continue;
            };
            match &mut stanza {
                Some(stanza) => stanza.tag(tag, value, start + whole.trim_end().len()),
                None if in_header && tag == "data-version" => value.clone_into(&mut read.version),
                None => {}
            }
        }
        read.end(stanza.take(), file);
        read
    }

    fn end(&mut self, stanza: Option<Stanza>, file: FileId) {
        let Some(Stanza { id, name, synonyms, is_a, obsolete, span }) = stanza else { return };
        if !obsolete && !id.is_empty() && !name.is_empty() {
            self.terms.push(Term { id, name, synonyms, is_a, place: Place::new(file, span) });
        }
    }

    /// What each term is a kind of, by identifier.
    #[must_use]
    pub fn tree(&self) -> BTreeMap<String, Vec<String>> {
        self.terms.iter().map(|term| (term.id.clone(), term.is_a.clone())).collect()
    }
}

impl Stanza {
    fn tag(&mut self, tag: &str, value: &str, end: usize) {
        self.span.end = end.max(self.span.end);
        match tag {
            "id" => self.id = bare(value).to_owned(),
            "name" => self.name = value.to_owned(),
            "is_a" => self.is_a.push(bare(value).to_owned()),
            "is_obsolete" => self.obsolete = value == "true",
            "synonym" => self.synonyms.extend(exact(value)),
            _ => {}
        }
    }
}

/// `DOID:162 {source="x"} ! cancer` is `DOID:162`.
fn bare(value: &str) -> &str {
    value.split([' ', '!', '{']).next().unwrap_or_default()
}

/// `"naevocarcinoma" EXACT []`; other scopes name something near, not the same.
fn exact(value: &str) -> Option<String> {
    let mut letters = value.strip_prefix('"')?.char_indices();
    let mut name = String::new();
    loop {
        match letters.next()? {
            (_, '\\') => name.push(letters.next()?.1),
            (at, '"') => {
                // The opening mark is not counted in `at`.
                let scope = value.get(at + 2..)?.split_whitespace().next();
                return (scope == Some("EXACT")).then(|| name.trim().to_owned());
            }
            (_, letter) => name.push(letter),
        }
    }
}

fn excerpt(line: &str) -> String {
    line.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnostic::Files;

    const TEXT: &str = "format-version: 1.2\ndata-version: doid/releases/2024-07-31/doid.obo\n\n[Term]\nid: DOID:1909\nname: melanoma\n\
        def: \"A cancer: x\" [url:http\\://y]\nsynonym: \"malignant \\\"black\\\" melanoma\" EXACT []\nsynonym: \"mole\" RELATED []\n\
        is_a: DOID:0050687 {source=\"x\"} ! cell type cancer\nis_a: DOID:162\n\n[Term]\nid: DOID:5\nname: old\nis_obsolete: true\n\n\
        [Typedef]\nid: part_of\nname: part of\n\nno tag here\n[Term]\nid: DOID:7\n";

    #[test]
    fn terms_are_read_and_what_is_none_is_told() {
        let mut files = Files::default();
        let file = files.add("doid.obo".to_owned(), TEXT.to_owned());
        let read = Terms::of(TEXT, "doid.obo", file);
        assert_eq!(read.terms.len(), 1, "obsolete and nameless terms are none: {read:?}");
        let term = &read.terms[0];
        assert_eq!((&*term.id, &*term.name), ("DOID:1909", "melanoma"));
        assert_eq!(term.synonyms, ["malignant \"black\" melanoma"]);
        assert_eq!(term.is_a, ["DOID:0050687", "DOID:162"]);
        assert_eq!(read.not_read, ["doid.obo:22: expected `tag: value`, found `no tag here`"]);
        assert_eq!(read.version, "doid/releases/2024-07-31/doid.obo");
    }
}
