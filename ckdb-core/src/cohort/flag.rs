//! Flags of `ckdb annotate` that a stored case remembers, as the key file spells them.

use std::fmt;

/// A flag that decides what a case is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flag {
    /// Assembly of the lines.
    Assembly,
    /// Where the variants arose.
    Origin,
    /// The patient's disease, as it was named.
    Disease,
    /// Level schemes.
    Scheme,
    /// Profiles about any change of a gene, too.
    GeneAny,
    /// Signatures.
    Biomarker,
    /// Not a flag: what the header of the VCF tells of signatures; flags win.
    HeaderBiomarker,
    /// A file: signatures as PURPLE writes them.
    PurplePurity,
    /// A file: regions where a variant would have been seen.
    Callable,
    /// Structural variants were called.
    StructuralCalled,
    /// A file: copies of the genome.
    CopyNumber,
    /// The sample's name in that table.
    Sample,
    /// Mean copies in the tumour cells.
    Ploidy,
    /// Fraction of tumour cells.
    Purity,
    /// The patient's sex.
    Sex,
    /// How copies are judged.
    CnProfile,
    /// A file: fusions named by their genes.
    Fusions,
    /// Where a FASTA file lies: its letters are too many to keep.
    Reference,
}

impl Flag {
    /// As the key file spells it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assembly => "assembly",
            Self::Origin => "origin",
            Self::Disease => "disease",
            Self::Scheme => "scheme",
            Self::GeneAny => "gene-any",
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
