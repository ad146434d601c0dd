//! Neighbouring alleles on one haplotype, joined to one codon-level allele.
//!
//! A codon is read as a whole. When a caller writes the two changed letters of `BRAF V600K` on two lines, each line alone
//! says something that is not there (`V600E`, `V600M`). What joins them is the phase the file states. This room reads those
//! statements, says how two alleles lie to each other, and joins what belongs together:
//!
//! | type | is |
//! |---|---|
//! | [`Genotype`] | the text of `GT` or `PGT`, parsed |
//! | [`PhaseSet`], [`Copies`], [`Phase`] | in which set of phased calls an allele is named, on which copies, and whether all copies carry it |
//! | [`Call`] | one allele of one line with its phase |
//! | [`Relation`] | how two calls lie to each other: [`relation`] |
//! | [`clusters`] | which alleles stand so close that joining them could matter |
//! | [`join`] | a cluster's haplotypes, as [`Joint`]s: certain ones, and those that would be if phase were known |
//!
//! **Which neighbours are joined.** Alleles of one haplotype that on at least one transcript
//!
//! 1. change the same codon, or
//! 2. stand right beside each other, one of them an insertion or deletion (`EGFR L747_A750delinsP` is often written as the
//!    deletion of 747 to 749 and `A750P`; HGVS names changes without a letter between them as one delins), or
//! 3. shift the frame and shift it back within [`FRAME_REACH`] letters, with whatever lies between them (bcftools csq calls
//!    these compound variants);
//!
//! both wholly within the coding part of one exon. The joined allele is the stretch from the first to the last of them with
//! the reference letters between kept, so it states nothing but what the lines state together. Substitutions in different
//! codons stay apart: each residue has its own change, and claims speak of each.
//!
//! **What is not joined.** A codon split by an intron: the joined allele would span the intron, and no protein change is read
//! across a splice site. A change downstream of a frameshift that is not restored: the frameshift is the effect. Lines
//! further apart in the file than its order allows (see `vcf::neighbours`).
//!
//! Sources: VCF 4.3 §1.6.2 and 4.4 §1.6.2 (GT, PS, PSL); GATK's documentation of PGT and PID; the README files of SAGE and
//! PAVE, hmftools (LPS); Danecek and McCarthy 2017 (PMID 28205675) on haplotype-aware consequences.

mod codon;
mod genotype;
mod haplotype;
mod join;

pub use codon::{FRAME_REACH, clusters};
pub use genotype::{Copies, Genotype};
pub use haplotype::{Call, Carried, Phase, PhaseSet, Relation, relation};
pub use join::{Doubt, Joint, Joints, MOST_HAPLOTYPES, join};
