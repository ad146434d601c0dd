//! A change of coding letters and what becomes of it: the values that both ways of reading share, `coding` where the frame stays
//! and `reading_on` where it does not.

use super::letters::{Letters, Reading};
use super::term::{Term, Terms};
use crate::genome::codon::Code;
use crate::genome::{AminoAcid, Bases, ChangeClass, ProteinChange, Residue, Sequence};
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
    pub(super) fn lost(&self) -> usize {
        (self.to - self.from) as usize
    }

    /// In frame: does the number of letters change by a multiple of 3?
    pub(super) fn keeps_frame(&self) -> bool {
        self.lost() % 3 == self.letters.len() % 3
    }

    /// The term a change of length has when the frame stays.
    pub(super) fn length_term(&self) -> Term {
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

    pub(super) fn gain_class(&self) -> ChangeClass {
        if self.is_duplication { ChangeClass::TandemDuplication } else { ChangeClass::InFrameInsertion }
    }
}

/// The frame is known, the residues are not.
pub(super) fn unknown(change: &CodingChange<'_>, first: u32, codons: u32) -> CodingEffect {
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

/// Codons of the changed sequence from codon `first` on, the one in which the change begins: old letters up to the change, new
/// ones, old ones after it.
pub(super) fn changed_codons<'a, 't, 'r, S: Sequence + ?Sized>(
    reading: &'a Reading<'_, 't, 'r, S>,
    change: &CodingChange<'_>,
    first: u32,
) -> ChangedCodons<'a, 't, 'r, S> {
    let mut head = Bases::new();
    if change.from > first * 3 {
        let kept = (change.from - first * 3) as usize;
        head.extend_from_slice(reading.codon(first).get(..kept).unwrap_or_default());
    }
    head.extend_from_slice(change.letters);
    ChangedCodons { head, taken: 0, tail: reading.letters(change.to) }
}

/// See [`changed_codons`].
pub(super) struct ChangedCodons<'a, 't, 'r, S: ?Sized> {
    /// Letters up to the end of the change.
    head: Bases,
    taken: usize,
    tail: Letters<'a, 't, 'r, S>,
}

impl<S: Sequence + ?Sized> ChangedCodons<'_, '_, '_, S> {
    /// See [`Letters::pass_residues`]; passes over nothing before the end of the change.
    pub(super) fn pass_residues(&mut self, code: Code) -> u32 {
        if self.taken < self.head.len() { 0 } else { self.tail.pass_residues(code) }
    }
}

impl<S: Sequence + ?Sized> Iterator for ChangedCodons<'_, '_, '_, S> {
    type Item = [u8; 3];

    #[inline]
    fn next(&mut self) -> Option<[u8; 3]> {
        match *self.head.get(self.taken..).unwrap_or_default() {
            [] => self.tail.next_codon(),
            [a, b, c, ..] => {
                self.taken += 3;
                Some([a, b, c])
            }
            [a, b] => {
                self.taken += 2;
                Some([a, b, self.tail.next()?])
            }
            [a] => {
                self.taken += 1;
                Some([a, self.tail.next()?, self.tail.next()?])
            }
        }
    }
}

/// Adds each residue that differs between two runs of one length; a stop that is lost is no residue replaced.
pub(super) fn substitutions(out: &mut Substitutions, first: u32, lost: &[AminoAcid], gained: &[AminoAcid]) {
    for (number, (old, new)) in (first + 1..).zip(lost.iter().zip(gained)) {
        if old != new && *old != AminoAcid::Ter {
            out.push(Substitution { at: Residue { acid: *old, number }, to: *new });
        }
    }
}
