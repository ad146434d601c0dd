//! Which of an allele's consequences stands for it in a row.
//!
//! A match is shown on the transcript that decided it, so that the change in the row is the change in the claim. Otherwise
//! the gene's MANE Select speaks for the gene; of its two names (RefSeq, Ensembl) the one the gene's knowledge is numbered
//! on. Where a gene has none, its first consequence does, which is the most severe.

use crate::annotate::Annotator;
use crate::consequence::Consequence;
use crate::genome::ManeStatus;
use crate::model::{GeneId, VariantId};

/// The consequence that shows how an allele meets a variant.
///
/// `None` when the variant's gene has no consequence here: another gene's change would be misread as this one's.
pub(super) fn of_variant<'r>(annotator: &Annotator<'_>, found: &'r [Consequence], variant: VariantId) -> Option<&'r Consequence> {
    let numbered_on = annotator.counted_on(variant);
    let decided = numbered_on.and_then(|number| found.iter().find(|consequence| consequence.transcript == number));
    decided.or_else(|| match annotator.records().variant(variant).and_then(|variant| variant.gene()) {
        Some(gene) => of_gene(annotator, found, gene),
        None => most_severe(annotator, found),
    })
}

/// The consequence that shows what an allele without a match does.
pub(super) fn most_severe<'r>(annotator: &Annotator<'_>, found: &'r [Consequence]) -> Option<&'r Consequence> {
    of_gene(annotator, found, GeneId::new(found.first()?.gene))
}

fn of_gene<'r>(annotator: &Annotator<'_>, found: &'r [Consequence], gene: GeneId) -> Option<&'r Consequence> {
    let own = annotator.records().gene(gene).and_then(|gene| annotator.genome().transcript(gene.transcript()));
    let of_this = || found.iter().filter(|consequence| consequence.gene == gene.get());
    let select = || of_this().filter(|consequence| consequence.mane == ManeStatus::Select);
    let numbered_on = |consequence: &&Consequence| own.is_some_and(|own| own.number == consequence.transcript);
    select().find(numbered_on).or_else(|| select().next()).or_else(|| of_this().next())
}
