//! Evidence items as Arrow columns: one row an item, its levels as structs with the rule and the records that gave them.
//!
//! Names are those of the attributes of `EvidenceItem`, in the order of `to_dict()`, and `levels` behind them.

use crate::evidence::{FIELDS, PyEvidenceItem};
use crate::knowledge::PyKnowledge;
use crate::table::PyTable;
use arrow_array::ArrayRef;
use arrow_array::builder::{Int64Builder, ListBuilder, StringBuilder, StructBuilder};
use arrow_schema::{DataType, Field, Fields};
use pyo3::prelude::*;
use std::sync::Arc;

/// Fields that are numbers, and those that are lists; all others are texts.
const NUMBERS: [&str; 2] = ["rating", "cohort_size"];
const LISTS: [&str; 3] = ["therapies", "therapies_ja", "access"];

/// The table of evidence items of this index.
#[pyfunction]
pub(crate) fn evidence_table(items: Vec<Bound<'_, PyEvidenceItem>>, knowledge: &Bound<'_, PyKnowledge>) -> PyResult<PyTable> {
    let mut columns: Vec<(&str, ArrayRef)> = Vec::with_capacity(FIELDS.len() + 1);
    for name in FIELDS {
        columns.push((name, column(&items, name)?));
    }
    columns.push(("levels", levels(&items)));
    Ok(PyTable::of_columns(&knowledge.get().knowledge, "evidence", columns)?)
}

/// One attribute of all items.
fn column(items: &[Bound<'_, PyEvidenceItem>], name: &str) -> PyResult<ArrayRef> {
    if NUMBERS.contains(&name) {
        let mut builder = Int64Builder::new();
        for item in items {
            builder.append_option(item.getattr(name)?.extract()?);
        }
        return Ok(Arc::new(builder.finish()));
    }
    if LISTS.contains(&name) {
        let mut builder = ListBuilder::new(StringBuilder::new());
        for item in items {
            item.getattr(name)?.extract::<Vec<String>>()?.iter().for_each(|text| builder.values().append_value(text));
            builder.append(true);
        }
        return Ok(Arc::new(builder.finish()));
    }
    let mut builder = StringBuilder::new();
    for item in items {
        builder.append_option(item.getattr(name)?.extract::<Option<String>>()?);
    }
    Ok(Arc::new(builder.finish()))
}

/// Every level with its scheme, rule and records.
fn levels(items: &[Bound<'_, PyEvidenceItem>]) -> ArrayRef {
    const TEXTS: [&str; 4] = ["column", "level", "scheme", "rule"];
    let list = DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true)));
    let texts = TEXTS.iter().map(|name| Field::new(*name, DataType::Utf8, true));
    let fields: Fields = texts.chain(std::iter::once(Field::new("records", list, true))).collect();
    let mut builder = ListBuilder::new(StructBuilder::from_fields(fields, 0));
    for item in items {
        for level in item.get().standing.levels() {
            let parts = builder.values();
            for (place, text) in [level.column, &level.level, &level.scheme, &level.rule].into_iter().enumerate() {
                if let Some(part) = parts.field_builder::<StringBuilder>(place) {
                    part.append_value(text);
                }
            }
            if let Some(records) = parts.field_builder::<ListBuilder<Box<dyn arrow_array::builder::ArrayBuilder>>>(TEXTS.len()) {
                for record in &level.records {
                    if let Some(texts) = records.values().as_any_mut().downcast_mut::<StringBuilder>() {
                        texts.append_value(record);
                    }
                }
                records.append(true);
            }
            parts.append(true);
        }
        builder.append(true);
    }
    Arc::new(builder.finish())
}
