//! Tables as Python objects: Arrow columns that any data frame takes over without a copy.
//!
//! A [`PyTable`] speaks the Arrow PyCapsule interface (`__arrow_c_stream__`, `__arrow_c_schema__`). The texts of evidence are not
//! in its columns: a [`PyTableRow`] reads them from the index when it is asked for them.

use crate::error::Error;
use crate::evidence::{PyEvidenceItem, of_term};
use crate::html;
use crate::values::value;
use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{Field, Schema, SchemaRef};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::table::TableError;
use pyo3::exceptions::{PyAttributeError, PyImportError, PyIndexError, PyKeyError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyIterator, PyList};
use pyo3_arrow::PyTable as ArrowTable;
use pyo3_arrow::ffi::to_schema_pycapsule;
use std::sync::Arc;

/// Why something was not answered, how often, and where first.
#[pyclass(frozen, get_all, module = "ckdb", name = "Problem")]
#[derive(Clone, Debug)]
pub(crate) struct PyProblem {
    /// A stable word: `REF_MISMATCH`.
    code: String,
    /// The same for people.
    text: String,
    /// How often.
    count: u64,
    /// Where first: a row from 0, or a line of the file from 1.
    first: u64,
}

impl PyProblem {
    pub(crate) fn new(code: &str, text: String, count: u64, first: u64) -> Self {
        Self { code: code.to_owned(), text, count, first }
    }
}

#[pymethods]
impl PyProblem {
    fn __repr__(&self) -> String {
        format!("<ckdb.Problem {} × {}: {}, first at {}>", self.count, self.code, self.text, self.first)
    }
}

/// What stands behind the rows of a table.
#[derive(Debug)]
pub(crate) struct About {
    pub(crate) knowledge: Knowledge,
    /// What the rows are: `annotation`, `evidence`, …
    pub(crate) what: &'static str,
    pub(crate) disease: Option<String>,
    pub(crate) assembly: Option<&'static str>,
    pub(crate) schemes: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) problems: Vec<PyProblem>,
}

/// A table of Arrow columns; give it to polars, pandas, pyarrow or duckdb, or iterate over its rows.
#[pyclass(frozen, module = "ckdb", name = "Table")]
pub(crate) struct PyTable {
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
    about: Arc<About>,
}

impl PyTable {
    pub(crate) fn new(schema: SchemaRef, batches: Vec<RecordBatch>, about: About) -> Self {
        let batches = batches.into_iter().filter(|batch| batch.num_rows() > 0).collect();
        Self { schema, batches, about: Arc::new(about) }
    }

    /// A table of one batch that is no annotation: `what` it is stands in its caption.
    pub(crate) fn of_columns(knowledge: &Knowledge, what: &'static str, columns: Vec<(&str, ArrayRef)>) -> Result<Self, Error> {
        let fields = columns.iter().map(|(name, column)| Field::new(*name, column.data_type().clone(), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let columns = columns.into_iter().map(|(_, column)| column).collect();
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns).map_err(TableError::from)?;
        let about = About {
            knowledge: knowledge.clone(),
            what,
            disease: None,
            assembly: None,
            schemes: Vec::new(),
            notes: Vec::new(),
            problems: Vec::new(),
        };
        Ok(Self::new(schema, vec![batch], about))
    }

    fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// Batch and row of a row of the table.
    fn find(&self, mut row: usize) -> Option<(&RecordBatch, usize)> {
        for batch in &self.batches {
            if row < batch.num_rows() {
                return Some((batch, row));
            }
            row -= batch.num_rows();
        }
        None
    }

    fn caption(&self) -> String {
        let About { what, disease, assembly, knowledge, .. } = &*self.about;
        let disease = disease.as_ref().map_or_else(String::new, |disease| format!(" for {disease}"));
        let assembly = assembly.map_or_else(String::new, |assembly| format!(" on {assembly}"));
        format!("{what}{assembly}{disease}, index {}", knowledge.content_id())
    }
}

/// A module that the user has to install; the message says how.
fn wanted<'py>(py: Python<'py>, name: &str, why: &str) -> PyResult<Bound<'py, PyModule>> {
    py.import(name).map_err(|_| PyImportError::new_err(format!("{why} needs {name}: pip install {name}")))
}

#[pymethods]
impl PyTable {
    /// The Arrow C stream of its batches (PyCapsule interface).
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let table = ArrowTable::try_new(self.batches.clone(), Arc::clone(&self.schema))?;
        let table = Bound::new(py, table)?;
        Ok(table.call_method1("__arrow_c_stream__", (requested_schema,))?.cast_into()?)
    }

    /// The Arrow C schema (PyCapsule interface).
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        Ok(to_schema_pycapsule(py, self.schema.as_ref())?)
    }

    /// As a `polars.DataFrame`.
    pub(crate) fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        wanted(slf.py(), "polars", "to_polars()")?.getattr("DataFrame")?.call1((slf,))
    }

    /// As a `pyarrow.Table`.
    pub(crate) fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        wanted(slf.py(), "pyarrow", "to_arrow()")?.getattr("table")?.call1((slf,))
    }

    /// As a `pandas.DataFrame`; through pyarrow where that is installed, else cell by cell.
    pub(crate) fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        let py = slf.py();
        let pandas = wanted(py, "pandas", "to_pandas()")?;
        match py.import("pyarrow") {
            Ok(pyarrow) => pyarrow.getattr("table")?.call1((slf,))?.call_method0("to_pandas"),
            Err(_) => pandas.getattr("DataFrame")?.call1((slf.get().to_dict(py)?,)),
        }
    }

    /// Its columns as lists, by name.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (place, field) in self.schema.fields().iter().enumerate() {
            let values = PyList::empty(py);
            for batch in &self.batches {
                let column = batch.column(place);
                (0..batch.num_rows()).try_for_each(|row| values.append(value(py, column, row)?))?;
            }
            columns.set_item(field.name(), values)?;
        }
        Ok(columns)
    }

    /// Names of its columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.schema.fields().iter().map(|field| field.name().clone()).collect()
    }

    /// English name of the patient's disease.
    #[getter]
    fn disease(&self) -> Option<String> {
        self.about.disease.clone()
    }

    /// The assembly of the positions.
    #[getter]
    fn assembly(&self) -> Option<&'static str> {
        self.about.assembly
    }

    /// Level schemes used: `jp-2.1@1`.
    #[getter]
    fn schemes(&self) -> Vec<String> {
        self.about.schemes.clone()
    }

    /// Names the index that was asked. Keep it with your results.
    #[getter]
    fn content_id(&self) -> String {
        self.about.knowledge.content_id().to_string()
    }

    /// What the reader must know: how the assembly was found, what the header lacks.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.about.notes.clone()
    }

    /// What was not answered or not understood, each reason with its count and first place.
    #[getter]
    fn problems(&self) -> Vec<PyProblem> {
        self.about.problems.clone()
    }

    fn __len__(&self) -> usize {
        self.rows()
    }

    fn __getitem__<'py>(slf: &Bound<'py, Self>, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (py, table) = (slf.py(), slf.get());
        if let Ok(name) = key.extract::<String>() {
            let Ok(place) = table.schema.index_of(&name) else {
                return Err(PyKeyError::new_err(format!("no column `{name}`; there are {}", table.columns().join(", "))));
            };
            let values = PyList::empty(py);
            for batch in &table.batches {
                (0..batch.num_rows()).try_for_each(|row| values.append(value(py, batch.column(place), row)?))?;
            }
            return Ok(values.into_any());
        }
        let Ok(row) = key.extract::<isize>() else {
            return Err(PyTypeError::new_err("a row is asked for by its number, a column by its name"));
        };
        let rows = table.rows();
        let place = if row < 0 { rows.checked_add_signed(row) } else { usize::try_from(row).ok() };
        match place.and_then(|place| table.find(place)) {
            Some((batch, row)) => {
                let row = PyTableRow { batch: batch.clone(), row, about: Arc::clone(&table.about) };
                Ok(Bound::new(py, row)?.into_any())
            }
            None => Err(PyIndexError::new_err(format!("row {row} of a table of {rows} rows"))),
        }
    }

    fn __iter__(slf: &Bound<'_, Self>) -> PyResult<PyTableRows> {
        Ok(PyTableRows { table: slf.clone().unbind(), next: std::sync::atomic::AtomicUsize::new(0) })
    }

    fn __repr__(&self) -> String {
        format!("<ckdb.Table {} rows × {} columns: {}>", self.rows(), self.schema.fields().len(), self.caption())
    }

    /// What a notebook shows.
    fn _repr_html_(&self) -> String {
        html::table(&self.caption(), &self.batches)
    }
}

/// Gives the rows of a table one by one.
#[pyclass(frozen, module = "ckdb", name = "_TableRows")]
pub(crate) struct PyTableRows {
    table: Py<PyTable>,
    next: std::sync::atomic::AtomicUsize,
}

#[pymethods]
impl PyTableRows {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&self) -> Option<PyTableRow> {
        let table = self.table.get();
        let next = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let (batch, row) = table.find(next)?;
        Some(PyTableRow { batch: batch.clone(), row, about: Arc::clone(&table.about) })
    }
}

/// One row of a table: its columns as attributes and items, and the evidence behind it.
#[pyclass(frozen, module = "ckdb", name = "TableRow")]
pub(crate) struct PyTableRow {
    batch: RecordBatch,
    row: usize,
    about: Arc<About>,
}

impl PyTableRow {
    fn cell<'py>(&self, py: Python<'py>, name: &str) -> Option<PyResult<Bound<'py, PyAny>>> {
        let place = self.batch.schema_ref().index_of(name).ok()?;
        Some(value(py, self.batch.column(place), self.row))
    }

    fn names(&self) -> Vec<String> {
        self.batch.schema_ref().fields().iter().map(|field| field.name().clone()).collect()
    }
}

#[pymethods]
impl PyTableRow {
    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.cell(py, name).unwrap_or_else(|| {
            Err(PyAttributeError::new_err(format!("a row has no `{name}`; its columns are {}", self.names().join(", "))))
        })
    }

    fn __getitem__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.cell(py, name)
            .unwrap_or_else(|| Err(PyKeyError::new_err(format!("no column `{name}`; there are {}", self.names().join(", ")))))
    }

    /// Names of its columns.
    fn keys(&self) -> Vec<String> {
        self.names()
    }

    fn __len__(&self) -> usize {
        self.batch.num_columns()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(py, self.names())?.try_iter()
    }

    /// Its values by column name.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let values = PyDict::new(py);
        for (field, column) in self.batch.schema_ref().fields().iter().zip(self.batch.columns()) {
            values.set_item(field.name(), value(py, column, self.row)?)?;
        }
        Ok(values)
    }

    /// The evidence items behind it, read from the index now; assertions and approvals are in `record_id` only.
    #[getter]
    fn evidence(&self, py: Python<'_>) -> Result<Vec<PyEvidenceItem>, Error> {
        let About { knowledge, disease, .. } = &*self.about;
        let Ok(place) = self.batch.schema_ref().index_of("record_id") else { return Ok(Vec::new()) };
        let column = self.batch.column(place);
        let Some(ids) = column.as_list_opt::<i32>().filter(|lists| lists.is_valid(self.row)).map(|lists| lists.value(self.row))
        else {
            return Ok(Vec::new());
        };
        let Some(ids) = ids.as_string_opt::<i32>() else { return Ok(Vec::new()) };
        py.detach(|| {
            let records = knowledge.records()?;
            let mut items = Vec::new();
            for id in ids.iter().flatten() {
                // Identities of assertions and approvals are terms, too, and mean other items.
                let Some(item) = records.evidence().find(|item| item.id() == id) else { continue };
                let found = of_term(knowledge, id, disease.as_deref())?;
                let found = found.into_iter().filter(|(number, _)| *number == item.number());
                items.extend(found.map(|(id, standing)| PyEvidenceItem { knowledge: knowledge.clone(), id, standing }));
            }
            Ok(items)
        })
    }

    fn __repr__(&self) -> String {
        let shown =
            ["chrom", "pos", "ref", "alt", "gene", "hgvs_p", "profile", "significance", "therapies", "disease", "amp", "jp"];
        let place = |name: &&str| self.batch.schema_ref().index_of(name).ok();
        let cells = shown.iter().filter_map(place).map(|place| crate::values::text(self.batch.column(place), self.row));
        let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
        format!("<ckdb.TableRow {}>", cells.join(" "))
    }
}
