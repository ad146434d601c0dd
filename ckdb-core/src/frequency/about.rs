//! What a layer says of itself. It stands in the file as JSON: a few lines, to be read by people and by any language.

use super::column::Shape;
use super::decimal::Rounding;
use super::error::FrequencyError;
use super::group::Group;
use serde::{Deserialize, Serialize};

/// What a layer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// How often alleles were seen in populations.
    Frequency,
    /// Fields of a file, joined by allele.
    Fields,
}

impl Kind {
    /// The word in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Frequency => "frequency",
            Self::Fields => "fields",
        }
    }
}

/// What a layer says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// Its name, as shown: `gnomad-v4.1`.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// `GRCh37` or `GRCh38`.
    pub assembly: String,
    /// Release of the source, as stated; may be empty.
    pub release: String,
    /// Licence of the source, SPDX or `LicenseRef-…`.
    pub licence: String,
    /// What to cite; may be empty.
    pub citation: String,
    /// Hash of each input file, in the order they were read: BLAKE3, 32 hexadecimal digits.
    pub inputs: Vec<String>,
    /// How many alleles it holds.
    pub alleles: u32,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Populations, for a layer of frequencies.
    pub populations: Vec<Population>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The key in the source's INFO, or `FILTER` or `ID` for that column of the file.
    pub field: Field,
    /// What its source declares its values to be.
    pub declared: Shape,
    /// How they are stored: one value that is none of what was declared makes texts of all.
    pub shape: Shape,
    /// For a frequency that is count / total: those columns, and how the source rounds.
    pub ratio: Option<Ratio>,
}

/// A frequency that need not be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ratio {
    /// The column of counts.
    pub count: usize,
    /// The column of totals.
    pub total: usize,
    /// How the source rounds.
    pub rounding: Rounding,
}

/// Where a column's values come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(pub String);

/// One population: which columns speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Population {
    /// Its name in the source: `eas`; empty for everybody.
    pub name: String,
    /// Where it is shown.
    pub group: Group,
    /// The column of counts (AC).
    pub count: Option<usize>,
    /// The column of totals (AN).
    pub total: Option<usize>,
    /// The column of frequencies (AF).
    pub frequency: Option<usize>,
}

impl About {
    /// The name as parts of section names have it.
    pub(super) fn slug(name: &str) -> Result<String, FrequencyError> {
        let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let fits = (1..=24).contains(&name.len()) && name.bytes().all(is_fine);
        if !fits || !name.as_bytes()[0].is_ascii_alphanumeric() {
            return Err(FrequencyError::Name { name: name.to_owned() });
        }
        Ok(name.to_ascii_lowercase())
    }

    /// Do all numbers of columns name one?
    pub(super) fn is_sound(&self) -> bool {
        let is_column = |column: usize| column < self.columns.len();
        let of_population = |one: &Population| [one.count, one.total, one.frequency].into_iter().flatten().all(is_column);
        let of_column = |one: &Column| one.ratio.is_none_or(|ratio| is_column(ratio.count) && is_column(ratio.total));
        self.populations.iter().all(of_population) && self.columns.iter().all(of_column)
    }
}
