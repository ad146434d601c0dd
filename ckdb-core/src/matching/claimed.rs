//! Criteria as a matcher holds them: whole, or, where an index has hundreds of thousands of one kind, in a few bytes.
//!
//! Of half a million claims nearly all speak of one residue for another, and a file meets some dozens of them. Their criteria are
//! made when somebody first asks: to make all of them filled more memory than anything else that is done while an index is opened.

use crate::genome::{AminoAcid, ProteinChange, Residue};
use crate::index::{IndexError, kept};
use crate::knowledge::{Genome, view::Variant};
use crate::model::Criterion;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A criterion, or what it is made of.
#[derive(Debug)]
pub(super) enum Claimed {
    Whole(Box<Criterion>),
    /// One residue for another, on the transcript of this place in [`Accessions`].
    Substitution {
        accession: u32,
        at: Residue,
        to: AminoAcid,
        made: OnceLock<Box<Criterion>>,
    },
}

impl Claimed {
    /// What a stored variant covers.
    ///
    /// # Errors
    /// When the stored criterion is not what it should be.
    pub(super) fn of(variant: Variant<'_>, accessions: &mut Accessions) -> Result<Self, IndexError> {
        Ok(match variant.substitution() {
            Some((accession, at, to)) => {
                Self::Substitution { accession: accessions.place(accession), at, to, made: OnceLock::new() }
            }
            None => Self::Whole(Box::new(variant.criterion()?)),
        })
    }

    /// Every criterion but those of one residue for another.
    pub(super) fn whole(&self) -> Option<&Criterion> {
        match self {
            Self::Whole(criterion) => Some(criterion),
            Self::Substitution { .. } => None,
        }
    }

    /// The criterion; made now if nobody asked for it before.
    pub(super) fn criterion(&self, accessions: &Accessions) -> &Criterion {
        match self {
            Self::Whole(criterion) => criterion,
            Self::Substitution { accession, at, to, made } => {
                let transcript = || accessions.name(*accession).to_owned();
                let change = ProteinChange::Substitution { at: *at, to: *to };
                kept::<Box<_>>(made, || Box::new(Criterion::ProteinChange { transcript: transcript(), change }))
            }
        }
    }

    /// The accession it is numbered on, if it is numbered on one.
    pub(super) fn transcript<'a>(&'a self, accessions: &'a Accessions) -> Option<&'a str> {
        match self {
            Self::Whole(criterion) => criterion.transcript(),
            Self::Substitution { accession, .. } => Some(accessions.name(*accession)).filter(|name| !name.is_empty()),
        }
    }
}

/// Accessions that substitutions are numbered on: a few for each gene, however many variants it has.
#[derive(Debug, Default)]
pub(super) struct Accessions {
    /// In the order in which they were first met.
    names: Vec<String>,
    places: BTreeMap<String, u32>,
    /// The place of the last one met.
    last: u32,
}

impl Accessions {
    fn place(&mut self, name: &str) -> u32 {
        // Variants of one gene stand together, and most are numbered on one transcript.
        if self.names.get(self.last as usize).is_some_and(|last| last == name) {
            return self.last;
        }
        self.last = match self.places.get(name) {
            Some(known) => *known,
            None => {
                let new = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.push(name.to_owned());
                self.places.insert(name.to_owned(), new);
                new
            }
        };
        self.last
    }

    fn name(&self, place: u32) -> &str {
        self.names.get(place as usize).map_or("", String::as_str)
    }
}

/// Numbers of transcripts by their accessions. Variants of one gene stand together, so the last one asked for is kept at hand.
pub(super) struct Numbers<'k> {
    genome: Genome<'k>,
    last: Option<(String, Option<u32>)>,
}

impl<'k> Numbers<'k> {
    pub(super) const fn new(genome: Genome<'k>) -> Self {
        Self { genome, last: None }
    }

    /// The number of the transcript of this accession, where the assembly has it.
    pub(super) fn of(&mut self, accession: &str) -> Option<u32> {
        match &self.last {
            Some((known, number)) if known == accession => *number,
            _ => {
                let number = self.genome.transcript(accession).map(|found| found.number);
                self.last = Some((accession.to_owned(), number));
                number
            }
        }
    }
}
