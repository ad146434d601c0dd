//! What is told of a tumour beside the lines of its VCF: signatures, copy numbers, what was looked at, where variants arose.
//!
//! Each kind of question has one room that answers it. [`Told::judge`] is the only place that knows which: it asks the room
//! whose source was given, and says `unknown` with the reason where none was. A source that *could* have seen a thing and did
//! not makes it false; the absence of a source makes nothing false.

use crate::knowledge::Genome;
use crate::matching::{Because, Biomarkers, Callable, CopyNumbers, CopyTrace, GenePlace, Judgement, MatchLevel, Reason};
use crate::model::vocabulary::vocabulary_only;
use crate::model::{CopyChange, Criterion, GeneId, VariantOrigin};

vocabulary_only! {
    /// Where the variants of a sample arose.
    Origin, "origin", {
        /// In the tumour. A sample without a matched normal may show inherited variants among them.
        Somatic = "somatic",
        /// Inherited: the sample is normal tissue or blood.
        Germline = "germline",
    }
}

impl Origin {
    /// Does a claim about variants of this origin speak of the sample's (R34)? Claims about both do, and so do those whose source
    /// does not say.
    #[must_use]
    pub const fn fits(self, claimed: VariantOrigin) -> bool {
        match claimed {
            VariantOrigin::Somatic => matches!(self, Self::Somatic),
            VariantOrigin::Germline | VariantOrigin::RareGermline | VariantOrigin::CommonGermline => matches!(self, Self::Germline),
            VariantOrigin::Combined | VariantOrigin::Unknown => true,
        }
    }
}

/// What is told of a tumour beside the lines of its VCF. By default: nothing.
#[derive(Clone, Debug)]
pub struct Told {
    /// Signatures of the whole tumour.
    pub biomarkers: Biomarkers,
    /// Where a variant would have been seen; `None` when nobody says.
    pub callable: Option<Callable>,
    /// Copies of the genome; `None` when nobody says.
    pub copies: Option<CopyNumbers>,
    /// Were structural variants called at all? Then a fusion that no line shows is absent, as far as the caller can see.
    pub structural_called: bool,
    /// Where the variants arose.
    pub origin: Origin,
}

impl Default for Told {
    fn default() -> Self {
        Self { biomarkers: Biomarkers::default(), callable: None, copies: None, structural_called: false, origin: Origin::Somatic }
    }
}

/// A question about the tumour that its lines did not decide.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The variant's gene; for a pair of fused genes the 3′ partner; `None` for a signature.
    pub gene: Option<GeneId>,
    /// What the variant covers.
    pub criterion: &'a Criterion,
    /// Gene models of the assembly.
    pub genome: Genome<'a>,
    /// Where the variant's gene lies.
    pub place: Option<GenePlace<'a>>,
}

impl Told {
    /// The answer of the room whose question it is, from what is told here alone: the lines were asked before.
    #[must_use]
    pub fn judge(&self, asked: &Asked<'_>) -> Judgement {
        let open = |level, rule, reason| Judgement::Open { level, rule, reason };
        match asked.criterion {
            Criterion::Biomarker { .. } => self.biomarkers.judge(asked.criterion),
            Criterion::CopyNumber { .. } | Criterion::GeneClass { .. } => match self.by_copies(asked) {
                Some((judgement, _)) => judgement,
                None => open(MatchLevel::GeneClass, copy_rule(asked.criterion), Reason::NoCopyNumber),
            },
            // Copies can make it true; that they do not leaves breaks in the copies that are there.
            Criterion::HomozygousDisruption => match self.by_copies(asked) {
                Some((holds @ Judgement::Holds { .. }, _)) => holds,
                Some(_) => self.structural(MatchLevel::GeneClass, "R17"),
                None => open(MatchLevel::GeneClass, "R17", Reason::NoCopyNumber),
            },
            // Structure: the lines are the source, so `structural_called` decides what their silence means.
            Criterion::FusionPair { .. } => self.structural(MatchLevel::RangeClass, "R18"),
            Criterion::Fusion { .. } => self.structural(MatchLevel::RangeClass, "R19"),
            Criterion::ExonChange { .. } => self.structural(MatchLevel::RangeClass, "R21"),
            Criterion::Expression { .. } => open(MatchLevel::GeneClass, "R15", Reason::NoExpression),
            Criterion::Marker { .. } => open(MatchLevel::GeneClass, "R15", Reason::NoMarker),
            _ => open(MatchLevel::GeneClass, "R25", Reason::NotCallable),
        }
    }

    /// What decided; `None` when nothing is told.
    #[must_use]
    pub fn because(&self, asked: &Asked<'_>) -> Option<Because> {
        match asked.criterion {
            Criterion::Biomarker { .. } => self.biomarkers.because(asked.criterion),
            Criterion::CopyNumber { .. } | Criterion::HomozygousDisruption | Criterion::GeneClass { .. } => {
                self.by_copies(asked)?.1.map(Because::Copies)
            }
            Criterion::FusionPair { .. } | Criterion::Fusion { .. } | Criterion::ExonChange { .. } if self.structural_called => {
                Some(Because::NoStructure)
            }
            _ => None,
        }
    }

    /// What the copies told say, and the values that decided; `None` when none are told.
    fn by_copies(&self, asked: &Asked<'_>) -> Option<(Judgement, Option<CopyTrace>)> {
        Some(self.copies.as_ref()?.judge_traced(asked.criterion, asked.place.as_ref()?))
    }

    /// What it means that no line shows a structural variant.
    const fn structural(&self, level: MatchLevel, rule: &'static str) -> Judgement {
        if self.structural_called { Judgement::No } else { Judgement::Open { level, rule, reason: Reason::NoFusion } }
    }
}

const fn copy_rule(criterion: &Criterion) -> &'static str {
    match criterion {
        Criterion::CopyNumber { change: CopyChange::Amplification | CopyChange::Gain } => "R14",
        _ => "R16",
    }
}
