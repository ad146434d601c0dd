//! The table as a Parquet file: typed columns, lists as lists, Snappy pages; readable by every data frame and engine.
//!
//! Columns and rows are those of [`ckdb_core::table::arrow`]. What stands behind the rows (index, release, schemes, disease) is in
//! the file's key-value metadata under `ckdb.…`. Nothing in the file depends on clock or threads.
//! Source: Apache Parquet format 2.9.

use ::parquet::arrow::ArrowWriter;
use ::parquet::basic::Compression;
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::WriterProperties;
use ckdb_core::annotate::Annotator;
use ckdb_core::table::arrow::{Batches, about, schema};
use ckdb_core::table::{Column, TableError};
use std::io::{self, Write};

/// A Parquet file being written; fill it through [`ArrowRows`](ckdb_core::table::arrow::ArrowRows).
pub struct ParquetFile<W: Write + Send>(ArrowWriter<W>);

impl<W: Write + Send> ParquetFile<W> {
    /// Into `out`, for rows of this annotator.
    ///
    /// # Errors
    /// Writing fails, or the index is damaged.
    pub fn new(out: W, annotator: &Annotator<'_>) -> Result<Self, TableError> {
        let about = about(annotator)?.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value)).collect();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("ckdb ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about))
            .build();
        Ok(Self(ArrowWriter::try_new(out, schema(Column::ALL), Some(properties)).map_err(failed)?))
    }

    /// Writes the foot of the file, without which it is none, and gives the writer back.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(self) -> Result<W, TableError> {
        self.0.into_inner().map_err(failed)
    }
}

impl<W: Write + Send> Batches for ParquetFile<W> {
    fn batch(&mut self, batch: arrow_array::RecordBatch) -> Result<(), TableError> {
        self.0.write(&batch).map_err(failed)
    }
}

/// What fails in Parquet is the writing below: our columns are of the types it knows.
fn failed(error: ParquetError) -> TableError {
    match error {
        ParquetError::External(cause) => match cause.downcast::<io::Error>() {
            Ok(error) => TableError::Write(*error),
            Err(cause) => TableError::Write(io::Error::other(cause)),
        },
        other => TableError::Write(io::Error::other(other)),
    }
}
