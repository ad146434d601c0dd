//! Which rows of a stretch are worth a look: nearly all rows of a genome lie where no claim can be met.
//!
//! What is asked of a row here is a dozen comparisons, so the columns are read as they lie in memory, by their Arrow type, one run of
//! rows of a contig after the other. A row that cannot be told at a glance is worth a look; one that is sifted out is one of which
//! nothing would be said.

use super::texts::{Letters, Plain};
use super::variants::{Contigs, Part};
use crate::annotate::{Annotator, ClaimsOnContig};
use std::ops::Range;

/// The rows of `range` that may meet a claim, contradict letters, or are not what they should be; ascending.
pub(super) fn worth_a_look(part: &Part, range: Range<usize>, annotator: &Annotator<'_>) -> Vec<usize> {
    let mut contigs = Contigs::of(&part.chrom);
    let mut rows = Vec::new();
    let mut next = range.start;
    while next < range.end {
        let named = contigs.get(next).flatten();
        let end = contigs.end_of_run(next, range.end);
        let contig = named.filter(|(_, assembly)| assembly.is_none_or(|assembly| assembly == annotator.assembly()));
        match contig.and_then(|(contig, _)| annotator.claims_on(contig)) {
            Some(places) => sift_run(part, next..end, places, &mut rows),
            None => rows.extend(next..end),
        }
        next = end;
    }
    rows
}

/// The same of rows of one contig.
fn sift_run(part: &Part, run: Range<usize>, places: ClaimsOnContig<'_>, rows: &mut Vec<usize>) {
    // Both columns are of one type in nearly every table, and each type has a loop of its own.
    match (Letters::of(&part.reference), Letters::of(&part.alternate)) {
        (Letters::Views(old), Letters::Views(new)) => sift(part, run.clone(), old.of(run.clone()).zip(new.of(run)), places, rows),
        (Letters::Small(old), Letters::Small(new)) => sift(part, run.clone(), old.of(run.clone()).zip(new.of(run)), places, rows),
        (Letters::Large(old), Letters::Large(new)) => sift(part, run.clone(), old.of(run.clone()).zip(new.of(run)), places, rows),
        (old, new) => sift(part, run.clone(), run.map(|row| (old.get(row), new.get(row))), places, rows),
    }
}

fn sift(
    part: &Part,
    run: Range<usize>,
    letters: impl Iterator<Item = (Plain, Plain)>,
    places: ClaimsOnContig<'_>,
    rows: &mut Vec<usize>,
) {
    match part.pos.whole().and_then(|positions| positions.get(run.clone())) {
        Some(positions) => sift_at(run.zip(letters).zip(positions.iter().map(|position| Some(*position))), places, rows),
        None => sift_at(run.clone().zip(letters).zip(run.map(|row| part.pos.get(row))), places, rows),
    }
}

#[inline(never)]
fn sift_at(all: impl Iterator<Item = ((usize, (Plain, Plain)), Option<i64>)>, places: ClaimsOnContig<'_>, rows: &mut Vec<usize>) {
    for ((row, (old, new)), position) in all {
        // (Position 1 is the letter behind gap 0.)
        let start = position.and_then(|position| u32::try_from(position.wrapping_sub(1)).ok());
        let is_far = start.is_some_and(|start| !places.may_meet(start, old.0)) && is_change(old, new);
        if !is_far {
            rows.push(row);
        }
    }
}

/// Are they bases, and other ones? (Of several letters for as many it is not told here.)
#[inline]
const fn is_change(old: Plain, new: Plain) -> bool {
    match (old, new) {
        ((0, _), _) | (_, (0, _)) => false,
        ((1, old), (1, new)) => !old.eq_ignore_ascii_case(&new),
        ((old, _), (new, _)) => old != new,
    }
}
