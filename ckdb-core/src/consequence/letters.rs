//! The letters of a transcript, in reading direction, straight from the reference letters of the genome.
//!
//! Nothing is copied: a codon is three letters on the stack, a longer stretch is an iterator. A letter that is not held
//! reads as `N`, which no codon table turns into a residue; so nothing is guessed.

use super::locate::Layout;
use crate::genome::codon::{Code, translate};
use crate::genome::sequence::complement;
use crate::genome::{AminoAcid, Contig, Interval, Sequence, Window};

/// Reference letters near an allele: the window around it first, whoever holds more letters second.
pub(super) struct Held<'r, S: ?Sized> {
    reference: &'r S,
    contig: Contig,
    window: Option<Window<'r>>,
}

impl<'r, S: Sequence + ?Sized> Held<'r, S> {
    pub(super) fn new(reference: &'r S, contig: Contig, near: u32) -> Self {
        Self { reference, contig, window: reference.window(contig, near) }
    }

    fn letters(&self, interval: Interval) -> Option<&'r [u8]> {
        self.window.and_then(|window| window.letters(interval)).or_else(|| self.reference.letters(self.contig, interval))
    }

    /// The letter that follows gap `at`, or `N`.
    fn letter(&self, at: u32) -> u8 {
        let near = self.window.and_then(|window| window.letter(at));
        near.or_else(|| self.reference.window(self.contig, at)?.letter(at)).unwrap_or(b'N')
    }
}

/// A coding transcript with its letters.
pub(super) struct Reading<'a, 't, 'r, S: ?Sized> {
    pub(super) layout: &'a Layout<'t>,
    held: &'a Held<'r, S>,
    /// First coding letter, in transcript coordinates.
    start: u32,
    /// Letters of the coding part, pad included.
    pub(super) length: u32,
    code: Code,
}

impl<'a, 't, 'r, S: Sequence + ?Sized> Reading<'a, 't, 'r, S> {
    /// `None` for a transcript without coding part.
    pub(super) fn new(layout: &'a Layout<'t>, held: &'a Held<'r, S>) -> Option<Self> {
        let (start, end) = layout.cds?;
        let mitochondrial = layout.transcript.contig.is_mitochondrial();
        let code = if mitochondrial { Code::VertebrateMitochondrial } else { Code::Standard };
        Some(Self { layout, held, start, length: end - start + layout.pad, code })
    }

    /// Number of codons. On the mitochondrion a last incomplete one counts: the poly(A) tail completes it (`T--` → `TAA`).
    pub(super) const fn codons(&self) -> u32 {
        match self.code {
            Code::Standard => self.length / 3,
            Code::VertebrateMitochondrial => self.length.div_ceil(3),
        }
    }

    /// Letters from coding coordinate `from` (0-based, pad included) to the end of the transcript, `N` where not held.
    pub(super) fn letters(&self, from: u32) -> Letters<'_, 't, 'r, S> {
        let pad_left = self.layout.pad.saturating_sub(from);
        let coordinate = self.start + from.saturating_sub(self.layout.pad);
        let count = self.layout.transcript.exon_count();
        let mut letters = Letters { reading: self.layout, held: self.held, pad_left, next_exon: 0, piece: None };
        let (near, letters_before) = self.layout.near_in_order();
        let (first, mut before) = if coordinate >= letters_before { (near, letters_before) } else { (0, 0) };
        for order in first..count {
            let index = letters.index(order);
            let Some(exon) = self.layout.transcript.exon(index) else { break };
            if coordinate < before + exon.len() {
                letters.open(order, coordinate - before);
                break;
            }
            before += exon.len();
            letters.next_exon = order + 1;
        }
        letters
    }

    /// The letters of codon `index` (from 0), in reading direction.
    pub(super) fn codon(&self, index: u32) -> [u8; 3] {
        let from = index * 3;
        let mut letters = self.letters(from);
        let mut codon = [b'N'; 3];
        for (at, letter) in (from..).zip(&mut codon) {
            *letter = match self.code {
                Code::VertebrateMitochondrial if at >= self.length => b'A',
                _ => letters.next().unwrap_or(b'N'),
            };
        }
        codon
    }

    /// What codon `index` (from 0) of the reference reads as.
    pub(super) fn residue_of(&self, index: u32, codon: [u8; 3]) -> AminoAcid {
        if index == 0 && self.starts_with(codon) {
            return AminoAcid::Met;
        }
        let acid = translate(codon, self.code);
        // A TGA before the last codon of a whole reference model is no stop: it is read as selenocysteine.
        if acid == AminoAcid::Ter && codon == *b"TGA" && index + 1 < self.codons() { AminoAcid::Sec } else { acid }
    }

    /// What new letters in the place of codon `index` read as.
    pub(super) fn new_residue(&self, index: u32, codon: [u8; 3]) -> AminoAcid {
        if index == 0 {
            let was = self.codon(0);
            if self.starts_with(was) && self.still_starts(codon, was) {
                return AminoAcid::Met;
            }
        }
        translate(codon, self.code)
    }

    /// The whole reference protein, its stop included.
    pub(super) fn protein(&self) -> Vec<AminoAcid> {
        let mut letters = self.letters(0);
        let codons = (0..self.codons()).map(|index| {
            let mut codon = [b'N'; 3];
            for (at, letter) in (index * 3..).zip(&mut codon) {
                // What the transcript lacks, the poly(A) tail has: see `codons`.
                *letter = if at >= self.length { b'A' } else { letters.next().unwrap_or(b'N') };
            }
            self.residue_of(index, codon)
        });
        codons.collect()
    }

    /// Residue `number` (from 1) of the reference protein; the stop counts, nothing after it does.
    pub(super) fn residue(&self, number: u32) -> Option<AminoAcid> {
        let index = number.checked_sub(1).filter(|index| *index < self.codons())?;
        Some(self.residue_of(index, self.codon(index)))
    }

    /// Can translation begin at this codon? The first residue is then Met.
    ///
    /// ATG, and the codons one letter away from it but for AAG and AGG, which hardly ever start (Kearse and Wilusz 2017,
    /// PMID 28982758). Another codon than ATG is believed only where the model has letters before it, or was put together from
    /// coding parts alone: a model that begins with its first coding letter may simply lack its beginning.
    fn starts_with(&self, codon: [u8; 3]) -> bool {
        if self.layout.pad > 0 || !crate::genome::sequence::is_plain(&codon) {
            return false;
        }
        let apart = codon.iter().zip(b"ATG").filter(|(a, b)| a != b).count();
        let whole = self.start > 0 || !self.layout.has_untranslated();
        apart == 0 || (apart == 1 && whole && !matches!(&codon, b"AAG" | b"AGG"))
    }

    /// Does the model begin at a start codon?
    pub(super) fn has_start(&self) -> bool {
        self.starts_with(self.codon(0))
    }

    /// Is `codon`, put in the place of the start codon `was`, sure to start translation still?
    pub(super) fn still_starts(&self, codon: [u8; 3], was: [u8; 3]) -> bool {
        let mitochondrial = matches!(self.code, Code::VertebrateMitochondrial);
        codon == was || codon == *b"ATG" || (mitochondrial && matches!(&codon, b"ATA" | b"ATT" | b"ATC" | b"GTG"))
    }

    /// Transcript coordinate of a coding coordinate.
    pub(super) const fn coordinate(&self, coding: u32) -> u32 {
        self.start + coding.saturating_sub(self.layout.pad)
    }
}

/// Letters of the spliced transcript in reading direction. See [`Reading::letters`].
pub(super) struct Letters<'a, 't, 'r, S: ?Sized> {
    reading: &'a Layout<'t>,
    held: &'a Held<'r, S>,
    pad_left: u32,
    /// Number of exons opened so far, in the direction of transcription.
    next_exon: usize,
    piece: Option<Piece<'r>>,
}

/// What is left of the exon being read.
struct Piece<'r> {
    rest: Interval,
    letters: Option<&'r [u8]>,
}

impl<S: Sequence + ?Sized> Letters<'_, '_, '_, S> {
    fn index(&self, order: usize) -> usize {
        if self.reading.is_plus() { order } else { self.reading.transcript.exon_count() - 1 - order }
    }

    fn open(&mut self, order: usize, skip: u32) {
        self.next_exon = order + 1;
        self.piece = self.reading.transcript.exon(self.index(order)).map(|exon| {
            let skip = skip.min(exon.len());
            let start = if self.reading.is_plus() { exon.start() + skip } else { exon.start() };
            let rest = Interval::from_length(start, exon.len() - skip);
            Piece { rest, letters: self.held.letters(rest) }
        });
    }
}

impl<S: Sequence + ?Sized> Iterator for Letters<'_, '_, '_, S> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        if self.pad_left > 0 {
            self.pad_left -= 1;
            return Some(b'N');
        }
        while self.piece.as_ref().is_none_or(|piece| piece.rest.is_empty()) {
            if self.next_exon >= self.reading.transcript.exon_count() {
                return None;
            }
            self.open(self.next_exon, 0);
        }
        let piece = self.piece.as_mut()?;
        let (start, length) = (piece.rest.start(), piece.rest.len() - 1);
        if self.reading.is_plus() {
            piece.rest = Interval::from_length(start + 1, length);
            Some(match &mut piece.letters {
                Some(letters) => {
                    let (first, rest) = letters.split_first()?;
                    *letters = rest;
                    *first
                }
                None => self.held.letter(start),
            })
        } else {
            piece.rest = Interval::from_length(start, length);
            Some(complement(match &mut piece.letters {
                Some(letters) => {
                    let (last, rest) = letters.split_last()?;
                    *letters = rest;
                    *last
                }
                None => self.held.letter(start + length),
            }))
        }
    }
}
