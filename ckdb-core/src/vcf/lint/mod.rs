//! Rules of the VCF specification that a file may break without stopping us.
//!
//! Everything here only *says* something. A header or a line that breaks a rule is annotated all the same, because the
//! rule it breaks rarely touches the allele: a missing `##FILTER` line does not make a variant less real. Headers have two
//! judges: our own list and the parser of noodles-vcf as a second opinion. Lines have one ([`Rules`]), which
//! looks at each column once. Sources: VCF 4.1 §1.4, 4.2 §1.4, 4.3 and 4.5 §1.4 to §1.6, and their tables of reserved keys.

pub(super) mod header;
mod line;
mod reserved;

pub use line::Rules;
