//! Rows as they come, into record batches.

use super::columns::{Columns, field};
use crate::annotate::{Annotation, Annotator, SampleMatch};
use crate::index::IndexError;
use crate::table::TableError;
use crate::table::column::Column;
use crate::table::place::{NotAnnotated, Place};
use crate::table::rows::{Contribution, Rows};
use crate::table::sink::TableSink;
use arrow_array::RecordBatch;
use arrow_schema::{Schema, SchemaRef};
use std::sync::Arc;

/// Rows of one batch: enough that the cost of a batch does not count, few enough to stay in the processor's cache.
const BATCH: usize = 16_384;

/// The Arrow schema of these columns.
#[must_use]
pub fn schema(columns: &[Column]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(|column| field(*column)).collect::<Vec<_>>()))
}

/// What a table has to say of itself, as keys and values in a fixed order: the index, schemes and disease behind its rows.
///
/// # Errors
/// When the index is damaged.
pub fn about(annotator: &Annotator<'_>) -> Result<Vec<(&'static str, String)>, IndexError> {
    let knowledge = annotator.knowledge();
    let disease = annotator.patient().disease().and_then(|disease| annotator.records().disease(disease));
    Ok(vec![
        ("ckdb.version", env!("CARGO_PKG_VERSION").to_owned()),
        ("ckdb.index", knowledge.content_id().to_string()),
        ("ckdb.release", knowledge.release()?.name),
        ("ckdb.assembly", annotator.assembly().to_string()),
        ("ckdb.schemes", annotator.scheme_names().collect::<Vec<_>>().join(",")),
        ("ckdb.disease", disease.map_or_else(String::new, |disease| disease.id().to_owned())),
    ])
}

/// Takes batches as they are filled; any closure of that form does.
pub trait Batches {
    /// Takes one.
    ///
    /// # Errors
    /// It cannot be written.
    fn batch(&mut self, batch: RecordBatch) -> Result<(), TableError>;
}

impl<F: FnMut(RecordBatch) -> Result<(), TableError>> Batches for F {
    fn batch(&mut self, batch: RecordBatch) -> Result<(), TableError> {
        self(batch)
    }
}

/// Fills record batches with the rows of a file and hands each on when it is full.
#[derive(Debug)]
pub struct ArrowRows<'a, 'k, B> {
    rows: &'a Rows<'a, 'k>,
    schema: SchemaRef,
    columns: Columns,
    out: B,
}

impl<'a, 'k, B: Batches> ArrowRows<'a, 'k, B> {
    /// Every column, into `out`.
    pub fn new(rows: &'a Rows<'a, 'k>, out: B) -> Self {
        Self { rows, schema: schema(Column::ALL), columns: Columns::new(Column::ALL), out }
    }

    /// Hands on what is left, and gives `out` back.
    ///
    /// # Errors
    /// `out` fails; so for every method here.
    pub fn finish(mut self) -> Result<B, TableError> {
        if !self.columns.is_empty() {
            self.hand_on()?;
        }
        Ok(self.out)
    }

    fn hand_on(&mut self) -> Result<(), TableError> {
        self.out.batch(RecordBatch::try_new(Arc::clone(&self.schema), self.columns.take())?)
    }

    fn hand_on_if_full(&mut self) -> Result<(), TableError> {
        if self.columns.len() >= BATCH { self.hand_on() } else { Ok(()) }
    }
}

impl<'k, B: Batches> TableSink<'k> for ArrowRows<'_, 'k, B> {
    fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_allele(place, annotation).iter().for_each(|row| self.columns.push(row));
        self.hand_on_if_full()
    }

    fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_not_annotated(place, why).iter().for_each(|row| self.columns.push(row));
        self.hand_on_if_full()
    }

    fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_profile(found, contributions, sample).iter().for_each(|row| self.columns.push(row));
        self.hand_on_if_full()
    }
}
