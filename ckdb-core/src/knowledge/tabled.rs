//! Gene models in the order in which they are asked, as the index stores them: a table and one run of letters.
//!
//! Windows of neighbouring genes overlap; here they become one run of letters each, so that whoever asks for letters
//! around a place gets the longest stretch there is.

use super::genome::{GenomeTable, accession_order};
use crate::genome::{Contig, Interval, Transcript};

/// Reference letters of one stretch, as they go into a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterWindow {
    /// The contig.
    pub contig: Contig,
    /// Start, inter-residue.
    pub start: u32,
    /// `A C G T`, plus strand.
    pub letters: Vec<u8>,
}

impl LetterWindow {
    /// The stretch.
    #[must_use]
    pub fn interval(&self) -> Interval {
        Interval::from_length(self.start, stored(self.letters.len()))
    }
}

impl GenomeTable {
    /// The table of these transcripts and the run of letters of these windows, whatever their order. Genes are numbered as in
    /// the transcripts. Where windows contradict each other the first in order stands.
    #[must_use]
    pub fn tabled(mut transcripts: Vec<Transcript>, mut windows: Vec<LetterWindow>) -> (Self, Vec<u8>) {
        transcripts.sort_by(|a, b| {
            let key = |transcript: &Transcript| (transcript.contig, transcript.view().span());
            key(a).cmp(&key(b)).then_with(|| a.accession.cmp(&b.accession))
        });
        windows.sort_by_key(|window| (window.contig, window.interval()));
        let mut table = Self::default();
        let letters = table.windows(windows);
        table.transcripts(transcripts);
        (table, letters)
    }

    fn transcripts(&mut self, transcripts: Vec<Transcript>) {
        let mut at = 0;
        self.contig_transcripts.push(0.into());
        for contig in Contig::all() {
            let mut greatest = 0;
            while let Some(transcript) = transcripts.get(at).filter(|transcript| transcript.contig == contig) {
                let span = transcript.view().span();
                greatest = span.end().max(greatest);
                self.starts.push(span.start().into());
                self.greatest_ends.push(greatest.into());
                at += 1;
            }
            self.contig_transcripts.push(stored(at).into());
        }
        let mut order: Vec<usize> = (0..transcripts.len()).collect();
        order.sort_by(|a, b| accession_order(&transcripts[*a].accession, &transcripts[*b].accession));
        self.by_accession.extend(order.into_iter().map(|number| rkyv::rend::u32_le::from(stored(number))));
        self.transcripts = transcripts;
    }

    fn windows(&mut self, windows: Vec<LetterWindow>) -> Vec<u8> {
        let mut all = Vec::new();
        let mut windows = windows.into_iter().peekable();
        self.contig_windows.push(0.into());
        self.window_offsets.push(0.into());
        for contig in Contig::all() {
            // End of the last window written, if there is one on this contig.
            let mut end: Option<u32> = None;
            while let Some(window) = windows.next_if(|window| window.contig == contig) {
                match end.and_then(|end| end.checked_sub(window.start)) {
                    // It overlaps or touches the last one: only what reaches beyond is new.
                    Some(shared) => {
                        self.window_offsets.pop();
                        all.extend_from_slice(window.letters.get(shared as usize..).unwrap_or_default());
                    }
                    None => {
                        self.window_starts.push(window.start.into());
                        all.extend_from_slice(&window.letters);
                    }
                }
                self.window_offsets.push(stored(all.len()).into());
                end = end.max(Some(window.interval().end()));
            }
            self.contig_windows.push(stored(self.window_starts.len()).into());
        }
        all
    }
}

/// A length as the table stores it. Four thousand million letters are more than a whole genome has; should there be more,
/// the table does not pass [`crate::knowledge::Genome::check`].
fn stored(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
