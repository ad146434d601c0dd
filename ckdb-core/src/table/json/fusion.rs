//! `fusions` of a structural allele: partners, exons, frame, and the geometry in words.

use crate::annotate::{Annotation, Annotator, Geometry, NamedPartner};
use serde::Serialize;

/// One fusion.
#[derive(Serialize)]
pub(super) struct Fusion<'r> {
    five_prime: Option<Partner<'r>>,
    three_prime: Option<Partner<'r>>,
    /// `e13::e20`.
    junction: Option<String>,
    frame: &'static str,
    order_assumed: bool,
    geometry: String,
}

#[derive(Serialize)]
struct Partner<'r> {
    gene: &'r str,
    transcript: Option<&'r str>,
    exon: Option<u32>,
    place: Option<String>,
    breakend: Option<String>,
}

impl<'r> Fusion<'r> {
    pub(super) fn all(annotator: &Annotator<'r>, annotation: &Annotation<'_>) -> Vec<Self> {
        annotation.fusions.iter().map(|fusion| Self::new(annotator.geometry(fusion))).collect()
    }

    fn new(geometry: Geometry<'r>) -> Self {
        let partner = |named: NamedPartner<'r>| Partner {
            gene: named.gene,
            transcript: named.transcript,
            exon: named.exon,
            place: named.place,
            breakend: named.breakend.map(|end| end.to_string()),
        };
        Self {
            five_prime: geometry.five_prime.map(partner),
            three_prime: geometry.three_prime.map(partner),
            junction: geometry.junction,
            frame: geometry.frame,
            order_assumed: geometry.order_assumed,
            geometry: geometry.words,
        }
    }
}
