//! Variants that something told of a tumour may decide where no line does, worked out once for an index.
//!
//! A tumour is asked for the profiles of which it has a part. What its lines carry leads to few of them; what is told beside the lines
//! could lead to any. To go through all variants of an index for each of ten thousand tumours would cost more than their lines.

use crate::matching::Matcher;
use crate::model::{Biomarker, Criterion, GeneClass, VariantId};

/// Variants by what could tell of them. Each list ascends.
#[derive(Debug, Default)]
pub(super) struct BesideLines {
    /// Signatures of the whole tumour.
    pub(super) signatures: Vec<(VariantId, Biomarker)>,
    /// Numbers of copies, and genes broken in every copy.
    pub(super) copies: Vec<VariantId>,
    /// Classes of change that copies can make true without a line: a lost function, any change.
    pub(super) lost: Vec<VariantId>,
    /// Wild types, which need letters that were looked at.
    pub(super) wild_types: Vec<VariantId>,
}

impl BesideLines {
    pub(super) fn of(matcher: &Matcher) -> Self {
        let mut found = Self::default();
        for (variant, criterion) in matcher.beyond_substitutions() {
            match criterion {
                Criterion::Biomarker { biomarker, .. } => found.signatures.push((variant, *biomarker)),
                Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption => found.copies.push(variant),
                Criterion::GeneClass { class: GeneClass::LossOfFunction | GeneClass::Any, .. } => found.lost.push(variant),
                Criterion::WildType { .. } => found.wild_types.push(variant),
                // Of exact letters and other changes a line has to tell. That no line shows a fusion, and that expression is not
                // read, is never more than open (`told`).
                _ => {}
            }
        }
        found
    }
}
