//! Small pictures, inline, where one says more than a table: each with its text.
//!
//! A picture is numbers we worked out and texts the template escapes; colours come from the page's style sheet by class, so that both
//! the dark and the printed page have them. Nothing of the input becomes an attribute.

pub(super) mod lollipop;
pub(super) mod matrix;
pub(super) mod strip;

/// A number of a picture: one digit behind the point, never `-0.0` or `NaN`, so that pages are equal to the byte everywhere.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!([number(1.0), number(-0.01), number(2.25), number(f64::NAN)], ["1", "0", "2.2", "0"]);
    }
}
