//! Names of records to their numbers.

use crate::record::Spanned;
use ckdb_core::model::{DiseaseId, GeneId, ProfileId, SourceId, TherapyId};
use std::collections::BTreeMap;

/// Why checked records cannot be resolved.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// A name that no record has.
    #[error(
        "no {kind} is named `{name}`, although the records were checked; this is a gap in the rules of `ckdb check`, please report it"
    )]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// OncoTree and the diseases do not fit together.
    #[error(transparent)]
    Ontology(#[from] crate::ontology::OntologyError),
    /// Gene models contradict each other.
    #[error(transparent)]
    Models(#[from] crate::models::ModelsError),
}

/// One table's names.
pub(super) struct Table {
    kind: &'static str,
    numbers: BTreeMap<String, u32>,
}

impl Table {
    pub(super) fn number(&self, name: &str) -> Result<u32, ResolveError> {
        self.numbers.get(name).copied().ok_or_else(|| ResolveError::Unknown { kind: self.kind, name: name.to_owned() })
    }
}

/// Names of all tables that others refer to.
pub(super) struct Ids {
    pub(super) genes: Table,
    pub(super) profiles: Table,
    pub(super) diseases: Table,
    pub(super) therapies: Table,
    pub(super) sources: Table,
}

impl Ids {
    /// Numbers names in the order given, from 0.
    pub(super) fn table<'a>(kind: &'static str, names: impl Iterator<Item = &'a str>) -> Table {
        Table { kind, numbers: names.map(str::to_owned).zip(0..).collect() }
    }

    pub(super) fn gene(&self, name: &str) -> Result<GeneId, ResolveError> {
        self.genes.number(name).map(GeneId::new)
    }

    pub(super) fn profile(&self, name: &str) -> Result<ProfileId, ResolveError> {
        self.profiles.number(name).map(ProfileId::new)
    }

    pub(super) fn disease(&self, name: &str) -> Result<DiseaseId, ResolveError> {
        self.diseases.number(name).map(DiseaseId::new)
    }

    pub(super) fn diseases(&self, names: &[Spanned<String>]) -> Result<Vec<DiseaseId>, ResolveError> {
        names.iter().map(|name| self.disease(&name.value)).collect()
    }

    pub(super) fn source(&self, name: &str) -> Result<SourceId, ResolveError> {
        self.sources.number(name).map(SourceId::new)
    }

    pub(super) fn therapies(&self, names: &[Spanned<String>]) -> Result<Vec<TherapyId>, ResolveError> {
        names.iter().map(|name| self.therapies.number(&name.value).map(TherapyId::new)).collect()
    }
}
