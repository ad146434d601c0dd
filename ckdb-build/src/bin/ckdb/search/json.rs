//! An answer as JSON Lines: one object for the question and how it was read, then one a record.

use crate::Failure;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Answer, Hit, Snippet};
use serde::Serialize;
use std::io::Write;

#[derive(Serialize)]
struct Query<'a> {
    r#type: &'static str,
    text: &'a str,
    read_as: Vec<Part<'a>>,
    /// How many records meet the question; fewer lines may follow.
    total: usize,
    /// `null` when records meet every part; else how many parts they meet at least, and of how many.
    met: Option<[usize; 2]>,
    suggestions: Vec<Suggestion<'a>>,
    index: String,
    release: String,
}

#[derive(Serialize)]
struct Part<'a> {
    asked: &'a str,
    read_as: &'a [String],
    must: bool,
}

#[derive(Serialize)]
struct Suggestion<'a> {
    asked: &'a str,
    names: &'a [String],
}

#[derive(Serialize)]
struct Record<'a> {
    r#type: &'static str,
    /// From 1.
    rank: usize,
    kind: &'static str,
    id: &'a str,
    title: &'a str,
    score: f32,
    snippets: Vec<Text<'a>>,
    reasons: Vec<Reason<'a>>,
}

#[derive(Serialize)]
struct Text<'a> {
    field: &'static str,
    text: &'a str,
    /// What was found, as `[first, behind]` in characters of `text`, counted from 0.
    marks: Vec<[usize; 2]>,
}

#[derive(Serialize)]
struct Reason<'a> {
    asked: &'a str,
    how: &'a str,
    points: f32,
}

/// Writes the answer.
pub(super) fn write(out: &mut impl Write, knowledge: &Knowledge, text: &str, answer: &Answer) -> Result<(), Failure> {
    let parts = answer.understood.iter().map(|part| Part { asked: &part.asked, read_as: &part.read_as, must: part.must });
    let suggestions = answer.suggestions.iter().map(|one| Suggestion { asked: &one.asked, names: &one.names });
    let query = Query {
        r#type: "query",
        text,
        read_as: parts.collect(),
        total: answer.total,
        met: answer.met.map(|(least, parts)| [least, parts]),
        suggestions: suggestions.collect(),
        index: knowledge.content_id().to_string(),
        release: knowledge.release()?.name,
    };
    line(out, &query)?;
    (1..).zip(&answer.hits).try_for_each(|(rank, hit)| line(out, &Record::of(rank, hit)))
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    // Whole lines only: whoever reads as we write never sees half an object.
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

impl<'a> Record<'a> {
    fn of(rank: usize, hit: &'a Hit) -> Self {
        let reasons = hit.reasons.iter().map(|reason| Reason { asked: &reason.asked, how: &reason.how, points: reason.points });
        Self {
            r#type: "hit",
            rank,
            kind: hit.kind,
            id: &hit.id,
            title: &hit.title,
            score: hit.score,
            snippets: hit.snippets.iter().map(Text::of).collect(),
            reasons: reasons.collect(),
        }
    }
}

impl<'a> Text<'a> {
    fn of(snippet: &'a Snippet) -> Self {
        let marks = snippet.marks_in_characters().collect();
        Self { field: snippet.field, text: &snippet.text, marks }
    }
}
