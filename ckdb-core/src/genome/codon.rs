//! The genetic code: codons to amino acids, standard and mitochondrial.
//!
//! Tables 1 (standard) and 2 (vertebrate mitochondrial) of the NCBI genetic codes. A codon with a letter other than
//! `A C G T` is [`AminoAcid::Unknown`], never guessed.

use std::fmt;

/// An amino acid, a stop, or one that cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
#[rkyv(derive(Clone, Copy, Debug, PartialEq, Eq))]
#[allow(missing_docs, reason = "the names are the amino acids' own")]
pub enum AminoAcid {
    Ala,
    Arg,
    Asn,
    Asp,
    Cys,
    Gln,
    Glu,
    Gly,
    His,
    Ile,
    Leu,
    Lys,
    Met,
    Phe,
    Pro,
    Ser,
    Thr,
    Trp,
    Tyr,
    Val,
    /// Selenocysteine: read from a UGA that is no stop.
    Sec,
    /// A stop codon.
    Ter,
    /// A codon with an unknown letter.
    Unknown,
}

use AminoAcid::{
    Ala, Arg, Asn, Asp, Cys, Gln, Glu, Gly, His, Ile, Leu, Lys, Met, Phe, Pro, Sec, Ser, Ter, Thr, Trp, Tyr, Unknown, Val,
};

/// Amino acids in the order T, C, A, G of each letter: the order in which genetic codes are printed.
#[rustfmt::skip]
const STANDARD: [AminoAcid; 64] = [
    Phe, Phe, Leu, Leu,  Ser, Ser, Ser, Ser,  Tyr, Tyr, Ter, Ter,  Cys, Cys, Ter, Trp,
    Leu, Leu, Leu, Leu,  Pro, Pro, Pro, Pro,  His, His, Gln, Gln,  Arg, Arg, Arg, Arg,
    Ile, Ile, Ile, Met,  Thr, Thr, Thr, Thr,  Asn, Asn, Lys, Lys,  Ser, Ser, Arg, Arg,
    Val, Val, Val, Val,  Ala, Ala, Ala, Ala,  Asp, Asp, Glu, Glu,  Gly, Gly, Gly, Gly,
];

/// Which genetic code a contig is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// NCBI table 1.
    Standard,
    /// NCBI table 2: AGA and AGG are stops, ATA is Met, TGA is Trp.
    VertebrateMitochondrial,
}

/// The number of each letter in the order T, C, A, G; `NO_LETTER` for what is none of them.
const NUMBERS: [u8; 256] = {
    let mut numbers = [NO_LETTER; 256];
    let mut number = 0;
    while number < 4 {
        numbers[b"TCAG"[number as usize] as usize] = number;
        numbers[b"tcag"[number as usize] as usize] = number;
        number += 1;
    }
    numbers[b'U' as usize] = 0;
    numbers[b'u' as usize] = 0;
    numbers
};

const NO_LETTER: u8 = 1 << 7;

/// The standard code with the four codons that the mitochondria of vertebrates read otherwise.
const MITOCHONDRIAL: [AminoAcid; 64] = {
    let mut acids = STANDARD;
    acids[2 * 16 + 3 * 4 + 2] = Ter;
    acids[2 * 16 + 3 * 4 + 3] = Ter;
    acids[2 * 16 + 2] = Met;
    acids[3 * 4 + 2] = Trp;
    acids
};

/// The amino acid of three letters in reading direction.
#[must_use]
#[inline]
pub const fn translate(codon: [u8; 3], code: Code) -> AminoAcid {
    let numbers = [NUMBERS[codon[0] as usize], NUMBERS[codon[1] as usize], NUMBERS[codon[2] as usize]];
    if (numbers[0] | numbers[1] | numbers[2]) & NO_LETTER != 0 {
        return Unknown;
    }
    let number = (numbers[0] as usize) << 4 | (numbers[1] as usize) << 2 | numbers[2] as usize;
    match code {
        Code::Standard => STANDARD[number],
        Code::VertebrateMitochondrial => MITOCHONDRIAL[number],
    }
}

const ONE: &[u8; 23] = b"ARNDCQEGHILKMFPSTWYVU*X";
const THREE: [&str; 23] = [
    "Ala", "Arg", "Asn", "Asp", "Cys", "Gln", "Glu", "Gly", "His", "Ile", "Leu", "Lys", "Met", "Phe", "Pro", "Ser", "Thr", "Trp",
    "Tyr", "Val", "Sec", "Ter", "Xaa",
];
const ORDER: [AminoAcid; 23] =
    [Ala, Arg, Asn, Asp, Cys, Gln, Glu, Gly, His, Ile, Leu, Lys, Met, Phe, Pro, Ser, Thr, Trp, Tyr, Val, Sec, Ter, Unknown];

impl AminoAcid {
    /// IUPAC one-letter code; `*` for a stop, `X` for unknown.
    #[must_use]
    pub const fn one(self) -> u8 {
        ONE[self as usize]
    }

    /// IUPAC three-letter code; `Ter` for a stop, `Xaa` for unknown.
    #[must_use]
    pub const fn three(self) -> &'static str {
        THREE[self as usize]
    }

    /// From a one-letter code (upper case).
    #[must_use]
    pub fn from_one(letter: u8) -> Option<Self> {
        ONE.iter().position(|known| *known == letter).map(|index| ORDER[index])
    }

    /// The amino acid at the head of `text` in three-letter form (`Val600…`; any case; `Stop`, `*`, `Ter`), and what follows.
    #[must_use]
    pub fn strip_three(text: &str) -> Option<(Self, &str)> {
        let head = text.get(..3)?;
        let index = THREE.iter().position(|known| known.eq_ignore_ascii_case(head))?;
        Some((ORDER[index], &text[3..]))
    }
}

impl fmt::Display for AminoAcid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.three())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codons_everybody_knows() {
        let of = |codon: &[u8; 3]| translate(*codon, Code::Standard);
        assert_eq!(of(b"ATG"), Met);
        assert_eq!(of(b"GTG"), Val);
        assert_eq!(of(b"GAG"), Glu);
        assert_eq!(of(b"TGG"), Trp);
        assert_eq!([of(b"TAA"), of(b"TAG"), of(b"TGA")], [Ter; 3]);
        assert_eq!(of(b"NTG"), Unknown);
    }

    #[test]
    fn the_mitochondrion_reads_four_codons_otherwise() {
        let of = |codon: &[u8; 3]| translate(*codon, Code::VertebrateMitochondrial);
        assert_eq!([of(b"AGA"), of(b"AGG"), of(b"ATA"), of(b"TGA")], [Ter, Ter, Met, Trp]);
        let letter = |index: usize| b"TCAG"[index % 4];
        let all = (0..64).map(|index| [letter(index / 16), letter(index / 4), letter(index)]);
        let differing = all.filter(|codon| translate(*codon, Code::Standard) != of(codon)).count();
        assert_eq!(differing, 4);
    }

    #[test]
    fn both_spellings_go_there_and_back() {
        for acid in ORDER {
            assert_eq!(AminoAcid::from_one(acid.one()), Some(acid));
            assert_eq!(AminoAcid::strip_three(acid.three()), Some((acid, "")));
        }
        assert_eq!(AminoAcid::strip_three("Val600Glu"), Some((Val, "600Glu")));
        assert_eq!(AminoAcid::strip_three("é"), None);
    }
}
