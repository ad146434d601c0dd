//! What becomes of a transcript when pieces of a chromosome are lost, doubled, turned round or joined anew:
//! [`StructuralAllele`] × [`TranscriptRef`] → [`Consequence`] with a [`StructuralEffect`](super::StructuralEffect).
//!
//! **Whole exons.** Where both ends lie in introns (or beside the gene), nothing but whole exons is lost or doubled, and the
//! number of coding letters among them tells whether the frame is kept. **Within an exon**, and wherever no whole exon goes,
//! a deletion or tandem duplication whose letters are held is read letter by letter, as if a file had written it out.
//!
//! **Disruptive** is what leaves no whole copy of the transcript on the molecule: a duplication that reaches beyond the gene
//! keeps one; ends in one and the same intron take no exon apart (LINX calls these not disruptive, too).
//!
//! **Classes** (matching rules, D.1), the same in every notation: `FS` for a frameshift by whole exons and for whole exons lost
//! with the stop codon, `IFD` for whole exons lost in frame, `SPL` where an exon loses a part with its splice site, `START` where
//! the start codon goes with whole exons or without a splice site, `STOPL` where nothing but the stop codon and what follows it
//! goes. Whole exons doubled in frame, inversions and translocations have no class; criteria ask for their exons and ends.

use super::Consequence;
use super::event::Event;
use super::letters::Held;
use super::locate::Layout;
use super::order::{Key, Keys, put_in_order};
use super::seen::{self, Seen, moves, settled};
use super::spelling::Asked;
use crate::genome::sequence::is_plain;
use crate::genome::structural::{JunctionKind, Shape, StructuralAllele};
use crate::genome::{Allele, Bases, Breakend, Contig, Interval, Orientation, Position, Sequence, TranscriptRef};
use crate::normalize::{NormalizedAllele, normalize};
use smallvec::SmallVec;

/// The longest deletion or duplication that is read letter by letter: longer than most exons, short enough to copy.
const LONGEST_READ: u32 = 1_000;

/// Consequences of `allele` on each of `transcripts` (with the caller's numbers), into `out`, which is cleared first.
///
/// Sorted as [`consequences`](super::consequences) sorts. A transcript that no letter and no end touches gives nothing, nor
/// does one that is turned round as a whole.
pub fn structural_consequences<'t>(
    allele: &StructuralAllele,
    reference: &(impl Sequence + ?Sized),
    transcripts: impl Iterator<Item = (u32, TranscriptRef<'t>)>,
    out: &mut Vec<Consequence>,
) {
    out.clear();
    let letters = written_out(allele, reference);
    let mut keys = Keys::new();
    for (number, transcript) in transcripts {
        let Some(found) = consequence(number, transcript, allele, letters.as_ref(), reference) else { continue };
        keys.push(Key::new(&found, transcript.accession, out.len()));
        out.push(found);
    }
    put_in_order(keys, out);
}

/// A short precise deletion or tandem duplication as letters, where they are held.
fn written_out(allele: &StructuralAllele, reference: &(impl Sequence + ?Sized)) -> Option<NormalizedAllele> {
    let Shape::Junction(junction) = &allele.shape else { return None };
    if !allele.is_precise || !is_plain(junction.inserted()) {
        return None;
    }
    let contig = junction.a().contig;
    let held = |place: Interval| {
        let letters = (place.len() <= LONGEST_READ).then(|| reference.letters(contig, place)).flatten()?;
        is_plain(letters).then(|| Bases::from_slice(letters))
    };
    let allele = match junction.kind() {
        JunctionKind::Deletion(interval) => {
            Allele { contig, interval, reference: held(interval)?, alternate: junction.inserted().into() }
        }
        JunctionKind::Duplication(doubled) if junction.inserted().is_empty() => {
            let interval = Interval::from_length(doubled.end(), 0);
            Allele { contig, interval, reference: Bases::new(), alternate: held(doubled)? }
        }
        JunctionKind::Insertion(interval) if !junction.inserted().is_empty() => {
            Allele { contig, interval, reference: Bases::new(), alternate: junction.inserted().into() }
        }
        _ => return None,
    };
    normalize(&allele, reference).ok()
}

fn consequence<S: Sequence + ?Sized>(
    number: u32,
    transcript: TranscriptRef<'_>,
    allele: &StructuralAllele,
    letters: Option<&NormalizedAllele>,
    reference: &S,
) -> Option<Consequence> {
    let layout = Layout::new(transcript);
    let (event, ends, stretch) = parts(&allele.shape);
    if !allele.places().any(|(contig, _)| contig == transcript.contig) {
        return None;
    }
    let (stretch, ends) = spelled(&layout, allele, (event, ends, stretch.unwrap_or(Interval::from_length(0, 0))), reference);
    let seen = Seen::new(&layout, stretch, &ends);
    let mut found = Consequence::nothing(number, transcript);
    let mut effect = seen.effect(event, ends.len());
    let touched = match event {
        Event::Deletion => seen.lose(&mut found, &mut effect),
        Event::Duplication => seen.double(&mut found, &mut effect),
        Event::Insertion => seen.insert(inserted_length(&allele.shape), &mut found, &mut effect),
        Event::CopyNumber => seen.count(&allele.shape, &mut found, &mut effect),
        Event::Inversion | Event::Rearrangement => seen.break_apart(&ends, &mut found, &mut effect),
    };
    if !touched || found.terms.is_empty() {
        return None;
    }
    let counts = effect.whole_exons.is_some() && seen.takes_introns();
    if let Some(letters) = letters.filter(|_| !counts && transcript.quality.has_letters()) {
        let held = Held::new(reference, transcript.contig, letters.allele.interval.start());
        let mut told = Vec::with_capacity(1);
        super::consequence(number, transcript, &Asked::new(letters), &held, &mut told);
        found = told.pop()?;
    } else if allele.is_precise {
        found.hgvs_c = seen.name(&allele.shape, reference);
    }
    // (Letters that double an exon say so themselves.)
    found.structure.get_or_insert_with(|| Box::new(effect));
    Some(found)
}

/// The stretch and its ends in the spelling that is read: see [`settled`].
fn spelled<S: Sequence + ?Sized>(
    layout: &Layout<'_>,
    allele: &StructuralAllele,
    (event, stated_ends, stated): (Event, SmallVec<[Breakend; 2]>, Interval),
    reference: &S,
) -> (Interval, SmallVec<[Breakend; 2]>) {
    let Shape::Junction(junction) = &allele.shape else { return (stated, stated_ends) };
    let moves_as_a_whole = matches!(event, Event::Deletion | Event::Duplication) && junction.inserted().is_empty();
    if !moves_as_a_whole || !allele.is_precise {
        return (stated, stated_ends);
    }
    let (left, right) = moves(layout, stated, reference);
    let leftmost = Interval::from_length(stated.start() - left, stated.len());
    match settled(layout, leftmost, left + right) {
        same if same == stated => (stated, stated_ends),
        other => (other, seen::ends(event, layout.transcript.contig, other)),
    }
}

/// Its kind, its ends, and the letters between them where it means these letters.
fn parts(shape: &Shape) -> (Event, SmallVec<[Breakend; 2]>, Option<Interval>) {
    // Both sides of both cuts are kept, so an inversion has four ends.
    let sides = |contig: Contig, gap: u32| {
        let end = |position: Option<u32>, orientation| {
            Some(Breakend { contig, position: position.and_then(Position::new)?, orientation })
        };
        [end(Some(gap), Orientation::Plus), end(gap.checked_add(1), Orientation::Minus)].into_iter().flatten()
    };
    match shape {
        Shape::Junction(junction) => {
            let (event, stretch) = match junction.kind() {
                JunctionKind::Deletion(stretch) => (Event::Deletion, Some(stretch)),
                JunctionKind::Duplication(stretch) => (Event::Duplication, Some(stretch)),
                JunctionKind::Insertion(gap) => (Event::Insertion, Some(gap)),
                JunctionKind::Inversion(_) | JunctionKind::Translocation => (Event::Rearrangement, None),
            };
            (event, junction.ends().into_iter().collect(), stretch)
        }
        Shape::Inversion { contig, turned } => {
            let ends = sides(*contig, turned.start()).chain(sides(*contig, turned.end())).collect();
            (Event::Inversion, ends, Some(*turned))
        }
        Shape::Insertion { gap, .. } => (Event::Insertion, SmallVec::new(), Some(Interval::from_length(*gap, 0))),
        Shape::OpenEnd { end, .. } => (Event::Rearrangement, SmallVec::from_slice(&[*end]), None),
        Shape::CopyNumber { stretch, .. } => (Event::CopyNumber, SmallVec::new(), Some(*stretch)),
    }
}

fn inserted_length(shape: &Shape) -> Option<u32> {
    match shape {
        Shape::Insertion { length, .. } => *length,
        Shape::Junction(junction) => u32::try_from(junction.inserted().len()).ok(),
        _ => None,
    }
}
