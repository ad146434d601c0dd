//! What a claim means for one patient (scope, levels, access), and the words evidence items and rows share.

use ckdb_core::annotate::Row;
use ckdb_core::knowledge::{Records, view};
use ckdb_core::model::{DiseaseScope, SchemeColumn, TherapyId, Vocabulary};
use pyo3::prelude::*;
use std::sync::Arc;

/// A level, and why.
#[pyclass(frozen, get_all, module = "ckdb", name = "Level")]
pub(crate) struct PyLevel {
    /// The output column it fills: `amp`, `jp`.
    pub(crate) column: &'static str,
    /// The level as its scheme names it.
    pub(crate) level: String,
    /// The scheme and the version of its table.
    pub(crate) scheme: String,
    /// The rule of the scheme that gave it.
    pub(crate) rule: String,
    /// The records that satisfied the rule.
    pub(crate) records: Vec<String>,
}

#[pymethods]
impl PyLevel {
    fn __repr__(&self) -> String {
        format!("<ckdb.Level {}: {} by {} {} from {}>", self.column, self.level, self.scheme, self.rule, self.records.join(", "))
    }
}

/// What a row says for one patient.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) scope: DiseaseScope,
    pub(crate) levels: Vec<(SchemeColumn, ckdb_core::level::Level)>,
    pub(crate) access: Vec<&'static str>,
}

impl Standing {
    pub(crate) fn of(row: &Row<'_>) -> Arc<Self> {
        let mut access: Vec<&'static str> = row.routes.iter().map(|(route, _)| route.as_str()).collect();
        access.dedup();
        Arc::new(Self { scope: row.scope, levels: row.levels.clone(), access })
    }

    /// The word of the scope; none when no disease was given.
    pub(crate) fn scope_word(&self) -> Option<&'static str> {
        (self.scope != DiseaseScope::NotGiven).then(|| self.scope.as_str())
    }

    pub(crate) fn level(&self, column: SchemeColumn) -> Option<String> {
        self.levels.iter().find(|(filled, _)| *filled == column).map(|(_, level)| level.level.clone())
    }

    pub(crate) fn levels(&self) -> Vec<PyLevel> {
        let one = |(column, level): &(SchemeColumn, ckdb_core::level::Level)| PyLevel {
            column: column.as_str(),
            level: level.level.clone(),
            scheme: level.scheme.clone(),
            rule: level.rule.clone(),
            records: level.records.clone(),
        };
        self.levels.iter().map(one).collect()
    }
}

/// An optional text: records write "not given" as nothing, Python as `None`.
pub(crate) fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// English generic names.
pub(crate) fn names(records: Records<'_>, therapies: impl Iterator<Item = TherapyId>) -> Vec<String> {
    therapies.filter_map(|id| records.therapy(id)).map(|therapy| therapy.name().to_owned()).collect()
}

/// Japanese generic names in the same order; a therapy without one keeps its English name.
pub(crate) fn names_ja(records: Records<'_>, therapies: impl Iterator<Item = TherapyId>) -> Vec<String> {
    let name = |therapy: view::Therapy<'_>| match therapy.name_ja() {
        "" => therapy.name().to_owned(),
        name => name.to_owned(),
    };
    therapies.filter_map(|id| records.therapy(id)).map(name).collect()
}
