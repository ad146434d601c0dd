//! What a newer index changes, as two tables: records and levels.

use crate::error::Error;
use crate::table::PyTable;
use arrow_array::builder::{ListBuilder, StringBuilder, StructBuilder};
use arrow_array::{ArrayRef, StringArray};
use arrow_schema::{DataType, Field, Fields};
use ckdb_core::diff::{Change, Diff, RecordChange, write_text};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::model::Vocabulary;
use pyo3::prelude::*;
use std::sync::Arc;

/// What a newer index changes.
#[pyclass(frozen, module = "ckdb", name = "Diff")]
pub(crate) struct PyDiff {
    diff: Diff,
    newer: Knowledge,
}

impl PyDiff {
    pub(crate) fn between(old: &Knowledge, newer: &Knowledge) -> Result<Self, Error> {
        Ok(Self { diff: Diff::new(old, newer)?, newer: newer.clone() })
    }
}

/// One text a row; null where it is empty.
fn texts<'t>(texts: impl Iterator<Item = &'t str>) -> ArrayRef {
    Arc::new(texts.map(|text| (!text.is_empty()).then_some(text)).collect::<StringArray>())
}

/// One list a row.
fn lists<'t>(lists: impl Iterator<Item = &'t [String]>) -> ArrayRef {
    let mut builder = ListBuilder::new(StringBuilder::new());
    for list in lists {
        list.iter().for_each(|text| builder.values().append_value(text));
        builder.append(true);
    }
    Arc::new(builder.finish())
}

/// The fields that changed, as structs of field, old and new.
fn changes(records: &[RecordChange]) -> ArrayRef {
    const PARTS: [&str; 3] = ["field", "old", "new"];
    let fields: Fields = PARTS.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let mut builder = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for record in records {
        if let Change::Changed(changed) = &record.change {
            for change in changed {
                for (place, text) in [change.field, &change.old, &change.new].into_iter().enumerate() {
                    if let Some(part) = builder.values().field_builder::<StringBuilder>(place) {
                        part.append_option((!text.is_empty()).then_some(text));
                    }
                }
                builder.values().append(true);
            }
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}

#[pymethods]
impl PyDiff {
    /// Content id and release of the older index.
    #[getter]
    fn older(&self) -> (String, String) {
        (self.diff.old.index.clone(), self.diff.old.release.clone())
    }

    /// Content id and release of the newer index.
    #[getter]
    fn newer(&self) -> (String, String) {
        (self.diff.new.index.clone(), self.diff.new.release.clone())
    }

    /// Records that are not as they were: `change` is added, removed or changed, `fields` what changed in them.
    #[getter]
    fn records(&self) -> Result<PyTable, Error> {
        let records = &self.diff.records;
        let rows = || records.iter();
        PyTable::of_columns(
            &self.newer,
            "changed records",
            vec![
                ("change", texts(rows().map(|record| record.change.word()))),
                ("kind", texts(rows().map(|record| record.row.kind.as_str()))),
                ("id", texts(rows().map(|record| record.row.id.as_str()))),
                ("label", texts(rows().map(|record| record.row.label.as_str()))),
                ("genes", lists(rows().map(|record| record.row.genes.as_slice()))),
                ("diseases", lists(rows().map(|record| record.row.diseases.as_slice()))),
                ("fields", changes(records)),
            ],
        )
    }

    /// Levels that moved, each for a patient who has just the disease of the claim.
    #[getter]
    fn levels(&self) -> Result<PyTable, Error> {
        let rows = || self.diff.levels.iter();
        let level = |side: &Option<(String, Vec<String>)>| side.as_ref().map(|(level, _)| level.clone()).unwrap_or_default();
        let old: Vec<String> = rows().map(|row| level(&row.old)).collect();
        let new: Vec<String> = rows().map(|row| level(&row.new)).collect();
        let records = |side: &Option<(String, Vec<String>)>| side.as_ref().map(|(_, records)| records.clone()).unwrap_or_default();
        let by: Vec<Vec<String>> = rows().map(|row| records(if row.new.is_some() { &row.new } else { &row.old })).collect();
        PyTable::of_columns(
            &self.newer,
            "levels that moved",
            vec![
                ("move", texts(rows().map(|row| row.kind.as_str()))),
                ("profile", texts(rows().map(|row| row.profile_name.as_str()))),
                ("genes", lists(rows().map(|row| row.genes.as_slice()))),
                ("therapies", texts(rows().map(|row| row.therapies.as_str()))),
                ("disease", texts(rows().map(|row| row.disease.as_str()))),
                ("claim", texts(rows().map(|row| row.claim.as_str()))),
                ("scheme", texts(rows().map(|row| row.scheme.as_str()))),
                ("old", texts(old.iter().map(String::as_str))),
                ("new", texts(new.iter().map(String::as_str))),
                ("records", lists(by.iter().map(Vec::as_slice))),
            ],
        )
    }

    /// The changelog as `ckdb diff` writes it.
    #[getter]
    fn text(&self) -> Result<String, Error> {
        let mut text = Vec::new();
        write_text(&self.diff, &mut text).map_err(|error| Error::Input(error.to_string()))?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn __bool__(&self) -> bool {
        !self.diff.is_empty()
    }

    fn __repr__(&self) -> String {
        let (records, levels) = (self.diff.records.len(), self.diff.levels.len());
        format!("<ckdb.Diff {} to {}: {records} records, {levels} levels>", self.diff.old.release, self.diff.new.release)
    }
}
