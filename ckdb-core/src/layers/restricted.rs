//! Which rows of a layer may be shown when only what may be passed on is wanted.

use crate::genome::Assembly;
use crate::index::IndexError;
use crate::knowledge::{Knowledge, RecordTables};
use crate::model::SourceId;
use std::collections::BTreeSet;

/// Rows that are not shown, by number. By default all are shown.
#[derive(Default)]
pub(super) struct Kept {
    genes: BTreeSet<usize>,
    diseases: BTreeSet<usize>,
    therapies: BTreeSet<usize>,
    sources: BTreeSet<usize>,
}

impl Kept {
    /// Rows of sources that may be passed on. A gene with a model stays: consequences in it are told.
    pub(super) fn redistributable(tables: &RecordTables, knowledge: &Knowledge) -> Result<Self, IndexError> {
        let restricted = tables.sources.iter().enumerate().filter(|(_, source)| !source.redistributable);
        let sources: BTreeSet<usize> = restricted.map(|(row, _)| row).collect();
        let mut modelled = BTreeSet::new();
        for assembly in Assembly::ALL {
            modelled.extend(knowledge.genome(assembly)?.transcripts().map(|(_, transcript)| transcript.gene as usize));
        }
        let of = |rows: &mut dyn Iterator<Item = SourceId>| -> BTreeSet<usize> {
            rows.enumerate().filter(|(_, source)| sources.contains(&source.index())).map(|(row, _)| row).collect()
        };
        let genes = of(&mut tables.genes.iter().map(|gene| gene.source));
        Ok(Self {
            genes: genes.difference(&modelled).copied().collect(),
            diseases: of(&mut tables.diseases.iter().map(|disease| disease.source)),
            therapies: of(&mut tables.therapies.iter().map(|therapy| therapy.source)),
            sources,
        })
    }

    pub(super) fn gene(&self, row: usize) -> bool {
        !self.genes.contains(&row)
    }

    pub(super) fn disease(&self, row: usize) -> bool {
        !self.diseases.contains(&row)
    }

    pub(super) fn therapy(&self, row: usize) -> bool {
        !self.therapies.contains(&row)
    }

    /// May claims of this source be shown?
    pub(super) fn source(&self, source: SourceId) -> bool {
        !self.sources.contains(&source.index())
    }

    /// Is anything held back at all?
    pub(super) fn is_all(&self) -> bool {
        self.sources.is_empty()
    }
}
