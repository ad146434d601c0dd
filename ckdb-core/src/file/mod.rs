//! One file of a tumour, from its lines to the rows of a table.
//!
//! The shells below know one half each: `vcf` reads lines and keeps what they say, `table` makes rows and has never heard of
//! VCF. Here they meet: [`Tables`] takes the kept lines in order and fills any [`TableSink`](crate::table::TableSink), and at the
//! end asks the profiles that only the whole sample decides. [`stated`] and [`origin`] read what a header tells of the tumour.
//! The command and the Python wheel both walk through this room, so both say the same of a file.

mod header;
mod tables;

pub use header::{origin, stated};
pub use tables::Tables;
