//! Numbers of BCF as text: floats have six significant digits, as C's `%g` prints them and htslib does.

use std::io::Write;

/// Appends a whole number.
pub(super) fn integer(value: i64, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push(b'-');
    }
    out.extend_from_slice(&digits[at..]);
}

/// Below each of these a number has one more place behind the point.
const BOUNDS: [f64; 9] = [100_000.0, 10_000.0, 1_000.0, 100.0, 10.0, 1.0, 0.1, 0.01, 0.001];

/// Appends a float.
pub(super) fn float(value: f32, out: &mut Vec<u8>) {
    if value.is_sign_negative() {
        out.push(b'-');
    }
    let value = f64::from(value).abs();
    if value.is_nan() {
        out.extend_from_slice(b"nan");
    } else if value.is_infinite() {
        out.extend_from_slice(b"inf");
    } else if value == 0.0 {
        out.push(b'0');
    } else if (0.000_1..=999_999.0).contains(&value) {
        // Six digits, counted from the first that is not 0.
        let places = BOUNDS.iter().take_while(|bound| value < **bound).count() as u32;
        // As htslib does it, and not quite C: the product is rounded, half up.
        let scale = 10_u64.pow(places);
        let rounded = (value * scale as f64 + 0.5) as u64;
        integer((rounded / scale) as i64, out);
        fraction(rounded % scale, places as usize, out);
    } else {
        scientific(value, out);
    }
}

/// Appends the digits behind the point, if any are not 0.
fn fraction(value: u64, places: usize, out: &mut Vec<u8>) {
    if value == 0 {
        return;
    }
    // Writing to memory does not fail.
    let _ = write!(out, ".{value:0places$}");
    while out.last() == Some(&b'0') {
        out.pop();
    }
}

/// Appends a number that is small or large.
fn scientific(value: f64, out: &mut Vec<u8>) {
    const DIGITS: i32 = 6;
    let text = format!("{value:.5e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let is_plain = (-4..DIGITS).contains(&exponent);
    // Rounded to six digits it may be neither small nor large any more.
    let plain = if is_plain { format!("{value:.*}", (DIGITS - 1 - exponent) as usize) } else { mantissa.to_owned() };
    let digits = if plain.contains('.') { plain.trim_end_matches('0').trim_end_matches('.') } else { &plain };
    out.extend_from_slice(digits.as_bytes());
    if !is_plain {
        let sign = if exponent < 0 { '-' } else { '+' };
        let _ = write!(out, "e{sign}{:02}", exponent.abs());
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(value: f32) -> String {
        let mut out = Vec::new();
        float(value, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn floats_have_six_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.0, "1"),
            (30.1, "30.1"),
            (0.1, "0.1"),
            (-12.345_678, "-12.3457"),
            (0.000_123_456_7, "0.000123457"),
            (0.001, "0.001"),
            (9.999_999, "10"),
            (99_999.95, "100000"),
            (38_710.25, "38710.3"),
            (123_456.7, "123457"),
            (999_999.0, "999999"),
            (1_000_000.0, "1e+06"),
            (1.5e12, "1.5e+12"),
            (0.000_012_5, "1.25e-05"),
            (1e-38, "1e-38"),
            (3.402_823_5e38, "3.40282e+38"),
            (f32::INFINITY, "inf"),
            (f32::NEG_INFINITY, "-inf"),
            (f32::NAN, "nan"),
        ] {
            assert_eq!(of(value), text);
        }
        let mut out = Vec::new();
        [0, -1, i64::from(i32::MIN), 1_234_567_890].into_iter().for_each(|value| integer(value, &mut out));
        assert_eq!(out, b"0-1-21474836481234567890");
    }

    proptest! {
        #[test]
        fn text_reads_back_to_nearly_the_same(value in any::<f32>().prop_filter("finite", |value| value.is_finite())) {
            let back: f64 = of(value).parse().unwrap();
            let value = f64::from(value);
            prop_assert!((back - value).abs() <= value.abs() * 5.000_001e-6, "{value} {back}");
        }
    }
}
