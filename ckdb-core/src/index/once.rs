//! What is worked out once and kept, without anybody waiting for anybody.
//!
//! [`OnceLock::get_or_init`] lets every other thread wait for the one that works. A process that is forked meanwhile (Python's
//! `multiprocessing` does that) has a copy of the lock and none of the thread: its child would wait for ever. Here threads that
//! race each do the work, and the first one's stays. That costs some milliseconds in a race, and outcomes are equal anyway.

use std::sync::OnceLock;

/// What is kept, or what `make` gives, which is kept from then on.
#[inline]
pub(crate) fn kept<T>(place: &OnceLock<T>, make: impl FnOnce() -> T) -> &T {
    match place.get() {
        Some(kept) => kept,
        None => keep(place, make),
    }
}

#[cold]
fn keep<T>(place: &OnceLock<T>, make: impl FnOnce() -> T) -> &T {
    let made = make();
    // Nothing is worked out while the lock is held.
    place.get_or_init(|| made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn nobody_waits_and_everybody_gets_the_first_outcome() {
        let (place, both, worked) = (OnceLock::new(), Barrier::new(2), AtomicUsize::new(0));
        // Each of the two goes on only when the other one works, too: with a lock that waits, this would never end.
        let ask = || {
            *kept(&place, || {
                both.wait();
                worked.fetch_add(1, Ordering::SeqCst)
            })
        };
        let (one, other) = std::thread::scope(|scope| {
            let (one, other) = (scope.spawn(ask), scope.spawn(ask));
            (one.join(), other.join())
        });
        assert_eq!(worked.into_inner(), 2);
        assert_eq!(one.ok(), other.ok());
        assert_eq!(kept(&place, || unreachable!("it is kept")), place.get().map_or(&9, |kept| kept));
    }
}
