//! Naming a change of a protein the one right way: trimmed, as far to the C-terminus as it goes, duplication before insertion.
//!
//! Source: HGVS nomenclature 21.1, protein recommendations ("3′ rule": of all equal descriptions the most C-terminal one;
//! a copy inserted directly after its original is a duplication). The engine uses [`describe`] for what it computes from
//! letters, [`canonical_protein_change`] uses it for what a curator wrote; so both meet in one spelling.

use crate::genome::Residue;
use crate::genome::{AminoAcid, ProteinChange};
use smallvec::SmallVec;

/// A short run of residues, inline in the common case.
pub(super) type Residues = SmallVec<[AminoAcid; 16]>;

/// The name of "from residue `first` on, `lost` becomes `gained`".
///
/// `protein` gives residue number n (from 1) of the reference, the stop included, nothing after it. `None` when a residue
/// that the name needs is unknown.
pub(super) fn describe(
    first: u32,
    lost: &[AminoAcid],
    gained: &[AminoAcid],
    protein: &impl Fn(u32) -> Option<AminoAcid>,
) -> Option<ProteinChange> {
    // Nothing is made after a new stop.
    let stop = gained.iter().position(|acid| *acid == AminoAcid::Ter);
    let gained = stop.map_or(gained, |stop| &gained[..=stop]);
    if lost.contains(&AminoAcid::Unknown) || gained.contains(&AminoAcid::Unknown) {
        return None;
    }
    let head = lost.iter().zip(gained).take_while(|(a, b)| a == b).count();
    let (lost, gained, mut start) = (&lost[head..], &gained[head..], first + number(head)?);
    if gained.first() == Some(&AminoAcid::Ter) {
        let at = Residue { acid: lost.first().copied().or_else(|| protein(start))?, number: start };
        // A stop before the stop, or in its place, changes nothing.
        let same = at.acid == AminoAcid::Ter;
        return Some(if same { ProteinChange::Synonymous { at } } else { ProteinChange::Substitution { at, to: AminoAcid::Ter } });
    }
    let tail = lost.iter().rev().zip(gained.iter().rev()).take_while(|(a, b)| a == b).count();
    let (lost, gained) = (&lost[..lost.len() - tail], &gained[..gained.len() - tail]);
    match (lost, gained) {
        ([], []) => {
            // Equal throughout: named by its first residue.
            let acid = protein(first)?;
            Some(ProteinChange::Synonymous { at: Residue { acid, number: first } })
        }
        ([from], [to]) => Some(ProteinChange::Substitution { at: Residue { acid: *from, number: start }, to: *to }),
        (lost, []) => {
            let length = number(lost.len())?;
            while let (Some(leaving), Some(next)) = (protein(start), protein(start + length)) {
                if leaving != next || next == AminoAcid::Ter || next == AminoAcid::Unknown {
                    break;
                }
                start += 1;
            }
            let at = |number: u32| protein(number).map(|acid| Residue { acid, number });
            Some(ProteinChange::Deletion { first: at(start)?, last: at(start + length - 1)? })
        }
        ([], gained) => insertion(start, gained, protein),
        (lost, gained) => {
            let last = Residue { acid: *lost.last()?, number: start + number(lost.len())? - 1 };
            let first = Residue { acid: *lost.first()?, number: start };
            Some(ProteinChange::DeletionInsertion { first, last, inserted: gained.to_vec() })
        }
    }
}

/// `inserted` before residue `start`.
fn insertion(mut start: u32, inserted: &[AminoAcid], protein: &impl Fn(u32) -> Option<AminoAcid>) -> Option<ProteinChange> {
    let mut inserted = inserted.to_vec();
    // Behind a new stop nothing can be exchanged for anything.
    if !inserted.contains(&AminoAcid::Ter) {
        let mut turn = 0;
        while let Some(next) = protein(start) {
            if next != inserted[turn % inserted.len()] || next == AminoAcid::Ter {
                break;
            }
            start += 1;
            turn += 1;
        }
        let turn = turn % inserted.len();
        inserted.rotate_left(turn);
    }
    let length = number(inserted.len())?;
    let at = |number: u32| protein(number).map(|acid| Residue { acid, number });
    let original = start.checked_sub(length).filter(|original| *original > 0);
    if let Some(original) = original
        && (original..).zip(&inserted).all(|(number, acid)| protein(number) == Some(*acid))
    {
        return Some(ProteinChange::Duplication { first: at(original)?, last: at(start - 1)? });
    }
    Some(ProteinChange::Insertion { before: at(start.checked_sub(1)?)?, after: at(start)?, inserted })
}

fn number(count: usize) -> Option<u32> {
    u32::try_from(count).ok()
}

/// A curated claim in the one right spelling: `A775_G776insYVMA` on ERBB2 becomes `Y772_A775dup`.
///
/// `protein` is the reference protein without its stop. A claim whose stated residues are not those of the protein comes
/// back as it was: the caller checks [`ProteinChange::stated_residues`] and says so.
#[must_use]
pub fn canonical_protein_change(change: &ProteinChange, protein: &[AminoAcid]) -> ProteinChange {
    let at = |number: u32| match protein.get(number.checked_sub(1)? as usize) {
        Some(acid) => Some(*acid),
        None => (number as usize == protein.len() + 1).then_some(AminoAcid::Ter),
    };
    if change.stated_residues().any(|residue| at(residue.number) != Some(residue.acid)) {
        return change.clone();
    }
    let run = |first: u32, last: u32| (first..=last).map(at).collect::<Option<Residues>>();
    let rewritten = match change {
        ProteinChange::Deletion { first, last } => {
            run(first.number, last.number).and_then(|lost| describe(first.number, &lost, &[], &at))
        }
        ProteinChange::Duplication { first, last } => {
            run(first.number, last.number).and_then(|copy| describe(last.number + 1, &[], &copy, &at))
        }
        ProteinChange::Insertion { after, inserted, .. } => describe(after.number, &[], inserted, &at),
        ProteinChange::DeletionInsertion { first, last, inserted } => {
            run(first.number, last.number).and_then(|lost| describe(first.number, &lost, inserted, &at))
        }
        ProteinChange::Substitution { at: residue, to } if residue.acid == *to => Some(ProteinChange::Synonymous { at: *residue }),
        _ => None,
    };
    rewritten.unwrap_or_else(|| change.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(claim: &str, protein: &str, expected: &str) {
        let protein: Vec<AminoAcid> = protein.bytes().map(|letter| AminoAcid::from_one(letter).unwrap()).collect();
        let claim: ProteinChange = claim.parse().unwrap();
        let canonical = canonical_protein_change(&claim, &protein);
        assert_eq!(canonical.short(), expected);
        assert_eq!(canonical_protein_change(&canonical, &protein), canonical, "once is enough");
    }

    //                    1234567890123
    const MADE: &str = "MEAYVMAGVGSKK";

    #[test]
    fn a_copy_inserted_beside_is_a_duplication() {
        becomes("A7_G8insYVMA", MADE, "Y4_A7dup");
        // The same haplotype told one residue earlier: A3_Y4insAYVM is M E A (AYVM) Y V M A = M E A YVM A YVM… no: it is
        // ME A AYVM YVMA, another protein. Told with the copy before its original it is the same one.
        becomes("A3_Y4insYVMA", MADE, "Y4_A7dup");
        becomes("E2_A3insAYVM", MADE, "Y4_A7dup");
        becomes("M6_A7insAYVM", MADE, "Y4_A7dup");
        becomes("G8_V9insS", MADE, "G8_V9insS");
    }

    #[test]
    fn deletions_and_copies_go_to_the_end_of_a_run() {
        becomes("K12del", MADE, "K13del");
        becomes("K12dup", MADE, "K13dup");
        becomes("G8_V9del", MADE, "V9_G10del");
        becomes("S11_K12insK", MADE, "K13dup");
    }

    #[test]
    fn what_a_deletion_insertion_keeps_is_trimmed() {
        becomes("V5_M6delinsVMM", MADE, "M6dup");
        becomes("Y4_M6delinsYLM", MADE, "V5L");
        becomes("Y4_M6delinsM", MADE, "Y4_V5del");
        becomes("Y4_V5delinsLI", MADE, "Y4_V5delinsLI");
        becomes("G8_V9delinsG*", MADE, "V9*");
        becomes("G8_V9delinsS*", MADE, "G8_V9delinsS*");
    }

    #[test]
    fn a_claim_about_another_protein_comes_back_as_it_was() {
        becomes("K4_A7dup", MADE, "K4_A7dup");
        becomes("A100_G101insV", MADE, "A100_G101insV");
    }

    #[test]
    fn the_stop_is_where_moving_ends() {
        // M K K stop: a copy of the last residue stays before the stop.
        becomes("K3dup", "MKK", "K3dup");
        becomes("K3_*4insL", "MKK", "K3_*4insL");
    }
}
