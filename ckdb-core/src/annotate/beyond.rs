//! Letters beyond those the index holds: from a reference file of the user's, when one was given.
//!
//! The index is asked first, and for most alleles that matter its letters are enough: then nothing here costs anything. Where
//! they end before the allele does, or before it stops moving, a stretch of the file takes their place; it grows until the
//! allele has room. Wherever both hold letters they are compared: two references that disagree are two assemblies.

use super::error::AnnotateError;
use crate::consequence::{Consequence, consequences};
use crate::genome::{Allele, Assembly, Contig, Interval, Position, Window};
use crate::knowledge::Genome;
use crate::normalize::{NormalizeError, NormalizedAllele, ReferenceCheck, normalize};
use crate::reference::{Layered, Reference, ReferenceError, Stretch};
use std::io::ErrorKind;
use std::sync::Arc;

/// Letters read on both sides of an allele at first, and the most that are read for one that moves through a long repeat.
const FIRST_REACH: u32 = 1 << 10;
const LAST_REACH: u32 = 1 << 20;
/// Windows of each contig that are compared when a file is given: enough to tell assemblies apart at once.
const COMPARED: usize = 3;
/// Letters compared of each.
const COMPARED_LETTERS: u32 = 200;

/// The letters of one assembly: those of the index, and those of a file beside them.
#[derive(Clone, Debug)]
pub struct Letters<'k> {
    genome: Genome<'k>,
    assembly: Assembly,
    reference: Option<Arc<Reference>>,
}

impl<'k> Letters<'k> {
    /// Those of the index alone.
    #[must_use]
    pub const fn new(genome: Genome<'k>, assembly: Assembly) -> Self {
        Self { genome, assembly, reference: None }
    }

    /// With those of a FASTA file.
    ///
    /// # Errors
    /// When the file is of another assembly, or its letters are not those of the index.
    pub fn reference(self, reference: Arc<Reference>) -> Result<Self, AnnotateError> {
        let path = reference.path().display().to_string();
        if reference.assembly() != self.assembly {
            let problem = format!("opened as {}, but the input is on {}", reference.assembly(), self.assembly);
            return Err(AnnotateError::Reference { path, problem });
        }
        compare_some(&reference, self.genome).map_err(|problem| AnnotateError::Reference { path, problem })?;
        Ok(Self { reference: Some(reference), ..self })
    }

    /// Is a file there beside the index?
    pub(super) const fn has_reference(&self) -> bool {
        self.reference.is_some()
    }

    /// The first failure to read the reference file, in words; the alleles it touched have their own errors.
    #[must_use]
    pub fn reference_failure(&self) -> Option<&str> {
        self.reference.as_ref()?.failure()
    }

    /// What an allele is in its one spelling, and what it does to each transcript, into `found`.
    ///
    /// # Errors
    /// When the allele contradicts the letters; with a file also when that cannot be read there, or contradicts the index.
    pub fn consequences(&self, allele: &Allele, found: &mut Vec<Consequence>) -> Result<NormalizedAllele, NormalizeError> {
        self.consequences_on(allele, |_| true, found)
    }

    /// The same on transcripts of some numbers only.
    pub(super) fn consequences_on(
        &self,
        allele: &Allele,
        is_asked: impl Fn(u32) -> bool,
        found: &mut Vec<Consequence>,
    ) -> Result<NormalizedAllele, NormalizeError> {
        let (normalized, beyond) = self.normalized(allele)?;
        let place = normalized.allele.interval;
        let reach = Interval::from_length(place.start(), place.len().saturating_add(normalized.right_shift));
        let transcripts = self.genome.transcripts_among(normalized.allele.contig, reach, is_asked);
        match &beyond {
            None => consequences(&normalized, &self.genome, transcripts, found),
            Some(beyond) => consequences(&normalized, &Layered { first: &self.genome, second: beyond }, transcripts, found),
        }
        Ok(normalized)
    }

    /// The allele's one spelling, and the stretch of the file that was needed to find it.
    fn normalized(&self, allele: &Allele) -> Result<(NormalizedAllele, Option<Stretch>), NormalizeError> {
        let held = normalize(allele, &self.genome)?;
        let settled = held.reference == ReferenceCheck::Agrees && !held.at_window_edge;
        let Some(reference) = self.reference.as_deref().filter(|_| !settled) else { return Ok((held, None)) };
        self.normalized_beyond(allele, held, reference)
    }

    #[cold]
    fn normalized_beyond(
        &self,
        allele: &Allele,
        held: NormalizedAllele,
        reference: &Reference,
    ) -> Result<(NormalizedAllele, Option<Stretch>), NormalizeError> {
        let contig = allele.contig;
        let unreadable = |error: ReferenceError| NormalizeError::ReferenceUnreadable {
            contig,
            position: allele.interval.first(),
            kind: match error {
                ReferenceError::Io { error, .. } => error.kind(),
                _ => ErrorKind::InvalidData,
            },
        };
        let (mut reach, mut best) = (FIRST_REACH, (held, None));
        let mut letters = 0;
        loop {
            // Letters are taken from one record: from where that begins, when the reach would pass its beginning.
            let Some(around) = room(reference, contig, allele.interval, reach) else { return Ok(best) };
            let Some(stretch) = reference.stretch(contig, around).map_err(unreadable)? else { return Ok(best) };
            if let Some((position, held, found)) = first_difference(stretch.held(), contig, self.genome) {
                return Err(NormalizeError::ReferencesDisagree { contig, position, held, found });
            }
            let grown = stretch.held().interval().len() > letters;
            letters = stretch.held().interval().len();
            let normalized = normalize(allele, &stretch)?;
            let better = normalized.reference == ReferenceCheck::Agrees;
            let done = !normalized.at_window_edge || reach >= LAST_REACH || !grown;
            if better {
                best = (normalized, Some(stretch));
            }
            if done || !better {
                return Ok(best);
            }
            reach = reach.saturating_mul(8);
        }
    }
}

/// `reach` letters on both sides of `interval`, but not beyond the record that holds it.
fn room(reference: &Reference, contig: Contig, interval: Interval, reach: u32) -> Option<Interval> {
    // For an insertion the letter before the gap counts too.
    let first = interval.start().saturating_sub(u32::from(interval.is_empty()));
    let holder = reference.record_at(contig, first)?;
    let end = interval.end().saturating_add(reach).min(holder.end()).max(interval.end());
    Interval::new(first.saturating_sub(reach).max(holder.start()), end)
}

/// The first letter on which a stretch and the index disagree: its position, the index's letter, the file's letter.
fn first_difference(stretch: Window<'_>, contig: Contig, genome: Genome<'_>) -> Option<(Position, u8, u8)> {
    let whole = stretch.interval();
    genome.windows_at(contig, whole).find_map(|window| {
        let interval = window.interval();
        let both = Interval::new(interval.start().max(whole.start()), interval.end().min(whole.end()))?;
        let (held, found) = (window.letters(both)?, stretch.letters(both)?);
        if held == found {
            return None;
        }
        let differ = |(held, found): (&u8, &u8)| held != found && *found != b'N';
        let at = held.iter().zip(found).position(differ)?;
        let position = Interval::from_length(both.start() + u32::try_from(at).unwrap_or(0), 1).first();
        Some((position, held[at], found[at]))
    })
}

/// A few windows of every contig against the file.
fn compare_some(reference: &Reference, genome: Genome<'_>) -> Result<(), String> {
    for (contig, place) in reference.places() {
        let count = genome.windows_at(contig, place).count();
        let step = (count / COMPARED).max(1);
        for window in genome.windows_at(contig, place).step_by(step).take(COMPARED) {
            let interval = window.interval();
            let start = interval.start().max(place.start());
            let end = interval.end().min(place.end()).min(start.saturating_add(COMPARED_LETTERS));
            let Some(some) = Interval::new(start, end).filter(|some| !some.is_empty()) else { continue };
            let stretch = reference.stretch(contig, some).map_err(|error| error.to_string())?;
            let difference = stretch.and_then(|stretch| first_difference(stretch.held(), contig, genome));
            if let Some((position, held, found)) = difference {
                let assembly = reference.assembly();
                let (held, found) = (char::from(held), char::from(found));
                return Err(format!(
                    "its letters are not those of {assembly} in the index: {contig}:{position} is {held} there and {found} here; \
                     give the FASTA of {assembly}, or the right --assembly"
                ));
            }
        }
    }
    Ok(())
}
