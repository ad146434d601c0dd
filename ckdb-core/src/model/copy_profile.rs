//! Copy-number profiles as data: which measured value counts as an amplification, a gain, a loss, a homozygous deletion.
//!
//! Tools and panels disagree (three times the ploidy, five copies, a fold change, a caller's own label), and each is right for
//! its own numbers. A profile names one such reading, with version and source; the tables live in `knowledge/copy-number/`, and
//! no threshold stands in code. Matching rules R14 and R16, section D.5.

use super::variant::CopyChange;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a rule looks at. Each has its unit; values of another unit are converted where that is exact, else they are unknown.
    CopyMeasure, "copy-number measure", {
        /// Absolute copies in the tumour cells.
        Copies = "copies",
        /// Absolute copies divided by the mean ploidy of the tumour cells.
        CopiesPerPloidy = "copies-per-ploidy",
        /// Measured ratio to a normal sample, as panels report it; 1 is what is expected. Not corrected for purity.
        FoldChange = "fold-change",
        /// The logarithm of that ratio to base 2.
        Log2 = "log2",
        /// The caller's own call: -2 no copy left, -1 a copy lost, 0 neither, 1 gained, 2 amplified.
        Call = "call",
        /// Rank of the segment's value among all segments of the sample, 0 to 100.
        Percentile = "percentile",
    }
}

vocabulary! {
    /// How a value is compared with the threshold.
    CopyComparison, "comparison", {
        /// The threshold or more.
        AtLeast = "at-least",
        /// More than the threshold.
        MoreThan = "more-than",
        /// The threshold or less.
        AtMost = "at-most",
        /// Less than the threshold.
        LessThan = "less-than",
    }
}

impl CopyComparison {
    /// Is the comparison satisfied by great values (else by small ones)?
    #[must_use]
    pub const fn is_lower_bound(self) -> bool {
        matches!(self, Self::AtLeast | Self::MoreThan)
    }

    /// `value` against `threshold`.
    #[must_use]
    pub fn holds(self, value: f64, threshold: f64) -> bool {
        match self {
            Self::AtLeast => value >= threshold,
            Self::MoreThan => value > threshold,
            Self::AtMost => value <= threshold,
            Self::LessThan => value < threshold,
        }
    }

    /// `>=`, `>`, `<=`, `<`.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
            Self::AtMost => "<=",
            Self::LessThan => "<",
        }
    }
}

vocabulary! {
    /// How much of the gene must meet the threshold.
    CopyExtent, "extent", {
        /// Every exon of the transcript whose copies are told, and those are at least half of its exon letters.
        EveryExon = "every-exon",
        /// Any letter of any exon.
        AnyExon = "any-exon",
        /// At least half of the gene's body, from the first to the last letter of the transcript.
        HalfOfGene = "half-of-gene",
    }
}

/// One threshold.
#[derive(Clone, Debug, PartialEq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct CopyRule {
    /// What it decides.
    pub change: CopyChange,
    /// What it looks at.
    pub measure: CopyMeasure,
    /// How.
    pub comparison: CopyComparison,
    /// The threshold, in the unit of the measure.
    pub threshold: f64,
    /// How much of the gene must meet it.
    pub extent: CopyExtent,
    /// The threshold is multiplied by this where one copy is expected (X and Y in males); `None`: it stays.
    pub haploid_factor: Option<f64>,
    /// The rule in words, with where it stands in the source.
    pub reason: String,
}

// Thresholds are what curators wrote; a NaN is refused when they are read.
impl Eq for CopyRule {}

/// A copy-number profile.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct CopyProfile {
    /// File name of its record: `purple`.
    pub id: String,
    /// Version of our table for it.
    pub version: u32,
    /// Name.
    pub name: String,
    /// The publication.
    pub citation: String,
    /// Where the thresholds can be read.
    pub reference: String,
    /// What must be given for it to answer, in words: "absolute copies and --ploidy".
    pub needs: String,
    /// Its rules.
    pub rules: Vec<CopyRule>,
}

impl CopyProfile {
    /// `purple@1`.
    #[must_use]
    pub fn versioned(&self) -> String {
        format!("{}@{}", self.id, self.version)
    }
}
