//! What others publish, read into our own words: one room per source, its own shape in, ours out.
//!
//! No network here: files in, values out. What a file holds that we cannot use is counted with a reason, never dropped in silence.
//!
//! Gene models come in three steps: [`gff3`] reads features line by line, [`gene_tree`] joins them to genes and transcripts,
//! [`transcripts`] chooses, checks and cuts the reference letters that [`fasta`] gathers. What is left out has a [`reason`].
//! [`oncotree`] joins releases of OncoTree to one table of codes.
//! Sources of claims share three things: `known` (whom we know already), `gathered` (claims under their profiles, counted in
//! the [`ledger`]) and, where they are tables, [`sheet`]. [`names`] brings further names first, so that the others find us.
//! [`genome_text`] keeps the result as plain text in `knowledge/genome/`; `ckdb build --transcripts` puts it into the index.

pub mod cgi;
pub mod civic;
pub mod clinvar;
pub mod coding_check;
pub mod csv;
pub mod drawn;
pub mod fasta;
pub mod fda;
mod gathered;
pub mod gene_list;
mod gene_reader;
pub mod gene_tree;
pub mod genome_text;
pub mod gff3;
pub mod hotspots;
mod identifiers;
pub mod imported;
pub mod input;
mod known;
pub mod ledger;
pub mod moalmanac;
pub mod names;
pub mod obo;
pub mod oncotree;
pub mod partners_text;
pub mod peculiar;
pub mod profile_name;
pub mod reading;
pub mod reason;
pub mod sheet;
pub mod transcripts;
mod tree_nodes;
pub mod trials;
