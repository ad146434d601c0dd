//! Whole numbers as text. Names of changes are numbers for the most part, tables print millions of them, and the standard way to
//! format one number costs as much as all the rest of a name.

use std::fmt;

/// Writes a number in decimal digits, as `Display` does without width or sign.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write_decimal<W: fmt::Write + ?Sized>(out: &mut W, number: u32) -> fmt::Result {
    let mut digits = [0_u8; 10];
    let (mut rest, mut at) = (number, digits.len());
    loop {
        at -= 1;
        digits[at] = b"0123456789"[(rest % 10) as usize];
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    // Digits are always text.
    out.write_str(std::str::from_utf8(&digits[at..]).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_writes_what_display_writes() {
        let around = (0..32).map(|bits| 1_u32 << bits).chain((0..10).map(|digits| 10_u32.pow(digits)));
        for number in around.flat_map(|number| [number - 1, number, number + 1]).chain([u32::MAX]) {
            let mut text = String::new();
            write_decimal(&mut text, number).expect("a String takes all");
            assert_eq!(text, number.to_string());
        }
    }
}
