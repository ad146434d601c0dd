//! What the records say of inheritance: evidence of risk or of germline origin, by profile and by gene.

use crate::knowledge::Records;
use crate::model::{EvidenceDirection, EvidenceId, EvidenceType, GeneId, ProfileId, Significance, Token, VariantOrigin};
use std::collections::BTreeSet;

/// What the records say of inheritance.
#[derive(Debug, Default)]
pub(super) struct Inherited {
    /// Evidence by profile, sorted by profile.
    of_profile: Vec<(ProfileId, EvidenceId)>,
    /// Evidence by gene, sorted.
    of_gene: Vec<(GeneId, EvidenceId)>,
}

impl Inherited {
    pub(super) fn of(records: Records<'_>) -> Self {
        let mut found = Self::default();
        // Row by row, and not profile by profile: among half a million items looking for those of each profile takes a tenth of a second.
        for item in records.evidence() {
            let supports = item.direction() == EvidenceDirection::Supports;
            let of_risk = item.evidence_type() == EvidenceType::Predisposing && item.significance() == Significance::Predisposition;
            // A common inherited variant is no finding.
            let of_germline = matches!(item.origin(), VariantOrigin::Germline | VariantOrigin::RareGermline);
            let of_origin = of_germline && item.evidence_type() != EvidenceType::Functional;
            if !(supports && item.origin() != VariantOrigin::CommonGermline && (of_risk || of_origin)) {
                continue;
            }
            found.of_profile.push((item.profile(), item.number()));
            // Few items speak of inheritance: only their profiles are taken apart.
            let tokens = records.profile(item.profile()).into_iter().flat_map(|profile| profile.tokens());
            let genes: BTreeSet<GeneId> = tokens
                .filter_map(|token| match token {
                    Token::Variant(variant) => records.variant(variant)?.gene(),
                    Token::Join { .. } => None,
                })
                .collect();
            found.of_gene.extend(genes.into_iter().map(|gene| (gene, item.number())));
        }
        found.of_profile.sort_unstable();
        found.of_gene.sort_unstable();
        found.of_gene.dedup();
        found
    }

    pub(super) fn profile(&self, profile: ProfileId) -> impl Iterator<Item = EvidenceId> {
        let start = self.of_profile.partition_point(|(known, _)| *known < profile);
        self.of_profile[start..].iter().take_while(move |(known, _)| *known == profile).map(|(_, item)| *item)
    }

    pub(super) fn gene(&self, gene: GeneId) -> impl Iterator<Item = EvidenceId> {
        let start = self.of_gene.partition_point(|(known, _)| *known < gene);
        self.of_gene[start..].iter().take_while(move |(known, _)| *known == gene).map(|(_, item)| *item)
    }
}
