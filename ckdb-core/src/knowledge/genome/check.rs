//! Is a stored genome what the searches in it rely on? Lists as long and as ordered as they must be, plain letters.

use super::{Genome, accession_order, bounds};
use crate::genome::{Contig, TranscriptRef};
use std::cmp::Ordering;

/// What is wrong with a stored genome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenomeError {
    /// Lists that belong together differ in length.
    #[error("genome table: {what} has {found} entries, expected {expected}; build the index again")]
    Length {
        /// Which list.
        what: &'static str,
        /// Its length.
        found: usize,
        /// What it should be.
        expected: usize,
    },
    /// Something stands out of order.
    #[error("genome table: {what} number {number} is out of order; build the index again")]
    Order {
        /// What.
        what: &'static str,
        /// Which, from 0.
        number: usize,
    },
    /// Letters are not those that were written.
    #[error("genome letters: they are damaged; fetch or build the index again")]
    Damaged,
    /// A letter that is not `A C G T`.
    #[error("genome letters: letter {at} is not A, C, G or T; build the index again")]
    Letter {
        /// Which, from 0.
        at: usize,
    },
}

impl Genome<'_> {
    /// Reads everything: are all lists as long, as ordered and as plain as the searches here rely on?
    ///
    /// # Errors
    /// The first thing that is not.
    pub fn check(&self) -> Result<(), GenomeError> {
        let (rows, windows) = (self.transcript_count(), self.window_starts.len());
        let lengths = [
            ("starts", self.starts.len(), rows),
            ("greatest ends", self.greatest_ends.len(), rows),
            ("accessions", self.by_accession.len(), rows),
            ("transcripts of contigs", self.contig_transcripts.len(), 26),
            ("windows of contigs", self.contig_windows.len(), 26),
            ("window offsets", self.window_offsets.len(), windows + 1),
            ("last transcript of contigs", self.contig_transcripts.last().map_or(0, |last| last.to_native() as usize), rows),
            ("last window of contigs", self.contig_windows.last().map_or(0, |last| last.to_native() as usize), windows),
            ("letters", self.letters.len(), self.window_offsets.last().map_or(0, |last| last.to_native() as usize)),
        ];
        if let Some((what, found, expected)) = lengths.into_iter().find(|(_, found, expected)| found != expected) {
            return Err(GenomeError::Length { what, found, expected });
        }
        self.check_transcripts()?;
        self.check_windows()?;
        let all = self.letters.get(0, self.letters.len()).ok_or(GenomeError::Damaged)?;
        match all.iter().position(|letter| !matches!(letter, b'A' | b'C' | b'G' | b'T')) {
            Some(at) => Err(GenomeError::Letter { at }),
            None => Ok(()),
        }
    }

    fn check_transcripts(&self) -> Result<(), GenomeError> {
        let wrong = |what, number| Err(GenomeError::Order { what, number });
        let mut number = 0;
        for contig in Contig::all() {
            let (from, to) = bounds(self.contig_transcripts, contig.index());
            if from != number || to < from {
                return wrong("contig", contig.index());
            }
            let (mut greatest, mut last) = (0, None);
            for (row, transcript) in (from..to).filter_map(|row| Some((row, self.row(u32::try_from(row).ok()?)?))) {
                let (span, key) = (transcript.span(), Some((transcript.span(), transcript.accession)));
                greatest = greatest.max(span.end());
                let noted = self.starts[row].to_native() == span.start() && self.greatest_ends[row].to_native() == greatest;
                if transcript.contig != contig || !noted || last >= key || !exons_in_order(transcript) {
                    return wrong("transcript", row);
                }
                last = key;
            }
            number = to;
        }
        let names = || self.by_accession.iter().map(|number| self.row(number.to_native()).map(|row| row.accession));
        match names().zip(names().skip(1)).position(|pair| match pair {
            (Some(a), Some(b)) => accession_order(a, b) != Ordering::Less,
            _ => true,
        }) {
            Some(number) => wrong("accession", number),
            None => Ok(()),
        }
    }

    fn check_windows(&self) -> Result<(), GenomeError> {
        let wrong = |what, number| Err(GenomeError::Order { what, number });
        let mut number = 0;
        for contig in Contig::all() {
            let (from, to) = bounds(self.contig_windows, contig.index());
            if from != number || to < from {
                return wrong("contig of windows", contig.index());
            }
            let mut end = None;
            for index in from..to {
                let (first, last) = bounds(self.window_offsets, index);
                let start = self.window_starts[index].to_native();
                if last <= first || end.is_some_and(|end| start <= end) {
                    return wrong("window", index);
                }
                end = Some(start.saturating_add(u32::try_from(last - first).unwrap_or(u32::MAX)));
            }
            number = to;
        }
        Ok(())
    }
}

fn exons_in_order(transcript: TranscriptRef<'_>) -> bool {
    let mut end = 0;
    let ordered = (0..transcript.exon_count()).all(|index| {
        let Some(exon) = transcript.exon(index).filter(|exon| !exon.is_empty() && exon.start() >= end) else { return false };
        end = exon.end();
        true
    });
    ordered && transcript.exon_count() > 0 && transcript.cds_phase < 3
}
