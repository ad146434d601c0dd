//! The trials of the index for one case, and one trial for many cases: the same question in both directions.

use super::annotator::Annotator;
use super::error::AnnotateError;
use super::sample::{Sample, has_part};
use crate::knowledge::view;
use crate::level::{Route, trial_route};
use crate::matching::{Answers, Entry, Patient, TrialAnswer, Truth, enter};
use crate::model::{Expression, Token, Vocabulary};

/// A trial, asked about a case.
#[derive(Clone, Debug)]
pub struct TrialMatch<'k> {
    /// The trial, with its status and the day of it.
    pub trial: view::Trial<'k>,
    /// The answer and why.
    pub answer: TrialAnswer,
    /// Where it is open for patients: in Japan, or abroad. `None` when it is not open, or its countries are not told.
    pub route: Option<Route>,
}

impl TrialMatch<'_> {
    /// Is it worth a line of an ordinary report? A trial that the case matches, or of which the tumour carries a part; else one that is
    /// open and that nothing speaks against.
    #[must_use]
    pub fn is_news(&self) -> bool {
        match self.answer.entry {
            Entry::Match => true,
            Entry::Possible => self.route.is_some() || self.carries_part(),
            Entry::Excluded => false,
        }
    }

    fn carries_part(&self) -> bool {
        self.answer.genomic.as_ref().is_some_and(|verdict| verdict.truth != Truth::False && has_part(verdict))
    }
}

impl Sample {
    /// Every trial of the index for this case: matches before possible ones before excluded ones; within them trials open here, open
    /// abroad, and the others; then by disease and identity.
    ///
    /// # Errors
    /// When a stored tree is broken.
    pub fn trials<'k>(&self, annotator: &Annotator<'k>, patient: &Patient) -> Result<Vec<TrialMatch<'k>>, AnnotateError> {
        self.with_tumour(annotator, |tumour| {
            let asked = annotator.records().trials().map(|trial| ask(annotator, trial, tumour, patient));
            let mut found = asked.collect::<Result<Vec<_>, _>>()?;
            found.sort_by_key(|found| {
                let route = found.route.map_or((true, None), |route| (false, Some(route)));
                (found.answer.entry, route, found.answer.scope, found.trial.id())
            });
            Ok(found)
        })
    }

    /// One trial for this case: what the reverse query asks of each of many cases.
    ///
    /// # Errors
    /// When the stored tree is broken.
    pub fn trial<'k>(
        &self,
        annotator: &Annotator<'k>,
        trial: view::Trial<'k>,
        patient: &Patient,
    ) -> Result<TrialMatch<'k>, AnnotateError> {
        self.with_tumour(annotator, |tumour| ask(annotator, trial, tumour, patient))
    }
}

fn ask<'k>(
    annotator: &Annotator<'k>,
    trial: view::Trial<'k>,
    answers: &impl Answers,
    patient: &Patient,
) -> Result<TrialMatch<'k>, AnnotateError> {
    let expression = match trial.tokens().len() {
        0 => None,
        _ => Some(
            Expression::from_tokens(trial.tokens())
                .map_err(|problem| AnnotateError::Profile { profile: trial.id().to_owned(), problem })?,
        ),
    };
    let answer = enter(trial, expression.as_ref(), answers, annotator.patient(), patient);
    Ok(TrialMatch { trial, answer, route: trial_route(trial) })
}

/// What a trial asks of the tumour, in words: `any(EGFR exon 20 insertion; ERBB2 exon 20 insertion)`; `None` when it asks for nothing.
#[must_use]
pub fn trial_needs(trial: view::Trial<'_>) -> Option<String> {
    let records = trial.records();
    let mut words: Vec<String> = Vec::new();
    for token in trial.tokens() {
        let word = match token {
            Token::Variant(id) => {
                let variant = records.variant(id)?;
                let gene = variant.gene().and_then(|gene| records.gene(gene)).map(|gene| format!("{} ", gene.symbol()));
                format!("{}{}", gene.unwrap_or_default(), variant.name())
            }
            Token::Join { operator, parts } => {
                let from = words.len().checked_sub(parts as usize)?;
                let parts = words.split_off(from);
                format!("{}({})", operator.as_str(), parts.join("; "))
            }
        };
        words.push(word);
    }
    words.pop()
}
