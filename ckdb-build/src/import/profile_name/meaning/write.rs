//! Leaves as a curator would write them, every field at the place of the source's text.

use crate::diagnostic::Place;
use crate::record::{AlleleRecord, CriterionNode, CriterionRecord, Leaf, Spanned};
use ckdb_core::genome::{ChangeClass, ProteinChange, Residue};
use ckdb_core::model::{CopyChange, ExonEvent, ExpressionState, FusionRole, GeneClass, Marker};

/// Writes leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Write {
    pub(super) place: Place,
}

impl Write {
    fn at<T>(&self, value: T) -> Spanned<T> {
        Spanned::new(value, self.place)
    }

    fn text(&self, text: &str) -> Spanned<String> {
        self.at(text.to_owned())
    }

    pub(super) fn record(&self, leaf: Leaf) -> CriterionRecord {
        CriterionRecord { place: self.place, node: CriterionNode::Leaf(leaf) }
    }

    pub(super) fn allele(&self, gene: &str, mut sites: Vec<AlleleRecord>) -> Option<Leaf> {
        let also = sites.split_off(1.min(sites.len()));
        Some(Leaf::Allele { allele: Box::new(sites.pop()?), also, gene: Some(self.text(gene)) })
    }

    pub(super) fn change(&self, gene: &str, change: ProteinChange, transcript: Option<&str>) -> Leaf {
        Leaf::ProteinChange { gene: self.text(gene), change: self.at(change), transcript: transcript.map(|t| self.text(t)) }
    }

    pub(super) fn codon(&self, gene: &str, residue: Residue, transcript: Option<&str>) -> Leaf {
        Leaf::Codon {
            gene: self.text(gene),
            codon: self.at(residue.number),
            reference: self.at(residue.acid),
            excluding: Vec::new(),
            transcript: transcript.map(|t| self.text(t)),
        }
    }

    pub(super) fn range(&self, gene: &str, first: u32, last: u32, classes: &[ChangeClass]) -> Leaf {
        Leaf::ProteinRange {
            gene: self.text(gene),
            first: self.at(first),
            last: self.at(last),
            classes: classes.iter().map(|class| self.at(*class)).collect(),
            excluding: Vec::new(),
            transcript: None,
        }
    }

    pub(super) fn exons(&self, gene: &str, exons: impl Iterator<Item = u32>, classes: &[ChangeClass]) -> Leaf {
        Leaf::Exon {
            gene: self.text(gene),
            exons: exons.map(|exon| self.at(exon)).collect(),
            classes: classes.iter().map(|class| self.at(*class)).collect(),
            excluding: Vec::new(),
            transcript: None,
        }
    }

    pub(super) fn splice_loss(&self, gene: &str, exon: u32) -> Leaf {
        Leaf::SpliceLoss { gene: self.text(gene), exon: self.at(exon), transcript: None }
    }

    pub(super) fn exon_change(&self, gene: &str, change: ExonEvent, first: u32, last: u32, transcript: Option<&str>) -> Leaf {
        Leaf::ExonChange {
            gene: self.text(gene),
            change: self.at(change),
            first: self.at(first),
            last: self.at(last),
            transcript: transcript.map(|t| self.text(t)),
        }
    }

    pub(super) fn gene_class(&self, gene: &str, class: GeneClass, biallelic: bool) -> Leaf {
        Leaf::GeneClass {
            gene: self.text(gene),
            class: self.at(class),
            excluding: Vec::new(),
            biallelic: biallelic.then(|| self.at(true)),
        }
    }

    pub(super) fn promoter(&self, gene: &str, sites: &[AlleleRecord]) -> Leaf {
        Leaf::Promoter { gene: self.text(gene), sites: sites.to_vec() }
    }

    pub(super) fn copies(&self, gene: &str, change: CopyChange) -> Leaf {
        Leaf::CopyNumber { gene: self.text(gene), change: self.at(change) }
    }

    pub(super) fn homozygous_disruption(&self, gene: &str) -> Leaf {
        Leaf::HomozygousDisruption { gene: self.text(gene) }
    }

    pub(super) fn fusion(&self, gene: &str, role: FusionRole) -> Leaf {
        Leaf::Fusion { gene: self.text(gene), role: self.at(role) }
    }

    pub(super) fn pair(&self, five: &str, three: &str, exons: Option<(u32, u32)>) -> Leaf {
        Leaf::FusionPair {
            five_prime: self.text(five),
            three_prime: self.text(three),
            five_prime_exon: exons.map(|(last, _)| self.at(last)),
            three_prime_exon: exons.map(|(_, first)| self.at(first)),
        }
    }

    pub(super) fn expression(&self, gene: &str, state: ExpressionState) -> Leaf {
        Leaf::Expression { gene: self.text(gene), state: self.at(state) }
    }

    pub(super) fn marker(&self, gene: &str, marker: Marker, detail: Option<&str>) -> Leaf {
        Leaf::Marker { gene: self.text(gene), marker: self.at(marker), detail: detail.map(|detail| self.text(detail)) }
    }

    pub(super) fn wild_type(&self, gene: &str) -> Leaf {
        Leaf::WildType { gene: self.text(gene), codons: Vec::new() }
    }
}
