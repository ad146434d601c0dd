//! The order of the consequences of one allele: impact, then MANE standing, then accession, then number. A total order.
//!
//! Consequences are large, so their order is found on small keys and each is moved at most twice. The first letters of an accession
//! are compared as one number: text is looked at only where they are equal.

use super::Consequence;
use crate::genome::ManeStatus;
use smallvec::SmallVec;
use std::cmp::Ordering;

/// What the order of one consequence depends on, and where it stands.
pub(super) struct Key<'t> {
    /// Impact and MANE standing, the first of the order smallest, then the first 15 bytes of the accession, zeros behind a shorter
    /// one.
    beginning: u128,
    accession: &'t str,
    number: u32,
    place: usize,
}

/// Keys of the consequences of one allele; on the heap for more transcripts than one gene has.
pub(super) type Keys<'t> = SmallVec<[Key<'t>; 32]>;

impl<'t> Key<'t> {
    /// The key of `found`, which stands at `place`.
    #[inline]
    pub(super) fn new(found: &Consequence, accession: &'t str, place: usize) -> Self {
        let bytes = accession.as_bytes();
        let beginning = bytes.first_chunk().copied().unwrap_or_else(|| {
            let mut short = [0; 16];
            short.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            short
        });
        let mane: u128 = match found.mane {
            ManeStatus::Select => 0,
            ManeStatus::PlusClinical => 1,
            ManeStatus::None => 2,
        };
        let standing = (found.impact() as u128) << 4 | mane;
        let beginning = standing << 120 | u128::from_be_bytes(beginning) >> 8;
        Self { beginning, accession, number: found.transcript, place }
    }

    #[inline]
    fn order(&self, other: &Self) -> Ordering {
        let beginning = self.beginning.cmp(&other.beginning);
        beginning.then_with(|| (self.accession, self.number).cmp(&(other.accession, other.number)))
    }
}

/// Puts the consequences `keys` speak of in order.
pub(super) fn put_in_order(mut keys: Keys<'_>, out: &mut [Consequence]) {
    if keys.is_sorted_by(|a, b| a.order(b) != Ordering::Greater) {
        return;
    }
    keys.sort_unstable_by(Key::order);
    for place in 0..keys.len() {
        let mut from = keys[place].place;
        // What stood at a place before this one was moved on, to where the thing put there had come from.
        while from < place {
            from = keys[from].place;
        }
        out.swap(place, from);
    }
}
