//! Neighbours of an allele that were read together with it, or would be if their phase were known.

use super::allele::Annotation;
use super::annotator::Annotator;
use crate::genome::Allele;
use crate::matching::{Judgement, Reason, Truth, VariantMatch};
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

impl<'k> Annotator<'k> {
    /// Adds to the annotation of an allele what would hold if it lay on one haplotype with the neighbours in `joined`:
    /// `combined` is the annotation of `joined.allele`. What that meets and the allele alone does not becomes
    /// `unknown(PHASE)`; what the allele meets by itself stays as it is.
    pub fn suppose(&self, own: &mut Annotation<'k>, combined: &Annotation<'k>, joined: Joined) {
        let mut changed = false;
        for found in &combined.variants {
            let Judgement::Holds { level, rule } = found.judgement else { continue };
            let open = VariantMatch { variant: found.variant, judgement: Judgement::Open { level, rule, reason: Reason::Phase } };
            match own.variants.iter_mut().find(|known| known.variant == found.variant) {
                Some(known) if known.judgement.truth() != Truth::False => {}
                Some(known) => {
                    *known = open;
                    changed = true;
                }
                None => {
                    own.variants.push(open);
                    changed = true;
                }
            }
        }
        if changed {
            own.variants.sort_by_key(|found| found.variant);
            own.matches = self.profiles_of(&own.variants);
        }
        own.joined.push(joined);
    }
}
