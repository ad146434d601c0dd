//! What is not in an export, counted by reason: a reader must be able to see that there is more.

use crate::model::Vocabulary;
use crate::model::vocabulary::vocabulary_only;
use std::collections::BTreeMap;

vocabulary_only! {
    /// Why a claim about the case is not in the document.
    WhyLeftOut, "reason to leave a claim out", {
        /// The profile may be met, but that is not certain.
        Unknown = "it is not certain that the case has the profile",
        /// The call did not pass its caller's filters.
        Filtered = "the call did not pass the filters of its caller",
        /// The claim expressly leaves the patient's disease out.
        DiseaseExcluded = "the claim leaves out the patient's disease",
        /// The evidence is about variants of another origin.
        OtherOrigin = "the evidence is about variants of another origin",
        /// No line of the input carries it: copies, a signature, a wild type.
        NoCall = "no single call stands for it (copies, signatures, wild type)",
        /// The format has no word for this kind of claim.
        NoWord = "the format has no proposition or profile for this kind of claim",
        /// How several therapies belong together is not told, or the format has no word for it.
        TherapiesUnclear = "how its therapies belong together cannot be said in the format",
        /// The claim names no therapy.
        NoTherapy = "it is about a treatment and names none",
        /// An allele of the input could not be annotated.
        NotAnnotated = "the allele could not be annotated",
    }
}

/// Counts of what is not in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    counts: BTreeMap<WhyLeftOut, u64>,
}

impl LeftOut {
    pub(super) fn add(&mut self, why: WhyLeftOut) {
        *self.counts.entry(why).or_default() += 1;
    }

    /// Reasons with their counts, in one fixed order.
    pub fn iter(&self) -> impl Iterator<Item = (WhyLeftOut, u64)> + '_ {
        self.counts.iter().map(|(why, count)| (*why, *count))
    }

    /// Is everything in the document?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// `3 × it is not certain …`, one a reason.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.iter().map(|(why, count)| format!("{count} × {}", why.as_str()))
    }
}
