//! The kinds of single values: text, numbers, words of a closed vocabulary, identifiers.

use std::ops::RangeInclusive;

use ckdb_core::genome::ProteinChangeError;
use ckdb_core::genome::{AminoAcid, ProteinChange};
use ckdb_core::model::Vocabulary;
use toml::de::DeValue;

use super::read::{Read, Sink};
use super::shape::Shape;
use crate::diagnostic::{Diagnostic, Place, nearest, rules};

/// Text that is not empty and has no space at its ends.
pub(super) struct Text;

impl Read for Text {
    type Out = String;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<String> {
        let DeValue::String(text) = value else {
            sink.wrong_type("text in quotes", value, place);
            return None;
        };
        let trimmed = text.trim();
        if trimmed.is_empty() {
            sink.report(
                Diagnostic::new(&rules::EMPTY_TEXT, place, "this text is empty")
                    .label("nothing in it")
                    .help("write the text, or leave the field out if it is optional"),
            );
            return None;
        }
        if trimmed.len() != text.len() {
            sink.report(
                Diagnostic::new(&rules::EMPTY_TEXT, place, "this text begins or ends with a space")
                    .label("space at the end")
                    .suggest([trimmed]),
            );
        }
        Some(trimmed.to_owned())
    }

    fn stand_in(&self) -> String {
        String::new()
    }
}

/// Text of a fixed shape: an identifier, a date, an address.
pub(super) struct Shaped(pub(super) &'static Shape);

impl Read for Shaped {
    type Out = String;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<String> {
        let text = Text.read(value, place, sink)?;
        if (self.0.fits)(&text) {
            return Some(text);
        }
        let shape = self.0;
        sink.report(
            Diagnostic::new(shape.rule, place, format!("`{text}` is not {}", shape.what))
                .label(format!("expected {}", shape.expected))
                .suggest((shape.repair)(&text).filter(|t| (shape.fits)(t))),
        );
        None
    }

    fn stand_in(&self) -> String {
        String::new()
    }
}

/// A word of a closed vocabulary.
pub(super) struct Word<V: 'static> {
    noun: &'static str,
    all: &'static [V],
    name: fn(&V) -> &'static str,
}

/// Reads a word of the vocabulary `V`.
pub(super) fn word<V: Vocabulary + 'static>() -> Word<V> {
    Word { noun: V::NOUN, all: V::ALL, name: |word| word.as_str() }
}

/// Reads a word of a list: a vocabulary of which only some words may stand here.
pub(super) fn word_of<V>(noun: &'static str, all: &'static [V], name: fn(&V) -> &'static str) -> Word<V> {
    Word { noun, all, name }
}

/// The article of a noun.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

impl<V: Copy + PartialEq> Read for Word<V> {
    type Out = V;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<V> {
        let text = Text.read(value, place, sink)?;
        let found = self.all.iter().copied().find(|word| (self.name)(word) == text);
        if found.is_none() {
            let all: Vec<&str> = self.all.iter().map(self.name).collect();
            sink.report(
                Diagnostic::new(&rules::UNKNOWN_WORD, place, format!("`{text}` is not {} {}", article(self.noun), self.noun))
                    .label("not in the vocabulary")
                    .suggest(nearest(&text, all.iter().copied()))
                    .help(format!("the words are `{}`", all.join("`, `"))),
            );
        }
        found
    }

    fn stand_in(&self) -> V {
        self.all[0]
    }
}

/// A protein change: `V600E`, `p.Glu746_Ala750del`.
pub(super) struct Change;

impl Read for Change {
    type Out = ProteinChange;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<ProteinChange> {
        let text = Text.read(value, place, sink)?;
        match text.parse() {
            Ok(change) => Some(change),
            Err(error) => {
                let error: ProteinChangeError = error;
                sink.report(
                    Diagnostic::new(&rules::PROTEIN_CHANGE, place, format!("`{text}` is no protein change: {}", error.reason))
                        .label("not understood")
                        .help("expected forms such as V600E, E746_A750del, A767_V769dup, D770_N771insSVD, W288fs, R1443*"),
                );
                None
            }
        }
    }

    fn stand_in(&self) -> ProteinChange {
        ProteinChange::StartLost
    }
}

/// An amino acid in one or three letters.
pub(super) struct Residue;

impl Read for Residue {
    type Out = AminoAcid;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<AminoAcid> {
        let text = Text.read(value, place, sink)?;
        let found = match text.as_bytes() {
            [letter] => AminoAcid::from_one(*letter),
            _ => AminoAcid::strip_three(&text).filter(|(_, rest)| rest.is_empty()).map(|(acid, _)| acid),
        }
        .filter(|acid| *acid != AminoAcid::Ter);
        if found.is_none() {
            sink.report(
                Diagnostic::new(&rules::AMINO_ACID, place, format!("`{text}` is not an amino acid"))
                    .label("expected one letter such as `V`"),
            );
        }
        found
    }

    fn stand_in(&self) -> AminoAcid {
        AminoAcid::Ter
    }
}

/// A whole number within limits.
pub(super) struct Number(pub(super) RangeInclusive<u32>);

impl Number {
    /// 1 or more: ids, codons, exons, positions, counts of people.
    pub(super) const COUNTED: Self = Self(1..=u32::MAX);
}

impl Read for Number {
    type Out = u32;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<u32> {
        let DeValue::Integer(integer) = value else {
            sink.wrong_type("a whole number", value, place);
            return None;
        };
        let number = i64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .and_then(|n| u32::try_from(n).ok())
            .filter(|n| self.0.contains(n));
        if number.is_none() {
            let (low, high) = (self.0.start(), self.0.end());
            let expected =
                if *high == u32::MAX { format!("a number from {low} up") } else { format!("a number from {low} to {high}") };
            sink.report(
                Diagnostic::new(&rules::OUT_OF_RANGE, place, format!("{integer} is outside its range"))
                    .label(format!("expected {expected}")),
            );
        }
        number
    }

    fn stand_in(&self) -> u32 {
        *self.0.start()
    }
}

/// A decimal number above zero; whole numbers are accepted too.
pub(super) struct Decimal;

impl Read for Decimal {
    type Out = f64;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<f64> {
        let text = match value {
            DeValue::Float(float) => float.as_str(),
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
            _ => {
                sink.wrong_type("a number", value, place);
                return None;
            }
        };
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite() && *n > 0.0);
        if number.is_none() {
            sink.report(
                Diagnostic::new(&rules::OUT_OF_RANGE, place, format!("{text} is outside its range"))
                    .label("expected a number above zero"),
            );
        }
        number
    }

    fn stand_in(&self) -> f64 {
        1.0
    }
}

/// `true` or `false`.
pub(super) struct Flag;

impl Read for Flag {
    type Out = bool;

    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<bool> {
        if let DeValue::Boolean(flag) = value {
            return Some(*flag);
        }
        sink.wrong_type("true or false, without quotes", value, place);
        None
    }

    fn stand_in(&self) -> bool {
        false
    }
}
