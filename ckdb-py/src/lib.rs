//! The Python module `ckdb._ckdb`: what of the library stands behind the package `ckdb`. Nothing is worked out here.
//!
//! Classes are frozen, so they may be shared between threads; whatever may take longer than a look-up in memory runs with
//! the interpreter lock released.

mod annotate;
mod asked;
mod diff;
mod error;
mod evidence;
mod evidence_table;
mod html;
mod kept;
mod knowledge;
mod of_file;
mod of_table;
mod search;
mod standing;
mod table;
mod values;
mod watched;

/// Levels, rows and lists of texts are made and dropped by the thousand, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The compiled half of the package `ckdb`.
#[pyo3::pymodule]
mod _ckdb {
    #[pymodule_export]
    use crate::annotate::{PyAnnotation, PyConsequence, PyProfileMatch, PyRow};
    #[pymodule_export]
    use crate::diff::PyDiff;
    #[pymodule_export]
    use crate::error::{
        ArgumentError, AssemblyError, CkdbError, ColumnError, IndexFileError, InputError, UnknownNameError, VariantError,
    };
    #[pymodule_export]
    use crate::evidence::PyEvidenceItem;
    #[pymodule_export]
    use crate::evidence_table::evidence_table;
    #[pymodule_export]
    use crate::knowledge::{PyKnowledge, PySource, open};
    #[pymodule_export]
    use crate::of_file::PyWritten;
    #[pymodule_export]
    use crate::search::{PyHit, PySearchAnswer, PySnippet};
    #[pymodule_export]
    use crate::standing::PyLevel;
    #[pymodule_export]
    use crate::table::{PyProblem, PyTable, PyTableRow};

    /// Version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
}
