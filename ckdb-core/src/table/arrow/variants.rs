//! The input: columns that name variants, in one or several batches.

use super::error::InputError;
use super::texts::{NAME_TYPES, NUMBER_TYPES, Numbers, TEXT_TYPES, Texts};
use crate::genome::{Assembly, Contig};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::Schema;

/// Names of the columns that are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// The contig: `chr7`, `7`, `NC_000007.14`, or a whole number.
    pub chrom: String,
    /// 1-based position of the first letter of the reference allele.
    pub pos: String,
    /// Reference letters.
    pub reference: String,
    /// Alternate letters; several alleles are separated by commas.
    pub alternate: String,
    /// The sample, if its name is to stand in the rows.
    pub sample: Option<String>,
}

impl Default for Names {
    /// Those of the table we write.
    fn default() -> Self {
        let name = str::to_owned;
        Self { chrom: name("chrom"), pos: name("pos"), reference: name("ref"), alternate: name("alt"), sample: None }
    }
}

/// Variants in columns; the columns are shared with whoever made them, not copied.
#[derive(Clone, Debug)]
pub struct Variants {
    pub(super) parts: Vec<Part>,
    rows: u32,
}

/// One batch.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Number of its first row in the whole table.
    pub(super) first_row: u32,
    pub(super) rows: usize,
    pub(super) chrom: Texts,
    pub(super) pos: Numbers,
    pub(super) reference: Texts,
    pub(super) alternate: Texts,
    pub(super) sample: Option<Texts>,
}

impl Variants {
    /// Finds the columns in a table of this schema.
    ///
    /// # Errors
    /// When a column is not there or of a type that cannot tell what it should, and when there are more rows than numbers.
    pub fn new(schema: &Schema, batches: &[RecordBatch], names: &Names) -> Result<Self, InputError> {
        let place = |role, wanted: &String| {
            schema.index_of(wanted).map_err(|_| InputError::NoColumn {
                role,
                wanted: wanted.clone(),
                found: schema.fields().iter().map(|field| field.name().clone()).collect(),
            })
        };
        let chrom = place("chrom", &names.chrom)?;
        let pos = place("pos", &names.pos)?;
        let reference = place("ref", &names.reference)?;
        let alternate = place("alt", &names.alternate)?;
        let sample = names.sample.as_ref().map(|name| place("sample", name)).transpose()?;
        let mut parts = Vec::with_capacity(batches.len());
        let mut rows = 0_usize;
        for batch in batches {
            let wrong = |role, place: usize, expected| InputError::Type {
                role,
                name: schema.field(place).name().clone(),
                expected,
                found: batch.column(place).data_type().to_string(),
            };
            let texts = |role, place: usize| Texts::new(batch.column(place), false).ok_or_else(|| wrong(role, place, TEXT_TYPES));
            let first_row = u32::try_from(rows).map_err(|_| InputError::TooLong { rows })?;
            parts.push(Part {
                first_row,
                rows: batch.num_rows(),
                chrom: Texts::new(batch.column(chrom), true).ok_or_else(|| wrong("chrom", chrom, NAME_TYPES))?,
                pos: positions(batch.column(pos)).ok_or_else(|| wrong("pos", pos, NUMBER_TYPES))?,
                reference: texts("ref", reference)?,
                alternate: texts("alt", alternate)?,
                sample: sample
                    .map(|place| Texts::new(batch.column(place), true).ok_or_else(|| wrong("sample", place, NAME_TYPES)))
                    .transpose()?,
            });
            rows += batch.num_rows();
        }
        let rows = u32::try_from(rows).map_err(|_| InputError::TooLong { rows })?;
        Ok(Self { parts, rows })
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.rows
    }

    /// Is there none?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.rows == 0
    }
}

/// Positions: whole numbers, or texts of them; a text that is none is null.
fn positions(column: &ArrayRef) -> Option<Numbers> {
    Numbers::new(column).or_else(|| {
        let texts = Texts::new(column, false)?;
        Some(Numbers::Signed((0..column.len()).map(|row| texts.get(row)?.trim().parse().ok()).collect()))
    })
}

/// What the name of a contig tells.
pub(super) type Named = Option<(Contig, Option<Assembly>)>;

/// Reads the contig of each row, and each name only once while it stays the same.
pub(super) struct Contigs<'p> {
    texts: &'p Texts,
    dictionary: Option<(&'p [u32], Vec<Option<Named>>)>,
    last: Option<(&'p str, Named)>,
}

impl<'p> Contigs<'p> {
    pub(super) fn of(texts: &'p Texts) -> Self {
        let dictionary = texts
            .dictionary()
            .map(|(keys, values)| (keys, values.into_iter().map(|value| value.map(|name| Contig::parse(name.trim()))).collect()));
        Self { texts, dictionary, last: None }
    }

    /// `None` where it is null, `Some(None)` for a name of no primary contig.
    #[inline]
    pub(super) fn get(&mut self, row: usize) -> Option<Named> {
        if let Some((keys, values)) = &self.dictionary {
            return values.get(keys[row] as usize).copied().flatten();
        }
        let name = self.texts.get(row)?;
        match self.last {
            Some((last, named)) if last == name => Some(named),
            _ => {
                let named = Contig::parse(name.trim());
                self.last = Some((name, named));
                Some(named)
            }
        }
    }

    /// Where the rows end that name their contig as `row` does; `end` at most.
    pub(super) fn end_of_run(&self, row: usize, end: usize) -> usize {
        let rows = row + 1..end;
        let other = match (self.texts.views(), &self.dictionary) {
            (Some(views), _) => rows.clone().find(|next| views[*next] != views[row]),
            (None, Some((keys, _))) => rows.clone().find(|next| keys[*next] != keys[row]),
            (None, None) => rows.clone().find(|next| self.texts.get(*next) != self.texts.get(row)),
        };
        other.unwrap_or(rows.end)
    }
}
