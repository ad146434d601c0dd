//! Builders of the columns, one a column of the table.

use crate::table::column::{Column, ColumnKind, Value};
use crate::table::rows::RowView;
use arrow_array::ArrayRef;
use arrow_array::builder::{ArrayBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_schema::{DataType, Field};
use std::sync::Arc;

/// Rows on their way into columns.
#[derive(Debug)]
pub struct Columns {
    wanted: Vec<Column>,
    builders: Vec<Builder>,
    rows: usize,
}

#[derive(Debug)]
enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Decimal(Float64Builder),
    List(ListBuilder<StringBuilder>),
}

/// The Arrow type of a kind of column.
fn data_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Decimal => DataType::Float64,
        ColumnKind::List => DataType::List(Arc::new(Field::new_list_field(DataType::Utf8, true))),
    }
}

/// The Arrow field of a column.
pub(super) fn field(column: Column) -> Field {
    Field::new(column.name(), data_type(column.kind()), true)
}

impl Columns {
    /// No rows yet, of these columns.
    #[must_use]
    pub fn new(wanted: &[Column]) -> Self {
        let builders = wanted.iter().map(|column| Builder::of(column.kind())).collect();
        Self { wanted: wanted.to_vec(), builders, rows: 0 }
    }

    /// How many rows wait.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.rows
    }

    /// Does none wait?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Adds a row.
    pub fn push(&mut self, row: &RowView<'_, '_>) {
        for (column, builder) in self.wanted.iter().zip(&mut self.builders) {
            builder.push(column.value(row));
        }
        self.rows += 1;
    }

    /// The columns of the rows added since the last call.
    pub fn take(&mut self) -> Vec<ArrayRef> {
        self.rows = 0;
        self.builders.iter_mut().map(Builder::take).collect()
    }
}

impl Builder {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(StringBuilder::new()),
            ColumnKind::Integer => Self::Integer(Int64Builder::new()),
            ColumnKind::Decimal => Self::Decimal(Float64Builder::new()),
            ColumnKind::List => Self::List(ListBuilder::new(StringBuilder::new())),
        }
    }

    /// Adds a value of the builder's kind. A number that is none (a line that was not understood may have anything as POS) is
    /// null, as is a value of another kind, which [`Column::value`] does not give.
    fn push(&mut self, value: Value<'_>) {
        match self {
            Self::Text(builder) => match value {
                Value::Text(text) | Value::Number(text) => builder.append_value(text),
                Value::Missing | Value::List(_) => builder.append_null(),
            },
            Self::Integer(builder) => match value {
                Value::Number(text) => builder.append_option(text.parse().ok()),
                Value::Missing | Value::Text(_) | Value::List(_) => builder.append_null(),
            },
            Self::Decimal(builder) => match value {
                Value::Number(text) => builder.append_option(text.parse().ok()),
                Value::Missing | Value::Text(_) | Value::List(_) => builder.append_null(),
            },
            Self::List(builder) => match value {
                Value::List(items) => {
                    items.iter().for_each(|item| builder.values().append_value(item));
                    builder.append(true);
                }
                Value::Missing | Value::Text(_) | Value::Number(_) => builder.append(false),
            },
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Self::Text(builder) => ArrayBuilder::finish(builder),
            Self::Integer(builder) => ArrayBuilder::finish(builder),
            Self::Decimal(builder) => ArrayBuilder::finish(builder),
            Self::List(builder) => ArrayBuilder::finish(builder),
        }
    }
}
