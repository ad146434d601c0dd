//! Full-text search: `Knowledge.search` and what it gives.

use crate::error::Error;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Answer, Question};
use pyo3::prelude::*;
use pyo3::types::PyIterator;

/// Filters, each a name or several.
#[derive(FromPyObject)]
pub(crate) enum Names {
    /// One.
    One(String),
    /// Several: any of them.
    Several(Vec<String>),
}

/// What may be asked beside the words.
#[derive(Default)]
pub(crate) struct Wanted {
    pub(crate) gene: Option<Names>,
    pub(crate) therapy: Option<Names>,
    pub(crate) disease: Option<Names>,
    pub(crate) level: Option<Names>,
    pub(crate) direction: Option<Names>,
    pub(crate) significance: Option<Names>,
    pub(crate) source: Option<Names>,
    pub(crate) kind: Option<Names>,
    pub(crate) limit: usize,
    pub(crate) explain: bool,
}

/// A part of a text, with what was found in it.
#[pyclass(frozen, get_all, module = "ckdb", name = "Snippet")]
#[derive(Clone)]
pub(crate) struct PySnippet {
    /// The field of the record.
    field: &'static str,
    /// The text.
    text: String,
    /// What was found: first character and character behind the last, from 0.
    marks: Vec<(usize, usize)>,
}

/// A record that meets a question.
#[pyclass(frozen, get_all, module = "ckdb", name = "Hit")]
#[derive(Clone)]
pub(crate) struct PyHit {
    /// Its kind: `evidence`.
    kind: &'static str,
    /// Its identity within its kind: `EGFR/T790M/e2`.
    id: String,
    /// One line that says what it is.
    title: String,
    /// Its points.
    score: f32,
    /// Its texts around what was found.
    snippets: Vec<PySnippet>,
    /// Where its points come from: part of the question, how it is met, points; empty unless `explain=True`.
    reasons: Vec<(String, String, f32)>,
}

#[pymethods]
impl PyHit {
    fn __repr__(&self) -> String {
        format!("<ckdb.Hit {} {}: {}>", self.kind, self.id, self.title)
    }
}

/// An answer: iterate over it, or index it, for its hits.
#[pyclass(frozen, get_all, module = "ckdb", name = "SearchAnswer")]
pub(crate) struct PySearchAnswer {
    /// How each part of the question was read.
    read_as: Vec<(String, Vec<String>)>,
    /// How many records meet the question; `hits` holds the first of them.
    total: usize,
    /// When no record meets every part: how many parts those shown meet at least, and of how many.
    met: Option<(usize, usize)>,
    /// Names that may have been meant.
    suggestions: Vec<(String, Vec<String>)>,
    /// Records, the best first.
    hits: Vec<PyHit>,
}

#[pymethods]
impl PySearchAnswer {
    fn __len__(&self) -> usize {
        self.hits.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, index: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.hits.clone().into_pyobject(py)?.get_item(index)
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        self.hits.clone().into_pyobject(py)?.try_iter()
    }

    fn __repr__(&self) -> String {
        format!("<ckdb.SearchAnswer {} of {} records>", self.hits.len(), self.total)
    }
}

/// Answers a question.
pub(crate) fn search(py: Python<'_>, knowledge: &Knowledge, query: &str, wanted: Wanted) -> Result<PySearchAnswer, Error> {
    let mut question = Question::new(query).limit(wanted.limit).explain(wanted.explain);
    for (names, add) in [
        (wanted.gene, Question::gene as fn(Question, String) -> Question),
        (wanted.therapy, Question::therapy),
        (wanted.disease, Question::disease),
        (wanted.level, Question::level),
        (wanted.direction, Question::direction),
        (wanted.significance, Question::significance),
        (wanted.source, Question::source),
        (wanted.kind, Question::kind),
    ] {
        question = match names {
            None => question,
            Some(Names::One(name)) => add(question, name),
            Some(Names::Several(names)) => names.into_iter().fold(question, add),
        };
    }
    Ok(PySearchAnswer::of(py.detach(|| knowledge.search(question))?))
}

impl PySearchAnswer {
    fn of(answer: Answer) -> Self {
        let hits = answer.hits.into_iter().map(|hit| PyHit {
            kind: hit.kind,
            id: hit.id,
            title: hit.title,
            score: hit.score,
            snippets: hit
                .snippets
                .into_iter()
                .map(|snippet| PySnippet {
                    field: snippet.field,
                    marks: snippet.marks_in_characters().map(|[first, behind]| (first, behind)).collect(),
                    text: snippet.text,
                })
                .collect(),
            reasons: hit.reasons.into_iter().map(|reason| (reason.asked, reason.how, reason.points)).collect(),
        });
        Self {
            read_as: answer.understood.into_iter().map(|part| (part.asked, part.read_as)).collect(),
            total: answer.total,
            met: answer.met,
            suggestions: answer.suggestions.into_iter().map(|one| (one.asked, one.names)).collect(),
            hits: hits.collect(),
        }
    }
}
