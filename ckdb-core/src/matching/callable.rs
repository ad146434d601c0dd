//! Where a variant would have been seen: places that were covered and called.
//!
//! Told by a BED file of callable regions (0-based, half-open; a panel's targets are *not* callable regions unless every one
//! of them was covered), or by what lines of the input say: reference blocks of a gVCF and genotypes without any alternate.

use crate::genome::{Assembly, Contig, Interval};
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// Why a BED file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallableError {
    /// Reading fails.
    #[error("reading failed after line {after_line}: {source}")]
    Read {
        /// The last line that was read, from 1.
        after_line: u64,
        /// What happened.
        #[source]
        source: io::Error,
    },
    /// A line is no BED line.
    #[error("line {line}: expected `contig<TAB>start<TAB>end` (0-based, half-open), found `{found}`")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// As it stands, cut short.
        found: String,
    },
    /// A region lies outside of the assembly.
    #[error("line {line}: {contig} of {assembly} has no {start}..{end}; is the file of another assembly?")]
    Outside {
        /// Its number, from 1.
        line: u64,
        /// The contig.
        contig: Contig,
        /// The assembly asked for.
        assembly: Assembly,
        /// As in the file: 0-based.
        start: u32,
        /// As in the file: end, not included.
        end: u32,
    },
    /// No line names a chromosome.
    #[error("it has no region on a primary chromosome; expected lines `chr7<TAB>140753335<TAB>140753336`")]
    Empty,
}

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

    /// The regions of a BED file on `assembly`. Lines of `track`, `browser` and `#` are passed over, and so are contigs other
    /// than the primary chromosomes, which no claim speaks of.
    ///
    /// # Errors
    /// When reading fails, a line is no BED line, a region lies outside of the assembly, or there is none.
    pub fn from_bed(mut reader: impl BufRead, assembly: Assembly) -> Result<Self, CallableError> {
        let mut found = Vec::new();
        let (mut text, mut line) = (Vec::new(), 0_u64);
        loop {
            text.clear();
            // Bytes, not text: names of odd contigs may be in any encoding.
            let read = reader.read_until(b'\n', &mut text).map_err(|source| CallableError::Read { after_line: line, source })?;
            if read == 0 {
                break;
            }
            line += 1;
            let shown = String::from_utf8_lossy(&text);
            let shown = shown.trim();
            if shown.is_empty() || shown.starts_with('#') || shown.starts_with("track") || shown.starts_with("browser") {
                continue;
            }
            let wrong = || CallableError::Line { line, found: shown.chars().take(60).collect() };
            let mut fields = shown.split(['\t', ' ']);
            let name = fields.next().ok_or_else(wrong)?;
            let mut number = || fields.next().and_then(|text| text.parse::<u32>().ok()).ok_or_else(wrong);
            let (start, end) = (number()?, number()?);
            let interval = Interval::new(start, end).ok_or_else(wrong)?;
            let Some((contig, of)) = Contig::parse(name) else { continue };
            if end > contig.length(assembly) || of.is_some_and(|of| of != assembly) {
                return Err(CallableError::Outside { line, contig, assembly, start, end });
            }
            found.push((contig, interval));
        }
        if found.is_empty() { Err(CallableError::Empty) } else { Ok(Self::new(found)) }
    }

    /// These regions, too.
    #[must_use]
    pub fn with(self, more: impl IntoIterator<Item = (Contig, Interval)>) -> Self {
        let held = self.regions.into_iter().flat_map(|(contig, listed)| listed.into_iter().map(move |place| (contig, place)));
        Self::new(held.chain(more))
    }

    /// The first of these places that was not looked at.
    #[must_use]
    pub fn first_gap(&self, places: &[(Contig, Interval)]) -> Option<(Contig, Interval)> {
        places.iter().copied().find(|(contig, place)| !self.covers(*contig, *place))
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
        assert_eq!(callable.with([of(30, 40)]), Callable::new([of(10, 50)]));
    }

    #[test]
    fn bed_is_read_with_its_odd_lines() {
        let bed = "track name=x\n#chrom\nchr7\t10\t20\tEGFR\r\nchr7_alt\t5\t9\n\n7 20 30\n";
        let callable = Callable::from_bed(bed.as_bytes(), Assembly::Grch38).unwrap();
        assert!(callable.covers(Contig::parse("chr7").unwrap().0, Interval::from_length(10, 20)));
    }

    #[test]
    fn a_bad_bed_says_where() {
        let fail = |bed: &str| Callable::from_bed(bed.as_bytes(), Assembly::Grch38).unwrap_err().to_string();
        assert!(fail("chr7\t10\t20\nchr7\t30\n").starts_with("line 2: expected"));
        assert!(fail("chr7\t20\t10\n").starts_with("line 1"));
        assert!(fail("chr7\t10\t159345974\n").contains("another assembly"));
        assert!(fail("NC_000007.13\t10\t20\n").contains("another assembly"));
        assert!(fail("#only\n").contains("no region"));
    }
}
