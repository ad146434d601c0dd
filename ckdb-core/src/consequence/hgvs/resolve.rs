//! From a name back to an allele of the genome, so that a claim written in HGVS can be compared with a VCF line.

use super::super::locate::Layout;
use super::{Edit, HgvsC, HgvsG, Stated, TranscriptPosition};
use crate::genome::sequence::{complement, reverse_complement};
use crate::genome::{Allele, Bases, Contig, Interval, Sequence, TranscriptRef};

/// Why a name is no allele of this transcript or contig.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The transcript has no such place.
    #[error("{accession} has no position `{position}`: {reason}")]
    NoSuchPosition {
        /// The transcript.
        accession: String,
        /// The position as the name has it.
        position: String,
        /// Why not.
        reason: &'static str,
    },
    /// Reference letters needed are not held.
    #[error("the reference letters of {contig}:{place} are not held; give a reference FASTA that covers them")]
    LettersNotHeld {
        /// The contig.
        contig: Contig,
        /// The place.
        place: Interval,
    },
    /// The name states letters the reference does not have there.
    #[error(
        "the name states `{stated}` where the reference has `{found}` ({contig}:{place}); is it of another transcript version or assembly?"
    )]
    ReferenceMismatch {
        /// The contig.
        contig: Contig,
        /// The place.
        place: Interval,
        /// What the name states, on the name's strand.
        stated: String,
        /// What stands there, on the name's strand.
        found: String,
    },
    /// The name states a length its positions do not have.
    #[error("the name states {stated} letters, its positions span {found}")]
    LengthMismatch {
        /// What the name states.
        stated: u32,
        /// What the positions span.
        found: u32,
    },
    /// An insertion between letters that are not neighbours, or a name that changes nothing.
    #[error("`{name}` names no change: {reason}")]
    NoChange {
        /// The name.
        name: String,
        /// Why not.
        reason: &'static str,
    },
}

/// A place on the genome and an edit, on one of the strands.
struct Placed<'e> {
    contig: Contig,
    place: Interval,
    plus: bool,
    edit: &'e Edit,
    stated: &'e Stated,
}

impl Placed<'_> {
    /// Letters read in the direction of the name.
    fn turned(&self, letters: &[u8]) -> Bases {
        if self.plus { Bases::from_slice(letters) } else { reverse_complement(letters) }
    }

    fn expect(&self, held: &[u8], stated: &[u8]) -> Result<(), ResolveError> {
        let found = self.turned(held);
        if found.as_slice() == stated {
            return Ok(());
        }
        let text = |letters: &[u8]| String::from_utf8_lossy(letters).into_owned();
        Err(ResolveError::ReferenceMismatch { contig: self.contig, place: self.place, stated: text(stated), found: text(&found) })
    }

    fn allele(&self, name: &dyn std::fmt::Display, reference: &(impl Sequence + ?Sized)) -> Result<Allele, ResolveError> {
        let (contig, place) = (self.contig, self.place);
        let no_change = |reason| ResolveError::NoChange { name: name.to_string(), reason };
        let held = reference.letters(contig, place).ok_or(ResolveError::LettersNotHeld { contig, place })?;
        match self.stated {
            Stated::Nothing => {}
            Stated::Letters(letters) => self.expect(held, letters)?,
            Stated::Length(length) if *length == place.len() => {}
            Stated::Length(length) => return Err(ResolveError::LengthMismatch { stated: *length, found: place.len() }),
        }
        let whole = |alternate: Bases| Allele { contig, interval: place, reference: Bases::from_slice(held), alternate };
        let gap = |at: u32, letters: Bases| Allele {
            contig,
            interval: Interval::from_length(at, 0),
            reference: Bases::new(),
            alternate: letters,
        };
        Ok(match self.edit {
            Edit::Substitution { from, to } => {
                self.expect(held, &[*from])?;
                whole(Bases::from_slice(&[if self.plus { *to } else { complement(*to) }]))
            }
            Edit::Deletion => whole(Bases::new()),
            Edit::Duplication => gap(place.end(), Bases::from_slice(held)),
            Edit::Insertion(letters) => {
                if place.len() != 2 {
                    return Err(no_change("an insertion lies between two neighbouring letters"));
                }
                gap(place.start() + 1, self.turned(letters))
            }
            Edit::DeletionInsertion(letters) => whole(self.turned(letters)),
            Edit::Inversion => whole(reverse_complement(held)),
            Edit::Identity => return Err(no_change("it says the letters are as in the reference")),
        })
    }
}

impl HgvsG {
    /// The allele, not yet normalised.
    ///
    /// # Errors
    /// Letters not held or not as stated; an insertion between letters that are no neighbours.
    pub fn resolve(&self, stated: &Stated, reference: &(impl Sequence + ?Sized)) -> Result<Allele, ResolveError> {
        let Some(place) = Interval::inclusive(self.first, self.last) else {
            return Err(ResolveError::NoChange { name: self.to_string(), reason: "its range runs backwards" });
        };
        Placed { contig: self.contig, place, plus: true, edit: &self.edit, stated }.allele(self, reference)
    }
}

impl HgvsC {
    /// The allele this name means on `transcript`, not yet normalised.
    ///
    /// # Errors
    /// The transcript has no such position, letters are not held, or are not as the name states.
    pub fn resolve(
        &self,
        stated: &Stated,
        transcript: TranscriptRef<'_>,
        reference: &(impl Sequence + ?Sized),
    ) -> Result<Allele, ResolveError> {
        let layout = Layout::new(transcript);
        if self.coding != layout.cds.is_some() {
            return Err(missing(
                transcript,
                self.first,
                if self.coding {
                    "the transcript has no coding part; its names begin with n."
                } else {
                    "n. names of coding transcripts are not read; use c."
                },
            ));
        }
        let (a, b) = (letter(&layout, self.first)?, letter(&layout, self.last)?);
        let place = Interval::from_length(a.min(b), (a.max(b) - a.min(b)).saturating_add(1));
        let plus = layout.is_plus();
        Placed { contig: transcript.contig, place, plus, edit: &self.edit, stated }.allele(self, reference)
    }
}

fn missing(transcript: TranscriptRef<'_>, position: TranscriptPosition, reason: &'static str) -> ResolveError {
    ResolveError::NoSuchPosition { accession: transcript.accession.to_owned(), position: position.to_string(), reason }
}

/// The genomic letter (0-based) of a position.
fn letter(layout: &Layout<'_>, position: TranscriptPosition) -> Result<u32, ResolveError> {
    let fail = |reason| missing(layout.transcript, position, reason);
    let coordinate = layout.coordinate_of(position).ok_or_else(|| fail("the transcript has no coding part"))?;
    let inside = u32::try_from(coordinate).ok().filter(|coordinate| *coordinate < layout.length);
    let Some(coordinate) = inside else {
        if position.offset != 0 {
            return Err(fail("an intron offset counts from a letter of the transcript"));
        }
        if !layout.has_untranslated() {
            return Err(fail("the model was rebuilt from coding parts only"));
        }
        let span = layout.transcript.span();
        // Letters outside count on from the outermost one.
        let beyond = if coordinate < 0 { coordinate } else { coordinate - i64::from(layout.length) + 1 };
        let outermost = if (beyond < 0) == layout.is_plus() { span.start() } else { span.end().saturating_sub(1) };
        let genomic = i64::from(outermost) + if layout.is_plus() { beyond } else { -beyond };
        return u32::try_from(genomic).map_err(|_| fail("it lies beyond the contig"));
    };
    let exonic = layout.letter_at(coordinate).ok_or_else(|| fail("it lies beyond the transcript"))?;
    if position.offset == 0 {
        return Ok(exonic);
    }
    let genomic = i64::from(exonic) + i64::from(if layout.is_plus() { position.offset } else { -position.offset });
    let genomic = u32::try_from(genomic).map_err(|_| fail("it lies beyond the contig"))?;
    // An offset is only good from the end of an exon into the intron there: no letter on the way lies in an exon.
    let way = Interval::new(exonic + 1, genomic.saturating_add(1))
        .unwrap_or(Interval::from_length(genomic, exonic.saturating_sub(genomic)));
    let footprint = layout.footprint(way);
    if footprint.exons.is_none() && footprint.introns.is_some() {
        Ok(genomic)
    } else {
        Err(fail("an intron offset counts from the last or first letter of an exon, into the intron beside it"))
    }
}
