//! Work for several threads, the calling one among them: jobs are taken in the order they were given.
//!
//! The thread that gives jobs does them, too, when it has nothing better to do. So `--threads 1` starts no thread at all and
//! walks the same way as `--threads 8`.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Jobs that wait, and whether more may come.
struct Queue<J> {
    jobs: VecDeque<J>,
    closed: bool,
}

/// Jobs waiting for a thread.
pub(super) struct Pool<J> {
    queue: Mutex<Queue<J>>,
    changed: Condvar,
}

/// What comes back from a thread.
pub(super) enum Back<O> {
    /// The outcome of a job.
    Done(O),
    /// The thread panicked.
    Lost,
}

impl<J> Pool<J> {
    pub(super) fn new() -> Self {
        Self { queue: Mutex::new(Queue { jobs: VecDeque::new(), closed: false }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Queue<J>> {
        // Nothing that can panic runs under the lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a job to whoever is free first.
    pub(super) fn give(&self, job: J) {
        self.lock().jobs.push_back(job);
        self.changed.notify_one();
    }

    /// A job for the calling thread, if one waits.
    pub(super) fn take(&self) -> Option<J> {
        self.lock().jobs.pop_front()
    }

    /// The next job, waited for; `None` when the pool is closed.
    fn wait(&self) -> Option<J> {
        let mut queue = self.lock();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Does jobs with `act` until the pool is closed; sends back what they give.
    pub(super) fn work<O>(&self, back: &Sender<Back<O>>, mut act: impl FnMut(J) -> O) {
        let mut guard = Guard { back, whole: false };
        while let Some(job) = self.wait() {
            if back.send(Back::Done(act(job))).is_err() {
                break;
            }
        }
        guard.whole = true;
    }

    /// Closes the pool when it is dropped, so that no thread waits for ever.
    pub(super) const fn closing(&self) -> Closing<'_, J> {
        Closing(self)
    }
}

/// See [`Pool::closing`].
pub(super) struct Closing<'p, J>(&'p Pool<J>);

impl<J> Drop for Closing<'_, J> {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.changed.notify_all();
    }
}

/// Says so when a thread is lost.
struct Guard<'b, O> {
    back: &'b Sender<Back<O>>,
    whole: bool,
}

impl<O> Drop for Guard<'_, O> {
    fn drop(&mut self) {
        if !self.whole {
            // If nobody listens any more, nobody waits.
            let _ = self.back.send(Back::Lost);
        }
    }
}

/// The way back.
pub(super) fn way_back<O>() -> (Sender<Back<O>>, Receiver<Back<O>>) {
    mpsc::channel()
}

/// Things that come in any order and are taken in the order of their numbers.
pub(super) struct InOrder<T> {
    next: u64,
    waiting: VecDeque<Option<T>>,
}

impl<T> InOrder<T> {
    pub(super) const fn new() -> Self {
        Self { next: 0, waiting: VecDeque::new() }
    }

    pub(super) fn put(&mut self, number: u64, thing: T) {
        let place = (number - self.next) as usize;
        if self.waiting.len() <= place {
            self.waiting.resize_with(place + 1, || None);
        }
        self.waiting[place] = Some(thing);
    }

    /// The next one, if it has come.
    pub(super) fn take(&mut self) -> Option<T> {
        let thing = self.waiting.front_mut()?.take()?;
        self.waiting.pop_front();
        self.next += 1;
        Some(thing)
    }
}
