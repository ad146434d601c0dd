//! A molecular profile with its evidence: `profiles/BRAF/V600E.toml`.

use super::{AssertionRecord, CriterionRecord, EvidenceRecord, Header};
use crate::record::Spanned;

/// One molecular profile: a question about a tumour, and what is claimed when the answer is yes.
///
/// The folder is the gene it is filed under; for a profile over several genes, the first one named. A profile about a signature
/// of the whole tumour is filed under the biomarker: `profiles/MSI/`, `profiles/TMB/`, `profiles/HRD/`.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRecord {
    /// Identity (`BRAF/V600E`), place, layer.
    pub header: Header,
    /// `name`: how the field writes it, such as `BRAF V600E`.
    pub name: Spanned<String>,
    /// `aliases`, optional: other names people search for.
    pub aliases: Vec<Spanned<String>>,
    /// `civic`, optional: the id of the same molecular profile in CIViC.
    pub civic: Option<Spanned<u32>>,
    /// `[criterion]`: what the tumour must carry.
    pub criterion: CriterionRecord,
    /// `[[evidence]]`, in the order of the file.
    pub evidence: Vec<EvidenceRecord>,
    /// `[[assertion]]`, in the order of the file.
    pub assertions: Vec<AssertionRecord>,
}

impl ProfileRecord {
    /// The folder: the gene, or the biomarker of the whole tumour, that the profile is filed under.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.header.id.split('/').next().unwrap_or_default()
    }
}
