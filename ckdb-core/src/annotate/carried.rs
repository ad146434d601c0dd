//! What one allele of the input carries: kept till the end for profiles of the whole sample.

use crate::matching::VariantMatch;
use crate::phase::Call;

/// Variants one allele of the input carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The caller's number of the allele; alleles are answered for in this order.
    pub allele: u64,
    /// What it meets or may meet, and wild types it speaks against.
    pub variants: Vec<VariantMatch>,
    /// Where it lies and what is told of its haplotype; `None` when nothing is.
    pub call: Option<Call>,
}
