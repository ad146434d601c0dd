//! Do several variants of a tumour lie on one haplotype (R26)? Alleles are chosen, one for each variant, and their phase asked.

use super::carried::Carried;
use crate::matching::{Judgement, Reason, Truth};
use crate::model::VariantId;
use crate::phase::{Relation, relation};

const UNTOLD: Truth = Truth::Unknown(Reason::Phase);

/// Alleles are tried in every combination up to this many steps; beyond, the answer is unknown.
const MOST_CHOICES: u32 = 10_000;

/// Is there an allele for each variant so that all of them lie on one haplotype?
pub(super) fn in_cis(carried: &[Carried], variants: &[VariantId]) -> Truth {
    let holds = |carried: &&Carried, variant: &VariantId| {
        carried.variants.iter().any(|found| found.variant == *variant && matches!(found.judgement, Judgement::Holds { .. }))
    };
    let carrying = |variant: &VariantId| carried.iter().filter(|carried| holds(carried, variant)).collect();
    let choices: Vec<Vec<&Carried>> = variants.iter().map(carrying).collect();
    if choices.iter().any(Vec::is_empty) {
        return UNTOLD;
    }
    some_choice_in_cis(&choices, &mut Vec::new(), &mut { MOST_CHOICES })
}

/// Is there one allele for each variant so that all lie on one haplotype? False when each choice has two that are told apart.
fn some_choice_in_cis<'a>(choices: &[Vec<&'a Carried>], chosen: &mut Vec<&'a Carried>, steps: &mut u32) -> Truth {
    let Some((first, rest)) = choices.split_first() else { return Truth::True };
    let mut best = Truth::False;
    for candidate in first {
        let Some(left) = steps.checked_sub(1) else { return best.or(UNTOLD) };
        *steps = left;
        let with_chosen = chosen.iter().map(|other| lie_in_cis(candidate, other)).fold(Truth::True, Truth::and);
        if with_chosen == Truth::False {
            continue;
        }
        chosen.push(candidate);
        best = best.or(with_chosen.and(some_choice_in_cis(rest, chosen, steps)));
        chosen.pop();
        if best == Truth::True {
            break;
        }
    }
    best
}

/// How two alleles of the sample lie to each other.
pub(super) fn lie_in_cis(a: &Carried, b: &Carried) -> Truth {
    // One molecule, or one that was joined from several lines.
    if a.allele == b.allele {
        return Truth::True;
    }
    match (&a.call, &b.call) {
        // One allele of one line on two copies, each with other neighbours: which of them is meant is not told.
        (Some(a), Some(b)) if (a.line, a.alternate) == (b.line, b.alternate) => UNTOLD,
        (Some(a), Some(b)) => match relation(a, b) {
            Relation::Cis => Truth::True,
            Relation::Trans => Truth::False,
            Relation::Unknown => UNTOLD,
        },
        _ => UNTOLD,
    }
}
