//! Full-text search: `Knowledge.search` and what it gives.

use crate::error::Error;
use crate::html::{Cell, escaped, grid, marked};
use crate::table::PyTable;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, Float64Array, StringArray};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::search::{Answer, Question};
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use std::sync::Arc;

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
#[pyclass(frozen, module = "ckdb", name = "SearchAnswer")]
pub(crate) struct PySearchAnswer {
    knowledge: Knowledge,
    /// How each part of the question was read.
    #[pyo3(get)]
    read_as: Vec<(String, Vec<String>)>,
    /// How many records meet the question; `hits` holds the first of them.
    #[pyo3(get)]
    total: usize,
    /// When no record meets every part: how many parts those shown meet at least, and of how many.
    #[pyo3(get)]
    met: Option<(usize, usize)>,
    /// Names that may have been meant.
    #[pyo3(get)]
    suggestions: Vec<(String, Vec<String>)>,
    /// Records, the best first.
    #[pyo3(get)]
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

    /// What a notebook shows.
    fn _repr_html_(&self) -> String {
        let cells = |hit: &PyHit| {
            let snippets = hit.snippets.iter().map(|snippet| marked(&snippet.text, &snippet.marks));
            let texts = [format!("{:.1}", hit.score), hit.kind.to_owned(), hit.id.clone(), hit.title.clone()];
            let texts = texts.map(Cell::Text).into_iter();
            texts.chain([Cell::Markup(snippets.collect::<Vec<_>>().join(" … "))]).collect()
        };
        let read_as = self.read_as.iter().map(|(asked, read_as)| format!("{asked}: {}", read_as.join(", ")));
        let meant = self.suggestions.iter().map(|(asked, names)| format!("{asked}: did you mean {}?", names.join(", ")));
        let counted = format!("{} of {} records", self.hits.len(), self.total);
        let met = self.met.map(|(met, asked)| format!("none meets all {asked} parts; these meet {met} or more"));
        let caption = std::iter::once(counted).chain(met).chain(read_as).chain(meant).collect::<Vec<_>>().join("; ");
        if self.hits.is_empty() {
            return format!("<p><i>{}</i></p>", escaped(&caption));
        }
        grid(&["score", "kind", "id", "title", "text"], self.hits.iter().map(cells), self.hits.len(), &caption)
    }

    /// One row a hit: kind, id, title, score and its texts; for `to_polars()` and its kin.
    fn table(&self) -> Result<PyTable, Error> {
        let texts = |text: fn(&PyHit) -> &str| -> ArrayRef {
            Arc::new(self.hits.iter().map(|hit| Some(text(hit))).collect::<StringArray>())
        };
        let scores: ArrayRef = Arc::new(self.hits.iter().map(|hit| f64::from(hit.score)).collect::<Float64Array>());
        let mut snippets = ListBuilder::new(StringBuilder::new());
        for hit in &self.hits {
            hit.snippets.iter().for_each(|snippet| snippets.values().append_value(&snippet.text));
            snippets.append(true);
        }
        let columns = vec![
            ("kind", texts(|hit| hit.kind)),
            ("id", texts(|hit| &hit.id)),
            ("title", texts(|hit| &hit.title)),
            ("score", scores),
            ("texts", Arc::new(snippets.finish()) as ArrayRef),
        ];
        PyTable::of_columns(&self.knowledge, "search", columns)
    }

    /// As a `pyarrow.Table`.
    fn to_arrow<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyTable::to_arrow(&Bound::new(py, self.table()?)?)
    }

    /// As a `polars.DataFrame`.
    fn to_polars<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyTable::to_polars(&Bound::new(py, self.table()?)?)
    }

    /// As a `pandas.DataFrame`.
    fn to_pandas<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        PyTable::to_pandas(&Bound::new(py, self.table()?)?)
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
    Ok(PySearchAnswer::of(knowledge, py.detach(|| knowledge.search(question))?))
}

impl PySearchAnswer {
    fn of(knowledge: &Knowledge, answer: Answer) -> Self {
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
            knowledge: knowledge.clone(),
            read_as: answer.understood.into_iter().map(|part| (part.asked, part.read_as)).collect(),
            total: answer.total,
            met: answer.met,
            suggestions: answer.suggestions.into_iter().map(|one| (one.asked, one.names)).collect(),
            hits: hits.collect(),
        }
    }
}
