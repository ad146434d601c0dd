//! What would hold of an allele if neighbours, phase not told, lay on its haplotype; and what does not because the sample does
//! not carry it, or may not: the caller's own filters doubt the line.

use super::allele::Annotation;
use super::annotator::Annotator;
use super::joined::Joined;
use crate::matching::{Judgement, NearMiss, Reason, Truth, VariantMatch};

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

    /// Turns what an allele meets or may meet into near misses: the sample does not carry it. Its consequences stay.
    pub fn not_carried(&self, own: &mut Annotation<'k>) {
        own.variants.retain_mut(|found| match found.judgement {
            Judgement::Holds { rule, .. } | Judgement::Open { rule, .. } => {
                found.judgement = Judgement::Near { miss: NearMiss::NotCarried, rule };
                true
            }
            // What is not there is near nothing.
            Judgement::Near { .. } | Judgement::No => false,
        });
        own.matches.clear();
    }

    /// Turns what an allele meets into what it may meet, `unknown(FILTERED)`: its line did not pass a filter of the caller, who so
    /// says that the allele may be an artefact. Near misses and consequences stay.
    pub fn doubted(&self, own: &mut Annotation<'k>) {
        for found in &mut own.variants {
            if let Judgement::Holds { level, rule } = found.judgement {
                found.judgement = Judgement::Open { level, rule, reason: Reason::Filtered };
            }
        }
        own.matches = self.profiles_of(&own.variants);
    }
}
