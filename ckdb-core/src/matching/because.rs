//! What decided about one variant of a tumour: a fact, which each language puts into its own words. English stands here, as traces of
//! tables have it; the page of a case has both languages (`report`).

use super::copy_number::CopyTrace;
use crate::model::Biomarker;
use std::fmt;

/// What decided about one variant of a tumour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// These alleles.
    Alleles {
        /// As `chr7-55181378-C-T`, in order of place; at most three.
        named: Vec<String>,
        /// There are more.
        more: bool,
    },
    /// These letters were not looked at everywhere: `chr7:55174722-55174820`.
    NotLookedAt(String),
    /// Every letter was looked at in which it could lie.
    LookedAt,
    /// Every letter was looked at, and none is changed.
    Unchanged,
    /// No small change is there; larger ones were not looked for.
    OnlySmallLookedFor,
    /// Copies of the gene.
    Copies(CopyTrace),
    /// No copy of the gene is left.
    NoCopyLeft,
    /// Structural variants were called, and no line shows one.
    NoStructure,
    /// A signature was called.
    Called {
        /// The signature.
        biomarker: Biomarker,
        /// Was it called high (or deficient)?
        is_high: bool,
        /// The claim's own cut-off, where nobody tells by which one it was called.
        claimed: Option<String>,
    },
    /// A signature was measured.
    Measured {
        /// The signature.
        biomarker: Biomarker,
        /// The value; mutations per megabase end in `/Mb`.
        value: String,
        /// How much of the genome was counted, as given.
        panel: Option<String>,
        /// What it is held against.
        cutoff: String,
        /// Whose that is.
        whose: Cutoff,
    },
}

/// Whose a cut-off is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cutoff {
    /// The claim states it.
    Claim,
    /// The claim states none, and this is the usual one.
    Usual,
    /// Of the tool that measured, or of whoever gave it.
    Tool(String),
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alleles { named, more } => write!(f, "{}{}", named.join(" and "), if *more { " and more" } else { "" }),
            Self::NotLookedAt(place) => write!(f, "{place} was not looked at everywhere"),
            Self::LookedAt => f.write_str("every letter was looked at"),
            Self::Unchanged => f.write_str("every letter was looked at, and none is changed"),
            Self::OnlySmallLookedFor => f.write_str("no small change is there; larger ones were not looked for"),
            Self::Copies(trace) => trace.fmt(f),
            Self::NoCopyLeft => f.write_str("no copy of the gene is left"),
            Self::NoStructure => f.write_str("structural variants were called, and no line shows one"),
            Self::Called { biomarker, is_high, claimed } => {
                write!(f, "{biomarker} was called {}", if *is_high { "high" } else { "not high" })?;
                match claimed {
                    Some(cutoff) => write!(f, ", by which cut-off is not told; the claim's is {cutoff}"),
                    None => Ok(()),
                }
            }
            Self::Measured { biomarker, value, panel, cutoff, whose } => {
                write!(f, "{biomarker} {value}")?;
                if let Some(panel) = panel {
                    write!(f, ", counted over {panel}")?;
                }
                match whose {
                    Cutoff::Claim => write!(f, " against {cutoff} (the claim's)"),
                    Cutoff::Usual => write!(f, " against {cutoff} (no cut-off in the claim)"),
                    Cutoff::Tool(tool) => write!(f, " against {cutoff} ({tool})"),
                }
            }
        }
    }
}
