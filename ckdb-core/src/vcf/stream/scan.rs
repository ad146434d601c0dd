//! The search for lines: each is seen at a glance, in order, and those worth a close look are gathered in batches.
//!
//! This is the one thing that is done on one thread alone, because where a line begins, its number and its neighbours follow from
//! all lines before it. So it does little: find the line end, seven tabs, CHROM, POS and the length of REF, and one bit that
//! says whether anything is known there. Everything odd is worth a close look: the decision to skip is made only for lines that
//! are understood.

use super::LineAnnotator;
use super::covers::{self, block_end};
use super::glance::{Glance, Reach};
use super::places::Places;
use crate::vcf::error::VcfError;
use crate::vcf::neighbours::{Border, Place, Tracker};
use crate::vcf::slab::Slab;
use crate::vcf::source::LINE_LIMIT;
use memchr::{memchr, memmem};

/// What an entry of ours begins with: a line that has it may have been annotated before.
const OURS: &[u8] = b"CKDB";

/// Lines on their way to a close look; and how far the search has come with them.
#[derive(Default)]
pub(super) struct Batch {
    /// The lines that are to be looked at, one after another.
    pub(super) bytes: Vec<u8>,
    pub(super) lines: Vec<BatchLine>,
    pub(super) runs: Vec<RunLength>,
    /// All lines in the stretch of the file it stands for, and their bytes.
    pub(super) seen: (u64, u64),
    /// Every line before this place in the text is in this batch or an earlier one, or was passed over.
    pub(super) until: u64,
}

/// A line of a batch.
pub(super) struct BatchLine {
    /// Place of its first byte in the text of the whole input.
    pub(super) start: u64,
    /// Length with its line end.
    pub(super) length: usize,
    /// Its number in the whole file.
    pub(super) number: u64,
}

/// How many of the next lines are of one run.
#[derive(Clone, Copy)]
pub(super) struct RunLength {
    pub(super) lines: usize,
    /// Did it grow too long, so that it was ended where it is?
    pub(super) cut: bool,
}

/// Finds lines, slab after slab.
pub(super) struct Scanner<'a, A> {
    annotator: &'a A,
    every_line: bool,
    batch_bytes: usize,
    next_number: u64,
    tracker: Tracker,
    /// The last CHROM, and what is known of it.
    chrom: Vec<u8>,
    places: Places<'a>,
    /// A line that began in an earlier slab, and where.
    pending: Vec<u8>,
    pending_start: u64,
    batch: Batch,
    /// Is the batch's last run the one of the last line?
    run_is_open: bool,
    /// Places of lines for an index, if one is to be written.
    pub(super) index: Option<covers::Places>,
}

impl<'a, A: LineAnnotator> Scanner<'a, A> {
    /// `number` is that of the first line.
    pub(super) fn new(annotator: &'a A, number: u64, batch_bytes: usize, every_line: bool) -> Self {
        Self {
            annotator,
            every_line,
            batch_bytes,
            next_number: number,
            tracker: Tracker::default(),
            chrom: Vec::new(),
            places: Places::All,
            pending: Vec::new(),
            pending_start: 0,
            batch: Batch::default(),
            run_is_open: false,
            index: None,
        }
    }

    /// Number of the last line.
    pub(super) const fn last_number(&self) -> u64 {
        self.next_number - 1
    }

    /// Where the line begins whose end was not found yet.
    pub(super) fn unfinished(&self) -> Option<u64> {
        (!self.pending.is_empty()).then_some(self.pending_start)
    }

    /// Looks for the lines of the next slab; hands each batch to `give`, at least one.
    pub(super) fn slab(&mut self, slab: &Slab, give: &mut impl FnMut(Batch)) -> Result<(), VcfError> {
        let text = slab.text();
        let mut at = 0;
        if !self.pending.is_empty() {
            let end = memchr(b'\n', text).map_or(text.len(), |end| end + 1);
            self.pending.extend_from_slice(&text[..end]);
            at = end;
            if self.pending.ends_with(b"\n") {
                let line = std::mem::take(&mut self.pending);
                let is_ours = memmem::find(&line, OURS).is_some();
                self.line(&line, self.pending_start, is_ours, give);
                self.pending = line;
                self.pending.clear();
            } else if self.pending.len() as u64 >= LINE_LIMIT {
                return Err(VcfError::LineTooLong { line: self.next_number, limit: LINE_LIMIT });
            }
        }
        let ours = memmem::Finder::new(OURS);
        let next_ours = |from: usize| ours.find(&text[from..]).map_or(usize::MAX, |place| from + place);
        let mut ours_at = next_ours(at);
        while let Some(length) = memchr(b'\n', &text[at..]) {
            let end = at + length + 1;
            let is_ours = ours_at < end;
            self.line(&text[at..end], slab.start + at as u64, is_ours, give);
            if is_ours {
                ours_at = next_ours(end);
            }
            at = end;
        }
        if at < text.len() {
            self.pending.extend_from_slice(&text[at..]);
            self.pending_start = slab.start + at as u64;
        }
        self.hand_over(slab.end(), give);
        Ok(())
    }

    /// The end of the input, at `end`: what is left is a line without a line end.
    pub(super) fn end(&mut self, end: u64, give: &mut impl FnMut(Batch)) {
        let line = std::mem::take(&mut self.pending);
        if !line.is_empty() {
            let is_ours = memmem::find(&line, OURS).is_some();
            self.line(&line, self.pending_start, is_ours, give);
        }
        self.give_up(end, give);
    }

    /// Reading failed: the last run ends, and the line that was not read to its end is left out.
    pub(super) fn give_up(&mut self, end: u64, give: &mut impl FnMut(Batch)) {
        self.run_is_open = false;
        self.pending.clear();
        self.hand_over(end, give);
    }

    /// Gives away all whole runs.
    fn hand_over(&mut self, end: u64, give: &mut impl FnMut(Batch)) {
        let mut held = Batch::default();
        let mut until = self.unfinished().unwrap_or(end);
        if let Some(run) = self.batch.runs.pop_if(|_| self.run_is_open) {
            let first = self.batch.lines.len() - run.lines;
            held.lines = self.batch.lines.split_off(first);
            let bytes: usize = held.lines.iter().map(|line| line.length).sum();
            held.bytes = self.batch.bytes.split_off(self.batch.bytes.len() - bytes);
            held.runs.push(run);
            until = held.lines.first().map_or(until, |line| line.start);
        }
        let mut batch = std::mem::replace(&mut self.batch, held);
        batch.until = until;
        give(batch);
    }

    #[inline]
    fn line(&mut self, line: &[u8], start: u64, is_ours: bool, give: &mut impl FnMut(Batch)) {
        let number = self.next_number;
        self.next_number += 1;
        let glance = Glance::of(line);
        if let (Some(index), Some(glance)) = (&mut self.index, &glance) {
            index.line(glance, start, number);
        }
        let (border, passed_over) = match &glance {
            Some(glance) => {
                let border = self.tracker.next(Some(&glance.place()), line.len());
                (border, !is_ours && self.nothing_is_known(glance))
            }
            None => (self.tracker.next(Place::of(line).as_ref(), line.len()), false),
        };
        if border != Border::None {
            self.border(border == Border::Forced, start, give);
        }
        self.batch.seen.0 += 1;
        self.batch.seen.1 += line.len() as u64;
        if passed_over {
            return;
        }
        if !self.run_is_open {
            self.batch.runs.push(RunLength { lines: 0, cut: false });
            self.run_is_open = true;
        }
        if let Some(run) = self.batch.runs.last_mut() {
            run.lines += 1;
        }
        self.batch.bytes.extend_from_slice(line);
        self.batch.lines.push(BatchLine { start, length: line.len(), number });
    }

    /// A new run begins at `start`.
    #[inline]
    fn border(&mut self, is_forced: bool, start: u64, give: &mut impl FnMut(Batch)) {
        if self.run_is_open {
            if let Some(run) = self.batch.runs.last_mut() {
                run.cut = is_forced;
            }
            self.run_is_open = false;
        }
        if self.batch.bytes.len() >= self.batch_bytes && !self.batch.lines.is_empty() {
            self.hand_over(start, give);
        }
    }

    /// Is it certain that nothing is known where the line stands?
    #[inline]
    fn nothing_is_known(&mut self, glance: &Glance<'_>) -> bool {
        if self.every_line {
            return false;
        }
        if glance.chrom() != self.chrom {
            self.chrom.clear();
            self.chrom.extend_from_slice(glance.chrom());
            self.places = self.annotator.places(&self.chrom);
        }
        let (Places::Known(places), Some((first, last))) = (self.places, glance.gaps()) else { return false };
        if places.may_know(first, last) {
            return false;
        }
        match glance.reach() {
            Reach::Reference => true,
            Reach::Anywhere => false,
            Reach::Block => block_end(glance).is_ok_and(|end| end.is_none_or(|end| !places.may_know(first, end.max(last)))),
        }
    }
}
