//! What a free-text name of a variant says, before anybody asks whether it is true.
//!
//! [`Said`] is the tree of the grammar in [`super::parse`]. It prints in one canonical spelling, and what is printed reads
//! back as the same value (a property test holds it). Residues, codons and exons are numbered from 1, on whatever
//! transcript the writer had in mind: that is for [`super::meaning`] to find out.

use ckdb_core::genome::{ProteinChange, Residue};
use std::fmt;

/// Exons or introns, first and last included.
pub type ExonRange = (u32, u32);

/// What a name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// `V600E`, `W288FS`, `L89H (c.266T>A)`: a change of the protein, and the coding letters if they are said too.
    Change(ProteinChange, Option<String>),
    /// `V600`, `H1047X`: any residue in the place of this one.
    Codon(Residue),
    /// `Non-V600`: somewhere else in the gene.
    Elsewhere(Residue),
    /// `P780INS`, `106insR`: letters were put in at this residue, which ones is not said.
    InsertedAt(u32, Option<String>),
    /// `DEL 485-490`: these residues are lost.
    ResiduesLost(u32, u32),
    /// `p.193_196dupSTSC`: these residues are doubled; the letters are theirs.
    ResiduesDoubled(u32, u32, Option<String>),
    /// `c.1641+1dup`, `Splice Site (c.340+1G>A)`: letters of a transcript.
    Coding(String),
    /// `rs61764370`.
    Dbsnp(u64),
    /// `DPYD*2A`: a star allele, which only a table can tell.
    StarAllele(String),
    /// `Exon 19 Deletion`.
    Exons(Vec<ExonRange>, ExonWord),
    /// `Exon 14 Skipping Mutation`.
    ExonSkipping(u32),
    /// `Intron 6 Mutation`, `intron 9 rearrangement`.
    Intron(u32, IntronWord),
    /// `Mutation`, `Loss-of-function`, `Truncating Mutation`, …
    Gene(GeneWord),
    /// `Kinase Domain Mutation`: a part of the protein by its name.
    Domain(String),
    /// `Amplification`, `Loss`, …
    Copies(CopyWord),
    /// `LOH`, `Copy-neutral loss of heterozygosity`.
    LossOfHeterozygosity {
        /// Copies are two all the same.
        copy_neutral: bool,
    },
    /// `Fusion`.
    Fusion,
    /// `Truncating Fusion`.
    TruncatingFusion,
    /// `Rearrangement`.
    Rearrangement,
    /// `EML4::ALK e6-e20`: 5′ partner first; last exon kept of it, first exon kept of the other.
    Pair(String, String, Option<(u32, u32)>),
    /// `Overexpression`, `Expression`, …
    Expression(ExpressionWord),
    /// `ITD`, `Internal Duplication`.
    InternalDuplication,
    /// `EGFRvIII`.
    VariantThree,
    /// `Promoter Mutation`.
    PromoterMutation,
    /// `Wildtype`.
    WildType,
    /// What is told of RNA or protein beyond their amount: `Nuclear Expression`, `T172 Phosphorylation`, `Promoter Methylation`.
    Marker(MarkerWord, Option<String>),
    /// `… Homozygosity`: on both copies.
    Homozygous(Box<Said>),
    /// Joined by `or`, `/`.
    Any(Vec<Said>),
    /// Joined by `and`, or written one after the other (`BCR::ABL V298I`).
    All(Vec<Said>),
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$word_meta:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$word_meta])* $variant),+ }

        impl $name {
            /// Every word.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// How it is printed.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

words! {
    /// What happened in the exons.
    ExonWord {
        /// Anything.
        Mutation = "Mutation",
        /// Letters, or the exons, are lost.
        Deletion = "Deletion",
        /// Letters are put in.
        Insertion = "Insertion",
        /// The exons stand twice.
        Duplication = "Duplication",
        /// The reading frame is lost.
        Frameshift = "Frameshift",
        /// Rare ones among the changes; which, is not said.
        RareMutation = "Rare Mutation",
        /// Only a part of them is lost.
        PartialDeletion = "Partial Deletion",
    }
}

words! {
    /// What happened in an intron.
    IntronWord {
        /// Anything.
        Mutation = "Mutation",
        /// The break of a rearrangement lies in it.
        Rearrangement = "Rearrangement",
        /// A deletion in it.
        Deletion = "Deletion",
    }
}

words! {
    /// A class of changes of the whole gene.
    GeneWord {
        /// Any mutation.
        Mutation = "Mutation",
        /// Function is lost.
        LossOfFunction = "Loss-of-function",
        /// Function is lost on both copies.
        BiallelicInactivation = "Biallelic Inactivation",
        /// Function is gained.
        GainOfFunction = "Gain-of-function",
        /// The protein is cut short.
        Truncating = "Truncating Mutation",
        /// The reading frame is lost.
        Frameshift = "Frameshift",
        /// Known to drive cancer.
        Oncogenic = "Oncogenic Mutation",
        /// Anything at all: letters, copies, structure.
        Alteration = "Alteration",
        /// Rare ones; which, is not said.
        Rare = "Rare Mutation",
    }
}

words! {
    /// A change of copy number.
    CopyWord {
        /// Many more copies.
        Amplification = "Amplification",
        /// More copies.
        Gain = "Copy Number Gain",
        /// The gene, or its product, is gone.
        Loss = "Loss",
        /// The gene is gone.
        Deletion = "Deletion",
        /// It changed; whether up or down is not said.
        Variation = "Copy Number Variation",
    }
}

words! {
    /// How much RNA or protein there is.
    ExpressionWord {
        /// It is there.
        Present = "Expression",
        /// More than expected.
        Over = "Overexpression",
        /// Less than expected.
        Under = "Underexpression",
        /// None.
        Absent = "Loss of Expression",
    }
}

words! {
    /// What is told of a molecule beyond its amount.
    MarkerWord {
        /// DNA is methylated.
        Methylation = "Methylation",
        /// The promoter is methylated.
        PromoterMethylation = "Promoter Methylation",
        /// Methylation is lost.
        Demethylation = "Promoter Demethylation",
        /// The protein carries phosphate.
        Phosphorylation = "Phosphorylation",
        /// Found in the nucleus, the cytoplasm, the serum, after therapy, as one isoform, …
        QualifiedExpression = "Expression",
        /// Amount in the serum.
        SerumLevels = "Serum Levels",
        /// It went to, or stays away from, where it works.
        Localisation = "Mislocalization",
        /// Another transcript is made.
        AlternativeTranscript = "Alternative Transcript",
    }
}

/// Prints a change in one letter, so that a name stays short.
fn short(change: &ProteinChange) -> String {
    change.short()
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let coding = |f: &mut fmt::Formatter<'_>, coding: &Option<String>| match coding {
            Some(coding) => write!(f, " ({coding})"),
            None => Ok(()),
        };
        let letter = |residue: &Residue| format!("{}{}", char::from(residue.acid.one()), residue.number);
        match self {
            Self::Change(change, letters) => {
                f.write_str(&short(change))?;
                coding(f, letters)
            }
            Self::Codon(residue) => f.write_str(&letter(residue)),
            Self::Elsewhere(residue) => write!(f, "Non-{}", letter(residue)),
            Self::InsertedAt(number, letters) => {
                write!(f, "{number}ins")?;
                coding(f, letters)
            }
            Self::ResiduesLost(first, last) => write!(f, "DEL {first}-{last}"),
            Self::ResiduesDoubled(first, last, letters) => {
                write!(f, "{first}_{last}dup")?;
                coding(f, letters)
            }
            Self::Coding(name) => f.write_str(name),
            Self::Dbsnp(number) => write!(f, "rs{number}"),
            Self::StarAllele(name) => f.write_str(name),
            Self::Exons(ranges, word) => {
                let ranges: Vec<String> = ranges.iter().map(|range| span(*range)).collect();
                write!(f, "Exon {} {}", ranges.join(" & "), word.as_str())
            }
            Self::ExonSkipping(exon) => write!(f, "Exon {exon} Skipping Mutation"),
            Self::Intron(number, word) => write!(f, "Intron {number} {}", word.as_str()),
            Self::Gene(word) => f.write_str(word.as_str()),
            Self::Domain(name) => write!(f, "{name} Domain Mutation"),
            Self::Copies(word) => f.write_str(word.as_str()),
            Self::LossOfHeterozygosity { copy_neutral: false } => f.write_str("LOH"),
            Self::LossOfHeterozygosity { copy_neutral: true } => f.write_str("Copy-neutral LOH"),
            Self::Fusion => f.write_str("Fusion"),
            Self::TruncatingFusion => f.write_str("Truncating Fusion"),
            Self::Rearrangement => f.write_str("Rearrangement"),
            Self::Pair(five, three, exons) => {
                write!(f, "{five}::{three}")?;
                match exons {
                    Some((last, first)) => write!(f, " e{last}-e{first}"),
                    None => Ok(()),
                }
            }
            Self::Expression(word) => f.write_str(word.as_str()),
            Self::InternalDuplication => f.write_str("ITD"),
            Self::VariantThree => f.write_str("vIII"),
            Self::PromoterMutation => f.write_str("Promoter Mutation"),
            Self::WildType => f.write_str("Wildtype"),
            Self::Marker(word, of) => match of {
                Some(of) => write!(f, "{of} {}", word.as_str()),
                None => f.write_str(word.as_str()),
            },
            Self::Homozygous(inner) => write!(f, "{inner} Homozygosity"),
            Self::Any(parts) => joined(f, parts, " or "),
            Self::All(parts) => joined(f, parts, " and "),
        }
    }
}

fn span((first, last): ExonRange) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Said], between: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}
