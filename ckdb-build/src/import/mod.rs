//! What others publish, read into our own words: one room per source, its own shape in, ours out.
//!
//! No network here: files in, values out. What a file holds that we cannot use is counted with a reason, never dropped in silence.
//!
//! Gene models come in three steps: [`gff3`] reads features line by line, [`gene_tree`] joins them to genes and transcripts,
//! [`transcripts`] chooses, checks and cuts the reference letters that [`fasta`] gathers. What is left out has a [`reason`].
//! [`oncotree`] joins releases of OncoTree to one table of codes.
//! [`genome_text`] keeps the result as plain text in `knowledge/genome/`; `ckdb build --transcripts` puts it into the index.

pub mod civic;
pub mod coding_check;
pub mod drawn;
pub mod fasta;
pub mod gene_list;
pub mod gene_tree;
mod gene_reader;
pub mod genome_text;
pub mod gff3;
mod identifiers;
pub mod imported;
pub mod input;
pub mod ledger;
pub mod oncotree;
pub mod partners_text;
pub mod peculiar;
pub mod profile_name;
pub mod reading;
pub mod reason;
pub mod transcripts;
pub mod trials;
mod tree_nodes;
