//! The class of a change on one transcript, as knowledge speaks of it: missense, in-frame deletion, frameshift, …
//!
//! Coarser than Sequence Ontology terms, and exclusive: a change has one class on one transcript. The codes are those of the
//! `class` column. Claims use the same classes ("any in-frame deletion in exon 19").

use std::fmt;

/// What a change does to one transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub enum ChangeClass {
    /// One residue becomes another.
    Missense,
    /// Whole residues are lost on balance, the frame stays (deletion, or deletion-insertion with net loss).
    InFrameDeletion,
    /// Whole residues are gained on balance, the frame stays (insertion, or deletion-insertion with net gain).
    InFrameInsertion,
    /// In-frame insertion of a copy of the letters beside it (FLT3-ITD). It is an in-frame insertion, too.
    TandemDuplication,
    /// Two or more residues become as many others.
    InFrameDelins,
    /// The reading frame shifts.
    Frameshift,
    /// A stop codon appears.
    StopGained,
    /// The start codon is lost.
    StartLost,
    /// The stop codon is lost.
    StopLost,
    /// The first or last two letters of an intron.
    SpliceSite,
    /// Donor +5, last letter of an exon, or acceptor +3 becoming G: often breaks splicing.
    SpliceExtended,
    /// Within 3 letters of an exon's end or 3–8 letters into the intron.
    SpliceRegion,
    /// The codon changes, the residue does not.
    Synonymous,
    /// In an untranslated region.
    Utr,
    /// Upstream, within the promoter window.
    Promoter,
    /// Elsewhere in an intron.
    Intron,
}

impl ChangeClass {
    /// Every class.
    pub const ALL: [Self; 16] = [
        Self::Missense,
        Self::InFrameDeletion,
        Self::InFrameInsertion,
        Self::TandemDuplication,
        Self::InFrameDelins,
        Self::Frameshift,
        Self::StopGained,
        Self::StartLost,
        Self::StopLost,
        Self::SpliceSite,
        Self::SpliceExtended,
        Self::SpliceRegion,
        Self::Synonymous,
        Self::Utr,
        Self::Promoter,
        Self::Intron,
    ];

    /// The code of the `class` column. A tandem duplication prints as the in-frame insertion it is.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missense => "MIS",
            Self::InFrameDeletion => "IFD",
            Self::InFrameInsertion | Self::TandemDuplication => "IFI",
            Self::InFrameDelins => "IFX",
            Self::Frameshift => "FS",
            Self::StopGained => "STOP",
            Self::StartLost => "START",
            Self::StopLost => "STOPL",
            Self::SpliceSite => "SPL",
            Self::SpliceExtended => "SPLX",
            Self::SpliceRegion => "SPLR",
            Self::Synonymous => "SYN",
            Self::Utr => "UTR",
            Self::Promoter => "PROM",
            Self::Intron => "INTRON",
        }
    }

    /// The word a curator writes.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missense => "missense",
            Self::InFrameDeletion => "in-frame-deletion",
            Self::InFrameInsertion => "in-frame-insertion",
            Self::TandemDuplication => "tandem-duplication",
            Self::InFrameDelins => "in-frame-delins",
            Self::Frameshift => "frameshift",
            Self::StopGained => "stop-gained",
            Self::StartLost => "start-lost",
            Self::StopLost => "stop-lost",
            Self::SpliceSite => "splice-site",
            Self::SpliceExtended => "splice-extended",
            Self::SpliceRegion => "splice-region",
            Self::Synonymous => "synonymous",
            Self::Utr => "utr",
            Self::Promoter => "promoter",
            Self::Intron => "intron",
        }
    }

    /// Does a change of this class fall under a claim about `claimed`?
    #[must_use]
    pub fn is_a(self, claimed: Self) -> bool {
        self == claimed || (self == Self::TandemDuplication && claimed == Self::InFrameInsertion)
    }

    /// Does it cut the protein short (frameshift, new stop, splice site)? The splice *region* does not count.
    #[must_use]
    pub const fn is_truncating(self) -> bool {
        matches!(self, Self::Frameshift | Self::StopGained | Self::SpliceSite)
    }
}

impl fmt::Display for ChangeClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
