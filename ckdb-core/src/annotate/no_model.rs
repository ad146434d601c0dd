//! Genes that knowledge speaks of but the index has no model of, on one assembly.
//!
//! Their variants are matched by exact genomic alleles alone: no codon, exon or class of change can be told. Whoever reads a
//! result must see that silence about such a gene is weak.

use super::Annotator;
use crate::knowledge::view;
use crate::model::{GeneId, ProfileId, Token, VariantId};
use std::collections::BTreeSet;

/// The genes with knowledge and without a model.
#[derive(Clone, Debug, Default)]
pub struct NoModel(BTreeSet<GeneId>);

impl NoModel {
    /// Those of the annotator's index, on its assembly.
    #[must_use]
    pub fn of(annotator: &Annotator<'_>) -> Self {
        // A gene of which only exons or the span is known can be a fusion's partner; its small variants cannot be read.
        let with_letters = annotator.genome().transcripts().filter(|(_, transcript)| transcript.quality.has_letters());
        let modelled: BTreeSet<u32> = with_letters.map(|(_, transcript)| transcript.gene).collect();
        let known = annotator.records().variants().filter_map(|variant| variant.gene());
        Self(known.filter(|gene| !modelled.contains(&gene.get())).collect())
    }

    /// All of their symbols, by number of the gene (the table is sorted by symbol).
    #[must_use]
    pub fn symbols<'k>(&self, annotator: &Annotator<'k>) -> Vec<&'k str> {
        self.0.iter().filter_map(|gene| annotator.records().gene(*gene)).map(view::Gene::symbol).collect()
    }

    /// Symbols of those a profile asks about.
    #[must_use]
    pub fn of_profile<'k>(&self, annotator: &Annotator<'k>, profile: ProfileId) -> Vec<&'k str> {
        let records = annotator.records();
        let gene = |variant: VariantId| records.variant(variant).and_then(view::Variant::gene);
        let asked = records.profile(profile).into_iter().flat_map(view::Profile::tokens).filter_map(|token| match token {
            Token::Variant(variant) => gene(variant),
            Token::Join { .. } => None,
        });
        let without: BTreeSet<GeneId> = asked.filter(|gene| self.0.contains(gene)).collect();
        without.into_iter().filter_map(|gene| records.gene(gene)).map(view::Gene::symbol).collect()
    }
}
