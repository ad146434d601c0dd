//! The gazetteer: every known name in a text, leftmost and longest first.
//!
//! Names stand in a transducer inside the file (section `search/names`), so nothing is built when an index is opened, and a text is
//! read once. A name that means several things keeps all its meanings; who asks picks those that fit.

use super::concept::Concept;
use super::fold::{Folded, Script};
use crate::index::{IndexError, Names};
use std::ops::Range;

/// A name in a text.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    /// Its letters, as numbers of the folded text.
    pub(super) letters: Range<usize>,
    /// What it means.
    pub(super) concepts: Vec<Concept>,
}

/// Who wrote the text: in a query `egfr` is the gene; in the running text of a record `met` is a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prose {
    /// A question.
    Query,
    /// A statement, a title.
    Record,
}

/// Longest name that running text must write in capitals: gene symbols and codes of diseases.
const SHORT: usize = 6;

/// Longest code of a disease that a dash may make part of another name.
const CODE: usize = 4;

/// Every name in the text.
pub(super) fn tag(names: &Names, folded: &Folded, original: &str, prose: Prose) -> Result<Vec<Tag>, IndexError> {
    let mut tags = Vec::new();
    let mut index = 0;
    while index < folded.letters.len() {
        match longest(names, folded, original, prose, index)? {
            Some(tag) => {
                index = tag.letters.end;
                tags.push(tag);
            }
            None => index += 1,
        }
    }
    Ok(tags)
}

fn longest(names: &Names, folded: &Folded, original: &str, prose: Prose, index: usize) -> Result<Option<Tag>, IndexError> {
    if !folded.begins_word(index) {
        return Ok(None);
    }
    let start = folded.letters[index].at;
    for (length, meanings) in names.prefixes(&folded.text[start..])?.into_iter().rev() {
        let Some(end) = word_end(folded, index, folded.letter_at(start + length)) else { continue };
        let letters = index..end;
        let written = original.get(folded.original(letters.clone())).unwrap_or_default();
        let plain = prose == Prose::Record && !looks_like_symbol(written);
        if is_one_of_many_kanji(folded, &letters) {
            continue;
        }
        let linked = is_linked_code(original, folded.original(letters.clone()));
        let fits = |concept: &Concept| {
            let is_none = match concept {
                Concept::Disease(_) => plain || linked,
                Concept::Gene(_) | Concept::Variant(_) => plain,
                _ => false,
            };
            !is_none
        };
        let concepts: Vec<Concept> = meanings.filter_map(Concept::from_stored).filter(fits).collect();
        if !concepts.is_empty() {
            return Ok(Some(Tag { letters, concepts }));
        }
    }
    Ok(None)
}

/// Is it one kanji of a longer word, as the liver in 肝転移?
fn is_one_of_many_kanji(folded: &Folded, letters: &Range<usize>) -> bool {
    let is_kanji = |at: usize| folded.letters.get(at).is_some_and(|letter| letter.script == Script::Kanji);
    letters.len() == 1
        && is_kanji(letters.start)
        && ((is_kanji(letters.end) && folded.joined(letters.end))
            || (folded.joined(letters.start) && letters.start.checked_sub(1).is_some_and(is_kanji)))
}

/// Is it a short code within a name with dashes? The PD of `PD-L1` is no disease.
fn is_linked_code(original: &str, place: Range<usize>) -> bool {
    let dashed = |near: Option<&str>, last: bool| {
        let mut letters: Vec<char> = near.unwrap_or_default().chars().take(2).collect();
        if last {
            letters = near.unwrap_or_default().chars().rev().take(2).collect();
        }
        matches!(letters.as_slice(), ['-', letter] if letter.is_alphanumeric())
    };
    place.len() <= CODE && (dashed(original.get(place.end..), false) || dashed(original.get(..place.start), true))
}

/// Where a name that ends before letter `end` ends as a word: there, or after an English plural s.
fn word_end(folded: &Folded, start: usize, end: usize) -> Option<usize> {
    if folded.ends_word(end) {
        return Some(end);
    }
    let plural = end - start >= 4
        && folded.joined(end)
        && folded.letters.get(end).is_some_and(|next| next.letter == 's')
        && folded.letters[end - 1].letter.is_alphabetic()
        && folded.ends_word(end + 1);
    plural.then_some(end + 1)
}

/// Is it long, or not of letters alone, or mostly of capitals? "Met" and "all" are not; MET, ALL, Her2 are.
fn looks_like_symbol(written: &str) -> bool {
    let mut count = 0;
    let mut capitals = 0;
    for letter in written.chars() {
        if letter.is_whitespace() || !(Script::of(letter) == Script::Latin || letter == '-') {
            return true;
        }
        count += 1;
        capitals += usize::from(letter.is_uppercase() || letter.is_numeric());
    }
    count > SHORT || 2 * capitals >= count
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::index::{Bytes, NamesBuilder};
    use crate::model::{DiseaseId, GeneId, TherapyId};

    fn names() -> Names {
        let mut builder = NamesBuilder::new();
        for (name, concept) in [
            ("MET", Concept::Gene(GeneId::new(1))),
            ("EGFR", Concept::Gene(GeneId::new(2))),
            ("肺癌", Concept::Disease(DiseaseId::new(1))),
            ("非小細胞肺癌", Concept::Disease(DiseaseId::new(2))),
            ("melanoma", Concept::Disease(DiseaseId::new(3))),
            ("PD", Concept::Disease(DiseaseId::new(4))),
            ("肝", Concept::Disease(DiseaseId::new(5))),
            ("ブラフ", Concept::Therapy(TherapyId::new(1))),
        ] {
            builder.add(&super::super::fold::fold(name), concept.stored()).unwrap();
        }
        Names::new(Bytes::from(builder.finish().unwrap()), "names")
    }

    fn found(text: &str, prose: Prose) -> Vec<String> {
        let folded = Folded::of(text);
        let tags = tag(&names(), &folded, text, prose).unwrap();
        tags.into_iter().map(|tag| text[folded.original(tag.letters)].to_owned()).collect()
    }

    #[test]
    fn the_longest_name_wins_and_words_stay_whole() {
        assert_eq!(found("EGFR変異陽性非小細胞肺癌、肺癌", Prose::Query), ["EGFR", "非小細胞肺癌", "肺癌"]);
        assert_eq!(found("EGFRvIII and MEGFR", Prose::Query), [""; 0]);
        assert_eq!(found("melanomas", Prose::Record), ["melanomas"], "an English plural");
        assert_eq!(found("ブラフトビ", Prose::Query), [""; 0], "a katakana word is not cut");
    }

    #[test]
    fn what_is_part_of_another_name_is_none() {
        assert_eq!(found("PD-L1, PD", Prose::Query), ["PD"]);
        assert_eq!(found("anti-PD", Prose::Query), [""; 0]);
        assert_eq!(found("肝転移、肝", Prose::Query), ["肝"]);
    }

    #[test]
    fn running_text_writes_symbols_in_capitals() {
        assert_eq!(found("met amplification", Prose::Query), ["met"]);
        assert_eq!(found("the end point was met; Met too", Prose::Record), [""; 0]);
        assert_eq!(found("MET was amplified in melanoma", Prose::Record), ["MET", "melanoma"]);
    }
}
