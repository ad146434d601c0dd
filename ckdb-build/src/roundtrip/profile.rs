//! Boolean profiles as tumours: the parts that must be there are shown together, those that must not are looked for and not there.

use super::generate::Unwritten;
use super::tumour::Finding;
use ckdb_core::model::{Biomarker, Criterion, Expression, Operator, VariantId};

/// What writes one variant.
pub(super) trait Write {
    /// Tumours that have the variant, each found to be so by itself.
    fn findings(&mut self, variant: VariantId) -> Result<Vec<Finding>, Unwritten>;

    /// What the variant covers.
    fn criterion(&self, variant: VariantId) -> Option<Criterion>;
}

/// How often an expression is tried, with other letters and in other phases.
pub(super) const ATTEMPTS: usize = 12;

/// A tumour in which the expression is `wanted` true or false; `attempt` chooses among the ways.
///
/// # Errors
/// Why some part cannot be written.
pub(super) fn compose(write: &mut impl Write, asked: &Expression, wanted: bool, attempt: usize) -> Result<Finding, Unwritten> {
    match asked {
        Expression::Variant(variant) if wanted => {
            let found = write.findings(*variant)?;
            let chosen = found.get(attempt / 2 % found.len().max(1)).cloned();
            chosen.ok_or(Unwritten::NotHere)
        }
        Expression::Variant(variant) => absent(write.criterion(*variant)),
        Expression::Join(Operator::Not, parts) => {
            let part = parts.first().ok_or(Unwritten::NotHere)?;
            compose(write, part, !wanted, attempt)
        }
        Expression::Join(Operator::Any, parts) if wanted => {
            let mut why = Unwritten::NotHere;
            let turned = parts.iter().cycle().skip(attempt / 2 % parts.len().max(1)).take(parts.len());
            for part in turned {
                match compose(write, part, true, attempt) {
                    Ok(found) => return Ok(found),
                    Err(error) => why = error,
                }
            }
            Err(why)
        }
        Expression::Join(operator, parts) => {
            let mut whole = Finding::default();
            for (number, part) in parts.iter().enumerate() {
                let found = compose(write, part, wanted, attempt)?;
                whole.merge(match operator {
                    Operator::Cis if wanted => found.on("0|1"),
                    Operator::Trans if wanted => found.on(if number == 0 { "0|1" } else { "1|0" }),
                    // Every second time parts are told to lie on different copies, lest neighbours read together are another change.
                    Operator::All if wanted && attempt % 2 == 1 => found.on(if number % 2 == 0 { "0|1" } else { "1|0" }),
                    _ => found,
                });
            }
            Ok(whole)
        }
    }
}

/// What a tumour without the variant shows: nothing on its lines, and a signature that was measured and is not there.
fn absent(criterion: Option<Criterion>) -> Result<Finding, Unwritten> {
    let told = match criterion {
        None => return Err(Unwritten::NotHere),
        Some(Criterion::Expression { .. }) => return Err(Unwritten::NoExpression),
        Some(Criterion::Marker { .. }) => return Err(Unwritten::NoMarker),
        Some(Criterion::WildType { .. }) => return Err(Unwritten::NotWildType),
        Some(Criterion::Biomarker { biomarker, .. }) => Some(match biomarker {
            Biomarker::Msi => "MSI=stable",
            Biomarker::Tmb => "TMB=0/Mb",
            Biomarker::Hrd => "HRD=negative",
        }),
        Some(_) => None,
    };
    Ok(Finding { biomarkers: told.map(str::to_owned).into_iter().collect(), ..Finding::default() })
}

/// The word for a profile's kind.
pub(super) fn kind(asked: &Expression) -> &'static str {
    match asked {
        Expression::Variant(_) => "profile: one variant",
        Expression::Join(Operator::All, _) => "profile: all",
        Expression::Join(Operator::Any, _) => "profile: any",
        Expression::Join(Operator::Not, _) => "profile: not",
        Expression::Join(Operator::Cis, _) => "profile: cis",
        Expression::Join(Operator::Trans, _) => "profile: trans",
    }
}

/// Does it ask for an absence, so that copies must be told everywhere?
pub(super) fn asks_absence(asked: &Expression) -> bool {
    match asked {
        Expression::Variant(_) => false,
        Expression::Join(operator, parts) => *operator == Operator::Not || parts.iter().any(asks_absence),
    }
}
