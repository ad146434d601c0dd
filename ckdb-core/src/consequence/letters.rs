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

    /// Letters of `interval` out of the window around the allele.
    #[inline]
    fn near(&self, interval: Interval) -> Option<&'r [u8]> {
        self.window.and_then(|window| window.letters(interval))
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
    pub(super) code: Code,
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
        let (next_exon, skip) = self.layout.exon_at(coordinate).unwrap_or((self.layout.transcript.exon_count(), 0));
        let mut letters = Letters {
            layout: self.layout,
            held: self.held,
            pad_left,
            next_exon,
            skip,
            ready: &[],
            not_held: Interval::from_length(0, 0),
        };
        if pad_left == 0 {
            letters.open();
        }
        letters
    }

    /// The letters of codon `index` (from 0), in reading direction.
    #[inline]
    pub(super) fn codon(&self, index: u32) -> [u8; 3] {
        self.codon_in_exon(index).unwrap_or_else(|| self.codon_by_letters(index))
    }

    /// The letters of a codon that lies in the exon near the change, as nearly always.
    #[inline]
    fn codon_in_exon(&self, index: u32) -> Option<[u8; 3]> {
        let from = index.checked_mul(3)?;
        if from.checked_add(3)? > self.length {
            return None;
        }
        let coordinate = from.checked_sub(self.layout.pad)?.checked_add(self.start)?;
        let place = self.layout.within_near(coordinate, 3)?;
        let &[a, b, c] = self.held.near(place)?.first_chunk::<3>()?;
        Some(if self.layout.is_plus() { [a, b, c] } else { [complement(c), complement(b), complement(a)] })
    }

    fn codon_by_letters(&self, index: u32) -> [u8; 3] {
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
    #[inline]
    pub(super) fn residue_of(&self, index: u32, codon: [u8; 3]) -> AminoAcid {
        if index == 0 && self.starts_with(codon) {
            return AminoAcid::Met;
        }
        let acid = translate(codon, self.code);
        // A TGA before the last codon of a whole reference model is no stop: it is read as selenocysteine.
        if acid == AminoAcid::Ter && codon == *b"TGA" && index + 1 < self.codons() { AminoAcid::Sec } else { acid }
    }

    /// What new letters in the place of codon `index` read as.
    #[inline]
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
    layout: &'a Layout<'t>,
    held: &'a Held<'r, S>,
    /// Letters missing before the first one; they come first, as `N`.
    pad_left: u32,
    /// The exon to open next, in the direction of transcription, and how many of its letters are passed over.
    next_exon: usize,
    skip: u32,
    /// What is left of the exon being read, as the genome has it.
    ready: &'r [u8],
    /// The same for an exon whose letters are not all held in one piece.
    not_held: Interval,
}

impl<S: Sequence + ?Sized> Letters<'_, '_, '_, S> {
    /// The next exon; `false` when there is none.
    fn open(&mut self) -> bool {
        let count = self.layout.transcript.exon_count();
        if self.next_exon >= count {
            return false;
        }
        let plus = self.layout.is_plus();
        let index = if plus { self.next_exon } else { count - 1 - self.next_exon };
        let exon = self.layout.transcript.exon(index).unwrap_or(Interval::from_length(0, 0));
        let skip = self.skip.min(exon.len());
        (self.next_exon, self.skip) = (self.next_exon + 1, 0);
        let rest = Interval::from_length(if plus { exon.start() + skip } else { exon.start() }, exon.len() - skip);
        match self.held.letters(rest) {
            Some(letters) => self.ready = letters,
            None => self.not_held = rest,
        }
        true
    }

    /// The next three letters; `None` when fewer are left.
    #[inline]
    pub(super) fn next_codon(&mut self) -> Option<[u8; 3]> {
        if self.layout.is_plus() {
            if let Some((codon, rest)) = self.ready.split_first_chunk::<3>() {
                self.ready = rest;
                return Some(*codon);
            }
        } else if let Some((rest, &[a, b, c])) = self.ready.split_last_chunk::<3>() {
            self.ready = rest;
            return Some([complement(c), complement(b), complement(a)]);
        }
        Some([self.next()?, self.next()?, self.next()?])
    }

    /// Passes over whole codons of the exon being read that are residues, up to a stop or an unknown one; gives their number.
    pub(super) fn pass_residues(&mut self, code: Code) -> u32 {
        let (mut ready, mut passed) = (self.ready, 0);
        let is_residue = |codon: [u8; 3]| !matches!(translate(codon, code), AminoAcid::Ter | AminoAcid::Unknown);
        if self.layout.is_plus() {
            while let Some((codon, rest)) = ready.split_first_chunk::<3>() {
                if !is_residue(*codon) {
                    break;
                }
                (ready, passed) = (rest, passed + 1);
            }
        } else {
            while let Some((rest, &[a, b, c])) = ready.split_last_chunk::<3>() {
                if !is_residue([complement(c), complement(b), complement(a)]) {
                    break;
                }
                (ready, passed) = (rest, passed + 1);
            }
        }
        self.ready = ready;
        passed
    }

    /// The next letter when there is none ready: of the pad, of an exon that is not held in one piece, or of the next exon.
    #[cold]
    fn next_elsewhere(&mut self) -> Option<u8> {
        if self.pad_left > 0 {
            self.pad_left -= 1;
            return Some(b'N');
        }
        loop {
            let (start, length) = (self.not_held.start(), self.not_held.len());
            if let Some(rest) = length.checked_sub(1) {
                return Some(if self.layout.is_plus() {
                    self.not_held = Interval::from_length(start + 1, rest);
                    self.held.letter(start)
                } else {
                    self.not_held = Interval::from_length(start, rest);
                    complement(self.held.letter(start + rest))
                });
            }
            if !self.open() {
                return None;
            }
            if !self.ready.is_empty() {
                return self.next();
            }
        }
    }
}

impl<S: Sequence + ?Sized> Iterator for Letters<'_, '_, '_, S> {
    type Item = u8;

    #[inline]
    fn next(&mut self) -> Option<u8> {
        let next = if self.layout.is_plus() { self.ready.split_first() } else { self.ready.split_last() };
        match next {
            Some((letter, rest)) => {
                self.ready = rest;
                Some(if self.layout.is_plus() { *letter } else { complement(*letter) })
            }
            None => self.next_elsewhere(),
        }
    }
}
