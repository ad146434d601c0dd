//! A gene: what carries variants.

use super::id::SourceId;
use super::vocabulary::vocabulary;

vocabulary! {
    /// What a gene does in cancer, as far as a claim such as "truncating changes in an oncogene" must know it.
    GeneRole, "gene role", {
        /// Acts when activated.
        Oncogene = "oncogene",
        /// Acts when lost.
        TumourSuppressor = "tumour-suppressor",
        /// Acts either way, by context.
        Both = "both",
        /// Not said.
        Unknown = "unknown",
    }
}

/// The kinase domain of a protein: what a fusion must keep to act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct KinaseDomain {
    /// Its first residue, from 1.
    pub first: u32,
    /// Its last residue.
    pub last: u32,
    /// Residues of the protein it is counted on.
    pub of: u32,
}

/// A gene.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Gene {
    /// HGNC symbol; the identity of the record.
    pub symbol: String,
    /// HGNC name.
    pub name: String,
    /// `HGNC:1097`, or empty for a gene that came with the gene models only.
    pub hgnc: String,
    /// NCBI Gene number; 0 when not known.
    pub ncbi_gene: u32,
    /// Ensembl gene, without version, or empty.
    pub ensembl: String,
    /// Other symbols.
    pub aliases: Vec<String>,
    /// What it does in cancer.
    pub role: GeneRole,
    /// The transcript, with version, on which claims about this gene are numbered; empty when the gene has no model.
    pub transcript: String,
    /// Where its kinase domain lies, for claims about fusions that must keep it.
    pub kinase: Option<KinaseDomain>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there.
    pub source_record: String,
}
