//! One measured value in the unit of a rule: exact, a range where something is not told, or a reason why there is none.
//!
//! Ratio to copies: of a sample with purity *p* and mean tumour ploidy *P*, a stretch with *n* copies in tumour cells and two in
//! normal cells shows *r* = (*pn* + 2(1−*p*)) / (*pP* + 2(1−*p*)), so *n* = (*r*(*pP* + 2(1−*p*)) − 2(1−*p*)) / *p* (Carter
//! 2012, PMID 22544022). Without purity: *n* is *rP* in a pure sample, and farther from *P* the fewer tumour cells there are. So
//! *n* lies between *rP* and its value for the least purity any caller fits, and what that decides holds for every purity. On the X and Y of a
//! male a ratio is taken to be one to a male normal sample, as callers that know the sex give it: one copy shows 1.

use super::settings::CopySettings;
use crate::matching::truth::{Reason, Truth};
use crate::model::{CopyMeasure, CopyRule};
use crate::segment::Measured;

/// All values a thing may have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    pub(super) low: f64,
    pub(super) high: f64,
}

impl Range {
    const fn exactly(value: f64) -> Self {
        Self { low: value, high: value }
    }

    fn scaled(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }
}

/// Absolute copies; `one_copy` where normal cells have one.
pub(super) fn copies(measured: &Measured, settings: &CopySettings, one_copy: bool) -> Result<Range, Reason> {
    if let Some(copies) = measured.copies {
        return Ok(Range::exactly(copies));
    }
    if let Some(ratio) = measured.ratio {
        let ploidy = settings.ploidy().ok_or(Reason::NoPloidy)?;
        return Ok(per_ploidy(ratio, settings, one_copy).scaled(ploidy));
    }
    match measured.call {
        // No copy left is no copy left in every unit.
        Some(call) if call.highest == -2 => Ok(Range::exactly(0.0)),
        Some(_) => Err(Reason::CopyUnit),
        None => Err(Reason::NoCopyNumber),
    }
}

/// With fewer tumour cells no caller tells copies (PURPLE fits no purity below this).
const LEAST_PURITY: f64 = 0.08;

/// Copies divided by ploidy, from a ratio.
fn per_ploidy(ratio: f64, settings: &CopySettings, one_copy: bool) -> Range {
    let of_two_copies = match (settings.purity(), settings.ploidy()) {
        (Some(purity), Some(ploidy)) => {
            let normal = 2.0 * (1.0 - purity);
            let copies = (ratio * (purity * ploidy + normal) - normal) / purity;
            Range::exactly((copies / ploidy).max(0.0))
        }
        // A pure sample needs no ploidy for this.
        (Some(1.0), None) => Range::exactly(ratio),
        // A pure sample on one side, the fewest tumour cells that any caller sees on the other.
        (None, Some(ploidy)) => {
            let farthest = 1.0 + (ratio - 1.0) * (1.0 + 2.0 * (1.0 - LEAST_PURITY) / (LEAST_PURITY * ploidy));
            Range { low: ratio.min(farthest).max(0.0), high: ratio.max(farthest) }
        }
        _ if ratio >= 1.0 => Range { low: ratio, high: f64::INFINITY },
        _ => Range { low: 0.0, high: ratio },
    };
    if one_copy { of_two_copies.scaled(0.5) } else { of_two_copies }
}

fn copies_per_ploidy(measured: &Measured, settings: &CopySettings, one_copy: bool) -> Result<Range, Reason> {
    match (measured.copies, measured.ratio, settings.ploidy()) {
        (Some(0.0), ..) => Ok(Range::exactly(0.0)),
        (None, Some(ratio), None) => Ok(per_ploidy(ratio, settings, one_copy)),
        (_, _, Some(ploidy)) => Ok(copies(measured, settings, one_copy)?.scaled(1.0 / ploidy)),
        (Some(_), _, None) => Err(Reason::NoPloidy),
        (None, _, None) => copies(measured, settings, one_copy),
    }
}

/// Share of the values that lie below, with half of those that are equal, 0 to 100.
fn percentile(measured: &Measured, ranked: &[f64]) -> Result<Range, Reason> {
    let value = measured.ratio.or(measured.copies).ok_or(Reason::CopyUnit)?;
    if ranked.is_empty() {
        return Err(Reason::CopyUnit);
    }
    let below = ranked.partition_point(|other| *other < value);
    let equal = ranked.partition_point(|other| *other <= value) - below;
    #[expect(clippy::cast_precision_loss, reason = "no table has that many segments")]
    let rank = (below as f64 + equal as f64 / 2.0) * 100.0 / ranked.len() as f64;
    Ok(Range::exactly(rank))
}

/// Does a value meet a rule's threshold?
pub(super) fn meets(rule: &CopyRule, measured: &Measured, settings: &CopySettings, one_copy: bool, ranked: &[f64]) -> Truth {
    let value = match rule.measure {
        CopyMeasure::Copies => copies(measured, settings, one_copy),
        CopyMeasure::CopiesPerPloidy => copies_per_ploidy(measured, settings, one_copy),
        CopyMeasure::FoldChange => measured.ratio.map(Range::exactly).ok_or(Reason::CopyUnit),
        CopyMeasure::Log2 => measured.ratio.map(|ratio| Range::exactly(ratio.log2())).ok_or(Reason::CopyUnit),
        CopyMeasure::Call => match measured.call {
            Some(call) => Ok(Range { low: f64::from(call.lowest), high: f64::from(call.highest) }),
            None => Err(Reason::CopyUnit),
        },
        CopyMeasure::Percentile => percentile(measured, ranked),
    };
    let range = match value {
        Ok(range) => range,
        Err(reason) => return Truth::Unknown(reason),
    };
    let factor = rule.haploid_factor.filter(|_| one_copy).unwrap_or(1.0);
    let holds = |value: f64| rule.comparison.holds(value, rule.threshold * factor);
    match (holds(range.low), holds(range.high)) {
        (true, true) => Truth::True,
        (false, false) => Truth::False,
        _ => Truth::Unknown(why_a_range(measured, settings)),
    }
}

/// What would make a range exact.
fn why_a_range(measured: &Measured, settings: &CopySettings) -> Reason {
    match (measured.call, measured.ratio) {
        (Some(call), None) if call.highest < 0 => Reason::Zygosity,
        (Some(_), None) => Reason::NoCopyNumber,
        _ if settings.purity().is_none() => Reason::NoPurity,
        _ => Reason::NoPloidy,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may stop")]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_becomes_copies_only_with_ploidy_and_purity() {
        let told = |ploidy: Option<f64>, purity: Option<f64>| {
            let mut settings = CopySettings::default();
            if let Some(ploidy) = ploidy {
                settings = settings.with_ploidy(ploidy).unwrap();
            }
            if let Some(purity) = purity {
                settings = settings.with_purity(purity).unwrap();
            }
            settings
        };
        let double = Measured::of_ratio(2.0);
        assert_eq!(copies(&double, &told(None, None), false), Err(Reason::NoPloidy));
        assert_eq!(copies(&double, &told(Some(2.0), Some(1.0)), false), Ok(Range::exactly(4.0)));
        // Half of the cells are normal: (2 * (1 + 1) - 1) / 0.5.
        assert_eq!(copies(&double, &told(Some(2.0), Some(0.5)), false), Ok(Range::exactly(6.0)));
        assert_eq!(copies(&double, &told(Some(2.0), None), false), Ok(Range { low: 4.0, high: 27.0 }));
        assert_eq!(
            copies(&Measured::of_ratio(0.5), &told(Some(3.0), None), false),
            Ok(Range { low: 0.0, high: 1.5 }),
            "no fewer than none"
        );
        assert_eq!(copies(&double, &told(Some(2.0), Some(1.0)), true), Ok(Range::exactly(2.0)), "twice the one copy of a male X");
    }

    /// Whatever purity is, the value lies in the range that is given without it.
    #[test]
    fn a_range_without_purity_holds_for_every_purity() {
        for ratio in [0.1, 0.4, 0.9, 1.0, 1.3, 4.0] {
            for ploidy in [1.5, 2.0, 3.7] {
                let unknown = CopySettings::default().with_ploidy(ploidy).unwrap();
                let range = copies(&Measured::of_ratio(ratio), &unknown, false).unwrap();
                for purity in [0.08, 0.3, 0.7, 1.0] {
                    let known = unknown.clone().with_purity(purity).unwrap();
                    let exact = copies(&Measured::of_ratio(ratio), &known, false).unwrap();
                    assert!(range.low <= exact.low + 1e-9 && exact.high <= range.high + 1e-9, "{ratio} {ploidy} {purity}");
                }
            }
        }
    }

    #[test]
    fn ranks_count_half_of_the_equal() {
        let ranked = [0.1, 1.0, 1.0, 4.0];
        assert_eq!(percentile(&Measured::of_ratio(4.0), &ranked), Ok(Range::exactly(87.5)));
        assert_eq!(percentile(&Measured::of_ratio(1.0), &ranked), Ok(Range::exactly(50.0)));
        assert_eq!(percentile(&Measured::of_ratio(1.0), &[]), Err(Reason::CopyUnit));
    }
}
