//! Words of a text, as the index holds them: English stemmed, Japanese in pairs of letters.
//!
//! Japanese has no spaces, so each pair of neighbouring letters is a token (耐性変異: 耐性, 性変, 変異), and a query of several
//! letters asks for its pairs in a row. Kanji stand by themselves as well, for terms of one letter (胃, 腎).

use super::fold::Script;
use std::ops::Range;
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, StopWordFilter, TextAnalyzer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// The word's stem, or one or two Japanese letters.
    pub(super) term: String,
    /// Its place among the tokens of the text.
    pub(super) position: usize,
    /// The bytes it came from.
    pub(super) bytes: Range<usize>,
}

/// Cuts texts into tokens.
pub(super) struct Tokens {
    english: TextAnalyzer,
}

/// A stretch of letters of one kind: an English word, or Japanese without spaces.
struct Run {
    japanese: bool,
    letters: Vec<(char, Range<usize>)>,
}

impl Tokens {
    pub(super) fn new() -> Self {
        let words = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser);
        // The list exists for English; without one every word would be kept, which is right as well.
        let stops = StopWordFilter::new(Language::English).unwrap_or_else(|| StopWordFilter::remove(std::iter::empty::<String>()));
        Self { english: words.filter(stops).filter(Stemmer::new(Language::English)).build() }
    }

    /// The tokens of a text, in order.
    pub(super) fn of(&mut self, text: &str) -> Vec<Token> {
        self.by_run(text).into_iter().flatten().collect()
    }

    /// The tokens of a text: those of one English word, or of one stretch of Japanese, stand together.
    pub(super) fn by_run(&mut self, text: &str) -> Vec<Vec<Token>> {
        let mut cut = Vec::new();
        let mut position = 0;
        for run in runs(text) {
            let mut tokens = Vec::new();
            if run.japanese {
                pairs(&run.letters, position, &mut tokens);
                position += run.letters.len();
            } else {
                let word: String = run.letters.iter().map(|(letter, _)| *letter).collect();
                let mut stream = self.english.token_stream(&word);
                if let Some(token) = stream.next() {
                    tokens.push(Token { term: token.text.clone(), position, bytes: span(&run.letters) });
                }
                position += 1;
            }
            if !tokens.is_empty() {
                cut.push(tokens);
            }
        }
        cut
    }
}

/// The tokens a run of Japanese is asked by: its pairs, or its one letter.
pub(super) fn asked(tokens: &[Token]) -> Vec<&Token> {
    let pairs: Vec<&Token> = tokens.iter().filter(|token| token.term.chars().nth(1).is_some()).collect();
    if pairs.is_empty() { tokens.iter().collect() } else { pairs }
}

fn span(letters: &[(char, Range<usize>)]) -> Range<usize> {
    match (letters.first(), letters.last()) {
        (Some((_, first)), Some((_, last))) => first.start..last.end,
        _ => 0..0,
    }
}

fn pairs(letters: &[(char, Range<usize>)], position: usize, tokens: &mut Vec<Token>) {
    for (index, (letter, bytes)) in letters.iter().enumerate() {
        let position = position + index;
        if Script::of(*letter) == Script::Kanji {
            tokens.push(Token { term: letter.to_string(), position, bytes: bytes.clone() });
        }
        if let Some((next, next_bytes)) = letters.get(index + 1) {
            tokens.push(Token { term: String::from_iter([*letter, *next]), position, bytes: bytes.start..next_bytes.end });
        }
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        let mut end = start + first.len_utf8();
        while let Some(&(at, next)) = letters.peek()
            && (matches!(next, '\u{ff9e}' | '\u{ff9f}') || canonical_combining_class(next) != 0)
        {
            end = at + next.len_utf8();
            letters.next();
        }
        for letter in text[start..end].nfkc() {
            let script = Script::of(letter);
            if script == Script::Other {
                open = false;
                continue;
            }
            let japanese = script.is_japanese();
            match runs.last_mut() {
                Some(run) if open && run.japanese == japanese => run.letters.push((letter, start..end)),
                _ => runs.push(Run { japanese, letters: vec![(letter, start..end)] }),
            }
            open = true;
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn terms(text: &str) -> Vec<String> {
        Tokens::new().of(text).into_iter().map(|token| token.term).collect()
    }

    #[test]
    fn english_is_stemmed_and_japanese_is_paired() {
        assert_eq!(terms("The tumours were resistant"), ["tumour", "were", "resist"]);
        assert_eq!(terms("腎"), ["腎"]);
        assert_eq!(terms("耐性変異"), ["耐", "耐性", "性", "性変", "変", "変異", "異"]);
        assert_eq!(terms("ﾌﾞﾗﾌ"), ["ブラ", "ラフ"]);
        assert_eq!(terms("T790M耐性"), ["t790m", "耐", "耐性", "性"]);
    }

    #[test]
    fn a_token_knows_its_place() {
        let text = "奏効 37 %";
        let tokens = Tokens::new().of(text);
        let places: Vec<(&str, usize)> = tokens.iter().map(|token| (&text[token.bytes.clone()], token.position)).collect();
        assert_eq!(places, [("奏", 0), ("奏効", 0), ("効", 1), ("37", 2)]);
        assert_eq!(asked(&tokens[..3]).len(), 1, "the pair, not its letters");
        assert_eq!(asked(&tokens[..1])[0].term, "奏", "a term of one letter is asked by it");
    }

    proptest! {
        #[test]
        fn any_text_is_cut_without_panic(text in "\\PC{0,24}") {
            for token in Tokens::new().of(&text) {
                prop_assert!(text.get(token.bytes.clone()).is_some_and(|part| !part.is_empty()));
            }
        }
    }
}
