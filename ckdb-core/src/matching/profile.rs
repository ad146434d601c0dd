//! Variants of a tumour to the truth of a molecular profile.
//!
//! A profile is a question about the whole tumour. Whoever holds the answers about its variants ([`Answers`]) gets one truth
//! and, if wanted, the tree of partial truths that led to it.

use super::because::Because;
use super::truth::{Reason, Truth};
use crate::model::{Expression, Operator, VariantId};

/// Answers about single variants of one tumour.
pub trait Answers {
    /// Does the tumour carry the variant?
    fn variant(&self, variant: VariantId) -> Truth;

    /// Do all of these, each of which the tumour carries, lie on one haplotype?
    fn in_cis(&self, variants: &[VariantId]) -> Truth;

    /// What decided about the variant, for traces: an allele, a value with its cut-off, a place nobody looked at.
    fn because(&self, variant: VariantId) -> Option<Because> {
        let _ = variant;
        None
    }
}

/// The truth of one part of an expression, with those of its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub truth: Truth,
    /// What it rests on.
    pub parts: Vec<Verdict>,
    /// What decided about a variant; `None` for joined parts, and where the line itself shows it.
    pub because: Option<Because>,
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is the variant there?
    Variant(VariantId),
    /// Do the parts hold, joined so?
    Join(Operator),
}

/// The truth of an expression, and why.
#[must_use]
pub fn evaluate(expression: &Expression, answers: &impl Answers) -> Verdict {
    match expression {
        Expression::Variant(variant) => {
            let (truth, because) = (answers.variant(*variant), answers.because(*variant));
            Verdict { question: Question::Variant(*variant), truth, parts: Vec::new(), because }
        }
        Expression::Join(operator, parts) => {
            let verdicts: Vec<Verdict> = parts.iter().map(|part| evaluate(part, answers)).collect();
            let joined = Truth::join(*operator, verdicts.iter().map(|verdict| verdict.truth));
            let truth = match operator {
                Operator::Cis | Operator::Trans if joined == Truth::True => on_haplotypes(*operator, expression, answers),
                _ => joined,
            };
            Verdict { question: Question::Join(*operator), truth, parts: verdicts, because: None }
        }
    }
}

/// All parts are there: do they lie as claimed?
fn on_haplotypes(operator: Operator, expression: &Expression, answers: &impl Answers) -> Truth {
    let in_cis = answers.in_cis(&expression.variants());
    match operator {
        Operator::Trans => in_cis.negated(),
        _ => in_cis,
    }
}

/// What one line alone tells: the variants it carries, nothing of any other place.
#[derive(Clone, Copy, Debug)]
pub struct OneLine<'a> {
    /// Variants the line was judged for, with the judgement, sorted by variant.
    pub judged: &'a [(VariantId, Truth)],
}

impl Answers for OneLine<'_> {
    fn variant(&self, variant: VariantId) -> Truth {
        match self.judged.binary_search_by_key(&variant, |(judged, _)| *judged) {
            Ok(place) => self.judged[place].1,
            Err(_) => Truth::Unknown(Reason::NotCallable),
        }
    }

    fn in_cis(&self, variants: &[VariantId]) -> Truth {
        // One allele is one molecule: what it carries it carries together.
        if variants.iter().all(|variant| self.variant(*variant) == Truth::True) {
            Truth::True
        } else {
            Truth::Unknown(Reason::Phase)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tumour(Vec<(u32, Truth)>, Truth);

    impl Answers for Tumour {
        fn variant(&self, variant: VariantId) -> Truth {
            self.0
                .iter()
                .find(|(number, _)| *number == variant.get())
                .map_or(Truth::Unknown(Reason::NotCallable), |(_, truth)| *truth)
        }

        fn in_cis(&self, _: &[VariantId]) -> Truth {
            self.1
        }
    }

    fn variant(number: u32) -> Expression {
        Expression::Variant(VariantId::new(number))
    }

    fn join(operator: Operator, parts: Vec<Expression>) -> Expression {
        Expression::Join(operator, parts)
    }

    #[test]
    fn npm1_without_flt3_itd_is_unknown_until_flt3_was_looked_at() {
        let question = join(Operator::All, vec![variant(1), join(Operator::Not, vec![variant(2)])]);
        let ask = |flt3| evaluate(&question, &Tumour(vec![(1, Truth::True), (2, flt3)], Truth::True)).truth;
        assert_eq!(ask(Truth::Unknown(Reason::NotCallable)), Truth::Unknown(Reason::NotCallable));
        assert_eq!(ask(Truth::False), Truth::True);
        assert_eq!(ask(Truth::True), Truth::False);
    }

    #[test]
    fn cis_and_trans_ask_for_the_phase_only_when_both_are_there() {
        let parts = || vec![variant(1), variant(2)];
        let phase = Truth::Unknown(Reason::Phase);
        let both = Tumour(vec![(1, Truth::True), (2, Truth::True)], phase);
        assert_eq!(evaluate(&join(Operator::Cis, parts()), &both).truth, phase);
        let known = Tumour(vec![(1, Truth::True), (2, Truth::True)], Truth::True);
        assert_eq!(evaluate(&join(Operator::Cis, parts()), &known).truth, Truth::True);
        assert_eq!(evaluate(&join(Operator::Trans, parts()), &known).truth, Truth::False);
        let one = Tumour(vec![(1, Truth::True), (2, Truth::False)], phase);
        assert_eq!(evaluate(&join(Operator::Cis, parts()), &one).truth, Truth::False);
    }
}
