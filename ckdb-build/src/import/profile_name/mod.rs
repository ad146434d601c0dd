//! Free-text names of variants and profiles, read by a grammar and turned into typed criteria.
//!
//! Sources write `EXON 20 INSERTION`, `V600E/K`, `EML4::ALK e6-e20`, `L89H (c.266T>A)`. Three steps, each able to say no:
//! [`parse`] reads what a name *says* ([`Said`]); [`meaning`] asks whether it can be true of the gene, beside the places,
//! letters and terms the source states ([`About`]), and gives a criterion as a curator would write it; [`combination`] reads
//! the `AND`, `OR`, `NOT` of names joined to profiles. What cannot be read or contradicts itself is a [`Refusal`], which is
//! counted and listed, never guessed.
//!
//! Any source can use this room: nothing in it knows where a name came from.

pub mod combination;
mod domains;
mod ground;
mod lexeme;
pub mod meaning;
mod parse;
mod refusal;
mod said;

pub use ground::Ground;
pub use meaning::{About, Meaning};
pub use parse::parse;
pub use refusal::{Note, Refusal};
pub use said::{CopyWord, ExonRange, ExonWord, ExpressionWord, GeneWord, IntronWord, MarkerWord, Said};
