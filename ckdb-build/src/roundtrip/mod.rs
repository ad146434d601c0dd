//! Every compiled claim, there and back: alleles are written from what a claim says, annotated by the same index, and the claim
//! must come back. So that no claim lies in an index that nothing can ever meet.
//!
//! A claim that does not come back is quarantined by name, with the reason; claims that no letters can meet (copies, fusions,
//! signatures) are counted apart. Nothing is guessed: a claim that is not asked is not called good.

mod coding;
mod generate;

use ckdb_core::annotate::{AnnotateError, Annotator};
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::knowledge::view::Variant;
use ckdb_core::knowledge::{Knowledge, Records};
use ckdb_core::matching::{Judgement, Reason};
use ckdb_core::model::{GeneRole, VariantId};
use coding::Coding;
use generate::Unwritten;
use std::collections::BTreeMap;

/// What became of the claims of an index on one assembly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoundTrip {
    /// Claims for which alleles were written.
    pub asked: usize,
    /// Of these, claims that came back.
    pub returned: usize,
    /// By kind of criterion: asked and returned.
    pub by_kind: BTreeMap<&'static str, (usize, usize)>,
    /// For each claim that came back, the first of its alleles that found it.
    pub alleles: Vec<(VariantId, Allele)>,
    /// Claims that did not come back, in order.
    pub quarantined: Vec<Quarantined>,
    /// Claims for which no allele can be written, by reason.
    pub unwritten: BTreeMap<String, usize>,
}

/// A claim that did not come back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Gene and name of the variant.
    pub variant: String,
    /// Kind of its criterion.
    pub kind: &'static str,
    /// What its alleles were found to be instead.
    pub reason: String,
}

/// Takes every claim of an index through the annotator on one assembly.
///
/// # Errors
/// When the index is damaged.
pub fn round_trip(knowledge: &Knowledge, assembly: Assembly) -> Result<RoundTrip, AnnotateError> {
    round_trip_of(knowledge, assembly, |_| true)
}

/// As [`round_trip`], for the claims about variants whose name (gene and name, as in [`Quarantined`]) is `wanted`.
///
/// # Errors
/// When the index is damaged.
pub fn round_trip_of(
    knowledge: &Knowledge,
    assembly: Assembly,
    wanted: impl Fn(&str) -> bool,
) -> Result<RoundTrip, AnnotateError> {
    let annotator = Annotator::new(knowledge, assembly)?.gene_any(true);
    let (records, genome) = (knowledge.records()?, knowledge.genome(assembly)?);
    let mut models: BTreeMap<String, Option<Coding>> = BTreeMap::new();
    let mut found = RoundTrip::default();
    for variant in records.variants() {
        let name = name(records, variant);
        if !wanted(&name) {
            continue;
        }
        let criterion = variant.criterion()?;
        let coding = criterion
            .transcript()
            .and_then(|accession| models.entry(accession.to_owned()).or_insert_with(|| Coding::read(genome, accession)).as_ref());
        let role = variant.gene().and_then(|gene| records.gene(gene)).map_or(GeneRole::Unknown, |gene| gene.role());
        let alleles = match generate::alleles(&criterion, role, coding, assembly) {
            Ok(alleles) => alleles,
            Err(why) => {
                *found.unwritten.entry(words(why)).or_default() += 1;
                continue;
            }
        };
        let (mut holds, mut instead) = (false, "nothing".to_owned());
        for allele in &alleles {
            match annotator.annotate(allele) {
                Ok(annotation) => {
                    match annotation.variants.iter().find(|known| known.variant == variant.number()).map(|known| known.judgement) {
                        // Whether both copies are hit is not for one allele to say.
                        Some(Judgement::Holds { .. } | Judgement::Open { reason: Reason::Zygosity, .. }) => {
                            found.alleles.push((variant.number(), allele.clone()));
                            holds = true;
                        }
                        Some(judgement) => instead = format!("{allele}: {judgement:?}"),
                        None => instead = format!("{allele}: no match"),
                    }
                }
                Err(error) => instead = format!("{allele}: {error}"),
            }
            if holds {
                break;
            }
        }
        let kind = criterion.kind();
        let (asked, returned) = found.by_kind.entry(kind).or_default();
        *asked += 1;
        *returned += usize::from(holds);
        found.asked += 1;
        found.returned += usize::from(holds);
        if !holds {
            found.quarantined.push(Quarantined { variant: name, kind, reason: instead });
        }
    }
    Ok(found)
}

/// Gene and name of a variant, as a report names it.
#[must_use]
pub fn name(records: Records<'_>, variant: Variant<'_>) -> String {
    match variant.gene().and_then(|gene| records.gene(gene)) {
        Some(gene) => format!("{} {}", gene.symbol(), variant.name()),
        None => variant.name().to_owned(),
    }
}

fn words(why: Unwritten) -> String {
    match why {
        Unwritten::Told(kind) => format!("{kind}: told of the tumour, not written as letters"),
        Unwritten::NotHere => "names no letters, or has no model, on this assembly".to_owned(),
        Unwritten::NoCuratedEffect => "needs a curated effect".to_owned(),
        Unwritten::AcrossExons => "lies over two exons".to_owned(),
    }
}
