//! Where a variant would have been seen: places that were covered and called.

use crate::genome::{Contig, Interval};
use std::collections::BTreeMap;

/// Places that were covered and called, as intervals that neither overlap nor touch, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Callable {
    regions: BTreeMap<Contig, Vec<Interval>>,
}

impl Callable {
    /// These intervals, in any order; they may overlap.
    #[must_use]
    pub fn new(intervals: impl IntoIterator<Item = (Contig, Interval)>) -> Self {
        let mut regions: BTreeMap<Contig, Vec<Interval>> = BTreeMap::new();
        for (contig, interval) in intervals.into_iter().filter(|(_, interval)| !interval.is_empty()) {
            regions.entry(contig).or_default().push(interval);
        }
        for listed in regions.values_mut() {
            listed.sort_unstable();
            listed.dedup_by(|next, before| {
                let joined = (next.start() <= before.end()).then(|| Interval::new(before.start(), before.end().max(next.end())));
                joined.flatten().is_some_and(|joined| {
                    *before = joined;
                    true
                })
            });
        }
        Self { regions }
    }

    /// Was every letter of the interval looked at?
    #[must_use]
    pub fn covers(&self, contig: Contig, interval: Interval) -> bool {
        let Some(listed) = self.regions.get(&contig) else { return false };
        let after = listed.partition_point(|region| region.start() <= interval.start());
        after.checked_sub(1).and_then(|place| listed.get(place)).is_some_and(|region| region.contains(interval))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn touching_intervals_are_one() {
        let (contig, other) = (Contig::parse("chr7").unwrap().0, Contig::parse("chr8").unwrap().0);
        let of = |start, end| (contig, Interval::from_length(start, end - start));
        let callable = Callable::new([of(20, 30), of(10, 20), of(40, 50), of(42, 45)]);
        assert!(callable.covers(contig, of(10, 30).1));
        assert!(!callable.covers(contig, of(29, 41).1));
        assert!(callable.covers(contig, of(45, 50).1));
        assert!(!callable.covers(contig, of(9, 11).1));
        assert!(!callable.covers(other, of(10, 11).1));
    }
}
