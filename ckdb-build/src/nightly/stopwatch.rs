//! How long each step of a night took, and how much memory. The only clock of the build, and it measures lengths, not the time of day.

use std::time::{Duration, Instant};

/// Steps in the order they were taken, each with its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// Name of the step and how long it took.
    pub steps: Vec<(&'static str, Duration)>,
}

impl Timings {
    /// All steps together.
    #[must_use]
    pub fn total(&self) -> Duration {
        self.steps.iter().map(|(_, length)| *length).sum()
    }
}

/// Runs from step to step.
#[derive(Clone, Debug)]
pub(super) struct Stopwatch {
    done: Timings,
    now: Option<(&'static str, Instant)>,
}

impl Stopwatch {
    pub(super) fn new() -> Self {
        Self { done: Timings::default(), now: None }
    }

    /// Ends the step under way and begins another.
    pub(super) fn begin(&mut self, step: &'static str) {
        self.stop();
        self.now = Some((step, Instant::now()));
    }

    /// Ends the step under way.
    pub(super) fn end(mut self) -> Timings {
        self.stop();
        self.done
    }

    fn stop(&mut self) {
        if let Some((step, began)) = self.now.take() {
            self.done.steps.push((step, began.elapsed()));
        }
    }
}

/// The most memory this process held, in bytes, where the system tells (Linux).
pub(super) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
