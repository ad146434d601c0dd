//! One layer, opened.

use super::about::{About, Kind, Population, Ratio};
use super::bins::Bins;
use super::column::{Shape, Stock, Stored, Texts, Value};
use super::decimal::{Decimal, Rounding};
use super::error::FrequencyError;
use super::key::Key;
use super::letters::LongLetters;
use super::pack::Unpack;
use super::{LAYER_VERSION, SECTION_PREFIX};
use crate::genome::{Allele, Assembly};
use crate::index::{ContentId, IndexError, IndexFile, Pieces};
use crate::normalize::NormalizedAllele;
use std::ops::Range;

/// How many letters further right a spelling is looked for; longer repeats than that are spelled leftmost by every tool.
const MOST_SHIFTS: u32 = 256;

/// The row of an allele in one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row(u32);

/// How often an allele was seen in one population. What the source does not state is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Frequency {
    /// Copies of the allele (AC).
    pub count: Option<u64>,
    /// Copies of the place that were looked at (AN).
    pub total: Option<u64>,
    /// The frequency as the source states it (AF).
    pub stated: Option<Decimal>,
}

impl Frequency {
    /// The frequency: as stated, else count / total. `None` when neither is there, or nothing was looked at.
    #[must_use]
    pub fn fraction(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "a frequency to be compared and shown; counts stand beside it")]
        let ratio = || match (self.count, self.total) {
            (Some(count), Some(total)) if total > 0 => Some(count as f64 / total as f64),
            _ => None,
        };
        self.stated.map(Decimal::to_f64).or_else(ratio)
    }

    /// The frequency in plain digits: as stated, else count / total to six significant digits.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        let ratio = || Decimal::of_ratio(self.count?, self.total?, Rounding::Significant(6));
        self.stated.or_else(ratio).map(|decimal| decimal.to_string())
    }

    /// Nothing is stated.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count.is_none() && self.total.is_none() && self.stated.is_none()
    }
}

/// One layer of a file. Sections are hashed as they are read.
#[derive(Debug)]
pub struct Layer {
    about: About,
    assembly: Assembly,
    file: ContentId,
    bins: Bins,
    keys: Pieces,
    long: LongLetters,
    columns: Vec<Stock>,
}

impl Layer {
    /// All layers of a file, in the order of their names in it; nothing for a file without layers.
    ///
    /// # Errors
    /// A section that is needed is missing, of another version, damaged or not what it should be.
    pub fn all_in(file: &IndexFile) -> Result<Vec<Self>, FrequencyError> {
        let slug = |name: &str| Some(name.strip_prefix(SECTION_PREFIX)?.strip_suffix("/about")?.to_owned());
        let slugs: Vec<String> = file.sections().filter_map(|section| slug(section.name)).collect();
        slugs.iter().map(|slug| Self::open(file, slug)).collect()
    }

    fn open(file: &IndexFile, slug: &str) -> Result<Self, FrequencyError> {
        let section = |name: &str| file.required(&format!("{SECTION_PREFIX}{slug}/{name}"), LAYER_VERSION);
        let pieces = |name: &str| -> Result<Pieces, IndexError> {
            Ok(Pieces::of(section(name)?, Some(section(&format!("{name}/hashes"))?)))
        };
        let content = |problem: String| FrequencyError::Content { name: slug.to_owned(), problem };
        let about: About =
            serde_json::from_slice(section("about")?.get()?).map_err(|error| content(format!("`about`: {error}")))?;
        if !about.is_sound() {
            return Err(content("`about` names a column that is not there".to_owned()));
        }
        let assembly = about.assembly.parse::<Assembly>().map_err(|error| content(error.to_string()))?;
        let keys = pieces("keys")?;
        if keys.len() as u64 != u64::from(about.alleles) * 4 {
            return Err(content(format!("{} bytes of keys for {} alleles", keys.len(), about.alleles)));
        }
        let column = |(number, column): (usize, &super::about::Column)| -> Result<Stock, FrequencyError> {
            let (blocks, bits) = (pieces(&format!("{number}/blocks"))?, pieces(&format!("{number}/bits"))?);
            let texts = (column.shape == Shape::Text).then(|| -> Result<Texts, IndexError> {
                Ok(Texts { places: pieces(&format!("{number}/places"))?, bytes: pieces(&format!("{number}/texts"))? })
            });
            let codes = Unpack { blocks, bits, rows: about.alleles };
            let stock = Stock { shape: column.shape, codes, texts: texts.transpose()? };
            stock.prepare()?;
            Ok(stock)
        };
        let columns = about.columns.iter().enumerate().map(column).collect::<Result<Vec<Stock>, FrequencyError>>()?;
        let long = LongLetters { places: pieces("long")?, letters: pieces("letters")?, rows: about.alleles };
        let steps = pieces("steps")?;
        keys.prepare()?;
        long.prepare()?;
        steps.prepare()?;
        let bins = Bins::open(section("bins")?.get()?.clone(), steps);
        let bins = bins.ok_or_else(|| content("`bins` is shorter than it says".to_owned()))?;
        Ok(Self { assembly, file: file.content_id(), bins, keys, long, columns, about })
    }

    /// What it says of itself.
    #[must_use]
    pub const fn about(&self) -> &About {
        &self.about
    }

    /// The assembly of its alleles.
    #[must_use]
    pub const fn assembly(&self) -> Assembly {
        self.assembly
    }

    /// The content id of the file it lies in.
    #[must_use]
    pub const fn file(&self) -> ContentId {
        self.file
    }

    /// The row of a trimmed allele in this very spelling; `None` when the layer does not have it.
    ///
    /// # Errors
    /// The layer is damaged where it was looked at.
    #[inline]
    pub fn find(&self, allele: &Allele) -> Result<Option<Row>, FrequencyError> {
        let Some(key) = Key::of(allele) else { return Ok(None) };
        let Some(rows) = self.bins.rows(key) else { return Err(self.damage("bins")) };
        if rows.is_empty() {
            return Ok(None);
        }
        let Some(bytes) = self.keys.get(rows.start as usize * 4..rows.end as usize * 4) else { return Err(self.damage("keys")) };
        let (lows, _) = bytes.as_chunks::<4>();
        let at = lows.partition_point(|low| u32::from_le_bytes(*low) < key.low);
        match lows.get(at) {
            Some(low) if u32::from_le_bytes(*low) == key.low => {}
            _ => return Ok(None),
        }
        // One of them is at `at`: the sum is a row.
        let row = rows.start + at as u32;
        if key.is_long() { self.find_long(allele, key, row..rows.end) } else { Ok(Some(Row(row))) }
    }

    /// Which of the rows that begin with this key is that of a long allele.
    fn find_long(&self, allele: &Allele, key: Key, rows: Range<u32>) -> Result<Option<Row>, FrequencyError> {
        for row in rows {
            let low = self.keys.get(row as usize * 4..row as usize * 4 + 4).and_then(|bytes| bytes.first_chunk());
            if u32::from_le_bytes(*low.ok_or_else(|| self.damage("keys"))?) != key.low {
                break;
            }
            if self.long.are(row, allele).ok_or_else(|| self.damage("letters of long alleles"))? {
                return Ok(Some(Row(row)));
            }
        }
        Ok(None)
    }

    /// The row of a normalised allele, in whichever of its spellings the layer has it: a layer that was built without reference letters
    /// keeps an insertion or deletion where its source put it.
    ///
    /// # Errors
    /// As for [`Layer::find`].
    pub fn find_normalized(&self, allele: &NormalizedAllele) -> Result<Option<Row>, FrequencyError> {
        let found = self.find(&allele.allele)?;
        if found.is_some() {
            return Ok(found);
        }
        for by in 1..=allele.right_shift.min(MOST_SHIFTS) {
            let found = self.find(&allele.shifted(by))?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The value of a column; `None` when the source states none.
    ///
    /// # Errors
    /// The layer is damaged there.
    pub fn value(&self, row: Row, column: usize) -> Result<Option<Value<'_>>, FrequencyError> {
        self.decoded(column, self.stored(row, column)?, |ratio| self.parts(row, ratio))
    }

    /// Count and total of a frequency.
    fn parts(&self, row: Row, ratio: Ratio) -> Result<(Option<u64>, Option<u64>), FrequencyError> {
        let integer = |column: usize| match self.stored(row, column)? {
            Stored::Integer(number) => Ok(Some(number)),
            _ => Ok::<_, FrequencyError>(None),
        };
        Ok((integer(ratio.count)?, integer(ratio.total)?))
    }

    fn stored(&self, row: Row, column: usize) -> Result<Stored, FrequencyError> {
        self.columns.get(column).and_then(|stock| stock.stored(row.0)).ok_or_else(|| self.damage("values"))
    }

    /// What a stored number means; `parts` gives the count and the total of a frequency that is worked out from them.
    #[inline]
    fn decoded(
        &self,
        column: usize,
        stored: Stored,
        parts: impl FnOnce(Ratio) -> Result<(Option<u64>, Option<u64>), FrequencyError>,
    ) -> Result<Option<Value<'_>>, FrequencyError> {
        let damage = || self.damage("values");
        Ok(Some(match stored {
            Stored::Nothing => return Ok(None),
            Stored::Integer(number) => Value::Integer(number),
            Stored::Decimal(decimal) => Value::Decimal(decimal),
            Stored::Derived => {
                let ratio = self.about.columns.get(column).and_then(|column| column.ratio).ok_or_else(damage)?;
                let (Some(count), Some(total)) = parts(ratio)? else { return Err(damage()) };
                Value::Decimal(Decimal::of_ratio(count, total, ratio.rounding).ok_or_else(damage)?)
            }
            Stored::Text(number) => {
                let texts = self.columns.get(column).and_then(|stock| stock.texts.as_ref());
                let text = texts.and_then(|texts| texts.get(number)).ok_or_else(damage)?;
                let is_text = self.about.columns.get(column).is_none_or(|column| column.declared == Shape::Text);
                if is_text { Value::Text(text) } else { Value::Number(text) }
            }
        }))
    }

    /// How often the allele of a row was seen in a population.
    ///
    /// # Errors
    /// As for [`Layer::value`].
    pub fn frequency(&self, row: Row, population: &Population) -> Result<Frequency, FrequencyError> {
        let value = |column: Option<usize>| column.map(|column| self.value(row, column)).transpose().map(Option::flatten);
        // One odd value gives its whole column another shape; the others are numbers all the same.
        let integer = |value: Option<Value<'_>>| match value? {
            Value::Integer(number) => Some(number),
            Value::Decimal(decimal) => decimal.whole(),
            Value::Text(text) | Value::Number(text) => text.parse().ok(),
        };
        let (count, total) = (integer(value(population.count)?), integer(value(population.total)?));
        let stated = match population.frequency {
            Some(column) => self.decoded(column, self.stored(row, column)?, |ratio| {
                // Nearly always those of this population, which are at hand.
                let at_hand = (Some(ratio.count), Some(ratio.total)) == (population.count, population.total);
                if at_hand { Ok((count, total)) } else { self.parts(row, ratio) }
            })?,
            None => None,
        };
        Ok(Frequency {
            count,
            total,
            stated: match stated {
                Some(Value::Decimal(decimal)) => Some(decimal),
                Some(Value::Integer(number)) => Decimal::parse(number.to_string().as_bytes()),
                Some(Value::Text(text) | Value::Number(text)) => Decimal::parse(text.as_bytes()),
                None => None,
            },
        })
    }

    /// Fields beside those of populations, in the order of the layer, with their values in a row.
    ///
    /// # Errors
    /// As for [`Layer::value`].
    pub fn fields(&self, row: Row) -> Result<Vec<(&str, Value<'_>)>, FrequencyError> {
        let mut fields = Vec::new();
        for (number, column) in self.about.columns.iter().enumerate() {
            let of_population = |one: &Population| [one.count, one.total, one.frequency].contains(&Some(number));
            if self.about.kind == Kind::Frequency && self.about.populations.iter().any(of_population) {
                continue;
            }
            if let Some(value) = self.value(row, number)? {
                fields.push((column.field.0.as_str(), value));
            }
        }
        Ok(fields)
    }

    /// The damage met, or that a section is not what it should be.
    #[cold]
    fn damage(&self, what: &str) -> FrequencyError {
        let of_columns = || self.columns.iter().find_map(Stock::damage);
        match self.keys.damage().or_else(|| self.bins.steps.damage()).or_else(|| self.long.damage()).or_else(of_columns) {
            Some(error) => FrequencyError::Index(error.clone()),
            None => FrequencyError::Content { name: self.about.name.clone(), problem: format!("its {what} end too early") },
        }
    }
}
