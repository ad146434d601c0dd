//! One cell: its unit, and its text as a value.

use super::error::FaultKind;
use super::{Call, Measured};

/// What a column's numbers count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Absolute copies.
    Copies,
    /// Copies of the more frequent parental chromosome.
    Major,
    /// Copies of the rarer one.
    Minor,
    /// Logarithm of the ratio to base 2.
    Log2,
    /// The ratio.
    FoldChange,
    /// -2 to 2, or a word.
    Call,
    /// GATK's `+`, `-`, `0`.
    Sign,
}

/// Does the cell say that there is no value?
pub(super) fn is_silent(text: &str) -> bool {
    matches!(text, "" | "." | "-" | "NA" | "N/A" | "na" | "NaN" | "nan" | "null")
}

/// Lays the value of a cell into `out`; a silent cell changes nothing.
pub(super) fn lay(unit: Unit, text: &str, out: &mut Measured) -> Result<(), FaultKind> {
    // GATK's sign of a loss is the mark that means silence elsewhere.
    if unit == Unit::Sign {
        out.call = match text {
            "+" => Some(Call::DUPLICATED),
            "-" => Some(Call::DELETED),
            "0" => Call::exactly(0),
            _ => return Err(FaultKind::UnknownCall),
        };
        return Ok(());
    }
    if is_silent(text) {
        return Ok(());
    }
    match unit {
        Unit::Call => out.call = Some(call(text)?),
        // The logarithm of nothing: the caller saw no reads at all.
        Unit::Log2 if text.eq_ignore_ascii_case("-inf") => out.ratio = Some(0.0),
        Unit::Log2 => out.ratio = Some(number(text)?.exp2()),
        Unit::FoldChange => out.ratio = Some(not_negative(number(text)?)?),
        Unit::Copies => out.copies = Some(not_negative(number(text)?)?),
        Unit::Major => out.copies = Some(not_negative(number(text)?)? + out.copies.unwrap_or(0.0)),
        Unit::Minor => out.minor = Some(not_negative(number(text)?)?),
        Unit::Sign => {}
    }
    Ok(())
}

fn number(text: &str) -> Result<f64, FaultKind> {
    text.parse::<f64>().ok().filter(|value| value.is_finite()).ok_or(FaultKind::NotANumber)
}

/// How far below zero a fitted number may lie: models that subtract normal cells overshoot a little where nothing is left.
const OVERSHOOT: f64 = 0.5;

fn not_negative(value: f64) -> Result<f64, FaultKind> {
    if value < -OVERSHOOT { Err(FaultKind::Negative) } else { Ok(value.max(0.0)) }
}

/// A number from -2 to 2 (GISTIC; portals also write -1.5 for a deep loss that not every method calls so), or a word.
fn call(text: &str) -> Result<Call, FaultKind> {
    let word = text.to_ascii_lowercase().replace(['_', '-', ' '], "");
    let exactly = |value| Call::exactly(value).ok_or(FaultKind::UnknownCall);
    match &*word {
        "amp" | "amplification" | "amplified" | "highlevelamplification" => exactly(2),
        "gain" | "lowlevelgain" | "gained" => exactly(1),
        "neutral" | "diploid" | "normal" | "none" => exactly(0),
        "hetloss" | "loss" | "shallowdeletion" | "heterozygousdeletion" | "hemizygousdeletion" | "heterozygousloss" => exactly(-1),
        "homdel" | "deepdeletion" | "homozygousdeletion" | "deeploss" | "homozygousloss" => exactly(-2),
        "del" | "deletion" => Ok(Call::DELETED),
        "dup" | "duplication" => Ok(Call::DUPLICATED),
        _ => match text.trim_start_matches('+') {
            "2" | "2.0" => exactly(2),
            "1" | "1.0" => exactly(1),
            "0" | "0.0" | "-0.0" => exactly(0),
            "-1" | "-1.0" => exactly(-1),
            "-1.5" => Ok(Call::DELETED),
            "-2" | "-2.0" => exactly(-2),
            _ => Err(FaultKind::UnknownCall),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_calls() {
        assert_eq!(call("Deep Deletion"), Ok(Call { lowest: -2, highest: -2 }));
        assert_eq!(call("+2"), Ok(Call { lowest: 2, highest: 2 }));
        assert_eq!(call("DEL"), Ok(Call::DELETED), "which of both is not said");
        assert_eq!(call("3"), Err(FaultKind::UnknownCall));
        assert_eq!(call("maybe"), Err(FaultKind::UnknownCall));
    }

    #[test]
    fn units_are_kept_apart() {
        let mut measured = Measured::default();
        for (unit, text) in [(Unit::Log2, "1"), (Unit::Copies, "4"), (Unit::Minor, "NA")] {
            assert_eq!(lay(unit, text, &mut measured), Ok(()));
        }
        assert_eq!(measured, Measured { copies: Some(4.0), minor: None, ratio: Some(2.0), call: None });
        assert_eq!(lay(Unit::Copies, "-0.2", &mut measured), Ok(()), "a fit overshoots");
        assert_eq!(measured.copies, Some(0.0));
        assert_eq!(lay(Unit::Copies, "-1", &mut measured), Err(FaultKind::Negative));
        assert_eq!(lay(Unit::FoldChange, "inf", &mut measured), Err(FaultKind::NotANumber));
    }
}
