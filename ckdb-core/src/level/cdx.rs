//! Is this very allele on the assay's list? Companion diagnostics as explicit sets, one an assay version and drug.
//!
//! A companion diagnostic is approved for choosing one drug in one cancer by a list of alleles, or of classes of alleles. What
//! the assay reports beyond that list does not make it positive for the drug. So the question is asked of the tumour's own
//! variants, and where no list is recorded the answer is unknown, not yes.

use crate::index::IndexError;
use crate::knowledge::view;
use crate::matching::Truth;
use crate::model::vocabulary::vocabulary_only;
use crate::model::{CompanionDiagnostic, VariantId};
use std::collections::BTreeMap;

vocabulary_only! {
    /// How a companion diagnostic stands to a tumour.
    CdxAnswer, "companion diagnostic answer", {
        /// An allele of the tumour is on its list for this drug.
        Listed = "listed",
        /// An allele of the tumour is one it reports for reference only.
        ReferenceOnly = "reference-only",
        /// Its list is recorded, and no allele of the tumour is on it.
        NotListed = "not-listed",
        /// It cannot be told whether the tumour carries an allele of the list.
        AlleleUnknown = "unknown(ALLELE)",
        /// Its list is not recorded.
        ListNotRecorded = "unknown(LIST_NOT_RECORDED)",
    }
}

/// One claim of a regulator that an assay chooses a drug: the assay, its list, and the approval that holds drug, cancer and
/// jurisdiction.
#[derive(Clone, Debug)]
pub struct CdxClaim<'k> {
    /// The approval of the drug.
    pub approval: view::Approval<'k>,
    /// The assay, with its list.
    pub assay: CompanionDiagnostic,
}

/// What is known of the tumour's variants: those it has, or may have.
pub type Carried = BTreeMap<VariantId, Truth>;

impl<'k> CdxClaim<'k> {
    /// Every claim of an approval.
    ///
    /// # Errors
    /// When a stored assay is not what it should be.
    pub fn of(approval: view::Approval<'k>) -> Result<Vec<Self>, IndexError> {
        Ok(approval.companion_diagnostics()?.into_iter().map(|assay| Self { approval, assay }).collect())
    }

    /// Is it this assay? Case and spaces do not matter; a version matters where both name one.
    #[must_use]
    pub fn is_assay(&self, name: &str) -> bool {
        let (name, version) = match name.split_once('@') {
            Some((name, version)) => (name, version),
            None => (name, ""),
        };
        let same_version = version.is_empty() || self.assay.version.is_empty() || plain(version) == plain(&self.assay.version);
        plain(name) == plain(&self.assay.name) && same_version
    }

    /// How it stands to a tumour with these variants.
    #[must_use]
    pub fn answer(&self, carried: &Carried) -> CdxAnswer {
        if self.assay.detects.is_empty() {
            return CdxAnswer::ListNotRecorded;
        }
        let truth = |list: &[VariantId]| {
            list.iter().filter_map(|variant| carried.get(variant)).copied().reduce(Truth::or).unwrap_or(Truth::False)
        };
        match (truth(&self.assay.detects), truth(&self.assay.reference_only)) {
            (Truth::True, _) => CdxAnswer::Listed,
            (Truth::Unknown(_), _) => CdxAnswer::AlleleUnknown,
            (Truth::False, Truth::True) => CdxAnswer::ReferenceOnly,
            (Truth::False, _) => CdxAnswer::NotListed,
        }
    }
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocabulary::Vocabulary;

    #[test]
    fn names_are_compared_without_case_and_signs() {
        assert_eq!(plain("FoundationOne® CDx"), plain("foundationone cdx"));
        assert_ne!(plain("FoundationOne CDx"), plain("FoundationOne Liquid CDx"));
    }

    #[test]
    fn every_answer_has_its_word() {
        assert_eq!(CdxAnswer::ListNotRecorded.to_string(), "unknown(LIST_NOT_RECORDED)");
        assert_eq!(CdxAnswer::from_word("listed"), Some(CdxAnswer::Listed));
    }
}
