//! What the codons become.
//!
//! ```text
//!   coding letters   … | f·3      c0 ▒▒▒▒▒▒ c1      l·3 | …
//!   codons           … |  the window [f, l): every codon the change touches  | …
//! ```
//! 1. The window is read twice, with the old and with the new letters.
//! 2. In frame, away from the stop: the two runs of residues are compared, and that is all.
//! 3. Out of frame, or when the stop is touched: reading goes on, into the 3′ untranslated region if need be, until a stop.
//!
//! Only changes that lie in one exon come here; across a splice site nobody can know the protein, and none is made up.

use super::Consequence;
use super::change::{CodingChange, CodingEffect, Substitution, changed_codons, substitutions, unknown};
use super::letters::Reading;
use super::protein::{Residues, describe};
use super::reading_on::{read_on, stop_retained};
use super::term::{Term, Terms};
use crate::genome::{AminoAcid, ChangeClass, ProteinChange, Residue, Sequence};

/// The effect of `change`, which lies in one exon and touches the coding part.
pub(super) fn effect<S: Sequence + ?Sized>(reading: &Reading<'_, '_, '_, S>, change: &CodingChange<'_>) -> CodingEffect {
    let first = change.from / 3;
    let end = change.to.div_ceil(3);
    let codons = reading.codons();
    if first >= codons {
        // Letters after the last whole codon of a partial model.
        return CodingEffect { terms: Terms::of(Term::IncompleteTerminalCodon), ..CodingEffect::default() };
    }
    let touches_stop = end >= codons && reading.residue(codons) == Some(AminoAcid::Ter);
    if end > codons && !touches_stop {
        // It reaches beyond the last whole codon of a partial model.
        return unknown(change, first, codons);
    }
    let mut effect =
        if !change.keeps_frame() || touches_stop { read_on(reading, change, first) } else { in_frame(reading, change, first, end) };
    if first == 0 {
        start_codon(reading, change, &mut effect);
    }
    effect.residues = effect.residues.or_else(|| match &effect.protein {
        Some(protein) => Some((protein.first(), protein.last())),
        None => Some((first + 1, end.clamp(first + 1, codons))),
    });
    effect
}

/// [`effect`] for as many letters as were lost, within one codon that is neither the first nor the last: the most frequent change by
/// far, so it is written straight to where it belongs. `false` when it is another kind of change, or residues are not known.
pub(super) fn within_codon<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    found: &mut Consequence,
) -> bool {
    let (index, within) = (change.from / 3, (change.from % 3) as usize);
    let length = change.letters.len();
    if change.lost() != length || within + length > 3 || index == 0 || index + 1 >= reading.codons() {
        return false;
    }
    let codon = reading.codon(index);
    let mut changed = codon;
    for (old, new) in changed.iter_mut().skip(within).zip(change.letters) {
        *old = *new;
    }
    let (old, new) = (reading.residue_of(index, codon), reading.new_residue(index, changed));
    // As in `keep_selenocysteine`.
    let new = if old == AminoAcid::Sec && new == AminoAcid::Ter { old } else { new };
    if old == AminoAcid::Unknown || new == AminoAcid::Unknown {
        return false;
    }
    let at = Residue { acid: old, number: index + 1 };
    found.residues = Some((at.number, at.number));
    found.protein = Some(if old == new { ProteinChange::Synonymous { at } } else { ProteinChange::Substitution { at, to: new } });
    let (term, class) = if new == AminoAcid::Ter {
        if reading.layout.has_untranslated() {
            found.escapes_decay = Some(reading.layout.escapes_decay(reading.coordinate(index * 3 + 3)));
        }
        (Term::StopGained, ChangeClass::StopGained)
    } else if old == new {
        (Term::Synonymous, ChangeClass::Synonymous)
    } else {
        if old != AminoAcid::Ter {
            found.substitutions.push(Substitution { at, to: new });
        }
        (Term::Missense, ChangeClass::Missense)
    };
    found.terms.insert(term);
    found.class = Some(class);
    true
}

fn in_frame<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    first: u32,
    end: u32,
) -> CodingEffect {
    let lost: Residues = (first..end).map(|index| reading.residue_of(index, reading.codon(index))).collect();
    let kept = (end * 3 - first * 3) as usize - change.lost();
    let count = (kept + change.letters.len()) / 3;
    let changed = changed_codons(reading, change, first).take(count).zip(first..);
    let gained: Residues = changed.map(|(codon, index)| reading.new_residue(index, codon)).collect();
    let gained = keep_selenocysteine(lost.as_slice(), gained);
    if lost.contains(&AminoAcid::Unknown) || gained.contains(&AminoAcid::Unknown) {
        return unknown(change, first, reading.codons());
    }
    let protein = describe(first + 1, &lost, &gained, &|number| reading.residue(number));
    if lost.is_empty()
        && let Some(ProteinChange::Synonymous { at }) = protein
    {
        // A stop put right before the stop.
        return stop_retained(at);
    }
    let mut effect = CodingEffect { protein, ..CodingEffect::default() };
    if let Some(stop) = gained.iter().position(|acid| *acid == AminoAcid::Ter) {
        effect.terms.insert(Term::StopGained);
        if change.lost() != change.letters.len() {
            effect.terms.insert(change.length_term());
        }
        effect.class = Some(ChangeClass::StopGained);
        // Letters of the changed sequence up to the new stop, told in letters of the reference.
        let stop_end = i64::from(first * 3) + 3 * (stop as i64 + 1) + change.lost() as i64 - change.letters.len() as i64;
        effect.premature_stop = u32::try_from(stop_end).ok().map(|coding| reading.coordinate(coding));
        substitutions(&mut effect.substitutions, first, &lost, &gained[..stop.min(lost.len())]);
        return effect;
    }
    if lost == gained {
        effect.terms.insert(Term::Synonymous);
        effect.class = Some(ChangeClass::Synonymous);
        return effect;
    }
    effect.terms.insert(change.length_term());
    effect.class = match &effect.protein {
        _ if gained.len() < lost.len() => Some(ChangeClass::InFrameDeletion),
        _ if gained.len() > lost.len() => Some(change.gain_class()),
        Some(ProteinChange::Substitution { .. }) => Some(ChangeClass::Missense),
        _ => Some(ChangeClass::InFrameDelins),
    };
    if lost.len() == gained.len() {
        substitutions(&mut effect.substitutions, first, &lost, &gained);
    }
    effect
}

/// A codon TGA that was selenocysteine and still is TGA at its place is selenocysteine, not a stop.
fn keep_selenocysteine(lost: &[AminoAcid], mut gained: Residues) -> Residues {
    if lost.contains(&AminoAcid::Sec) && lost.len() == gained.len() {
        for (new, old) in gained.iter_mut().zip(lost) {
            if *old == AminoAcid::Sec && *new == AminoAcid::Ter {
                *new = AminoAcid::Sec;
            }
        }
    }
    gained
}

/// The first codon is among those touched: is it still a start?
fn start_codon<S: Sequence + ?Sized>(reading: &Reading<'_, '_, '_, S>, change: &CodingChange<'_>, effect: &mut CodingEffect) {
    if change.from >= 3 || !reading.has_start() {
        return;
    }
    let was = reading.codon(0);
    let Some(now) = changed_codons(reading, change, 0).next() else { return };
    if reading.still_starts(now, was) {
        if now != was && effect.class == Some(ChangeClass::Synonymous) {
            effect.terms = Terms::of(Term::StartRetained);
        }
        return;
    }
    let mut terms = Terms::of(Term::StartLost);
    if !change.keeps_frame() {
        terms.insert(Term::Frameshift);
    } else if change.lost() != change.letters.len() {
        terms.insert(change.length_term());
    }
    *effect = CodingEffect {
        terms,
        class: Some(ChangeClass::StartLost),
        protein: Some(ProteinChange::StartLost),
        residues: Some((1, 1)),
        ..CodingEffect::default()
    };
}
