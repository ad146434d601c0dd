//! What a line covers on its contig, as an index has to know it.

use super::glance::Glance;
use crate::vcf::index_file::Record;
use crate::vcf::line::digits;
use std::collections::HashMap;

/// Gathers the places of lines for an index.
#[derive(Default)]
pub(super) struct Places {
    pub(super) records: Vec<Record>,
    /// The contigs in the order of appearance, and the number of each.
    pub(super) contigs: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, usize>,
    last: usize,
}

impl Places {
    pub(super) fn line(&mut self, glance: &Glance<'_>, start: u64, number: u64) {
        let chrom = glance.chrom();
        if self.contigs.get(self.last).is_none_or(|last| last != chrom) {
            self.last = self.numbers.get(chrom).copied().unwrap_or_else(|| {
                self.contigs.push(chrom.to_vec());
                self.numbers.insert(chrom.to_vec(), self.contigs.len() - 1);
                self.contigs.len() - 1
            });
        }
        let (first, last) = covered(glance);
        self.records.push(Record { start, number, contig: self.last, first, last });
    }
}

/// First and last letter, 1-based.
pub(super) fn covered(glance: &Glance<'_>) -> (u64, u64) {
    let place = glance.place();
    let (info, samples) = glance.info();
    let symbolic = glance.is_symbolic();
    let mut last = place.last.max(place.first);
    for entry in info.split(|byte| *byte == b';') {
        if let Some(end) = entry.strip_prefix(b"END=").and_then(digits) {
            last = last.max(end);
        } else if let Some(lengths) = entry.strip_prefix(b"SVLEN=").filter(|_| symbolic) {
            let longest = lengths.split(|byte| *byte == b',').filter_map(|text| digits(text.strip_prefix(b"-").unwrap_or(text))).max();
            last = last.max(place.first.saturating_add(longest.unwrap_or(0)));
        }
    }
    if symbolic && !samples.is_empty() {
        last = last.max(place.first.saturating_add(longest_block(samples)));
    }
    (place.first, last)
}

/// The greatest FORMAT `LEN` of the samples (VCF 4.5), which begin with FORMAT.
fn longest_block(samples: &[u8]) -> u64 {
    let mut columns = samples.split(|byte| *byte == b'\t');
    let place = columns.next().and_then(|format| format.split(|byte| *byte == b':').position(|key| key == b"LEN"));
    let Some(place) = place else { return 0 };
    columns.filter_map(|sample| digits(sample.split(|byte| *byte == b':').nth(place)?)).max().unwrap_or(0)
}

/// INFO `END` of a line, if there is one; an error if it cannot be read.
pub(super) fn block_end(glance: &Glance<'_>) -> Result<Option<u32>, ()> {
    let (info, _) = glance.info();
    let entry = info.split(|byte| *byte == b';').find_map(|entry| entry.strip_prefix(b"END="));
    entry.map_or(Ok(None), |text| digits(text).and_then(|end| u32::try_from(end).ok()).map(Some).ok_or(()))
}
