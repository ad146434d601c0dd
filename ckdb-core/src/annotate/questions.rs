//! What the profiles of an index ask for, and who asks for a variant: worked out once for an index.
//!
//! Nearly all profiles ask for one variant, and of nearly all variants one profile asks. Half a million of them take a few bytes each,
//! side by side: to fill fresh memory was a third of what opening a large index cost before.

use super::error::AnnotateError;
use crate::knowledge::Records;
use crate::model::{Expression, ProfileId, Token, VariantId};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A profile's expression.
#[derive(Debug)]
pub(super) struct Question<'q> {
    pub(super) expression: Cow<'q, Expression>,
    /// Can one variant alone make it true?
    pub(super) is_simple: bool,
}

/// The questions of all profiles.
#[derive(Debug)]
pub(super) struct Questions {
    profiles: Vec<Held>,
    /// Where the profiles that ask for a variant begin in `asking`; one more at the end.
    starts: Vec<u32>,
    /// Profiles by the variants that they ask for; those of one variant ascend.
    asking: Vec<ProfileId>,
}

#[derive(Debug)]
enum Held {
    Variant(VariantId),
    Joined(Box<Joined>),
}

#[derive(Debug)]
struct Joined {
    expression: Expression,
    is_simple: bool,
}

impl Questions {
    /// # Errors
    /// A stored expression is no tree.
    pub(super) fn of(records: Records<'_>) -> Result<Self, AnnotateError> {
        let mut profiles = Vec::with_capacity(records.profiles().len());
        let mut asking = Vec::with_capacity(records.profiles().len());
        for profile in records.profiles() {
            let mut tokens = profile.tokens();
            if let (1, Some(Token::Variant(variant))) = (tokens.len(), tokens.next()) {
                asking.push((variant, profile.number()));
                profiles.push(Held::Variant(variant));
                continue;
            }
            let expression = Expression::from_tokens(profile.tokens())
                .map_err(|problem| AnnotateError::Profile { profile: profile.id().to_owned(), problem })?;
            let variants: BTreeSet<VariantId> = expression.variants().into_iter().collect();
            asking.extend(variants.into_iter().map(|variant| (variant, profile.number())));
            profiles.push(Held::Joined(Box::new(Joined { is_simple: expression.is_simple(), expression })));
        }
        let variants = records.variants().len();
        // What is no variant of the index is asked for in vain.
        asking.retain(|(variant, _)| variant.index() < variants);
        asking.sort_unstable();
        let mut starts = Vec::with_capacity(variants + 1);
        for (place, (variant, _)) in (0..).zip(&asking) {
            starts.resize(starts.len().max(variant.index() + 1), place);
        }
        starts.resize(variants + 1, u32::try_from(asking.len()).unwrap_or(u32::MAX));
        Ok(Self { profiles, starts, asking: asking.into_iter().map(|(_, profile)| profile).collect() })
    }

    /// How many profiles there are.
    pub(super) fn len(&self) -> usize {
        self.profiles.len()
    }

    /// What a profile asks for; `None` for one the index does not have.
    pub(super) fn get(&self, profile: ProfileId) -> Option<Question<'_>> {
        Some(match self.profiles.get(profile.index())? {
            Held::Variant(variant) => Question { expression: Cow::Owned(Expression::Variant(*variant)), is_simple: true },
            Held::Joined(joined) => Question { expression: Cow::Borrowed(&joined.expression), is_simple: joined.is_simple },
        })
    }

    /// Profiles that ask for a variant, ascending.
    pub(super) fn asking(&self, variant: VariantId) -> &[ProfileId] {
        let start = |place: usize| self.starts.get(place).map(|start| *start as usize);
        let own = start(variant.index()).zip(start(variant.index() + 1));
        own.and_then(|(first, end)| self.asking.get(first..end)).unwrap_or_default()
    }
}
