//! Sequence Ontology terms for what a change does to a transcript, sorted by impact.
//!
//! The order and the impact of each term are those of Ensembl's published table of variant consequences, the most severe
//! first, so that lists sorted by either tool agree. Only terms this engine can give are here. [`Terms`] is a set in one
//! integer: making, joining and sorting consequences allocates nothing.

use std::fmt;

/// How much a term is expected to disturb the gene product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Impact {
    /// Probably cuts short or removes the protein.
    High,
    /// Changes the protein without cutting it short.
    Moderate,
    /// Unlikely to change the protein.
    Low,
    /// Outside the coding part; cannot be told.
    Modifier,
}

impl Impact {
    /// The word of the `impact` column.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "HIGH",
            Self::Moderate => "MODERATE",
            Self::Low => "LOW",
            Self::Modifier => "MODIFIER",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One row of the table below: term, name, accession, impact.
macro_rules! terms {
    ($($(#[doc = $doc:literal])* $variant:ident $name:literal $accession:literal $impact:ident;)*) => {
        /// A Sequence Ontology term; the most severe compares smallest.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Term { $($(#[doc = $doc])* $variant,)* }

        impl Term {
            /// Every term, the most severe first.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the Sequence Ontology.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The accession in the Sequence Ontology.
            #[must_use]
            pub const fn accession(self) -> &'static str {
                match self { $(Self::$variant => $accession,)* }
            }

            /// The impact.
            #[must_use]
            pub const fn impact(self) -> Impact {
                match self { $(Self::$variant => Impact::$impact,)* }
            }
        }
    };
}

terms! {
    /// The whole transcript is deleted.
    TranscriptAblation "transcript_ablation" "SO:0001893" High;
    /// The last two letters of an intron.
    SpliceAcceptor "splice_acceptor_variant" "SO:0001574" High;
    /// The first two letters of an intron.
    SpliceDonor "splice_donor_variant" "SO:0001575" High;
    /// Whole exons are deleted (not in Ensembl's table; among the most severe here, as whole codons may go).
    ExonLoss "exon_loss_variant" "SO:0001572" High;
    /// A stop codon appears.
    StopGained "stop_gained" "SO:0001587" High;
    /// The reading frame shifts.
    Frameshift "frameshift_variant" "SO:0001589" High;
    /// The stop codon is lost.
    StopLost "stop_lost" "SO:0001578" High;
    /// The start codon is lost.
    StartLost "start_lost" "SO:0002012" High;
    /// The whole transcript is there more than once.
    TranscriptAmplification "transcript_amplification" "SO:0001889" High;
    /// Letters of exons are doubled or inserted by a structural change.
    FeatureElongation "feature_elongation" "SO:0001907" High;
    /// The transcript loses letters of exons, or is cut in two.
    FeatureTruncation "feature_truncation" "SO:0001906" High;
    /// Whole codons' worth of letters inserted.
    InframeInsertion "inframe_insertion" "SO:0001821" Moderate;
    /// Whole codons' worth of letters deleted.
    InframeDeletion "inframe_deletion" "SO:0001822" Moderate;
    /// Residues become as many others.
    Missense "missense_variant" "SO:0001583" Moderate;
    /// Letters replaced by a different number of letters, in frame.
    ProteinAltering "protein_altering_variant" "SO:0001818" Moderate;
    /// The fifth letter of an intron.
    SpliceDonor5thBase "splice_donor_5th_base_variant" "SO:0001787" Low;
    /// Within 3 letters of an exon's end, or 3 to 8 letters into the intron.
    SpliceRegion "splice_region_variant" "SO:0001630" Low;
    /// Letters 3 to 6 of an intron.
    SpliceDonorRegion "splice_donor_region_variant" "SO:0002170" Low;
    /// 17 to 3 letters before an exon.
    SplicePolypyrimidineTract "splice_polypyrimidine_tract_variant" "SO:0002169" Low;
    /// In the last, incomplete codon of a partial model.
    IncompleteTerminalCodon "incomplete_terminal_codon_variant" "SO:0001626" Low;
    /// The start codon becomes another start codon.
    StartRetained "start_retained_variant" "SO:0002019" Low;
    /// The stop codon becomes another stop codon.
    StopRetained "stop_retained_variant" "SO:0001567" Low;
    /// The codon changes, the residue does not.
    Synonymous "synonymous_variant" "SO:0001819" Low;
    /// Touches the coding part; what becomes of it cannot be told.
    CodingSequence "coding_sequence_variant" "SO:0001580" Modifier;
    /// Before the start codon.
    FivePrimeUtr "5_prime_UTR_variant" "SO:0001623" Modifier;
    /// After the stop codon.
    ThreePrimeUtr "3_prime_UTR_variant" "SO:0001624" Modifier;
    /// In an exon of a transcript without coding part.
    NonCodingExon "non_coding_transcript_exon_variant" "SO:0001792" Modifier;
    /// In an intron.
    Intron "intron_variant" "SO:0001627" Modifier;
    /// In a transcript without coding part.
    NonCodingTranscript "non_coding_transcript_variant" "SO:0001619" Modifier;
    /// Before the transcription start.
    UpstreamGene "upstream_gene_variant" "SO:0001631" Modifier;
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A set of terms; prints them joined by `&`, the most severe first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Terms(u64);

impl Terms {
    /// No term.
    pub const NONE: Self = Self(0);

    /// A set of one.
    #[must_use]
    pub const fn of(term: Term) -> Self {
        Self(1 << term as u32)
    }

    /// Put `term` in.
    pub const fn insert(&mut self, term: Term) {
        self.0 |= 1 << term as u32;
    }

    /// Terms of either set.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Is `term` in?
    #[must_use]
    pub const fn contains(self, term: Term) -> bool {
        self.0 & (1 << term as u32) != 0
    }

    /// Is there no term?
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The terms, the most severe first.
    pub fn iter(self) -> impl Iterator<Item = Term> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let term = Term::ALL.get(left.trailing_zeros() as usize)?;
            left &= left - 1;
            Some(*term)
        })
    }

    /// Writes what [`Display`](fmt::Display) shows, without the cost of a formatter.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write_to<W: fmt::Write>(self, out: &mut W) -> fmt::Result {
        for (index, term) in self.iter().enumerate() {
            if index > 0 {
                out.write_str("&")?;
            }
            out.write_str(term.as_str())?;
        }
        Ok(())
    }

    /// The most severe term.
    #[must_use]
    pub fn most_severe(self) -> Option<Term> {
        Term::ALL.get(self.0.trailing_zeros() as usize).copied()
    }

    /// The impact of the most severe term; [`Impact::Modifier`] when there is none.
    #[must_use]
    pub fn impact(self) -> Impact {
        self.most_severe().map_or(Impact::Modifier, Term::impact)
    }
}

impl FromIterator<Term> for Terms {
    fn from_iter<I: IntoIterator<Item = Term>>(terms: I) -> Self {
        terms.into_iter().fold(Self::NONE, |set, term| set.union(Self::of(term)))
    }
}

impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_stand_in_the_order_of_their_impact() {
        assert!(Term::ALL.len() <= 64);
        assert!(Term::ALL.windows(2).all(|pair| pair[0] < pair[1] && pair[0].impact() <= pair[1].impact()));
        let mut accessions: Vec<&str> = Term::ALL.iter().map(|term| term.accession()).collect();
        accessions.sort_unstable();
        accessions.dedup();
        assert_eq!(accessions.len(), Term::ALL.len());
    }

    #[test]
    fn a_set_prints_the_most_severe_first() {
        let set: Terms = [Term::Intron, Term::SpliceDonor].into_iter().collect();
        assert_eq!(set.to_string(), "splice_donor_variant&intron_variant");
        assert_eq!((set.most_severe(), set.impact()), (Some(Term::SpliceDonor), Impact::High));
        assert_eq!(Terms::NONE.to_string(), "");
        assert_eq!(Terms::NONE.most_severe(), None);
    }
}
