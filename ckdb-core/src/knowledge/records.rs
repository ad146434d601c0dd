//! The tables of records: which sections hold them, and how they are borrowed.
//!
//! One section a table, each an archived list. Evidence items and assertions are sorted by profile, so that those of one
//! profile are a slice; approvals stand by their own identity, so those of each profile are listed once, when the tables are first borrowed; trials
//! are few and are walked.

use super::layer_table::{LAYERS_SECTION, LayerTable};
use crate::index::{IndexError, IndexFile, Section, Stored, kept, plain};
use crate::model;
use crate::model::ProfileId;
use rkyv::Archived;
use std::sync::OnceLock;

/// Version of the tables' stored types. Any change of a stored type raises it.
pub const TABLE_VERSION: u32 = 3;

/// Names of the sections that hold the tables, in alphabetical order.
pub const SECTIONS: [&str; 13] = [
    "records/approvals",
    "records/assertions",
    "records/diseases",
    "records/evidence",
    "records/genes",
    "records/oncotree",
    "records/profiles",
    "records/schemes",
    "records/sources",
    "records/therapies",
    "records/triage",
    "records/trials",
    "records/variants",
];

type Table<T> = Section<Archived<Vec<T>>>;

/// The tables, as sections that are checked when first touched.
#[derive(Debug)]
pub(super) struct Tables {
    approvals: Table<model::Approval>,
    assertions: Table<model::Assertion>,
    diseases: Table<model::Disease>,
    evidence: Table<model::EvidenceItem>,
    genes: Table<model::Gene>,
    oncotree: Table<model::OncotreeCode>,
    profiles: Table<model::MolecularProfile>,
    schemes: Table<model::LevelScheme>,
    sources: Table<model::Source>,
    therapies: Table<model::Therapy>,
    triage: Table<model::TriageTable>,
    trials: Table<model::Trial>,
    variants: Table<model::Variant>,
    layers: Option<Section<Archived<LayerTable>>>,
    approvals_by_profile: OnceLock<Vec<(ProfileId, usize)>>,
}

impl Tables {
    pub(super) fn of(file: &IndexFile) -> Result<Self, IndexError> {
        fn table<T: Stored>(file: &IndexFile, index: usize) -> Result<Section<T>, IndexError> {
            file.archive(SECTIONS[index], TABLE_VERSION)
        }
        Ok(Self {
            approvals: table(file, 0)?,
            assertions: table(file, 1)?,
            diseases: table(file, 2)?,
            evidence: table(file, 3)?,
            genes: table(file, 4)?,
            oncotree: table(file, 5)?,
            profiles: table(file, 6)?,
            schemes: table(file, 7)?,
            sources: table(file, 8)?,
            therapies: table(file, 9)?,
            triage: table(file, 10)?,
            trials: table(file, 11)?,
            variants: table(file, 12)?,
            layers: match file.has(LAYERS_SECTION) {
                true => Some(file.archive(LAYERS_SECTION, TABLE_VERSION)?),
                false => None,
            },
            approvals_by_profile: OnceLock::new(),
        })
    }

    pub(super) fn records(&self) -> Result<Records<'_>, IndexError> {
        // Evidence is most of a large index; the others are checked meanwhile. Whatever is wrong is told below, in one order.
        let _ = self.evidence.get_beside(|| (self.profiles.get(), self.variants.get()));
        let approvals = self.approvals.get()?;
        let approvals_by_profile = kept(&self.approvals_by_profile, || {
            let of = |(place, approval): (usize, &Archived<model::Approval>)| {
                approval.profiles.iter().map(|profile| (plain(profile), place)).collect::<Vec<_>>()
            };
            let mut listed: Vec<(ProfileId, usize)> = approvals.iter().enumerate().flat_map(of).collect();
            listed.sort_unstable();
            listed.dedup();
            listed
        });
        Ok(Records {
            approvals,
            approvals_by_profile,
            assertions: self.assertions.get()?,
            diseases: self.diseases.get()?,
            evidence: self.evidence.get()?,
            genes: self.genes.get()?,
            oncotree: self.oncotree.get()?,
            profiles: self.profiles.get()?,
            schemes: self.schemes.get()?,
            sources: self.sources.get()?,
            therapies: self.therapies.get()?,
            triage: self.triage.get()?,
            trials: self.trials.get()?,
            variants: self.variants.get()?,
            layers: self.layers.as_ref().map(Section::get).transpose()?,
        })
    }
}

/// Every table, borrowed from the index. Copying it copies pointers.
#[derive(Clone, Copy)]
pub struct Records<'k> {
    pub(super) approvals: &'k [Archived<model::Approval>],
    /// Profiles and the places of their approvals, sorted.
    pub(super) approvals_by_profile: &'k [(ProfileId, usize)],
    pub(super) assertions: &'k [Archived<model::Assertion>],
    pub(super) diseases: &'k [Archived<model::Disease>],
    pub(super) evidence: &'k [Archived<model::EvidenceItem>],
    pub(super) genes: &'k [Archived<model::Gene>],
    pub(super) oncotree: &'k [Archived<model::OncotreeCode>],
    pub(super) profiles: &'k [Archived<model::MolecularProfile>],
    pub(super) schemes: &'k [Archived<model::LevelScheme>],
    pub(super) sources: &'k [Archived<model::Source>],
    pub(super) therapies: &'k [Archived<model::Therapy>],
    pub(super) triage: &'k [Archived<model::TriageTable>],
    pub(super) trials: &'k [Archived<model::Trial>],
    pub(super) variants: &'k [Archived<model::Variant>],
    pub(super) layers: Option<&'k Archived<LayerTable>>,
}

impl std::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Records({} profiles, {} evidence items)", self.profiles.len(), self.evidence.len())
    }
}
