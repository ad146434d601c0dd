//! The VCF shell: lines in, the same lines out, one or two INFO keys longer.
//!
//! This room knows the text of VCF 4.1 to 4.5 and nothing of what the annotation says. It never prints a field anew:
//! the bytes of a line are kept, and the new INFO text is spliced in. Three laws hold, and the tests prove them:
//!
//! 1. **Take our INFO keys and header lines out of the output and you have the input, byte for byte.**
//! 2. As many lines out as in, in the same order and with the same bytes, whatever the number of threads.
//! 3. A line that cannot be understood passes through untouched and is counted; it is never dropped or altered.
//!
//! | type | is |
//! |---|---|
//! | [`Source`], [`Sink`] | where bytes come from and go to: plain, gzip or BGZF; file, standard input or output |
//! | [`Header`] | the raw header, what it says of assembly and samples, and the place for our declarations |
//! | [`Line`] | one data line: raw bytes, with the fields found by their tabs |
//! | [`stream::annotate`] | the walk over all lines on many threads, with a [`LineAnnotator`] as its heart |
//! | [`Tally`] | what was not understood or looked wrong: reasons, counts, first examples |
//! | [`info`] | how text is made safe for an INFO value, and read back |
//! | [`structural`] | a symbolic ALT or a breakend as the structural allele it stands for |
//! | [`copies`] | what a structural line states of copies |
//! | [`cut`] | a line cut down to what is ever read of it |
//! | [`neighbours`] | which lines stand close together: a [`Run`] |
//! | [`phasing`] | what a line says of the haplotypes of its alleles |
//! | [`looked_at`] | which letters a line shows to have been looked at |
//! | [`Regions`] | which lines are wanted, if not all |
//! | [`support`] | depth and allele fraction of a chosen sample, as the callers write them |
//!
//! BCF is read and never written: it holds numbers, not text, and what goes through the walk is the text that `bcftools view` writes of it.
//!
//! Sources: the VCF specifications 4.1 to 4.5 and the SAM specification §4.1 (BGZF), samtools/hts-specs.

mod ahead;
pub mod assembly;
mod bcf;
mod bgzf;
mod blocks;
pub mod copies;
pub mod cut;
pub mod engine;
pub mod entries;
pub mod error;
pub mod header;
mod index_file;
pub mod info;
mod joined;
pub mod line;
pub mod lint;
pub mod looked_at;
pub mod meta;
pub mod neighbours;
pub mod phasing;
pub mod regions;
mod row_text;
pub mod rows;
pub mod samples;
pub mod sink;
mod slab;
pub mod source;
pub mod stream;
pub mod structural;
pub mod support;
pub mod tally;
mod together;
pub mod warning;

pub use assembly::AssemblyGuess;
pub use engine::{Engine, Info, Keep, KeptAllele, KeptLine, RefCheck};
pub use entries::Entries;
pub use error::VcfError;
pub use header::Header;
pub use index_file::IndexKind;
pub use line::{ContigProblem, Line, NotUnderstood};
pub use neighbours::Run;
pub use regions::Regions;
pub use samples::SampleRole;
pub use sink::{OutputFormat, Sink};
pub use source::{Encoding, Source};
pub use stream::{LineAnnotator, Outputs, Places, Settings, Summary};
pub use support::Fraction;
pub use tally::{Kind, Notes, Reason, Seen, Tally};
