//! Reference letters out of a FASTA file that may be far larger than what we want from it.
//!
//! The file is read once, from front to back; only letters of wanted places are kept. A record is a whole chromosome
//! (`>chr7`, `>7 dna:chromosome`, `>NC_000007.14 Homo sapiens …`) or a slice of one, named with its place, 1-based and
//! inclusive: `>chr17:7659779-7692550`. Places several records cover must agree; where they do not, the letter is unknown.

use super::input::Findings;
use crate::models::GeneWindow;
use ckdb_core::genome::{Assembly, Contig, Interval};
use ckdb_core::reference::{Reference, ReferenceError, place};
use std::io::{self, BufRead};

/// Marks a letter nobody gave.
const MISSING: u8 = 0;
/// Marks a letter on which two records disagree.
const DISPUTED: u8 = 1;

/// Stretches of plain reference letters (`A C G T`) of one assembly, disjoint, sorted by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    contig: Contig,
    interval: Interval,
    letters: Vec<u8>,
}

/// A held stretch: plain letters only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch<'a> {
    /// Where it lies.
    pub interval: Interval,
    /// Its letters, upper-case `A C G T`.
    pub letters: &'a [u8],
}

impl Wanted {
    /// Room for these places; those that overlap or touch become one.
    #[must_use]
    pub fn new(mut places: Vec<(Contig, Interval)>) -> Self {
        places.sort_unstable();
        let mut merged: Vec<(Contig, Interval)> = Vec::new();
        for (contig, interval) in places {
            match merged.last_mut() {
                Some((last_contig, last)) if *last_contig == contig && interval.start() <= last.end() => {
                    *last = Interval::new(last.start(), last.end().max(interval.end())).unwrap_or(*last);
                }
                _ => merged.push((contig, interval)),
            }
        }
        let pieces = merged
            .into_iter()
            .map(|(contig, interval)| Piece { contig, interval, letters: vec![MISSING; interval.len() as usize] })
            .collect();
        Self { pieces }
    }

    /// Reads a whole FASTA file and keeps what is wanted of it.
    ///
    /// Records on other contigs are passed over; records whose name cannot be a place on `assembly` are findings.
    ///
    /// # Errors
    /// When reading fails, or the file holds no FASTA record at all.
    pub fn fill(&mut self, file: &str, mut reader: impl BufRead, assembly: Assembly, findings: &mut Findings) -> io::Result<()> {
        let (mut line, mut number, mut records) = (Vec::new(), 0, 0_u64);
        // Where the next letter of the present record lies; `None` in a record that is passed over.
        let mut at: Option<(Contig, u32, u32)> = None;
        let mut told = false;
        loop {
            line.clear();
            if reader.read_until(b'\n', &mut line)? == 0 {
                break;
            }
            number += 1;
            let text = line.trim_ascii();
            if let Some(name) = text.strip_prefix(b">") {
                records += 1;
                told = false;
                at = match place(&String::from_utf8_lossy(name), assembly) {
                    Ok(place) => place.map(|(contig, interval)| (contig, interval.start(), interval.end())),
                    Err(reason) => {
                        findings.push(file, number, format!("{reason}; this record is passed over"));
                        None
                    }
                };
            } else if let Some((contig, next, end)) = at.as_mut() {
                let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                if next.saturating_add(length) > *end && !told {
                    findings.push(
                        file,
                        number,
                        format!("more letters than the record's name or {contig} of {assembly} has room for"),
                    );
                    told = true;
                }
                let room = end.saturating_sub(*next).min(length);
                let given = &text[..room as usize];
                if self.place_letters(*contig, *next, given) && !told {
                    findings.push(
                        file,
                        number,
                        format!("letters of {contig} differ from those another record gave for the same place"),
                    );
                    told = true;
                }
                *next = next.saturating_add(room);
            } else if records == 0 && !text.is_empty() && !text.starts_with(b";") {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("line {number}: expected a FASTA record (a line that begins with `>`); is this a FASTA file?"),
                ));
            }
        }
        if records == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no FASTA record (a line that begins with `>`) in the file"));
        }
        Ok(())
    }

    /// Fetches what is wanted from an indexed FASTA file, place by place. Where its records overlap, the one that reaches
    /// farthest is read.
    ///
    /// # Errors
    /// When the file cannot be read, or its index belongs to another version of it.
    pub fn fill_from(&mut self, reference: &Reference) -> Result<(), ReferenceError> {
        for index in 0..self.pieces.len() {
            let (contig, whole) = (self.pieces[index].contig, self.pieces[index].interval);
            let mut at = whole.start();
            while let Some(next) = reference.next_held(contig, at).filter(|next| *next < whole.end()) {
                let rest = Interval::new(next, whole.end()).unwrap_or(whole);
                let Some(stretch) = reference.stretch(contig, rest)? else { break };
                let held = stretch.held();
                self.place_letters(contig, next, held.letters(held.interval()).unwrap_or_default());
                at = held.interval().end().max(next + 1);
            }
        }
        Ok(())
    }

    /// All stretches of plain letters, as windows of the first gene.
    #[must_use]
    pub fn into_windows(self) -> Vec<GeneWindow> {
        let mut windows = Vec::with_capacity(self.pieces.len());
        for piece in self.pieces {
            let Piece { contig, interval, letters } = piece;
            if letters.iter().all(|letter| *letter > DISPUTED) {
                windows.push(GeneWindow { gene: 0, contig, start: interval.start(), letters });
                continue;
            }
            let mut start = interval.start();
            for run in letters.chunk_by(|a, b| (*a > DISPUTED) == (*b > DISPUTED)) {
                if run.first().is_some_and(|letter| *letter > DISPUTED) {
                    windows.push(GeneWindow { gene: 0, contig, start, letters: run.to_vec() });
                }
                start += u32::try_from(run.len()).unwrap_or(u32::MAX);
            }
        }
        windows
    }

    /// Copies letters that begin after gap `start`; true when some of them contradict what was there.
    fn place_letters(&mut self, contig: Contig, start: u32, given: &[u8]) -> bool {
        let end = start.saturating_add(u32::try_from(given.len()).unwrap_or(u32::MAX));
        let first = self.pieces.partition_point(|piece| (piece.contig, piece.interval.end()) <= (contig, start));
        let mut contradicted = false;
        for piece in self.pieces[first..].iter_mut().take_while(|piece| piece.contig == contig && piece.interval.start() < end) {
            let from = piece.interval.start().max(start);
            let to = piece.interval.end().min(end);
            let held = &mut piece.letters[(from - piece.interval.start()) as usize..(to - piece.interval.start()) as usize];
            let fresh = &given[(from - start) as usize..(to - start) as usize];
            for (held, fresh) in held.iter_mut().zip(fresh) {
                let letter = fresh.to_ascii_uppercase();
                // `N` and the other IUPAC codes say nothing certain about the place.
                if !matches!(letter, b'A' | b'C' | b'G' | b'T') {
                    continue;
                }
                match *held {
                    MISSING => *held = letter,
                    known if known == letter => {}
                    _ => {
                        *held = DISPUTED;
                        contradicted = true;
                    }
                }
            }
        }
        contradicted
    }

    /// Stretches of plain letters inside `interval`, in order; the parts nobody gave are left out.
    #[must_use]
    pub fn stretches(&self, contig: Contig, interval: Interval) -> Vec<Stretch<'_>> {
        let first = self.pieces.partition_point(|piece| (piece.contig, piece.interval.end()) <= (contig, interval.start()));
        let mut found = Vec::new();
        for piece in
            self.pieces[first..].iter().take_while(|piece| piece.contig == contig && piece.interval.start() < interval.end())
        {
            let base = piece.interval.start();
            let mut at = base.max(interval.start());
            let end = piece.interval.end().min(interval.end());
            for run in
                piece.letters[(at - base) as usize..(end - base) as usize].chunk_by(|a, b| (*a > DISPUTED) == (*b > DISPUTED))
            {
                let length = u32::try_from(run.len()).unwrap_or(u32::MAX);
                if run.first().is_some_and(|letter| *letter > DISPUTED) {
                    found.push(Stretch { interval: Interval::from_length(at, length), letters: run });
                }
                at += length;
            }
        }
        found
    }

    /// The letters of `interval`; `None` unless all of them are known.
    #[must_use]
    pub fn letters(&self, contig: Contig, interval: Interval) -> Option<&[u8]> {
        let piece = self
            .pieces
            .get(self.pieces.partition_point(|piece| (piece.contig, piece.interval.end()) <= (contig, interval.start())))?;
        if piece.contig != contig || !piece.interval.contains(interval) {
            return None;
        }
        let base = piece.interval.start();
        let letters = &piece.letters[(interval.start() - base) as usize..(interval.end() - base) as usize];
        letters.iter().all(|letter| *letter > DISPUTED).then_some(letters)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn one() -> Contig {
        Contig::parse("chr1").unwrap().0
    }

    fn interval(start: u32, end: u32) -> Interval {
        Interval::new(start, end).unwrap()
    }

    fn filled(places: &[(u32, u32)], fasta: &str) -> (Wanted, Findings) {
        let mut wanted = Wanted::new(places.iter().map(|(start, end)| (one(), interval(*start, *end))).collect());
        let mut findings = Findings::default();
        wanted.fill("x.fa", fasta.as_bytes(), Assembly::Grch38, &mut findings).unwrap();
        (wanted, findings)
    }

    #[test]
    fn whole_chromosomes_and_slices_give_the_same_letters() {
        let (whole, _) = filled(&[(2, 6)], ">1 dna\nAAcg\ntAA\n>chrUn\nTTTTTTTT\n");
        let (slice, _) = filled(&[(2, 6)], ">chr1:3-6\r\ncg\r\nTA\r\n");
        assert_eq!(whole.letters(one(), interval(2, 6)).unwrap(), b"CGTA");
        assert_eq!(whole, slice);
        assert_eq!(whole.letters(one(), interval(1, 6)), None);
    }

    #[test]
    fn unknown_letters_are_not_held() {
        let (wanted, findings) = filled(&[(0, 9)], ">chr1:2-8\nACNGTRT\n");
        let stretches = wanted.stretches(one(), interval(0, 9));
        let shown: Vec<_> = stretches.iter().map(|s| (s.interval.start(), s.letters)).collect();
        assert_eq!(shown, [(1, &b"AC"[..]), (4, &b"GT"[..]), (7, &b"T"[..])]);
        assert_eq!(findings.total(), 0);
    }

    #[test]
    fn records_that_disagree_lose_the_letter_and_are_told() {
        let (wanted, findings) = filled(&[(0, 4)], ">chr1:1-4\nACGT\n>chr1:2-4\nCTT\n");
        assert_eq!(wanted.letters(one(), interval(0, 2)).unwrap(), b"AC");
        assert_eq!(wanted.letters(one(), interval(2, 3)), None);
        assert_eq!((findings.total(), findings.kept()[0].line), (1, 4));
    }

    #[test]
    fn names_that_cannot_be_are_findings_and_no_fasta_is_an_error() {
        let (_, findings) = filled(&[(0, 4)], ">NC_000001.10\nACGT\n>chr1:9-2\nA\n>chr1:1-2\nACGT\n");
        assert_eq!(findings.kept().iter().map(|finding| finding.line).collect::<Vec<_>>(), [1, 3, 6]);
        let mut wanted = Wanted::new(Vec::new());
        assert!(wanted.fill("x", &b"hello\n"[..], Assembly::Grch38, &mut Findings::default()).is_err());
        assert!(wanted.fill("x", &b""[..], Assembly::Grch38, &mut Findings::default()).is_err());
    }
}
