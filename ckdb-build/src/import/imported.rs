//! What an importer hands to the pipeline: records as curators write them, and the ledger of the source.

use super::ledger::Ledger;
use super::profile_name::{Meaning, Refusal};
use crate::diagnostic::FileId;
use crate::record::{
    ApprovalRecord, AssertionRecord, DiseaseRecord, EvidenceRecord, GeneRecord, ProfileRecord, Records, SourceRecord, Spanned,
    TherapyRecord, TrialRecord,
};
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// Why a source cannot be read at all. What is wrong with single records is in the ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A file cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: io::Error,
    },
    /// A file that must be there is not.
    #[error("{}: expected {expected} in this folder, found none; give the folder of one release", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        expected: &'static str,
    },
    /// Two files where one is meant.
    #[error("{}: {first} and {second} are both {expected}; keep one release a folder", path.display())]
    Twice {
        /// The folder.
        path: PathBuf,
        /// What was looked for.
        expected: &'static str,
        /// One of them.
        first: String,
        /// Another.
        second: String,
    },
    /// A table without a column that every release has.
    #[error("{file}: expected a column {column}, found {found}; is it a table of another source?")]
    Column {
        /// The table.
        file: String,
        /// The column, with its names in other releases.
        column: &'static str,
        /// The columns it has.
        found: String,
    },
}

/// Evidence and assertions for a profile that is already ours.
#[derive(Debug, Default)]
pub struct Addition {
    /// Evidence items.
    pub evidence: Vec<EvidenceRecord>,
    /// Assertions.
    pub assertions: Vec<AssertionRecord>,
}

/// Names that a source adds to records that stand.
#[derive(Debug, Default)]
pub struct FurtherNames {
    /// Of genes, by symbol.
    pub genes: BTreeMap<String, Vec<Spanned<String>>>,
    /// Of diseases, by identity.
    pub diseases: BTreeMap<String, Vec<Spanned<String>>>,
    /// Of therapies, by identity.
    pub therapies: BTreeMap<String, Vec<Spanned<String>>>,
    /// No names but the tree that diseases stand in: what each term of the Disease Ontology is a kind of.
    pub disease_tree: BTreeMap<String, Vec<String>>,
}

impl FurtherNames {
    fn add_to(self, records: &mut Records) {
        fn add(aliases: &mut Vec<Spanned<String>>, more: Option<&Vec<Spanned<String>>>) {
            aliases.extend(more.into_iter().flatten().cloned());
        }
        records.disease_tree.extend(self.disease_tree);
        records.genes.iter_mut().for_each(|gene| add(&mut gene.aliases, self.genes.get(&gene.header.id)));
        records.diseases.iter_mut().for_each(|disease| add(&mut disease.aliases, self.diseases.get(&disease.header.id)));
        records.therapies.iter_mut().for_each(|therapy| add(&mut therapy.aliases, self.therapies.get(&therapy.header.id)));
    }
}

/// What came out of a source.
#[derive(Debug, Default)]
pub struct Imported {
    /// Files that were added for its records.
    pub files: Vec<FileId>,
    /// The source itself, unless ours is of the same release.
    pub source: Option<SourceRecord>,
    /// Genes we had no record of.
    pub genes: Vec<GeneRecord>,
    /// Diseases we had no record of.
    pub diseases: Vec<DiseaseRecord>,
    /// Therapies we had no record of.
    pub therapies: Vec<TherapyRecord>,
    /// Profiles we had no record of.
    pub profiles: Vec<ProfileRecord>,
    /// Trials. One that shares a registry's id with a record of ours is that trial: ours keeps what it says of selection.
    pub trials: Vec<TrialRecord>,
    /// Approvals, with their companion diagnostics.
    pub approvals: Vec<ApprovalRecord>,
    /// Further names of genes, diseases and therapies that are ours, by identity.
    pub further_names: FurtherNames,
    /// More about profiles that are ours, by identity. Their criteria, names and reviewed items stay as they are.
    pub additions: BTreeMap<String, Addition>,
    /// For profiles that are ours: what the source's name of the same profile would give by itself.
    pub beside_ours: BTreeMap<String, Result<Meaning, Refusal>>,
    /// What became of each record.
    pub ledger: Ledger,
}

impl Imported {
    /// Puts everything among the records; gives the ledger and the files.
    pub fn merge_into(mut self, records: &mut Records) -> (Ledger, Vec<FileId>) {
        self.ledger.files.clone_from(&self.files);
        records.sources.extend(self.source);
        records.genes.extend(self.genes);
        records.diseases.extend(self.diseases);
        records.therapies.extend(self.therapies);
        records.profiles.extend(self.profiles);
        records.approvals.extend(self.approvals);
        self.further_names.add_to(records);
        for profile in &mut records.profiles {
            if let Some(addition) = self.additions.get(&profile.header.id) {
                profile.evidence.extend(addition.evidence.iter().cloned());
                profile.assertions.extend(addition.assertions.iter().cloned());
            }
        }
        for trial in self.trials {
            self.ledger.already_ours += usize::from(add_trial(&mut records.trials, trial));
        }
        records.sort();
        (self.ledger, self.files)
    }
}

/// Adds a trial, or what is new of it to the record of the same trial: further ids, and status and countries of a later day. Was it
/// there?
fn add_trial(trials: &mut Vec<TrialRecord>, news: TrialRecord) -> bool {
    let is_same = |known: &&mut TrialRecord| known.ids.iter().any(|id| news.ids.iter().any(|other| other.value == id.value));
    let Some(known) = trials.iter_mut().find(is_same) else {
        trials.push(news);
        return false;
    };
    let further: Vec<_> = news.ids.into_iter().filter(|id| known.ids.iter().all(|own| own.value != id.value)).collect();
    known.ids.extend(further);
    if news.as_of.value > known.as_of.value {
        (known.status, known.as_of) = (news.status, news.as_of);
        if !news.countries.is_empty() {
            known.countries = news.countries;
        }
    }
    true
}
