//! A column while a layer is being built: its numbers, and its texts.

use super::column::{DERIVED, Shape};
use super::decimal::{Decimal, Rounding};
use std::collections::HashMap;

/// Numbers in half the room while they are small.
#[derive(Debug)]
enum Numbers {
    Narrow(Vec<u32>),
    Wide(Vec<u64>),
}

impl Numbers {
    fn push(&mut self, number: u64) {
        match (self, u32::try_from(number)) {
            (Self::Narrow(numbers), Ok(number)) => numbers.push(number),
            (Self::Wide(numbers), _) => numbers.push(number),
            (narrow, Err(_)) => {
                narrow.widen();
                narrow.push(number);
            }
        }
    }

    fn widen(&mut self) {
        if let Self::Narrow(numbers) = self {
            *self = Self::Wide(numbers.iter().copied().map(u64::from).collect());
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Narrow(numbers) => numbers.len(),
            Self::Wide(numbers) => numbers.len(),
        }
    }

    fn get(&self, at: usize) -> u64 {
        match self {
            Self::Narrow(numbers) => u64::from(numbers[at]),
            Self::Wide(numbers) => numbers[at],
        }
    }
}

/// One column.
#[derive(Debug)]
pub(super) struct Codes {
    pub(super) shape: Shape,
    numbers: Numbers,
    texts: Vec<Box<str>>,
    /// Number of each text; looked up, never walked.
    known: HashMap<Box<str>, u64>,
}

impl Codes {
    pub(super) fn new(shape: Shape) -> Self {
        Self { shape, numbers: Numbers::Narrow(Vec::new()), texts: Vec::new(), known: HashMap::new() }
    }

    pub(super) fn get(&self, row: usize) -> u64 {
        self.numbers.get(row)
    }

    pub(super) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// Adds the value of the next row. A value that does not fit the shape changes the shape for all: what was read before keeps its
    /// value.
    pub(super) fn push(&mut self, value: Option<&str>) {
        let Some(value) = value else { return self.numbers.push(0) };
        let number = match self.shape {
            Shape::Integer => {
                let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                // `007` is a name, not a number.
                let plain = digits && (value.len() == 1 || !value.starts_with('0'));
                value.parse::<u64>().ok().filter(|number| plain && *number < u64::MAX).map(|number| number + 1)
            }
            Shape::Decimal => Decimal::parse(value.as_bytes()).map(|decimal| decimal.pack() + 2),
            Shape::Text => Some(self.text(value)),
        };
        match number {
            Some(number) => self.numbers.push(number),
            None => {
                self.change(if self.shape == Shape::Integer && Decimal::parse(value.as_bytes()).is_some() {
                    Shape::Decimal
                } else {
                    Shape::Text
                });
                self.push(Some(value));
            }
        }
    }

    fn text(&mut self, value: &str) -> u64 {
        if let Some(known) = self.known.get(value) {
            return known + 1;
        }
        let number = self.texts.len() as u64;
        self.texts.push(value.into());
        self.known.insert(value.into(), number);
        number + 1
    }

    /// All values again in another shape.
    fn change(&mut self, shape: Shape) {
        let mut other = Self::new(shape);
        for row in 0..self.numbers.len() {
            let text = match (self.get(row), self.shape) {
                (0, _) => None,
                (number, Shape::Integer) => Some((number - 1).to_string()),
                (number, Shape::Decimal) => Some(Decimal::unpack(number - 2).to_string()),
                (number, Shape::Text) => usize::try_from(number - 1).ok().map(|at| self.texts[at].to_string()),
            };
            // Every integer that fits is a decimal, and everything is a text: this changes the shape no further, but for an integer
            // with more digits than a decimal has, which makes a text of the column.
            other.push(text.as_deref());
        }
        *self = other;
    }

    /// The count or total a row states.
    fn integer(&self, row: usize) -> Option<u64> {
        match self.shape {
            Shape::Integer => self.get(row).checked_sub(1),
            Shape::Decimal | Shape::Text => None,
        }
    }
}

/// Rows looked at to learn how a source rounds.
const LOOKED_AT: usize = 4096;

/// How a source rounds its frequencies: the way that gives most of the first values back, shortest first. `None` when hardly any way
/// does: then they are something else than count / total.
pub(super) fn rounding(frequency: &Codes, count: &Codes, total: &Codes) -> Option<Rounding> {
    if frequency.shape != Shape::Decimal {
        return None;
    }
    let stated = |row: usize| {
        let decimal = Decimal::unpack(frequency.get(row).checked_sub(2)?);
        let (count, total) = (count.integer(row)?, total.integer(row)?);
        // A zero is a zero however it is rounded.
        (count > 0 && total > 0).then_some((decimal, count, total))
    };
    let rows: Vec<_> = (0..frequency.numbers.len()).filter_map(stated).take(LOOKED_AT).collect();
    let ways = (2..=9).map(Rounding::Significant).chain((2..=12).map(Rounding::Decimals)).chain([Rounding::Double]);
    let agreeing = |way: Rounding| {
        rows.iter().filter(|(decimal, count, total)| Decimal::of_ratio(*count, *total, way) == Some(*decimal)).count()
    };
    let mut best: Option<(usize, Rounding)> = None;
    for way in ways {
        let agree = agreeing(way);
        if agree * 4 >= rows.len() && agree > best.map_or(0, |(most, _)| most) {
            best = Some((agree, way));
        }
    }
    best.map(|(_, way)| way)
}

/// The number to store for a frequency: [`DERIVED`] where count, total and rounding give it.
pub(super) fn frequency_code(frequency: &Codes, count: &Codes, total: &Codes, rounding: Rounding, row: usize) -> u64 {
    let code = frequency.get(row);
    let derived = || Decimal::of_ratio(count.integer(row)?, total.integer(row)?, rounding);
    match code.checked_sub(2) {
        Some(packed) if derived().is_some_and(|derived| derived.pack() == packed) => DERIVED,
        _ => code,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_takes_the_shape_of_its_values() {
        let mut codes = Codes::new(Shape::Integer);
        codes.push(Some("5"));
        codes.push(None);
        assert_eq!((codes.shape, codes.get(0), codes.get(1)), (Shape::Integer, 6, 0));
        codes.push(Some("0.25"));
        assert_eq!(codes.shape, Shape::Decimal);
        assert_eq!(Decimal::unpack(codes.get(0) - 2).to_string(), "5");
        codes.push(Some("benign"));
        codes.push(Some("5"));
        assert_eq!(codes.shape, Shape::Text);
        assert_eq!(codes.texts().iter().map(|text| &**text).collect::<Vec<_>>(), ["5", "0.25", "benign"]);
        assert_eq!((0..5).map(|row| codes.get(row)).collect::<Vec<_>>(), [1, 0, 2, 3, 1]);
        let mut names = Codes::new(Shape::Integer);
        names.push(Some("007"));
        assert_eq!(names.shape, Shape::Decimal, "a leading zero is no count");
    }

    #[test]
    fn how_a_source_rounds_is_learnt() {
        let column = |shape, values: &[String]| {
            let mut codes = Codes::new(shape);
            values.iter().for_each(|value| codes.push(Some(value)));
            codes
        };
        let counts: Vec<String> = (1..200).map(|count| count.to_string()).collect();
        let totals = vec!["152312".to_owned(); counts.len()];
        let printed =
            |print: &dyn Fn(f64) -> String| -> Vec<String> { (1..200).map(|count| print(f64::from(count) / 152_312.0)).collect() };
        let learnt = |values: &[String]| {
            let (frequency, count) = (column(Shape::Decimal, values), column(Shape::Integer, &counts));
            rounding(&frequency, &count, &column(Shape::Integer, &totals))
        };
        assert_eq!(learnt(&printed(&|value| format!("{value:.5e}"))), Some(Rounding::Significant(6)));
        assert_eq!(learnt(&printed(&|value| format!("{value:.7}"))), Some(Rounding::Decimals(7)));
        assert_eq!(learnt(&printed(&|value| format!("{value}"))), Some(Rounding::Double));
        assert_eq!(learnt(&printed(&|_| "0.3".to_owned())), None);
    }
}
