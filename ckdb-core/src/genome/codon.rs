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

const fn letter_index(letter: u8) -> Option<usize> {
    match letter {
        b'T' | b't' | b'U' | b'u' => Some(0),
        b'C' | b'c' => Some(1),
        b'A' | b'a' => Some(2),
        b'G' | b'g' => Some(3),
        _ => None,
    }
}

/// The amino acid of three letters in reading direction.
#[must_use]
pub const fn translate(codon: [u8; 3], code: Code) -> AminoAcid {
    let (Some(first), Some(second), Some(third)) = (letter_index(codon[0]), letter_index(codon[1]), letter_index(codon[2])) else {
        return Unknown;
    };
    if let Code::VertebrateMitochondrial = code {
        match (first, second, third) {
            (2, 3, 2 | 3) => return Ter,
            (2, 0, 2) => return Met,
            (0, 3, 2) => return Trp,
            _ => {}
        }
    }
    STANDARD[first * 16 + second * 4 + third]
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
