//! From a change of the protein back to changes of letters that give it.
//!
//! A protein name says less than a VCF line: many changes of letters give one change of the protein. To answer for the name
//! just as a line would be answered, the changes of letters are made, fewest letters first, and each is put through the same
//! engine: only those of which the engine itself says the wanted protein change are kept. What all of them meet is true of
//! the name; what only some meet is unknown.

use crate::consequence::consequences;
use crate::genome::codon::{Code, translate};
use crate::genome::sequence::{complement, reverse_complement};
use crate::genome::{Allele, AminoAcid, Bases, Interval, ProteinChange, Sequence, Strand, TranscriptRef};
use crate::knowledge::Genome;
use crate::normalize::normalize;

/// More are not tried: an amino acid has at most six codons.
const MOST: usize = 6;

/// Changes of letters that give this change of the transcript's protein (in canonical form), fewest letters first.
///
/// Empty when no change within one exon gives it, or the transcript's letters are not held. For a frameshift or a lost
/// stop that is told without its end, a few of the many.
pub(super) fn spellings(change: &ProteinChange, number: u32, transcript: TranscriptRef<'_>, genome: Genome<'_>) -> Vec<Allele> {
    let Some(coding) = Coding::of(transcript, genome) else { return Vec::new() };
    let mut found = Vec::new();
    let mut consequence = Vec::new();
    for allele in candidates(change, &coding).into_iter().flatten() {
        if found.len() == MOST {
            break;
        }
        let Ok(normalized) = normalize(&allele, &genome) else { continue };
        consequences(&normalized, &genome, std::iter::once((number, transcript)), &mut consequence);
        let protein = consequence.first().and_then(|found| found.protein.as_ref());
        if protein.is_some_and(|protein| change.speaks_of(protein)) {
            found.push(allele);
        }
    }
    found
}

/// The coding part of a transcript, letter by letter in the direction of transcription.
struct Coding<'k> {
    transcript: TranscriptRef<'k>,
    code: Code,
    /// Letters of the first codon that lie before the model's beginning.
    pad: usize,
    /// Place on the contig (inter-residue start) of each letter.
    places: Vec<u32>,
    letters: Vec<u8>,
}

impl<'k> Coding<'k> {
    fn of(transcript: TranscriptRef<'k>, genome: Genome<'_>) -> Option<Self> {
        let (mut places, mut letters) = (Vec::new(), Vec::new());
        for part in (0..transcript.exon_count()).filter_map(|exon| transcript.coding_part(exon)) {
            places.extend(part.start()..part.end());
            letters.extend_from_slice(genome.letters(transcript.contig, part)?);
        }
        if transcript.strand == Strand::Minus {
            places.reverse();
            letters.reverse();
            letters.iter_mut().for_each(|letter| *letter = complement(*letter));
        }
        let code = if transcript.contig.is_mitochondrial() { Code::VertebrateMitochondrial } else { Code::Standard };
        let pad = (3 - usize::from(transcript.cds_phase)) % 3;
        Some(Self { transcript, code, pad, places, letters })
    }

    /// Index of the first letter of a codon (from 1).
    fn start(&self, codon: u32) -> Option<usize> {
        (codon as usize).checked_sub(1)?.checked_mul(3)?.checked_sub(self.pad)
    }

    fn codons(&self, first: u32, last: u32) -> Option<(usize, &[u8])> {
        let (from, to) = (self.start(first)?, self.start(last)? + 3);
        Some((from, self.letters.get(from..to)?))
    }

    /// Every codon of an amino acid, those with the fewest letters other than `near` first.
    fn codons_of(&self, acid: AminoAcid, near: &[u8]) -> Vec<[u8; 3]> {
        let letters = b"ACGT";
        let all = (0..64).map(|number: usize| [letters[number / 16], letters[number / 4 % 4], letters[number % 4]]);
        let mut codons: Vec<[u8; 3]> = all.filter(|codon| translate(*codon, self.code) == acid).collect();
        codons.sort_by_key(|codon| codon.iter().zip(near).filter(|(new, old)| new != old).count());
        codons
    }

    /// Codons for a run of amino acids, each like the one of `near` at its place where there is one.
    fn back_translated(&self, acids: &[AminoAcid], near: &[u8]) -> Option<Vec<u8>> {
        let mut letters = Vec::with_capacity(3 * acids.len());
        for (acid, at) in acids.iter().zip((0..).step_by(3)) {
            let old = near.get(at..at + 3).unwrap_or_default();
            letters.extend(self.codons_of(*acid, old).first()?);
        }
        Some(letters)
    }

    /// The coding letters from `from` on that are `old` become `new`. `None` where that is no change, or not in one exon.
    fn replace(&self, from: usize, old: &[u8], new: &[u8]) -> Option<Allele> {
        let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[head..], &new[head..]);
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
        let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
        let from = from + head;
        let interval = if old.is_empty() {
            // A gap has a letter on each side; both must be neighbours on the contig.
            let (before, after) = (*self.places.get(from.checked_sub(1)?)?, *self.places.get(from)?);
            (before.abs_diff(after) == 1).then(|| Interval::from_length(before.max(after), 0))?
        } else {
            let (first, last) = (*self.places.get(from)?, *self.places.get(from + old.len() - 1)?);
            let whole = Interval::new(first.min(last), first.max(last) + 1)?;
            (whole.len() as usize == old.len()).then_some(whole)?
        };
        let turned = |letters: &[u8]| match self.transcript.strand {
            Strand::Plus => Bases::from_slice(letters),
            Strand::Minus => reverse_complement(letters),
        };
        let allele = Allele { contig: self.transcript.contig, interval, reference: turned(old), alternate: turned(new) };
        (!(old.is_empty() && new.is_empty())).then_some(allele)
    }
}

/// Changes of letters worth trying.
fn candidates(change: &ProteinChange, coding: &Coding<'_>) -> Option<Vec<Allele>> {
    let one = |allele: Option<Allele>| Some(allele.into_iter().collect());
    let swapped = |codon: u32, acid: AminoAcid| {
        let (from, old) = coding.codons(codon, codon)?;
        Some(coding.codons_of(acid, old).iter().filter_map(|new| coding.replace(from, old, new)).collect::<Vec<_>>())
    };
    match change {
        ProteinChange::Substitution { at, to } => swapped(at.number, *to),
        ProteinChange::Synonymous { at } => swapped(at.number, at.acid),
        ProteinChange::Deletion { first, last } => {
            let (from, old) = coding.codons(first.number, last.number)?;
            one(coding.replace(from, old, &[]))
        }
        ProteinChange::Duplication { first, last } => {
            let (from, copy) = coding.codons(first.number, last.number)?;
            one(coding.replace(from + copy.len(), &[], copy))
        }
        ProteinChange::Insertion { after, inserted, .. } => {
            one(coding.replace(coding.start(after.number)?, &[], &coding.back_translated(inserted, &[])?))
        }
        ProteinChange::DeletionInsertion { first, last, inserted } => {
            let (from, old) = coding.codons(first.number, last.number)?;
            one(coding.replace(from, old, &coding.back_translated(inserted, old)?))
        }
        ProteinChange::Frameshift { at, .. } => {
            let from = coding.start(at.number)?;
            Some((from..from + 3).flat_map(|place| shifts(coding, place)).collect())
        }
        ProteinChange::StartLost => swapped(1, AminoAcid::Thr),
        ProteinChange::Extension { at, to: Some(to), .. } => swapped(*at, *to),
        ProteinChange::Extension { at, to: None, .. } => {
            // Every letter of the stop can be lost in three ways.
            let (from, old) = coding.codons(*at, *at)?;
            let single = (0..3).flat_map(|place| b"ACGT".map(|letter| (place, letter)));
            let changed = single.filter_map(|(place, letter)| coding.replace(from + place, &old[place..=place], &[letter]));
            Some(changed.collect())
        }
    }
}

/// Short changes at one letter that shift the frame: one or two letters lost, one or two put before it.
fn shifts(coding: &Coding<'_>, place: usize) -> Vec<Allele> {
    let lost = (1..=2).filter_map(|length| {
        let old = coding.letters.get(place..place + length)?;
        coding.replace(place, old, &[])
    });
    let one = b"ACGT".iter().map(|letter| vec![*letter]);
    let two = b"ACGT".iter().flat_map(|first| b"ACGT".iter().map(|second| vec![*first, *second]));
    let put = one.chain(two).filter_map(|letters| coding.replace(place, &[], &letters));
    lost.chain(put).collect()
}
