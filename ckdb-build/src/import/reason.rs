//! Why a transcript is not used, and what is special about one that is: each with a code that stays.
//!
//! The codes stand in `build.json` and in messages; scripts may rely on them.

use std::fmt;

/// Why a transcript is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Reason {
    /// The request leaves the gene out.
    Excepted,
    /// An earlier file has this gene.
    EarlierFile,
    /// Another transcript has this accession.
    SameAccession,
    /// No strand is given.
    NoStrand,
    /// Parts lie on several contigs or strands.
    Scattered,
    /// Exons overlap.
    ExonsOverlap,
    /// Coding parts are not the exons cut at the ends of the coding part: a frame shift in the genome, or parts outside.
    CodingNotInExons,
    /// The phases in the file contradict the lengths of the coding parts.
    Phases,
    /// No coding part, and not the agreed transcript of its gene.
    NonCoding,
    /// Some coding letters are not in the reference files, are not plain, or are disputed between them.
    LettersMissing,
    /// The coding part does not read as a protein here.
    CodingPart(
        /// `no_ATG`, `no_stop`, `internal_stop`, `len_not_mult3`: the first that holds.
        &'static str,
    ),
    /// A higher version of the same accession draws the very same transcript.
    OlderVersion,
    /// The file has no gene for it.
    NoGene,
    /// The copy on Y of a transcript whose copy on X is used; reads of the shared regions are aligned to X.
    CopyOnY,
    /// Joined from two transcripts.
    TransSpliced,
    /// The ribosome slips: the frame of the protein is not that of the letters.
    RibosomalSlippage,
    /// The transcript has letters that the assembly lacks, or lacks some: its positions cannot be told from the genome.
    AssemblyIndel,
    /// Its coding parts belong to several proteins.
    SeveralProteins,
    /// A stop codon that is no selenocysteine is read through.
    StopReadthrough,
    /// The source does not know where the coding part begins.
    StartUnknown,
    /// The source does not know where the coding part ends.
    EndUnknown,
    /// The index has another model of the very same accession and version.
    DiffersFromKnowledge,
}

impl Reason {
    /// One of each code.
    pub const ALL: [Self; 25] = [
        Self::Excepted,
        Self::EarlierFile,
        Self::SameAccession,
        Self::NoStrand,
        Self::Scattered,
        Self::ExonsOverlap,
        Self::CodingNotInExons,
        Self::Phases,
        Self::NonCoding,
        Self::LettersMissing,
        Self::CodingPart("len_not_mult3"),
        Self::CodingPart("no_ATG"),
        Self::CodingPart("no_stop"),
        Self::CodingPart("internal_stop"),
        Self::OlderVersion,
        Self::NoGene,
        Self::CopyOnY,
        Self::TransSpliced,
        Self::RibosomalSlippage,
        Self::AssemblyIndel,
        Self::SeveralProteins,
        Self::StopReadthrough,
        Self::StartUnknown,
        Self::EndUnknown,
        Self::DiffersFromKnowledge,
    ];

    /// The code that stays.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Excepted => "GENE_EXCEPTED",
            Self::EarlierFile => "GENE_IN_EARLIER_FILE",
            Self::SameAccession => "SAME_ACCESSION",
            Self::NoStrand => "NO_STRAND",
            Self::Scattered => "PARTS_SCATTERED",
            Self::ExonsOverlap => "EXONS_OVERLAP",
            Self::CodingNotInExons => "CDS_NOT_IN_EXONS",
            Self::Phases => "PHASE_MISMATCH",
            Self::NonCoding => "NON_CODING",
            Self::LettersMissing => "LETTERS_MISSING",
            Self::CodingPart("no_ATG") => "CDS_NO_START",
            Self::CodingPart("no_stop") => "CDS_NO_STOP",
            Self::CodingPart("internal_stop") => "CDS_INTERNAL_STOP",
            Self::CodingPart(_) => "CDS_LENGTH",
            Self::OlderVersion => "OLDER_VERSION",
            Self::NoGene => "NO_GENE",
            Self::CopyOnY => "PAR_COPY_ON_Y",
            Self::TransSpliced => "TRANS_SPLICED",
            Self::RibosomalSlippage => "RIBOSOMAL_SLIPPAGE",
            Self::AssemblyIndel => "ASSEMBLY_INDEL",
            Self::SeveralProteins => "SEVERAL_PROTEINS",
            Self::StopReadthrough => "STOP_READTHROUGH",
            Self::StartUnknown => "CDS_START_UNKNOWN",
            Self::EndUnknown => "CDS_END_UNKNOWN",
            Self::DiffersFromKnowledge => "DIFFERS_FROM_KNOWLEDGE",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Excepted => "gene left out by request",
            Self::EarlierFile => "gene taken from an earlier file",
            Self::SameAccession => "accession given twice",
            Self::NoStrand => "no strand",
            Self::Scattered => "parts on several contigs or strands",
            Self::ExonsOverlap => "exons overlap",
            Self::CodingNotInExons => "coding parts do not fill the exons",
            Self::Phases => "phases contradict the coding parts",
            Self::NonCoding => "non-coding and not MANE",
            Self::LettersMissing => "coding letters missing in the reference files",
            Self::CodingPart(word) => return write!(f, "coding part: {word}"),
            Self::OlderVersion => "a higher version is the same",
            Self::NoGene => "the file has no gene for it",
            Self::CopyOnY => "the copy on Y of one on X",
            Self::TransSpliced => "trans-spliced",
            Self::RibosomalSlippage => "the ribosome slips",
            Self::AssemblyIndel => "inserted or missing letters against the assembly",
            Self::SeveralProteins => "coding parts of several proteins",
            Self::StopReadthrough => "a stop is read through",
            Self::StartUnknown => "the coding part begins before the model",
            Self::EndUnknown => "the coding part ends after the model",
            Self::DiffersFromKnowledge => "the knowledge has another model of this version",
        })
    }
}

/// What is special about a transcript that is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Note {
    /// Translation begins at a codon other than ATG.
    OtherStart,
    /// A TGA on the way is a selenocysteine.
    Selenocysteine,
    /// The stop codon is completed by the poly(A) tail.
    CompletedStop,
    /// The coding part begins before the model does; residues are counted from the first known one.
    StartUnknown,
    /// The coding part ends after the model does.
    EndUnknown,
    /// The transcript has other letters than the assembly at some places; those of the assembly are read.
    Substitutions,
    /// Not a plain coding part, but the agreed transcript of its gene (MANE), and its frame holds.
    AgreedThough,
    /// Only its coding parts are known.
    CodingOnly,
}

impl Note {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::OtherStart,
        Self::Selenocysteine,
        Self::CompletedStop,
        Self::StartUnknown,
        Self::EndUnknown,
        Self::Substitutions,
        Self::AgreedThough,
        Self::CodingOnly,
    ];

    /// The code that stays.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::OtherStart => "NON_ATG_START",
            Self::Selenocysteine => "SELENOCYSTEINE",
            Self::CompletedStop => "STOP_COMPLETED_BY_TAIL",
            Self::StartUnknown => "CDS_START_UNKNOWN",
            Self::EndUnknown => "CDS_END_UNKNOWN",
            Self::Substitutions => "DIFFERS_BY_SUBSTITUTIONS",
            Self::AgreedThough => "MANE_THOUGH_IRREGULAR",
            Self::CodingOnly => "CODING_PARTS_ONLY",
        }
    }
}
