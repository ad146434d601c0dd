//! One layer, opened.

use super::about::{About, Kind, Population};
use super::bins;
use super::column::{Shape, Stock, Stored, Texts, Value};
use super::decimal::{Decimal, Rounding};
use super::error::FrequencyError;
use super::key::Key;
use super::letters::LongLetters;
use super::pack::Unpack;
use super::{LAYER_VERSION, SECTION_PREFIX};
use crate::genome::{Allele, Assembly};
use crate::index::{Bytes, ContentId, IndexError, IndexFile, Pieces};
use crate::normalize::NormalizedAllele;

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
    bins: Bytes,
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
        let long = LongLetters { places: pieces("long")?, letters: pieces("letters")? };
        keys.prepare()?;
        long.prepare()?;
        let bins = section("bins")?.get()?.clone();
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
        let rows = bins::rows(&self.bins, key.contig, key.bin);
        if rows.is_empty() {
            return Ok(None);
        }
        let first = rows.start as usize;
        let Some(bytes) = self.keys.get(first * 4..rows.end as usize * 4) else { return Err(self.damage("keys")) };
        let (lows, _) = bytes.as_chunks::<4>();
        let mut at = lows.partition_point(|low| u32::from_le_bytes(*low) < key.low);
        while lows.get(at).is_some_and(|low| u32::from_le_bytes(*low) == key.low) {
            let row = rows.start + at as u32;
            if !key.is_long() || self.long.are(row, allele).ok_or_else(|| self.damage("letters of long alleles"))? {
                return Ok(Some(Row(row)));
            }
            at += 1;
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
        let damage = || self.damage("values");
        let stock = self.columns.get(column).ok_or_else(damage)?;
        Ok(match stock.stored(row.0).ok_or_else(damage)? {
            Stored::Nothing => None,
            Stored::Integer(number) => Some(Value::Integer(number)),
            Stored::Decimal(decimal) => Some(Value::Decimal(decimal)),
            Stored::Derived => Some(Value::Decimal(self.derived(row, column)?)),
            Stored::Text(number) => Some(Value::Text(stock.texts.as_ref().and_then(|texts| texts.get(number)).ok_or_else(damage)?)),
        })
    }

    fn derived(&self, row: Row, column: usize) -> Result<Decimal, FrequencyError> {
        let ratio = self.about.columns.get(column).and_then(|column| column.ratio);
        let found = || {
            let ratio = ratio?;
            let integer = |column: usize| match self.columns.get(column)?.stored(row.0)? {
                Stored::Integer(number) => Some(number),
                _ => None,
            };
            Decimal::of_ratio(integer(ratio.count)?, integer(ratio.total)?, ratio.rounding)
        };
        found().ok_or_else(|| self.damage("values"))
    }

    /// How often the allele of a row was seen in a population.
    ///
    /// # Errors
    /// As for [`Layer::value`].
    pub fn frequency(&self, row: Row, population: &Population) -> Result<Frequency, FrequencyError> {
        let value = |column: Option<usize>| column.map(|column| self.value(row, column)).transpose().map(Option::flatten);
        let integer = |value: Option<Value<'_>>| match value {
            Some(Value::Integer(number)) => Some(number),
            _ => None,
        };
        Ok(Frequency {
            count: integer(value(population.count)?),
            total: integer(value(population.total)?),
            stated: match value(population.frequency)? {
                Some(Value::Decimal(decimal)) => Some(decimal),
                Some(Value::Integer(number)) => Decimal::parse(number.to_string().as_bytes()),
                _ => None,
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
        match self.keys.damage().or_else(|| self.long.damage()).or_else(of_columns) {
            Some(error) => FrequencyError::Index(error.clone()),
            None => FrequencyError::Content { name: self.about.name.clone(), problem: format!("its {what} end too early") },
        }
    }
}
