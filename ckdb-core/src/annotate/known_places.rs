//! Where on the genome anything could be said of an allele of letters: near transcripts, where letters are held, at listed sites.
//!
//! Nearly all alleles of a genome lie elsewhere. For them one bit answers, before anything is looked up: each contig is cut into
//! pieces of [`PIECE`] letters, and a piece's bit is set when something stands in it. A set bit promises nothing; a bit that is
//! not set means that normalisation would find no letters, consequence no transcript and matching no site.
//!
//! Whoever asks for matches alone, and for no consequence, has a finer map ([`ClaimPlaces`]): most of a gene is introns, in which no
//! small change meets any claim.

use crate::genome::{Allele, Assembly, Contig, Interval, Sequence, Window};
use crate::knowledge::Genome;
use crate::knowledge::genome::REACH;
use crate::matching::Matcher;

/// Letters of one piece, as a power of two: all bits of an assembly take 24 KB, which a processor keeps at hand.
const PIECE: u32 = 14;

/// The same of the finer map, whose bits take 380 KB.
const FINE: u32 = 10;
/// Letters around an exon in which a small change may still do something to splicing: far more than any rule asks for (R22: five).
const AROUND_EXON: u32 = 250;

/// A bit for each 2^`SIZE` letters of each contig.
#[derive(Debug)]
pub(super) struct Places<const SIZE: u32>(Vec<Box<[u64]>>);

/// Where anything could be said of an allele of letters.
pub(super) type KnownPlaces = Places<PIECE>;
/// Where an allele of letters could meet a claim: at exons, where letters are held, at listed sites.
pub(super) type ClaimPlaces = Places<FINE>;

/// The same of one contig, for whoever asks about many places of it.
#[derive(Clone, Copy, Debug)]
pub struct OnContig<'a>(&'a [u64]);

impl OnContig<'_> {
    /// Could anything be said of an allele of letters that lies within `first..=last` (gaps between letters; the first letter of
    /// the contig lies behind gap 0)? `false` is certain.
    #[must_use]
    #[inline]
    pub fn may_know(self, first: u32, last: u32) -> bool {
        is_any_set::<PIECE>(self.0, first, last)
    }
}

/// Is the bit of any piece set that `first..=last` touches? What lies beyond the contig's end has no bit, and is asked about the long
/// way.
#[inline]
fn is_any_set<const SIZE: u32>(words: &[u64], first: u32, last: u32) -> bool {
    let is_set = |piece: u32| words.get(piece as usize / 64).is_none_or(|word| word >> (piece % 64) & 1 == 1);
    let (first, last) = (first >> SIZE, last >> SIZE);
    // Nearly all alleles are short and lie in one piece.
    if first == last { is_set(first) } else { (first..=last).any(is_set) }
}

/// Where on a contig an allele of letters could meet a claim.
#[derive(Clone, Copy, Debug)]
pub struct ClaimsOnContig<'a> {
    known: OnContig<'a>,
    claims: &'a [u64],
}

impl ClaimsOnContig<'_> {
    /// Could an allele that replaces so many letters behind gap `start` meet a claim, nearly meet one, or contradict letters? `false` is
    /// certain.
    #[must_use]
    #[inline]
    pub fn may_meet(self, start: u32, letters: u32) -> bool {
        let end = start.saturating_add(letters);
        self.known.may_know(start, end) && is_any_set::<FINE>(self.claims, start, end)
    }
}

/// No letters at all: how an allele is spelled where nothing is known.
pub(super) struct NoLetters;

impl Sequence for NoLetters {
    fn window(&self, _: Contig, _: u32) -> Option<Window<'_>> {
        None
    }
}

impl KnownPlaces {
    /// The places of an index's gene models, letters and sites.
    pub(super) fn of(genome: Genome<'_>, matcher: &Matcher, assembly: Assembly) -> Self {
        let mut places = Self::none(assembly);
        // A transcript is found from REACH letters away.
        genome.stretches_of_transcripts().for_each(|(contig, place)| places.mark(contig, place, REACH));
        places.mark_letters_and_sites(genome, matcher);
        places
    }

    /// The places of one contig.
    pub(super) fn on(&self, contig: Contig) -> Option<OnContig<'_>> {
        self.0.get(contig.index()).map(|words| OnContig(words))
    }
}

impl ClaimPlaces {
    /// The places of an index's claims about small changes.
    pub(super) fn of(genome: Genome<'_>, matcher: &Matcher, assembly: Assembly) -> Self {
        let mut places = Self::none(assembly);
        // Small changes are not read on models without letters.
        for (_, transcript) in genome.transcripts().filter(|(_, transcript)| transcript.quality.has_letters()) {
            transcript.exons().for_each(|exon| places.mark(transcript.contig, exon, AROUND_EXON));
        }
        places.mark_letters_and_sites(genome, matcher);
        places
    }

    /// The places of one contig, of which something is known where `known` says so.
    pub(super) fn on<'a>(&'a self, contig: Contig, known: OnContig<'a>) -> Option<ClaimsOnContig<'a>> {
        self.0.get(contig.index()).map(|claims| ClaimsOnContig { known, claims })
    }
}

impl<const SIZE: u32> Places<SIZE> {
    fn none(assembly: Assembly) -> Self {
        let words = |contig: Contig| (contig.length(assembly) >> SIZE) as usize / 64 + 1;
        Self(Contig::all().map(|contig| vec![0; words(contig)].into_boxed_slice()).collect())
    }

    fn mark_letters_and_sites(&mut self, genome: Genome<'_>, matcher: &Matcher) {
        genome.stretches_of_letters().for_each(|(contig, place)| self.mark(contig, place, 0));
        matcher.sites().for_each(|(contig, place)| self.mark(contig, place, 0));
    }

    fn mark(&mut self, contig: Contig, place: Interval, reach: u32) {
        let Some(words) = self.0.get_mut(contig.index()) else { return };
        // One letter more on either side: what touches a place is at it.
        let first = place.start().saturating_sub(reach + 1) >> SIZE;
        let last = place.end().saturating_add(reach + 1) >> SIZE;
        for piece in first..=last {
            // What stands beyond the contig's end has no bit, and is asked about the long way.
            let Some(word) = words.get_mut(piece as usize / 64) else { return };
            *word |= 1 << (piece % 64);
        }
    }

    /// Could anything be said of an allele there? `false` is certain.
    #[inline]
    pub(super) fn may_know(&self, allele: &Allele) -> bool {
        self.may_know_at(allele.contig, allele.interval)
    }

    /// The same of an allele that replaces these letters.
    #[inline]
    pub(super) fn may_know_at(&self, contig: Contig, interval: Interval) -> bool {
        self.0.get(contig.index()).is_none_or(|words| is_any_set::<SIZE>(words, interval.start(), interval.end()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn allele(contig: Contig, start: u32, length: u32) -> Allele {
        let reference = vec![b'A'; length as usize].as_slice().into();
        Allele { contig, interval: Interval::from_length(start, length), reference, alternate: b"C".as_slice().into() }
    }

    #[test]
    fn whatever_touches_a_place_is_asked_about() {
        let words = |_| vec![0; 40].into_boxed_slice();
        let mut places: KnownPlaces = Places(Contig::all().map(words).collect());
        let (one, two) = (Contig::from_index(0).unwrap(), Contig::from_index(1).unwrap());
        // The beginning and the end of a piece, and a long stretch over several.
        let marked = [(1_u32 << PIECE, 1), ((1 << PIECE) * 7 - 1, 1), (200_000, 100_000), (1_000_000, 0)];
        for (start, length) in marked {
            places.mark(one, Interval::from_length(start, length), 100);
        }
        for (start, length) in marked {
            for (from, letters) in [
                (start, 0),
                (start, 1),
                (start.saturating_sub(100), 1),
                (start + length + 100, 0),
                (start + length, 1),
                (start - 50, length + 90),
            ] {
                assert!(places.may_know(&allele(one, from, letters)), "{from} {letters}");
                assert!(!places.may_know(&allele(two, from, letters)), "{from} {letters} on another contig");
            }
        }
        assert!(!places.may_know(&allele(one, 60_000, 3)));
        assert!(places.may_know(&allele(one, 60_000, 200_000)), "it reaches a place");
        assert!(places.may_know(&allele(one, u32::MAX - 5, 5)), "beyond the contig nothing is certain");
    }
}
