//! Typed values of BCF: a byte that says the type and how many, and that many values (VCF 4.5 §6.3.3).

use super::number;
use super::wrong::Wrong;

/// Bytes of a record that were not read yet.
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

/// Types of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Nothing,
    Int8,
    Int16,
    Int32,
    Float,
    Text,
}

impl Kind {
    /// Bytes of one value.
    const fn size(self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::Int8 | Self::Text => 1,
            Self::Int16 => 2,
            Self::Int32 | Self::Float => 4,
        }
    }
}

/// Values of one type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Values<'b> {
    pub(super) kind: Kind,
    pub(super) bytes: &'b [u8],
}

/// One value of a vector.
enum One {
    /// Here ends a vector that is shorter than others.
    End,
    Missing,
    Integer(i64),
    Float(f32),
}

/// Bits of floats that are not there, and behind the end of a vector.
const MISSING_FLOAT: u32 = 0x7F80_0001;
const END_FLOAT: u32 = 0x7F80_0002;

impl<'b> Bytes<'b> {
    pub(super) fn take(&mut self, count: usize) -> Result<&'b [u8], Wrong> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(Wrong::Short)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn four(&mut self) -> Result<[u8; 4], Wrong> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Wrong::Short)?;
        self.0 = rest;
        Ok(*taken)
    }

    /// A type, and how many values of it.
    fn kind(&mut self) -> Result<(Kind, usize), Wrong> {
        let byte = self.take(1)?[0];
        let kind = match byte & 0xF {
            0 => Kind::Nothing,
            1 => Kind::Int8,
            2 => Kind::Int16,
            3 => Kind::Int32,
            5 => Kind::Float,
            7 => Kind::Text,
            other => return Err(Wrong::Kind(other)),
        };
        match byte >> 4 {
            15 => Ok((kind, usize::try_from(self.integer()?).map_err(|_| Wrong::Short)?)),
            count => Ok((kind, usize::from(count))),
        }
    }

    /// A whole number that is there.
    pub(super) fn integer(&mut self) -> Result<i64, Wrong> {
        // Of no count of its own: this is what counts are read by.
        let kind = match self.take(1)?[0] {
            0x11 => Kind::Int8,
            0x12 => Kind::Int16,
            0x13 => Kind::Int32,
            _ => return Err(Wrong::NoInteger),
        };
        let values = Values { kind, bytes: self.take(kind.size())? };
        match values.one(0) {
            One::Integer(value) => Ok(value),
            _ => Err(Wrong::NoInteger),
        }
    }

    /// Values with their type before them.
    pub(super) fn values(&mut self) -> Result<Values<'b>, Wrong> {
        let (kind, count) = self.kind()?;
        Ok(Values { kind, bytes: self.take(count.checked_mul(kind.size()).ok_or(Wrong::Short)?)? })
    }

    /// The values of so many samples, with the type of one's before them; and the bytes of one's.
    pub(super) fn samples(&mut self, samples: usize) -> Result<(Values<'b>, usize), Wrong> {
        let (kind, count) = self.kind()?;
        let each = count.checked_mul(kind.size()).ok_or(Wrong::Short)?;
        Ok((Values { kind, bytes: self.take(each.checked_mul(samples).ok_or(Wrong::Short)?)? }, each))
    }
}

impl<'b> Values<'b> {
    pub(super) const fn is_empty(self) -> bool {
        self.bytes.is_empty()
    }

    /// How many values.
    fn count(self) -> usize {
        self.bytes.len() / self.kind.size().max(1)
    }

    /// Those of one sample, of `each` bytes.
    pub(super) fn of_sample(self, sample: usize, each: usize) -> Self {
        Self { bytes: &self.bytes[sample * each..(sample + 1) * each], ..self }
    }

    /// The value at a place that is there; bytes of text are no such values.
    fn one(self, place: usize) -> One {
        let integer = |value: i32, missing: i32| match value {
            _ if value == missing => One::Missing,
            _ if value == missing + 1 => One::End,
            _ => One::Integer(i64::from(value)),
        };
        match self.kind {
            Kind::Nothing | Kind::Text => One::End,
            Kind::Int8 => integer(i32::from(self.bytes[place].cast_signed()), i32::from(i8::MIN)),
            Kind::Int16 => {
                let value = i16::from_le_bytes([self.bytes[2 * place], self.bytes[2 * place + 1]]);
                integer(i32::from(value), i32::from(i16::MIN))
            }
            Kind::Int32 => integer(i32::from_le_bytes(self.four(place)), i32::MIN),
            Kind::Float => match u32::from_le_bytes(self.four(place)) {
                MISSING_FLOAT => One::Missing,
                END_FLOAT => One::End,
                bits => One::Float(f32::from_bits(bits)),
            },
        }
    }

    fn four(self, place: usize) -> [u8; 4] {
        std::array::from_fn(|at| self.bytes[4 * place + at])
    }

    /// All whole numbers.
    pub(super) fn integers(self) -> impl Iterator<Item = Result<i64, Wrong>> {
        (0..self.count()).map(move |place| match self.one(place) {
            One::Integer(value) => Ok(value),
            _ => Err(Wrong::NoInteger),
        })
    }

    /// Appends them, separated by commas; `.` for none.
    pub(super) fn write(self, out: &mut Vec<u8>) {
        if self.is_empty() {
            out.push(b'.');
        } else if self.kind == Kind::Text {
            let text = self.bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            // The byte 7 is a text that is missing.
            out.extend(text.iter().map(|byte| if *byte == 7 { b'.' } else { *byte }));
        } else {
            for place in 0..self.count() {
                let one = self.one(place);
                if place > 0 && !matches!(one, One::End) {
                    out.push(b',');
                }
                match one {
                    One::End => break,
                    One::Missing => out.push(b'.'),
                    One::Integer(value) => number::integer(value, out),
                    One::Float(value) => number::float(value, out),
                }
            }
        }
    }

    /// Appends them as a genotype: each number is one more than the allele's, doubled; odd ones are phased with the one before (§6.3.3).
    pub(super) fn write_genotype(self, out: &mut Vec<u8>) -> Result<(), Wrong> {
        if !matches!(self.kind, Kind::Int8 | Kind::Int16 | Kind::Int32 | Kind::Nothing) {
            return Err(Wrong::Genotype);
        }
        let begin = out.len();
        for place in 0..self.count() {
            let value = match self.one(place) {
                One::Integer(value) if value >= 0 => value,
                One::End => break,
                One::Missing => 0,
                _ => return Err(Wrong::Genotype),
            };
            if place > 0 {
                out.push(if value & 1 == 1 { b'|' } else { b'/' });
            }
            match value >> 1 {
                0 => out.push(b'.'),
                allele => number::integer(allele - 1, out),
            }
        }
        if out.len() == begin {
            out.push(b'.');
        }
        Ok(())
    }
}
