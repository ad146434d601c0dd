//! From tables to views: every row of a table, one row by its number, the rows of one profile.

use super::records::Records;
use super::view;
use crate::index::{IndexError, owned, plain};
use crate::model;
use crate::model::{ApprovalId, AssertionId, DiseaseId, EvidenceId, GeneId, ProfileId, SourceId, TherapyId, TrialId, VariantId};

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
        let from = self.approvals_by_profile.partition_point(|(one, _)| *one < profile);
        let of_profile = self.approvals_by_profile[from..].iter().take_while(move |(one, _)| *one == profile);
        of_profile.filter_map(move |(_, place)| self.approval(ApprovalId::new(number(*place))))
    }

    /// Triage tables, as owned values: they are few and small.
    ///
    /// # Errors
    /// When a stored table is not what it should be.
    pub fn triage_tables(self) -> Result<Vec<model::TriageTable>, IndexError> {
        self.triage.iter().map(owned).collect()
    }

    /// The newest meaning of a code of OncoTree, whatever the case of its letters.
    #[must_use]
    pub fn oncotree_code(self, code: &str) -> Option<view::OncotreeCode<'k>> {
        let any_case = || self.oncotree.iter().rev().find(|stored| stored.code.eq_ignore_ascii_case(code));
        self.oncotree_meanings(code).last().or_else(|| any_case().map(view::OncotreeCode::new))
    }

    /// Every meaning a code of OncoTree had in the releases held, the oldest first; mostly one. Case matters.
    pub fn oncotree_meanings(self, code: &str) -> impl DoubleEndedIterator<Item = view::OncotreeCode<'k>> {
        let start = self.oncotree.partition_point(|stored| stored.code.as_str() < code);
        let end = start + self.oncotree[start..].iter().take_while(|stored| stored.code.as_str() == code).count();
        self.oncotree[start..end].iter().map(view::OncotreeCode::new)
    }

    /// Every code of OncoTree, sorted.
    pub fn oncotree_codes(self) -> impl ExactSizeIterator<Item = view::OncotreeCode<'k>> {
        self.oncotree.iter().map(view::OncotreeCode::new)
    }

    /// The newest release of OncoTree whose codes are held: `2025_10_03`; `None` when none is.
    #[must_use]
    pub fn oncotree_release(self) -> Option<&'k str> {
        self.oncotree_codes().map(view::OncotreeCode::last_release).max().filter(|release| !release.is_empty())
    }

    /// Level schemes, as owned values: they are few and small.
    ///
    /// # Errors
    /// When a stored scheme is not what it should be.
    pub fn schemes(self) -> Result<Vec<model::LevelScheme>, IndexError> {
        self.schemes.iter().map(owned).collect()
    }
}

/// Rows of a table sorted by profile that belong to `profile`, with their numbers.
fn rows_of<T>(table: &[T], profile: ProfileId, key: impl Fn(&T) -> ProfileId) -> impl Iterator<Item = (usize, &T)> {
    let start = table.partition_point(|row| key(row) < profile);
    let end = start + table[start..].partition_point(|row| key(row) <= profile);
    (start..end).zip(&table[start..end])
}
