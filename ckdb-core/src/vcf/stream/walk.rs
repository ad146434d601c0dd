//! The walk: pieces of the input are inflated, searched for lines, looked at closely, packed and written, each step in order.
//!
//! ```text
//!  read ──► inflate ──► search for lines ──► look closely ──► edits ──► pack ──► write
//!  here     anywhere    here                 anywhere         here      anywhere here
//! ```
//!
//! *Here* is the calling thread, *anywhere* is whoever is free, the calling thread among them ([`super::pool`]). A slab is packed when
//! every line before its end was spoken of. What is in flight is bounded, so memory does not grow with the file; only a line, or
//! lines that stand close together, may be longer than that, and then the walk goes on until they end.

use super::pack::{Form, Packed, Piece, take_until};
use super::pool::{Back, Closing, InOrder, Pool, way_back};
use super::scan::{Batch, Edit, Scanner};
use super::work::{Done, Work};
use super::{LineAnnotator, Outputs, Settings, Summary, covers};
use crate::vcf::bgzf::{Deflater, Inflater, MOST_TEXT};
use crate::vcf::error::VcfError;
use crate::vcf::header::{Declaration, Header};
use crate::vcf::index_file::Record;
use crate::vcf::regions::Regions;
use crate::vcf::sink::Sink;
use crate::vcf::slab::{SLAB, Slab};
use crate::vcf::source::Source;
use std::collections::VecDeque;
use std::io::{self, BufRead, Write};
use std::sync::mpsc::Receiver;
use std::thread;

/// Where slabs come from.
pub(super) trait Feed {
    /// Fills `slab` with the next piece of about `size` bytes of text; nothing at the end. With an error, what came before it.
    fn fill(&mut self, slab: &mut Slab, size: usize) -> io::Result<()>;

    /// Which lines are wanted, if not all.
    fn regions(&self) -> Option<Regions> {
        None
    }
}

impl Feed for Source {
    fn fill(&mut self, slab: &mut Slab, size: usize) -> io::Result<()> {
        self.slab(slab, size)
    }

    fn regions(&self) -> Option<Regions> {
        self.regions.clone()
    }
}

/// Text of any reader.
pub(super) struct Text<'r, R: ?Sized> {
    pub(super) reader: &'r mut R,
    pub(super) position: u64,
}

impl<R: BufRead + ?Sized> Feed for Text<'_, R> {
    fn fill(&mut self, slab: &mut Slab, size: usize) -> io::Result<()> {
        slab.clear(self.position, 0);
        let filled = slab.read_text(self.reader, size);
        self.position = slab.end();
        filled
    }
}

/// Something to do, with its number among its kind.
enum Job {
    Inflate(u64, Slab),
    Look(u64, Batch),
    Pack(u64, Slab, Vec<Edit>, Vec<Record>),
}

/// What came of it.
enum Outcome<T> {
    Inflated(u64, Slab),
    Looked(u64, Done<T>),
    Packed(u64, io::Result<Packed>),
}

/// What a thread works with.
struct Hands<S> {
    inflater: Inflater,
    deflater: Deflater,
    scratch: S,
    info: Vec<u8>,
}

impl<S> Hands<S> {
    fn new(scratch: S) -> Self {
        Self { inflater: Inflater::new(), deflater: Deflater::new(), scratch, info: Vec::new() }
    }

    fn act<A: LineAnnotator<Scratch = S>>(&mut self, job: Job, work: &Work<'_, A>, form: Form) -> Outcome<A::Output> {
        match job {
            Job::Inflate(number, mut slab) => {
                slab.inflate(&mut self.inflater);
                Outcome::Inflated(number, slab)
            }
            Job::Look(number, mut batch) => Outcome::Looked(number, work.run(&mut batch, &mut self.scratch, &mut self.info)),
            Job::Pack(number, slab, edits, lines) => {
                Outcome::Packed(number, Packed::new(slab, &edits, lines, form, &mut self.deflater))
            }
        }
    }
}

/// Where the walk goes: the lines with their edits.
pub(super) enum Target<'o> {
    /// Text, to anything.
    Text(&'o mut dyn Write),
    /// Blocks, and an index if one was asked for.
    Blocks(&'o mut Sink),
}

impl Target<'_> {
    fn form(&self) -> Form {
        match self {
            Self::Text(_) => Form::Plain,
            Self::Blocks(_) => Form::Bgzf,
        }
    }

    pub(super) fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Text(writer) => writer,
            Self::Blocks(sink) => sink,
        }
    }

    /// Writes the header with our lines; in BGZF it has blocks of its own.
    pub(super) fn header(&mut self, header: &Header, declarations: &[Declaration]) -> io::Result<()> {
        let Self::Blocks(sink) = self else { return header.write_with(self.writer(), declarations) };
        let (mut text, mut blocks, mut deflater) = (Vec::new(), Vec::new(), Deflater::new());
        header.write_with(&mut text, declarations)?;
        for part in text.chunks(MOST_TEXT) {
            deflater.block(part, &mut blocks)?;
        }
        sink.write_all(&blocks)
    }

    fn slab(&mut self, packed: &mut Packed) -> io::Result<()> {
        let lines = std::mem::take(&mut packed.lines);
        if let Self::Blocks(sink) = self {
            sink.index_lines(lines.into_iter().map(|(line, written)| (line, written.compressed, written.text)));
        }
        let writer = self.writer();
        for piece in &packed.pieces {
            writer.write_all(match piece {
                Piece::Text(range) => &packed.slab.text()[range.clone()],
                Piece::Blocks(range) => &packed.slab.compressed[range.clone()],
                Piece::Own(bytes) => bytes,
            })?;
        }
        Ok(())
    }

    fn wants_index(&self) -> bool {
        matches!(self, Self::Blocks(sink) if sink.has_index())
    }
}

/// Walks over all lines of `feed`; `first` is the number of the first one.
pub(super) fn walk<A: LineAnnotator>(
    feed: &mut dyn Feed,
    first: u64,
    work: &Work<'_, A>,
    settings: Settings,
    target: Option<&mut Target<'_>>,
    (outputs, summary): (&mut Outputs<'_, A::Output>, &mut Summary),
) -> Result<(), VcfError> {
    let pool = Pool::new();
    let form = target.as_ref().map_or(Form::Plain, |target| target.form());
    let wants_index = target.as_ref().is_some_and(|target| target.wants_index());
    let (back, outcomes) = way_back();
    thread::scope(|scope| {
        // Closed when this thread leaves, however it leaves.
        let closing: Closing<'_, Job> = pool.closing();
        for _ in 1..settings.threads.get() {
            let (back, pool) = (back.clone(), &pool);
            scope.spawn(move || {
                let mut hands = Hands::new(work.annotator.scratch());
                pool.work(&back, |job| hands.act(job, work, form));
            });
        }
        drop(back);
        let mut scanner = Scanner::new(work.annotator, first, settings.batch_bytes, settings.every_line);
        scanner.regions = feed.regions();
        scanner.index = wants_index.then(covers::Places::default);
        let state = State { scanner: Some(scanner), ..State::new(settings) };
        let ended = Walk { feed, work, pool: &pool, outcomes, form, target, outputs, summary, state }.run();
        drop(closing);
        ended
    })
}

/// Slabs and batches on their way.
struct State<'w, A: LineAnnotator> {
    /// `None` when the search for lines is over.
    scanner: Option<Scanner<'w, A>>,
    /// How much text a slab has, and how many may be in flight.
    size: usize,
    most: usize,
    in_flight: usize,
    /// Jobs that were given and are not back.
    outstanding: usize,
    /// How many slabs were read, batches given, slabs packed; answers taken.
    read: u64,
    given: u64,
    packing: u64,
    answered: u64,
    inflated: InOrder<Slab>,
    answers: InOrder<Done<A::Output>>,
    packed: InOrder<io::Result<Packed>>,
    /// Slabs whose lines are not yet all spoken of.
    waiting: VecDeque<Slab>,
    edits: VecDeque<Edit>,
    /// Lines for the index that lie in slabs that were not packed.
    lines: VecDeque<Record>,
    /// Every line before this place was spoken of.
    known_until: u64,
    /// Place behind the last slab that was searched.
    searched: u64,
    spare: Vec<Slab>,
    /// Was everything read? And what stopped it?
    at_end: bool,
    stopped: Option<io::Error>,
    failed: Result<(), VcfError>,
}

impl<A: LineAnnotator> State<'_, A> {
    fn new(settings: Settings) -> Self {
        Self {
            scanner: None,
            size: settings.batch_bytes.clamp(1, SLAB),
            most: 2 * settings.threads.get() + 2,
            in_flight: 0,
            outstanding: 0,
            read: 0,
            given: 0,
            packing: 0,
            answered: 0,
            inflated: InOrder::new(),
            answers: InOrder::new(),
            packed: InOrder::new(),
            waiting: VecDeque::new(),
            edits: VecDeque::new(),
            lines: VecDeque::new(),
            known_until: 0,
            searched: 0,
            spare: Vec::new(),
            at_end: false,
            stopped: None,
            failed: Ok(()),
        }
    }
}

struct Walk<'w, 't, 'o, A: LineAnnotator> {
    feed: &'w mut dyn Feed,
    work: &'w Work<'w, A>,
    pool: &'w Pool<Job>,
    outcomes: Receiver<Back<Outcome<A::Output>>>,
    form: Form,
    target: Option<&'w mut Target<'t>>,
    outputs: &'w mut Outputs<'o, A::Output>,
    summary: &'w mut Summary,
    state: State<'w, A>,
}

impl<A: LineAnnotator> Walk<'_, '_, '_, A> {
    fn run(mut self) -> Result<(), VcfError> {
        let mut hands = Hands::new(self.work.annotator.scratch());
        loop {
            while let Ok(back) = self.outcomes.try_recv() {
                if !self.came_back(back) {
                    return Ok(());
                }
            }
            if let Some(packed) = self.state.packed.take() {
                self.write(packed)?;
            } else if let Some(done) = self.state.answers.take() {
                self.take(done)?;
                self.pack(&mut hands.deflater);
            } else if self.may_search()
                && let Some(slab) = self.state.inflated.take()
            {
                self.search(slab);
            } else if !self.state.at_end && self.state.in_flight < self.state.most {
                self.read();
            } else if let Some(job) = self.pool.take() {
                let outcome = hands.act(job, self.work, self.form);
                self.came_back(Back::Done(outcome));
            } else if self.state.outstanding > 0 {
                let Ok(back) = self.outcomes.recv() else { return Ok(()) };
                // The scope passes on the panic of the thread that was lost.
                if !self.came_back(back) {
                    return Ok(());
                }
            } else if !self.state.at_end {
                // A line, or lines that stand close together, are longer than what may be in flight.
                self.read();
            } else if let Some(scanner) = self.state.scanner.take() {
                self.finish(scanner);
            } else {
                return self.state.failed;
            }
        }
    }

    /// So many answers may be waited for, so that they do not heap up.
    fn may_search(&self) -> bool {
        self.state.given - self.state.answered < 4 * self.state.most as u64 || self.state.outstanding == 0
    }

    fn give(&mut self, job: Job) {
        self.state.outstanding += 1;
        self.pool.give(job);
    }

    /// Files what came back; `false` when a thread was lost.
    fn came_back(&mut self, back: Back<Outcome<A::Output>>) -> bool {
        let Back::Done(outcome) = back else { return false };
        self.state.outstanding -= 1;
        match outcome {
            Outcome::Inflated(number, slab) => self.state.inflated.put(number, slab),
            Outcome::Looked(number, done) => self.state.answers.put(number, done),
            Outcome::Packed(number, packed) => self.state.packed.put(number, packed),
        }
        true
    }

    fn read(&mut self) {
        let mut slab = self.state.spare.pop().unwrap_or_default();
        let filled = self.feed.fill(&mut slab, self.state.size);
        self.state.at_end = filled.is_err() || (slab.len() == 0 && !slab.has_blocks());
        self.state.stopped = filled.err();
        let number = self.state.read;
        self.state.read += 1;
        self.state.in_flight += 1;
        if slab.has_blocks() {
            self.give(Job::Inflate(number, slab));
        } else {
            self.state.inflated.put(number, slab);
        }
    }

    /// Looks for lines in the next slab.
    fn search(&mut self, mut slab: Slab) {
        let Some(mut scanner) = self.state.scanner.take() else {
            // Something before was damaged.
            self.release(slab);
            return;
        };
        let damage = slab.damage.take();
        let searched = scanner.slab(&slab, &mut |batch| self.look(batch));
        self.note_lines(&mut scanner);
        self.state.searched = slab.end();
        self.keep(slab);
        let after_line = scanner.last_number();
        let failed = searched.and(damage.map_or(Ok(()), |source| Err(VcfError::Read { after_line, source })));
        match failed {
            Ok(()) => self.state.scanner = Some(scanner),
            Err(error) => self.stop(scanner, error),
        }
    }

    /// Has a batch looked at closely, if there is something in it.
    fn look(&mut self, mut batch: Batch) {
        let number = self.state.given;
        self.state.given += 1;
        if batch.lines.is_empty() {
            self.state.answers.put(number, Done::nothing(&mut batch));
        } else {
            self.give(Job::Look(number, batch));
        }
    }

    /// Keeps a slab until it can be packed.
    fn keep(&mut self, slab: Slab) {
        if self.target.is_some() {
            self.state.waiting.push_back(slab);
        } else {
            self.release(slab);
        }
    }

    fn release(&mut self, slab: Slab) {
        self.state.in_flight -= 1;
        self.state.spare.push(slab);
    }

    /// Everything was read and searched.
    fn finish(&mut self, mut scanner: Scanner<'_, A>) {
        if let Some(source) = self.state.stopped.take() {
            let after_line = scanner.last_number();
            self.stop(scanner, VcfError::Read { after_line, source });
            return;
        }
        scanner.end(self.state.searched, &mut |batch| self.look(batch));
        self.note_lines(&mut scanner);
        if let (Some(Target::Blocks(sink)), Some(index)) = (&mut self.target, scanner.index) {
            sink.index_contigs(index.contigs);
        }
        self.last_slab();
    }

    /// Takes over the places of lines for the index.
    fn note_lines(&mut self, scanner: &mut Scanner<'_, A>) {
        if let Some(index) = &mut scanner.index {
            self.state.lines.extend(index.records.drain(..));
        }
    }

    /// Reading cannot go on. What was whole before is spoken of and written.
    fn stop(&mut self, mut scanner: Scanner<'_, A>, error: VcfError) {
        let unfinished = scanner.unfinished();
        scanner.give_up(unfinished.unwrap_or(self.state.searched), &mut |batch| self.look(batch));
        if let Some(start) = unfinished {
            // The beginning of a line that nobody read to its end. Its number is behind all batches.
            let mut done = Done::nothing(&mut Batch { until: self.state.searched, ..Batch::default() });
            done.edits.push(Edit { start, end: self.state.searched, text: Vec::new() });
            let number = self.state.given;
            self.state.given += 1;
            self.state.answers.put(number, done);
        }
        self.state.failed = Err(error);
        self.state.at_end = true;
        self.last_slab();
    }

    /// Behind the last line there may be an edit, too: an empty slab takes it.
    fn last_slab(&mut self) {
        let mut slab = self.state.spare.pop().unwrap_or_default();
        slab.clear(self.state.searched, 0);
        self.state.in_flight += 1;
        self.keep(slab);
    }

    /// Takes what was said of a batch of lines.
    fn take(&mut self, done: Done<A::Output>) -> Result<(), VcfError> {
        self.state.answered += 1;
        self.state.known_until = done.until;
        self.state.edits.extend(done.edits);
        for (number, given) in done.given {
            (self.outputs.consume)(number, given).map_err(|source| VcfError::Write { source })?;
        }
        self.summary.annotated += done.annotated;
        self.summary.tally.merge(done.tally);
        self.summary.progress.lines += done.seen.0;
        self.summary.progress.bytes += done.seen.1;
        (self.outputs.progress)(self.summary.progress);
        Ok(())
    }

    /// Packs the slabs whose lines were all spoken of.
    fn pack(&mut self, deflater: &mut Deflater) {
        while let Some(slab) = self.state.waiting.front() {
            // The last slab takes all edits that are left, so it waits for all answers.
            let is_last = self.state.scanner.is_none() && self.state.waiting.len() == 1;
            if slab.end() > self.state.known_until || (is_last && self.state.answered < self.state.given) {
                return;
            }
            let Some(slab) = self.state.waiting.pop_front() else { return };
            let edits = take_until(&mut self.state.edits, slab.end(), is_last);
            let before = self.state.lines.partition_point(|line| line.start < slab.end());
            let lines = self.state.lines.drain(..before).collect();
            let number = self.state.packing;
            self.state.packing += 1;
            if edits.is_empty() && (self.form == Form::Plain || slab.has_blocks()) {
                // Nothing is copied and nothing deflated.
                self.state.packed.put(number, Packed::new(slab, &edits, lines, self.form, deflater));
            } else {
                self.give(Job::Pack(number, slab, edits, lines));
            }
        }
    }

    fn write(&mut self, packed: io::Result<Packed>) -> Result<(), VcfError> {
        let failed = |source| VcfError::Write { source };
        let mut packed = packed.map_err(failed)?;
        let Some(target) = &mut self.target else { return Ok(()) };
        target.slab(&mut packed).map_err(failed)?;
        self.summary.passed_blocks += packed.blocks.0;
        self.summary.deflated_blocks += packed.blocks.1;
        self.release(packed.slab);
        Ok(())
    }
}
