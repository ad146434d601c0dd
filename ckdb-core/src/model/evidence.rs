//! An evidence item: one claim from one source about one molecular profile. Words and levels are CIViC's.

use super::id::{DiseaseId, ProfileId, SourceId, TherapyId};
use super::vocabulary::vocabulary;

vocabulary! {
    /// What kind of claim it is.
    EvidenceType, "evidence type", {
        /// About the effect of a therapy.
        Predictive = "Predictive",
        /// About a diagnosis.
        Diagnostic = "Diagnostic",
        /// About the course of the disease.
        Prognostic = "Prognostic",
        /// About inherited risk.
        Predisposing = "Predisposing",
        /// About a role in causing cancer.
        Oncogenic = "Oncogenic",
        /// About what the protein does.
        Functional = "Functional",
    }
}

vocabulary! {
    /// Does the source support the claim, or speak against it?
    EvidenceDirection, "evidence direction", {
        /// It supports it.
        Supports = "Supports",
        /// It speaks against it.
        DoesNotSupport = "DoesNotSupport",
    }
}

vocabulary! {
    /// What the claim says. Which words are legal depends on the [`EvidenceType`].
    Significance, "significance", {
        /// The therapy works.
        Sensitivity = "Sensitivity/Response",
        /// The therapy does not work.
        Resistance = "Resistance",
        /// The therapy works less.
        ReducedSensitivity = "ReducedSensitivity",
        /// The therapy harms.
        AdverseResponse = "AdverseResponse",
        /// Speaks for the diagnosis.
        Positive = "Positive",
        /// Speaks against the diagnosis.
        Negative = "Negative",
        /// Better outcome.
        BetterOutcome = "BetterOutcome",
        /// Poorer outcome.
        PoorOutcome = "PoorOutcome",
        /// Raises inherited risk.
        Predisposition = "Predisposition",
        /// Lowers risk.
        Protectiveness = "Protectiveness",
        /// Drives cancer.
        Oncogenicity = "Oncogenicity",
        /// The protein gains function.
        GainOfFunction = "GainOfFunction",
        /// The protein loses function.
        LossOfFunction = "LossOfFunction",
        /// The protein works as before.
        UnalteredFunction = "UnalteredFunction",
        /// The protein gains a new function.
        Neomorphic = "Neomorphic",
        /// The protein spoils the healthy copy's function.
        DominantNegative = "DominantNegative",
        /// Not known.
        UnknownFunction = "UnknownFunction",
    }
}

impl Significance {
    /// May an evidence item of this type say it?
    #[must_use]
    pub const fn is_legal_for(self, evidence_type: EvidenceType) -> bool {
        use EvidenceType as T;
        matches!(
            (evidence_type, self),
            (T::Predictive, Self::Sensitivity | Self::Resistance | Self::ReducedSensitivity | Self::AdverseResponse)
                | (T::Diagnostic, Self::Positive | Self::Negative)
                | (T::Prognostic, Self::BetterOutcome | Self::PoorOutcome)
                | (T::Predisposing, Self::Predisposition | Self::Protectiveness)
                | (T::Oncogenic, Self::Oncogenicity | Self::Protectiveness)
                | (
                    T::Functional,
                    Self::GainOfFunction
                        | Self::LossOfFunction
                        | Self::UnalteredFunction
                        | Self::Neomorphic
                        | Self::DominantNegative
                        | Self::UnknownFunction
                )
        )
    }
}

vocabulary! {
    /// CIViC's evidence level, as the source gave it. Not a level of any guideline.
    EvidenceLevel, "evidence level", {
        /// Validated: proven, consensus.
        A = "A",
        /// Clinical: trials or larger patient groups.
        B = "B",
        /// Case study.
        C = "C",
        /// Preclinical.
        D = "D",
        /// Inferential.
        E = "E",
    }
}

vocabulary! {
    /// Where the variant arose.
    VariantOrigin, "variant origin", {
        /// In the tumour.
        Somatic = "somatic",
        /// Inherited.
        Germline = "germline",
        /// Inherited, rare.
        RareGermline = "rare-germline",
        /// Inherited, common.
        CommonGermline = "common-germline",
        /// Either or both.
        Combined = "combined",
        /// Not said.
        Unknown = "unknown",
    }
}

vocabulary! {
    /// How several therapies belong together.
    TherapyInteraction, "therapy interaction", {
        /// Given together.
        Combination = "Combination",
        /// The claim holds for each of them.
        Substitutes = "Substitutes",
        /// Given one after another.
        Sequential = "Sequential",
    }
}

vocabulary! {
    /// What kind of study a claim rests on, when the source says so.
    StudyKind, "study kind", {
        /// Pooled trials.
        MetaAnalysis = "meta-analysis",
        /// Randomised trial.
        RandomisedTrial = "randomised-trial",
        /// Trial with one arm.
        SingleArmTrial = "single-arm-trial",
        /// One drug, several diseases.
        BasketTrial = "basket-trial",
        /// Cohort followed forward.
        ProspectiveCohort = "prospective-cohort",
        /// Cohort looked back on.
        RetrospectiveCohort = "retrospective-cohort",
        /// Several cases.
        CaseSeries = "case-series",
        /// One case.
        CaseReport = "case-report",
        /// Tumour tissue grown outside the patient.
        PatientDerivedModel = "patient-derived-model",
        /// Animals.
        AnimalModel = "animal-model",
        /// Cells in culture.
        CellLine = "cell-line",
        /// Computed.
        InSilico = "in-silico",
        /// A guideline.
        Guideline = "guideline",
        /// A review.
        Review = "review",
    }
}

vocabulary! {
    /// Who was studied, when the source says so.
    Population, "population", {
        /// Japanese.
        Japanese = "japanese",
        /// East Asian.
        EastAsian = "east-asian",
        /// Asian.
        Asian = "asian",
        /// European.
        European = "european",
        /// African.
        African = "african",
        /// Several.
        Mixed = "mixed",
    }
}

vocabulary! {
    /// The end point by which a study met its aim, when the source says so.
    Endpoint, "end point", {
        /// Time to death.
        OverallSurvival = "overall-survival",
        /// Time to progression or death.
        ProgressionFreeSurvival = "progression-free-survival",
        /// Time to recurrence or death, after an operation.
        DiseaseFreeSurvival = "disease-free-survival",
        /// How many responded.
        Response = "response",
    }
}

/// One claim from one source about one profile.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct EvidenceItem {
    /// Identity: profile path and number, `BRAF/V600E/e1`.
    pub id: String,
    /// The profile it speaks of.
    pub profile: ProfileId,
    /// Kind of claim.
    pub evidence_type: EvidenceType,
    /// For or against.
    pub direction: EvidenceDirection,
    /// What it says.
    pub significance: Significance,
    /// The source's own level.
    pub level: EvidenceLevel,
    /// The source's own rating, 1 to 5; 0 when it gave none.
    pub rating: u8,
    /// Therapies; only for predictive claims.
    pub therapies: Vec<TherapyId>,
    /// How several therapies belong together.
    pub interaction: Option<TherapyInteraction>,
    /// In which disease.
    pub disease: DiseaseId,
    /// Kinds of that disease for which the source does not claim it.
    pub excluding: Vec<DiseaseId>,
    /// Where the variant arose.
    pub origin: VariantOrigin,
    /// What supports it: `PMID:25399551`.
    pub citation: String,
    /// Other identities of the same paper: `DOI:10.1056/NEJMoa1406037`.
    pub same_paper: Vec<String>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there: `EID3758`.
    pub source_record: String,
    /// Kind of study.
    pub study: Option<StudyKind>,
    /// The end point the study met.
    pub endpoint: Option<Endpoint>,
    /// People or samples it rests on.
    pub cohort_size: Option<u32>,
    /// Who was studied.
    pub population: Option<Population>,
    /// The claim in our own words.
    pub statement: String,
    /// The same in Japanese, or empty.
    pub statement_ja: String,
}
