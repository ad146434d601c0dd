//! The input, cut into batches for the workers: whole lines, and never between two lines of one run.

use super::error::VcfError;
use super::neighbours::{Border, Tracker};
use super::source::read_line;
use std::io::BufRead;

/// Whole runs of lines on their way to a worker.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) first_number: u64,
    pub(super) lines: u64,
    pub(super) bytes: Vec<u8>,
    pub(super) runs: Vec<RunLength>,
}

/// How many of the next lines are one run.
pub(super) struct RunLength {
    pub(super) lines: usize,
    /// Did it grow too long, so that it was ended where it is?
    pub(super) cut: bool,
}

/// The input, cut into batches between runs.
pub(super) struct Lines<'r, R: ?Sized> {
    input: &'r mut R,
    next_number: u64,
    batch_bytes: usize,
    tracker: Tracker,
    /// The first line of the next batch: it was read to see that it begins a new run.
    held: Vec<u8>,
}

impl<'r, R: BufRead + ?Sized> Lines<'r, R> {
    pub(super) fn new(input: &'r mut R, next_number: u64, batch_bytes: usize) -> Self {
        Self { input, next_number, batch_bytes, tracker: Tracker::default(), held: Vec::new() }
    }

    /// The next whole runs; an empty batch at the end. With an error, the whole lines read before it.
    pub(super) fn next(&mut self) -> (Batch, Result<(), VcfError>) {
        let mut batch = Batch { bytes: Vec::with_capacity(self.batch_bytes + 4096), ..Batch::default() };
        batch.first_number = self.next_number;
        if !self.held.is_empty() {
            batch.bytes.append(&mut self.held);
            batch.runs.push(RunLength { lines: 1, cut: false });
            batch.lines = 1;
            batch.first_number -= 1;
        }
        loop {
            let whole = batch.bytes.len();
            match read_line(self.input, &mut batch.bytes, self.next_number) {
                Ok(true) => self.next_number += 1,
                Ok(false) => return (batch, Ok(())),
                Err(error) => {
                    batch.bytes.truncate(whole);
                    return (batch, Err(error));
                }
            }
            let border = self.tracker.next(&batch.bytes[whole..]);
            match batch.runs.last_mut() {
                Some(run) if border == Border::None => run.lines += 1,
                last => {
                    if let Some(last) = last {
                        last.cut = border == Border::Forced;
                    }
                    if whole >= self.batch_bytes && batch.lines > 0 {
                        self.held.extend_from_slice(&batch.bytes[whole..]);
                        batch.bytes.truncate(whole);
                        return (batch, Ok(()));
                    }
                    batch.runs.push(RunLength { lines: 1, cut: false });
                }
            }
            batch.lines += 1;
        }
    }
}
