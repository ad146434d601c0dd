//! Checked knowledge into the sections of the index: one file per kind of section. Pure: same input, same bytes.

pub mod memory_genome;
pub mod transcripts;
