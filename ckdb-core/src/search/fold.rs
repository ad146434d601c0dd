//! Text made comparable, with the way back: each folded letter knows where it stood.
//!
//! Names and texts are folded by one function, so a name is found in a text exactly when its folded letters stand there. Folding is
//! [`normalize_name`](crate::index::normalize_name) after Unicode's NFKC (half-width ｵｼﾒﾙﾁﾆﾌﾞ is オシメルチニブ, ＥＧＦＲ is EGFR),
//! without its rules for whole places on the genome; the middle dot of Japanese names vanishes as a space does.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// A kind of letter. Where the kind changes, a word of Japanese text may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Letters that are not Japanese, and digits.
    Latin,
    /// Chinese characters.
    Kanji,
    /// Hiragana.
    Hiragana,
    /// Katakana, with the long-vowel mark.
    Katakana,
    /// Everything else.
    Other,
}

impl Script {
    pub(super) fn of(letter: char) -> Self {
        match letter {
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' => Self::Katakana,
            '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => Self::Kanji,
            '\u{20000}'..='\u{3fffd}' => Self::Kanji,
            letter if letter.is_alphanumeric() => Self::Latin,
            _ => Self::Other,
        }
    }

    /// Is it written without spaces between words?
    pub(super) const fn is_japanese(self) -> bool {
        matches!(self, Self::Kanji | Self::Hiragana | Self::Katakana)
    }
}

/// One folded letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// The letter.
    pub(super) letter: char,
    /// Its first byte in the folded text.
    pub(super) at: usize,
    /// The bytes of the original text it came from.
    pub(super) start: usize,
    /// See `start`.
    pub(super) end: usize,
    /// Its kind.
    pub(super) script: Script,
}

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(super) struct Folded {
    /// The folded letters.
    pub(super) text: String,
    /// Where each came from.
    pub(super) letters: Vec<Letter>,
}

/// A letter on its way.
#[derive(Clone, Copy)]
struct Raw {
    letter: char,
    start: usize,
    end: usize,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let kept = drop_separators(&signs(&composed(text)));
        let mut folded = Self { text: String::with_capacity(text.len()), letters: Vec::with_capacity(kept.len()) };
        for Raw { letter, start, end } in kept {
            folded.letters.push(Letter { letter, at: folded.text.len(), start, end, script: Script::of(letter) });
            folded.text.push(letter);
        }
        folded
    }

    /// The number of the letter that begins at this byte of the folded text; the number of letters for its end.
    pub(super) fn letter_at(&self, byte: usize) -> usize {
        self.letters.partition_point(|letter| letter.at < byte)
    }

    /// Does this letter follow the one before it with nothing between them in the original text?
    pub(super) fn joined(&self, index: usize) -> bool {
        match (index.checked_sub(1).and_then(|before| self.letters.get(before)), self.letters.get(index)) {
            (Some(before), Some(letter)) => letter.start <= before.end,
            _ => false,
        }
    }

    /// May a name begin at this letter?
    pub(super) fn begins_word(&self, index: usize) -> bool {
        let Some(letter) = self.letters.get(index) else { return false };
        let before = index.checked_sub(1).filter(|_| self.joined(index)).map(|before| self.letters[before].script);
        match letter.script {
            Script::Other => false,
            Script::Latin | Script::Katakana => before != Some(letter.script),
            Script::Kanji | Script::Hiragana => true,
        }
    }

    /// May a name end before this letter (its number, or the number of letters)?
    pub(super) fn ends_word(&self, index: usize) -> bool {
        let Some(last) = index.checked_sub(1).and_then(|last| self.letters.get(last)) else { return false };
        let next = self.letters.get(index).filter(|_| self.joined(index)).map(|next| next.script);
        match last.script {
            Script::Latin | Script::Katakana => next != Some(last.script),
            Script::Kanji | Script::Hiragana | Script::Other => true,
        }
    }

    /// The bytes of the original text these letters came from.
    pub(super) fn original(&self, letters: std::ops::Range<usize>) -> std::ops::Range<usize> {
        match (self.letters.get(letters.start), letters.end.checked_sub(1).and_then(|last| self.letters.get(last))) {
            (Some(first), Some(last)) if first.start <= last.end => first.start..last.end,
            _ => 0..0,
        }
    }
}

/// The folded form of a name.
pub(super) fn fold(name: &str) -> String {
    Folded::of(name).text
}

/// NFKC, cluster by cluster so that places are kept, lower case; dashes as one dash, what cannot be seen taken out.
fn composed(text: &str) -> Vec<Raw> {
    let mut out = Vec::with_capacity(text.len());
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        let mut end = start + first.len_utf8();
        // A voiced mark of half-width katakana and any combining mark belong to the letter before.
        while let Some(&(at, next)) = letters.peek()
            && (matches!(next, '\u{ff9e}' | '\u{ff9f}') || canonical_combining_class(next) != 0)
        {
            end = at + next.len_utf8();
            letters.next();
        }
        // A mark without a letter below it (the diaeresis of `t¨`, which NFKC makes a space and a mark) is no letter: kept, it would
        // go to whatever stands before it.
        let mut has_base = false;
        for letter in text[start..end].nfkc().flat_map(char::to_lowercase) {
            if canonical_combining_class(letter) != 0 {
                if !has_base {
                    continue;
                }
            } else {
                has_base = letter.is_alphanumeric();
            }
            let letter = match letter {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                '\u{2019}' => '\'',
                '\u{30fb}' | '\u{b7}' => ' ',
                other => other,
            };
            let unseen = matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
                || (letter.is_control() && !letter.is_whitespace());
            if !unseen {
                out.push(Raw { letter, start, end });
            }
        }
    }
    out
}

/// White space goes, but for one space between digits; a minus that begins a word before a digit becomes `.-`.
fn signs(letters: &[Raw]) -> Vec<Raw> {
    let mut out: Vec<Raw> = Vec::with_capacity(letters.len());
    let (mut word_begins, mut sign) = (true, false);
    for &raw in letters {
        if raw.letter.is_whitespace() {
            (word_begins, sign) = (true, false);
            continue;
        }
        if raw.letter.is_ascii_digit() {
            if sign && out.iter().nth_back(1).is_none_or(|before| before.letter != '.') {
                let minus = out.len() - 1;
                out.insert(minus, Raw { letter: '.', ..out[minus] });
            }
            if let Some(last) = out.last().filter(|last| word_begins && last.letter.is_ascii_digit()) {
                let gap = Raw { letter: ' ', start: last.end, end: raw.start };
                out.push(gap);
            }
        }
        sign = raw.letter == '-' && word_begins;
        word_begins = false;
        out.push(raw);
    }
    out
}

/// A dash or underscore stays only between two characters that are no letters.
fn drop_separators(letters: &[Raw]) -> Vec<Raw> {
    let separator = |letter: char| matches!(letter, '-' | '_');
    let stays = |neighbour: Option<char>| neighbour.is_some_and(|neighbour| !neighbour.is_alphabetic());
    let mut out: Vec<Raw> = Vec::with_capacity(letters.len());
    let mut before = None;
    let mut next_at = 0;
    for (index, &raw) in letters.iter().enumerate() {
        if !separator(raw.letter) {
            before = Some(raw.letter);
            out.push(raw);
            continue;
        }
        // The next letter that is no separator is looked for once for each run of separators.
        if next_at <= index {
            next_at = letters[index..].iter().position(|next| !separator(next.letter)).map_or(letters.len(), |way| index + way);
        }
        if stays(before) && stays(letters.get(next_at).map(|next| next.letter)) {
            out.push(raw);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::index::normalize_name;
    use proptest::prelude::*;

    #[test]
    fn every_spelling_of_a_name_folds_to_one() {
        for (folded, spellings) in [
            ("オシメルチニブ", &["オシメルチニブ", "ｵｼﾒﾙﾁﾆﾌﾞ", "オシメルチニフ\u{3099}"][..]),
            ("her2", &["HER2", "HER-2", "ＨＥＲ２", "her 2"]),
            ("トラスツズマブエムタンシン", &["トラスツズマブ エムタンシン", "トラスツズマブ・エムタンシン", "ﾄﾗｽﾂｽﾞﾏﾌﾞ･ｴﾑﾀﾝｼﾝ"]),
            ("tert.-124c>t", &["TERT -124C>T"]),
            ("エクソン19欠失", &["エクソン19欠失", "エクソン１９欠失", "エクソン 19 欠失"]),
        ] {
            for spelling in spellings {
                assert_eq!(fold(spelling), folded, "{spelling}");
            }
        }
    }

    #[test]
    fn a_word_of_japanese_text_ends_where_the_script_changes() {
        let folded = Folded::of("T790M耐性ブラフ");
        let ends: Vec<usize> = (0..=folded.letters.len()).filter(|&at| folded.ends_word(at)).collect();
        assert_eq!(ends, [5, 6, 7, 10], "after T790M, after either kanji, after the whole katakana word");
        assert!(folded.begins_word(0) && !folded.begins_word(1) && folded.begins_word(5));
        assert!(folded.begins_word(7) && !folded.begins_word(8));
    }

    #[test]
    fn the_way_back_leads_to_the_original_letters() {
        let text = "抗癌剤 ｵｼﾒﾙﾁﾆﾌﾞ (HER-2)";
        let folded = Folded::of(text);
        let at = folded.letter_at(folded.text.find("オシメルチニブ").unwrap());
        assert_eq!(&text[folded.original(at..at + 7)], "ｵｼﾒﾙﾁﾆﾌﾞ");
        let at = folded.letter_at(folded.text.find("her2").unwrap());
        assert_eq!(&text[folded.original(at..at + 4)], "HER-2");
    }

    proptest! {
        #[test]
        fn folding_is_stable_and_its_places_are_legal(text in "\\PC{0,24}") {
            let folded = Folded::of(&text);
            prop_assert_eq!(fold(&folded.text).chars().filter(|c| !c.is_whitespace()).collect::<String>(),
                folded.text.chars().filter(|c| !c.is_whitespace()).collect::<String>());
            for letter in &folded.letters {
                prop_assert!(text.is_char_boundary(letter.start) && text.is_char_boundary(letter.end));
            }
        }

        // The index stores names through `normalize_name`: what was folded must come out of it unchanged, or no text would meet it.
        #[test]
        fn the_index_keeps_folded_names_as_they_are(text in "[A-Za-z0-9 :>._*+オ肺-]{0,14}") {
            let folded = fold(&text);
            let whole_place = folded.starts_with("chr") || folded.matches(['-', '_']).count() >= 3;
            prop_assert!(whole_place || normalize_name(&folded) == folded, "{} {}", folded, normalize_name(&folded));
        }
    }
}
