//! The Python module `ckdb._ckdb`: what of the library stands behind the package `ckdb`. Nothing is worked out here.
//!
//! Classes are frozen, so they may be shared between threads; whatever may take longer than a look-up in memory runs with
//! the interpreter lock released.

mod annotate;
mod error;
mod evidence;
mod kept;
mod knowledge;
mod search;
mod standing;

/// The compiled half of the package `ckdb`.
#[pyo3::pymodule]
mod _ckdb {
    #[pymodule_export]
    use crate::annotate::{PyAnnotation, PyConsequence, PyProfileMatch, PyRow};
    #[pymodule_export]
    use crate::error::{CkdbError, IndexFileError, UnknownNameError, VariantError};
    #[pymodule_export]
    use crate::evidence::PyEvidenceItem;
    #[pymodule_export]
    use crate::knowledge::{PyKnowledge, PySource, open};
    #[pymodule_export]
    use crate::search::{PyHit, PySearchAnswer, PySnippet};
    #[pymodule_export]
    use crate::standing::PyLevel;

    /// Version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
