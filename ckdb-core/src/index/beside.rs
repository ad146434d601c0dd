//! Two pieces of work at once, where each takes a millisecond and more.

use std::thread::{self, ScopedJoinHandle};

/// What `other` gives, worked out on a thread of its own, and what `own` gives, worked out here meanwhile. The thread ends with the call,
/// so that a process that is forked later misses none. Where none can be had, both are worked out here.
pub(crate) fn both<A: Send, B>(other: impl Fn() -> A + Sync, own: impl FnOnce() -> B) -> (A, B) {
    thread::scope(|scope| {
        let beside = thread::Builder::new().spawn_scoped(scope, &other);
        let own = own();
        match beside.map(ScopedJoinHandle::join) {
            Ok(Ok(outcome)) => (outcome, own),
            // It panicked, and does so here, where somebody sees it.
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => (other(), own),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn both_are_worked_out_at_once() {
        // Each goes on only when the other one works, too.
        let meet = Barrier::new(2);
        let outcome = both(
            || {
                meet.wait();
                1
            },
            || {
                meet.wait();
                "two"
            },
        );
        assert_eq!(outcome, (1, "two"));
    }
}
