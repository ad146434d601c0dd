//! Which lines stand close together, told from their raw bytes.
//!
//! Two lines may belong to one codon, or lose and restore one frame ([`crate::phase`]). A [`Run`] is a stretch of consecutive
//! lines on one contig each of which begins within [`REACH`] letters of the stretch the earlier ones cover. Only lines with
//! an ALT of letters make a run longer; blocks of a genomic VCF, symbolic alleles and lines that are not understood stand in
//! it where they are. A sorted file so has all neighbours in one run; in an unsorted one lines that stand apart are not seen
//! together.
//!
//! Where runs begin depends on the lines alone, not on how the file is cut to batches. A run of more than [`MOST_LINES`]
//! lines or [`MOST_BYTES`] bytes (a catalogue of known variants, not a tumour) is ended by force, and [`Run::is_cut`] says so.

use super::line::{Line, digits, end_of_text};
use crate::phase::FRAME_REACH;

/// Letters within which the next line must begin: far enough for every pair that [`crate::phase::clusters`] may group, with
/// the letter that an indel's line carries before it.
pub const REACH: u64 = FRAME_REACH as u64 + 1;

/// The most lines of a run.
pub const MOST_LINES: usize = 512;

/// The bytes from which on a run is ended.
pub const MOST_BYTES: usize = 4 << 20;

/// Lines that stand close together, in the order of the file.
#[derive(Clone, Copy, Debug)]
pub struct Run<'r, 'l> {
    /// The lines that were understood.
    pub lines: &'r [Line<'l>],
    /// It was ended by force: the next line would have belonged to it.
    pub is_cut: bool,
}

/// What stands between two consecutive lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Border {
    /// Nothing: they are of one run.
    None,
    /// A new run begins.
    Natural,
    /// A new run begins because the old one grew too long.
    Forced,
}

/// Follows the lines of a file from run to run.
#[derive(Debug, Default)]
pub(super) struct Tracker {
    chrom: Vec<u8>,
    /// First and last letter that lines of the run with letters cover, 1-based; `None` when there is no such line in it.
    span: Option<(u64, u64)>,
    lines: usize,
    bytes: usize,
}

/// Where a line stands.
pub(super) struct Place<'l> {
    pub(super) chrom: &'l [u8],
    /// First and last letter of REF, 1-based.
    pub(super) first: u64,
    pub(super) last: u64,
    /// Is an ALT made of letters?
    pub(super) has_letters: bool,
}

impl<'l> Place<'l> {
    /// `None` for what is no data line.
    pub(super) fn of(line: &'l [u8]) -> Option<Self> {
        let mut fields = line[..end_of_text(line)].split(|byte| *byte == b'\t');
        let mut field = || fields.next();
        let (chrom, position, _, reference, alternates) = (field()?, field()?, field()?, field()?, field()?);
        let first = digits(position)?;
        let mut alternates = alternates.split(|byte| *byte == b',');
        let has_letters = alternates.any(|alternate| alternate.first().is_some_and(u8::is_ascii_alphabetic));
        // Fields of a line fit memory, so their length fits 64 bits; REF has at least one letter.
        let last = first.saturating_add((reference.len() as u64).saturating_sub(1));
        Some(Self { chrom, first, last, has_letters })
    }
}

impl Tracker {
    /// What stands before the line of this place and so many bytes, and the one given last.
    pub(super) fn next(&mut self, place: Option<&Place<'_>>, length: usize) -> Border {
        let near = match (place, self.span) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(place), Some((first, last))) => {
                place.first <= last.saturating_add(REACH)
                    && first <= place.last.saturating_add(REACH)
                    && place.chrom == self.chrom.as_slice()
            }
        };
        let border = match near {
            false => Border::Natural,
            true if self.lines >= MOST_LINES || self.bytes >= MOST_BYTES => Border::Forced,
            true => Border::None,
        };
        if border != Border::None {
            (self.span, self.lines, self.bytes) = (None, 0, 0);
        }
        self.lines += 1;
        self.bytes += length;
        if let Some(place) = place.filter(|place| place.has_letters) {
            self.span = Some(match self.span {
                Some((first, last)) => (first.min(place.first), last.max(place.last)),
                None => {
                    self.chrom.clear();
                    self.chrom.extend_from_slice(place.chrom);
                    (place.first, place.last)
                }
            });
        }
        border
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter for the border before each line: `|` natural, `!` forced, `.` none.
    fn borders(lines: &[&str]) -> String {
        let mut tracker = Tracker::default();
        let sign = |line: &&str| match tracker.next(Place::of(line.as_bytes()).as_ref(), line.len()) {
            Border::Natural => '|',
            Border::Forced => '!',
            Border::None => '.',
        };
        lines.iter().map(sign).collect()
    }

    fn line(chrom: &str, position: u32, reference: &str, alternate: &str) -> String {
        format!("{chrom}\t{position}\t.\t{reference}\t{alternate}\t.\t.\t.\n")
    }

    #[test]
    fn near_is_within_reach_of_what_the_run_covers() {
        let of = |places: &[(&str, u32, &str)]| {
            let lines: Vec<String> =
                places.iter().map(|(chrom, position, reference)| line(chrom, *position, reference, "T")).collect();
            borders(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert_eq!(of(&[("7", 100, "A"), ("7", 131, "A"), ("7", 163, "A")]), "|.|");
        assert_eq!(of(&[("7", 100, "ACGTACGT"), ("7", 138, "A")]), "|.", "REF counts");
        assert_eq!(of(&[("7", 100, "A"), ("8", 100, "A"), ("7", 100, "A")]), "|||", "another contig");
        assert_eq!(of(&[("7", 131, "A"), ("7", 100, "A"), ("7", 150, "A")]), "|..", "order within a run is free");
    }

    #[test]
    fn lines_without_letters_stand_in_a_run_but_make_none() {
        let (letters, block, far) =
            (line("7", 100, "A", "T,<NON_REF>"), line("7", 101, "A", "<NON_REF>"), line("7", 500, "A", "."));
        let next = line("7", 110, "A", "*,G");
        assert_eq!(borders(&[&letters, &block, &next]), "|..");
        assert_eq!(borders(&[&block, &block, &letters]), "|||");
        assert_eq!(borders(&[&letters, "nonsense\n", "\n", &next]), "|...");
        assert_eq!(borders(&[&letters, &far, &next]), "|||", "a far line ends the run");
    }

    #[test]
    fn a_run_does_not_grow_for_ever() {
        let same = line("7", 100, "A", "T");
        let many: Vec<&str> = std::iter::repeat_n(same.as_str(), MOST_LINES * 2 + 1).collect();
        let found = borders(&many);
        let forced: Vec<usize> = found.match_indices('!').map(|(place, _)| place).collect();
        assert_eq!(forced, [MOST_LINES, MOST_LINES * 2]);
        let long = line("7", 100, &"A".repeat(MOST_BYTES), "T");
        assert_eq!(borders(&[&long, &same]), "|!");
    }
}
