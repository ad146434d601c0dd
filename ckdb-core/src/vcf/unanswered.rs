//! Why a question about an allele could not be answered: the reasons, as they are counted.

use super::tally::{Kind, Reason};
use crate::genome::allele::AlleleError;
use crate::normalize::NormalizeError;

pub(super) const fn unanswered(code: &'static str, text: &'static str) -> Reason {
    Reason { kind: Kind::Unanswered, code, text }
}

pub(super) const OTHER_ASSEMBLY: Reason =
    unanswered("CONTIG_OF_OTHER_ASSEMBLY", "CHROM is an accession of another assembly than the one annotated on");
pub(super) const LETTERS_NOT_HELD: Reason = unanswered(
    "REFERENCE_NOT_HELD",
    "the index does not hold the reference letters here: REF was not checked, indels were not left-aligned",
);

/// Why an ALT is no run of bases, as it is counted.
pub(super) const fn not_bases(error: AlleleError) -> Reason {
    match error {
        AlleleError::UpstreamDeletion => unanswered("UPSTREAM_DELETION", "ALT `*`: told by the line of the deletion upstream"),
        AlleleError::NoAlternate => unanswered("NO_ALTERNATE", "ALT `.`: the line states no alternate allele"),
        AlleleError::AnyOther => unanswered("NON_REF", "ALT `<NON_REF>` or `<*>`: no particular allele"),
        AlleleError::Symbolic => unanswered("SYMBOLIC", "symbolic ALT such as `<DEL>`: copy number and structure are not read yet"),
        AlleleError::Breakend => unanswered("BREAKEND", "breakend ALT: fusions are not read yet"),
        AlleleError::SameAsReference => unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        AlleleError::NoPosition => unanswered("NO_POSITION", "POS names no letter of the reference"),
        AlleleError::NotPlainBases => unanswered("NOT_PLAIN_BASES", "REF or ALT has a letter other than A, C, G, T"),
    }
}

pub(super) fn not_normal(error: &NormalizeError) -> Reason {
    match error {
        NormalizeError::ReferenceMismatch { .. } => {
            unanswered("REF_MISMATCH", "REF is not what the reference has there; is the file of another assembly (see --assembly)?")
        }
        NormalizeError::NoChange { .. } => unanswered("SAME_AS_REFERENCE", "ALT is the same as REF"),
        NormalizeError::ReferenceUnreadable { .. } => {
            unanswered("REFERENCE_UNREADABLE", "the file given by --reference could not be read there")
        }
        NormalizeError::ReferencesDisagree { .. } => unanswered(
            "REFERENCES_DISAGREE",
            "the file given by --reference has other letters there than the index; is it of another assembly?",
        ),
    }
}
