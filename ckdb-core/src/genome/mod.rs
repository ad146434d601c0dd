//! Places and letters of the human genome: assemblies, contigs, positions, alleles, transcripts, codons.
//!
//! This is a ground room. It knows nothing of files and nothing of cancer; every room above speaks in its types.
//!
//! | type | is |
//! |---|---|
//! | [`Assembly`], [`Contig`] | GRCh37 or GRCh38, and a primary chromosome of it |
//! | [`Position`] | 1-based, inclusive: what VCF and HGVS print |
//! | [`Interval`] | inter-residue (the gaps between letters are numbered): what all code here computes with |
//! | [`Bases`], [`Sequence`] | letters, and where reference letters come from |
//! | [`Allele`] | a place and its new letters, as a VCF line states it |
//! | [`StructuralAllele`], [`Junction`] | pieces of chromosomes lost, doubled, turned round or joined anew |
//! | [`Transcript`], [`TranscriptRef`] | exons, coding part, strand; owned, and as algorithms borrow it |
//! | [`AminoAcid`], [`codon`] | the genetic code |

pub mod allele;
pub mod assembly;
pub mod change_class;
pub mod codon;
mod decimal;
pub mod interval;
mod protein;
pub mod sequence;
pub mod structural;
pub mod transcript;

pub use allele::Allele;
pub use assembly::{Assembly, Contig};
pub use change_class::ChangeClass;
pub use codon::AminoAcid;
pub(crate) use decimal::write_decimal;
pub use interval::{Interval, Position};
pub use protein::{ProteinChange, ProteinChangeError, Residue};
pub use sequence::{Bases, Sequence, Window};
pub use structural::{Breakend, Junction, Orientation, StructuralAllele};
pub use transcript::{ManeStatus, ModelQuality, Strand, Transcript, TranscriptRef};
