//! Genes and transcripts as a file draws them: plain values, nothing checked yet.

use super::peculiar::Peculiar;
use ckdb_core::genome::{Contig, Interval, ManeStatus, Strand};

/// What one file draws.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Genes with their transcripts, in file order.
    pub genes: Vec<TreeGene>,
    /// Accessions of transcripts whose gene is not in the file.
    pub without_gene: Vec<String>,
    /// Exons and coding parts of a parent that the file does not draw.
    pub parts_of_nothing: u64,
}

/// A gene as its file names it.
#[derive(Debug)]
pub struct TreeGene {
    /// Symbol.
    pub symbol: String,
    /// `HGNC:1097`.
    pub hgnc: Option<String>,
    /// NCBI gene id.
    pub ncbi: Option<u32>,
    /// Ensembl gene id without version.
    pub ensembl: Option<String>,
    /// Its transcripts.
    pub transcripts: Vec<TreeTranscript>,
}

/// A transcript as its file draws it; nothing is checked yet.
#[derive(Debug)]
pub struct TreeTranscript {
    /// Accession with version, where the file gives one.
    pub accession: String,
    /// Protein accession, or empty.
    pub protein: String,
    /// Line of the transcript's own feature.
    pub line: u64,
    /// Contig.
    pub contig: Contig,
    /// Strand; `None` when the file gives none.
    pub strand: Option<Strand>,
    /// Standing in MANE.
    pub mane: ManeStatus,
    /// What the file says about the coding part (`cds_check=`), for comparison with our own check.
    pub stated_check: Option<String>,
    /// The file says that only coding parts are known (`model=cds_only`).
    pub coding_only: bool,
    /// Exons, sorted by place.
    pub exons: Vec<Interval>,
    /// Coding parts with their phases, sorted by place.
    pub coding: Vec<(Interval, Option<u8>)>,
    /// Some part lies on another contig or strand than the transcript.
    pub scattered: bool,
    /// What the file says of it beyond its parts.
    pub peculiar: Peculiar,
}

impl TreeTranscript {
    /// A transcript that has no feature of its own; its parts are still to come.
    pub(super) fn bare(accession: String, contig: Contig, strand: Option<Strand>) -> Self {
        Self {
            accession,
            protein: String::new(),
            line: 0,
            contig,
            strand,
            mane: ManeStatus::None,
            stated_check: None,
            coding_only: false,
            exons: Vec::new(),
            coding: Vec::new(),
            scattered: false,
            peculiar: Peculiar::default(),
        }
    }
}
