//! A disease and its place among diseases.

use super::id::{DiseaseId, SourceId};
use super::vocabulary::vocabulary;

vocabulary! {
    /// Solid and haematological cancers are never matched by each other's claims.
    Lineage, "lineage", {
        /// A solid tumour.
        Solid = "solid",
        /// Of blood, marrow or lymph.
        Haematological = "haematological",
        /// Above both.
        Any = "any",
    }
}

/// A disease.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Disease {
    /// File name of its record, its identity: `lung-adenocarcinoma`.
    pub id: String,
    /// English name.
    pub name: String,
    /// Japanese name, or empty.
    pub name_ja: String,
    /// Disease Ontology id, `DOID:3910`, or empty.
    pub doid: String,
    /// NCI Thesaurus code, `NCIt:C3512`, or empty.
    pub ncit: String,
    /// OncoTree codes.
    pub oncotree: Vec<String>,
    /// What it is a kind of.
    pub parents: Vec<DiseaseId>,
    /// Solid or haematological.
    pub lineage: Lineage,
    /// Other names.
    pub aliases: Vec<String>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there.
    pub source_record: String,
}
