//! The coding letters of a transcript as one list, and edits of it as alleles of the genome.

use ckdb_core::consequence::protein_of;
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::{Allele, AminoAcid, Contig, Interval, Sequence, Strand};
use ckdb_core::knowledge::Genome;

/// Every coding letter of one transcript, in the direction of reading.
pub(super) struct Coding {
    contig: Contig,
    plus: bool,
    /// Place on the genome (letters before it), the letter as it is read, the exon's number.
    letters: Vec<(u32, u8, u32)>,
    /// For each exon but the last, the first letter of the intron behind it: exon, place, letter on the plus strand.
    pub(super) donors: Vec<(u32, u32, u8)>,
    /// Residues without the stop.
    pub(super) protein: Vec<AminoAcid>,
}

impl Coding {
    /// The transcript; `None` when it has no model here, or not all of its coding letters are held.
    pub(super) fn read(genome: Genome<'_>, accession: &str) -> Option<Self> {
        let transcript = genome.transcript(accession)?.transcript;
        let plus = transcript.strand == Strand::Plus;
        let count = u32::try_from(transcript.exon_count()).ok()?;
        let (mut letters, mut donors) = (Vec::new(), Vec::new());
        for number in 1..=count {
            let index = transcript.exon_index(number)?;
            let whole = transcript.exon(index)?;
            let behind = if plus { whole.end() } else { whole.start().checked_sub(1)? };
            if number < count
                && let Some(letter) = genome.letters(transcript.contig, Interval::from_length(behind, 1))
            {
                donors.extend(letter.first().map(|letter| (number, behind, *letter)));
            }
            let Some(part) = transcript.coding_part(index) else { continue };
            let held = genome.letters(transcript.contig, part)?;
            let mut read: Vec<_> = (part.start()..).zip(held).map(|(at, letter)| (at, *letter, number)).collect();
            if !plus {
                read.reverse();
                read.iter_mut().for_each(|letter| letter.1 = opposite(letter.1));
            }
            letters.append(&mut read);
        }
        let protein = protein_of(transcript, &genome)?;
        Some(Self { contig: transcript.contig, plus, letters, donors, protein })
    }

    /// The three letters of a codon, counted from 1.
    pub(super) fn codon(&self, number: u32) -> Option<[u8; 3]> {
        let first = (number as usize).checked_sub(1)? * 3;
        let three = self.letters.get(first..first + 3)?;
        Some([three[0].1, three[1].1, three[2].1])
    }

    /// First codon that begins in an exon, and the first one that does not.
    pub(super) fn codons_of(&self, exon: u32) -> Option<(u32, u32)> {
        let first = self.letters.iter().position(|letter| letter.2 == exon)?;
        let after = self.letters.iter().rposition(|letter| letter.2 == exon)? + 1;
        Some((u32::try_from(first.div_ceil(3)).ok()? + 1, u32::try_from(after / 3).ok()? + 1))
    }

    /// Coding letters `from..to` (from 0) become `new`, as read; `None` unless they lie in one exon.
    pub(super) fn edit(&self, from: usize, to: usize, new: &[u8]) -> Option<Allele> {
        let (mut from, mut to, mut new) = (from, to, new);
        // What stays is no part of the change: a codon over two exons often changes in one of them only.
        while from < to && new.first().is_some_and(|letter| self.letters.get(from).is_some_and(|held| held.1 == *letter)) {
            from += 1;
            new = &new[1..];
        }
        while from < to && new.last().is_some_and(|letter| self.letters.get(to - 1).is_some_and(|held| held.1 == *letter)) {
            to -= 1;
            new = &new[..new.len() - 1];
        }
        let touched = if from == to { self.letters.get(from.checked_sub(1)?..=to)? } else { self.letters.get(from..to)? };
        let (first, last) = (touched.first()?, touched.last()?);
        if first.2 != last.2 {
            return None;
        }
        let start = match (from == to, self.plus) {
            (false, _) => first.0.min(last.0),
            // An insertion stands before the later letter on the genome.
            (true, _) => first.0.max(last.0),
        };
        let mut reference: Vec<u8> = self.letters.get(from..to)?.iter().map(|letter| letter.1).collect();
        let mut alternate = new.to_vec();
        if !self.plus {
            for letters in [&mut reference, &mut alternate] {
                letters.reverse();
                letters.iter_mut().for_each(|letter| *letter = opposite(*letter));
            }
        }
        Some(self.allele(start, &reference, &alternate))
    }

    /// A change of letters on the plus strand.
    pub(super) fn allele(&self, start: u32, reference: &[u8], alternate: &[u8]) -> Allele {
        let interval = Interval::from_length(start, u32::try_from(reference.len()).unwrap_or(u32::MAX));
        Allele { contig: self.contig, interval, reference: reference.into(), alternate: alternate.into() }
    }

    /// The `count` coding letters before place `at` (from 0).
    pub(super) fn read_back(&self, at: usize, count: usize) -> Option<Vec<u8>> {
        Some(self.letters.get(at.checked_sub(count)?..at)?.iter().map(|letter| letter.1).collect())
    }

    /// Coding letters of residues `first..=last`, counted from 1.
    pub(super) fn spelt(&self, first: u32, last: u32) -> Option<Vec<u8>> {
        let from = (first as usize).checked_sub(1)? * 3;
        Some(self.letters.get(from..last as usize * 3)?.iter().map(|letter| letter.1).collect())
    }
}

const fn opposite(letter: u8) -> u8 {
    match letter {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    }
}

/// All codons of a residue.
pub(super) fn codons_for(acid: AminoAcid) -> impl Iterator<Item = [u8; 3]> {
    const LETTERS: [u8; 4] = *b"ACGT";
    let all = (0..64).map(|number: usize| [LETTERS[number / 16], LETTERS[number / 4 % 4], LETTERS[number % 4]]);
    all.filter(move |codon| translate(*codon, Code::Standard) == acid)
}
