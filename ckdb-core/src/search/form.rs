//! What the letters of a question say by themselves, whatever is known: operators, quotes, identities by their form, kana.

use super::fold::{Script, fold};
use std::ops::Range;

/// A word that joins others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
}

/// Registries' and sources' identities, as [`id_key`](super::document::id_key) writes them: what they begin with, and how many digits follow.
const FORMS: [(&str, Range<usize>); 8] = [
    ("nct", 8..9),
    ("jrcts", 9..10),
    ("jrct", 10..11),
    ("umin", 9..10),
    ("japiccti", 6..7),
    ("pmid", 5..9),
    ("eid", 1..7),
    ("isrctn", 8..9),
];
/// What white space parts.
pub(super) fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    for (at, letter) in text.char_indices() {
        match chunks.last_mut() {
            _ if letter.is_whitespace() => {}
            Some(last) if last.end == at => last.end = at + letter.len_utf8(),
            _ => chunks.push(at..at + letter.len_utf8()),
        }
    }
    chunks
}

/// `AND`, `OR`, `NOT` in capitals, and a minus before a letter: `TERT -124C>T` is a place, not something to leave out.
pub(super) fn operators(text: &str, range: Range<usize>) -> Vec<(Range<usize>, Operator)> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut found = Vec::new();
    for (at, _) in part.char_indices() {
        let start = range.start + at;
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        if !before.is_none_or(|letter| letter.is_whitespace() || letter == '(') {
            continue;
        }
        let rest = part.get(at..).unwrap_or_default();
        for (written, operator) in [("AND", Operator::And), ("OR", Operator::Or), ("NOT", Operator::Not), ("-", Operator::Not)] {
            let end = start + written.len();
            let next = text.get(end..).and_then(|after| after.chars().next());
            let stands = match written {
                "-" => next.is_some_and(char::is_alphabetic),
                _ => next.is_none_or(|letter| letter.is_whitespace() || letter == '('),
            };
            if rest.starts_with(written) && stands {
                found.push((start..end, operator));
                break;
            }
        }
    }
    found
}

/// What stands between two quotes, in either script's.
pub(super) fn quotes(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, letter) in text.char_indices() {
        match (letter, open) {
            ('"' | '\u{201d}' | '\u{ff02}' | '」', Some(start)) => {
                found.push(start..at);
                open = None;
            }
            ('"' | '\u{201c}' | '\u{ff02}' | '「', None) => open = Some(at + letter.len_utf8()),
            _ => {}
        }
    }
    found
}

/// Is it a change of a coding sequence, `c.1799T>A`, with a transcript or without?
pub(super) fn is_coding(word: &str) -> bool {
    let rest = word.find("c.").filter(|at| *at == 0 || word[..*at].ends_with([':', '('])).and_then(|at| word.get(at + 2..));
    rest.is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '-' | '*')))
}

pub(super) fn has_form(key: &str) -> bool {
    FORMS.iter().any(|(head, digits)| {
        key.strip_prefix(head).is_some_and(|rest| digits.contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

pub(super) fn katakana(letter: char) -> char {
    match letter {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(letter) + 0x60).unwrap_or(letter),
        other => other,
    }
}

/// Is it one or two hiragana alone (の, から)? Such words join others and mean nothing to an index.
pub(super) fn is_particle(written: &str) -> bool {
    let folded = fold(written);
    folded.chars().count() <= 2 && folded.chars().all(|letter| Script::of(letter) == Script::Hiragana)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_stand_alone_and_in_capitals() {
        let kinds = |text: &str| {
            let found = operators(text, 0..text.len()).into_iter();
            found.map(|(place, operator)| (operator, text[place].to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(kinds("BRAF NOT melanoma"), [(Operator::Not, "NOT".to_owned())]);
        assert_eq!(kinds("-melanoma BRAF"), [(Operator::Not, "-".to_owned())]);
        assert_eq!(kinds("TERT -124C>T and EML4-ALK or not"), []);
    }

    #[test]
    fn identities_are_known_by_their_form() {
        for (key, is) in
            [("nct01774721", true), ("jrct2031210299", true), ("jrcts031180048", true), ("nct1", false), ("e746a750del", false)]
        {
            assert_eq!(has_form(key), is, "{key}");
        }
    }

    #[test]
    fn coding_changes_are_told_from_words() {
        for (word, is) in
            [("c.1799T>A", true), ("NM_004333.4:c.1799T>A", true), ("c.-124C>T", true), ("etc.", false), ("c.f.", false)]
        {
            assert_eq!(is_coding(word), is, "{word}");
        }
    }

    #[test]
    fn hiragana_and_katakana_take_the_same_bytes() {
        for letter in '\u{3041}'..='\u{3096}' {
            assert_eq!(katakana(letter).len_utf8(), letter.len_utf8());
        }
        assert_eq!("たぐりっそ".chars().map(katakana).collect::<String>(), "タグリッソ");
    }
}
