//! A gene: `genes/BRAF.toml`.

use ckdb_core::model::GeneRole;

use super::{Header, Provenance};
use crate::record::Spanned;

/// One gene. The file is named by its HGNC symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneRecord {
    /// Identity (the HGNC symbol), place, layer.
    pub header: Header,
    /// `name`: the full name as HGNC approves it.
    pub name: Spanned<String>,
    /// `hgnc`: `HGNC:1097`.
    pub hgnc: Spanned<String>,
    /// `ncbi_gene`, optional: the number of NCBI Gene.
    pub ncbi_gene: Option<Spanned<u32>>,
    /// `ensembl`, optional: `ENSG…`, without a version.
    pub ensembl: Option<Spanned<String>>,
    /// `aliases`, optional: former and other symbols.
    pub aliases: Vec<Spanned<String>>,
    /// `role`: what the gene does in tumours.
    pub role: Spanned<GeneRole>,
    /// `transcript`, optional: with its version. Protein, codon and exon numbers of this gene are counted on it. Left out, the
    /// gene has no model and only exact genomic alleles of it can match.
    pub transcript: Option<Spanned<String>>,
    /// `kinase_domain`, optional: `UniProt:Q9UM73 1116-1392 of 1620`. Claims about fusions of the gene need it kept.
    pub kinase_domain: Option<Spanned<String>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
}
