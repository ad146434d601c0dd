//! The two languages of the page, and how a text is filled in.

use crate::model::vocabulary::vocabulary_only;

vocabulary_only! {
    /// The language of a page.
    Lang, "language", {
        /// Japanese.
        Ja = "ja",
        /// English.
        En = "en",
    }
}

/// A word of a closed vocabulary, spoken in a language. Each is a `match` without a rest arm, so a new word does not compile before
/// it has both names.
pub(super) trait Spoken {
    /// The word for people.
    fn say(self, lang: Lang) -> &'static str;
}

/// `variant "English" "日本語";` for every variant of a vocabulary.
macro_rules! spoken {
    ($($type:ty { $($variant:ident $en:literal $ja:literal;)+ })+) => {
        $(
            impl $crate::report::lang::Spoken for $type {
                fn say(self, lang: $crate::report::lang::Lang) -> &'static str {
                    match (lang, self) {
                        $(
                            ($crate::report::lang::Lang::En, Self::$variant) => $en,
                            ($crate::report::lang::Lang::Ja, Self::$variant) => $ja,
                        )+
                    }
                }
            }
        )+
    };
}

/// `key "English" "日本語";` for every text: one struct, two values of it. A text without both languages cannot be written.
macro_rules! words {
    ($($key:ident $en:literal $ja:literal;)+) => {
        /// Every text of the page in one language. `{0}`, `{1}` are filled in by [`fill`](super::lang::fill).
        #[derive(Debug)]
        pub(super) struct Words { $(pub(super) $key: &'static str),+ }

        /// In English.
        pub(super) const EN: Words = Words { $($key: $en),+ };
        /// In Japanese.
        pub(super) const JA: Words = Words { $($key: $ja),+ };

        /// Key, English, Japanese: for the tests.
        #[cfg(test)]
        pub(super) const ALL: &[(&str, &str, &str)] = &[$((stringify!($key), $en, $ja)),+];
    };
}

pub(super) use {spoken, words};

/// Puts values where a text has `{0}`, `{1}`, … The text is ours; the values are escaped by the template, like everything.
pub(super) fn fill(text: &str, values: &[&str]) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let value = after.split_once('}').and_then(|(number, after)| Some((values.get(number.parse::<usize>().ok()?)?, after)));
        match value {
            Some((value, after)) => {
                out.push_str(value);
                rest = after;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_once_and_never_read_again() {
        assert_eq!(fill("{1} of {0}.", &["{1}", "b"]), "b of {1}.");
        assert_eq!(fill("{x} {", &[]), "{x} {");
    }
}
