//! Closed vocabularies: every word that may stand in a field, known in one place.
//!
//! An enum made with `vocabulary!` can list its words, print one, and read one; parsers and diagnostics need no more.

/// A closed set of words.
pub trait Vocabulary: Copy + Eq + Sized + 'static {
    /// What such a word is called in a message: "evidence type".
    const NOUN: &'static str;
    /// Every value, in the order people list them.
    const ALL: &'static [Self];

    /// The word as curators and users write it.
    fn as_str(self) -> &'static str;

    /// The value of a word; exact spelling.
    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.as_str() == word)
    }
}

impl Vocabulary for crate::genome::ChangeClass {
    const NOUN: &'static str = "class of change";
    const ALL: &'static [Self] = &Self::ALL;

    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }
}

impl Vocabulary for crate::genome::Assembly {
    const NOUN: &'static str = "assembly";
    const ALL: &'static [Self] = &Self::ALL;

    fn as_str(self) -> &'static str {
        Self::as_str(self)
    }
}

/// Defines a closed vocabulary that is never stored: the enum and its words.
macro_rules! vocabulary_only {
    ($(#[$meta:meta])* $name:ident, $noun:literal, { $($(#[$word_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_meta])* $variant),+
        }

        $crate::model::vocabulary::words! { $name, $noun, { $($variant = $word),+ } }
    };
}

/// Defines a closed vocabulary: the enum, its stored form, its words.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident, $noun:literal, { $($(#[$word_meta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
        pub enum $name {
            $($(#[$word_meta])* $variant),+
        }

        $crate::model::vocabulary::words! { $name, $noun, { $($variant = $word),+ } }
    };
}

/// The words of an enum.
macro_rules! words {
    ($name:ident, $noun:literal, { $($variant:ident = $word:literal),+ }) => {
        impl $crate::model::vocabulary::Vocabulary for $name {
            const NOUN: &'static str = $noun;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::model::vocabulary::Vocabulary::as_str(*self))
            }
        }
    };
}

pub(crate) use {vocabulary, vocabulary_only, words};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{EvidenceType, Significance};

    #[test]
    fn every_word_reads_back() {
        for value in Significance::ALL {
            assert_eq!(Significance::from_word(value.as_str()), Some(*value));
        }
        assert_eq!(EvidenceType::from_word("predictive"), None, "spelling is exact; nearest names are a diagnostic's work");
    }
}
