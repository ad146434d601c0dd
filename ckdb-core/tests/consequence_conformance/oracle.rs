//! Who is right when two names differ: the letters themselves, put together and translated once more, in the plainest way.
//!
//! Nothing of the engine is used here but the codon table. The row's letters replace those of the coding part, both sequences are
//! translated to their first stop, and each side's claim is *applied* to the old protein: it is true when that gives the new one.
//! The claims come in the dialects of their tools (see [`claim`]).

use crate::mc3::coding_letters;
use crate::report::Class;
use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::sequence::complement;
use ckdb_core::genome::{AminoAcid, ProteinChange, Sequence, Strand, TranscriptRef};

/// Old and new letters from the start codon to the end of the transcript, and the proteins they make (stop included).
pub(crate) struct Truth {
    pub(crate) old_letters: Vec<u8>,
    pub(crate) new_letters: Vec<u8>,
    old: Vec<AminoAcid>,
    new: Vec<AminoAcid>,
}

fn protein(letters: &[u8]) -> Vec<AminoAcid> {
    let mut protein = Vec::new();
    for codon in letters.chunks_exact(3) {
        let acid = translate([codon[0], codon[1], codon[2]], Code::Standard);
        protein.push(acid);
        if acid == AminoAcid::Ter {
            break;
        }
    }
    protein
}

/// Coding and following untranslated letters with their places on the genome, in reading direction.
fn places(transcript: TranscriptRef<'_>) -> Vec<u32> {
    let Some(cds) = transcript.cds else { return Vec::new() };
    let exons = transcript.exons().flat_map(|exon| exon.start()..exon.end());
    if transcript.strand == Strand::Plus {
        exons.filter(|at| *at >= cds.start()).collect()
    } else {
        let mut places: Vec<u32> = exons.filter(|at| *at < cds.end()).collect();
        places.reverse();
        places
    }
}

/// `None` when the letters do not lie wholly in coding letters of one exon.
pub(crate) fn truth(transcript: TranscriptRef<'_>, reference: &impl Sequence, pos: u32, old: &str, new: &str) -> Option<Truth> {
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - tail], &new[..new.len() - tail]);
    let start = pos - 1 + head as u32;
    let places = places(transcript);
    let letter = |at: u32| reference.window(transcript.contig, at).and_then(|window| window.letter(at)).unwrap_or(b'N');
    let plus = transcript.strand == Strand::Plus;
    let letters: Vec<u8> = places.iter().map(|at| if plus { letter(*at) } else { complement(letter(*at)) }).collect();
    // The first letter replaced, or the letter after the gap, in reading direction.
    let first = if plus { start } else { (start + old.len() as u32).checked_sub(1)? };
    let index = places.iter().position(|at| *at == first)?;
    let run = places.get(index..index + old.len())?;
    if run.windows(2).any(|pair| pair[0].abs_diff(pair[1]) != 1) || (old.is_empty() && index == 0) {
        return None;
    }
    let new: Vec<u8> = if plus { new.to_vec() } else { new.iter().rev().map(|letter| complement(*letter)).collect() };
    // On the minus strand an insertion stands before the letter left of the gap, in reading direction after it.
    let mut new_letters = letters[..index].to_vec();
    new_letters.extend(&new);
    new_letters.extend(&letters[index + old.len()..]);
    let coding = coding_letters(transcript, reference).len();
    if index > coding {
        return None;
    }
    Some(Truth { old: protein(&letters), new: protein(&new_letters), old_letters: letters, new_letters })
}

/// What a side claims.
pub(crate) enum Claim {
    /// From residue `number` on, `lost` becomes `gained`.
    Residues { number: usize, lost: Vec<AminoAcid>, gained: Vec<AminoAcid> },
    /// The frame shifts at or after this residue; perhaps its first new residue and its length are told.
    Shift { number: usize, to: Option<AminoAcid>, stop: Option<usize> },
}

fn cut(mut protein: Vec<AminoAcid>) -> Vec<AminoAcid> {
    if let Some(stop) = protein.iter().position(|acid| *acid == AminoAcid::Ter) {
        protein.truncate(stop + 1);
    }
    protein
}

impl Truth {
    pub(crate) fn supports(&self, claim: &Claim) -> bool {
        match claim {
            Claim::Residues { number, lost, gained } => {
                let Some(start) = number.checked_sub(1) else { return false };
                if self.old.get(start..start + lost.len()) != Some(lost.as_slice()) {
                    return false;
                }
                let mut protein = self.old[..start].to_vec();
                protein.extend(gained);
                protein.extend(&self.old[start + lost.len()..]);
                cut(protein) == self.new
            }
            Claim::Shift { number, to, stop } => {
                let Some(start) = number.checked_sub(1) else { return false };
                let same = self.old.get(..start).is_some_and(|head| self.new.get(..start) == Some(head));
                let to = to.is_none_or(|to| self.new.get(start) == Some(&to));
                let stop = stop.is_none_or(|stop| self.new.len() == start + stop && self.new.last() == Some(&AminoAcid::Ter));
                same && to && stop && self.old != self.new
            }
        }
    }

    /// The protein our change makes.
    pub(crate) fn supports_ours(&self, change: &ProteinChange) -> bool {
        let run = |first: u32, last: u32| self.old.get(first as usize - 1..last as usize).map(<[_]>::to_vec).unwrap_or_default();
        let residues = |number: u32, lost: Vec<AminoAcid>, gained: Vec<AminoAcid>| {
            self.supports(&Claim::Residues { number: number as usize, lost, gained })
        };
        match change {
            ProteinChange::Synonymous { .. } => self.old == self.new,
            ProteinChange::Substitution { at, to } => residues(at.number, vec![at.acid], vec![*to]),
            ProteinChange::Deletion { first, last } => residues(first.number, run(first.number, last.number), Vec::new()),
            ProteinChange::Duplication { first, last } => residues(last.number + 1, Vec::new(), run(first.number, last.number)),
            ProteinChange::Insertion { after, inserted, .. } => residues(after.number, Vec::new(), inserted.clone()),
            ProteinChange::DeletionInsertion { first, last, inserted } => {
                residues(first.number, run(first.number, last.number), inserted.clone())
            }
            ProteinChange::Frameshift { at, to, stop } => {
                let number = at.number as usize;
                let differs = self.old.get(number - 1) != self.new.get(number - 1);
                differs && self.supports(&Claim::Shift { number, to: *to, stop: stop.map(|stop| stop as usize) })
            }
            ProteinChange::StartLost => self.old.first() != self.new.first(),
            _ => false,
        }
    }
}

/// One-letter or three-letter residues.
fn residues(text: &str) -> Option<Vec<AminoAcid>> {
    let one: Option<Vec<AminoAcid>> = text.bytes().map(AminoAcid::from_one).collect();
    if one.is_some() {
        return one;
    }
    let (mut rest, mut found) = (text, Vec::new());
    while !rest.is_empty() {
        let (acid, after) = AminoAcid::strip_three(rest)?;
        found.push(acid);
        rest = after;
    }
    Some(found)
}

/// Digits at the head of a text.
fn number(text: &str) -> Option<(usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// A claim in the dialects of csq, Oncotator and Funcotator, WashU, SnpEff and CIViC:
/// `12VD>12V`, `p.545_546EQ>SK`, `p.978_978E>EE`, `p.544_545insS`, `p.EQ545del`, `p.PP2fs`, `p.-976fs`, `p.T544RS`,
/// `p.MetAsn297IleTyr`, and HGVS.
pub(crate) fn claim(text: &str) -> Option<Claim> {
    let text = text.trim().trim_start_matches("p.").replace(['(', ')'], "").replace("Ter", "*");
    let text = text.as_str();
    // `12VD>12V`, `545_546EQ>SK`
    if let Some((before, after)) = text.split_once('>') {
        let (first, rest) = number(before)?;
        let rest = rest.strip_prefix('_').map_or(Some(rest), |rest| number(rest).map(|(_, rest)| rest))?;
        let after = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
        return Some(Claim::Residues { number: first, lost: residues(rest)?, gained: residues(after)? });
    }
    // `544_545insS`
    if let Some((place, inserted)) = text.split_once("ins").filter(|(place, _)| place.starts_with(|c: char| c.is_ascii_digit())) {
        let (before, rest) = number(place)?;
        number(rest.strip_prefix('_')?)?;
        return Some(Claim::Residues { number: before + 1, lost: Vec::new(), gained: residues(inserted)? });
    }
    let digit = text.find(|letter: char| letter.is_ascii_digit())?;
    let (head, (first, rest)) = (&text[..digit], number(&text[digit..])?);
    if rest.starts_with("fs") || (rest.contains("fs") && rest.len() < 12) {
        // Told by the residue the letters touch; the first residue that changes may come after it.
        return Some(Claim::Shift { number: if head == "-" { first + 1 } else { first }, to: None, stop: None });
    }
    let head = residues(head)?;
    if rest == "del" {
        return Some(Claim::Residues { number: first, lost: head, gained: Vec::new() });
    }
    if let Ok(change) = text.parse::<ProteinChange>() {
        return match change {
            ProteinChange::Insertion { before, inserted, .. } => {
                Some(Claim::Residues { number: before.number as usize + 1, lost: Vec::new(), gained: inserted })
            }
            ProteinChange::Substitution { at, to } => {
                Some(Claim::Residues { number: at.number as usize, lost: vec![at.acid], gained: vec![to] })
            }
            _ => None,
        };
    }
    if let Some((place, inserted)) = rest.split_once("ins")
        && place.starts_with('_')
    {
        return Some(Claim::Residues { number: first + 1, lost: Vec::new(), gained: residues(inserted)? });
    }
    Some(Claim::Residues { number: first, lost: head, gained: residues(rest)? })
}

/// The class of a disagreement about a protein, proven by the letters; `None` where they do not prove us right.
pub(crate) fn judge(truth: Option<&Truth>, ours: Option<&ProteinChange>, theirs: &str) -> Option<(Class, String)> {
    let (truth, ours) = (truth?, ours?);
    if !truth.supports_ours(ours) {
        return None;
    }
    // HGVS claims of their own words that are right but not told as HGVS tells them.
    let hgvs = theirs.trim().trim_start_matches("p.").replace(['(', ')'], "").parse::<ProteinChange>();
    let right = claim(theirs).is_some_and(|claim| truth.supports(&claim)) || hgvs.is_ok_and(|theirs| truth.supports_ours(&theirs));
    Some(if right {
        let reason = "both names make the protein that the letters make; HGVS names the first residue that changes, the most C-terminal \
                      of equal places, a copy as a duplication, an immediate stop as a nonsense change";
        (Class::Notation, reason.to_owned())
    } else {
        (Class::Theirs, "the letters, translated independently, make the protein of our name and not that of theirs".to_owned())
    })
}

/// The coding letters a c. name without offsets makes.
fn apply_coding(name: &str, letters: &[u8]) -> Option<Vec<u8>> {
    let (first, rest) = number(name.strip_prefix("c.")?)?;
    let (last, rest) = rest.strip_prefix('_').map_or(Some((first, rest)), number)?;
    let (start, end) = (first.checked_sub(1)?, last);
    if end > letters.len() || start >= end {
        return None;
    }
    let plain = |text: &str| text.bytes().all(|letter| b"ACGT".contains(&letter)).then(|| text.as_bytes().to_vec());
    let splice = |start: usize, end: usize, new: Vec<u8>| Some([&letters[..start], &new, &letters[end..]].concat());
    if let Some((_, new)) = rest.split_once('>') {
        return splice(start, end, plain(new)?);
    }
    if let Some((_, new)) = rest.strip_prefix("del").and_then(|rest| rest.split_once("ins")) {
        return splice(start, end, plain(new)?);
    }
    if rest.starts_with("del") {
        return splice(start, end, Vec::new());
    }
    if rest.starts_with("dup") {
        return splice(end, end, letters[start..end].to_vec());
    }
    rest.strip_prefix("ins").and_then(|new| splice(start + 1, start + 1, plain(new)?))
}

/// The class of a disagreement about a c. name, proven by the letters.
pub(crate) fn judge_coding(truth: Option<&Truth>, ours: &str, theirs: &str) -> Option<(Class, String)> {
    let truth = truth?;
    let right = |name: &str| apply_coding(name, &truth.old_letters).is_some_and(|letters| letters == truth.new_letters);
    if !right(ours) {
        return None;
    }
    Some(if right(theirs) {
        let reason = "both names make the same letters; HGVS counts the most 3′ of equal places, names a copy as a duplication, and \
                      leaves equal letters out";
        (Class::Notation, reason.to_owned())
    } else {
        (Class::Theirs, "applied to the reference letters, our name makes the row's letters and theirs does not".to_owned())
    })
}
