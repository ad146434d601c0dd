//! Flags of `ckdb annotate` that a stored case remembers, as the key file spells them.

use std::fmt;

/// A flag that decides what a case is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    Assembly,
    Origin,
    Disease,
    Scheme,
    GeneAny,
    Only,
    Biomarker,
    /// Not a flag: what the header of the VCF tells of signatures; flags win.
    HeaderBiomarker,
    PurplePurity,
    Callable,
    StructuralCalled,
    CopyNumber,
    /// The sample's name in that table.
    Sample,
    Ploidy,
    Purity,
    Sex,
    CnProfile,
    Fusions,
    Reference,
}

impl Flag {
    /// As the key file spells it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Assembly => "assembly",
            Self::Origin => "origin",
            Self::Disease => "disease",
            Self::Scheme => "scheme",
            Self::GeneAny => "gene-any",
            Self::Only => "only",
            Self::Biomarker => "biomarker",
            Self::HeaderBiomarker => "header-biomarker",
            Self::PurplePurity => "purple-purity",
            Self::Callable => "callable",
            Self::StructuralCalled => "structural-called",
            Self::CopyNumber => "copy-number",
            Self::Sample => "sample",
            Self::Ploidy => "ploidy",
            Self::Purity => "purity",
            Self::Sex => "sex",
            Self::CnProfile => "cn-profile",
            Self::Fusions => "fusions",
            Self::Reference => "reference",
        }
    }
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
