//! The close look at a batch of lines: what each says, and what is to be written where.

use super::LineAnnotator;
use super::scan::Batch;
use crate::vcf::line::{Line, NotUnderstood};
use crate::vcf::lint::Rules;
use crate::vcf::neighbours::Run;
use crate::vcf::tally::{Notes, Tally};

/// Bytes of the input that are to be replaced. Edits neither overlap nor touch but at their ends, and come in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Place of the first byte that is replaced in the text of the whole input, and of the first that is not any more.
    pub(super) start: u64,
    pub(super) end: u64,
    /// What stands there instead.
    pub(super) text: Vec<u8>,
}

/// A batch on its way back.
pub(super) struct Done<T> {
    pub(super) seen: (u64, u64),
    pub(super) until: u64,
    pub(super) annotated: u64,
    pub(super) edits: Vec<Edit>,
    pub(super) given: Vec<(u64, T)>,
    pub(super) tally: Tally,
}

impl<T> Done<T> {
    pub(super) fn nothing(batch: &Batch) -> Self {
        Self {
            seen: batch.seen,
            until: batch.until,
            annotated: 0,
            edits: Vec::new(),
            given: Vec::new(),
            tally: Tally::default(),
        }
    }
}

/// What every worker knows.
pub(super) struct Work<'w, A> {
    pub(super) annotator: &'w A,
    pub(super) rules: Option<Rules>,
    pub(super) wants_vcf: bool,
}

/// A line of a run, with its place.
type Near<'b> = (&'b [u8], u64, u64, Result<Line<'b>, NotUnderstood>);

impl<A: LineAnnotator> Work<'_, A> {
    pub(super) fn run(&self, batch: &Batch, scratch: &mut A::Scratch, info: &mut Vec<u8>) -> Done<A::Output> {
        let mut done = Done::nothing(batch);
        let mut rest = batch.bytes.as_slice();
        let mut lines = batch.lines.iter().map(|line| {
            let bytes;
            (bytes, rest) = rest.split_at(line.length);
            (bytes, line.number, line.start, Line::parse(bytes, line.number))
        });
        let mut near: Vec<Near<'_>> = Vec::new();
        let mut understood: Vec<Line<'_>> = Vec::new();
        for run in &batch.runs {
            near.clear();
            near.extend(lines.by_ref().take(run.lines));
            if run.lines > 1 {
                understood.clear();
                understood.extend(near.iter().filter_map(|(_, _, _, line)| line.as_ref().ok()));
                self.annotator.neighbours(&Run { lines: &understood, is_cut: run.cut }, scratch);
            }
            for line in &near {
                self.line(line, scratch, info, &mut done);
            }
        }
        done
    }

    fn line(
        &self,
        (bytes, number, start, line): &Near<'_>,
        scratch: &mut A::Scratch,
        info: &mut Vec<u8>,
        done: &mut Done<A::Output>,
    ) {
        let line = match line {
            Ok(line) => line,
            Err(problem) => {
                done.tally.add(problem.reason(), *number, bytes);
                return;
            }
        };
        let mut notes = Notes::new(&mut done.tally, *number, bytes);
        if let Some(rules) = &self.rules {
            rules.check(line, &mut notes);
        }
        info.clear();
        let given = self.annotator.annotate(line, scratch, info, &mut notes);
        done.given.extend(given.map(|given| (*number, given)));
        done.annotated += u64::from(!info.is_empty());
        if self.wants_vcf
            && let Some((replaced, text)) = line.edit(info)
        {
            done.edits.push(Edit { start: start + replaced.start as u64, end: start + replaced.end as u64, text });
        }
    }
}
