//! Genes broken by a structural change: what that means for "truncating" and "loss of function" (R10, R11), and when no intact
//! copy is left (R17).
//!
//! A break is told by [`StructuralEffect::is_disruptive`](crate::consequence::StructuralEffect): no whole copy of the transcript
//! is left on that molecule. Whether another molecule carries one is a question of copy numbers.

use super::judgement::{Judgement, MatchLevel};
use super::truth::Reason;
use crate::consequence::cut::Reading;
use crate::consequence::{Consequence, Event};

/// Fewer undisrupted copies than this are none (R17).
pub(super) const NONE_LEFT: f64 = 0.5;

/// Does the break cost the protein its end, or the gene its promoter? Not where whole exons are lost or doubled in frame, and not
/// where only untranslated exons behind the stop go.
#[must_use]
pub fn breaks_protein(found: &Consequence) -> bool {
    let Some(effect) = found.structure.as_deref().filter(|effect| effect.is_disruptive) else { return false };
    let behind_stop = |cut: &crate::consequence::Cut| cut.reading == Reading::AfterStop;
    match effect.event {
        // The class of these says what becomes of the protein; a loss that goes on beyond the gene takes its end with it.
        Event::Deletion | Event::Duplication => {
            let beyond = effect.event == Event::Deletion && !effect.is_intragenic && effect.coding_letters > 0;
            beyond || effect.keeps_frame == Some(false)
        }
        Event::Inversion | Event::Rearrangement => !effect.cuts.is_empty() && !effect.cuts.iter().all(behind_stop),
        Event::Insertion | Event::CopyNumber => false,
    }
}

/// R17: no intact copy is left; a copy lost as a whole is a deletion (R16), not a disruption. `undisrupted` is the number of copies that are whole, where somebody told it.
#[must_use]
pub fn homozygous_disruption(found: &Consequence, undisrupted: Option<f64>) -> Judgement {
    const RULE: &str = "R17";
    let level = MatchLevel::GeneClass;
    let Some(effect) = found.structure.as_deref().filter(|effect| effect.is_disruptive) else { return Judgement::No };
    if effect.cuts.is_empty() {
        return Judgement::No;
    }
    // Counted as there in no copy at all.
    if effect.event == Event::CopyNumber {
        return Judgement::Holds { level, rule: RULE };
    }
    match undisrupted {
        Some(copies) if copies < NONE_LEFT => Judgement::Holds { level, rule: RULE },
        Some(_) => Judgement::No,
        None => Judgement::Open { level, rule: RULE, reason: Reason::NoCopyNumber },
    }
}
