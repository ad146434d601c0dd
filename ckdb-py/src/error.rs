//! Errors of the library as Python exceptions: the one place where they are mapped.
//!
//! The tree is small because callers do three different things: name another file, another name, or another variant. The
//! message is the library's own. What the operating system refuses stays the `OSError` a Python programmer expects, with
//! its path.

use ckdb_core::annotate::{AnnotateError, LookupError};
use ckdb_core::genome::assembly::UnknownAssembly;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::FindError;
use ckdb_core::search::SearchError;
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;
use std::path::Path;

pyo3::create_exception!(ckdb, CkdbError, PyException, "What CKDB can complain of; the parent of its other exceptions.");
pyo3::create_exception!(
    ckdb,
    IndexFileError,
    CkdbError,
    "The file is no CKDB index, is damaged, or was made by another version; the message says what to do."
);
pyo3::create_exception!(
    ckdb,
    UnknownNameError,
    CkdbError,
    "Nothing in the index has this name. `name` is the name as given, `wanted` what it should have been, `nearest` the known names most like it."
);
pyo3::create_exception!(
    ckdb,
    VariantError,
    CkdbError,
    "The text names no allele we can read, or one that contradicts the reference letters (wrong assembly?)."
);

/// How a variant is written, for messages.
const FORMS: &str =
    "a variant is written chr7-140753336-A-T, 7:140753336:A:T, NC_000007.14:g.140753336A>T, NM_004333.6:c.1799T>A or BRAF V600E";

/// What a call from Python can fail with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A name.
    #[error(transparent)]
    Name(#[from] FindError),
    /// A term, or what is needed to answer it.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// A search.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The name of an assembly.
    #[error(transparent)]
    Assembly(#[from] UnknownAssembly),
    /// A term that is something else than one variant.
    #[error("`{term}` names {what}, not one variant: Knowledge.evidence() tells what is known about it; {FORMS}")]
    NoVariant {
        /// The term.
        term: String,
        /// What it names.
        what: &'static str,
    },
    /// A term that is nothing at all.
    #[error("{0}; {FORMS}")]
    Unread(FindError),
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        match error {
            Error::Index(error) => of_index(&error),
            Error::Name(error) => of_name(&error),
            Error::Lookup(error) => of_lookup(&error),
            Error::Search(SearchError::Find(error)) => of_name(&error),
            Error::Search(SearchError::Index(error)) => of_index(&error),
            Error::Search(error) => CkdbError::new_err(error.to_string()),
            Error::Unread(FindError::Index(error)) => of_index(&error),
            other @ (Error::Assembly(_) | Error::NoVariant { .. } | Error::Unread(_)) => VariantError::new_err(other.to_string()),
        }
    }
}

fn of_lookup(error: &LookupError) -> PyErr {
    match error {
        LookupError::Unknown(error) | LookupError::Annotate(AnnotateError::Disease(error)) => of_name(error),
        LookupError::Annotate(AnnotateError::Index(error)) => of_index(error),
        LookupError::Annotate(error) => CkdbError::new_err(error.to_string()),
        // These two name options of the command; here they are arguments.
        LookupError::OtherAssembly { term, named, asked } => {
            VariantError::new_err(format!("`{term}` is on {named}, but assembly=\"{asked}\" was given; leave one of them out"))
        }
        LookupError::WhichAssembly { term, why } => VariantError::new_err(format!(
            "`{term}` does not say its assembly: {why}; say which with assembly=\"GRCh38\" or assembly=\"GRCh37\""
        )),
        other => VariantError::new_err(other.to_string()),
    }
}

fn of_index(error: &IndexError) -> PyErr {
    if let IndexError::Io { path, error: cause, .. } = error.reason()
        && let Some(code) = cause.raw_os_error()
    {
        return Python::attach(|py| of_system(py, code, path).unwrap_or_else(|failed| failed));
    }
    IndexFileError::new_err(error.to_string())
}

/// `OSError(code, text, path)`, which Python itself turns into `FileNotFoundError`, `PermissionError`, …
fn of_system(py: Python<'_>, code: i32, path: &Path) -> PyResult<PyErr> {
    let text = py.import("os")?.call_method1("strerror", (code,))?;
    let value = py.get_type::<PyOSError>().call1((code, text, path.as_os_str()))?;
    Ok(PyErr::from_value(value))
}

fn of_name(error: &FindError) -> PyErr {
    let (wanted, name, nearest) = match error {
        FindError::Unknown { wanted, name, nearest } => (wanted, name, nearest),
        FindError::Index(error) => return of_index(error),
        _ => return CkdbError::new_err(error.to_string()),
    };
    let raised = UnknownNameError::new_err(error.to_string());
    Python::attach(|py| {
        let value = raised.value(py);
        let described = value
            .setattr("wanted", *wanted)
            .and_then(|()| value.setattr("name", name))
            .and_then(|()| value.setattr("nearest", nearest));
        described.err().unwrap_or(raised)
    })
}
