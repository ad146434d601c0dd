//! A transcript as a plain list of its coding letters, and what an edit of the genome does to the protein: written out in
//! full, letter by letter. Slow, and simple enough to be seen to be right.

use ckdb_core::consequence::protein_of;
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::{AminoAcid, ChangeClass, Contig, Sequence, Strand};
use ckdb_core::knowledge::Genome;

/// An edit of the plus strand: letters from `start` (before it so many letters) become others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) contig: Contig,
    pub(crate) start: u32,
    pub(crate) reference: Vec<u8>,
    pub(crate) alternate: Vec<u8>,
}

/// Every coding letter of a transcript in the direction of reading.
pub(crate) struct Gene {
    pub(crate) contig: Contig,
    pub(crate) plus: bool,
    /// Letters before it on the genome, the letter as it is read, its exon.
    pub(crate) letters: Vec<(u32, u8, u32)>,
    /// The first two and last two letters of each intron, with the exon they belong to; `true` for the end of an exon's other
    /// sensitive letters (donor +5).
    pub(crate) sites: Vec<(u32, u32, Site)>,
    pub(crate) exons: u32,
    pub(crate) protein: Vec<AminoAcid>,
}

/// What a letter of an intron is to splicing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Site {
    /// One of the two letters next to an exon.
    Edge,
    /// The fifth letter behind an exon.
    Fifth,
}

/// What an edit does.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// Coding letters of one exon change.
    Protein(Change),
    /// One letter at a splice site of this exon changes.
    Splice(u32, Site),
    /// Nothing that a claim asks for.
    Nothing,
}

/// What coding letters of one exon become.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) exon: u32,
    pub(crate) protein: Vec<AminoAcid>,
    pub(crate) class: ChangeClass,
    /// First and last residue touched, from 1.
    pub(crate) touched: (u32, u32),
    /// Is the last letter of an exon changed, before an intron?
    pub(crate) last_letter: bool,
}

impl Gene {
    /// The transcript of this accession; `None` unless all of its letters are held.
    pub(crate) fn read(genome: Genome<'_>, accession: &str) -> Option<Self> {
        let transcript = genome.transcript(accession)?.transcript;
        let plus = transcript.strand == Strand::Plus;
        let exons = u32::try_from(transcript.exon_count()).ok()?;
        let (mut letters, mut sites) = (Vec::new(), Vec::new());
        for number in 1..=exons {
            let index = transcript.exon_index(number)?;
            let whole = transcript.exon(index)?;
            // Introns before and behind, in the direction of reading.
            for step in 0..5 {
                let kind = match step {
                    0 | 1 => Site::Edge,
                    4 => Site::Fifth,
                    _ => continue,
                };
                let (before, behind) = (whole.start() - 1 - step, whole.end() + step);
                let (acceptor, donor) = if plus { (before, behind) } else { (behind, before) };
                if number > 1 && kind == Site::Edge {
                    sites.push((acceptor, number, kind));
                }
                if number < exons {
                    sites.push((donor, number, kind));
                }
            }
            let Some(part) = transcript.coding_part(index) else { continue };
            let held = genome.letters(transcript.contig, part)?;
            let mut read: Vec<(u32, u8, u32)> = (part.start()..).zip(held).map(|(at, letter)| (at, *letter, number)).collect();
            if !plus {
                read.reverse();
                read.iter_mut().for_each(|letter| letter.1 = opposite(letter.1));
            }
            letters.extend(read);
        }
        let protein = protein_of(transcript, &genome)?;
        Some(Self { contig: transcript.contig, plus, letters, sites, exons, protein })
    }

    /// Has this exon a coding letter?
    pub(crate) fn is_translated(&self, exon: u32) -> bool {
        self.letters.iter().any(|letter| letter.2 == exon)
    }

    /// What the edit does; `None` where plain reading does not say: at borders, at the start, at the stop.
    pub(crate) fn effect(&self, edit: &Edit) -> Option<Effect> {
        if edit.contig != self.contig {
            return Some(Effect::Nothing);
        }
        if edit.reference.len() == 1
            && edit.alternate.len() == 1
            && let Some((_, exon, kind)) = self.sites.iter().find(|(at, ..)| *at == edit.start)
        {
            return Some(Effect::Splice(*exon, *kind));
        }
        let length = u32::try_from(edit.reference.len()).ok()?;
        // How far an insertion or deletion can be moved at most, in either direction: no border may lie so near.
        let reach = if edit.reference.len() == edit.alternate.len() { 0 } else { 40 };
        let index = |at: u32| self.letters.iter().position(|letter| letter.0 == at);
        let inside = |at: u32| index(at).map(|index| self.letters[index].2);
        let touched: Vec<u32> =
            if length == 0 { vec![edit.start.checked_sub(1)?, edit.start] } else { (edit.start..edit.start + length).collect() };
        let close = |at: u32| (edit.start.saturating_sub(60)..edit.start + length + 60).contains(&at);
        if !self.letters.iter().any(|letter| close(letter.0)) && !self.sites.iter().any(|site| close(site.0)) {
            return Some(Effect::Nothing);
        }
        let exons: Vec<Option<u32>> = touched.iter().map(|at| inside(*at)).collect();
        let exon = exons[0]?;
        let first = edit.start.checked_sub(reach)?;
        if !(first..edit.start + length.max(1) + reach).all(|at| inside(at) == Some(exon)) {
            return None;
        }
        let mut places: Vec<usize> = touched.iter().filter_map(|at| index(*at)).collect();
        places.sort_unstable();
        let (from, to) = if length == 0 { (places[1], places[1]) } else { (places[0], places[places.len() - 1] + 1) };
        let old: Vec<u8> = self.letters.iter().map(|letter| letter.1).collect();
        let mut new: Vec<u8> = edit.alternate.clone();
        if !self.plus {
            new.reverse();
            new.iter_mut().for_each(|letter| *letter = opposite(*letter));
        }
        // The start codon and the stop have rules of their own.
        if from < 3 || to + 3 > old.len() {
            return None;
        }
        let is_copy = length == 0 && {
            let size = new.len();
            // Moved along as far as it goes: is it a copy of what stands beside it?
            let whole: Vec<u8> = [&old[..from], &new, &old[from..]].concat();
            (from.saturating_sub(40)..=from).any(|at| {
                at + 2 * size <= whole.len() && {
                    let same_result = [&whole[..at], &whole[at + size..]].concat() == old;
                    same_result
                        && (whole[at..at + size] == whole[at + size..at + 2 * size]
                            || at >= size && whole[at - size..at] == whole[at..at + size])
                }
            })
        };
        let changed: Vec<u8> = [&old[..from], &new, &old[to..]].concat();
        let protein = translated(&changed);
        let shift = new.len().cast_signed() - (to - from).cast_signed();
        let (before, after) = (&self.protein, &protein);
        let head = before.iter().zip(after.iter()).take_while(|(a, b)| a == b).count();
        let class = if shift % 3 != 0 {
            // A stop at the very first changed codon, and a frame that ends where it did: other names fit as well.
            if after.len() == head || head == before.len() {
                return None;
            }
            ChangeClass::Frameshift
        } else if before == after {
            if shift != 0 {
                return None;
            }
            ChangeClass::Synonymous
        } else if after.len().cast_signed() != before.len().cast_signed() + shift / 3 {
            if shift != 0 || after.len() != head {
                return None;
            }
            ChangeClass::StopGained
        } else {
            match shift {
                0 if before.iter().zip(after.iter()).filter(|(a, b)| a != b).count() == 1 => ChangeClass::Missense,
                0 => ChangeClass::InFrameDelins,
                ..0 => ChangeClass::InFrameDeletion,
                _ if is_copy => ChangeClass::TandemDuplication,
                _ => ChangeClass::InFrameInsertion,
            }
        };
        let tail = before[head..].iter().rev().zip(after[head.min(after.len())..].iter().rev()).take_while(|(a, b)| a == b).count();
        let head = u32::try_from(head).ok()?;
        let touched = match class {
            ChangeClass::Frameshift | ChangeClass::StopGained => (head + 1, head + 1),
            ChangeClass::Synonymous => (0, 0),
            _ => {
                let last = u32::try_from(before.len() - tail).ok()?;
                // An insertion lies between two residues; a copy is told by the residues it copies.
                let gained = u32::try_from(after.len() - (before.len() - (last.max(head) - head) as usize)).ok()?;
                let copied = last <= head && head >= gained && {
                    let (end, size) = (head as usize, gained as usize);
                    before[end - size..end] == after[end..end + size]
                };
                match (copied, last <= head) {
                    (true, _) => (head - gained + 1, head),
                    (false, true) => (head, head + 1),
                    (false, false) => (head + 1, last),
                }
            }
        };
        let last_letter = exon < self.exons
            && self.letters[..to].last().is_some_and(|letter| letter.2 == exon)
            && (to == self.letters.len() || self.letters[to].2 != exon);
        Some(Effect::Protein(Change { exon, protein, class, touched, last_letter }))
    }
}

/// Residues up to the first stop, which is left out.
fn translated(letters: &[u8]) -> Vec<AminoAcid> {
    let codons = letters.chunks_exact(3).map(|codon| translate([codon[0], codon[1], codon[2]], Code::Standard));
    codons.take_while(|acid| *acid != AminoAcid::Ter).collect()
}

pub(crate) const fn opposite(letter: u8) -> u8 {
    match letter {
        b'A' => b'T',
        b'C' => b'G',
        b'G' => b'C',
        b'T' => b'A',
        other => other,
    }
}
