//! What alleles do, kept for those that come again: tumours of a cohort share their frequent changes.
//!
//! What an allele does to transcripts and which variants of the index it meets depends on the letters and gene models of the index
//! alone, not on the patient, so annotators of all diseases share it. It is kept in two generations: when the younger is full it becomes
//! the older, and what was not asked for since is forgotten. So memory is bounded, and alleles that come again and again stay.

use crate::consequence::Consequence;
use crate::genome::Allele;
use crate::matching::VariantMatch;
use crate::normalize::NormalizedAllele;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// So many locks, so that workers seldom wait for one another.
const SHARDS: usize = 16;
/// Alleles of one generation behind one lock. An allele takes some kilobytes, so all together stay below a hundred megabytes.
const MOST: usize = 1 << 9;

/// What one allele does.
#[derive(Debug)]
pub(super) struct Effect {
    pub(super) normalized: NormalizedAllele,
    pub(super) consequences: Vec<Consequence>,
    /// Variants of the index, whoever the patient is.
    pub(super) variants: Vec<VariantMatch>,
}

/// Effects of alleles by the alleles as they were given. The hash maps are only looked up, so nothing depends on their order.
#[derive(Debug, Default)]
pub(super) struct Remembered {
    hasher: RandomState,
    shards: [Mutex<Generations>; SHARDS],
}

#[derive(Debug, Default)]
struct Generations {
    younger: HashMap<Allele, Arc<Effect>>,
    older: HashMap<Allele, Arc<Effect>>,
}

impl Remembered {
    /// The effect of an allele: the one that is kept, or the one that `find` finds, which is kept then. A failure is not.
    pub(super) fn effect<E>(&self, allele: &Allele, find: impl FnOnce() -> Result<Effect, E>) -> Result<Arc<Effect>, E> {
        let shard = self.shard(allele);
        if let Some(known) = locked(shard).get(allele) {
            return Ok(known);
        }
        // Two workers that ask at once both find it, and the same.
        let found = Arc::new(find()?);
        locked(shard).keep(allele.clone(), &found);
        Ok(found)
    }

    fn shard(&self, allele: &Allele) -> &Mutex<Generations> {
        let place = self.hasher.hash_one((allele.contig, allele.interval)) as usize % SHARDS;
        &self.shards[place]
    }
}

/// A worker that panicked left whole effects behind, so a poisoned lock is as good as another.
fn locked(shard: &Mutex<Generations>) -> std::sync::MutexGuard<'_, Generations> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Generations {
    fn get(&mut self, allele: &Allele) -> Option<Arc<Effect>> {
        if let Some(known) = self.younger.get(allele) {
            return Some(known.clone());
        }
        let (allele, known) = self.older.remove_entry(allele)?;
        self.keep(allele, &known);
        Some(known)
    }

    fn keep(&mut self, allele: Allele, effect: &Arc<Effect>) {
        if self.younger.len() >= MOST {
            self.older = std::mem::take(&mut self.younger);
        }
        self.younger.insert(allele, effect.clone());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;
    use crate::annotate::known_places::NoLetters;
    use crate::genome::Contig;
    use crate::normalize::normalize;
    use std::cell::Cell;

    fn allele(place: u32) -> Allele {
        Allele::from_vcf(Contig::parse("chr7").unwrap().0, place, b"A", b"T").unwrap()
    }

    fn effect(allele: &Allele) -> Effect {
        Effect { normalized: normalize(allele, &NoLetters).unwrap(), consequences: Vec::new(), variants: Vec::new() }
    }

    #[test]
    fn what_comes_again_stays_and_the_rest_is_forgotten() {
        let (remembered, found) = (Remembered::default(), Cell::new(0));
        let ask = |place: u32| {
            let (allele, count) = (allele(place), found.get());
            let told = remembered.effect(&allele, || {
                found.set(found.get() + 1);
                Ok::<_, ()>(effect(&allele))
            });
            assert_eq!(told.unwrap().normalized.allele, allele);
            found.get() > count
        };
        assert!(ask(1));
        let many = u32::try_from(4 * SHARDS * MOST).unwrap();
        for place in 2..many {
            assert!(ask(place), "{place}");
            assert!(!ask(1), "asked for after every other one, and forgotten after {place}");
        }
        assert!(ask(2), "nobody asked for it since");
        let held: usize =
            remembered.shards.iter().map(|shard| locked(shard)).map(|known| known.younger.len() + known.older.len()).sum();
        assert!(held <= 2 * SHARDS * MOST);
    }

    #[test]
    fn a_failure_is_not_kept() {
        let remembered = Remembered::default();
        assert_eq!(remembered.effect(&allele(1), || Err("damaged")).map(drop), Err("damaged"));
        assert!(remembered.effect(&allele(1), || Ok::<_, ()>(effect(&allele(1)))).is_ok());
    }
}
