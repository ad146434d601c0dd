//! Where on the transcript: from places on the genome to places on the spliced transcript, and back.
//!
//! *Transcript coordinates* here count the letters of the spliced transcript from 0 in the direction of transcription.
//! [`Layout`] is a transcript with the few sums this takes; it is made anew for each question and allocates nothing.
//! [`Footprint`] says which exons and introns a change touches.

use super::hgvs::{Anchor, TranscriptPosition};
use crate::genome::{Interval, ManeStatus, ModelQuality, Strand, TranscriptRef, write_decimal};

/// Letters before the transcription start of a MANE transcript that count as its promoter window.
pub(super) const PROMOTER_WINDOW: u32 = 2_000;

/// A new stop fewer letters than this before the last exon–exon border, or after it, escapes nonsense-mediated decay
/// (Nagy and Maquat 1998, PMID 9644970: 50–55 letters).
const DECAY_BORDER: u32 = 50;

/// A transcript and its lengths.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layout<'t> {
    pub(super) transcript: TranscriptRef<'t>,
    /// Letters of the spliced transcript.
    pub(super) length: u32,
    /// First coding letter and the end of the coding part (exclusive), in transcript coordinates.
    pub(super) cds: Option<(u32, u32)>,
    /// Letters missing before the first one to make a whole codon, for models that begin inside the coding part.
    pub(super) pad: u32,
    /// The exon near the place asked about: what the questions about one change keep asking for.
    near: Near,
}

/// The first exon (genomic order) that ends behind the place asked about.
#[derive(Clone, Copy, Debug)]
struct Near {
    index: usize,
    /// Letters of all exons before it.
    before: u32,
    /// Where it lies; empty when there is no such exon.
    exon: Interval,
}

impl<'t> Layout<'t> {
    /// Does exon `index` (genomic order) hold no coding letter, though the transcript has some? A model that knows its coding
    /// letters alone has no such exon.
    pub(super) fn is_untranslated(&self, index: usize) -> bool {
        self.cds.is_some() && self.transcript.coding_part(index).is_none()
    }

    pub(super) fn new(transcript: TranscriptRef<'t>) -> Self {
        Self::near(transcript, 0)
    }

    /// The layout for questions about letters around gap `at`: the same answers, sooner.
    #[inline]
    pub(super) fn near(transcript: TranscriptRef<'t>, at: u32) -> Self {
        let count = transcript.exon_count();
        let index = transcript.first_exon_after(at);
        // Exons in which the coding part begins and ends, and letters before them.
        let (start, end) = transcript.cds.map_or((0, 0), |cds| (cds.start(), cds.end()));
        let (first, last) = (transcript.first_exon_after(start), transcript.first_exon_after(end));
        let last = last.max(first);
        let before_first = transcript.letters_of_exons(0, first);
        let before_last = before_first.wrapping_add(transcript.letters_of_exons(first, last));
        let length = before_last.wrapping_add(transcript.letters_of_exons(last, count));
        let before = if index >= last {
            before_last.wrapping_add(transcript.letters_of_exons(last, index))
        } else if index >= first {
            before_first.wrapping_add(transcript.letters_of_exons(first, index))
        } else {
            transcript.letters_of_exons(0, index)
        };
        // Letters before the first coding one and before the end of the coding part, in genomic order.
        let within = |index: usize, at: u32| transcript.exon(index).map_or(0, |exon| at.saturating_sub(exon.start()));
        let to_start = before_first.saturating_add(within(first, start));
        let to_end = before_last.saturating_add(within(last, end));
        let coding = to_end.saturating_sub(to_start);
        let cds = (coding > 0).then(|| match transcript.strand {
            Strand::Plus => (to_start, to_end),
            Strand::Minus => (length.saturating_sub(to_end), length.saturating_sub(to_start)),
        });
        let exon = transcript.exon(index).unwrap_or(Interval::from_length(at, 0));
        let pad = (3 - u32::from(transcript.cds_phase) % 3) % 3;
        Self { transcript, length, cds, pad, near: Near { index, before, exon } }
    }

    pub(super) const fn is_plus(&self) -> bool {
        matches!(self.transcript.strand, Strand::Plus)
    }

    /// Are letters outside the coding part known to belong to this transcript?
    pub(super) const fn has_untranslated(&self) -> bool {
        matches!(self.transcript.quality, ModelQuality::Reference | ModelQuality::Structure)
    }

    /// The first exon in genomic order that ends at or after gap `at`.
    #[inline]
    fn first_exon_ending_from(&self, at: u32) -> usize {
        let Near { index, exon, .. } = self.near;
        let ends_from = |index: usize| self.transcript.exon(index).is_some_and(|exon| exon.end() >= at);
        // Nearly always it is the exon near the place asked about.
        if exon.end() >= at && !exon.is_empty() && !index.checked_sub(1).is_some_and(ends_from) {
            return index;
        }
        // Ends are numbers: what ends at or after a gap ends behind the gap before it.
        at.checked_sub(1).map_or(0, |before| self.transcript.first_exon_after(before))
    }

    /// Letters of all exons before exon `index`, in genomic order.
    #[inline]
    fn letters_before(&self, index: usize) -> u32 {
        let near = self.near;
        if index == near.index {
            near.before
        } else if index == near.index + 1 {
            near.before.saturating_add(near.exon.len())
        } else {
            self.transcript.letters_of_exons(0, index)
        }
    }

    /// The place on the genome of `count` letters from transcript coordinate `coordinate` on, if all of them lie in the exon near
    /// the place asked about.
    #[inline]
    pub(super) fn within_near(&self, coordinate: u32, count: u32) -> Option<Interval> {
        let plus = match self.transcript.strand {
            Strand::Plus => coordinate,
            Strand::Minus => self.length.checked_sub(coordinate.checked_add(count)?)?,
        };
        let skipped = plus.checked_sub(self.near.before)?;
        let inside = skipped.checked_add(count)? <= self.near.exon.len();
        inside.then(|| Interval::from_length(self.near.exon.start() + skipped, count))
    }

    /// The exon that holds transcript coordinate `coordinate`: its order in transcription, and how many of its letters lie before
    /// that coordinate. `None` behind the last letter.
    pub(super) fn exon_at(&self, coordinate: u32) -> Option<(usize, u32)> {
        let count = self.transcript.exon_count();
        let index = |order: usize| if self.is_plus() { order } else { count - 1 - order };
        let length = |order: usize| self.transcript.exon(index(order)).map_or(0, Interval::len);
        let (mut order, mut before) = match (self.near.index < count, self.transcript.strand) {
            (false, _) => (0, 0),
            (true, Strand::Plus) => (self.near.index, self.near.before),
            (true, Strand::Minus) => {
                let up_to_end = self.near.before.saturating_add(self.near.exon.len());
                (count - 1 - self.near.index, self.length.saturating_sub(up_to_end))
            }
        };
        while coordinate < before {
            order = order.checked_sub(1)?;
            before = before.saturating_sub(length(order));
        }
        while order < count {
            let exon = length(order);
            if coordinate - before < exon {
                return Some((order, coordinate - before));
            }
            before = before.saturating_add(exon);
            order += 1;
        }
        None
    }

    /// Transcript coordinate of the first letter (in transcription) of a stretch inside exon `index`; for an empty stretch,
    /// of the letter after the gap.
    pub(super) fn coordinate(&self, index: usize, stretch: Interval) -> u32 {
        let (exon, before) = if index == self.near.index {
            (self.near.exon, self.near.before)
        } else {
            (self.transcript.exon(index).unwrap_or(stretch), self.letters_before(index))
        };
        match self.transcript.strand {
            Strand::Plus => before + (stretch.start() - exon.start()),
            Strand::Minus => self.length - before - (stretch.end() - exon.start()),
        }
    }

    /// The genomic letter (0-based) at a transcript coordinate.
    pub(super) fn letter_at(&self, coordinate: u32) -> Option<u32> {
        let plus = match self.transcript.strand {
            Strand::Plus => coordinate,
            Strand::Minus => self.length.checked_sub(coordinate.checked_add(1)?)?,
        };
        let mut before = 0u32;
        for exon in self.transcript.exons() {
            if plus < before + exon.len() {
                return Some(exon.start() + (plus - before));
            }
            before += exon.len();
        }
        None
    }

    /// HGVS position of the genomic letter `letter` (0-based). Letters before or after the transcript count on as if its
    /// outer exons went on (`c.-124` in the TERT promoter). `None` where the model has nothing to count by.
    pub(super) fn position(&self, letter: u32) -> Option<TranscriptPosition> {
        let near = self.near;
        if near.exon.start() <= letter && letter < near.exon.end() {
            let plus = near.before + (letter - near.exon.start());
            let coordinate = if self.is_plus() { plus } else { self.length.checked_sub(plus + 1)? };
            return self.named(i64::from(coordinate), 0);
        }
        if self.transcript.exon_count() == 0 {
            return None;
        }
        let right = self.first_exon_ending_from(letter + 1);
        let (plus, offset) = match (right.checked_sub(1), self.transcript.exon(right)) {
            (_, Some(exon)) if exon.start() <= letter => {
                (i64::from(self.letters_before(right)) + i64::from(letter - exon.start()), 0)
            }
            (None, Some(exon)) => (-i64::from(exon.start() - letter), 0),
            (Some(left), None) => {
                let end = self.transcript.exon(left)?.end();
                (i64::from(self.length) + i64::from(letter - end), 0)
            }
            (Some(left), Some(exon)) => {
                let from_left = i64::from(letter - self.transcript.exon(left)?.end()) + 1;
                let from_right = i64::from(exon.start() - letter);
                let border = i64::from(self.letters_before(right));
                // The middle letter of an odd intron is counted from the exon before it in transcription.
                let near_left = if self.is_plus() { from_left <= from_right } else { from_left < from_right };
                if near_left { (border - 1, from_left) } else { (border, -from_right) }
            }
            (None, None) => return None,
        };
        let (coordinate, offset) = if self.is_plus() { (plus, offset) } else { (i64::from(self.length) - 1 - plus, -offset) };
        let outside = coordinate < 0 || coordinate >= i64::from(self.length);
        if outside && !self.has_untranslated() {
            return None;
        }
        self.named(coordinate, i32::try_from(offset).ok()?)
    }

    /// A transcript coordinate (it may lie outside the transcript) and an intron offset, as HGVS counts.
    fn named(&self, coordinate: i64, offset: i32) -> Option<TranscriptPosition> {
        let (anchor, number) = match self.cds {
            None if coordinate < 0 || coordinate >= i64::from(self.length) => return None,
            None => (Anchor::Start, coordinate + 1),
            Some((start, _)) if coordinate < i64::from(start) => (Anchor::BeforeStart, i64::from(start) - coordinate),
            Some((_, end)) if coordinate >= i64::from(end) => (Anchor::AfterStop, coordinate - i64::from(end) + 1),
            Some((start, _)) => (Anchor::Start, coordinate - i64::from(start) + 1 + i64::from(self.pad)),
        };
        Some(TranscriptPosition { anchor, number: u32::try_from(number).ok()?, offset })
    }

    /// Transcript coordinate of a position without its offset; it may lie outside the transcript.
    pub(super) fn coordinate_of(&self, position: TranscriptPosition) -> Option<i64> {
        let number = i64::from(position.number);
        Some(match (position.anchor, self.cds) {
            (Anchor::Start, None) => number - 1,
            (Anchor::Start, Some((start, _))) => i64::from(start) + number - 1 - i64::from(self.pad),
            (Anchor::BeforeStart, Some((start, _))) => i64::from(start) - number,
            (Anchor::AfterStop, Some((_, end))) => i64::from(end) + number - 1,
            (Anchor::BeforeStart | Anchor::AfterStop, None) => return None,
        })
    }

    /// Exons and introns `change` touches.
    ///
    /// An insertion between an exon's outermost letter and the intron counts as in the exon: the intron keeps its ends.
    pub(super) fn footprint(&self, change: Interval) -> Footprint {
        let (start, end) = (change.start(), change.end());
        let near = self.near.exon;
        let strictly_inside = near.start() < start && end < near.end();
        if strictly_inside || (!change.is_empty() && near.contains(change)) {
            return Footprint { exons: Some((self.near.index, self.near.index)), introns: None };
        }
        let count = self.transcript.exon_count();
        let mut footprint = Footprint::default();
        let mut index = self.first_exon_ending_from(if change.is_empty() { start } else { start + 1 });
        // The intron before that exon.
        if let Some(left) = index.checked_sub(1)
            && let (Some(before), Some(after)) = (self.transcript.exon(left), self.transcript.exon(index))
            && change.overlaps(Interval::from_length(before.end(), after.start().saturating_sub(before.end())))
        {
            footprint.introns = Some((left, left));
        }
        while let Some(exon) = self.transcript.exon(index) {
            let inside = if change.is_empty() { exon.start() <= start && start <= exon.end() } else { exon.start() < end };
            if !inside {
                break;
            }
            footprint.exons = Some((footprint.exons.map_or(index, |(first, _)| first), index));
            if index + 1 < count && end > exon.end() {
                footprint.introns = Some((footprint.introns.map_or(index, |(first, _)| first), index));
            }
            index += 1;
        }
        footprint
    }

    /// Numbers, from 1 in the direction of transcription, of the exons from `first` to `last` (genomic order).
    pub(super) fn exon_span(&self, (first, last): (usize, usize)) -> Span {
        let (a, b) = (self.transcript.exon_number(first), self.transcript.exon_number(last));
        Span { first: a.min(b), last: a.max(b), total: number(self.transcript.exon_count()) }
    }

    /// The same for introns; intron `i` (genomic order) follows exon `i`.
    pub(super) fn intron_span(&self, (first, last): (usize, usize)) -> Span {
        let total = self.transcript.exon_count().saturating_sub(1);
        let count = |index: usize| number(if self.is_plus() { index + 1 } else { total - index.min(total) });
        let (a, b) = (count(first), count(last));
        Span { first: a.min(b), last: a.max(b), total: number(total) }
    }

    /// Does `change` lie before the transcription start of a MANE transcript, within the promoter window?
    pub(super) fn is_upstream(&self, change: Interval) -> bool {
        if self.transcript.mane == ManeStatus::None || !self.has_untranslated() {
            return false;
        }
        let span = self.transcript.span();
        if self.is_plus() {
            change.end() <= span.start() && change.start() >= span.start().saturating_sub(PROMOTER_WINDOW)
        } else {
            change.start() >= span.end() && change.end() <= span.end().saturating_add(PROMOTER_WINDOW)
        }
    }

    /// Does a message with its stop ending at this transcript coordinate escape nonsense-mediated decay?
    pub(super) fn escapes_decay(&self, stop_end: u32) -> bool {
        let count = self.transcript.exon_count();
        let last = if self.is_plus() { count.checked_sub(1) } else { Some(0) };
        let last_length = last.and_then(|last| self.transcript.exon(last)).map_or(0, Interval::len);
        count < 2 || stop_end + DECAY_BORDER > self.length - last_length
    }

    /// The start codon's letters on the genome when they lie in one exon, as nearly always.
    pub(super) fn start_codon(&self) -> Option<Interval> {
        let cds = self.transcript.cds?;
        if self.pad > 0 || cds.len() < 3 {
            return None;
        }
        Some(if self.is_plus() { Interval::from_length(cds.start(), 3) } else { Interval::from_length(cds.end() - 3, 3) })
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Exons and introns touched, first and last, as indices in genomic order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Footprint {
    pub(super) exons: Option<(usize, usize)>,
    pub(super) introns: Option<(usize, usize)>,
}

/// A run of exons or introns, numbered from 1 in the direction of transcription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first one touched.
    pub first: u32,
    /// The last one touched.
    pub last: u32,
    /// How many the transcript has.
    pub total: u32,
}

impl std::fmt::Display for Span {
    /// `19/28`, or `3-5/28`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.write_to(f)
    }
}

impl Span {
    /// Writes what [`Display`](std::fmt::Display) shows, without the cost of a formatter.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to<W: std::fmt::Write>(&self, out: &mut W) -> std::fmt::Result {
        write_decimal(out, self.first)?;
        if self.first != self.last {
            out.write_str("-")?;
            write_decimal(out, self.last)?;
        }
        out.write_str("/")?;
        write_decimal(out, self.total)
    }
}

#[cfg(test)]
#[path = "locate_tests.rs"]
mod tests;
