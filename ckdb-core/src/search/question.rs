//! A question: words, filters, and how many hits.

use super::error::SearchError;
use super::found::Found;
use crate::knowledge::{Kind, Knowledge, Meaning};
use crate::model::{
    DiseaseId, EvidenceDirection, EvidenceLevel, GeneId, ProfileId, Significance, SourceId, TherapyId, TrialId, Vocabulary,
};
use std::collections::BTreeSet;

/// A question. Filters of one kind widen each other (`gene("EGFR").gene("ALK")` is either gene); filters of different kinds narrow.
#[derive(Clone, Debug)]
pub struct Question {
    pub(super) text: String,
    pub(super) limit: usize,
    pub(super) explain: bool,
    genes: Vec<String>,
    therapies: Vec<String>,
    diseases: Vec<String>,
    levels: Vec<String>,
    directions: Vec<String>,
    significances: Vec<String>,
    sources: Vec<String>,
    kinds: Vec<String>,
    pub(super) tumour: Option<Tumour>,
}

/// What a tumour meets.
#[derive(Clone, Debug, Default)]
pub(super) struct Tumour {
    pub(super) profiles: BTreeSet<ProfileId>,
    pub(super) trials: BTreeSet<TrialId>,
}

/// Filters, resolved against an index.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    pub(super) genes: Vec<GeneId>,
    pub(super) therapies: Vec<TherapyId>,
    pub(super) diseases: Vec<DiseaseId>,
    pub(super) levels: Vec<EvidenceLevel>,
    pub(super) directions: Vec<EvidenceDirection>,
    pub(super) significances: Vec<Significance>,
    pub(super) sources: Vec<SourceId>,
    pub(super) kinds: Vec<u32>,
}

/// Hits of an answer when nobody says how many.
pub(super) const LIMIT: usize = 10;
/// Most hits of one answer.
pub(super) const MOST: usize = 10_000;
/// Most letters of a question.
pub(super) const LETTERS: usize = 1_000;

impl From<&str> for Question {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// Adds a filter by name.
macro_rules! filters {
    ($($(#[$meta:meta])* $name:ident, $field:ident);+ $(;)?) => {
        $(
            $(#[$meta])*
            #[must_use]
            pub fn $name(mut self, name: impl Into<String>) -> Self {
                self.$field.push(name.into());
                self
            }
        )+
    };
}

impl Question {
    /// A question in English, Japanese or both. An empty one asks for everything the filters leave.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            limit: LIMIT,
            explain: false,
            genes: Vec::new(),
            therapies: Vec::new(),
            diseases: Vec::new(),
            levels: Vec::new(),
            directions: Vec::new(),
            significances: Vec::new(),
            sources: Vec::new(),
            kinds: Vec::new(),
            tumour: None,
        }
    }

    /// Most hits to bring; 10 when not said, never more than 10,000.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit.min(MOST);
        self
    }

    /// Should each hit say where its points come from?
    #[must_use]
    pub const fn explain(mut self, explain: bool) -> Self {
        self.explain = explain;
        self
    }

    filters! {
        /// Only records about this gene: a symbol, an alias, `HGNC:…`.
        gene, genes;
        /// Only records about this therapy: any of its names.
        therapy, therapies;
        /// Only records for this disease: about it, about a kind of it, or about what it is a kind of; records that leave it out are
        /// not shown. An OncoTree code, `DOID:…`, `NCIt:C…` or a name.
        disease, diseases;
        /// Only evidence of this level of its source, `A` to `E`.
        level, levels;
        /// Only claims of this direction: `Supports`, `DoesNotSupport`.
        direction, directions;
        /// Only claims that say this: `Resistance`, `Sensitivity/Response`, …
        significance, significances;
        /// Only records of this source: `civic`.
        source, sources;
        /// Only records of this kind: one of [`Found::KINDS`].
        kind, kinds;
    }

    /// Only records that a tumour meets: claims about one of these profiles, and these trials.
    #[must_use]
    pub fn tumour(mut self, profiles: impl IntoIterator<Item = ProfileId>, trials: impl IntoIterator<Item = TrialId>) -> Self {
        self.tumour = Some(Tumour { profiles: profiles.into_iter().collect(), trials: trials.into_iter().collect() });
        self
    }

    /// The filters in numbers of this index.
    pub(super) fn resolve(&self, knowledge: &Knowledge) -> Result<Filters, SearchError> {
        let mut filters = Filters::default();
        for name in &self.genes {
            let found = meant(knowledge, "gene", name, Kind::Gene)?;
            filters
                .genes
                .extend(found.into_iter().filter_map(|meaning| if let Meaning::Gene(id) = meaning { Some(id) } else { None }));
        }
        for name in &self.therapies {
            let found = meant(knowledge, "therapy", name, Kind::Therapy)?;
            let therapy = |meaning| if let Meaning::Therapy(id) = meaning { Some(id) } else { None };
            filters.therapies.extend(found.into_iter().filter_map(therapy));
        }
        for name in &self.diseases {
            filters.diseases.push(knowledge.disease(name)?);
        }
        filters.levels = self.levels.iter().map(|text| word(text)).collect::<Result<_, _>>()?;
        filters.directions = self.directions.iter().map(|text| word(text)).collect::<Result<_, _>>()?;
        filters.significances = self.significances.iter().map(|text| word(text)).collect::<Result<_, _>>()?;
        let records = knowledge.records()?;
        for name in &self.sources {
            let source = records.sources().find(|source| source.id().eq_ignore_ascii_case(name.trim()));
            let known = || records.sources().map(|source| source.id()).collect::<Vec<_>>().join(", ");
            let source = source.ok_or_else(|| SearchError::NotAWord { text: name.clone(), noun: "source", expected: known() })?;
            filters.sources.push(source.number());
        }
        for name in &self.kinds {
            let number = (0..).zip(Found::KINDS).find(|(_, kind)| kind.eq_ignore_ascii_case(name.trim())).map(|(number, _)| number);
            let expected = || Found::KINDS.join(", ");
            let number =
                number.ok_or_else(|| SearchError::NotAWord { text: name.clone(), noun: "kind of record", expected: expected() })?;
            filters.kinds.push(number);
        }
        Ok(filters)
    }

    /// Does it ask for anything but words?
    pub(super) fn has_filters(&self) -> bool {
        let lists = [
            &self.genes,
            &self.therapies,
            &self.diseases,
            &self.levels,
            &self.directions,
            &self.significances,
            &self.sources,
            &self.kinds,
        ];
        self.tumour.is_some() || lists.iter().any(|list| !list.is_empty())
    }
}

/// Everything of one kind that a name means.
fn meant(knowledge: &Knowledge, noun: &'static str, name: &str, kind: Kind) -> Result<Vec<Meaning>, SearchError> {
    let found: Vec<Meaning> = knowledge.find(name)?.into_iter().filter(|meaning| meaning.kind() == kind).collect();
    if found.is_empty() {
        return Err(knowledge.unknown(noun, name, |meaning| meaning.kind() == kind).into());
    }
    Ok(found)
}

/// A word of a closed vocabulary, whatever the case of its letters.
fn word<V: Vocabulary>(text: &str) -> Result<V, SearchError> {
    let same = |value: &V| value.as_str().eq_ignore_ascii_case(text.trim());
    V::ALL.iter().copied().find(same).ok_or_else(|| SearchError::NotAWord {
        text: text.to_owned(),
        noun: V::NOUN,
        expected: V::ALL.iter().map(|value| value.as_str()).collect::<Vec<_>>().join(", "),
    })
}
