//! Decimal numbers, exact: `1.72430e-06` is 17243 tenths of a millionth of a thousandth, and no binary fraction near it.

use std::fmt;

/// A decimal number that is not negative: `digits` × 10^-`scale`, with no zero at the end of the digits (zero is 0 × 10^0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    digits: u64,
    scale: u8,
}

/// How many bits of a stored decimal hold the digits: 17 decimal digits, all that a double has, fit.
const DIGIT_BITS: u32 = 57;
/// The largest scale that is stored.
const MOST_SCALE: u8 = 63;

/// How a source rounds the frequency that it works out from count and total.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// To so many significant digits: `1.72430e-06` has six.
    Significant(u8),
    /// To so many digits behind the point.
    Decimals(u8),
    /// The shortest digits that give the double back.
    Double,
}

/// Powers of ten that 64 bits hold.
const POWERS: [u64; 20] = {
    let mut powers = [1; 20];
    let mut at = 1;
    while at < 20 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

/// A count times a power of ten, divided.
struct Divided {
    whole: u64,
    /// What is left, held against half of the divisor.
    half: std::cmp::Ordering,
}

impl Divided {
    /// `count` × 10^`scale` / `total`; `None` when it does not fit, or the scale is negative.
    #[inline]
    fn of(count: u64, total: u64, scale: i32) -> Option<Self> {
        let scale = u32::try_from(scale).ok()?;
        let power = POWERS.get(scale as usize);
        // Nearly always 64 bits are enough, and their division is several times as fast.
        if let Some(scaled) = power.and_then(|power| count.checked_mul(*power)) {
            let (whole, rest) = (scaled / total, scaled % total);
            return Some(Self { whole, half: rest.cmp(&(total - rest)) });
        }
        let (scaled, total) = (u128::from(count).checked_mul(10_u128.checked_pow(scale)?)?, u128::from(total));
        let (whole, rest) = (scaled / total, scaled % total);
        Some(Self { whole: u64::try_from(whole).ok()?, half: rest.cmp(&(total - rest)) })
    }
}

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// Reads `0.25`, `1`, `.5`, `2.5e-06`. `None` for anything else, a sign before the digits, and numbers beyond what is stored.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let (number, exponent) = match text.iter().position(|byte| matches!(byte, b'e' | b'E')) {
            Some(at) => (&text[..at], std::str::from_utf8(&text[at + 1..]).ok()?.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (mut digits, mut scale, mut is_behind, mut is_number) = (0_u64, -exponent, false, false);
        // Zeros at the end wait until a digit follows: they need no room.
        let mut zeros = 0_u32;
        for byte in number {
            match byte {
                b'.' if !is_behind => is_behind = true,
                b'0'..=b'9' => {
                    is_number = true;
                    scale = scale.checked_add(i32::from(is_behind))?;
                    if *byte == b'0' {
                        zeros = zeros.checked_add(1)?;
                        continue;
                    }
                    let grown = if digits == 0 { 0 } else { digits.checked_mul(10_u64.checked_pow(zeros + 1)?)? };
                    digits = grown.checked_add(u64::from(byte - b'0'))?;
                    zeros = 0;
                }
                _ => return None,
            }
        }
        if !is_number {
            return None;
        }
        if digits == 0 {
            return Some(Self::ZERO);
        }
        scale = scale.checked_sub(i32::try_from(zeros).ok()?)?;
        Self::of(digits, scale)
    }

    /// `digits` × 10^-`scale`, if it can be stored.
    fn of(mut digits: u64, mut scale: i32) -> Option<Self> {
        if digits == 0 {
            return Some(Self::ZERO);
        }
        while digits.is_multiple_of(10) && scale > 0 {
            digits /= 10;
            scale -= 1;
        }
        while scale < 0 {
            digits = digits.checked_mul(10)?;
            scale += 1;
        }
        let scale = u8::try_from(scale).ok().filter(|scale| *scale <= MOST_SCALE)?;
        (digits < 1 << DIGIT_BITS).then_some(Self { digits, scale })
    }

    /// `count` / `total`, rounded as a source does (halves to the even digit). `None` for a total of 0.
    #[must_use]
    pub fn of_ratio(count: u64, total: u64, rounding: Rounding) -> Option<Self> {
        if total == 0 {
            return None;
        }
        if count == 0 {
            return Some(Self::ZERO);
        }
        match rounding {
            #[expect(clippy::cast_precision_loss, reason = "the source divides doubles")]
            Rounding::Double => Self::parse(format!("{}", count as f64 / total as f64).as_bytes()),
            Rounding::Decimals(decimals) => Self::divided(count, total, i32::from(decimals)),
            Rounding::Significant(wanted) => {
                // As many digits as wanted, or one less: the lengths of both numbers tell no more.
                let length = |number: u64| i32::try_from(number.ilog10()).unwrap_or(0);
                let guess = i32::from(wanted) - (length(count) - length(total)) - 1;
                let enough = 10_u64.checked_pow(u32::from(wanted).checked_sub(1)?)?;
                let Divided { whole, .. } = Divided::of(count, total, guess)?;
                let scale = if whole >= enough { guess } else { guess + 1 };
                Self::divided(count, total, scale)
            }
        }
    }

    fn divided(count: u64, total: u64, scale: i32) -> Option<Self> {
        let Divided { whole, half } = Divided::of(count, total, scale)?;
        let up = match half {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => whole % 2,
            std::cmp::Ordering::Greater => 1,
        };
        Self::of(whole.checked_add(up)?, scale)
    }

    /// In one number, for the file.
    pub(super) const fn pack(self) -> u64 {
        self.digits << 6 | self.scale as u64
    }

    /// Out of that number.
    pub(super) const fn unpack(packed: u64) -> Self {
        Self { digits: packed >> 6, scale: (packed & 63) as u8 }
    }

    /// The number, if it is a whole one.
    #[must_use]
    pub const fn whole(self) -> Option<u64> {
        if self.scale == 0 { Some(self.digits) } else { None }
    }

    /// The nearest double.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        // Both are doubles exactly, and of those a division gives the nearest double to the true ratio.
        if let Some(power) = POWERS.get(usize::from(self.scale)).filter(|_| self.digits < 1 << 53) {
            #[expect(clippy::cast_precision_loss, reason = "digits below 2^53 and powers of ten up to 10^19 lose nothing")]
            return self.digits as f64 / *power as f64;
        }
        // The text is a decimal number, which parses to the nearest double.
        self.to_string().parse().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Decimal {
    /// Plain digits: `0.0000017243`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits.to_string();
        let scale = usize::from(self.scale);
        if scale == 0 {
            return f.write_str(&digits);
        }
        let padded = format!("{digits:0>width$}", width = scale + 1);
        let (whole, behind) = padded.split_at(padded.len() - scale);
        write!(f, "{whole}.{behind}")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        Decimal::parse(text.as_bytes()).map_or_else(|| "none".to_owned(), |decimal| decimal.to_string())
    }

    #[test]
    fn a_number_is_kept_whatever_its_spelling() {
        for (text, expected) in [
            ("1.72430e-06", "0.0000017243"),
            ("0.000106530", "0.00010653"),
            ("0.00000", "0"),
            ("1", "1"),
            ("100", "100"),
            ("1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e2", "100"),
            ("6.998e-05", "0.00006998"),
            ("0.30000000000000004", "0.30000000000000004"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
        for text in ["", ".", "nan", "-1", "+1", "1.2.3", "e5", "1e", "0x1", "1,2", "1e-99", "99999999999999999999"] {
            assert_eq!(shown(text), "none", "{text}");
        }
    }

    #[test]
    fn a_ratio_is_rounded_as_its_source_does() {
        let of = |count, total, rounding| Decimal::of_ratio(count, total, rounding).unwrap().to_string();
        // gnomAD v4 and ExAC, as they print them.
        assert_eq!(of(6, 1_413_132, Rounding::Significant(6)), shown("4.24589e-06"));
        assert_eq!(of(3, 42_870, Rounding::Significant(4)), shown("6.998e-05"));
        assert_eq!(of(1, 3, Rounding::Decimals(4)), "0.3333");
        assert_eq!(of(1, 8, Rounding::Decimals(2)), "0.12", "a half goes to the even digit");
        assert_eq!(of(7, 7, Rounding::Significant(6)), "1");
        assert_eq!(of(1, 3, Rounding::Double), (1.0 / 3.0).to_string());
        assert_eq!(Decimal::of_ratio(1, 0, Rounding::Double), None);
    }

    proptest! {
        #[test]
        fn packed_and_unpacked_is_the_same(digits in 0_u64..1 << 57, scale in 0_i32..=63) {
            if let Some(decimal) = Decimal::of(digits, scale) {
                prop_assert_eq!(Decimal::unpack(decimal.pack()), decimal);
                prop_assert_eq!(Decimal::parse(decimal.to_string().as_bytes()), Some(decimal));
            }
        }

        #[test]
        fn the_double_is_the_nearest(digits in prop_oneof![0_u64..1 << 57, 0_u64..10_000_000], scale in 0_i32..=63) {
            if let Some(decimal) = Decimal::of(digits, scale) {
                prop_assert_eq!(decimal.to_f64().to_bits(), decimal.to_string().parse::<f64>().unwrap().to_bits());
            }
        }

        #[test]
        fn any_ratio_is_the_one_of_long_division(
            count in any::<u64>(), total in 1_u64.., short in 0_u32..60, digits in 1_u8..=12,
        ) {
            let (count, total) = (count >> short, (total >> short).max(1));
            if let Some(ratio) = Decimal::of_ratio(count, total, Rounding::Decimals(digits)) {
                let power = 10_u128.pow(u32::from(digits));
                let (scaled, total) = (u128::from(count) * power, u128::from(total));
                let whole = (scaled * 2 + total) / (total * 2);
                let whole = if (scaled * 2 + total) % (total * 2) == 0 && whole % 2 == 1 { whole - 1 } else { whole };
                prop_assert_eq!(Some(ratio), Decimal::of(u64::try_from(whole).unwrap(), i32::from(digits)));
            }
        }

        #[test]
        fn six_digits_are_those_of_printf(count in 1_u64..2_000_000, more in 0_u64..2_000_000) {
            let total = count + more;
            let ratio = Decimal::of_ratio(count, total, Rounding::Significant(6)).unwrap();
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            let printed = format!("{:.5e}", count as f64 / total as f64);
            prop_assert_eq!(ratio, Decimal::parse(printed.as_bytes()).unwrap());
        }
    }
}
