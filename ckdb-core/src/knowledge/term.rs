//! What a name means: a gene, a profile, a therapy, a disease, a record.
//!
//! One map of names serves them all. A name may mean several things (`ERBB2` the gene, `HER2` its alias; `MEL` the disease);
//! callers say which kinds they accept. An unknown name is an error that brings the nearest known ones.

use super::Knowledge;
use crate::index::IndexError;
use crate::model::{DiseaseId, EvidenceId, GeneId, ProfileId, TherapyId, TrialId};

/// What kind of thing a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// A gene.
    Gene = 1,
    /// A molecular profile.
    Profile = 2,
    /// A therapy.
    Therapy = 3,
    /// A disease.
    Disease = 4,
    /// An evidence item.
    Evidence = 5,
    /// A trial.
    Trial = 6,
}

/// One thing a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// A gene.
    Gene(GeneId),
    /// A molecular profile.
    Profile(ProfileId),
    /// A therapy.
    Therapy(TherapyId),
    /// A disease.
    Disease(DiseaseId),
    /// An evidence item.
    Evidence(EvidenceId),
    /// A trial.
    Trial(TrialId),
}

impl Meaning {
    /// As the index stores it.
    #[must_use]
    pub const fn stored(self) -> crate::index::Meaning {
        let (kind, id) = match self {
            Self::Gene(id) => (Kind::Gene, id.get()),
            Self::Profile(id) => (Kind::Profile, id.get()),
            Self::Therapy(id) => (Kind::Therapy, id.get()),
            Self::Disease(id) => (Kind::Disease, id.get()),
            Self::Evidence(id) => (Kind::Evidence, id.get()),
            Self::Trial(id) => (Kind::Trial, id.get()),
        };
        crate::index::Meaning { kind: kind as u8, id }
    }

    /// From what the index stores; `None` for a kind that a later version brought.
    const fn from_stored(stored: crate::index::Meaning) -> Option<Self> {
        let id = stored.id;
        Some(match stored.kind {
            1 => Self::Gene(GeneId::new(id)),
            2 => Self::Profile(ProfileId::new(id)),
            3 => Self::Therapy(TherapyId::new(id)),
            4 => Self::Disease(DiseaseId::new(id)),
            5 => Self::Evidence(EvidenceId::new(id)),
            6 => Self::Trial(TrialId::new(id)),
            _ => return None,
        })
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Gene(_) => Kind::Gene,
            Self::Profile(_) => Kind::Profile,
            Self::Therapy(_) => Kind::Therapy,
            Self::Disease(_) => Kind::Disease,
            Self::Evidence(_) => Kind::Evidence,
            Self::Trial(_) => Kind::Trial,
        }
    }
}

/// A name nobody knows, or an index that cannot say.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FindError {
    /// Unknown name.
    #[error("unknown {wanted} `{name}`{}", suggestion(wanted, .nearest))]
    Unknown {
        /// What was wanted: "disease".
        wanted: &'static str,
        /// The name as given.
        name: String,
        /// Known names near to it, the nearest first.
        nearest: Vec<String>,
    },
    /// A code of OncoTree that the release did not have.
    #[error(
        "OncoTree {release} has no code `{code}`; of the releases held here it stands in {held}; leave @{release} out, or correct the code"
    )]
    Release {
        /// The code.
        code: String,
        /// The release asked for.
        release: String,
        /// The releases that have it.
        held: String,
    },
    /// The index is damaged.
    #[error(transparent)]
    Index(#[from] IndexError),
}

fn suggestion(wanted: &str, nearest: &[String]) -> String {
    match nearest {
        [] if wanted == DISEASE => {
            "; nothing in this index has a similar name; give an OncoTree code (LUAD), a number (DOID:3910, NCIt:C3512) or a name"
                .to_owned()
        }
        [] => "; nothing in this index has a similar name".to_owned(),
        [one] => format!("; did you mean {one}?"),
        [most @ .., last] => format!("; did you mean {} or {last}?", most.join(", ")),
    }
}

/// What [`Knowledge::disease`] wants.
pub(super) const DISEASE: &str = "disease";

/// How many suggestions an error brings.
const SUGGESTIONS: usize = 5;

impl Knowledge {
    /// Everything `name` means, in the order of [`Kind`]. Case, spaces and dashes do not matter.
    ///
    /// # Errors
    /// When the index is damaged.
    pub fn find(&self, name: &str) -> Result<Vec<Meaning>, IndexError> {
        Ok(self.names().lookup(name)?.filter_map(Meaning::from_stored).collect())
    }

    /// The disease of an OncoTree code, a `DOID:…`, an `NCIt:C…`, or a name in English or Japanese.
    ///
    /// # Errors
    /// As for [`Knowledge::disease_given`].
    pub fn disease(&self, name: &str) -> Result<DiseaseId, FindError> {
        Ok(self.disease_given(name)?.disease)
    }

    /// The error for a name that means nothing, with the nearest names among those `accept` takes.
    #[must_use]
    pub fn unknown(&self, wanted: &'static str, name: &str, accept: impl Fn(Meaning) -> bool) -> FindError {
        match self.nearest(name, accept) {
            Ok(nearest) => FindError::Unknown { wanted, name: name.to_owned(), nearest },
            Err(error) => FindError::Index(error),
        }
    }

    /// Displayed names of the records whose names are nearest to `name`, the nearest first.
    fn nearest(&self, name: &str, accept: impl Fn(Meaning) -> bool) -> Result<Vec<String>, IndexError> {
        let records = self.records()?;
        let mut labels: Vec<String> = Vec::new();
        // Names that begin alike help when somebody typed half a name; near spellings help with typing mistakes.
        let near = self.names().nearest(name, 4 * SUGGESTIONS)?;
        let begun = if name.chars().count() >= 3 { self.names().starting_with(name, 4 * SUGGESTIONS)? } else { Vec::new() };
        for named in near.into_iter().chain(begun) {
            for meaning in named.meanings.clone().filter_map(Meaning::from_stored).filter(|meaning| accept(*meaning)) {
                let label = records.label(meaning);
                if labels.len() < SUGGESTIONS && !labels.contains(&label) {
                    labels.push(label);
                }
            }
        }
        Ok(labels)
    }
}
