//! Reading on: what becomes of a protein when the frame shifts or the stop codon is touched.
//!
//! The old and the new letters are read side by side from the first codon touched until they part; then the new ones alone,
//! into the 3′ untranslated region if need be, until they stop. Where they part decides the name: at a residue it is a
//! frameshift, at the old stop an extension, at a new stop a nonsense change.

use super::change::{ChangedCodons, CodingChange, CodingEffect, changed_codons, substitutions, unknown};
use super::letters::Reading;
use super::protein::{Residues, describe};
use super::term::{Term, Terms};
use crate::genome::{AminoAcid, ChangeClass, ProteinChange, Residue, Sequence};
use smallvec::SmallVec;

/// Out of frame, or the stop is touched: read old and new side by side until they part, then the new one to its stop.
pub(super) fn read_on<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    first: u32,
) -> CodingEffect {
    if change.keeps_frame()
        && let Some(effect) = stop_kept(reading, change, first)
    {
        return effect;
    }
    let mut effect = CodingEffect::default();
    let frame_term = if change.keeps_frame() { None } else { Some(Term::Frameshift) };
    let mut changed = changed_codons(reading, change, first);
    let codons = reading.codons();
    let unknown = || unknown(change, first, codons);
    let mut index = first;
    let (old, new) = loop {
        if index >= codons {
            // A model without a stop, and no difference up to its end.
            return unknown();
        }
        let codon = reading.codon(index);
        let old = reading.residue_of(index, codon);
        let Some(new_codon) = changed.next() else { return unknown() };
        let new = reading.new_residue(index, new_codon);
        if old == AminoAcid::Unknown || new == AminoAcid::Unknown {
            return unknown();
        }
        if old != new {
            break (old, new);
        }
        if old == AminoAcid::Ter {
            return stop_retained(at_stop(codons));
        }
        index += 1;
    };
    let at = Residue { acid: old, number: index + 1 };
    if old == AminoAcid::Ter {
        effect.terms.insert(Term::StopLost);
        if let Some(term) = frame_term {
            effect.terms.insert(term);
        }
        effect.class = Some(ChangeClass::StopLost);
        let stop = distance_to_stop(reading, &mut changed, 1);
        effect.protein = Some(ProteinChange::Extension { at: at.number, to: Some(new), stop });
        return effect;
    }
    let stop_at = |number: u32| {
        let shift = change.lost() as i64 - change.letters.len() as i64;
        let end = i64::from(number * 3) + shift;
        u32::try_from(end).ok().map(|coding| reading.coordinate(coding))
    };
    if new == AminoAcid::Ter {
        effect.terms.insert(Term::StopGained);
        if let Some(term) = frame_term {
            effect.terms.insert(term);
        }
        effect.class = Some(ChangeClass::StopGained);
        effect.protein = Some(ProteinChange::Substitution { at, to: AminoAcid::Ter });
        effect.premature_stop = stop_at(at.number);
        return effect;
    }
    if frame_term.is_some() {
        let stop = distance_to_stop(reading, &mut changed, 2);
        effect.terms.insert(Term::Frameshift);
        if change.to + 3 > reading.length && reading.residue(codons) == Some(AminoAcid::Ter) {
            // Letters of the stop codon itself are among those lost.
            effect.terms.insert(Term::StopLost);
        }
        effect.class = Some(ChangeClass::Frameshift);
        effect.premature_stop = stop.and_then(|stop| stop_at(at.number + stop - 1));
        effect.protein = Some(ProteinChange::Frameshift { at, to: Some(new), stop });
        return effect;
    }
    let by = (change.letters.len() as i64 - change.lost() as i64) / 3;
    stop_moved(reading, at, new, &mut changed, i64::from(codons - index) + by)
}

fn at_stop(codons: u32) -> Residue {
    Residue { acid: AminoAcid::Ter, number: codons }
}

/// The protein ends where it ended, and nothing before its end differs.
pub(super) fn stop_retained(at: Residue) -> CodingEffect {
    CodingEffect {
        terms: Terms::of(Term::StopRetained),
        class: Some(ChangeClass::Synonymous),
        protein: Some(ProteinChange::Synonymous { at }),
        ..CodingEffect::default()
    }
}

/// In frame, the stop codon is touched, but a stop still stands at its place (moved only by the change of length): what
/// differs are residues before it. `None` when the stop is gone, or comes early.
fn stop_kept<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    first: u32,
) -> Option<CodingEffect> {
    let codons = reading.codons();
    let old: Residues = (first..codons).map(|index| reading.residue_of(index, reading.codon(index))).collect();
    let length = old.len() as i64 + (change.letters.len() as i64 - change.lost() as i64) / 3;
    let length = usize::try_from(length).ok()?;
    let new: Residues = changed_codons(reading, change, first)
        .take(length)
        .zip(first..)
        .map(|(codon, index)| reading.new_residue(index, codon))
        .collect();
    let (old, new) = (old.split_last()?, new.split_last()?);
    let in_place = *old.0 == AminoAcid::Ter && *new.0 == AminoAcid::Ter && !new.1.contains(&AminoAcid::Ter);
    let (lost, gained) = (old.1, new.1);
    if !in_place || lost.contains(&AminoAcid::Unknown) || gained.contains(&AminoAcid::Unknown) {
        return None;
    }
    if lost == gained {
        return Some(stop_retained(at_stop(codons)));
    }
    let protein = describe(first + 1, lost, gained, &|number| reading.residue(number));
    let class = match (&protein, lost.len(), gained.len()) {
        (_, lost, gained) if lost > gained => ChangeClass::InFrameDeletion,
        (_, lost, gained) if lost < gained => change.gain_class(),
        (Some(ProteinChange::Substitution { .. }), ..) => ChangeClass::Missense,
        _ => ChangeClass::InFrameDelins,
    };
    let mut terms = Terms::of(change.length_term());
    if lost.len() != gained.len() {
        // Letters of the stop codon are among those replaced, and a stop stands there again.
        terms.insert(Term::StopRetained);
    }
    let mut effect = CodingEffect { terms, class: Some(class), protein, ..CodingEffect::default() };
    if lost.len() == gained.len() {
        substitutions(&mut effect.substitutions, first, lost, gained);
    }
    Some(effect)
}

/// In frame, residues before the stop differ, and the stop is not at its place: it comes early, or is lost.
fn stop_moved<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    at: Residue,
    new: AminoAcid,
    changed: &mut impl Iterator<Item = [u8; 3]>,
    early: i64,
) -> CodingEffect {
    let codons = reading.codons();
    let mut gained: Residues = SmallVec::from_slice(&[new]);
    for codon in changed {
        let acid = reading.new_residue(at.number, codon);
        gained.push(acid);
        if acid == AminoAcid::Ter {
            break;
        }
    }
    let ends = gained.last() == Some(&AminoAcid::Ter);
    if ends && (gained.len() as i64) < early {
        let lost: Residues = (at.number..codons).filter_map(|number| reading.residue(number)).collect();
        return CodingEffect {
            terms: Terms::of(Term::StopGained),
            class: Some(ChangeClass::StopGained),
            protein: describe(at.number, &lost, &gained, &|number| reading.residue(number)),
            ..CodingEffect::default()
        };
    }
    // Both end in a stop: named by what differs before it, however the letters made it so.
    let lost: Residues = (at.number..=codons).filter_map(|number| reading.residue(number)).collect();
    let protein = if ends { describe(at.number, &lost, &gained, &|number| reading.residue(number)) } else { None };
    CodingEffect { terms: Terms::of(Term::StopLost), class: Some(ChangeClass::StopLost), protein, ..CodingEffect::default() }
}

/// Codons from here to the next stop, the next codon counting as `count`; `None` when there is none, or cannot be told.
fn distance_to_stop<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    changed: &mut ChangedCodons<'_, '_, '_, S>,
    mut count: u32,
) -> Option<u32> {
    loop {
        // Most codons are passed over here; the others are those on borders of exons, and the stop itself.
        count += changed.pass_residues(reading.code);
        match reading.new_residue(1, changed.next()?) {
            AminoAcid::Ter => return Some(count),
            AminoAcid::Unknown => return None,
            _ => count += 1,
        }
    }
}
