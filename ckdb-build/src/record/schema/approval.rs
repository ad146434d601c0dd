//! What a regulator allowed: `approvals/us/osimertinib.toml`.

use ckdb_core::model::Jurisdiction;

use super::{CriterionRecord, Header, Provenance};
use crate::record::Spanned;

/// One approved use of one drug or combination, with the tests that go with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ApprovalRecord {
    /// Identity (`us/osimertinib/1`), place of the table, layer.
    pub header: Header,
    /// The folder: whose regulator.
    pub jurisdiction: Jurisdiction,
    /// `id`: the number in its file, from 1. A number is never reused.
    pub number: Spanned<u32>,
    /// `therapies`: the drug, or all drugs of the combination.
    pub therapies: Vec<Spanned<String>>,
    /// `profiles`: identities of profiles; the approval holds when the tumour has any one of them.
    pub profiles: Vec<Spanned<String>>,
    /// `disease`: the identity of the disease of the indication.
    pub disease: Spanned<String>,
    /// `excluding`, optional: identities of kinds of the disease that the document leaves out.
    pub excluding: Vec<Spanned<String>>,
    /// `approved_on`, optional: the day the document gives for the DRUG's indication, `2018-04-18`.
    pub approved_on: Option<Spanned<String>>,
    /// `document`, optional: the address of the document.
    pub document: Option<Spanned<String>>,
    /// `companion_diagnostics`, optional: tests approved for this use.
    pub companion_diagnostics: Vec<CompanionDiagnosticRecord>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
}

impl ApprovalRecord {
    /// The file part of the identity and the number, for a sort in which 10 comes after 9.
    pub(crate) fn file_and_number(&self) -> (&str, u32) {
        let file = self.header.id.rsplit_once('/').map_or(self.header.id.as_str(), |(file, _)| file);
        (file, self.number.value)
    }
}

/// One test that a regulator approved for choosing the drug.
#[derive(Debug, Clone, PartialEq)]
pub struct CompanionDiagnosticRecord {
    /// `name`: the trade name of the test.
    pub name: Spanned<String>,
    /// `version`, optional: the version of the test, where the document tells versions apart.
    pub version: Option<Spanned<String>>,
    /// `manufacturer`, optional.
    pub manufacturer: Option<Spanned<String>>,
    /// `specimen`, optional: what is tested, such as `tissue` or `plasma`.
    pub specimen: Option<Spanned<String>>,
    /// `approved_on`, optional: the day of the TEST's approval for this use.
    pub approved_on: Option<Spanned<String>>,
    /// `source_record`, optional: the number of the test's own approval.
    pub source_record: Option<Spanned<String>>,
    /// `document`, optional: the address of the page that lists its alleles.
    pub document: Option<Spanned<String>>,
    /// `detects`, optional: leaves that make it positive for this drug, alleles or classes, as in a profile.
    pub detects: Vec<CriterionRecord>,
    /// `reference_only`, optional: leaves that it reports, but that do not make it positive for this drug.
    pub reference_only: Vec<CriterionRecord>,
}
