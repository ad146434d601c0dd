//! The walk over all lines: read in order, annotated on many threads, written in order.
//!
//! The calling thread reads lines in batches of about a mebibyte, hands batch *k* to worker *k* mod *n*, and takes the
//! answers back in the same round. So order needs no sorting, memory is bounded (a few batches a worker, or one line if
//! that is longer), and neither the bytes nor the order of anything that comes out depends on the number of threads. With
//! one thread no other thread is started.
//!
//! This room does not know what is said about a line: a [`LineAnnotator`] says it. It may also give one value a line,
//! which reaches [`Outputs::consume`] in the order of the lines; tables are written there.
//!
//! Lines that stand close together are one [`Run`] (see [`super::neighbours`]) and never parted by the border of a batch, so
//! that an annotator may look at all of a run before it speaks of one of its lines.

use super::batch::{Batch, Lines};
use super::error::VcfError;
use super::header::{Declaration, Header};
use super::line::{Line, NotUnderstood};
use super::lint::Rules;
use super::neighbours::Run;
use super::source::read_line;
use super::tally::{Notes, Tally};
use std::io::{self, BufRead, Write};
use std::num::NonZero;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;

/// Batches on their way to, in, and back from one worker.
const BATCHES_A_WORKER: u64 = 3;

/// Says what is known of one line.
pub trait LineAnnotator: Sync {
    /// What one worker keeps from line to line, such as buffers.
    type Scratch;
    /// What is handed on for a line, beside the INFO text.
    type Output: Send;

    /// A fresh scratch, made once in each worker.
    fn scratch(&self) -> Self::Scratch;

    /// Looks at lines that stand close together, before each of them is annotated. What is to be remembered goes into
    /// `scratch`. Not called for a line that stands alone. Does nothing unless an annotator wants it.
    fn neighbours(&self, run: &Run<'_, '_>, scratch: &mut Self::Scratch) {
        let _ = (run, scratch);
    }

    /// Looks at one understood line. Appends the INFO entries to add (`CKDB=…;CKDB_CSQ=…`, no `;` before them) to `info`,
    /// which is empty; notes what could not be answered; gives what [`Outputs::consume`] is to have.
    ///
    /// Must depend on the line and its run alone, or the output would depend on the number of threads.
    fn annotate(
        &self,
        line: &Line<'_>,
        scratch: &mut Self::Scratch,
        info: &mut Vec<u8>,
        notes: &mut Notes<'_>,
    ) -> Option<Self::Output>;
}

/// How the walk is walked.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Workers that annotate.
    pub threads: NonZero<usize>,
    /// Lines are handed out in batches of at least so many bytes.
    pub batch_bytes: usize,
    /// Also count the rules of VCF that lines break.
    pub lint: bool,
}

impl Settings {
    /// Ordinary settings with this many workers.
    #[must_use]
    pub const fn with_threads(threads: NonZero<usize>) -> Self {
        Self { threads, batch_bytes: 1 << 20, lint: true }
    }
}

/// Where the outcome goes.
pub struct Outputs<'o, T> {
    /// The header with [`Outputs::declarations`], then the lines with their INFO spliced; `None` when only [`Outputs::consume`] matters.
    pub vcf: Option<&'o mut dyn Write>,
    /// Our header lines.
    pub declarations: &'o [Declaration],
    /// Takes the line number (1-based in the whole file) and what the annotator gave for that line, in order.
    pub consume: &'o mut dyn FnMut(u64, T) -> io::Result<()>,
    /// Called after each batch is written.
    pub progress: &'o mut dyn FnMut(Progress),
}

/// How far the walk has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Data lines written.
    pub lines: u64,
    /// Bytes of those lines as they were read, decompressed.
    pub bytes: u64,
}

/// What the walk met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Data lines and bytes.
    pub progress: Progress,
    /// Lines that got INFO entries.
    pub annotated: u64,
    /// What was not understood, not answered, or against the rules.
    pub tally: Tally,
    /// Whoever read our output went away (a closed pipe, as with `| head`); the walk ended early and quietly.
    pub closed_early: bool,
}

/// A batch on its way back.
struct Done<T> {
    lines: u64,
    bytes: u64,
    annotated: u64,
    out: Vec<u8>,
    given: Vec<(u64, T)>,
    tally: Tally,
}

/// The two ends of a worker: batches go in, answers come out.
type Worker<T> = (SyncSender<Batch>, Receiver<Done<T>>);

/// Writes the header, and annotates every data line of `input`, which stands right after it.
///
/// # Errors
/// Reading or writing fails. Whatever was read before is annotated and written first.
pub fn annotate<R, A>(
    input: &mut R,
    header: &Header,
    annotator: &A,
    settings: Settings,
    outputs: Outputs<'_, A::Output>,
) -> Result<Summary, VcfError>
where
    R: BufRead + ?Sized,
    A: LineAnnotator,
{
    let rules = settings.lint.then(|| Rules::of(header));
    let work = Work { annotator, rules: rules.as_ref(), wants_vcf: outputs.vcf.is_some() };
    let mut lines = Lines::new(input, header.line_count() + 1, settings.batch_bytes);
    let mut writing = Writing { outputs, summary: Summary::default() };
    let ended = writing.header(header).and_then(|()| {
        if settings.threads.get() == 1 {
            on_this_thread(&mut lines, &work, &mut writing)
        } else {
            on_threads(&mut lines, &work, settings.threads.get(), &mut writing)
        }
    });
    // Also after a reading error: what was whole goes out.
    let flushed = match writing.outputs.vcf.as_deref_mut() {
        Some(vcf) if !matches!(ended, Err(VcfError::Write { .. })) => vcf.flush(),
        _ => Ok(()),
    };
    match ended.and_then(|()| flushed.map_err(|source| VcfError::Write { source })) {
        Err(VcfError::Write { source }) if source.kind() == io::ErrorKind::BrokenPipe => writing.summary.closed_early = true,
        other => other?,
    }
    Ok(writing.summary)
}

/// Copies a VCF without our header lines and INFO entries: what was annotated becomes what it was before.
///
/// # Errors
/// Whatever reading the header or the lines, or writing, gives.
pub fn strip<R: BufRead>(input: &mut R, out: &mut dyn Write) -> Result<(), VcfError> {
    let failed = |source| VcfError::Write { source };
    let header = Header::read(input)?;
    let mut text = Vec::new();
    header.strip(&mut text).map_err(failed)?;
    out.write_all(&text).map_err(failed)?;
    let mut number = header.line_count();
    let mut line = Vec::new();
    loop {
        number += 1;
        line.clear();
        if !read_line(input, &mut line, number)? {
            return Ok(());
        }
        text.clear();
        match Line::parse(&line, number) {
            Ok(parsed) => parsed.strip(&mut text),
            Err(_) => text.extend_from_slice(&line),
        }
        out.write_all(&text).map_err(failed)?;
    }
}

/// What every worker knows.
struct Work<'w, A> {
    annotator: &'w A,
    rules: Option<&'w Rules>,
    wants_vcf: bool,
}

impl<A: LineAnnotator> Work<'_, A> {
    fn run(&self, batch: &Batch, scratch: &mut A::Scratch, info: &mut Vec<u8>) -> Done<A::Output> {
        let mut done = Done {
            lines: batch.lines,
            bytes: batch.bytes.len() as u64,
            annotated: 0,
            out: Vec::with_capacity(if self.wants_vcf { batch.bytes.len() * 5 / 4 } else { 0 }),
            given: Vec::new(),
            tally: Tally::default(),
        };
        let mut lines = batch.bytes.split_inclusive(|byte| *byte == b'\n').zip(batch.first_number..);
        let mut near: Vec<(&[u8], u64, Result<Line<'_>, NotUnderstood>)> = Vec::new();
        let mut understood: Vec<Line<'_>> = Vec::new();
        for run in &batch.runs {
            near.clear();
            near.extend(lines.by_ref().take(run.lines).map(|(bytes, number)| (bytes, number, Line::parse(bytes, number))));
            if run.lines > 1 {
                understood.clear();
                understood.extend(near.iter().filter_map(|(_, _, line)| line.as_ref().ok()));
                self.annotator.neighbours(&Run { lines: &understood, is_cut: run.cut }, scratch);
            }
            for (bytes, number, line) in &near {
                self.line(bytes, *number, line, scratch, info, &mut done);
            }
        }
        done
    }

    fn line(
        &self,
        bytes: &[u8],
        number: u64,
        line: &Result<Line<'_>, NotUnderstood>,
        scratch: &mut A::Scratch,
        info: &mut Vec<u8>,
        done: &mut Done<A::Output>,
    ) {
        let line = match line {
            Ok(line) => line,
            Err(problem) => {
                done.tally.add(problem.reason(), number, bytes);
                if self.wants_vcf {
                    done.out.extend_from_slice(bytes);
                }
                return;
            }
        };
        let mut notes = Notes::new(&mut done.tally, number, bytes);
        if let Some(rules) = self.rules {
            rules.check(line, &mut notes);
        }
        info.clear();
        let given = self.annotator.annotate(line, scratch, info, &mut notes);
        done.given.extend(given.map(|given| (number, given)));
        done.annotated += u64::from(!info.is_empty());
        if self.wants_vcf {
            line.write_with(&mut done.out, info);
        }
    }
}

/// The end of the walk: what comes back is written in order.
struct Writing<'o, T> {
    outputs: Outputs<'o, T>,
    summary: Summary,
}

impl<T> Writing<'_, T> {
    fn header(&mut self, header: &Header) -> Result<(), VcfError> {
        match self.outputs.vcf.as_deref_mut() {
            Some(vcf) => header.write_with(vcf, self.outputs.declarations).map_err(|source| VcfError::Write { source }),
            None => Ok(()),
        }
    }

    fn take(&mut self, done: Done<T>) -> Result<(), VcfError> {
        let failed = |source| VcfError::Write { source };
        if let Some(vcf) = self.outputs.vcf.as_deref_mut() {
            vcf.write_all(&done.out).map_err(failed)?;
        }
        for (number, given) in done.given {
            (self.outputs.consume)(number, given).map_err(failed)?;
        }
        self.summary.annotated += done.annotated;
        self.summary.tally.merge(done.tally);
        self.summary.progress.lines += done.lines;
        self.summary.progress.bytes += done.bytes;
        (self.outputs.progress)(self.summary.progress);
        Ok(())
    }
}

fn on_this_thread<R, A>(lines: &mut Lines<'_, R>, work: &Work<'_, A>, writing: &mut Writing<'_, A::Output>) -> Result<(), VcfError>
where
    R: BufRead + ?Sized,
    A: LineAnnotator,
{
    let mut scratch = work.annotator.scratch();
    let mut info = Vec::new();
    loop {
        let (batch, read) = lines.next();
        let at_end = batch.lines == 0;
        if !at_end {
            writing.take(work.run(&batch, &mut scratch, &mut info))?;
        }
        read?;
        if at_end {
            return Ok(());
        }
    }
}

fn on_threads<R, A>(
    lines: &mut Lines<'_, R>,
    work: &Work<'_, A>,
    count: usize,
    writing: &mut Writing<'_, A::Output>,
) -> Result<(), VcfError>
where
    R: BufRead + ?Sized,
    A: LineAnnotator,
{
    thread::scope(|scope| {
        let workers: Vec<Worker<A::Output>> = (0..count)
            .map(|_| {
                let (to_worker, batches) = mpsc::sync_channel::<Batch>(BATCHES_A_WORKER as usize);
                let (back, from_worker) = mpsc::sync_channel(BATCHES_A_WORKER as usize);
                scope.spawn(move || {
                    let mut scratch = work.annotator.scratch();
                    let mut info = Vec::new();
                    for batch in batches {
                        if back.send(work.run(&batch, &mut scratch, &mut info)).is_err() {
                            break;
                        }
                    }
                });
                (to_worker, from_worker)
            })
            .collect();
        let of_round = |round: u64| &workers[(round % count as u64) as usize];
        let (mut sent, mut taken) = (0_u64, 0_u64);
        let mut read = Ok(());
        let mut at_end = false;
        while !at_end || taken < sent {
            if !at_end && sent - taken < BATCHES_A_WORKER * count as u64 {
                let (batch, result) = lines.next();
                at_end = batch.lines == 0 || result.is_err();
                read = result;
                if batch.lines > 0 {
                    // A worker only goes away by a panic, which the scope passes on.
                    if of_round(sent).0.send(batch).is_err() {
                        return Ok(());
                    }
                    sent += 1;
                }
                continue;
            }
            match of_round(taken).1.recv() {
                Ok(done) => writing.take(done)?,
                Err(_) => return Ok(()),
            }
            taken += 1;
        }
        read
    })
}

#[cfg(test)]
#[path = "stream_tests.rs"]
#[allow(clippy::unwrap_used)]
mod tests;
