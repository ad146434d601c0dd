//! An allele: the input's words, the one spelling, what it does to each transcript, what it nearly meets.

use crate::annotate::{Annotation, Annotator};
use crate::consequence::{self, HgvsG};
use crate::genome::{Assembly, ManeStatus};
use crate::knowledge::view;
use crate::matching::Judgement;
use crate::model::{VariantId, Vocabulary};
use crate::normalize::ReferenceCheck;
use crate::table::place::Place;
use crate::table::trace;
use crate::vrs;
use serde::Serialize;

/// The allele in the words of the input.
#[derive(Serialize)]
pub(super) struct Input<'r> {
    line: u64,
    sample: Option<&'r str>,
    chrom: &'r str,
    /// 1-based; `null` when the input's text is no number.
    pos: Option<u64>,
    r#ref: &'r str,
    alt: &'r str,
    filter: Option<&'r str>,
    vaf: Option<f64>,
    depth: Option<u64>,
    assembly: &'static str,
}

impl<'r> Input<'r> {
    pub(super) fn new(place: &'r Place<'_>, assembly: Assembly) -> Self {
        let given = |text: &'r str| (!text.is_empty()).then_some(text);
        Self {
            line: place.line,
            sample: given(&place.sample),
            chrom: &place.chrom,
            pos: place.pos.parse().ok(),
            r#ref: &place.reference,
            alt: &place.alternate,
            filter: given(&place.filter),
            vaf: place.vaf.as_deref().and_then(|text| text.parse().ok()).filter(|fraction: &f64| fraction.is_finite()),
            depth: place.depth,
            assembly: assembly.as_str(),
        }
    }
}

/// Neighbours it was, or may have to be, read together with.
#[derive(Serialize)]
pub(super) struct Joined {
    /// `cis`: on one haplotype, and all that is said is said of `combined`. `unknown`: they may lie there.
    phase: &'static str,
    /// All of them as one allele: `chr7-140753336-AC-TT`.
    combined: String,
    with: Vec<String>,
    /// Are the fractions of reads alike? `null` when one is not told.
    fractions_agree: Option<bool>,
}

impl Joined {
    pub(super) fn all(annotation: &Annotation<'_>) -> Vec<Self> {
        let one = |joined: &crate::annotate::Joined| Self {
            phase: joined.relation.as_str(),
            combined: joined.allele.to_string(),
            with: joined.with.iter().map(ToString::to_string).collect(),
            fractions_agree: joined.fractions_agree,
        };
        annotation.joined.iter().map(one).collect()
    }
}

/// The one spelling that is compared: trimmed, leftmost.
#[derive(Serialize)]
pub(super) struct Normalized {
    /// `chr7-55191822-T-G`.
    allele: String,
    contig: &'static str,
    /// Inter-residue.
    start: u32,
    end: u32,
    r#ref: String,
    alt: String,
    /// Letters it may move right without changing the haplotype.
    right_shift: u32,
    hgvs_g: String,
    /// GA4GH VRS 2 identifier (`ga4gh:VA.…`); `null` when the letters held do not show how far an insertion or deletion can move.
    vrs_id: Option<String>,
    /// `agrees`, or `not-held`: the index does not hold these reference letters, so REF was not checked.
    reference: &'static str,
    /// Does a gene model cover it? If not, it was matched by its exact letters alone.
    has_gene_model: bool,
}

impl Normalized {
    /// `None` for a structural allele, which has no letters to normalise.
    pub(super) fn new(annotator: &Annotator<'_>, annotation: &Annotation<'_>) -> Option<Self> {
        let normalized = annotation.normalized()?;
        let allele = &normalized.allele;
        let letters = |bases: &[u8]| String::from_utf8_lossy(bases).into_owned();
        Some(Self {
            allele: allele.to_string(),
            contig: allele.contig.name(),
            start: allele.interval.start(),
            end: allele.interval.end(),
            r#ref: letters(&allele.reference),
            alt: letters(&allele.alternate),
            right_shift: normalized.right_shift,
            hgvs_g: HgvsG::of(normalized).on(annotator.assembly()),
            vrs_id: vrs::Allele::of(normalized, annotator.assembly()).and_then(|allele| allele.id().ok()),
            reference: match normalized.reference {
                ReferenceCheck::Agrees => "agrees",
                ReferenceCheck::NotHeld => "not-held",
            },
            has_gene_model: trace::is_modelled(annotator, annotation),
        })
    }
}

/// What it does to one transcript.
#[derive(Serialize)]
pub(super) struct Consequence<'r> {
    gene: Option<&'r str>,
    transcript: Option<&'r str>,
    mane: Option<&'static str>,
    terms: Vec<&'static str>,
    impact: &'static str,
    class: Option<&'static str>,
    exon: Option<String>,
    intron: Option<String>,
    hgvs_c: Option<String>,
    hgvs_p: Option<String>,
    /// `reference`; `rebuilt`: a model put together from coding parts, silent outside of them; `structure`: exons without letters.
    quality: &'static str,
}

impl<'r> Consequence<'r> {
    pub(super) fn new(annotator: &Annotator<'r>, found: &consequence::Consequence) -> Self {
        Self {
            gene: annotator.records().gene(crate::model::GeneId::new(found.gene)).map(view::Gene::symbol),
            transcript: annotator.genome().row(found.transcript).map(|transcript| transcript.accession),
            mane: (found.mane != ManeStatus::None).then_some(found.mane.as_str()),
            terms: found.terms.iter().map(consequence::Term::as_str).collect(),
            impact: found.impact().as_str(),
            class: found.class.map(crate::genome::ChangeClass::code),
            exon: found.exons.map(|span| span.to_string()),
            intron: found.introns.map(|span| span.to_string()),
            hgvs_c: found.hgvs_c.as_ref().map(ToString::to_string),
            hgvs_p: found.protein.as_ref().map(ToString::to_string),
            quality: found.quality.as_str(),
        }
    }
}

/// A variant it nearly meets.
#[derive(Serialize)]
pub(super) struct NearMiss<'r> {
    variant: VariantName<'r>,
    profiles: Vec<&'r str>,
    why: &'static str,
    rule: &'static str,
}

impl<'r> NearMiss<'r> {
    pub(super) fn all(annotator: &Annotator<'r>, annotation: &Annotation<'_>) -> Vec<Self> {
        let near = trace::near_misses(annotation).filter_map(|(variant, judgement)| match judgement {
            Judgement::Near { miss, rule } => Some((variant, miss, rule)),
            Judgement::Holds { .. } | Judgement::Open { .. } | Judgement::No => None,
        });
        near.filter_map(|(variant, miss, rule)| {
            let asking = annotator.profiles_asking(variant).iter();
            let profiles = asking.filter_map(|profile| annotator.records().profile(*profile)).map(view::Profile::id).collect();
            Some(Self { variant: VariantName::new(annotator, variant)?, profiles, why: word(miss), rule })
        })
        .collect()
    }
}

/// A variant of the index.
#[derive(Serialize)]
pub(super) struct VariantName<'r> {
    gene: Option<&'r str>,
    name: &'r str,
    /// What kind of criterion it is: `protein-change`, `codon`, …
    kind: Option<&'static str>,
}

impl<'r> VariantName<'r> {
    pub(super) fn new(annotator: &Annotator<'r>, variant: VariantId) -> Option<Self> {
        let records = annotator.records();
        let found = records.variant(variant)?;
        Some(Self {
            gene: found.gene().and_then(|gene| records.gene(gene)).map(view::Gene::symbol),
            name: found.name(),
            kind: annotator.criterion(variant).map(crate::model::Criterion::kind),
        })
    }
}

/// Why it could not be annotated.
#[derive(Serialize)]
pub(super) struct Refusal<'r> {
    pub(super) code: &'r str,
    pub(super) text: &'r str,
}

/// The word of a closed vocabulary.
pub(super) fn word<V: Vocabulary>(value: V) -> &'static str {
    value.as_str()
}
