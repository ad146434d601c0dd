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

use super::error::VcfError;
use super::header::{Declaration, Header};
use super::line::{Line, NotUnderstood};
use super::lint::Rules;
use super::neighbours::{Border, Run, Tracker};
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

/// Whole runs of lines on their way to a worker.
#[derive(Default)]
struct Batch {
    first_number: u64,
    lines: u64,
    bytes: Vec<u8>,
    runs: Vec<RunLength>,
}

/// How many of the next lines are one run.
struct RunLength {
    lines: usize,
    /// Did it grow too long, so that it was ended where it is?
    cut: bool,
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

/// The input, cut into batches between runs.
struct Lines<'r, R: ?Sized> {
    input: &'r mut R,
    next_number: u64,
    batch_bytes: usize,
    tracker: Tracker,
    /// The first line of the next batch: it was read to see that it begins a new run.
    held: Vec<u8>,
}

impl<'r, R: BufRead + ?Sized> Lines<'r, R> {
    fn new(input: &'r mut R, next_number: u64, batch_bytes: usize) -> Self {
        Self { input, next_number, batch_bytes, tracker: Tracker::default(), held: Vec::new() }
    }

    /// The next whole runs; an empty batch at the end. With an error, the whole lines read before it.
    fn next(&mut self) -> (Batch, Result<(), VcfError>) {
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::vcf::tally::{Kind, Reason};

    /// Adds the length of REF, and gives POS of every line with an even one.
    struct Dummy;

    const ODD: Reason = Reason { kind: Kind::Unanswered, code: "ODD", text: "an odd position" };

    impl LineAnnotator for Dummy {
        type Scratch = u64;
        type Output = u64;

        fn scratch(&self) -> u64 {
            0
        }

        fn annotate(&self, line: &Line<'_>, scratch: &mut u64, info: &mut Vec<u8>, notes: &mut Notes<'_>) -> Option<u64> {
            *scratch += 1;
            if line.position() % 2 == 1 {
                notes.add(ODD);
                return None;
            }
            info.extend_from_slice(format!("CKDB={}", line.reference().len()).as_bytes());
            Some(line.position())
        }
    }

    fn input(lines: u64) -> String {
        let mut text = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
        for number in 0..lines {
            let reference = "ACGT".repeat(1 + (number % 7) as usize);
            match number % 100 {
                13 => text.push('\n'),
                57 => text.push_str("7\tnowhere\t.\tA\tT\t.\t.\t.\r\n"),
                _ => text.push_str(&format!("7\t{number}\t.\t{reference}\tT\t.\t.\tDP={number}\n")),
            }
        }
        text
    }

    fn run(text: &str, threads: usize, batch_bytes: usize) -> (Vec<u8>, Vec<(u64, u64)>, Summary) {
        let mut input = text.as_bytes();
        let header = Header::read(&mut input).unwrap();
        let mut out = Vec::new();
        let mut given = Vec::new();
        let settings = Settings { threads: NonZero::new(threads).unwrap(), batch_bytes, lint: true };
        let mut consume = |number, position| {
            given.push((number, position));
            Ok(())
        };
        let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut consume, progress: &mut |_| {} };
        let summary = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap();
        (out, given, summary)
    }

    #[test]
    fn nothing_depends_on_threads_or_batches() {
        let text = input(5_000);
        let (out, given, summary) = run(&text, 1, 1 << 20);
        for (threads, batch_bytes) in [(1, 1), (2, 1), (2, 300), (4, 4096), (7, 1 << 20)] {
            assert!(run(&text, threads, batch_bytes) == (out.clone(), given.clone(), summary.clone()), "{threads} {batch_bytes}");
        }
        assert_eq!(summary.progress.lines, 5_000);
        assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 5_002);
        assert_eq!(summary.annotated, 2_500);
        assert!(given.is_sorted());
        let odd = summary.tally.iter().find(|(reason, _)| **reason == ODD).unwrap().1;
        assert_eq!((odd.count, odd.first_line), (2_400, 4));
        assert_eq!(summary.tally.count(Kind::NotUnderstood), 100);
        let mut stripped = Vec::new();
        strip(&mut &out[..], &mut stripped).unwrap();
        assert!(stripped == text.as_bytes());
    }

    /// Says which lines its run has.
    struct Together;

    impl LineAnnotator for Together {
        type Scratch = Vec<u64>;
        type Output = ();

        fn scratch(&self) -> Vec<u64> {
            Vec::new()
        }

        fn neighbours(&self, run: &Run<'_, '_>, scratch: &mut Vec<u64>) {
            *scratch = run.lines.iter().map(Line::number).collect();
        }

        fn annotate(&self, line: &Line<'_>, scratch: &mut Vec<u64>, info: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<()> {
            let run: Vec<String> = scratch.iter().filter(|_| scratch.contains(&line.number())).map(ToString::to_string).collect();
            info.extend_from_slice(format!("CKDB={}", run.join("+")).as_bytes());
            None
        }
    }

    /// Lines in runs of 1 to 40, some with lines in between that are not understood.
    fn crowded() -> String {
        let mut text = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n".to_owned();
        let mut position = 1;
        for number in 0..2_000_u64 {
            position += if number % 7 == 0 || number % 41 == 0 { 1_000 } else { number % 11 };
            text.push_str(&format!("7\t{position}\t.\tA\tT\t.\t.\t.\n"));
            if number % 13 == 0 {
                text.push_str("nonsense\n");
            }
        }
        text
    }

    #[test]
    fn no_border_of_a_batch_parts_neighbours() {
        let text = crowded();
        let run = |threads: usize, batch_bytes: usize| {
            let mut input = text.as_bytes();
            let header = Header::read(&mut input).unwrap();
            let mut out = Vec::new();
            let settings = Settings { threads: NonZero::new(threads).unwrap(), batch_bytes, lint: false };
            let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut |_, ()| Ok(()), progress: &mut |_| {} };
            let summary = annotate(&mut input, &header, &Together, settings, outputs).unwrap();
            (String::from_utf8(out).unwrap(), summary)
        };
        let whole = run(1, 1 << 20);
        assert!(whole.0.contains("CKDB=3+4") || whole.0.contains("CKDB=2+4"), "{}", &whole.0[..600]);
        for (threads, batch_bytes) in [(1, 0), (1, 1), (2, 1), (3, 50), (2, 777), (4, 10_000)] {
            assert!(run(threads, batch_bytes) == whole, "{threads} {batch_bytes}");
        }
    }

    /// Fails after some bytes.
    struct Breaking(io::BufReader<io::Chain<io::Cursor<Vec<u8>>, Never>>);

    struct Never;

    impl io::Read for Never {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }

    #[test]
    fn what_was_read_before_an_error_is_written() {
        let text = input(1_000);
        let cut = text.len() - 10;
        for threads in [1, 3] {
            let bytes = text.as_bytes()[..cut].to_vec();
            let mut input = Breaking(io::BufReader::new(io::Read::chain(io::Cursor::new(bytes), Never))).0;
            let header = Header::read(&mut input).unwrap();
            let mut out = Vec::new();
            let settings = Settings { batch_bytes: 500, ..Settings::with_threads(NonZero::new(threads).unwrap()) };
            let outputs = Outputs { vcf: Some(&mut out), declarations: &[], consume: &mut |_, _| Ok(()), progress: &mut |_| {} };
            let error = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap_err();
            assert!(matches!(error, VcfError::Read { after_line: 1_001, .. }), "{error}");
            assert_eq!(out.iter().filter(|byte| **byte == b'\n').count(), 1_001);
        }
    }

    #[test]
    fn a_closed_pipe_is_a_quiet_end() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let text = input(1_000);
        for threads in [1, 3] {
            let mut input = text.as_bytes();
            let header = Header::read(&mut input).unwrap();
            let settings = Settings { batch_bytes: 100, ..Settings::with_threads(NonZero::new(threads).unwrap()) };
            let outputs = Outputs { vcf: Some(&mut Gone), declarations: &[], consume: &mut |_, _| Ok(()), progress: &mut |_| {} };
            let summary = annotate(&mut input, &header, &Dummy, settings, outputs).unwrap();
            assert!(summary.closed_early);
            assert_eq!(summary.progress.lines, 0);
        }
    }

    #[test]
    fn a_panic_in_a_worker_is_passed_on_and_nothing_hangs() {
        struct Bad;
        impl LineAnnotator for Bad {
            type Scratch = ();
            type Output = ();
            fn scratch(&self) {}
            fn annotate(&self, line: &Line<'_>, (): &mut (), _: &mut Vec<u8>, _: &mut Notes<'_>) -> Option<()> {
                assert!(line.position() != 500, "on purpose");
                None
            }
        }
        let text = input(5_000);
        let mut input = text.as_bytes();
        let header = Header::read(&mut input).unwrap();
        let settings = Settings { batch_bytes: 100, ..Settings::with_threads(NonZero::new(3).unwrap()) };
        let outputs = Outputs { vcf: None, declarations: &[], consume: &mut |_, ()| Ok(()), progress: &mut |_| {} };
        let result =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| annotate(&mut input, &header, &Bad, settings, outputs)));
        assert!(result.is_err());
    }
}
