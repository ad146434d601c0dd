//! Why a term cannot be answered, and what to ask instead.

use crate::annotate::AnnotateError;
use crate::consequence::hgvs::{HgvsError, ResolveError};
use crate::genome::Assembly;
use crate::genome::allele::AlleleError;
use crate::index::IndexError;
use crate::knowledge::FindError;
use crate::normalize::NormalizeError;

/// The forms a term may have, for messages.
const FORMS: &str = "ask by gene and change (BRAF V600E), by transcript (NM_004333.5:c.1799T>A) or by place (chr7-140753336-A-T)";

/// Why a term cannot be answered.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// Nothing was asked.
    #[error("the term is empty; {FORMS}, or by the name of a gene, a therapy, a disease or a record")]
    Empty,
    /// Nobody knows the name.
    #[error(transparent)]
    Unknown(#[from] FindError),
    /// No annotator can be had.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    /// A name of a list that is not in the index.
    #[error("`{term}` is {what}: this index does not hold that list, and looking it up would need the network; {FORMS}")]
    NotHeld {
        /// The term.
        term: String,
        /// What it is.
        what: &'static str,
    },
    /// An HGVS name that cannot be read.
    #[error(transparent)]
    Hgvs(#[from] HgvsError),
    /// A name whose sequence is not said.
    #[error("`{term}` does not say on which sequence it counts; put a gene or an accession before it, such as BRAF:{term}")]
    NoSequence {
        /// The term.
        term: String,
    },
    /// No such transcript or protein.
    #[error("no {what} `{name}` in this index; {FORMS}, or see `ckdb info` for the sources of its gene models")]
    NoSuchSequence {
        /// "transcript", "protein".
        what: &'static str,
        /// The accession.
        name: String,
    },
    /// A gene without a model.
    #[error("this index has no model of the gene {gene}, so `{term}` cannot be read on it; ask by place (chr7-140753336-A-T)")]
    NoModel {
        /// Its symbol.
        gene: String,
        /// The term.
        term: String,
    },
    /// The protein has another residue there.
    #[error(
        "`{stated}` is not in {transcript}: residue {number} of its protein is {found}; is the change numbered on another transcript?"
    )]
    OtherResidue {
        /// As stated: `Ala600`.
        stated: String,
        /// Its number, from 1.
        number: u32,
        /// What the protein has, or that it has none.
        found: String,
        /// The transcript read.
        transcript: String,
    },
    /// No change of letters gives that change of the protein.
    #[error(
        "no change of letters within one exon of {transcript} gives {change}; ask by transcript ({transcript}:c.…) or by place"
    )]
    NoLetters {
        /// The change.
        change: String,
        /// The transcript read.
        transcript: String,
    },
    /// A name cannot be put on the genome.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The letters disagree.
    #[error(transparent)]
    Normalize(#[from] NormalizeError),
    /// Not a run of letters.
    #[error("`{term}`: {problem}")]
    Allele {
        /// The term.
        term: String,
        /// What it is instead.
        #[source]
        problem: AlleleError,
    },
    /// Two assemblies are named.
    #[error("`{term}` is on {named}, but --assembly says {asked}; leave one of them out")]
    OtherAssembly {
        /// The term.
        term: String,
        /// The assembly of its accession.
        named: Assembly,
        /// The one asked for.
        asked: Assembly,
    },
    /// A place that both assemblies have, and nothing to choose by.
    #[error("`{term}` does not say its assembly: {why}; say --assembly GRCh37 or --assembly GRCh38")]
    WhichAssembly {
        /// The term.
        term: String,
        /// What was found on each.
        why: String,
    },
}

impl From<IndexError> for LookupError {
    fn from(error: IndexError) -> Self {
        Self::Unknown(FindError::Index(error))
    }
}
