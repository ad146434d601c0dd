//! Which of an allele's variants brings it to a profile over several variants.

use super::rows::Met;
use crate::annotate::ProfileMatch;
use crate::matching::{Judgement, VariantMatch};
use crate::model::Token;

impl<'r, 'k> Met<'r, 'k> {
    /// The match as one allele's own line decided it.
    pub(super) const fn of_line(matched: &'r ProfileMatch<'k>) -> Self {
        let (variant, rule) = matched.by;
        Self { matched, level: matched.level, variant, rule }
    }

    /// The match as one of several contributing alleles brings it: by the closest of its variants that the profile asks for,
    /// certain before uncertain. `None` when it carries none of them.
    #[must_use]
    pub fn of_contribution(matched: &'r ProfileMatch<'k>, carried: &[VariantMatch]) -> Option<Self> {
        let asked = |found: &&VariantMatch| {
            matched.profile.tokens().any(|token| matches!(token, Token::Variant(variant) if variant == found.variant))
        };
        let closest = carried.iter().filter(asked).filter_map(|found| match found.judgement {
            Judgement::Holds { level, rule } => Some((0, level, found.variant, rule)),
            Judgement::Open { level, rule, .. } => Some((1, level, found.variant, rule)),
            Judgement::Near { .. } | Judgement::No => None,
        });
        let (_, level, variant, rule) = closest.min()?;
        Some(Self { matched, level, variant, rule })
    }
}
