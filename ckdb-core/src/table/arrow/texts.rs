//! Columns of texts and of whole numbers, whatever their Arrow type.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, GenericStringArray, LargeStringArray, OffsetSizeTrait, StringArray, StringViewArray};
use arrow_schema::DataType;
use std::ops::Range;
use std::sync::Arc;

/// Types of text columns, for messages.
pub(super) const TEXT_TYPES: &str = "a column of texts (string, large_string, string_view or a dictionary of these)";
/// Types of the columns of contig names.
pub(super) const NAME_TYPES: &str = "a column of texts or whole numbers";
/// Types of position columns.
pub(super) const NUMBER_TYPES: &str = "a column of whole numbers";

/// A column of texts.
#[derive(Clone, Debug)]
pub(super) enum Texts {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
    /// The place of each row's text among `values`; [`NO_TEXT`] for null.
    Dictionary(Arc<[u32]>, Arc<Self>),
}

const NO_TEXT: u32 = u32::MAX;

impl Texts {
    /// `None` for columns of another type. Whole numbers count as texts only where `numbers` says so (contig names).
    pub(super) fn new(column: &dyn Array, numbers: bool) -> Option<Self> {
        match column.data_type() {
            DataType::Utf8 => Some(Self::Small(column.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Some(Self::Large(column.as_string::<i64>().clone())),
            DataType::Utf8View => Some(Self::View(column.as_string_view().clone())),
            DataType::Dictionary(_, _) => Self::of_dictionary(column, numbers),
            // A column of nothing but null has no type in some data frames.
            DataType::Null => Some(Self::Small(StringArray::new_null(column.len()))),
            _ if numbers => {
                let numbers = Numbers::new(column)?;
                let texts = (0..column.len()).map(|row| numbers.get(row).map(|number| number.to_string()));
                Some(Self::Small(texts.collect()))
            }
            _ => None,
        }
    }

    fn of_dictionary(column: &dyn Array, numbers: bool) -> Option<Self> {
        let dictionary = column.as_any_dictionary_opt()?;
        let values = Self::new(dictionary.values(), numbers)?;
        // Without any value every row is null, and there is nothing to look keys up in.
        let keys = if values.len() == 0 { vec![0; column.len()] } else { dictionary.normalized_keys() };
        let key = |(row, key): (usize, usize)| match u32::try_from(key) {
            Ok(key) if values.len() > 0 && column.is_valid(row) => key,
            _ => NO_TEXT,
        };
        let keys = keys.into_iter().enumerate().map(key).collect();
        Some(Self::Dictionary(keys, Arc::new(values)))
    }

    /// The text of a row; `None` where it is null.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<&str> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Dictionary(keys, values) => match keys[row] {
                NO_TEXT => None,
                key => values.get(key as usize),
            },
        }
    }

    /// Its views, where it is made of views and none is null. Rows with the same view have the same text.
    pub(super) fn views(&self) -> Option<&[u128]> {
        match self {
            Self::View(array) if array.null_count() == 0 => Some(array.views()),
            _ => None,
        }
    }

    /// The number of each text, and the texts, where the column is a dictionary.
    pub(super) fn dictionary(&self) -> Option<(&[u32], Vec<Option<&str>>)> {
        let Self::Dictionary(keys, values) = self else { return None };
        Some((keys, (0..values.len()).map(|row| values.get(row)).collect()))
    }

    fn len(&self) -> usize {
        match self {
            Self::Small(array) => array.len(),
            Self::Large(array) => array.len(),
            Self::View(array) => array.len(),
            Self::Dictionary(keys, _) => keys.len(),
        }
    }
}

/// A column of texts of which nearly all are one or a few bases, as REF and ALT are, read as it lies in memory.
pub(super) enum Letters<'p> {
    Views(Views<'p>),
    Small(Runs<'p, i32>),
    Large(Runs<'p, i64>),
    Texts(&'p Texts),
}

/// The views of a column without nulls: each has the length in its lower four bytes, behind which a text of up to twelve stands (Arrow
/// columnar format 1.5, "Variable-size Binary View Layout").
#[derive(Clone, Copy)]
pub(super) struct Views<'p>(&'p [u128]);

/// The texts of a column without nulls, one behind the other, and where each ends.
#[derive(Clone, Copy)]
pub(super) struct Runs<'p, O> {
    ends: &'p [O],
    letters: &'p [u8],
}

/// A text of nothing but bases: how many, and the first. Any other text has none.
pub(super) type Plain = (u32, u8);

const NOT_PLAIN: Plain = (0, 0);

impl<'p> Letters<'p> {
    pub(super) fn of(texts: &'p Texts) -> Self {
        match texts {
            Texts::View(array) if array.null_count() == 0 => Self::Views(Views(array.views())),
            Texts::Small(array) if array.null_count() == 0 => Self::Small(Runs::of_array(array)),
            Texts::Large(array) if array.null_count() == 0 => Self::Large(Runs::of_array(array)),
            _ => Self::Texts(texts),
        }
    }

    /// The bases of a row; none where that is not seen at a glance.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Plain {
        match self {
            Self::Views(views) => views.0.get(row).map_or(NOT_PLAIN, plain_view),
            Self::Small(runs) => runs.get(row),
            Self::Large(runs) => runs.get(row),
            Self::Texts(texts) => plain(texts.get(row).unwrap_or_default().as_bytes()),
        }
    }
}

impl<'p> Views<'p> {
    /// The bases of each row of a range.
    pub(super) fn of(self, rows: Range<usize>) -> impl Iterator<Item = Plain> + use<'p> {
        self.0.get(rows).unwrap_or_default().iter().map(plain_view)
    }
}

#[inline]
fn plain_view(view: &u128) -> Plain {
    let letter = view.to_le_bytes()[4];
    if view & LENGTH == 1 && is_base(letter) { (1, letter) } else { plain_long_view(view) }
}

/// The length in a view.
const LENGTH: u128 = 0xFFFF_FFFF;

#[inline(never)]
fn plain_long_view(view: &u128) -> Plain {
    let [a, b, c, d, text @ ..] = view.to_le_bytes();
    text.get(..u32::from_le_bytes([a, b, c, d]) as usize).map_or(NOT_PLAIN, plain)
}

impl<'p, O: OffsetSizeTrait> Runs<'p, O> {
    fn of_array(array: &'p GenericStringArray<O>) -> Self {
        Self { ends: array.value_offsets(), letters: array.value_data() }
    }

    /// The bases of each row of a range.
    pub(super) fn of(self, rows: Range<usize>) -> impl Iterator<Item = Plain> + use<'p, O> {
        self.ends.get(rows.start..rows.end + 1).unwrap_or_default().windows(2).map(move |ends| self.between(ends))
    }

    fn get(self, row: usize) -> Plain {
        self.ends.get(row..row + 2).map_or(NOT_PLAIN, |ends| self.between(ends))
    }

    #[inline]
    fn between(self, ends: &[O]) -> Plain {
        let &[from, to] = ends else { return NOT_PLAIN };
        self.letters.get(from.as_usize()..to.as_usize()).map_or(NOT_PLAIN, plain)
    }
}

#[inline]
fn plain(text: &[u8]) -> Plain {
    match text {
        [letter] if is_base(*letter) => (1, *letter),
        [first, ..] if text.iter().all(|letter| is_base(*letter)) => (u32::try_from(text.len()).unwrap_or(0), *first),
        _ => NOT_PLAIN,
    }
}

/// Is it one of the four bases, in either case?
#[inline]
pub(super) const fn is_base(letter: u8) -> bool {
    // A bit for each letter of the alphabet; other bytes have none there.
    const BASES: u32 = 1 | 1 << (b'C' - b'A') | 1 << (b'G' - b'A') | 1 << (b'T' - b'A');
    let place = (letter | 0x20).wrapping_sub(b'a');
    place < 32 && BASES >> place & 1 == 1
}

/// A column of whole numbers.
#[derive(Clone, Debug)]
pub(super) enum Numbers {
    Signed(arrow_array::Int64Array),
    Small(arrow_array::Int32Array),
    Unsigned(arrow_array::UInt32Array),
}

impl Numbers {
    /// `None` for columns of another type. Numbers that are not whole (data frames make decimals of whole numbers when one is
    /// missing) are null.
    pub(super) fn new(column: &dyn Array) -> Option<Self> {
        macro_rules! widened {
            ($type:ty) => {
                Self::Signed(column.as_primitive::<$type>().iter().map(|value| value.map(i64::from)).collect())
            };
        }
        macro_rules! whole {
            ($type:ty) => {
                Self::Signed(
                    column.as_primitive::<$type>().iter().map(|value| value.and_then(|value| whole(f64::from(value)))).collect(),
                )
            };
        }
        Some(match column.data_type() {
            DataType::Int64 => Self::Signed(column.as_primitive::<Int64Type>().clone()),
            DataType::Int32 => Self::Small(column.as_primitive::<Int32Type>().clone()),
            DataType::UInt32 => Self::Unsigned(column.as_primitive::<UInt32Type>().clone()),
            DataType::UInt64 => {
                let values = column.as_primitive::<UInt64Type>().iter();
                Self::Signed(values.map(|value| value.and_then(|value| i64::try_from(value).ok())).collect())
            }
            DataType::Int8 => widened!(Int8Type),
            DataType::Int16 => widened!(Int16Type),
            DataType::UInt8 => widened!(UInt8Type),
            DataType::UInt16 => widened!(UInt16Type),
            DataType::Float32 => whole!(Float32Type),
            DataType::Float64 => whole!(Float64Type),
            DataType::Null => Self::Signed(arrow_array::Int64Array::new_null(column.len())),
            _ => return None,
        })
    }

    /// The numbers as they stand, where they are of the widest type and none is null.
    pub(super) fn whole(&self) -> Option<&[i64]> {
        match self {
            Self::Signed(array) if array.null_count() == 0 => Some(array.values()),
            _ => None,
        }
    }

    /// The number of a row; `None` where it is null.
    pub(super) fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Signed(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Small(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
            Self::Unsigned(array) => array.is_valid(row).then(|| i64::from(array.value(row))),
        }
    }
}

/// The whole number a decimal is.
#[expect(clippy::cast_possible_truncation, reason = "only whole numbers below 2^53 get here")]
fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 9.0e15).then_some(value as i64)
}
