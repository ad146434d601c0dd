//! A therapy and its names.

use super::approval::Jurisdiction;
use super::id::{GeneId, SourceId};

/// A brand name.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Brand {
    /// The name.
    pub name: String,
    /// Where it is sold under that name.
    pub jurisdiction: Jurisdiction,
}

/// A drug.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Therapy {
    /// File name of its record, its identity: `osimertinib`.
    pub id: String,
    /// English generic name.
    pub name: String,
    /// Japanese generic name (一般名), or empty.
    pub name_ja: String,
    /// Other names and codes used in development.
    pub aliases: Vec<String>,
    /// Brand names.
    pub brands: Vec<Brand>,
    /// NCI Thesaurus code, `NCIt:C116377`, or empty.
    pub ncit: String,
    /// Class of drug, or empty.
    pub class: String,
    /// Genes whose products it acts on, as far as we carry them.
    pub targets: Vec<GeneId>,
    /// Where the record came from.
    pub source: SourceId,
    /// Its name there.
    pub source_record: String,
}
