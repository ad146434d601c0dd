//! The opened index as a Python object.

use crate::annotate::PyAnnotation;
use crate::asked::{self, Asked, Texts};
use crate::diff::PyDiff;
use crate::error::Error;
use crate::evidence::{PyEvidenceItem, of_term};
use crate::kept::Kept;
use crate::of_file::{FileAsked, PyWritten, of_files, to_file};
use crate::of_table::{TableAsked, of_table};
use crate::search::{Names as Wished, PySearchAnswer, Wanted, search};
use crate::standing::given;
use crate::table::PyTable;
use ckdb_core::index::IndexFile;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::table::arrow::Names;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyList;
use std::path::{Path, PathBuf};

/// Opens an index file.
#[pyfunction]
#[pyo3(signature = (path, *, mapped = true))]
pub(crate) fn open(py: Python<'_>, path: PathBuf, mapped: bool) -> Result<PyKnowledge, Error> {
    py.detach(|| {
        let knowledge = if mapped { map(&path)? } else { Knowledge::open(&path)? };
        Ok(PyKnowledge { knowledge, path, mapped, kept: Kept::default() })
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
    pub(crate) knowledge: Knowledge,
    path: PathBuf,
    mapped: bool,
    kept: Kept,
}

/// What a pickle holds: the path (none for the index inside the wheel), the content id, and whether the file was mapped.
type Pickled = (Option<PathBuf>, String, bool);

/// One path, or several.
enum Paths {
    One(PathBuf),
    Several(Vec<PathBuf>),
}

impl Paths {
    /// What is something else is most often a table.
    fn of(path: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(path) = path.extract() {
            return Ok(Self::One(path));
        }
        path.extract().map(Self::Several).map_err(|_| {
            let name = path.get_type().fully_qualified_name().map_or_else(|_| "this".to_owned(), |name| name.to_string());
            let a_table = path.hasattr("__arrow_c_stream__").unwrap_or(false) || name.ends_with("Frame");
            let cure = if a_table { "a table of variants is for annotate_table()" } else { "name a VCF, or a list of VCFs" };
            PyTypeError::new_err(format!("`{name}` is no path; {cure}"))
        })
    }
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

    /// Evidence items, as a list that is also an Arrow table, of what a term means (a profile, gene, therapy, disease, record or change), for a patient with `disease`.
    #[pyo3(signature = (term, *, disease = None))]
    fn evidence<'py>(slf: &Bound<'py, Self>, term: &str, disease: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let (py, knowledge) = (slf.py(), &slf.get().knowledge);
        let found = py.detach(|| of_term(knowledge, term, disease))?;
        let item = |(id, standing)| PyEvidenceItem { knowledge: knowledge.clone(), id, standing };
        let items = PyList::new(py, found.into_iter().map(item).map(|item| Py::new(py, item)).collect::<PyResult<Vec<_>>>()?)?;
        py.import("ckdb._evidence_list")?.getattr("EvidenceList")?.call1((items, slf))
    }

    /// The rows of a VCF, or of several: what is known of its alleles and of the whole sample, for a patient with `disease`.
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    #[pyo3(signature = (
        path, *, disease = None, assembly = None, sample = None, origin = None, biomarkers = None, callable = None, schemes = None,
        min_level = None, all = false, explain = false, gene_any = false, reference = None, threads = None, progress = None
    ))]
    fn annotate(
        &self,
        py: Python<'_>,
        path: &Bound<'_, PyAny>,
        disease: Option<String>,
        assembly: Option<String>,
        sample: Option<String>,
        origin: Option<&str>,
        biomarkers: Option<Texts>,
        callable: Option<PathBuf>,
        schemes: Option<Texts>,
        min_level: Option<String>,
        all: bool,
        explain: bool,
        gene_any: bool,
        reference: Option<PathBuf>,
        threads: Option<i64>,
        progress: Option<bool>,
    ) -> PyResult<PyTable> {
        let schemes = Texts::list(schemes);
        let asked = Asked { disease, origin: Asked::origin(origin)?, schemes, min_level, all, explain, gene_any, reference };
        let (biomarkers, threads) = (Texts::list(biomarkers), asked::threads(threads)?);
        let asked = FileAsked { asked, assembly, sample, biomarkers, callable, threads, progress };
        let (paths, several) = match Paths::of(path)? {
            Paths::One(path) => (vec![path], false),
            Paths::Several(paths) => (paths, true),
        };
        of_files(py, &self.knowledge, &self.kept, (&paths, several), &asked)
    }

    /// Annotates a VCF into another file: VCF, tsv or jsonl, by the name of the output or by `format`.
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    #[pyo3(signature = (
        input, output, *, format = None, disease = None, assembly = None, sample = None, origin = None, biomarkers = None,
        callable = None, schemes = None, min_level = None, all = false, explain = false, gene_any = false, reference = None,
        threads = None, progress = None
    ))]
    fn annotate_file(
        &self,
        py: Python<'_>,
        input: PathBuf,
        output: PathBuf,
        format: Option<&str>,
        disease: Option<String>,
        assembly: Option<String>,
        sample: Option<String>,
        origin: Option<&str>,
        biomarkers: Option<Texts>,
        callable: Option<PathBuf>,
        schemes: Option<Texts>,
        min_level: Option<String>,
        all: bool,
        explain: bool,
        gene_any: bool,
        reference: Option<PathBuf>,
        threads: Option<i64>,
        progress: Option<bool>,
    ) -> PyResult<PyWritten> {
        let schemes = Texts::list(schemes);
        let asked = Asked { disease, origin: Asked::origin(origin)?, schemes, min_level, all, explain, gene_any, reference };
        let (biomarkers, threads) = (Texts::list(biomarkers), asked::threads(threads)?);
        let asked = FileAsked { asked, assembly, sample, biomarkers, callable, threads, progress };
        to_file(py, &self.knowledge, &self.kept, (&input, &output, format), &asked)
    }

    /// The rows of a table of variants, in its order, each with the number of its input row in the column `row`.
    #[expect(clippy::too_many_arguments, reason = "they are keywords in Python")]
    #[pyo3(signature = (
        table, *, disease = None, assembly = None, chrom = "chrom", pos = "pos", r#ref = "ref", alt = "alt", sample = None,
        columns = None, origin = None, schemes = None, min_level = None, all = false, explain = false, gene_any = false,
        threads = None, progress = None
    ))]
    fn annotate_table(
        &self,
        py: Python<'_>,
        table: &Bound<'_, PyAny>,
        disease: Option<String>,
        assembly: Option<String>,
        chrom: &str,
        pos: &str,
        r#ref: &str,
        alt: &str,
        sample: Option<String>,
        columns: Option<Texts>,
        origin: Option<&str>,
        schemes: Option<Texts>,
        min_level: Option<String>,
        all: bool,
        explain: bool,
        gene_any: bool,
        threads: Option<i64>,
        progress: Option<bool>,
    ) -> PyResult<PyTable> {
        let (origin, schemes) = (Asked::origin(origin)?, Texts::list(schemes));
        let asked = Asked { disease, origin, schemes, min_level, all, explain, gene_any, reference: None };
        let name = str::to_owned;
        let names = Names { chrom: name(chrom), pos: name(pos), reference: name(r#ref), alternate: name(alt), sample };
        let columns = columns.map(|columns| Texts::list(Some(columns)));
        let asked = TableAsked { asked, assembly, names, columns, threads: asked::threads(threads)?, progress };
        of_table(py, &self.knowledge, &self.kept, table, &asked)
    }

    /// What `newer` changes against this index: records and levels, each as a table.
    fn diff(&self, py: Python<'_>, newer: &Bound<'_, Self>) -> PyResult<PyDiff> {
        let newer = newer.get();
        Ok(py.detach(|| PyDiff::between(&self.knowledge, &newer.knowledge))?)
    }

    /// A pickle holds path and content id, not the index: where it is opened again, the same index must be.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Pickled)> {
        let package = py.import("ckdb")?;
        let shipped: PathBuf = package.getattr("_SHIPPED")?.extract()?;
        // The index inside the wheel may lie elsewhere on another machine.
        let path = if self.path == shipped { None } else { Some(std::path::absolute(&self.path)?) };
        Ok((package.getattr("_reopen")?, (path, self.content_id(), self.mapped)))
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
        gene: Option<Wished>,
        therapy: Option<Wished>,
        disease: Option<Wished>,
        level: Option<Wished>,
        direction: Option<Wished>,
        significance: Option<Wished>,
        source: Option<Wished>,
        kind: Option<Wished>,
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
