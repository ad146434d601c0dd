//! Concepts: what a name means, as a number that documents carry and queries ask for.
//!
//! A query in Japanese and its translation become the same concepts, and so find the same records. Names come from the records alone.

use crate::knowledge::Records;
use crate::model::{DiseaseId, GeneId, ProfileId, SourceId, TherapyId, TrialId, VariantId};

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Concept {
    /// A gene.
    Gene(GeneId),
    /// A profile that asks for more than one variant.
    Profile(ProfileId),
    /// A therapy.
    Therapy(TherapyId),
    /// A disease.
    Disease(DiseaseId),
    /// A variant.
    Variant(VariantId),
    /// A group of words.
    Word(u32),
}

impl Concept {
    /// Kind and number, as the names of an index store them. Kinds 1 to 4 are those of [`crate::knowledge::Kind`].
    pub(super) const fn stored(self) -> crate::index::Meaning {
        let (kind, id) = match self {
            Self::Gene(id) => (1, id.get()),
            Self::Profile(id) => (2, id.get()),
            Self::Therapy(id) => (3, id.get()),
            Self::Disease(id) => (4, id.get()),
            Self::Variant(id) => (7, id.get()),
            Self::Word(id) => (8, id),
        };
        crate::index::Meaning { kind, id }
    }

    /// `None` for a kind that a later version brought.
    pub(super) const fn from_stored(stored: crate::index::Meaning) -> Option<Self> {
        let id = stored.id;
        Some(match stored.kind {
            1 => Self::Gene(GeneId::new(id)),
            2 => Self::Profile(ProfileId::new(id)),
            3 => Self::Therapy(TherapyId::new(id)),
            4 => Self::Disease(DiseaseId::new(id)),
            7 => Self::Variant(VariantId::new(id)),
            8 => Self::Word(id),
            _ => return None,
        })
    }

    /// As documents carry it.
    pub(super) const fn term(self) -> u64 {
        let stored = self.stored();
        (stored.kind as u64) << 32 | stored.id as u64
    }

    /// What kind of thing it is: "gene".
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Gene(_) => "gene",
            Self::Profile(_) => "profile",
            Self::Therapy(_) => "therapy",
            Self::Disease(_) => "disease",
            Self::Variant(_) => "variant",
            Self::Word(_) => "word",
        }
    }

    /// How people call it; a word is named by `words`.
    pub(super) fn label(self, records: Records<'_>, words: &[Group]) -> String {
        let found = match self {
            Self::Gene(id) => records.gene(id).map(|gene| gene.symbol().to_owned()),
            Self::Profile(id) => records.profile(id).map(|profile| profile.name().to_owned()),
            Self::Therapy(id) => records.therapy(id).map(|therapy| therapy.name().to_owned()),
            Self::Disease(id) => records.disease(id).map(|disease| disease.name().to_owned()),
            Self::Variant(id) => records.variant(id).map(|variant| {
                let gene = variant.gene().and_then(|gene| records.gene(gene)).map(|gene| gene.symbol());
                match gene {
                    Some(gene) if !variant.name().starts_with(gene) => format!("{gene} {}", variant.name()),
                    _ => variant.name().to_owned(),
                }
            }),
            Self::Word(id) => words.get(id as usize).map(|group| group.label.clone()),
        };
        found.unwrap_or_default()
    }
}

/// A group of words, as a reader needs it.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// How it is shown.
    pub(super) label: String,
    /// Does it say nothing by itself?
    pub(super) filler: bool,
    /// Genes of a family that it names: NTRK.
    pub(super) genes: Vec<GeneId>,
}

/// Facts that only filters ask for, beside the concepts, in the same numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Facet {
    /// The source's own level.
    Level(u32),
    /// For or against.
    Direction(u32),
    /// What the claim says.
    Significance(u32),
    /// Where the record came from.
    Source(SourceId),
    /// Kind of record.
    Kind(u32),
    /// A disease the claim leaves out.
    LeavesOut(DiseaseId),
    /// The profile it speaks of, simple or not.
    Of(ProfileId),
    /// The trial it is.
    Trial(TrialId),
}

impl Facet {
    pub(super) const fn term(self) -> u64 {
        let (kind, id) = match self {
            Self::Level(id) => (32, id),
            Self::Direction(id) => (33, id),
            Self::Significance(id) => (34, id),
            Self::Source(id) => (35, id.get()),
            Self::Kind(id) => (36, id),
            Self::LeavesOut(id) => (37, id.get()),
            Self::Of(id) => (38, id.get()),
            Self::Trial(id) => (39, id.get()),
        };
        (kind as u64) << 32 | id as u64
    }
}
