//! Gene models in the index: transcripts found by place or by name, and reference letters.
//!
//! | type | is |
//! |---|---|
//! | [`GenomeTable`] | what is stored for one assembly: section `genome/grch37` |
//! | [`Genome`] | the view on it and on its letters (section `letters/grch37`, plain ASCII); also over an owned table, so that the build's checks run the code that annotates |
//! | [`Named`] | a transcript found by name, and whether its version is the one asked for |
//!
//! Questions allocate nothing. A damaged table gives wrong or no answers, never a panic: [`Genome::check`] and the
//! section's hash are there to tell.

mod check;

use crate::genome::transcript::ArchivedTranscript;
use crate::genome::{Contig, Interval, ModelQuality, Sequence, StructuralAllele, Transcript, TranscriptRef, Window};
use crate::index::{IndexError, Pieces};
use rkyv::rend::u32_le;
use rkyv::vec::ArchivedVec;
use std::cmp::Ordering;
use std::collections::BTreeSet;

pub use check::GenomeError;

/// Letters on both sides of a transcript within which [`Genome::transcripts_at`] still finds it: promoter and downstream.
pub const REACH: u32 = 2_000;

/// Transcripts and the places of reference letters of one assembly, as stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct GenomeTable {
    /// Sorted by contig, start, end, accession.
    pub transcripts: Vec<Transcript>,
    /// First transcript of each of the 25 contigs, and the number of transcripts: 26 numbers.
    pub contig_transcripts: Vec<u32_le>,
    /// Start of each transcript (inter-residue).
    pub starts: Vec<u32_le>,
    /// Greatest end of this transcript and of all before it on its contig: what makes finding by place a matter of two searches.
    pub greatest_ends: Vec<u32_le>,
    /// Numbers of transcripts, sorted by accession without version, then version.
    pub by_accession: Vec<u32_le>,
    /// First window of each of the 25 contigs, and the number of windows: 26 numbers.
    pub contig_windows: Vec<u32_le>,
    /// Start of each window (inter-residue); windows of a contig are sorted and do not touch.
    pub window_starts: Vec<u32_le>,
    /// Number of letters before each window in the letters' section, and the number of all: one more than there are windows.
    pub window_offsets: Vec<u32_le>,
}

/// Gene models of one assembly, borrowed.
#[derive(Clone, Copy)]
pub struct Genome<'k> {
    transcripts: Rows<'k>,
    contig_transcripts: &'k [u32_le],
    starts: &'k [u32_le],
    greatest_ends: &'k [u32_le],
    by_accession: &'k [u32_le],
    contig_windows: &'k [u32_le],
    window_starts: &'k [u32_le],
    window_offsets: &'k [u32_le],
    letters: Letters<'k>,
}

/// Reference letters, all windows one after another.
#[derive(Clone, Copy)]
enum Letters<'k> {
    Owned(&'k [u8]),
    Stored(&'k Pieces),
}

impl<'k> Letters<'k> {
    fn len(self) -> usize {
        match self {
            Self::Owned(letters) => letters.len(),
            Self::Stored(pieces) => pieces.len(),
        }
    }

    #[inline]
    fn get(self, from: usize, to: usize) -> Option<&'k [u8]> {
        match self {
            Self::Owned(letters) => letters.get(from..to),
            Self::Stored(pieces) if from <= to => pieces.get(from..to),
            Self::Stored(_) => None,
        }
    }
}

#[derive(Clone, Copy)]
enum Rows<'k> {
    Owned(&'k [Transcript]),
    Stored(&'k ArchivedVec<ArchivedTranscript>),
}

impl std::fmt::Debug for Genome<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Sizes only: nobody wants a million letters in a log.
        f.debug_struct("Genome")
            .field("transcripts", &self.transcript_count())
            .field("letters", &self.letters.len())
            .finish_non_exhaustive()
    }
}

/// How the version of a transcript found by name relates to the one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionMatch {
    /// The very one.
    Exact,
    /// None was asked for; the highest was taken.
    Unstated,
    /// The one asked for is not here; the highest was taken. Positions may differ: say so.
    Other,
}

/// A transcript found by name.
#[derive(Clone, Copy, Debug)]
pub struct Named<'k> {
    /// Its number in the table.
    pub number: u32,
    /// The transcript.
    pub transcript: TranscriptRef<'k>,
    /// Is it the version asked for?
    pub version: VersionMatch,
}

impl GenomeTable {
    /// The view on an owned table.
    #[must_use]
    pub fn view<'k>(&'k self, letters: &'k [u8]) -> Genome<'k> {
        Genome {
            transcripts: Rows::Owned(&self.transcripts),
            contig_transcripts: &self.contig_transcripts,
            starts: &self.starts,
            greatest_ends: &self.greatest_ends,
            by_accession: &self.by_accession,
            contig_windows: &self.contig_windows,
            window_starts: &self.window_starts,
            window_offsets: &self.window_offsets,
            letters: Letters::Owned(letters),
        }
    }
}

impl ArchivedGenomeTable {
    /// The view straight on the index.
    #[must_use]
    pub fn view<'k>(&'k self, letters: &'k [u8]) -> Genome<'k> {
        self.with(Letters::Owned(letters))
    }

    /// The same, with letters that are checked when they are first asked for.
    #[must_use]
    pub(super) fn view_on<'k>(&'k self, letters: &'k Pieces) -> Genome<'k> {
        self.with(Letters::Stored(letters))
    }

    fn with<'k>(&'k self, letters: Letters<'k>) -> Genome<'k> {
        Genome {
            transcripts: Rows::Stored(&self.transcripts),
            contig_transcripts: &self.contig_transcripts,
            starts: &self.starts,
            greatest_ends: &self.greatest_ends,
            by_accession: &self.by_accession,
            contig_windows: &self.contig_windows,
            window_starts: &self.window_starts,
            window_offsets: &self.window_offsets,
            letters,
        }
    }
}

/// Base and version of an accession; a version that is no number belongs to the base.
fn split(accession: &str) -> (&str, Option<u32>) {
    match accession.rsplit_once('.').and_then(|(base, version)| Some((base, version.parse().ok()?))) {
        Some((base, version)) => (base, Some(version)),
        None => (accession, None),
    }
}

/// The order of accessions in [`GenomeTable::by_accession`]: by base, then by version as a number.
#[must_use]
pub fn accession_order(a: &str, b: &str) -> Ordering {
    split(a).cmp(&split(b))
}

/// Entry `index` and the next one, as a range of places in another list.
fn bounds(list: &[u32_le], index: usize) -> (usize, usize) {
    match (list.get(index), list.get(index + 1)) {
        (Some(from), Some(to)) => (from.to_native() as usize, to.to_native() as usize),
        _ => (0, 0),
    }
}

impl<'k> Genome<'k> {
    /// How many transcripts there are.
    #[must_use]
    pub fn transcript_count(&self) -> usize {
        match self.transcripts {
            Rows::Owned(rows) => rows.len(),
            Rows::Stored(rows) => rows.len(),
        }
    }

    /// How many reference letters are held.
    #[must_use]
    pub fn letter_count(&self) -> usize {
        self.letters.len()
    }

    /// Transcript `number`, counted from 0 in the order of contig, start, end, accession.
    #[must_use]
    pub fn row(&self, number: u32) -> Option<TranscriptRef<'k>> {
        match self.transcripts {
            Rows::Owned(rows) => rows.get(number as usize).map(Transcript::view),
            Rows::Stored(rows) => rows.get(number as usize).map(ArchivedTranscript::view),
        }
    }

    /// All transcripts, with their numbers.
    pub fn transcripts(&self) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k> {
        let this = *self;
        (0..u32::try_from(self.transcript_count()).unwrap_or(u32::MAX)).filter_map(move |number| Some((number, this.row(number)?)))
    }

    /// Transcripts with letters that overlap or touch `interval`, or come within [`REACH`] letters of it, in their order.
    pub fn transcripts_at(&self, contig: Contig, interval: Interval) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k> {
        self.transcripts_among(contig, interval, |_| true)
    }

    /// Those of them whose number is asked for.
    pub fn transcripts_among<F: Fn(u32) -> bool>(
        &self,
        contig: Contig,
        interval: Interval,
        is_asked: F,
    ) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k, F> {
        self.near_among(contig, interval, REACH, is_asked).filter(|(_, transcript)| transcript.quality.has_letters())
    }

    /// Transcripts of every quality that overlap or touch `interval`, or come within `reach` letters of it, in their order: also
    /// those of which only the structure or the span is known.
    pub fn transcripts_near(
        &self,
        contig: Contig,
        interval: Interval,
        reach: u32,
    ) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k> {
        self.near(contig, interval, reach)
    }

    /// Transcripts with exons that a structural allele may touch, each once, in their order.
    pub fn transcripts_of(&self, allele: &StructuralAllele) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k> {
        let places = allele.places();
        let numbers: BTreeSet<u32> = places
            .flat_map(|(contig, place)| self.near(contig, place, REACH))
            .filter(|(_, transcript)| transcript.quality != ModelQuality::Span)
            .map(|(number, _)| number)
            .collect();
        let this = *self;
        numbers.into_iter().filter_map(move |number| Some((number, this.row(number)?)))
    }

    /// Stretches of the genome that transcripts of any quality lie on; those of one contig ascend and do not overlap.
    pub fn stretches_of_transcripts(&self) -> impl Iterator<Item = (Contig, Interval)> + use<'k> {
        let this = *self;
        Contig::all().flat_map(move |contig| {
            let (from, to) = bounds(this.contig_transcripts, contig.index());
            let starts = this.starts.get(from..to).unwrap_or_default();
            let ends = this.greatest_ends.get(from..to).unwrap_or_default();
            let mut next = 0;
            std::iter::from_fn(move || {
                let start = starts.get(next)?.to_native();
                loop {
                    let end = ends.get(next)?.to_native();
                    next += 1;
                    // A transcript that begins behind all ends before it begins a new stretch.
                    if starts.get(next).is_none_or(|start| start.to_native() > end) {
                        return Some((contig, Interval::new(start, end)?));
                    }
                }
            })
        })
    }

    /// Stretches of the genome whose letters are held, in their order. None of the letters is read.
    pub fn stretches_of_letters(&self) -> impl Iterator<Item = (Contig, Interval)> + use<'k> {
        let this = *self;
        Contig::all().flat_map(move |contig| {
            let (from, to) = bounds(this.contig_windows, contig.index());
            (from..to).filter_map(move |index| {
                let (first, last) = bounds(this.window_offsets, index);
                let length = u32::try_from(last.checked_sub(first)?).ok()?;
                Some((contig, Interval::from_length(this.window_starts.get(index)?.to_native(), length)))
            })
        })
    }

    /// Does `interval` overlap or touch a transcript with letters, from its first to its last exon?
    ///
    /// Where this is false only exact genomic alleles can match, and results say so.
    #[must_use]
    pub fn is_modelled(&self, contig: Contig, interval: Interval) -> bool {
        self.near(contig, interval, 0).any(|(_, transcript)| transcript.quality.has_letters())
    }

    fn near(&self, contig: Contig, interval: Interval, reach: u32) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k> {
        self.near_among(contig, interval, reach, |_| true)
    }

    #[inline]
    fn near_among<F: Fn(u32) -> bool>(
        &self,
        contig: Contig,
        interval: Interval,
        reach: u32,
        is_asked: F,
    ) -> impl Iterator<Item = (u32, TranscriptRef<'k>)> + use<'k, F> {
        let (from, to) = bounds(self.contig_transcripts, contig.index());
        let first_letter = interval.start().saturating_sub(reach);
        let last_letter = interval.end().saturating_add(reach);
        // Starts ascend, and so do the greatest ends: what can overlap is one run of rows.
        let before = self.starts.get(from..to).map_or(0, |starts| starts.partition_point(|start| start.to_native() <= last_letter));
        let ends = self.greatest_ends.get(from..to).unwrap_or_default();
        let begin = ends.partition_point(|end| end.to_native() < first_letter);
        let this = *self;
        (from + begin..from + before.max(begin)).filter_map(move |number| {
            let number = u32::try_from(number).ok().filter(|number| is_asked(*number))?;
            let transcript = this.row(number)?;
            (transcript.span().end() >= first_letter).then_some((number, transcript))
        })
    }

    /// The transcript of this accession: the very version if it is here, otherwise the highest version of the same accession.
    #[must_use]
    pub fn transcript(&self, accession: &str) -> Option<Named<'k>> {
        let (base, asked) = split(accession);
        let key = |number: &u32_le| self.row(number.to_native()).map_or(("", None), |row| split(row.accession));
        let from = self.by_accession.partition_point(|number| key(number).0 < base);
        let same = self.by_accession.get(from..)?;
        let same = &same[..same.partition_point(|number| key(number).0 <= base)];
        let exact = same.binary_search_by_key(&asked, |number| key(number).1).ok();
        let chosen = exact.and_then(|index| same.get(index)).or_else(|| same.last())?;
        let version = match (asked, exact) {
            (_, Some(_)) => VersionMatch::Exact,
            (None, None) => VersionMatch::Unstated,
            (Some(_), None) => VersionMatch::Other,
        };
        let number = chosen.to_native();
        Some(Named { number, transcript: self.row(number)?, version })
    }

    /// Were all letters asked for so far those that were written? Letters that were not have never been given out, as if they
    /// were not held; whoever has answered questions from this genome says so, or gives the error.
    ///
    /// # Errors
    /// The first damage met.
    pub fn sound(&self) -> Result<(), IndexError> {
        match self.letters {
            Letters::Owned(_) => Ok(()),
            Letters::Stored(pieces) => pieces.damage().map_or(Ok(()), |damage| Err(damage.clone())),
        }
    }
}

impl<'k> Genome<'k> {
    /// [`Sequence::window`], but the letters live as long as the index, not as this view.
    #[must_use]
    pub fn held(&self, contig: Contig, at: u32) -> Option<Window<'k>> {
        let (start, first, last) = self.place_of_window(contig, at)?;
        Some(Window::new(start, self.letters.get(first, last)?))
    }

    /// Start of the window around gap `at`, and the place of its letters among all. Nothing is read of them: the first look hashes.
    #[inline]
    fn place_of_window(&self, contig: Contig, at: u32) -> Option<(u32, usize, usize)> {
        let (from, to) = bounds(self.contig_windows, contig.index());
        let starts = self.window_starts.get(from..to)?;
        let index = from + starts.partition_point(|start| start.to_native() <= at).checked_sub(1)?;
        let (start, (first, last)) = (self.window_starts.get(index)?.to_native(), bounds(self.window_offsets, index));
        ((at - start) as usize <= last.checked_sub(first)?).then_some((start, first, last))
    }
}

impl<'k> Genome<'k> {
    /// Stretches of held letters that overlap or touch `interval`, in their order.
    pub fn windows_at(&self, contig: Contig, interval: Interval) -> impl Iterator<Item = Window<'k>> + use<'k> {
        let (from, to) = bounds(self.contig_windows, contig.index());
        let starts = self.window_starts.get(from..to).unwrap_or_default();
        // Windows do not overlap: of those that begin before the interval only the last can reach it.
        let first = starts.partition_point(|start| start.to_native() < interval.start()).saturating_sub(1);
        let this = *self;
        let windows = (from + first..to).map_while(move |index| {
            let start = this.window_starts.get(index)?.to_native();
            let (first, last) = bounds(this.window_offsets, index);
            (start <= interval.end()).then_some((start, first, last))
        });
        windows.filter_map(move |(start, first, last)| {
            let reaches = start as usize + last.checked_sub(first)? >= interval.start() as usize;
            reaches.then(|| this.letters.get(first, last).map(|letters| Window::new(start, letters)))?
        })
    }

    /// Is no higher version of this transcript's accession here? True for a number nobody has.
    #[must_use]
    pub fn is_latest_version(&self, number: u32) -> bool {
        let Some(row) = self.row(number) else { return true };
        self.transcript(split(row.accession).0).is_none_or(|latest| latest.number == number)
    }
}

impl Sequence for Genome<'_> {
    fn window(&self, contig: Contig, at: u32) -> Option<Window<'_>> {
        self.held(contig, at)
    }

    fn is_damaged(&self, contig: Contig, at: u32) -> bool {
        // Nearly always there is no damage at all; and only who gets no letters asks.
        self.sound().is_err() && self.held(contig, at).is_none() && self.place_of_window(contig, at).is_some()
    }
}

#[cfg(test)]
mod tests;
