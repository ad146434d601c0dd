//! What a tumour must carry, as a tree of operators over typed leaves.
//!
//! Names (genes, transcripts) are still text here, each with its place; `resolve` turns them into ids and the tree into
//! [`ckdb_core::model`]'s own. Numbers of codons, residues and exons are 1-based and both ends belong to a range. They are
//! counted on the leaf's `transcript`, and without one on the transcript of the gene's record.

use ckdb_core::genome::{AminoAcid, Assembly, ChangeClass, ProteinChange};
use ckdb_core::model::{Biomarker, CopyChange, ExonEvent, ExpressionState, FusionRole, GeneClass, Marker, Vocabulary};

use crate::diagnostic::Place;
use crate::record::Spanned;

/// One node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionRecord {
    /// The table.
    pub place: Place,
    /// What it says.
    pub node: CriterionNode,
}

/// An operator or a leaf.
#[derive(Debug, Clone, PartialEq)]
pub enum CriterionNode {
    /// `all = […]`: every one holds.
    All(Vec<CriterionRecord>),
    /// `any = […]`: at least one holds.
    Any(Vec<CriterionRecord>),
    /// `not = {…}`: it does not hold, and the place was looked at.
    Not(Box<CriterionRecord>),
    /// `cis = […]`: all hold on one copy of the chromosome.
    Cis(Vec<CriterionRecord>),
    /// `trans = […]`: all hold, on different copies.
    Trans(Vec<CriterionRecord>),
    /// A table with a `kind`.
    Leaf(Leaf),
    /// A table that was not understood and was reported; never present behind `check`.
    Broken,
}

/// One typed question. See the table of kinds in `knowledge/README.md`.
#[derive(Debug, Clone, PartialEq)]
pub enum Leaf {
    /// `allele`: this change of these letters, on the plus strand.
    Allele {
        /// The change.
        allele: Box<AlleleRecord>,
        /// `also`, optional: the same change on the other assembly.
        also: Vec<AlleleRecord>,
        /// `gene`, optional: for display and search.
        gene: Option<Spanned<String>>,
    },
    /// `protein-change`: any DNA change that gives this protein change.
    ProteinChange {
        /// `gene`
        gene: Spanned<String>,
        /// `change`: `V600E`, `E746_A750del`, `W288fs`, with or without `p.`, one or three letters.
        change: Spanned<ProteinChange>,
        /// `transcript`, optional, with its version.
        transcript: Option<Spanned<String>>,
    },
    /// `codon`: any missense change of this codon.
    Codon {
        /// `gene`
        gene: Spanned<String>,
        /// `codon`: its number.
        codon: Spanned<u32>,
        /// `reference`: the amino acid there, in one or three letters.
        reference: Spanned<AminoAcid>,
        /// `excluding`, optional: protein changes that do not count.
        excluding: Vec<Spanned<ProteinChange>>,
        /// `transcript`, optional.
        transcript: Option<Spanned<String>>,
    },
    /// `protein-range`: changes of these classes that touch these residues.
    ProteinRange {
        /// `gene`
        gene: Spanned<String>,
        /// `first`: the first residue.
        first: Spanned<u32>,
        /// `last`: the last residue, itself included.
        last: Spanned<u32>,
        /// `class`: which changes count.
        classes: Vec<Spanned<ChangeClass>>,
        /// `excluding`, optional.
        excluding: Vec<Spanned<ProteinChange>>,
        /// `transcript`, optional.
        transcript: Option<Spanned<String>>,
    },
    /// `exon`: changes of these classes in these exons.
    Exon {
        /// `gene`
        gene: Spanned<String>,
        /// `exons`: their numbers on the transcript.
        exons: Vec<Spanned<u32>>,
        /// `class`: which changes count.
        classes: Vec<Spanned<ChangeClass>>,
        /// `excluding`, optional.
        excluding: Vec<Spanned<ProteinChange>>,
        /// `transcript`, optional.
        transcript: Option<Spanned<String>>,
    },
    /// `splice-loss`: the exon is skipped.
    SpliceLoss {
        /// `gene`
        gene: Spanned<String>,
        /// `exon`: its number on the transcript.
        exon: Spanned<u32>,
        /// `transcript`, optional.
        transcript: Option<Spanned<String>>,
    },
    /// `gene-class`: a whole class of changes of the gene.
    GeneClass {
        /// `gene`
        gene: Spanned<String>,
        /// `class`
        class: Spanned<GeneClass>,
        /// `excluding`, optional.
        excluding: Vec<Spanned<ProteinChange>>,
        /// `biallelic`, optional: both copies must be hit.
        biallelic: Option<Spanned<bool>>,
    },
    /// `promoter`: a listed set of sites, not a window.
    Promoter {
        /// `gene`
        gene: Spanned<String>,
        /// `sites`
        sites: Vec<AlleleRecord>,
    },
    /// `copy-number`
    CopyNumber {
        /// `gene`
        gene: Spanned<String>,
        /// `change`
        change: Spanned<CopyChange>,
    },
    /// `homozygous-disruption`: no intact copy is left.
    HomozygousDisruption {
        /// `gene`
        gene: Spanned<String>,
    },
    /// `fusion-pair`: these partners in these roles.
    FusionPair {
        /// `five_prime`: the gene in front.
        five_prime: Spanned<String>,
        /// `three_prime`: the gene behind.
        three_prime: Spanned<String>,
        /// `five_prime_exon`, optional: the last exon kept of the gene in front.
        five_prime_exon: Option<Spanned<u32>>,
        /// `three_prime_exon`, optional: the first exon kept of the gene behind.
        three_prime_exon: Option<Spanned<u32>>,
    },
    /// `fusion`: the gene in this role with any partner.
    Fusion {
        /// `gene`
        gene: Spanned<String>,
        /// `role`
        role: Spanned<FusionRole>,
    },
    /// `exon-change`: whole exons lost or doubled.
    ExonChange {
        /// `gene`
        gene: Spanned<String>,
        /// `change`
        change: Spanned<ExonEvent>,
        /// `first`: the first exon.
        first: Spanned<u32>,
        /// `last`: the last exon, itself included.
        last: Spanned<u32>,
        /// `transcript`, optional.
        transcript: Option<Spanned<String>>,
    },
    /// `biomarker`: a signature of the whole tumour.
    Biomarker {
        /// `biomarker`
        biomarker: Spanned<Biomarker>,
        /// `is` or `at_least`
        test: BiomarkerTest,
    },
    /// `expression`: RNA or protein level.
    Expression {
        /// `gene`
        gene: Spanned<String>,
        /// `is`
        state: Spanned<ExpressionState>,
    },
    /// `wild-type`: shown to carry no change.
    WildType {
        /// `gene`
        gene: Spanned<String>,
        /// `codons`, optional: only these codons were asked.
        codons: Vec<Spanned<u32>>,
    },
    /// `marker`: a finding that is told by its name.
    Marker {
        /// `gene`
        gene: Spanned<String>,
        /// `marker`
        marker: Spanned<Marker>,
        /// `detail`, optional: which one, such as `T172` or `nuclear`.
        detail: Option<Spanned<String>>,
    },
}

/// A change of letters at a place of the genome, on the plus strand.
#[derive(Debug, Clone, PartialEq)]
pub struct AlleleRecord {
    /// The table.
    pub place: Place,
    /// `assembly`: `GRCh37` or `GRCh38`.
    pub assembly: Spanned<Assembly>,
    /// `contig`: `7`, `chr7` or `NC_000007.14`.
    pub contig: Spanned<String>,
    /// `position`: of the first reference letter, 1-based.
    pub position: Spanned<u32>,
    /// `reference`: letters of the reference, at least one.
    pub reference: Spanned<String>,
    /// `alternate`: letters that stand there instead, at least one.
    pub alternate: Spanned<String>,
}

/// When a biomarker counts.
#[derive(Debug, Clone, PartialEq)]
pub enum BiomarkerTest {
    /// `is = "high"`: the caller said so.
    High,
    /// `at_least = 10.0`: measured, in the biomarker's own unit (mutations per megabase for TMB).
    AtLeast(Spanned<f64>),
    /// Neither was understood; reported, and never present behind `check`.
    Broken,
}

/// The word in `kind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeafKind {
    /// `allele`
    Allele,
    /// `protein-change`
    ProteinChange,
    /// `codon`
    Codon,
    /// `protein-range`
    ProteinRange,
    /// `exon`
    Exon,
    /// `splice-loss`
    SpliceLoss,
    /// `gene-class`
    GeneClass,
    /// `promoter`
    Promoter,
    /// `copy-number`
    CopyNumber,
    /// `homozygous-disruption`
    HomozygousDisruption,
    /// `fusion-pair`
    FusionPair,
    /// `fusion`
    Fusion,
    /// `exon-change`
    ExonChange,
    /// `biomarker`
    Biomarker,
    /// `expression`
    Expression,
    /// `wild-type`
    WildType,
    /// `marker`
    Marker,
}

impl Vocabulary for LeafKind {
    const NOUN: &'static str = "kind of criterion";
    const ALL: &'static [Self] = &[
        Self::Allele,
        Self::ProteinChange,
        Self::Codon,
        Self::ProteinRange,
        Self::Exon,
        Self::SpliceLoss,
        Self::GeneClass,
        Self::Promoter,
        Self::CopyNumber,
        Self::HomozygousDisruption,
        Self::FusionPair,
        Self::Fusion,
        Self::ExonChange,
        Self::Biomarker,
        Self::Expression,
        Self::WildType,
        Self::Marker,
    ];

    fn as_str(self) -> &'static str {
        match self {
            Self::Allele => "allele",
            Self::ProteinChange => "protein-change",
            Self::Codon => "codon",
            Self::ProteinRange => "protein-range",
            Self::Exon => "exon",
            Self::SpliceLoss => "splice-loss",
            Self::GeneClass => "gene-class",
            Self::Promoter => "promoter",
            Self::CopyNumber => "copy-number",
            Self::HomozygousDisruption => "homozygous-disruption",
            Self::FusionPair => "fusion-pair",
            Self::Fusion => "fusion",
            Self::ExonChange => "exon-change",
            Self::Biomarker => "biomarker",
            Self::Expression => "expression",
            Self::WildType => "wild-type",
            Self::Marker => "marker",
        }
    }
}

impl Leaf {
    /// The genes it names, each with its place.
    #[must_use]
    pub fn genes(&self) -> Vec<&Spanned<String>> {
        match self {
            Self::Allele { gene, .. } => gene.iter().collect(),
            Self::ProteinChange { gene, .. }
            | Self::Codon { gene, .. }
            | Self::ProteinRange { gene, .. }
            | Self::Exon { gene, .. }
            | Self::SpliceLoss { gene, .. }
            | Self::GeneClass { gene, .. }
            | Self::Promoter { gene, .. }
            | Self::CopyNumber { gene, .. }
            | Self::HomozygousDisruption { gene }
            | Self::Fusion { gene, .. }
            | Self::ExonChange { gene, .. }
            | Self::Expression { gene, .. }
            | Self::WildType { gene, .. }
            | Self::Marker { gene, .. } => vec![gene],
            Self::FusionPair { five_prime, three_prime, .. } => vec![five_prime, three_prime],
            Self::Biomarker { .. } => Vec::new(),
        }
    }

    /// The transcript it names itself, if it does.
    #[must_use]
    pub fn transcript(&self) -> Option<&Spanned<String>> {
        match self {
            Self::ProteinChange { transcript, .. }
            | Self::Codon { transcript, .. }
            | Self::ProteinRange { transcript, .. }
            | Self::Exon { transcript, .. }
            | Self::SpliceLoss { transcript, .. }
            | Self::ExonChange { transcript, .. } => transcript.as_ref(),
            _ => None,
        }
    }

    /// The changes it leaves out.
    #[must_use]
    pub fn excluding(&self) -> &[Spanned<ProteinChange>] {
        match self {
            Self::Codon { excluding, .. }
            | Self::ProteinRange { excluding, .. }
            | Self::Exon { excluding, .. }
            | Self::GeneClass { excluding, .. } => excluding,
            _ => &[],
        }
    }
}

impl CriterionRecord {
    /// The parts directly below an operator; none below a leaf.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match &self.node {
            CriterionNode::All(parts) | CriterionNode::Any(parts) | CriterionNode::Cis(parts) | CriterionNode::Trans(parts) => {
                parts
            }
            CriterionNode::Not(part) => std::slice::from_ref(part),
            CriterionNode::Leaf(_) | CriterionNode::Broken => &[],
        }
    }

    /// Every leaf in order of writing.
    pub fn leaves(&self) -> Vec<&Leaf> {
        match &self.node {
            CriterionNode::Leaf(leaf) => vec![leaf],
            _ => self.parts().iter().flat_map(Self::leaves).collect(),
        }
    }
}
