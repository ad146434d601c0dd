//! Cards that were made: each once for a patient, whichever alleles ask for it and on however many threads.

use super::card::Card;
use crate::index::kept;
use crate::model::{ApprovalId, ProfileId};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Profiles whose places are made together, when the first of them is asked for: of half a million profiles a file asks for dozens.
const BLOCK: usize = 256;

type Block<'k> = Box<[OnceLock<Arc<Card<'k>>>]>;

/// Cards by profile.
#[derive(Debug)]
pub(super) struct Cards<'k> {
    profiles: usize,
    blocks: Box<[OnceLock<Block<'k>>]>,
    /// Cards for tumours in which approvals of other profiles count, by profile and those approvals.
    among: Mutex<BTreeMap<Asked, Arc<Card<'k>>>>,
}

/// A profile, and the approvals of other profiles that count.
type Asked = (ProfileId, Vec<ApprovalId>);

impl<'k> Cards<'k> {
    /// None yet, for an index of so many profiles.
    pub(super) fn of(profiles: usize) -> Self {
        let blocks = (0..profiles.div_ceil(BLOCK)).map(|_| OnceLock::new()).collect();
        Self { profiles, blocks, among: Mutex::default() }
    }

    /// The card of a profile; `make` is called if there is none yet. Two workers that ask at once both make it, and the same: neither
    /// waits for the other.
    pub(super) fn get(&self, profile: ProfileId, make: impl FnOnce() -> Card<'k>) -> Option<Arc<Card<'k>>> {
        let block = self.blocks.get(profile.index() / BLOCK).filter(|_| profile.index() < self.profiles)?;
        let places: &Block<'k> = kept(block, || (0..BLOCK).map(|_| OnceLock::new()).collect());
        places.get(profile.index() % BLOCK).map(|place| kept(place, || Arc::new(make())).clone())
    }

    /// The same for a tumour in which these approvals of other profiles count.
    pub(super) fn get_among(&self, asked: Asked, make: impl FnOnce() -> Card<'k>) -> Arc<Card<'k>> {
        // A worker that panicked left whole cards behind, so a poisoned lock is as good as another.
        let known = || self.among.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(card) = known().get(&asked) {
            return card.clone();
        }
        // Nothing is worked out while the lock is held.
        let made = Arc::new(make());
        known().entry(asked).or_insert(made).clone()
    }
}
