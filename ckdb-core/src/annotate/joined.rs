//! Neighbours of an allele that were read together with it, or would be if their phase were known.

use crate::genome::Allele;
use crate::phase::Relation;

/// One reading of an allele together with neighbours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// [`Relation::Cis`]: they lie on one haplotype, and the annotation is that of the joined allele. [`Relation::Unknown`]:
    /// they may; the annotation is that of the allele alone, and what only the joined allele would meet is unknown.
    pub relation: Relation,
    /// All of them as one allele.
    pub allele: Allele,
    /// The neighbours, as their lines state them without letters common to REF and ALT, in order of place.
    pub with: Vec<Allele>,
    /// Are the fractions of reads that carry them alike, as they are for one haplotype? `None` when one is not told.
    pub fractions_agree: Option<bool>,
}
