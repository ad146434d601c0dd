//! Three values: true, false, unknown with a reason. Absence proves nothing unless somebody looked.
//!
//! Joined by Kleene's rules: a conjunction is as low as its lowest part (false < unknown < true), a disjunction as high as
//! its highest, negation swaps. Unknown never earns a level.

use crate::model::{Operator, Vocabulary};
use std::fmt;

/// Defines [`Reason`]; its words stand in outputs, so they are spelt in one place.
macro_rules! reasons {
    ($($(#[$meta:meta])* $variant:ident = $word:literal, $why:literal);+ $(;)?) => {
        /// Why something cannot be told.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $($(#[$meta])* $variant),+
        }

        impl Vocabulary for Reason {
            const NOUN: &'static str = "reason";
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl Reason {
            /// The same in words, for people.
            #[must_use]
            pub const fn explain(self) -> &'static str {
                match self { $(Self::$variant => $why),+ }
            }
        }
    };
}

reasons! {
    /// The input does not show that the place was looked at.
    NotCallable = "NOT_CALLABLE", "the input does not show that this place was covered and called";
    /// Which haplotype carries it is not told.
    Phase = "PHASE", "it is not told whether the changes lie on one haplotype";
    /// No copy numbers were given.
    NoCopyNumber = "NO_CN", "no copy numbers were given";
    /// No structural variants or fusions were given.
    NoFusion = "NO_SV", "no structural variants or fusions were given";
    /// No such signature was given.
    NoBiomarker = "NO_BIOMARKER", "the signature was not given";
    /// A status was given, but the claim has a cut-off of its own.
    CutoffNotTold = "CUTOFF_NOT_TOLD", "the signature was called by a cut-off that is not told, and the claim has its own";
    /// No expression was given.
    NoExpression = "NO_EXPRESSION", "expression was not given";
    /// Such a finding was not told.
    NoMarker = "NO_MARKER", "a finding beyond variants, copies and amounts (methylation, phosphorylation, …) was not given";
    /// A longer insertion or deletion only passes over the codon.
    SpanningIndel = "SPANNING_INDEL", "an insertion or deletion passes over the codon";
    /// It crosses a splice site: what the protein becomes is not told by the letters alone.
    SpliceSpanning = "SPLICE_SPANNING", "the change crosses a splice site, so the protein is not told by the letters";
    /// It breaks the splice site of the exon; whether the claim means that is not said.
    SpliceSite = "SPLICE_SITE", "the change breaks the exon's splice site; the claim does not say whether that counts";
    /// It cuts the protein short in the last exon only.
    LastExon = "LAST_EXON", "the protein is cut short in its last exon, which may leave it working";
    /// The exon with the start codon is lost.
    StartExonLost = "START_EXON_LOST", "the exon with the start codon is lost; whether a protein is begun further on is not known";
    /// Whether both copies are hit is not told.
    Zygosity = "ZYGOSITY", "the claim needs both copies hit; the input shows one change";
    /// Nobody has curated what this change does.
    NoCuratedEffect = "NO_CURATED_EFFECT", "no curated record says what this change does to the protein";
    /// A change of the protein was named; only some changes of letters that give it meet the claim.
    LettersNotTold = "LETTERS_NOT_TOLD", "the name of the protein change does not tell the letters, and the claim depends on them";
    /// Whether the partners of a fusion are in frame is not known.
    Frame = "FRAME", "whether the 3' partner is read in its own frame is not known";
    /// The other end lies in no gene that is known.
    Partner = "PARTNER", "the other end lies in no gene this index knows, or is not given";
    /// Exons are claimed, and those that meet are not known.
    Exon = "EXON", "the claim names exons, and those that meet are not known";
    /// Copies are judged against the mean ploidy of the tumour, or a ratio must become copies.
    NoPloidy = "NO_PLOIDY", "the ploidy of the tumour was not given, and the threshold or the conversion to copies needs it";
    /// A ratio becomes copies only where the fraction of tumour cells is known.
    NoPurity = "NO_PURITY", "the fraction of tumour cells was not given, and the ratio alone does not decide";
    /// On X and Y it matters how many copies are expected.
    NoSex = "NO_SEX", "the copies expected on this sex chromosome depend on the patient's sex, which was not given";
    /// Copies are told in another unit than the profile needs.
    CopyUnit = "CN_UNIT", "the copies are told in another unit than the copy-number profile in force needs";
    /// Copies are told of a part of the gene only.
    CopiesPartlyTold = "CN_PARTLY_TOLD", "the copies are told of too small a part of the gene";
    /// Only some exons meet the threshold.
    PartOfGene = "PARTIAL_CN_CHANGE", "only a part of the gene meets the threshold";
    /// Two statements about one place contradict each other.
    CopiesDisagree = "CN_DISAGREE", "two statements about the copies of one place contradict each other";
    /// The profile in force has no rule for this change.
    CopyProfileSilent = "CN_PROFILE_SILENT", "the copy-number profile in force says nothing of this change";
    /// The only line that shows it did not pass a filter of the caller.
    Filtered = "FILTERED", "the line that shows it did not pass the caller's filters";
    /// The gene has no model in this index.
    NoGeneModel = "NO_GENE_MODEL", "this index has no model of the gene on this assembly";
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// True, false, or unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It cannot be told.
    Unknown(Reason),
}

impl Truth {
    /// false < unknown < true.
    const fn rank(self) -> u8 {
        match self {
            Self::False => 0,
            Self::Unknown(_) => 1,
            Self::True => 2,
        }
    }

    /// Both hold. Of two unknowns the first one's reason is kept.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }

    /// At least one holds. Of two unknowns the first one's reason is kept.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        if other.rank() > self.rank() { other } else { self }
    }

    /// It does not hold.
    #[must_use]
    pub const fn negated(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            unknown @ Self::Unknown(_) => unknown,
        }
    }

    /// Parts joined by an operator, haplotypes left aside: `cis` and `trans` need every part, and the caller asks for the phase.
    #[must_use]
    pub fn join(operator: Operator, parts: impl IntoIterator<Item = Self>) -> Self {
        let parts = parts.into_iter();
        match operator {
            Operator::All | Operator::Cis | Operator::Trans => parts.fold(Self::True, Self::and),
            Operator::Any => parts.fold(Self::False, Self::or),
            Operator::Not => parts.fold(Self::True, Self::and).negated(),
        }
    }
}

impl fmt::Display for Truth {
    /// `true`, `false`, `unknown(REASON)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::True => f.write_str("true"),
            Self::False => f.write_str("false"),
            Self::Unknown(reason) => write!(f, "unknown({reason})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};
    use super::*;

    const VALUES: [Truth; 3] = [True, False, Unknown(Reason::Phase)];

    #[test]
    fn de_morgan_holds_in_three_values() {
        for a in VALUES {
            for b in VALUES {
                assert_eq!(a.and(b).negated(), a.negated().or(b.negated()), "{a} {b}");
                assert_eq!(a.and(b), b.and(a), "one kind of unknown: order does not matter");
            }
        }
    }

    #[test]
    fn unknown_stays_unknown_unless_the_other_side_decides() {
        let unknown = Unknown(Reason::NotCallable);
        assert_eq!(True.and(unknown), unknown);
        assert_eq!(False.and(unknown), False);
        assert_eq!(True.or(unknown), True);
        assert_eq!(Truth::join(Operator::Not, [unknown]), unknown);
        assert_eq!(unknown.to_string(), "unknown(NOT_CALLABLE)");
    }

    #[test]
    fn of_two_unknowns_the_first_reason_is_kept() {
        let (first, second) = (Unknown(Reason::Phase), Unknown(Reason::LastExon));
        assert_eq!(first.and(second), first);
        assert_eq!(first.or(second), first);
    }
}
