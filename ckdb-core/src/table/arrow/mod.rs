//! The table as Apache Arrow columns: the same rows, in the form that data frames, engines and Parquet speak.
//!
//! ```text
//!  Rows ─► RowView ─► Columns ─┬─► ArrowRows          batches of a file, row by row (a TableSink)
//!                              └─► annotate_table     batches for a whole table of variants
//! ```
//! [`Column::ALL`](super::Column::ALL) stays the one list: a column is a `Utf8`, `Int64`, `Float64` or `List<Utf8>` by its
//! [`ColumnKind`](super::ColumnKind), under its name. Every column may be null; an empty list is null, as an empty cell is.
//! Source: the Arrow columnar format 1.5.
//!
//! [`annotate_table`] reads variants from columns ([`Variants`]) of any text or number type and answers in the order of the input,
//! with the number of the input row in front of each row. It looks at each row by itself: what a file says of phase and of the whole
//! sample is not in four columns.

mod batches;
mod columns;
mod distinct;
mod error;
mod seen;
mod sieve;
mod texts;
mod told;
mod variants;
mod walk;
mod which;

pub use batches::{ArrowRows, Batches, about, schema};
pub use columns::Columns;
pub use error::InputError;
pub use seen::{Problem, Seen, Times};
pub use variants::{Names, Variants};
pub use walk::{Asked, Joined, ROW, annotate_table};
pub use which::{Evidence, letters_at, letters_of};
