//! One part of a question, and the ways in which a record may meet it.

use super::concept::Concept;
use tantivy::query::{BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Score, Term};

/// Points a record gets for the best way in which it meets a part of a question. They are whole numbers, far enough apart that one
/// better way outweighs any difference in what the text says.
pub mod points {
    /// The part is the record's own identity: `EID1592`, `PMID:…`, `NCT…`.
    pub const IDENTITY: f32 = 80.0;
    /// The record is that thing: the gene, the drug, the disease, the profile that was named.
    pub const IS: f32 = 60.0;
    /// The record speaks of exactly that variant, alone.
    pub const EXACT: f32 = 40.0;
    /// The record speaks of that drug alone, not of a combination with it.
    pub const ALONE: f32 = 16.0;
    /// The record refers to that identity.
    pub const CITES: f32 = 40.0;
    /// The record's facts name it.
    pub const FACT: f32 = 10.0;
    /// The record is about a kind of that disease: as good an answer as the disease itself (whoever asks for melanoma wants the trials
    /// of skin melanoma), so that of the two the better evidence comes first.
    pub const NARROWER: f32 = FACT;
    /// The record's facts touch it: a drug's target, a variant among several that a test reports, one that must be absent.
    pub const NEAR: f32 = 4.0;
    /// The record is about a wider disease, of which that is a kind.
    pub const BROADER: f32 = 3.0;
    /// Only its text mentions it.
    pub const MENTION: f32 = 2.0;
    /// Words of its text: BM25 times this.
    pub const TEXT: f32 = 0.5;
}

/// One way in which a record may meet a part of a question.
pub(super) struct Leaf {
    pub(super) query: Box<dyn Query>,
    /// The way, in words: "facts name".
    pub(super) how: &'static str,
    /// What was met.
    pub(super) what: String,
}

/// One part of a question.
pub(super) struct Clause {
    /// As it was asked.
    pub(super) asked: String,
    /// What it was read as.
    pub(super) read_as: Vec<String>,
    /// Must a record meet it?
    pub(super) must: bool,
    /// Are records that meet it left out?
    pub(super) not: bool,
    pub(super) leaves: Vec<Leaf>,
    /// What is marked in texts.
    pub(super) concepts: Vec<Concept>,
    /// Tokens that are marked in texts.
    pub(super) tokens: Vec<String>,
}

impl Clause {
    /// What is asked of the index.
    pub(super) fn query(&self) -> Box<dyn Query> {
        Box::new(DisjunctionMaxQuery::new(self.leaves.iter().map(|leaf| leaf.query.box_clone()).collect()))
    }
}

/// A part that is not read yet.
pub(super) fn empty(written: &str) -> Clause {
    Clause {
        asked: written.to_owned(),
        read_as: Vec::new(),
        must: true,
        not: false,
        leaves: Vec::new(),
        concepts: Vec::new(),
        tokens: Vec::new(),
    }
}

/// A part that asks for nothing.
pub(super) fn nothing(written: &str, why: &'static str) -> Clause {
    Clause { read_as: vec![why.to_owned()], must: false, ..empty(written) }
}

/// Records that carry one of these terms, for so many points.
pub(super) fn any(mut terms: Vec<Term>, points: Score) -> Option<Box<dyn Query>> {
    let query: Box<dyn Query> = match terms.len() {
        0 => return None,
        1 => Box::new(TermQuery::new(terms.remove(0), IndexRecordOption::Basic)),
        _ => Box::new(TermSetQuery::new(terms)),
    };
    Some(Box::new(ConstScoreQuery::new(query, points)))
}

/// Records whose text has these words in a row, by BM25.
pub(super) fn in_a_row(mut terms: Vec<(usize, Term)>) -> Option<Box<dyn Query>> {
    let query: Box<dyn Query> = match terms.len() {
        0 => return None,
        1 => Box::new(TermQuery::new(terms.remove(0).1, IndexRecordOption::WithFreqs)),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    };
    Some(Box::new(tantivy::query::BoostQuery::new(query, points::TEXT)))
}

/// The whole question: every part that must be met, or at least `least` of them when that is said; filters give no points.
pub(super) fn question(clauses: &[Clause], least: Option<usize>, filters: Vec<(Occur, Box<dyn Query>)>) -> BooleanQuery {
    let mut parts: Vec<(Occur, Box<dyn Query>)> = filters;
    let (not, asked): (Vec<&Clause>, Vec<&Clause>) = clauses.iter().partition(|clause| clause.not);
    let (must, may): (Vec<&Clause>, Vec<&Clause>) = asked.into_iter().partition(|clause| clause.must);
    parts.extend(not.iter().map(|clause| (Occur::MustNot, clause.query())));
    match least {
        None => parts.extend(must.iter().map(|clause| (Occur::Must, clause.query()))),
        Some(least) => {
            let wanted = must.iter().map(|clause| (Occur::Should, clause.query())).collect();
            parts.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(wanted, least))));
        }
    }
    parts.extend(may.iter().map(|clause| (Occur::Should, clause.query())));
    BooleanQuery::new(parts)
}
