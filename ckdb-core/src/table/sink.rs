//! The door of every table: what a walk over a file calls, whatever form the rows take.

use super::TableError;
use super::json::JsonlWriter;
use super::place::{NotAnnotated, Place};
use super::rows::Contribution;
use super::tsv::TsvWriter;
use crate::annotate::{Annotation, SampleMatch, SampleMiss, Secondary, TrialMatch};
use serde::Serialize;
use std::io::Write;

/// Takes annotations in the order of the input and makes rows of them.
///
/// The methods with a body are for what only some forms show; the others leave it out.
///
/// # Errors
/// Every method fails when the rows cannot be written, or a record to be shown is damaged.
pub trait TableSink<'k> {
    /// Called once, before anything else.
    fn begin(&mut self) -> Result<(), TableError> {
        Ok(())
    }

    /// An allele that was annotated.
    fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError>;

    /// An allele that could not be annotated.
    fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError>;

    /// A profile of the whole sample; see [`Rows::of_profile`](super::Rows::of_profile).
    fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError>;

    /// What the allele before says of inherited risk.
    fn secondary(&mut self, place: &Place<'_>, found: &[Secondary]) -> Result<(), TableError> {
        let _ = (place, found);
        Ok(())
    }

    /// Does it show the whole case: what was nearly met, and trials? Those are not worked out for who does not.
    fn shows_case(&self) -> bool {
        false
    }

    /// A profile the sample has a part of.
    fn missed(&mut self, found: &SampleMiss, sample: &Place<'_>) -> Result<(), TableError> {
        let _ = (found, sample);
        Ok(())
    }

    /// A trial asked about the case.
    fn trial(&mut self, found: &TrialMatch<'k>, sample: &Place<'_>) -> Result<(), TableError> {
        let _ = (found, sample);
        Ok(())
    }

    /// Counts and warnings, at the end.
    fn summary(&mut self, counts: &impl Serialize, warnings: &[String]) -> Result<(), TableError> {
        let _ = (counts, warnings);
        Ok(())
    }
}

impl<'k, W: Write> TableSink<'k> for TsvWriter<'_, 'k, W> {
    fn begin(&mut self) -> Result<(), TableError> {
        self.header()
    }

    fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        Self::allele(self, place, annotation)
    }

    fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError> {
        Self::not_annotated(self, place, why)
    }

    fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError> {
        Self::profile(self, found, contributions, sample)
    }
}

impl<'k, W: Write> TableSink<'k> for JsonlWriter<'_, 'k, W> {
    fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        Self::allele(self, place, annotation)
    }

    fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError> {
        Self::not_annotated(self, place, why)
    }

    fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError> {
        Self::profile(self, found, contributions, sample)
    }

    fn secondary(&mut self, place: &Place<'_>, found: &[Secondary]) -> Result<(), TableError> {
        Self::secondary(self, place, found)
    }

    fn shows_case(&self) -> bool {
        true
    }

    fn missed(&mut self, found: &SampleMiss, sample: &Place<'_>) -> Result<(), TableError> {
        Self::missed(self, found, sample)
    }

    fn trial(&mut self, found: &TrialMatch<'k>, sample: &Place<'_>) -> Result<(), TableError> {
        Self::trial(self, found, sample)
    }

    fn summary(&mut self, counts: &impl Serialize, warnings: &[String]) -> Result<(), TableError> {
        Self::summary(self, counts, warnings)
    }
}
