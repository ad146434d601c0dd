//! A variant: a named, curated change of a gene, possibly a whole class of changes (Cat-VRS: a categorical variant).
//!
//! What it covers is said by a [`Criterion`], a typed value; there is no free text to interpret when a tumour is read.
//! Protein positions and exon numbers are counted on the transcript the criterion names.

use super::id::GeneId;
use super::vocabulary::vocabulary;
use crate::genome::{AminoAcid, Assembly, ChangeClass, Contig, ProteinChange};

/// A named, curated change.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Variant {
    /// The gene; `None` for a signature of the whole tumour. For a pair of fused genes, the 3′ partner.
    pub gene: Option<GeneId>,
    /// How people call it: `V600E`, `Amplification`, `Exon 19 Deletion`.
    pub name: String,
    /// What it covers.
    pub criterion: Criterion,
}

/// One change of letters on one assembly, plus strand, trimmed and left-aligned when the reference letters are held.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Site {
    /// Assembly.
    pub assembly: Assembly,
    /// Contig.
    pub contig: Contig,
    /// Letters before it (inter-residue start).
    pub start: u32,
    /// Letters replaced; empty for an insertion.
    pub reference: String,
    /// Letters that stand there instead; empty for a deletion.
    pub alternate: String,
}

vocabulary! {
    /// A class of changes of a whole gene.
    GeneClass, "gene class", {
        /// Any change of the protein.
        Any = "any",
        /// The protein is cut short.
        Truncating = "truncating",
        /// Function is lost.
        LossOfFunction = "loss-of-function",
        /// Function is gained.
        GainOfFunction = "gain-of-function",
        /// Known to drive cancer.
        Oncogenic = "oncogenic",
        /// Meaning not known.
        Uncertain = "uncertain",
    }
}

vocabulary! {
    /// A change of copy number.
    CopyChange, "copy-number change", {
        /// Many copies, by the profile in force.
        Amplification = "amplification",
        /// More copies than expected, fewer than an amplification.
        Gain = "gain",
        /// No copy is left.
        HomozygousDeletion = "homozygous-deletion",
        /// At least one copy is lost.
        Loss = "loss",
    }
}

vocabulary! {
    /// The role of a gene in a fusion.
    FusionRole, "fusion role", {
        /// Gives the beginning of the fused transcript.
        FivePrime = "five-prime",
        /// Gives the end of the fused transcript (for a kinase: the kinase domain).
        ThreePrime = "three-prime",
        /// Either.
        Either = "either",
        /// The gene is cut so that its end goes elsewhere, whatever it is joined to (what an assay by FISH sees; R20).
        Rearranged = "rearranged",
    }
}

vocabulary! {
    /// What happened to whole exons.
    ExonEvent, "exon change", {
        /// They are lost.
        Deletion = "deletion",
        /// They stand twice.
        Duplication = "duplication",
    }
}

vocabulary! {
    /// A signature of the whole tumour.
    Biomarker, "biomarker", {
        /// Microsatellite instability.
        Msi = "MSI",
        /// Tumour mutational burden.
        Tmb = "TMB",
        /// Homologous recombination deficiency.
        Hrd = "HRD",
    }
}

vocabulary! {
    /// RNA or protein level of a gene.
    ExpressionState, "expression state", {
        /// More than expected.
        Over = "over",
        /// Less than expected.
        Under = "under",
        /// Found.
        Present = "present",
        /// Not found.
        Absent = "absent",
    }
}

vocabulary! {
    /// A finding about a gene's DNA, RNA or protein that no variant, copy number or amount tells: somebody must tell it by name.
    Marker, "marker", {
        /// The gene's DNA is methylated.
        Methylation = "methylation",
        /// Its promoter is methylated.
        PromoterMethylation = "promoter-methylation",
        /// Methylation of its promoter is lost.
        PromoterDemethylation = "promoter-demethylation",
        /// One of the two parental copies is lost; copies may be two all the same.
        LossOfHeterozygosity = "loss-of-heterozygosity",
        /// Another transcript of it is made.
        AlternativeTranscript = "alternative-transcript",
        /// RNA or protein of one isoform, in one compartment, or over time.
        QualifiedExpression = "qualified-expression",
        /// The protein carries phosphate.
        Phosphorylation = "phosphorylation",
        /// The protein lies where it does not belong.
        Localisation = "localisation",
        /// Amount of the protein in serum.
        SerumLevel = "serum-level",
    }
}

/// What a signature must be.
#[derive(Clone, Copy, Debug, PartialEq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum BiomarkerCondition {
    /// Called high (or deficient) by the assay.
    High,
    /// At least this much; TMB in mutations per megabase.
    AtLeast(f64),
}

// The values are compared as curators wrote them; a NaN cannot be written in a record.
impl Eq for BiomarkerCondition {}

/// What a variant covers.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum Criterion {
    /// Exactly these letters.
    Allele {
        /// The same change on one or both assemblies.
        sites: Vec<Site>,
    },
    /// Any DNA change that gives this protein change.
    ProteinChange {
        /// Accession with version.
        transcript: String,
        /// The change, in canonical form.
        change: ProteinChange,
    },
    /// Any missense change of a codon.
    Codon {
        /// Accession with version.
        transcript: String,
        /// Number of the codon, from 1.
        codon: u32,
        /// The residue of the reference protein.
        reference: AminoAcid,
        /// Changes that are claimed elsewhere and must not count here.
        excluding: Vec<ProteinChange>,
    },
    /// Changes of some classes that touch a range of residues.
    ProteinRange {
        /// Accession with version.
        transcript: String,
        /// First residue, from 1.
        first: u32,
        /// Last residue.
        last: u32,
        /// Classes that count.
        classes: Vec<ChangeClass>,
        /// Changes that must not count here.
        excluding: Vec<ProteinChange>,
    },
    /// Changes of some classes in some exons.
    Exon {
        /// Accession with version.
        transcript: String,
        /// Exon numbers, from 1, in the direction of transcription.
        exons: Vec<u32>,
        /// Classes that count.
        classes: Vec<ChangeClass>,
        /// Changes that must not count here.
        excluding: Vec<ProteinChange>,
    },
    /// An exon is skipped.
    SpliceLoss {
        /// Accession with version.
        transcript: String,
        /// Exon number, from 1.
        exon: u32,
    },
    /// A class of changes of the whole gene, on the gene's own transcript.
    GeneClass {
        /// Accession with version; empty when the gene has no model.
        transcript: String,
        /// The class.
        class: GeneClass,
        /// Changes that must not count here.
        excluding: Vec<ProteinChange>,
        /// Must both copies be hit?
        biallelic: bool,
    },
    /// A listed set of promoter sites.
    Promoter {
        /// The sites.
        sites: Vec<Site>,
    },
    /// Copies of the gene.
    CopyNumber {
        /// The change.
        change: CopyChange,
    },
    /// No intact copy is left.
    HomozygousDisruption,
    /// Two partners in their roles; the variant's gene is the 3′ partner.
    FusionPair {
        /// The 5′ partner.
        five_prime: GeneId,
        /// The 3′ partner.
        three_prime: GeneId,
        /// Last exon of the 5′ partner that is kept, if claimed.
        five_prime_exon: Option<u32>,
        /// First exon of the 3′ partner that is kept, if claimed.
        three_prime_exon: Option<u32>,
    },
    /// Any partner.
    Fusion {
        /// Role of the variant's gene.
        role: FusionRole,
    },
    /// Whole exons lost or doubled.
    ExonChange {
        /// Accession with version.
        transcript: String,
        /// What happened.
        change: ExonEvent,
        /// First exon, from 1.
        first: u32,
        /// Last exon.
        last: u32,
    },
    /// A signature of the whole tumour.
    Biomarker {
        /// Which.
        biomarker: Biomarker,
        /// What it must be.
        condition: BiomarkerCondition,
    },
    /// RNA or protein level.
    Expression {
        /// What it must be.
        is: ExpressionState,
    },
    /// Shown to carry no change.
    WildType {
        /// The codons that must be covered; empty for the whole coding part.
        codons: Vec<u32>,
    },
    /// A finding that is told by its name; until it is told, it is unknown.
    Marker {
        /// What sort of finding.
        marker: Marker,
        /// Which one, in the source's words: `T172`, `nuclear`; empty when there is no more to say.
        detail: String,
    },
}

impl Criterion {
    /// The word curators write in `kind`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Allele { .. } => "allele",
            Self::ProteinChange { .. } => "protein-change",
            Self::Codon { .. } => "codon",
            Self::ProteinRange { .. } => "protein-range",
            Self::Exon { .. } => "exon",
            Self::SpliceLoss { .. } => "splice-loss",
            Self::GeneClass { .. } => "gene-class",
            Self::Promoter { .. } => "promoter",
            Self::CopyNumber { .. } => "copy-number",
            Self::HomozygousDisruption => "homozygous-disruption",
            Self::FusionPair { .. } => "fusion-pair",
            Self::Fusion { .. } => "fusion",
            Self::ExonChange { .. } => "exon-change",
            Self::Biomarker { .. } => "biomarker",
            Self::Expression { .. } => "expression",
            Self::WildType { .. } => "wild-type",
            Self::Marker { .. } => "marker",
        }
    }

    /// The transcript it is counted on, if it is counted on one.
    #[must_use]
    pub fn transcript(&self) -> Option<&str> {
        match self {
            Self::ProteinChange { transcript, .. }
            | Self::Codon { transcript, .. }
            | Self::ProteinRange { transcript, .. }
            | Self::Exon { transcript, .. }
            | Self::SpliceLoss { transcript, .. }
            | Self::GeneClass { transcript, .. }
            | Self::ExonChange { transcript, .. } => (!transcript.is_empty()).then_some(transcript),
            _ => None,
        }
    }
}
