//! Names in the language of the page: drugs, diseases, markers, records.

use super::lang::{Lang, Spoken, fill};
use super::words::{EN, JA, Words};
use crate::annotate::Annotator;
use crate::knowledge::{Records, view};
use crate::model::{DiseaseId, SchemeColumn, TherapyId, TherapyInteraction, TriageOutcome, Vocabulary};
use std::collections::BTreeMap;

/// A record by its identity.
#[derive(Clone, Copy, Debug)]
pub(super) enum Record<'k> {
    Evidence(view::Evidence<'k>),
    Assertion(view::Assertion<'k>),
    Approval(view::Approval<'k>),
    Trial(view::Trial<'k>),
}

/// A name, with the one in the other language beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) main: String,
    /// Empty when it is the same.
    pub(super) other: String,
    /// Language of `main`, where it is not that of the page.
    pub(super) main_lang: &'static str,
    /// Language of `other`.
    pub(super) other_lang: &'static str,
}

/// Everything that speaks.
#[derive(Debug)]
pub(super) struct Names<'a, 'k> {
    pub(super) lang: Lang,
    pub(super) words: &'static Words,
    pub(super) annotator: &'a Annotator<'k>,
    pub(super) records: Records<'k>,
    by_id: BTreeMap<&'k str, Record<'k>>,
}

impl<'a, 'k> Names<'a, 'k> {
    pub(super) fn new(annotator: &'a Annotator<'k>, lang: Lang) -> Self {
        let records = annotator.records();
        let mut by_id = BTreeMap::new();
        by_id.extend(records.evidence().map(|one| (one.id(), Record::Evidence(one))));
        by_id.extend(records.assertions().map(|one| (one.id(), Record::Assertion(one))));
        by_id.extend(records.approvals().map(|one| (one.id(), Record::Approval(one))));
        by_id.extend(records.trials().map(|one| (one.id(), Record::Trial(one))));
        let words = match lang {
            Lang::En => &EN,
            Lang::Ja => &JA,
        };
        Self { lang, words, annotator, records, by_id }
    }

    pub(super) fn record(&self, id: &str) -> Option<Record<'k>> {
        self.by_id.get(id).copied()
    }

    pub(super) fn say(&self, word: impl Spoken) -> &'static str {
        word.say(self.lang)
    }

    pub(super) fn fill(&self, text: &str, values: &[&str]) -> String {
        fill(text, values)
    }

    /// Items with the language's comma between them.
    pub(super) fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        items.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(self.words.and)
    }

    /// Drugs given so, in both languages; one without a name in a language keeps the other.
    pub(super) fn drugs(&self, ids: &[TherapyId], interaction: Option<TherapyInteraction>) -> Name {
        let drugs: Vec<view::Therapy<'k>> = ids.iter().filter_map(|id| self.records.therapy(*id)).collect();
        let (en, ja) = match interaction {
            Some(TherapyInteraction::Substitutes) => (" or ", "または"),
            Some(TherapyInteraction::Sequential) => (" then ", "→"),
            Some(TherapyInteraction::Combination) | None => (" + ", "＋"),
        };
        let english = drugs.iter().map(|drug| drug.name()).collect::<Vec<_>>().join(en);
        let named = |drug: &view::Therapy<'k>| if drug.name_ja().is_empty() { drug.name() } else { drug.name_ja() };
        let japanese = drugs.iter().map(named).collect::<Vec<_>>().join(ja);
        self.both(&english, if drugs.iter().any(|drug| !drug.name_ja().is_empty()) { &japanese } else { "" })
    }

    /// One drug's name in the language of the page.
    pub(super) fn drug(&self, id: TherapyId) -> String {
        self.drugs(&[id], None).main
    }

    pub(super) fn disease(&self, id: DiseaseId) -> Name {
        self.records.disease(id).map_or_else(Name::default, |disease| self.both(disease.name(), disease.name_ja()))
    }

    fn both(&self, english: &str, japanese: &str) -> Name {
        let (main, other) = match (self.lang, japanese.is_empty() || japanese == english) {
            (_, true) => (english, ""),
            (Lang::En, false) => (english, japanese),
            (Lang::Ja, false) => (japanese, english),
        };
        let foreign = self.lang == Lang::Ja && main == english;
        Name {
            main: main.to_owned(),
            other: other.to_owned(),
            main_lang: if foreign { "en" } else { "" },
            other_lang: if self.lang == Lang::Ja { "en" } else { "ja" },
        }
    }

    /// The answer of a triage by its word for programs.
    pub(super) fn answer_word(&self, word: &str) -> String {
        TriageOutcome::from_word(word).map_or_else(
            || if word == "cannot-tell" { self.words.triage_cannot_tell } else { word }.to_owned(),
            |outcome| self.say(outcome).to_owned(),
        )
    }

    /// `JP`, `AMP`, `ESCAT`: how a scheme is called in a table.
    pub(super) fn column(&self, column: SchemeColumn) -> String {
        column.as_str().to_uppercase()
    }
}
