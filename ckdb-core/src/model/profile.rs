//! A molecular profile: a boolean combination of variants, a question about a whole tumour.
//!
//! [`Expression`] is the tree people think of. The index stores it as a list of [`Token`]s in postfix order (operands
//! first): a damaged or hostile file can then not make a reader recurse without end.

use super::id::VariantId;
use super::vocabulary::vocabulary;

vocabulary! {
    /// How the parts of an expression are joined.
    Operator, "operator", {
        /// Every part holds.
        All = "all",
        /// At least one part holds.
        Any = "any",
        /// The one part does not hold.
        Not = "not",
        /// Every part holds, on one and the same haplotype.
        Cis = "cis",
        /// Every part holds, on different haplotypes.
        Trans = "trans",
    }
}

/// One step of an expression in postfix order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum Token {
    /// A variant is asked for.
    Variant(VariantId),
    /// The last `parts` results are joined.
    Join {
        /// How.
        operator: Operator,
        /// How many results it takes.
        parts: u32,
    },
}

/// A boolean combination of variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expression {
    /// One variant.
    Variant(VariantId),
    /// Several parts.
    Join(Operator, Vec<Expression>),
}

/// A list of tokens that is no expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a stored profile expression is broken at its token {token}: expected {expected}; the index was built wrongly, rebuild it")]
pub struct ExpressionError {
    /// Which token, from 0.
    pub token: usize,
    /// What was expected there.
    pub expected: &'static str,
}

/// Deepest nesting an expression may have; curated ones have two or three levels.
pub(crate) const MAX_DEPTH: usize = 16;

impl Expression {
    /// In postfix order.
    #[must_use]
    pub fn tokens(&self) -> Vec<Token> {
        let mut tokens = Vec::new();
        self.push_tokens(&mut tokens);
        tokens
    }

    fn push_tokens(&self, tokens: &mut Vec<Token>) {
        match self {
            Self::Variant(variant) => tokens.push(Token::Variant(*variant)),
            Self::Join(operator, parts) => {
                parts.iter().for_each(|part| part.push_tokens(tokens));
                tokens.push(Token::Join { operator: *operator, parts: u32::try_from(parts.len()).unwrap_or(u32::MAX) });
            }
        }
    }

    /// The tree of a token list.
    ///
    /// # Errors
    /// When operands are missing or left over, an operator joins nothing, or it nests deeper than 16 levels (`MAX_DEPTH`).
    pub fn from_tokens(tokens: impl IntoIterator<Item = Token>) -> Result<Self, ExpressionError> {
        let mut stack: Vec<(Self, usize)> = Vec::new();
        let mut count = 0;
        for (token, item) in tokens.into_iter().enumerate() {
            let fail = |expected| ExpressionError { token, expected };
            count = token + 1;
            match item {
                Token::Variant(variant) => stack.push((Self::Variant(variant), 1)),
                Token::Join { operator, parts } => {
                    let parts = usize::try_from(parts).map_err(|_| fail("a number of parts"))?;
                    let legal = if operator == Operator::Not { parts == 1 } else { parts > 0 };
                    if !legal {
                        return Err(fail("an operator with at least one part (`not` with exactly one)"));
                    }
                    let from = stack.len().checked_sub(parts).ok_or_else(|| fail("as many results as the operator joins"))?;
                    let mut depth = 0;
                    let joined = stack.drain(from..).map(|(part, below)| {
                        depth = depth.max(below);
                        part
                    });
                    let joined = Self::Join(operator, joined.collect());
                    if depth >= MAX_DEPTH {
                        return Err(fail("less deep nesting"));
                    }
                    stack.push((joined, depth + 1));
                }
            }
        }
        match (stack.pop(), stack.is_empty()) {
            (Some((expression, _)), true) => Ok(expression),
            _ => Err(ExpressionError { token: count, expected: "exactly one result at the end" }),
        }
    }

    /// Every variant asked for, in order of writing, with repeats.
    #[must_use]
    pub fn variants(&self) -> Vec<VariantId> {
        let variant = |token| match token {
            Token::Variant(variant) => Some(variant),
            Token::Join { .. } => None,
        };
        self.tokens().into_iter().filter_map(variant).collect()
    }

    /// Can one variant alone make it true? Then a single VCF line decides it; otherwise the whole sample must be read.
    #[must_use]
    pub fn is_simple(&self) -> bool {
        match self {
            Self::Variant(_) => true,
            Self::Join(Operator::Any, parts) => parts.iter().all(Self::is_simple),
            Self::Join(..) => false,
        }
    }
}

/// A molecular profile.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct MolecularProfile {
    /// Path of its record, its identity: `BRAF/V600E`.
    pub id: String,
    /// How people call it: `BRAF V600E`.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// CIViC molecular profile number, if it is the same; 0 otherwise.
    pub civic: u32,
    /// The expression, in postfix order.
    pub tokens: Vec<Token>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant(number: u32) -> Expression {
        Expression::Variant(VariantId::new(number))
    }

    #[test]
    fn tokens_and_tree_are_one_thing() {
        let tree = Expression::Join(
            Operator::All,
            vec![variant(1), Expression::Join(Operator::Not, vec![Expression::Join(Operator::Any, vec![variant(2), variant(3)])])],
        );
        assert_eq!(Expression::from_tokens(tree.tokens()), Ok(tree.clone()));
        assert_eq!(tree.variants().len(), 3);
        assert!(!tree.is_simple());
    }

    #[test]
    fn broken_token_lists_are_errors() {
        let join = |operator, parts| Token::Join { operator, parts };
        let one = Token::Variant(VariantId::new(0));
        for tokens in [
            vec![],
            vec![one, one],
            vec![join(Operator::All, 0)],
            vec![one, join(Operator::All, 2)],
            vec![one, one, join(Operator::Not, 2)],
            vec![one, join(Operator::All, u32::MAX)],
        ] {
            assert!(Expression::from_tokens(tokens.clone()).is_err(), "{tokens:?}");
        }
        let deep = std::iter::once(one).chain(std::iter::repeat_n(join(Operator::Not, 1), 100));
        assert!(Expression::from_tokens(deep).is_err());
    }
}
