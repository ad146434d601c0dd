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

/// One code of OncoTree, of any release we hold, and the disease it is read as.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct OncotreeCode {
    /// The code: `LUAD`.
    pub code: String,
    /// OncoTree's name of it, in the last release that has it.
    pub name: String,
    /// The disease it is read as.
    pub disease: DiseaseId,
    /// First release that has it, of those we hold: `2018_06_01`; empty for codes older than all of them.
    pub first_release: String,
    /// Last release that has it, of those we hold; empty for codes older than all of them.
    pub last_release: String,
    /// Why it is read as that disease, when the newest release does not have the code; empty otherwise.
    pub note: String,
}
