//! The tables of records: which sections hold them, and how they are borrowed.
//!
//! One section a table, each an archived list. Evidence items and assertions are sorted by profile, so that those of one
//! profile are a slice; approvals and trials are few and are walked.

use super::view;
use crate::index::{IndexError, IndexFile, Section, Stored, plain};
use crate::model;
use crate::model::{ApprovalId, AssertionId, DiseaseId, EvidenceId, GeneId, ProfileId, SourceId, TherapyId, TrialId, VariantId};
use rkyv::Archived;

/// Version of the tables' stored types. Any change of a stored type raises it.
pub const TABLE_VERSION: u32 = 1;

/// Names of the sections that hold the tables, in alphabetical order.
pub const SECTIONS: [&str; 11] = [
    "records/approvals",
    "records/assertions",
    "records/diseases",
    "records/evidence",
    "records/genes",
    "records/profiles",
    "records/schemes",
    "records/sources",
    "records/therapies",
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
    profiles: Table<model::MolecularProfile>,
    schemes: Table<model::LevelScheme>,
    sources: Table<model::Source>,
    therapies: Table<model::Therapy>,
    trials: Table<model::Trial>,
    variants: Table<model::Variant>,
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
            profiles: table(file, 5)?,
            schemes: table(file, 6)?,
            sources: table(file, 7)?,
            therapies: table(file, 8)?,
            trials: table(file, 9)?,
            variants: table(file, 10)?,
        })
    }

    pub(super) fn records(&self) -> Result<Records<'_>, IndexError> {
        Ok(Records {
            approvals: self.approvals.get()?,
            assertions: self.assertions.get()?,
            diseases: self.diseases.get()?,
            evidence: self.evidence.get()?,
            genes: self.genes.get()?,
            profiles: self.profiles.get()?,
            schemes: self.schemes.get()?,
            sources: self.sources.get()?,
            therapies: self.therapies.get()?,
            trials: self.trials.get()?,
            variants: self.variants.get()?,
        })
    }
}

/// Every table, borrowed from the index. Copying it copies pointers.
#[derive(Clone, Copy)]
pub struct Records<'k> {
    pub(super) approvals: &'k [Archived<model::Approval>],
    pub(super) assertions: &'k [Archived<model::Assertion>],
    pub(super) diseases: &'k [Archived<model::Disease>],
    pub(super) evidence: &'k [Archived<model::EvidenceItem>],
    pub(super) genes: &'k [Archived<model::Gene>],
    pub(super) profiles: &'k [Archived<model::MolecularProfile>],
    pub(super) schemes: &'k [Archived<model::LevelScheme>],
    pub(super) sources: &'k [Archived<model::Source>],
    pub(super) therapies: &'k [Archived<model::Therapy>],
    pub(super) trials: &'k [Archived<model::Trial>],
    pub(super) variants: &'k [Archived<model::Variant>],
}

impl std::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Records({} profiles, {} evidence items)", self.profiles.len(), self.evidence.len())
    }
}

/// A number of a table as its id. Tables hold fewer than 2³² rows: their archives reach 2 GiB at most.
#[allow(clippy::cast_possible_truncation, reason = "see above")]
const fn number(index: usize) -> u32 {
    index as u32
}

macro_rules! tables {
    ($($(#[$meta:meta])* $table:ident, $get:ident, $view:ident, $id:ident);+ $(;)?) => {
        impl<'k> Records<'k> {
            $(
                $(#[$meta])*
                pub fn $table(self) -> impl ExactSizeIterator<Item = view::$view<'k>> + DoubleEndedIterator {
                    self.$table.iter().enumerate().map(move |(index, stored)| view::$view::new(self, $id::new(number(index)), stored))
                }

                /// The record of this number; `None` only for a number of another index.
                #[must_use]
                pub fn $get(self, id: $id) -> Option<view::$view<'k>> {
                    self.$table.get(id.index()).map(|stored| view::$view::new(self, id, stored))
                }
            )+
        }
    };
}

tables! {
    /// Every approval.
    approvals, approval, Approval, ApprovalId;
    /// Every assertion.
    assertions, assertion, Assertion, AssertionId;
    /// Every disease.
    diseases, disease, Disease, DiseaseId;
    /// Every evidence item.
    evidence, evidence_item, Evidence, EvidenceId;
    /// Every gene.
    genes, gene, Gene, GeneId;
    /// Every molecular profile.
    profiles, profile, Profile, ProfileId;
    /// Every source.
    sources, source, Source, SourceId;
    /// Every therapy.
    therapies, therapy, Therapy, TherapyId;
    /// Every trial.
    trials, trial, Trial, TrialId;
    /// Every variant.
    variants, variant, Variant, VariantId;
}

impl<'k> Records<'k> {
    /// Evidence items of one profile.
    pub fn evidence_of(self, profile: ProfileId) -> impl Iterator<Item = view::Evidence<'k>> {
        rows_of(self.evidence, profile, |row| plain(&row.profile))
            .map(move |(index, stored)| view::Evidence::new(self, EvidenceId::new(number(index)), stored))
    }

    /// Assertions of one profile.
    pub fn assertions_of(self, profile: ProfileId) -> impl Iterator<Item = view::Assertion<'k>> {
        rows_of(self.assertions, profile, |row| plain(&row.profile))
            .map(move |(index, stored)| view::Assertion::new(self, AssertionId::new(number(index)), stored))
    }

    /// Approvals that name one profile.
    pub fn approvals_of(self, profile: ProfileId) -> impl Iterator<Item = view::Approval<'k>> {
        self.approvals().filter(move |approval| approval.profiles().any(|one| one == profile))
    }

    /// Level schemes, as owned values: they are few and small.
    ///
    /// # Errors
    /// When a stored scheme is not what it should be.
    pub fn schemes(self) -> Result<Vec<model::LevelScheme>, IndexError> {
        self.schemes.iter().map(crate::index::owned).collect()
    }
}

/// Rows of a table sorted by profile that belong to `profile`, with their numbers.
fn rows_of<T>(table: &[T], profile: ProfileId, key: impl Fn(&T) -> ProfileId) -> impl Iterator<Item = (usize, &T)> {
    let start = table.partition_point(|row| key(row) < profile);
    let end = start + table[start..].partition_point(|row| key(row) <= profile);
    (start..end).zip(&table[start..end])
}
