//! The walk over all lines: read in order, looked at on many threads, written in order.
//!
//! Most lines of a genome lie where nothing is known. They are found by CHROM, POS and the length of REF ([`Places`]), counted, and pass
//! without a closer look; the others are handed out in batches. What is written is the input with *edits*: bytes of a line and what
//! stands there instead. Text between edits is copied, and where input and output are BGZF ([`annotate_source`]), blocks without
//! an edit are passed on as they came. Memory is bounded (some slabs of a mebibyte a worker, or one line if that is longer), and
//! neither the bytes nor the order of anything that comes out depends on the number of threads. With one thread no other thread
//! is started.
//!
//! This room does not know what is said about a line: a [`LineAnnotator`] says it. It may also give one value a line,
//! which reaches [`Outputs::consume`] in the order of the lines; tables are written there.
//!
//! Lines that stand close together are one [`Run`] (see [`super::neighbours`]) and never parted by the border of a batch, so
//! that an annotator may look at all of a run before it speaks of one of its lines.

mod covers;
mod glance;
mod pack;
mod places;
mod pool;
mod scan;
mod walk;
mod work;

pub use places::Places;

use super::error::VcfError;
use super::header::{Declaration, Header};
use super::line::Line;
use super::lint::Rules;
use super::neighbours::Run;
use super::sink::Sink;
use super::source::{Source, read_line};
use super::tally::{Notes, Tally};
use std::io::{self, BufRead, Write};
use std::num::NonZero;
use walk::{Feed, Target, Text, walk};
use work::Work;

/// Says what is known of one line.
pub trait LineAnnotator: Sync {
    /// What one worker keeps from line to line, such as buffers.
    type Scratch;
    /// What is handed on for a line, beside the INFO text.
    type Output: Send;

    /// A fresh scratch, made once in each worker.
    fn scratch(&self) -> Self::Scratch;

    /// Which lines with this CHROM are worth a close look; asked when CHROM changes. All, unless an annotator knows better: then
    /// [`LineAnnotator::annotate`] must have nothing to say or to note about any of the others.
    fn places(&self, chrom: &[u8]) -> Places<'_> {
        let _ = chrom;
        Places::All
    }

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
    /// Threads that work, the calling one among them.
    pub threads: NonZero<usize>,
    /// Lines are handed out in batches of at least so many bytes.
    pub batch_bytes: usize,
    /// Also count the rules of VCF that the lines break that are looked at closely.
    pub lint: bool,
    /// Look closely at every line, also where nothing can be known: for [`Settings::lint`], and to try that nothing else changes.
    pub every_line: bool,
}

impl Settings {
    /// Ordinary settings with this many workers.
    #[must_use]
    pub const fn with_threads(threads: NonZero<usize>) -> Self {
        Self { threads, batch_bytes: 1 << 20, lint: true, every_line: false }
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
    /// Blocks of BGZF that were passed on as they came, and blocks that were deflated.
    pub passed_blocks: u64,
    /// See [`Summary::passed_blocks`].
    pub deflated_blocks: u64,
    /// Whoever read our output went away (a closed pipe, as with `| head`); the walk ended early and quietly.
    pub closed_early: bool,
}

/// Writes the header, and annotates every data line of `input`, which stands right after it.
///
/// # Errors
/// Reading or writing fails. Whatever was read before is annotated and written first.
pub fn annotate<R, A>(
    input: &mut R,
    header: &Header,
    annotator: &A,
    settings: Settings,
    mut outputs: Outputs<'_, A::Output>,
) -> Result<Summary, VcfError>
where
    R: BufRead + ?Sized,
    A: LineAnnotator,
{
    let target = outputs.vcf.take().map(Target::Text);
    let mut feed = Text { reader: input, position: 0 };
    whole(&mut feed, header, annotator, settings, target, outputs)
}

/// The same from a file to a file: blocks of BGZF are inflated on all threads, and those without a changed line are passed on as
/// they came. Without a `sink`, lines go where `outputs` says, if anywhere. An index is written if [`Sink::with_index`] asked for one.
///
/// # Errors
/// As [`annotate`].
pub fn annotate_source<'o, A: LineAnnotator>(
    source: &mut Source,
    header: &Header,
    annotator: &A,
    settings: Settings,
    sink: Option<&'o mut Sink>,
    mut outputs: Outputs<'o, A::Output>,
) -> Result<Summary, VcfError> {
    let target = match sink {
        Some(sink) => Some(if sink.takes_blocks() { Target::Blocks(sink) } else { Target::Text(sink) }),
        None => outputs.vcf.take().map(Target::Text),
    };
    whole(source, header, annotator, settings, target, outputs)
}

fn whole<A: LineAnnotator>(
    feed: &mut dyn Feed,
    header: &Header,
    annotator: &A,
    settings: Settings,
    mut target: Option<Target<'_>>,
    mut outputs: Outputs<'_, A::Output>,
) -> Result<Summary, VcfError> {
    let failed = |source| VcfError::Write { source };
    let work = Work { annotator, rules: settings.lint.then(|| Rules::of(header)), wants_vcf: target.is_some() };
    let mut summary = Summary::default();
    let begun = match &mut target {
        Some(target) => target.header(header, outputs.declarations).map_err(failed),
        None => Ok(()),
    };
    let first = header.line_count() + 1;
    let ended = begun.and_then(|()| walk(feed, first, &work, settings, target.as_mut(), (&mut outputs, &mut summary)));
    // Also after a reading error: what was whole goes out.
    let flushed = match &mut target {
        Some(target) if !matches!(ended, Err(VcfError::Write { .. })) => target.writer().flush(),
        _ => Ok(()),
    };
    match ended.and_then(|()| flushed.map_err(failed)) {
        Err(VcfError::Write { source }) if source.kind() == io::ErrorKind::BrokenPipe => summary.closed_early = true,
        other => other?,
    }
    Ok(summary)
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

#[cfg(test)]
#[path = "stream_tests.rs"]
#[allow(clippy::unwrap_used)]
mod tests;
