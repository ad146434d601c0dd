//! The text around what was found, with the found words marked.

use super::clause::Clause;
use super::concept::Concept;
use super::error::SearchError;
use super::fold::Folded;
use super::gazetteer::{Prose, tag};
use super::tokens::Tokens;
use crate::index::Names;
use std::collections::BTreeSet;
use std::ops::Range;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// The field of the record: `statement`, `statement_ja`, `title`.
    pub field: &'static str,
    /// The text, cut at both ends where it is long.
    pub text: String,
    /// What was found, as ranges of bytes of [`Snippet::text`], sorted, without overlap.
    pub marks: Vec<Range<usize>>,
}

impl Snippet {
    /// The marks as first character and character behind the last, from 0: what languages need that count in characters.
    pub fn marks_in_characters(&self) -> impl Iterator<Item = [usize; 2]> {
        let count = |to: usize| self.text.get(..to).map_or(0, |before| before.chars().count());
        self.marks.iter().map(move |mark| [count(mark.start), count(mark.end)])
    }
}

/// Most letters of a snippet.
const LETTERS: usize = 240;
/// Letters shown before the first mark of a long text.
const BEFORE: usize = 60;

/// Marks what a question asked for.
pub(super) struct Marker<'o> {
    names: &'o Names,
    concepts: BTreeSet<Concept>,
    terms: BTreeSet<String>,
    tokens: Tokens,
}

impl<'o> Marker<'o> {
    pub(super) fn of(names: &'o Names, clauses: &[Clause]) -> Self {
        Self {
            names,
            concepts: clauses.iter().flat_map(|clause| clause.concepts.iter().copied()).collect(),
            terms: clauses.iter().flat_map(|clause| clause.tokens.iter().cloned()).collect(),
            tokens: Tokens::new(),
        }
    }

    /// A snippet of each text that has something to mark; of the first text, if none has.
    pub(super) fn snippets(&mut self, texts: &[(&'static str, String)]) -> Result<Vec<Snippet>, SearchError> {
        let mut snippets = Vec::new();
        for (field, text) in texts {
            let marks = self.marks(text)?;
            if !marks.is_empty() {
                snippets.push(cut(field, text, &marks));
            }
        }
        if snippets.is_empty() {
            snippets.extend(texts.first().map(|(field, text)| cut(field, text, &[])));
        }
        Ok(snippets)
    }

    fn marks(&mut self, text: &str) -> Result<Vec<Range<usize>>, SearchError> {
        let folded = Folded::of(text);
        let tags = tag(self.names, &folded, text, Prose::Record)?.into_iter();
        let tags = tags.filter(|tag| tag.concepts.iter().any(|concept| self.concepts.contains(concept)));
        let mut marks: Vec<Range<usize>> = tags.map(|tag| folded.original(tag.letters)).collect();
        let tokens = self.tokens.of(text).into_iter();
        marks.extend(tokens.filter(|token| self.terms.contains(&token.term)).map(|token| token.bytes));
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let mut joined: Vec<Range<usize>> = Vec::new();
        for mark in marks {
            match joined.last_mut() {
                Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
                _ => joined.push(mark),
            }
        }
        Ok(joined)
    }
}

/// The text around the first mark.
fn cut(field: &'static str, text: &str, marks: &[Range<usize>]) -> Snippet {
    let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let count = letters.len() - 1;
    if count <= LETTERS {
        return Snippet { field, text: text.to_owned(), marks: marks.to_vec() };
    }
    let first = marks.first().map_or(0, |mark| letters.partition_point(|at| *at < mark.start));
    let from = first.saturating_sub(BEFORE).min(count - LETTERS);
    let (start, end) = (letters[word_border(text, &letters, from)], letters[from + LETTERS]);
    let before = if start > 0 { "… " } else { "" };
    let after = if end < text.len() { " …" } else { "" };
    let shown = text.get(start..end).unwrap_or_default();
    let moved = |mark: &Range<usize>| {
        let (from, to) = (mark.start.max(start), mark.end.min(end));
        (from < to).then(|| from - start + before.len()..to - start + before.len())
    };
    Snippet { field, text: format!("{before}{shown}{after}"), marks: marks.iter().filter_map(moved).collect() }
}

/// The first letter at or a little behind `from` where a word begins.
fn word_border(text: &str, letters: &[usize], from: usize) -> usize {
    if from == 0 {
        return 0;
    }
    let space = |index: &usize| {
        let at = |index: usize| letters.get(index).copied().unwrap_or(text.len());
        text.get(at(index - 1)..at(*index)).is_some_and(|letter| letter.chars().all(char::is_whitespace))
    };
    (from..from + 16).find(space).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_around_the_first_mark() {
        let text = format!("{} T790M {}", "word ".repeat(80), "耐性".repeat(200));
        let at = text.find("T790M").unwrap_or(0);
        let snippet = cut("statement", &text, std::slice::from_ref(&(at..at + 5)));
        assert_eq!(&snippet.text[snippet.marks[0].clone()], "T790M");
        assert!(snippet.text.starts_with("… word") && snippet.text.ends_with(" …"));
        assert!(snippet.text.chars().count() <= LETTERS + 4);
    }
}
