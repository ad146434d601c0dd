//! Does the coding part of a transcript read as a protein on the reference letters?
//!
//! A model that does not begin with a start codon, does not end with a stop, stops on the way or has no whole number of
//! codons either is a special case of biology or does not fit this assembly. The importer computes this for every
//! transcript and never takes a file's word for it.

use ckdb_core::genome::codon::{Code, translate};
use ckdb_core::genome::{AminoAcid, Contig, Interval, Strand, TranscriptRef, sequence};
use std::fmt;

/// What was looked at; all false is a plain coding part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodingCheck {
    /// The number of coding letters, after the phase is taken off, is no multiple of three.
    pub broken_length: bool,
    /// The first whole codon is not `ATG`, or the part begins inside a codon.
    pub no_start: bool,
    /// The last codon is no stop.
    pub no_stop: bool,
    /// A stop stands before the last codon.
    pub internal_stop: bool,
}

impl CodingCheck {
    /// Of coding letters in reading direction; `phase` letters (0, 1 or 2) come before the first whole codon.
    #[must_use]
    pub fn of(coding: &[u8], phase: u8, code: Code) -> Self {
        let whole = coding.get(usize::from(phase)..).unwrap_or_default();
        let (codons, rest) = whole.as_chunks::<3>();
        let (last, before) = match codons.split_last() {
            Some((last, before)) => (Some(last), before),
            None => (None, codons),
        };
        let stop = |codon: &[u8; 3]| translate(*codon, code) == AminoAcid::Ter;
        Self {
            broken_length: !rest.is_empty(),
            no_start: phase != 0 || codons.first() != Some(b"ATG"),
            no_stop: !(rest.is_empty() && last.is_some_and(stop)),
            internal_stop: before.iter().any(stop),
        }
    }

    /// Nothing out of the ordinary.
    #[must_use]
    pub fn is_ok(self) -> bool {
        self == Self::default()
    }

    /// The reading frame holds from end to end, whatever its first and last codons are.
    #[must_use]
    pub const fn frame_holds(self) -> bool {
        !self.broken_length && !self.internal_stop
    }

    /// The words of this check, in the order the public gene model files use; `ok` when there are none.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        let all = [
            (self.broken_length, "len_not_mult3"),
            (self.no_start, "no_ATG"),
            (self.no_stop, "no_stop"),
            (self.internal_stop, "internal_stop"),
        ];
        let found: Vec<_> = all.into_iter().filter_map(|(there, word)| there.then_some(word)).collect();
        if found.is_empty() { vec!["ok"] } else { found }
    }
}

impl fmt::Display for CodingCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().join(","))
    }
}

/// The genetic code of a contig.
#[must_use]
pub const fn code_of(contig: Contig) -> Code {
    if contig.is_mitochondrial() { Code::VertebrateMitochondrial } else { Code::Standard }
}

/// Coding letters of a transcript in reading direction, stop codon included, from whoever holds reference letters.
///
/// `None` for a non-coding transcript and when a letter is not held.
pub fn coding_letters<'a>(
    transcript: TranscriptRef<'_>,
    letters: impl Fn(Contig, Interval) -> Option<&'a [u8]>,
) -> Option<Vec<u8>> {
    transcript.cds?;
    let mut coding = Vec::with_capacity(transcript.cds_length() as usize);
    for part in (0..transcript.exon_count()).filter_map(|index| transcript.coding_part(index)) {
        coding.extend_from_slice(letters(transcript.contig, part)?);
    }
    if transcript.strand == Strand::Minus {
        coding.reverse();
        coding.iter_mut().for_each(|base| *base = sequence::complement(*base));
    }
    Some(coding)
}

/// The protein of coding letters in one-letter code, without the last stop.
#[must_use]
pub fn protein(coding: &[u8], phase: u8, code: Code) -> String {
    let (codons, _) = coding.get(usize::from(phase)..).unwrap_or_default().as_chunks::<3>();
    let mut protein: String = codons.iter().map(|codon| char::from(translate(*codon, code).one())).collect();
    if protein.ends_with('*') {
        protein.pop();
    }
    protein
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(coding: &[u8], phase: u8) -> String {
        CodingCheck::of(coding, phase, Code::Standard).to_string()
    }

    #[test]
    fn each_irregularity_has_its_word() {
        assert_eq!(check(b"ATGGCCTAA", 0), "ok");
        assert_eq!(check(b"CTGGCCTAA", 0), "no_ATG");
        assert_eq!(check(b"ATGGCCGAA", 0), "no_stop");
        assert_eq!(check(b"ATGTAGTAA", 0), "internal_stop");
        assert_eq!(check(b"ATGGCCTA", 0), "len_not_mult3,no_stop");
        assert_eq!(check(b"GGATGGCCTAA", 2), "no_ATG");
        assert_eq!(check(b"", 0), "no_ATG,no_stop");
    }

    #[test]
    fn the_protein_stops_before_the_stop() {
        assert_eq!(protein(b"ATGGCCTAA", 0, Code::Standard), "MA");
        assert_eq!(protein(b"GATGGCCTAA", 1, Code::Standard), "MA");
        assert_eq!(protein(b"AT", 2, Code::Standard), "");
    }
}
