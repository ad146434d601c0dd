//! Stored cases and an index: what was told of a case becomes an annotator and a tumour again.

mod asked;
mod flag;

pub(crate) use asked::{Asked, assembly};
pub(crate) use flag::Flag;
