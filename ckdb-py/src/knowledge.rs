//! The opened index as a Python object.

use crate::annotate::PyAnnotation;
use crate::error::Error;
use crate::evidence::{PyEvidenceItem, of_term};
use crate::kept::Kept;
use crate::search::{Names, PySearchAnswer, Wanted, search};
use crate::standing::given;
use ckdb_core::index::IndexFile;
use ckdb_core::knowledge::Knowledge;
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

/// Opens an index file.
#[pyfunction]
#[pyo3(signature = (path, *, mapped = true))]
pub(crate) fn open(py: Python<'_>, path: PathBuf, mapped: bool) -> Result<PyKnowledge, Error> {
    py.detach(|| {
        let knowledge = if mapped { map(&path)? } else { Knowledge::open(&path)? };
        Ok(PyKnowledge { knowledge, path, kept: Kept::default() })
    })
}

/// Maps an index.
#[expect(unsafe_code, reason = "the promise that nobody changes the file is made here, see SAFETY")]
fn map(path: &Path) -> Result<Knowledge, Error> {
    // SAFETY: an index is published by rename and read-only (FORMAT.md), and pip, too, puts a new file beside an old one
    // instead of writing into it: nobody changes or shortens a file that stands at its place. Who does so all the same
    // breaks the contract stated in the documentation of `ckdb.open`, which offers `mapped=False` for such places.
    let file = unsafe { IndexFile::open_mapped(path) }?;
    Ok(Knowledge::of(file)?)
}

/// An opened index: immutable, cheap to open, safe to use from many threads.
#[pyclass(frozen, module = "ckdb", name = "Knowledge")]
pub(crate) struct PyKnowledge {
    knowledge: Knowledge,
    path: PathBuf,
    kept: Kept,
}

/// Where records come from, under which licence.
#[pyclass(frozen, get_all, module = "ckdb", name = "Source")]
pub(crate) struct PySource {
    /// Its identity: `civic`.
    id: String,
    /// Name.
    name: String,
    /// Who publishes it.
    publisher: String,
    /// SPDX expression, or `LicenseRef-…`.
    licence: String,
    /// Where the licence is written.
    licence_url: Option<String>,
    /// The release its records were taken from.
    release: String,
    /// Its page.
    homepage: Option<String>,
    /// How to cite it.
    citation: Option<String>,
    /// May its records be passed on?
    redistributable: bool,
}

#[pymethods]
impl PySource {
    fn __repr__(&self) -> String {
        format!("<ckdb.Source {}: {}, release {}, {}>", self.id, self.name, self.release, self.licence)
    }
}

#[pymethods]
impl PyKnowledge {
    /// Names the whole content: equal for equal files. Keep it with your results.
    #[getter]
    fn content_id(&self) -> String {
        self.knowledge.content_id().to_string()
    }

    /// Name of the release.
    #[getter]
    fn release(&self) -> Result<String, Error> {
        Ok(self.knowledge.release()?.name)
    }

    /// Version of the program that compiled it.
    #[getter]
    fn built_by(&self) -> Result<String, Error> {
        Ok(self.knowledge.release()?.built_by)
    }

    /// The file.
    #[getter]
    fn path(&self) -> &Path {
        &self.path
    }

    /// The sources of its records.
    #[getter]
    fn sources(&self) -> Result<Vec<PySource>, Error> {
        let records = self.knowledge.records()?;
        let sources = records.sources().map(|source| PySource {
            id: source.id().to_owned(),
            name: source.name().to_owned(),
            publisher: source.publisher().to_owned(),
            licence: source.licence().to_owned(),
            licence_url: given(source.licence_url()),
            release: source.release().to_owned(),
            homepage: given(source.homepage()),
            citation: given(source.citation()),
            redistributable: source.redistributable(),
        });
        Ok(sources.collect())
    }

    /// Evidence items of what a term means (a profile, gene, therapy, disease, record or change), for a patient with `disease`.
    #[pyo3(signature = (term, *, disease = None))]
    fn evidence(&self, py: Python<'_>, term: &str, disease: Option<&str>) -> Result<Vec<PyEvidenceItem>, Error> {
        let found = py.detach(|| of_term(&self.knowledge, term, disease))?;
        let item = |(id, standing)| PyEvidenceItem { knowledge: self.knowledge.clone(), id, standing };
        Ok(found.into_iter().map(item).collect())
    }

    /// What is known of one variant, for a patient with `disease`.
    #[pyo3(signature = (variant, *, assembly = None, disease = None))]
    fn annotate_variant(
        &self,
        py: Python<'_>,
        variant: &str,
        assembly: Option<&str>,
        disease: Option<&str>,
    ) -> PyResult<PyAnnotation> {
        PyAnnotation::of(py, &self.knowledge, &self.kept, variant, assembly, disease)
    }

    /// Full-text search, in English and Japanese. Filters take a name or a list of names, any of which may hold.
    #[pyo3(signature = (query, *, gene = None, therapy = None, disease = None, level = None, direction = None, significance = None, source = None, kind = None, limit = 10, explain = false))]
    #[expect(clippy::too_many_arguments, reason = "they are keyword arguments in Python")]
    fn search(
        &self,
        py: Python<'_>,
        query: &str,
        gene: Option<Names>,
        therapy: Option<Names>,
        disease: Option<Names>,
        level: Option<Names>,
        direction: Option<Names>,
        significance: Option<Names>,
        source: Option<Names>,
        kind: Option<Names>,
        limit: usize,
        explain: bool,
    ) -> Result<PySearchAnswer, Error> {
        let wanted = Wanted { gene, therapy, disease, level, direction, significance, source, kind, limit, explain };
        search(py, &self.knowledge, query, wanted)
    }

    /// Reads every byte and compares it with the hashes in the file.
    fn verify(&self, py: Python<'_>) -> Result<(), Error> {
        Ok(py.detach(|| self.knowledge.verify())?)
    }

    fn __repr__(&self) -> String {
        let content = match (self.knowledge.release(), self.knowledge.records()) {
            (Ok(release), Ok(records)) => format!(
                "release {}, {} profiles, {} evidence items",
                release.name,
                records.profiles().len(),
                records.evidence().len()
            ),
            (Err(error), _) | (_, Err(error)) => format!("damaged ({})", error.reason()),
        };
        format!("<ckdb.Knowledge {}: {content}, content id {}>", self.path.display(), self.knowledge.content_id())
    }
}
