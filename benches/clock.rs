//! The clock of benches that run on one thread: time on a processor, not on the wall. A busy machine then measures what an idle
//! one does, but for what others push out of its caches.

use criterion::measurement::{Measurement, ValueFormatter, WallTime};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// Time on a processor; on systems that do not tell it, time on the clock.
pub(crate) struct ProcessorTime;

static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
static CLOCK: WallTime = WallTime;

fn now() -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| BEGIN.elapsed(), Duration::from_nanos)
}

impl Measurement for ProcessorTime {
    type Intermediate = Duration;
    type Value = Duration;

    fn start(&self) -> Duration {
        now()
    }

    fn end(&self, start: Duration) -> Duration {
        now().saturating_sub(start)
    }

    fn add(&self, a: &Duration, b: &Duration) -> Duration {
        *a + *b
    }

    fn zero(&self) -> Duration {
        Duration::ZERO
    }

    fn to_f64(&self, value: &Duration) -> f64 {
        CLOCK.to_f64(value)
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        CLOCK.formatter()
    }
}
