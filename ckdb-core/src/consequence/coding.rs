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

use super::letters::Reading;
use super::protein::{Residues, describe};
use super::term::{Term, Terms};
use crate::genome::Residue;
use crate::genome::{AminoAcid, ChangeClass, ProteinChange, Sequence};
use smallvec::SmallVec;

/// One residue that becomes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Substitution {
    /// The residue replaced.
    pub at: Residue,
    /// What stands there instead.
    pub to: AminoAcid,
}

/// The residues an equal-length change replaces; inline in the common case.
pub type Substitutions = SmallVec<[Substitution; 2]>;

/// What the codons become.
#[derive(Clone, Debug, Default)]
pub(super) struct CodingEffect {
    pub(super) terms: Terms,
    pub(super) class: Option<ChangeClass>,
    pub(super) protein: Option<ProteinChange>,
    /// First and last residue touched, from 1.
    pub(super) residues: Option<(u32, u32)>,
    pub(super) substitutions: Substitutions,
    /// Where a premature stop lies, in transcript coordinates of the reference: the end of its codon.
    pub(super) premature_stop: Option<u32>,
}

/// A change of coding letters, in reading direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodingChange<'c> {
    /// First coding letter replaced (0-based, pad included).
    pub(super) from: u32,
    /// End of the letters replaced; may lie beyond the stop codon.
    pub(super) to: u32,
    /// The new letters.
    pub(super) letters: &'c [u8],
    /// The new letters copy those beside them.
    pub(super) is_duplication: bool,
}

impl CodingChange<'_> {
    fn lost(&self) -> usize {
        (self.to - self.from) as usize
    }

    /// In frame: does the number of letters change by a multiple of 3?
    fn keeps_frame(&self) -> bool {
        self.lost() % 3 == self.letters.len() % 3
    }

    /// The term a change of length has when the frame stays.
    fn length_term(&self) -> Term {
        match (self.lost(), self.letters.len()) {
            (lost, new) if lost == new => Term::Missense,
            (0, _) => Term::InframeInsertion,
            (_, 0) => Term::InframeDeletion,
            _ => Term::ProteinAltering,
        }
    }

    /// The class by lengths alone, when the residues are not known.
    fn length_class(&self) -> Option<ChangeClass> {
        match (self.lost(), self.letters.len()) {
            _ if !self.keeps_frame() => Some(ChangeClass::Frameshift),
            (lost, new) if lost > new => Some(ChangeClass::InFrameDeletion),
            (lost, new) if lost < new => Some(self.gain_class()),
            _ => None,
        }
    }

    fn gain_class(&self) -> ChangeClass {
        if self.is_duplication { ChangeClass::TandemDuplication } else { ChangeClass::InFrameInsertion }
    }
}

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
    let mut effect = if change.keeps_frame() && !touches_stop {
        in_frame(reading, change, first, end)
    } else {
        read_on(reading, change, first)
    };
    if first == 0 {
        start_codon(reading, change, &mut effect);
    }
    effect.residues = effect.residues.or_else(|| match &effect.protein {
        Some(protein) => Some((protein.first(), protein.last())),
        None => Some((first + 1, end.clamp(first + 1, codons))),
    });
    effect
}

/// The frame is known, the residues are not.
fn unknown(change: &CodingChange<'_>, first: u32, codons: u32) -> CodingEffect {
    let term = match (change.keeps_frame(), change.lost() == change.letters.len()) {
        (false, _) => Term::Frameshift,
        (true, true) => Term::CodingSequence,
        (true, false) => change.length_term(),
    };
    CodingEffect {
        terms: Terms::of(term),
        class: change.length_class(),
        residues: Some((first + 1, change.to.div_ceil(3).clamp(first + 1, codons.max(first + 1)))),
        ..CodingEffect::default()
    }
}

/// Codons of the changed sequence from codon `first` on: old letters up to the change, new ones, old ones after it.
fn changed_codons<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    first: u32,
) -> impl Iterator<Item = [u8; 3]> {
    let before = reading.letters(first * 3).take((change.from - first * 3) as usize);
    let mut letters = before.chain(change.letters.iter().copied()).chain(reading.letters(change.to));
    std::iter::from_fn(move || Some([letters.next()?, letters.next()?, letters.next()?]))
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
    let gained: Residues = changed_codons(reading, change, first)
        .take(count)
        .zip(first..)
        .map(|(codon, index)| reading.new_residue(index, codon))
        .collect();
    let gained = keep_selenocysteine(lost.as_slice(), gained);
    if lost.contains(&AminoAcid::Unknown) || gained.contains(&AminoAcid::Unknown) {
        return unknown(change, first, reading.codons());
    }
    let protein = describe(first + 1, &lost, &gained, &|number| reading.residue(number));
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

fn substitutions(out: &mut Substitutions, first: u32, lost: &[AminoAcid], gained: &[AminoAcid]) {
    for (number, (old, new)) in (first + 1..).zip(lost.iter().zip(gained)) {
        if old != new && *old != AminoAcid::Ter {
            out.push(Substitution { at: Residue { acid: *old, number }, to: *new });
        }
    }
}

/// Out of frame, or the stop is touched: read old and new side by side until they part, then the new one to its stop.
fn read_on<S: Sequence + ?Sized>(reading: &Reading<'_, '_, '_, S>, change: &CodingChange<'_>, first: u32) -> CodingEffect {
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
            effect.terms.insert(Term::StopRetained);
            effect.class = Some(ChangeClass::Synonymous);
            effect.protein = Some(ProteinChange::Synonymous { at: Residue { acid: old, number: index + 1 } });
            return effect;
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
        effect.class = Some(ChangeClass::Frameshift);
        effect.premature_stop = stop.and_then(|stop| stop_at(at.number + stop - 1));
        effect.protein = Some(ProteinChange::Frameshift { at, to: Some(new), stop });
        return effect;
    }
    in_frame_at_the_stop(reading, change, at, new, &mut changed, effect)
}

/// In frame, the stop codon is touched, and residues before it change too.
fn in_frame_at_the_stop<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    change: &CodingChange<'_>,
    at: Residue,
    new: AminoAcid,
    changed: &mut impl Iterator<Item = [u8; 3]>,
    mut effect: CodingEffect,
) -> CodingEffect {
    let codons = reading.codons();
    let mut lost: Residues = (at.number..=codons).filter_map(|number| reading.residue(number)).collect();
    let mut gained: Residues = SmallVec::from_slice(&[new]);
    for codon in changed.by_ref() {
        let acid = reading.new_residue(1, codon);
        gained.push(acid);
        if acid == AminoAcid::Ter {
            break;
        }
    }
    let by = (change.letters.len() as i64 - change.lost() as i64) / 3;
    let stop = gained.last().filter(|acid| **acid == AminoAcid::Ter);
    match stop.map(|_| (gained.len() as i64).cmp(&(lost.len() as i64 + by))) {
        Some(std::cmp::Ordering::Equal) => {
            // The old stop, moved only by the change of length: residues before it differ.
            lost.pop();
            gained.pop();
            effect.terms.insert(change.length_term());
            effect.class = match (lost.len(), gained.len()) {
                (lost, gained) if lost > gained => Some(ChangeClass::InFrameDeletion),
                (lost, gained) if lost < gained => Some(change.gain_class()),
                (1, _) => Some(ChangeClass::Missense),
                _ => Some(ChangeClass::InFrameDelins),
            };
            if lost.len() == gained.len() {
                substitutions(&mut effect.substitutions, at.number - 1, &lost, &gained);
            }
            effect.protein = describe(at.number, &lost, &gained, &|number| reading.residue(number));
        }
        Some(std::cmp::Ordering::Less) => {
            lost.pop();
            effect.terms.insert(Term::StopGained);
            effect.class = Some(ChangeClass::StopGained);
            effect.protein = describe(at.number, &lost, &gained, &|number| reading.residue(number));
        }
        stop => {
            effect.terms.insert(Term::StopLost);
            effect.class = Some(ChangeClass::StopLost);
            let last = Residue { acid: AminoAcid::Ter, number: codons };
            effect.protein =
                stop.map(|_| ProteinChange::DeletionInsertion { first: at, last, inserted: gained.to_vec() });
        }
    }
    effect
}

/// Codons from here to the next stop, the next codon counting as `count`; `None` when there is none, or cannot be told.
fn distance_to_stop<S: Sequence + ?Sized>(
    reading: &Reading<'_, '_, '_, S>,
    changed: &mut impl Iterator<Item = [u8; 3]>,
    mut count: u32,
) -> Option<u32> {
    for codon in changed {
        match reading.new_residue(1, codon) {
            AminoAcid::Ter => return Some(count),
            AminoAcid::Unknown => return None,
            _ => count += 1,
        }
    }
    None
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
