//! The sections of the search, made from the records of an index.
//!
//! They are a function of the records and the words alone: documents stand in the order of their quality and their numbers, and no
//! hash map, clock or thread has a say.

use super::concept::Concept;
use super::document::{Document, Facts};
use super::error::SearchError;
use super::fold::Folded;
use super::found::Found;
use super::gazetteer::{Prose, tag};
use super::naming;
use super::opened::words;
use super::segment::{self, Prepared};
use super::segment::{DOCUMENTS, NAMES, SEARCH_VERSION, WORDS};
use super::tokens::Tokens;
use crate::index::{Bytes, IndexError, Names, Writer};
use crate::knowledge::{Knowledge, Records, view};
use crate::model::{GeneId, WordGroup};
use std::collections::BTreeSet;

/// Words of two texts of one record never stand in a row.
const GAP: usize = 64;

/// Most variants one name in a text may stand for, when no gene beside it says which.
const VARIANTS: usize = 4;

/// Adds the sections of the search over `knowledge` to `writer`. `words` are the words of claims in both languages.
///
/// # Errors
/// When records cannot be read, or sections of the search stand in `writer` already.
pub fn write(knowledge: &Knowledge, words: &[WordGroup], writer: &mut Writer) -> Result<(), SearchError> {
    let records = knowledge.records()?;
    let names = naming::section(records, words)?;
    writer.section(NAMES, SEARCH_VERSION, names.clone())?;
    writer.archive(WORDS, SEARCH_VERSION, &words.to_vec())?;
    let reader = Reader { records, names: Names::new(Bytes::from(names), NAMES), words };
    let documents = Facts::of(records, words)?.documents()?;
    let mut numbers = Vec::with_capacity(8 * documents.len());
    for (found, _) in &documents {
        let (kind, id) = found.stored();
        numbers.extend_from_slice(&kind.to_le_bytes());
        numbers.extend_from_slice(&id.to_le_bytes());
    }
    writer.section(DOCUMENTS, SEARCH_VERSION, numbers)?;
    let mut tokens = Tokens::new();
    let mut prepared = Vec::with_capacity(documents.len());
    for (found, document) in documents {
        prepared.push(reader.read(found, document, &mut tokens)?);
    }
    for (name, bytes) in segment::write(prepared.into_iter())? {
        writer.section(&name, SEARCH_VERSION, bytes)?;
    }
    Ok(())
}

/// Does the index hold a search?
#[must_use]
pub fn is_built(knowledge: &Knowledge) -> bool {
    knowledge.file().has(WORDS)
}

/// The same index with a search over it, in the words of `core`: for indexes that were joined in memory and hold none.
///
/// # Errors
/// [`SearchError::NotBuilt`] when `core` holds no search; else as for [`write()`].
pub fn over(joined: &Knowledge, core: &Knowledge) -> Result<Knowledge, SearchError> {
    if !is_built(core) {
        return Err(SearchError::NotBuilt);
    }
    let words = words(core.file())?;
    let mut writer = Writer::new();
    for section in joined.file().sections().filter(|section| !section.name.starts_with(segment::PREFIX)) {
        writer.section(section.name, section.version, joined.file().section(section.name)?.to_vec())?;
    }
    write(joined, &words, &mut writer)?;
    Ok(Knowledge::from_bytes(writer.finish().bytes)?)
}

/// Reads the texts of records for names and words.
struct Reader<'k, 'w> {
    records: Records<'k>,
    names: Names,
    words: &'w [WordGroup],
}

impl Reader<'_, '_> {
    fn read(&self, found: Found, document: Document, tokens: &mut Tokens) -> Result<Prepared, IndexError> {
        let mut words = Vec::new();
        let mut mentioned: Vec<Vec<Concept>> = Vec::new();
        let mut position = 0;
        for (_, text) in found.texts(self.records) {
            for mut token in tokens.of(&text) {
                token.position += position;
                words.push(token);
            }
            position = words.last().map_or(0, |last: &super::tokens::Token| last.position + GAP);
            let tags = tag(&self.names, &Folded::of(&text), &text, Prose::Record)?;
            mentioned.extend(tags.into_iter().map(|tag| tag.concepts));
        }
        let gene = |concept: &Concept| if let Concept::Gene(id) = concept { Some(*id) } else { None };
        let genes: BTreeSet<GeneId> = document.fact.iter().chain(mentioned.iter().flatten()).filter_map(gene).collect();
        let mut mention = BTreeSet::new();
        for concepts in mentioned {
            let (variants, others): (Vec<_>, Vec<_>) =
                concepts.into_iter().partition(|concept| matches!(concept, Concept::Variant(_)));
            let here: Vec<Concept> = variants.iter().copied().filter(|variant| self.is_of(*variant, &genes)).collect();
            mention.extend(if here.is_empty() && variants.len() <= VARIANTS { variants } else { here });
            let filler = |word: u32| self.words.get(word as usize).is_some_and(|group| group.filler);
            mention.extend(others.into_iter().filter(|concept| !matches!(concept, Concept::Word(word) if filler(*word))));
        }
        // What the facts say need not be said again by the text.
        mention.retain(|concept| !document.fact.contains(concept));
        Ok(Prepared { document, mention: mention.into_iter().collect(), words })
    }

    fn is_of(&self, variant: Concept, genes: &BTreeSet<GeneId>) -> bool {
        let Concept::Variant(id) = variant else { return false };
        self.records.variant(id).and_then(view::Variant::gene).is_none_or(|gene| genes.contains(&gene))
    }
}
