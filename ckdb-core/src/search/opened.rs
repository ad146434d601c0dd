//! The search of one index, opened once and kept with it.

use super::concept::{Concept, Group};
use super::error::SearchError;
use super::found::Found;
use super::segment::{DOCUMENTS, NAMES, SEARCH_VERSION, WORDS};
use super::{document, segment};
use crate::index::{Bytes, IndexFile, Names, Section};
use crate::knowledge::Knowledge;
use crate::model::{DiseaseId, GeneId, WordGroup};
use std::collections::{BTreeMap, BTreeSet};

/// The search of one index, opened once.
pub(super) struct Opened {
    pub(super) reader: tantivy::IndexReader,
    pub(super) fields: segment::Fields,
    pub(super) names: Names,
    pub(super) words: Vec<Group>,
    pub(super) means: document::Means,
    documents: Bytes,
    pub(super) ancestors: Vec<BTreeSet<DiseaseId>>,
}

/// The words of claims an index was built with.
pub(super) fn words(file: &IndexFile) -> Result<Vec<WordGroup>, SearchError> {
    let stored: Section<rkyv::Archived<Vec<WordGroup>>> = file.archive(WORDS, SEARCH_VERSION)?;
    Ok(crate::index::owned(stored.get()?)?)
}

impl Opened {
    pub(super) fn of(knowledge: &Knowledge) -> Result<Self, SearchError> {
        let file = knowledge.file();
        // A file without the list of segments was built without the search; anything else that is missing is damage.
        let (reader, fields) = segment::open(file)?;
        let words = words(file)?;
        let genes: BTreeMap<String, GeneId> =
            knowledge.records()?.genes().map(|gene| (format!("gene:{}", gene.symbol()), gene.number())).collect();
        let group = |group: &WordGroup| Group {
            label: group.label().to_owned(),
            filler: group.filler,
            genes: group.means.iter().filter_map(|meant| genes.get(meant).copied()).collect(),
        };
        let documents = file.required(DOCUMENTS, SEARCH_VERSION)?.get()?.clone();
        Ok(Self {
            reader,
            fields,
            names: file.names(NAMES, SEARCH_VERSION)?,
            means: document::Means::of(words.iter().map(|group| group.means.as_slice())),
            words: words.iter().map(group).collect(),
            documents,
            ancestors: document::ancestors(knowledge.records()?),
        })
    }

    /// Is it a word that says nothing by itself?
    pub(super) fn is_filler(&self, concept: Concept) -> bool {
        matches!(concept, Concept::Word(word) if self.words.get(word as usize).is_some_and(|group| group.filler))
    }

    /// The record a document is.
    pub(super) fn found(&self, document: u32) -> Option<Found> {
        let (numbers, _) = self.documents.as_chunks::<4>();
        let at = 2 * document as usize;
        Found::from_stored(u32::from_le_bytes(*numbers.get(at)?), u32::from_le_bytes(*numbers.get(at + 1)?))
    }
}
