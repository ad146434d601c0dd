//! A group of words that mean one thing in English and Japanese, for the search: `resistance` and 耐性.
//!
//! Names of drugs, diseases and genes are in their own records; what stands here are the words of claims. A group may say which words
//! of the closed vocabularies it is (`significance:Resistance`): then a record that has that word is found by every word of the group.

/// A group of words with one meaning.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct WordGroup {
    /// Words of closed vocabularies it is, as `field:word`: `significance:Resistance`, `kind:trial`.
    pub means: Vec<String>,
    /// English words and phrases; the first is its label.
    pub en: Vec<String>,
    /// Japanese words; the first is its label.
    pub ja: Vec<String>,
    /// Does it say nothing by itself, as "gene" behind the name of a gene?
    pub filler: bool,
}

impl WordGroup {
    /// Every word of the group, English before Japanese.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.en.iter().chain(&self.ja).map(String::as_str)
    }

    /// Its first word.
    #[must_use]
    pub fn label(&self) -> &str {
        self.words().next().unwrap_or_default()
    }
}
