//! What the neighbours of an allele make of it, kept until its own line is annotated.

use super::tally::Reason;
use crate::annotate::{Annotation, Joined};
use crate::phase::Call;

/// What the neighbours of one allele make of it.
#[derive(Debug)]
pub(super) struct Told<'k> {
    line: u64,
    alternate: usize,
    /// The annotation of each molecule on which it lies with neighbours.
    pub(super) certain: Vec<Annotation<'k>>,
    /// Another molecule carries it without them.
    pub(super) also_alone: bool,
    /// What it would be with neighbours that may lie on its haplotype.
    pub(super) possible: Vec<(Annotation<'k>, Joined)>,
    /// What is to be counted.
    pub(super) reasons: Vec<Reason>,
}

impl<'k> Told<'k> {
    /// Takes what was told of ALT `alternate` of line `line` out of the list.
    pub(super) fn take(told: &mut Vec<Self>, line: u64, alternate: usize) -> Option<Self> {
        let place = told.iter().position(|told| (told.line, told.alternate) == (line, alternate))?;
        Some(told.swap_remove(place))
    }

    /// The entry of a call, new if it has none.
    pub(super) fn of<'t>(told: &'t mut Vec<Self>, call: &Call) -> &'t mut Self {
        let place = told.iter().position(|told| (told.line, told.alternate) == (call.line, call.alternate)).unwrap_or_else(|| {
            told.push(Self {
                line: call.line,
                alternate: call.alternate,
                certain: Vec::new(),
                also_alone: false,
                possible: Vec::new(),
                reasons: Vec::new(),
            });
            told.len() - 1
        });
        &mut told[place]
    }

    pub(super) fn note(&mut self, reason: Reason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }
}
