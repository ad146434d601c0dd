//! Evidence items and assertions, in the file of their profile.

use ckdb_core::model::{
    Endpoint, EvidenceDirection, EvidenceLevel, EvidenceType, Population, Significance, StudyKind, TherapyInteraction,
    VariantOrigin,
};

use super::{Header, Provenance};
use crate::record::Spanned;

/// One claim from one publication about one profile.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceRecord {
    /// Identity (`BRAF/V600E/e1`), place of the table, layer.
    pub header: Header,
    /// `id`: the number in its file, from 1. A number is never reused.
    pub number: Spanned<u32>,
    /// `type`: what sort of claim.
    pub evidence_type: Spanned<EvidenceType>,
    /// `direction`: whether the publication supports the claim or speaks against it.
    pub direction: Spanned<EvidenceDirection>,
    /// `significance`: what is claimed. Which words are legal depends on `type`.
    pub significance: Spanned<Significance>,
    /// `level`: the level the SOURCE gave, never ours.
    pub level: Spanned<EvidenceLevel>,
    /// `rating`, optional: the source's stars, 1 to 5.
    pub rating: Option<Spanned<u32>>,
    /// `therapies`: identities of therapies; exactly in predictive claims.
    pub therapies: Vec<Spanned<String>>,
    /// `interaction`: how two or more therapies belong together; only with two or more.
    pub interaction: Option<Spanned<TherapyInteraction>>,
    /// `disease`: the identity of the disease the people or models of the study had.
    pub disease: Spanned<String>,
    /// `excluding`, optional: identities of kinds of the disease that the document leaves out.
    pub excluding: Vec<Spanned<String>>,
    /// `origin`: where in the body the variant was: somatic, germline and so on.
    pub origin: Spanned<VariantOrigin>,
    /// `citation`: `PMID:…`, `PMC…`, `DOI:…`, `ASCO:…`, or `source:document`.
    pub citation: Spanned<String>,
    /// `same_paper`, optional: other identities of the cited paper, such as its DOI.
    pub same_paper: Vec<Spanned<String>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
    /// `study`, optional: the kind of study.
    pub study: Option<Spanned<StudyKind>>,
    /// `endpoint`, optional: the end point by which the study met its aim, if the source says so.
    pub endpoint: Option<Spanned<Endpoint>>,
    /// `cohort_size`, optional: people (or samples) the claim rests on, if the source says so.
    pub cohort_size: Option<Spanned<u32>>,
    /// `population`, optional: the ancestry of the people studied.
    pub population: Option<Spanned<Population>>,
    /// `statement`: the claim in one to three sentences of our own, in English.
    pub statement: Spanned<String>,
    /// `statement_ja`, optional: the same in Japanese.
    pub statement_ja: Option<Spanned<String>>,
}

/// A summary over evidence items, as a source made it.
#[derive(Debug, Clone, PartialEq)]
pub struct AssertionRecord {
    /// Identity (`BRAF/V600E/a1`), place of the table, layer.
    pub header: Header,
    /// `id`: the number in its file, from 1. A number is never reused.
    pub number: Spanned<u32>,
    /// `type`: what sort of claim.
    pub evidence_type: Spanned<EvidenceType>,
    /// `direction`: for or against.
    pub direction: Spanned<EvidenceDirection>,
    /// `significance`: what is claimed.
    pub significance: Spanned<Significance>,
    /// `therapies`: identities of therapies; exactly in predictive claims.
    pub therapies: Vec<Spanned<String>>,
    /// `interaction`: only with two or more therapies.
    pub interaction: Option<Spanned<TherapyInteraction>>,
    /// `disease`: the identity of a disease.
    pub disease: Spanned<String>,
    /// `excluding`, optional: identities of kinds of the disease that the document leaves out.
    pub excluding: Vec<Spanned<String>>,
    /// `amp`, optional: tier and level as the source states them, such as `Tier I - Level A`. We compute our own beside it.
    pub amp: Option<Spanned<String>>,
    /// `guideline`, optional: the guideline and its version.
    pub guideline: Option<Spanned<String>>,
    /// `evidence`: numbers of the items in this file it rests on; may be empty.
    pub evidence: Vec<Spanned<u32>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
    /// `summary`: the assertion in our own words, in English.
    pub summary: Spanned<String>,
}
