//! What would hold of an allele if neighbours, phase not told, lay on its haplotype.

use super::allele::Annotation;
use super::annotator::Annotator;
use super::joined::Joined;
use crate::matching::{Judgement, Reason, Truth, VariantMatch};

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
