//! What comes of one criterion against one variant: it holds, may hold, nearly holds, or not; how closely, and by which rule.
//!
//! Every room that judges (letters, structure, fusions, copies, signatures) answers with these values.

use super::truth::{Reason, Truth};
use crate::model::vocabulary::vocabulary_only;

vocabulary_only! {
    /// How closely a variant meets a claim, closest first.
    MatchLevel, "match level", {
        /// The very letters.
        ExactAllele = "EXACT_ALLELE",
        /// The same change of the coding letters.
        SameHgvsC = "SAME_HGVS_C",
        /// The same change of the protein.
        SameProtein = "SAME_PROTEIN",
        /// The claimed change is one part of a longer one.
        Component = "COMPONENT",
        /// The same codon.
        Codon = "CODON",
        /// The class of change, in the claimed range or exon.
        RangeClass = "RANGE_CLASS",
        /// The class of change, anywhere in the gene.
        GeneClass = "GENE_CLASS",
        /// A signature of the whole tumour.
        Signature = "SIGNATURE",
        /// Any change of the gene.
        GeneAny = "GENE_ANY",
    }
}

vocabulary_only! {
    /// Why a variant nearly meets a claim.
    NearMiss, "near miss", {
        /// The same codon, another residue.
        OtherResidue = "SAME_CODON_OTHER_RESIDUE",
        /// The same place, another kind of change.
        OtherClass = "SAME_PLACE_OTHER_CLASS",
        /// The claim leaves this very change out.
        Excluded = "EXCLUDED_BY_CLAIM",
        /// Many healthy people carry it.
        CommonInPopulation = "COMMON_IN_POPULATION",
        /// It would count if its effect on the protein were curated.
        NoCuratedEffect = "NO_CURATED_EFFECT",
        /// Near the splice site, but not on it.
        NearSplice = "NEAR_SPLICE_SITE",
        /// The two genes are joined, the other one in front.
        Reversed = "REVERSED",
        /// The gene is a partner, in the other role.
        WrongRole = "WRONG_ROLE",
        /// The fusion leaves out the kinase domain, or part of it.
        KinaseLost = "KINASE_LOST",
        /// The partners are joined out of frame.
        OutOfFrame = "OUT_OF_FRAME",
        /// Other exons meet than those claimed.
        OtherExons = "OTHER_EXONS",
        /// The other end lies in a gene that is read the other way.
        PartnerAgainst = "PARTNER_READ_THE_OTHER_WAY",
        /// More copies than expected, but too few for an amplification.
        GainBelowThreshold = "GAIN_BELOW_THRESHOLD",
        /// Copies are lost, but not all of them.
        OneCopyLeft = "HET_LOSS",
        /// Too small a part of the gene has so many or so few copies.
        PartOfGene = "PART_OF_GENE",
        /// The claim wants the gene unchanged, and this changes it.
        NotWildType = "NOT_WILD_TYPE",
        /// The genotype of the chosen sample says that it does not carry the allele.
        NotCarried = "NOT_CARRIED",
    }
}

/// The outcome of one criterion against one small variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It holds.
    Holds {
        /// How closely.
        level: MatchLevel,
        /// By which rule.
        rule: &'static str,
    },
    /// It may hold.
    Open {
        /// How closely, if it does.
        level: MatchLevel,
        /// By which rule.
        rule: &'static str,
        /// What is not known.
        reason: Reason,
    },
    /// It does not hold, but nearly.
    Near {
        /// Why not.
        miss: NearMiss,
        /// By which rule.
        rule: &'static str,
    },
    /// It has nothing to do with it.
    No,
}

impl Judgement {
    /// Its truth for this variant.
    #[must_use]
    pub const fn truth(self) -> Truth {
        match self {
            Self::Holds { .. } => Truth::True,
            Self::Open { reason, .. } => Truth::Unknown(reason),
            Self::Near { .. } | Self::No => Truth::False,
        }
    }
}
