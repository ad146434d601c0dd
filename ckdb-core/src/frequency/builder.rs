//! Alleles and values in, sections out.

use super::about::{About, Column, Field, Kind, Population, Ratio};
use super::bins;
use super::codes::{Codes, frequency_code, rounding};
use super::column::Shape;
use super::error::FrequencyError;
use super::key::{Key, Written, written};
use super::letters;
use super::pack::Packed;
use super::{LAYER_VERSION, SECTION_PREFIX};
use crate::genome::{Allele, Assembly};
use crate::index::{Writer, hashes_of_pieces};
use std::collections::BTreeMap;

/// Collects the alleles of one layer.
///
/// It holds them all until [`LayerBuilder::finish`]: some 16 bytes an allele and 4 a value.
#[derive(Debug)]
pub struct LayerBuilder {
    about: About,
    columns: Vec<Codes>,
    /// Which columns of frequencies may be worked out from which others.
    populations: Vec<Population>,
    keys: Vec<u64>,
    /// Letters of long alleles, by number in the order they came.
    long: BTreeMap<u32, Written>,
}

/// What became of the alleles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Built {
    /// Alleles in the layer.
    pub alleles: u32,
    /// Alleles that came again with the same values.
    pub repeated: u32,
    /// Alleles that came again with other values: the first stands.
    pub contradicting: u32,
    /// Bytes of the layer's sections.
    pub bytes: u64,
}

impl LayerBuilder {
    /// A layer of this name on `assembly`, without columns.
    ///
    /// # Errors
    /// [`FrequencyError::Name`].
    pub fn new(name: &str, kind: Kind, assembly: Assembly) -> Result<Self, FrequencyError> {
        About::slug(name)?;
        let about = About {
            name: name.to_owned(),
            kind,
            assembly: assembly.as_str().to_owned(),
            release: String::new(),
            licence: "LicenseRef-not-stated".to_owned(),
            citation: String::new(),
            inputs: Vec::new(),
            alleles: 0,
            columns: Vec::new(),
            populations: Vec::new(),
        };
        Ok(Self { about, columns: Vec::new(), populations: Vec::new(), keys: Vec::new(), long: BTreeMap::new() })
    }

    /// What the layer says of itself, to be filled in: release, licence, citation, inputs.
    pub const fn about(&mut self) -> &mut About {
        &mut self.about
    }

    /// Adds a column, before the first allele; gives its number.
    pub fn column(&mut self, field: &str, shape: Shape) -> usize {
        self.about.columns.push(Column { field: Field(field.to_owned()), declared: shape, shape, ratio: None });
        self.columns.push(Codes::new(shape));
        self.columns.len() - 1
    }

    /// Adds a population whose columns were added.
    pub fn population(&mut self, population: Population) {
        self.populations.push(population);
    }

    /// Adds an allele, trimmed and as far left as the letters at hand allow, with a value for each column; `None` for no value.
    ///
    /// # Errors
    /// [`FrequencyError::Columns`], [`FrequencyError::TooMany`].
    pub fn add(&mut self, allele: &Allele, values: &[Option<&str>]) -> Result<(), FrequencyError> {
        if values.len() != self.columns.len() {
            return Err(FrequencyError::Columns { expected: self.columns.len(), found: values.len() });
        }
        let number = u32::try_from(self.keys.len()).ok().filter(|number| *number < u32::MAX);
        let number = number.ok_or(FrequencyError::TooMany { most: u32::MAX })?;
        // An allele has plain letters, or it is none.
        let Some(key) = Key::of(allele) else { return Ok(()) };
        if key.is_long() {
            self.long.insert(number, written(allele));
        }
        self.keys.push(key.rank());
        for (codes, value) in self.columns.iter_mut().zip(values) {
            codes.push(*value);
        }
        Ok(())
    }

    /// The rows in their order: by key, long alleles of one key by their letters, one allele once.
    fn order(&self, built: &mut Built) -> Vec<u32> {
        let key = |number: u32| (self.keys[number as usize], self.long.get(&number), number);
        let mut order: Vec<u32> = (0..self.keys.len() as u32).collect();
        order.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
        let is_same = |a: u32, b: u32| (key(a).0, key(a).1) == (key(b).0, key(b).1);
        let values_agree = |a: u32, b: u32| self.columns.iter().all(|codes| codes.get(a as usize) == codes.get(b as usize));
        order.dedup_by(|later, first| {
            let same = is_same(*later, *first);
            if same && values_agree(*later, *first) {
                built.repeated += 1;
            } else if same {
                built.contradicting += 1;
            }
            same
        });
        order
    }

    /// Adds the sections of the layer to a file.
    ///
    /// # Errors
    /// [`FrequencyError::TooMany`] when a section would be too large; a layer of this name in the file already.
    pub fn finish(mut self, writer: &mut Writer) -> Result<Built, FrequencyError> {
        let too_large = FrequencyError::TooMany { most: self.keys.len() as u32 };
        let mut built = Built::default();
        let order = self.order(&mut built);
        built.alleles = order.len() as u32;
        let place = Place { slug: About::slug(&self.about.name)? };
        let keys: Vec<u64> = order.iter().map(|number| self.keys[*number as usize]).collect();
        let lows: Vec<u8> = keys.iter().flat_map(|rank| Key::of_rank(*rank).low.to_le_bytes()).collect();
        built.bytes += place.section(writer, "bins", bins::write(&keys))?;
        built.bytes += place.pieces(writer, "steps", bins::write_steps(&keys))?;
        built.bytes += place.pieces(writer, "keys", lows)?;
        built.bytes += self.letters(&order, &place, writer, &too_large)?;
        for (number, codes) in self.columns.iter().enumerate() {
            self.about.columns[number].shape = codes.shape;
        }
        for population in &self.populations {
            let (Some(count), Some(total), Some(frequency)) = (population.count, population.total, population.frequency) else {
                continue;
            };
            let way = rounding(&self.columns[frequency], &self.columns[count], &self.columns[total]);
            self.about.columns[frequency].ratio = way.map(|rounding| Ratio { count, total, rounding });
        }
        for (number, codes) in self.columns.iter().enumerate() {
            let rows = order.iter().map(|row| *row as usize);
            let packed = match self.about.columns[number].ratio {
                Some(Ratio { count, total, rounding }) => {
                    let (count, total) = (&self.columns[count], &self.columns[total]);
                    Packed::of(rows.map(|row| frequency_code(codes, count, total, rounding, row)))
                }
                None => Packed::of(rows.map(|row| codes.get(row))),
            };
            let packed = packed.ok_or_else(|| too_large.clone())?;
            built.bytes += place.pieces(writer, &format!("{number}/blocks"), packed.blocks)?;
            built.bytes += place.pieces(writer, &format!("{number}/bits"), packed.bits)?;
            if codes.shape == Shape::Text {
                built.bytes += place.texts(writer, number, codes.texts(), &too_large)?;
            }
        }
        self.about.alleles = built.alleles;
        self.about.populations = self.populations;
        let content =
            |error: serde_json::Error| FrequencyError::Content { name: self.about.name.clone(), problem: error.to_string() };
        let mut about = serde_json::to_vec_pretty(&self.about).map_err(content)?;
        about.push(b'\n');
        built.bytes += place.section(writer, "about", about)?;
        Ok(built)
    }

    fn letters(
        &self,
        order: &[u32],
        place: &Place,
        writer: &mut Writer,
        too_large: &FrequencyError,
    ) -> Result<u64, FrequencyError> {
        let (mut long, mut letters) = (Vec::new(), Vec::new());
        for (row, number) in order.iter().enumerate() {
            let Some(written) = self.long.get(number) else { continue };
            let start = u32::try_from(letters.len()).map_err(|_| too_large.clone())?;
            long.push((row as u32, start));
            letters.extend_from_slice(written);
        }
        let long = letters::write(&long, order.len() as u32);
        Ok(place.pieces(writer, "long", long)? + place.pieces(writer, "letters", letters)?)
    }
}

/// Where the sections of a layer stand.
struct Place {
    slug: String,
}

impl Place {
    fn section(&self, writer: &mut Writer, name: &str, bytes: Vec<u8>) -> Result<u64, FrequencyError> {
        let length = bytes.len() as u64;
        writer.section(&format!("{SECTION_PREFIX}{}/{name}", self.slug), LAYER_VERSION, bytes)?;
        Ok(length)
    }

    /// A long section, with the hashes of its pieces beside it.
    fn pieces(&self, writer: &mut Writer, name: &str, bytes: Vec<u8>) -> Result<u64, FrequencyError> {
        let hashes = self.section(writer, &format!("{name}/hashes"), hashes_of_pieces(&bytes))?;
        Ok(hashes + self.section(writer, name, bytes)?)
    }

    fn texts(
        &self,
        writer: &mut Writer,
        column: usize,
        texts: &[Box<str>],
        too_large: &FrequencyError,
    ) -> Result<u64, FrequencyError> {
        let (mut places, mut bytes) = (Vec::new(), Vec::new());
        for text in texts {
            bytes.extend_from_slice(text.as_bytes());
            let end = u32::try_from(bytes.len()).map_err(|_| too_large.clone())?;
            places.extend_from_slice(&end.to_le_bytes());
        }
        Ok(self.pieces(writer, &format!("{column}/places"), places)? + self.pieces(writer, &format!("{column}/texts"), bytes)?)
    }
}
