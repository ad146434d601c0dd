//! An answer: how the question was read, the hits and why they are hits, and what may have been meant instead.

use super::clause::Clause;
use super::concept::Concept;
use super::error::SearchError;
use super::fold::fold;
use super::found::Found;
use super::opened::Opened;
use super::snippet::{Marker, Snippet};
use crate::knowledge::Records;
use std::collections::BTreeSet;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, Searcher};

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// How each part of the question was read.
    pub understood: Vec<Understood>,
    /// Parts beyond the most that are asked for, which were left out.
    pub left_out: usize,
    /// How many records meet the question; [`Answer::hits`] holds the first of them.
    pub total: usize,
    /// When no record meets every part: how many parts those shown meet at least, and how many were asked.
    pub met: Option<(usize, usize)>,
    /// Names that may have been meant where nothing is known by the name given.
    pub suggestions: Vec<Suggestion>,
    /// Records, the best first.
    pub hits: Vec<Hit>,
}

/// How a part of a question was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// As it was asked.
    pub asked: String,
    /// What it was read as: `therapy osimertinib`, `variant EGFR T790M`, `words of the text`.
    pub read_as: Vec<String>,
    /// Must a record meet it? What need not be met only brings points, or nothing at all.
    pub must: bool,
}

impl Understood {
    pub(super) fn of(clause: &Clause) -> Self {
        Self { asked: clause.asked.clone(), read_as: clause.read_as.clone(), must: clause.must }
    }
}

/// What may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// As it was asked.
    pub asked: String,
    /// Known names one letter away from it, the most alike first.
    pub names: Vec<String>,
}

/// A record that meets a question.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Which.
    pub found: Found,
    /// Its kind: "evidence".
    pub kind: &'static str,
    /// Its identity within its kind: `EGFR/T790M/e2`.
    pub id: String,
    /// One line that says what it is.
    pub title: String,
    /// Its points.
    pub score: f32,
    /// Its texts around what was found.
    pub snippets: Vec<Snippet>,
    /// Where its points come from; empty unless asked for.
    pub reasons: Vec<Reason>,
}

/// Why a record got points.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The part of the question.
    pub asked: String,
    /// How the record meets it: "speaks of exactly variant EGFR T790M".
    pub how: String,
    /// Points for it.
    pub points: f32,
}

/// Most names a suggestion brings.
const NAMES: usize = 5;
/// Longest name that is a code.
const CODE: usize = 8;

pub(super) fn hits(
    opened: &Opened,
    records: Records<'_>,
    searcher: &Searcher,
    clauses: &[Clause],
    top: &[(f32, DocAddress)],
    explain: bool,
) -> Result<Vec<Hit>, SearchError> {
    let mut marker = Marker::of(&opened.names, clauses);
    let mut hits = Vec::with_capacity(top.len());
    for &(score, address) in top {
        let Some(found) = opened.found(address.doc_id) else {
            return Err(SearchError::Engine { problem: format!("there is no document {}", address.doc_id) });
        };
        hits.push(Hit {
            found,
            kind: found.kind(),
            id: found.id(records).to_owned(),
            title: found.title(records),
            score,
            snippets: marker.snippets(&found.texts(records))?,
            reasons: if explain { reasons(searcher, clauses, address)? } else { Vec::new() },
        });
    }
    Ok(hits)
}

/// The best way in which the record meets each part.
fn reasons(searcher: &Searcher, clauses: &[Clause], address: DocAddress) -> Result<Vec<Reason>, SearchError> {
    let segment = searcher.segment_reader(address.segment_ord);
    let mut reasons = Vec::new();
    for clause in clauses {
        let mut best: Option<Reason> = None;
        for leaf in &clause.leaves {
            let weight = leaf.query.weight(EnableScoring::enabled_from_searcher(searcher))?;
            let mut scorer = weight.scorer(segment, 1.0)?;
            if scorer.doc() > address.doc_id || (scorer.doc() < address.doc_id && scorer.seek(address.doc_id) != address.doc_id) {
                continue;
            }
            let points = scorer.score();
            if best.as_ref().is_none_or(|best| points > best.points) {
                best = Some(Reason { asked: clause.asked.clone(), how: format!("{} {}", leaf.how, leaf.what), points });
            }
        }
        reasons.extend(best);
    }
    Ok(reasons)
}

/// Names one letter away from parts of the question that no record meets.
pub(super) fn suggestions(
    opened: &Opened,
    records: Records<'_>,
    searcher: &Searcher,
    text: &str,
    clauses: &[Clause],
) -> Result<Vec<Suggestion>, SearchError> {
    let mut suggestions = Vec::new();
    for clause in clauses.iter().filter(|clause| clause.concepts.is_empty()) {
        let mut met = false;
        for leaf in &clause.leaves {
            met |= leaf.query.count(searcher)? > 0;
        }
        if met || clause.asked.chars().count() < 3 {
            continue;
        }
        let mut names = near(opened, records, &clause.asked)?;
        if names.is_empty() && clauses.len() > 1 {
            // Of a name of several words one may be known by itself (lung adenocarcinma).
            names = near(opened, records, text)?;
        }
        if !names.is_empty() {
            suggestions.push(Suggestion { asked: clause.asked.clone(), names });
        }
    }
    Ok(suggestions)
}

fn near(opened: &Opened, records: Records<'_>, asked: &str) -> Result<Vec<String>, SearchError> {
    let mut names: Vec<String> = Vec::new();
    let mut seen: BTreeSet<Concept> = BTreeSet::new();
    let asked = fold(asked);
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    for named in opened.names.nearest(&asked, 4 * NAMES)? {
        // Another number is another residue or exon, not a slip of the hand.
        if named.distance > 1 || digits(&named.name) != digits(&asked) {
            continue;
        }
        for concept in named.meanings.filter_map(Concept::from_stored) {
            let label = concept.label(records, &opened.words);
            // A name that does not look like what is called so is shown with it: LUAD (Lung Adenocarcinoma).
            let is_code = named.name.is_ascii() && named.name.len() <= CODE && !fold(&label).contains(&named.name);
            let label = if is_code { format!("{} ({label})", named.name.to_uppercase()) } else { label };
            if names.len() < NAMES && seen.insert(concept) && !names.contains(&label) {
                names.push(label);
            }
        }
    }
    Ok(names)
}
