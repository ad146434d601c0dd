//! One column of a layer: whole numbers, decimals or texts, each as a number in [`super::pack`].
//!
//! | shape | number |
//! |---|---|
//! | integer | 0 none, else value + 1 |
//! | decimal | 0 none, 1 "count / total of the row, rounded as the source does", else 2 + (digits × 64 + scale) |
//! | text | 0 none, else number of the text + 1 |

use super::decimal::Decimal;
use super::error::FrequencyError;
use super::pack::Unpack;
use crate::index::Pieces;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How values of a column are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// Whole numbers, not negative.
    Integer,
    /// Decimal numbers, not negative.
    Decimal,
    /// Texts, each kept once.
    Text,
}

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value<'l> {
    /// A whole number.
    Integer(u64),
    /// A decimal number.
    Decimal(Decimal),
    /// A text, as the source writes it.
    Text(&'l str),
    /// What the source declares as a number and no other case holds (`-3.2`, `1e-99`, `nan`), as the source writes it.
    Number(&'l str),
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => number.fmt(f),
            Self::Decimal(number) => number.fmt(f),
            Self::Text(text) | Self::Number(text) => f.write_str(text),
        }
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(number) => serializer.serialize_u64(*number),
            Self::Decimal(number) => serializer.serialize_f64(number.to_f64()),
            Self::Text(text) => serializer.serialize_str(text),
            // `nan` and `inf` are no numbers in JSON.
            Self::Number(text) => match (text.parse::<i64>(), text.parse::<f64>()) {
                (Ok(number), _) => serializer.serialize_i64(number),
                (_, Ok(number)) if number.is_finite() => serializer.serialize_f64(number),
                _ => serializer.serialize_str(text),
            },
        }
    }
}

/// The number of "count / total".
pub(super) const DERIVED: u64 = 1;

/// What a stored number says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Nothing,
    Integer(u64),
    /// Count / total of the row.
    Derived,
    Decimal(Decimal),
    /// Number of the text.
    Text(u64),
}

/// A column in a file.
#[derive(Debug)]
pub(super) struct Stock {
    pub(super) shape: Shape,
    pub(super) codes: Unpack,
    pub(super) texts: Option<Texts>,
}

impl Stock {
    pub(super) fn prepare(&self) -> Result<(), FrequencyError> {
        self.codes.prepare()?;
        if let Some(texts) = &self.texts {
            texts.places.prepare()?;
            texts.bytes.prepare()?;
        }
        Ok(())
    }

    /// What a row says; `None` as for [`Unpack::get`].
    pub(super) fn stored(&self, row: u32) -> Option<Stored> {
        let code = self.codes.get(row)?;
        Some(match (code, self.shape) {
            (0, _) => Stored::Nothing,
            (_, Shape::Integer) => Stored::Integer(code - 1),
            (DERIVED, Shape::Decimal) => Stored::Derived,
            (_, Shape::Decimal) => Stored::Decimal(Decimal::unpack(code - 2)),
            (_, Shape::Text) => Stored::Text(code - 1),
        })
    }

    /// The first damage met in its sections.
    pub(super) fn damage(&self) -> Option<&crate::index::IndexError> {
        let texts = self.texts.iter().flat_map(|texts| [texts.places.damage(), texts.bytes.damage()]);
        [self.codes.blocks.damage(), self.codes.bits.damage()].into_iter().chain(texts).flatten().next()
    }
}

/// Texts of a column: where each ends (`u32`), and their bytes.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) places: Pieces,
    pub(super) bytes: Pieces,
}

impl Texts {
    /// One text; `None` as for [`Unpack::get`], or when it is not UTF-8.
    pub(super) fn get(&self, number: u64) -> Option<&str> {
        let number = usize::try_from(number).ok()?;
        let place = |at: usize| Some(u32::from_le_bytes(*self.places.get(at * 4..at * 4 + 4)?.first_chunk()?) as usize);
        let start = if number == 0 { 0 } else { place(number - 1)? };
        let bytes = self.bytes.get(start..place(number)?)?;
        std::str::from_utf8(bytes).ok()
    }
}
