//! Diseases and therapies: our identities and the codes other people use for the same things.

use ckdb_core::model::{Jurisdiction, Lineage};

use super::{Header, Provenance};
use crate::record::Spanned;

/// One disease: `diseases/lung-adenocarcinoma.toml`. The file is named by the lower-case name with dashes.
///
/// `cancer` is the root of the tree and stands for claims about any tumour. `solid-tumour` and `haematological-cancer` are below
/// it, and one is never matched by the other.
#[derive(Debug, Clone, PartialEq)]
pub struct DiseaseRecord {
    /// Identity, place, layer.
    pub header: Header,
    /// `name`: in English.
    pub name: Spanned<String>,
    /// `name_ja`, optional.
    pub name_ja: Option<Spanned<String>>,
    /// `doid`, optional: `DOID:3910`.
    pub doid: Option<Spanned<String>>,
    /// `ncit`, optional: `NCIt:C3512`.
    pub ncit: Option<Spanned<String>>,
    /// `oncotree`, optional: codes of OncoTree that mean exactly this disease.
    pub oncotree: Vec<Spanned<String>>,
    /// `parents`: the diseases directly above it; only `cancer` has none.
    pub parents: Vec<Spanned<String>>,
    /// `lineage`: solid, haematological, or any.
    pub lineage: Spanned<Lineage>,
    /// `aliases`, optional: other names.
    pub aliases: Vec<Spanned<String>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
}

/// One drug: `therapies/osimertinib.toml`. A combination is not a therapy but a list of them.
#[derive(Debug, Clone, PartialEq)]
pub struct TherapyRecord {
    /// Identity, place, layer.
    pub header: Header,
    /// `name`: the generic name in English.
    pub name: Spanned<String>,
    /// `name_ja`, optional: 一般名.
    pub name_ja: Option<Spanned<String>>,
    /// `aliases`, optional: research codes, former names, names of salts.
    pub aliases: Vec<Spanned<String>>,
    /// `brands`, optional: names on the box, each with its market.
    pub brands: Vec<BrandRecord>,
    /// `ncit`, optional: `NCIt:C116377`.
    pub ncit: Option<Spanned<String>>,
    /// `class`, optional: what sort of drug, in a few words.
    pub class: Option<Spanned<String>>,
    /// `targets`, optional: symbols of genes in `genes/` whose product it acts on.
    pub targets: Vec<Spanned<String>>,
    /// `source` and `source_record`.
    pub provenance: Provenance,
}

/// The name of a drug on one market.
#[derive(Debug, Clone, PartialEq)]
pub struct BrandRecord {
    /// `name`: as printed on the box.
    pub name: Spanned<String>,
    /// `jurisdiction`: the market.
    pub jurisdiction: Spanned<Jurisdiction>,
}
