//! An automaton that walks the names within a small edit distance of a wanted one.
//!
//! It lets an error say "did you mean …?". Distance is counted in characters, not bytes, so that one wrong kana is one
//! mistake. The automaton computes rows of the usual distance table as it goes, and needs no table of states: `fst`'s
//! own one refuses long words because it builds all of its states first.

use fst::Automaton;

/// Accepts every text that becomes `wanted` by at most `most` insertions, deletions and replacements of characters.
pub(super) struct Within {
    wanted: Vec<char>,
    most: u8,
}

impl Within {
    pub(super) fn new(wanted: &str, most: u8) -> Within {
        Within { wanted: wanted.chars().collect(), most }
    }
}

/// A row of the distance table, and the bytes of a character that has begun but not ended.
pub(super) struct State {
    /// `row[i]`: distance of what was read to the first `i` wanted characters, never more than `most + 1`. Empty when
    /// the bytes read are no text.
    row: Vec<u8>,
    open: [u8; 4],
    open_length: usize,
}

impl Automaton for Within {
    type State = State;

    fn start(&self) -> State {
        let row = (0..=self.wanted.len()).map(|i| u8::try_from(i).unwrap_or(u8::MAX).min(self.most + 1)).collect();
        State { row, open: [0; 4], open_length: 0 }
    }

    fn is_match(&self, state: &State) -> bool {
        state.open_length == 0 && state.row.last().is_some_and(|&distance| distance <= self.most)
    }

    fn can_match(&self, state: &State) -> bool {
        state.row.iter().any(|&distance| distance <= self.most)
    }

    fn accept(&self, state: &State, byte: u8) -> State {
        let dead = State { row: Vec::new(), open: [0; 4], open_length: 0 };
        let mut open = state.open;
        let Some(place) = open.get_mut(state.open_length) else { return dead };
        *place = byte;
        let open_length = state.open_length + 1;
        let bytes = &open[..open_length];
        match std::str::from_utf8(bytes) {
            Ok(text) => match text.chars().next() {
                Some(letter) if !state.row.is_empty() => {
                    State { row: self.next_row(&state.row, letter), open: [0; 4], open_length: 0 }
                }
                _ => dead,
            },
            // `error_len` is `None` while more bytes can still make a character of it.
            Err(error) if error.error_len().is_none() => State { row: state.row.clone(), open, open_length },
            Err(_) => dead,
        }
    }
}

impl Within {
    fn next_row(&self, row: &[u8], letter: char) -> Vec<u8> {
        let limit = self.most + 1;
        let mut next = Vec::with_capacity(row.len());
        let mut left = (row[0] + 1).min(limit);
        next.push(left);
        for (pair, &wanted) in row.windows(2).zip(&self.wanted) {
            let replaced = pair[0] + u8::from(wanted != letter);
            left = replaced.min(pair[1] + 1).min(left + 1).min(limit);
            next.push(left);
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn accepts(wanted: &str, most: u8, text: &str) -> bool {
        let automaton = Within::new(wanted, most);
        let mut state = automaton.start();
        for &byte in text.as_bytes() {
            state = automaton.accept(&state, byte);
        }
        automaton.is_match(&state)
    }

    #[test]
    fn one_wrong_kana_is_one_mistake() {
        assert!(accepts("オシメルチニブ", 1, "オシメルチニフ"));
        assert!(!accepts("オシメルチニブ", 1, "オシメルチフフ"));
    }

    #[test]
    fn bytes_that_are_no_text_never_match() {
        let automaton = Within::new("a", 2);
        for bytes in [&[0xff][..], &[0xe3, 0x81], &[0xe3, b'a'], &[0xff, b'a'], &[0xf4, 0x90, 0x80, 0x80]] {
            let state = bytes.iter().fold(automaton.start(), |state, &byte| automaton.accept(&state, byte));
            assert!(!automaton.is_match(&state), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_textbook(wanted in "[abオ]{0,7}", text in "[abオ]{0,7}", most in 0u8..=2) {
            let textbook = strsim::levenshtein(&wanted, &text) <= usize::from(most);
            prop_assert_eq!(accepts(&wanted, most, &text), textbook);
        }
    }
}
