//! Recently read letters, a bounded number of blocks.

use std::sync::{Arc, Mutex, PoisonError};

/// Letters in a block.
pub(super) const BLOCK: u32 = 1 << 16;
/// Blocks kept: four megabytes of letters. Neighbouring variants share a block, and so do threads that work side by side.
const KEPT: usize = 64;

/// Which record, which block of it.
pub(super) type Key = (usize, u32);

/// Blocks and the order in which they were last asked for.
#[derive(Debug, Default)]
pub(super) struct Cache {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    clock: u64,
    blocks: Vec<(Key, u64, Arc<[u8]>)>,
}

impl Cache {
    pub(super) fn get(&self, key: Key) -> Option<Arc<[u8]>> {
        // Blocks are put in whole, so a thread that panicked elsewhere left nothing half done.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.clock += 1;
        let clock = inner.clock;
        let (_, used, block) = inner.blocks.iter_mut().find(|(held, ..)| *held == key)?;
        *used = clock;
        Some(block.clone())
    }

    pub(super) fn put(&self, key: Key, block: Arc<[u8]>) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.clock += 1;
        let clock = inner.clock;
        if inner.blocks.iter().any(|(held, ..)| *held == key) {
            return;
        }
        if inner.blocks.len() < KEPT {
            inner.blocks.push((key, clock, block));
        } else if let Some(oldest) = inner.blocks.iter_mut().min_by_key(|(_, used, _)| *used) {
            *oldest = (key, clock, block);
        }
    }
}
