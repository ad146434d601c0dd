//! Errors of the library as Python exceptions: the one place where they are mapped.
//!
//! The tree is small because callers do three different things: name another file, another name, or another variant. The
//! message is the library's own. What the operating system refuses stays the `OSError` a Python programmer expects, with
//! its path.

use crate::notation::NotationError;
use ckdb_core::annotate::AnnotateError;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::FindError;
use ckdb_core::normalize::NormalizeError;
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

/// What a call from Python can fail with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A name.
    #[error(transparent)]
    Name(#[from] FindError),
    /// What is needed to annotate.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    /// The text of a variant.
    #[error(transparent)]
    Notation(#[from] NotationError),
    /// A variant that contradicts the reference.
    #[error(transparent)]
    Normalize(#[from] NormalizeError),
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        match error {
            Error::Index(error) | Error::Name(FindError::Index(error)) | Error::Annotate(AnnotateError::Index(error)) => {
                of_index(&error)
            }
            Error::Name(error) | Error::Annotate(AnnotateError::Disease(error)) => of_name(&error),
            Error::Notation(NotationError::Index(error)) => of_index(&error),
            Error::Notation(error) => VariantError::new_err(error.to_string()),
            Error::Normalize(error) => VariantError::new_err(error.to_string()),
            other @ Error::Annotate(_) => CkdbError::new_err(other.to_string()),
        }
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
    let raised = match error {
        FindError::Unknown { .. } => UnknownNameError::new_err(error.to_string()),
        _ => CkdbError::new_err(error.to_string()),
    };
    let FindError::Unknown { wanted, name, nearest } = error else { return raised };
    Python::attach(|py| {
        let value = raised.value(py);
        let described = value
            .setattr("wanted", *wanted)
            .and_then(|()| value.setattr("name", name))
            .and_then(|()| value.setattr("nearest", nearest));
        described.err().unwrap_or(raised)
    })
}
