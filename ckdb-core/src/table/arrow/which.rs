//! Which assembly a table is on, as far as its own letters tell.

use super::variants::{Contigs, Variants};
use crate::annotate::Annotator;
use crate::genome::{Allele, Interval, Position};
use crate::normalize::{NormalizeError, ReferenceCheck, normalize};
use std::collections::BTreeSet;

/// Comparisons after which more would say nothing new: letters taken at random agree in a quarter of all places.
const ENOUGH: u64 = 256;

/// How the rows of a table stand to one assembly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Rows whose contig is named as in this assembly (`NC_000007.14`).
    pub named: u64,
    /// Rows whose contig is named as in the other.
    pub named_otherwise: u64,
    /// Places whose REF is what this assembly has, where the index holds its letters. A place counts once, however many samples
    /// show it: the hundredth agrees by the same chance as the first.
    pub agrees: u64,
    /// Places whose REF is something else.
    pub contradicts: u64,
}

impl Evidence {
    /// Do names, or nearly all letters that could be compared, speak for the assembly?
    #[must_use]
    pub const fn speaks_for(self) -> bool {
        if self.named + self.named_otherwise > 0 {
            return self.named > 0 && self.named_otherwise == 0;
        }
        self.agrees > 0 && self.contradicts.saturating_mul(10) <= self.agrees
    }

    /// Do names, or letters, speak against it?
    #[must_use]
    pub const fn speaks_against(self) -> bool {
        self.named_otherwise > 0 || (self.contradicts > 0 && self.contradicts.saturating_mul(3) > self.agrees)
    }
}

/// Compares the rows with the letters and names of the annotator's assembly, until enough is known.
#[must_use]
pub fn letters_of(annotator: &Annotator<'_>, variants: &Variants) -> Evidence {
    letters_at(annotator, variants, 0)
}

/// The same with every position moved by so many letters: tables whose positions count from 0 agree when moved by one.
#[must_use]
pub fn letters_at(annotator: &Annotator<'_>, variants: &Variants, moved: i64) -> Evidence {
    let mut evidence = Evidence::default();
    let genome = annotator.genome();
    let mut compared = BTreeSet::new();
    for part in &variants.parts {
        let mut contigs = Contigs::of(&part.chrom);
        for row in 0..part.rows {
            if evidence.agrees + evidence.contradicts >= ENOUGH || evidence.named + evidence.named_otherwise >= ENOUGH {
                return evidence;
            }
            let Some(Some((contig, named))) = contigs.get(row) else { continue };
            match named {
                Some(assembly) if assembly == annotator.assembly() => evidence.named += 1,
                Some(_) => evidence.named_otherwise += 1,
                None => {}
            }
            let texts = part.reference.get(row).zip(part.alternate.get(row));
            let position = part.pos.get(row).and_then(|position| u32::try_from(position.checked_add(moved)?).ok());
            let (Some((reference, alternates)), Some(position)) = (texts, position) else { continue };
            // Nearly all rows of a genome lie where no letters are held: that is told before an allele is made.
            let place = Position::new(position).zip(u32::try_from(reference.len()).ok());
            let place = place.and_then(|(first, length)| Interval::of_letters(first, length));
            if place.is_none_or(|place| !annotator.could_know(contig, place)) {
                continue;
            }
            let alternate = alternates.split(',').next().unwrap_or_default();
            let Ok(allele) = Allele::from_vcf(contig, position, reference.as_bytes(), alternate.as_bytes()) else { continue };
            if !compared.insert((contig, position)) {
                continue;
            }
            match normalize(&allele, &genome) {
                Ok(normalized) if normalized.reference == ReferenceCheck::Agrees => evidence.agrees += 1,
                Err(NormalizeError::ReferenceMismatch { .. }) => evidence.contradicts += 1,
                _ => {}
            }
        }
    }
    evidence
}
