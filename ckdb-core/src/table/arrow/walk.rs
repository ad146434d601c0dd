//! From columns of variants to columns of rows, on many threads.
//!
//! The input is cut into stretches of [`STRETCH`] rows; workers take the next one that is free. A row costs a few bits where no
//! claim can be met (most of a genome), else a look into the worker's own alleles ([`Distinct`]), else an annotation. What
//! comes out is put into the order of the input, so that neither rows nor batches depend on the number of threads.

use super::batches::schema;
use super::distinct::{Distinct, Found, Key};
use super::error::InputError;
use super::seen::{Problem, Seen};
use super::sieve::worth_a_look;
use super::texts::{Texts, is_base};
use super::told::{Cells, Told};
use super::variants::{Contigs, Part, Variants};
use crate::genome::{Interval, Position};
use crate::table::TableError;
use crate::table::column::Column;
use crate::table::rows::Rows;
use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch, UInt32Array, new_null_array};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use arrow_select::take::take;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread;

/// Name of the column with the number of the input row, from 0.
pub const ROW: &str = "row";
/// Rows a worker takes at a time.
const STRETCH: usize = 32_768;
/// Rows of one batch that comes out.
const BATCH: usize = 65_536;
/// Distinct rows, alleles and rows to come after which a worker puts its answers together: memory stays bounded.
const MOST_DISTINCT: usize = 65_536;
const MOST_ALLELES: usize = 1 << 20;
const MOST_WAITING: usize = 1 << 20;

/// What is wanted of a table.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'c> {
    /// Columns of the answer, behind [`ROW`].
    pub columns: &'c [Column],
    /// Workers.
    pub threads: NonZero<usize>,
    /// Set from another thread, the walk ends with [`InputError::Stopped`].
    pub stop: &'c AtomicBool,
    /// Counts the rows done.
    pub done: &'c AtomicU64,
}

/// The rows of a table of variants.
#[derive(Clone, Debug)]
pub struct Joined {
    /// [`ROW`], then the columns asked for.
    pub schema: SchemaRef,
    /// In the order of the input.
    pub batches: Vec<RecordBatch>,
    /// What was met.
    pub seen: Seen,
}

/// The rows of every variant, in the order of the input: those [`Rows::of_allele`] gives, each with the number of its input row.
///
/// # Errors
/// When columns cannot be put together, letters of the index are damaged, or the caller stops the walk.
pub fn annotate_table(rows: &Rows<'_, '_>, variants: &Variants, asked: Asked<'_>) -> Result<Joined, InputError> {
    let stretches: Vec<(&Part, Range<usize>)> = variants.parts.iter().flat_map(stretches_of).collect();
    let shape = Shape::new(asked.columns);
    let (next, found) = (AtomicUsize::new(0), Found::default());
    let workers = asked.threads.get().min(stretches.len());
    let work = || {
        let distinct = Distinct::new(rows, Told::new(&shape.told), &found);
        Worker { asked, shape: &shape, distinct, waiting: Vec::new(), waiting_rows: 0, seen: Seen::default(), out: Vec::new() }
            .run(rows, &stretches, &next)
    };
    let done: Vec<Result<Done, InputError>> = if workers <= 1 {
        vec![work()]
    } else {
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
            // A panic goes on to the caller, as it would on one thread.
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    };
    let mut seen = Seen::default();
    let mut parts = Vec::new();
    for done in done {
        let done = done?;
        seen.merge(done.seen);
        parts.extend(done.out);
    }
    rows.annotator().genome().sound().map_err(TableError::from)?;
    parts.sort_by_key(|(number, _)| *number);
    let batches = joined(&shape.schema, parts.into_iter().flat_map(|(_, batches)| batches))?;
    Ok(Joined { schema: shape.schema, batches, seen })
}

/// Few large batches instead of many small ones: stretches of a genome bring forth a handful of rows each, and whoever gets the batches
/// pays for each.
fn joined(schema: &SchemaRef, small: impl Iterator<Item = RecordBatch>) -> Result<Vec<RecordBatch>, InputError> {
    let (mut batches, mut waiting, mut rows) = (Vec::new(), Vec::new(), 0);
    let mut join = |waiting: &mut Vec<RecordBatch>| -> Result<(), InputError> {
        match waiting.as_slice() {
            [] => {}
            [one] => batches.push(one.clone()),
            several => batches.push(concat_batches(schema, several)?),
        }
        waiting.clear();
        Ok(())
    };
    for batch in small {
        if rows + batch.num_rows() > BATCH {
            join(&mut waiting)?;
            rows = 0;
        }
        rows += batch.num_rows();
        waiting.push(batch);
    }
    join(&mut waiting)?;
    Ok(batches)
}

fn stretches_of(part: &Part) -> impl Iterator<Item = (&Part, Range<usize>)> {
    (0..part.rows).step_by(STRETCH).map(move |first| (part, first..part.rows.min(first + STRETCH)))
}

/// Which columns the answer has, and where each comes from.
struct Shape {
    schema: SchemaRef,
    columns: Vec<Column>,
    /// Those that tell of the allele: everything but copies of the input.
    told: Vec<Column>,
}

impl Shape {
    fn new(columns: &[Column]) -> Self {
        let mut fields = vec![Arc::new(Field::new(ROW, DataType::UInt32, false))];
        fields.extend(schema(columns).fields().iter().cloned());
        let told = columns.iter().copied().filter(|column| !column.is_copied()).collect();
        Self { schema: Arc::new(Schema::new(fields)), columns: columns.to_vec(), told }
    }
}

/// A row to come.
#[derive(Clone, Copy)]
struct Waiting {
    /// The row of the part.
    row: u32,
    /// Which of its alternates.
    alternate: u32,
    /// The row among the distinct ones.
    distinct: u32,
}

struct Worker<'i, 'w, 'k> {
    asked: Asked<'w>,
    shape: &'w Shape,
    distinct: Distinct<'i, 'w, 'k>,
    /// Stretches whose rows are known and not yet put together.
    waiting: Vec<(usize, &'i Part, Vec<Waiting>)>,
    waiting_rows: usize,
    seen: Seen,
    out: Vec<(usize, Vec<RecordBatch>)>,
}

struct Done {
    seen: Seen,
    out: Vec<(usize, Vec<RecordBatch>)>,
}

impl<'i> Worker<'i, '_, '_> {
    fn run(mut self, rows: &Rows<'_, '_>, stretches: &[(&'i Part, Range<usize>)], next: &AtomicUsize) -> Result<Done, InputError> {
        loop {
            if self.asked.stop.load(Ordering::Relaxed) {
                return Err(InputError::Stopped);
            }
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((part, range)) = stretches.get(number) else { break };
            let found = self.stretch(rows, part, range.clone());
            self.waiting_rows += found.len();
            self.waiting.push((number, part, found));
            self.seen.rows += range.len() as u64;
            self.asked.done.fetch_add(range.len() as u64, Ordering::Relaxed);
            let full = self.distinct.len() >= MOST_DISTINCT || self.distinct.alleles() >= MOST_ALLELES;
            if full || self.waiting_rows >= MOST_WAITING {
                self.put_together()?;
            }
        }
        self.put_together()?;
        Ok(Done { seen: self.seen, out: self.out })
    }

    /// What is said of the rows of a stretch.
    fn stretch(&mut self, rows: &Rows<'_, '_>, part: &'i Part, range: Range<usize>) -> Vec<Waiting> {
        let annotator = rows.annotator();
        let assembly = annotator.assembly();
        let all = rows.options().all;
        let mut contigs = Contigs::of(&part.chrom);
        let mut found = Vec::new();
        let nothing_is_met =
            |contig, place| if all { !annotator.could_know(contig, place) } else { !annotator.could_match(contig, place) };
        let rows = if all { range.collect() } else { worth_a_look(part, range, annotator) };
        for row in rows {
            let number = part.first_row + u32::try_from(row).unwrap_or(u32::MAX);
            let place = (contigs.get(row), part.pos.get(row), part.reference.get(row), part.alternate.get(row));
            let (Some(contig), Some(position), Some(reference), Some(alternates)) = place else {
                self.say(Said::Problem(Problem::Missing), (number, row, 0), &mut found);
                continue;
            };
            let contig = match contig {
                None => Err(Problem::Contig),
                Some((_, Some(other))) if other != assembly => Err(Problem::OtherAssembly),
                Some((contig, _)) => Ok(contig),
            };
            let contig = match contig {
                Ok(contig) => contig,
                Err(problem) => {
                    self.say(Said::Problem(problem), (number, row, 0), &mut found);
                    continue;
                }
            };
            // Position 0 names no letter, which is said as such further down.
            let position = u32::try_from(position).unwrap_or(0);
            for (index, alternate) in (0_u32..).zip(alternates.split(',')) {
                let key = Key { contig, position, reference, alternate };
                // Rows of alleles without a claim are wanted only when all are.
                let far = is_far(key, |place| nothing_is_met(contig, place));
                let said = match far {
                    true if !all => continue,
                    // Layers may tell of it even there.
                    true if annotator.open_layers().is_empty() => Said::Untouched(key),
                    _ => Said::Allele(key),
                };
                self.say(said, (number, row, index), &mut found);
            }
        }
        found
    }

    #[inline]
    fn say(&mut self, said: Said<'i>, (number, row, alternate): (u32, usize, u32), found: &mut Vec<Waiting>) {
        let block = match said {
            Said::Problem(problem) => self.distinct.problem(problem),
            Said::Untouched(key) => self.distinct.untouched(key),
            Said::Allele(key) => self.distinct.block(key),
        };
        if let Some(problem) = block.problem {
            self.seen.note(problem, number);
        }
        self.seen.met += u64::from(block.met);
        match block.agrees {
            Some(true) => self.seen.agrees += 1,
            Some(false) => self.seen.contradicts += 1,
            None => {}
        }
        let row = u32::try_from(row).unwrap_or(u32::MAX);
        found.extend((block.first..block.first + block.rows).map(|distinct| Waiting { row, alternate, distinct }));
    }

    /// Makes batches of everything that waits.
    fn put_together(&mut self) -> Result<(), InputError> {
        let cells = self.distinct.take();
        self.waiting_rows = 0;
        for (number, part, rows) in std::mem::take(&mut self.waiting) {
            let batches = rows.chunks(BATCH).map(|rows| self.shape.batch(part, rows, &cells));
            self.out.push((number, batches.collect::<Result<_, _>>()?));
        }
        Ok(())
    }
}

/// What there is to say of one allele.
enum Said<'i> {
    Problem(Problem),
    Untouched(Key<'i>),
    Allele(Key<'i>),
}

/// Does an allele of plain letters lie in a place that is far? It is asked before the allele is made, because it is so of nearly
/// all rows; where it cannot be told at a glance the answer is no.
#[inline]
fn is_far(key: Key<'_>, is_far: impl Fn(Interval) -> bool) -> bool {
    let (old, new) = (key.reference.as_bytes(), key.alternate.as_bytes());
    let is_plain = |letters: &[u8]| !letters.is_empty() && letters.iter().all(|letter| is_base(*letter));
    let length = u32::try_from(old.len()).ok();
    let place = Position::new(key.position).zip(length).and_then(|(first, length)| Interval::of_letters(first, length));
    place.is_some_and(is_far) && is_plain(old) && is_plain(new) && !old.eq_ignore_ascii_case(new)
}

impl Shape {
    fn batch(&self, part: &Part, rows: &[Waiting], cells: &Cells) -> Result<RecordBatch, InputError> {
        let places = UInt32Array::from_iter_values(rows.iter().map(|row| row.distinct));
        let claims = UInt32Array::from_iter_values(rows.iter().map(|row| cells.claim_of[row.distinct as usize]));
        let numbers = UInt32Array::from_iter_values(rows.iter().map(|row| part.first_row + row.row));
        let mut columns: Vec<ArrayRef> = vec![Arc::new(numbers)];
        let (mut of_alleles, mut of_claims) = (cells.alleles.iter(), cells.claims.iter());
        for (column, field) in self.columns.iter().zip(self.schema.fields().iter().skip(1)) {
            columns.push(match column {
                Column::Sample if part.sample.is_some() => texts(part.sample.as_ref(), rows),
                Column::Chrom => texts(Some(&part.chrom), rows),
                Column::Ref => texts(Some(&part.reference), rows),
                Column::Alt => alternates(part, rows),
                Column::Pos => {
                    let mut builder = Int64Builder::with_capacity(rows.len());
                    rows.iter().for_each(|row| builder.append_option(part.pos.get(row.row as usize)));
                    Arc::new(builder.finish())
                }
                copied if copied.is_copied() => new_null_array(field.data_type(), rows.len()),
                _ => {
                    let (told, places) =
                        if column.is_of_claim() { (of_claims.next(), &claims) } else { (of_alleles.next(), &places) };
                    match told {
                        Some(told) => take(told, places, None)?,
                        None => new_null_array(field.data_type(), rows.len()),
                    }
                }
            });
        }
        Ok(RecordBatch::try_new(Arc::clone(&self.schema), columns)?)
    }
}

fn texts(from: Option<&Texts>, rows: &[Waiting]) -> ArrayRef {
    let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 4);
    rows.iter().for_each(|row| builder.append_option(from.and_then(|texts| texts.get(row.row as usize))));
    Arc::new(builder.finish())
}

fn alternates(part: &Part, rows: &[Waiting]) -> ArrayRef {
    let mut builder = StringBuilder::with_capacity(rows.len(), rows.len() * 4);
    for row in rows {
        let text = part.alternate.get(row.row as usize);
        builder.append_option(text.and_then(|text| text.split(',').nth(row.alternate as usize)));
    }
    Arc::new(builder.finish())
}
