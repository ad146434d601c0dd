//! In which populations an allele is common: a reason to think of an inherited, harmless change, and never a reason to leave it out.

use super::allele::Annotation;
use super::annotator::Annotator;
use crate::frequency::{Seen, Told};

impl Annotator<'_> {
    /// What the open layers say of an allele; nothing without layers, and for an allele without letters.
    #[must_use]
    pub fn seen(&self, annotation: &Annotation<'_>) -> Option<Seen<'_>> {
        let normalized = annotation.normalized().filter(|_| !self.layers.is_empty())?;
        Some(self.layers.seen(normalized))
    }

    /// Populations in which an allele that meets or nearly meets something is common, in words.
    #[must_use]
    pub fn common_in(&self, annotation: &Annotation<'_>) -> Vec<String> {
        if annotation.variants.is_empty() {
            return Vec::new();
        }
        self.seen(annotation).map_or_else(Vec::new, |seen| seen.common.into_iter().map(frequency_text).collect())
    }
}

/// A frequency in one word: `gnomad/eas=0.0312(312/10000)`; without the counts where they are not stated.
#[must_use]
pub fn frequency_text((layer, population, frequency): Told<'_>) -> String {
    let mut text = layer.about().name.clone();
    if !population.name.is_empty() {
        text = format!("{text}/{}", population.name);
    }
    let counts = match (frequency.count, frequency.total) {
        (Some(count), Some(total)) => format!("({count}/{total})"),
        (Some(count), None) => format!("({count})"),
        (None, _) => String::new(),
    };
    format!("{text}={}{counts}", frequency.text().unwrap_or_default())
}
