//! A source: where records come from, under which licence, of which release, and how to cite it.

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
pub struct Source {
    /// File name of its record, its identity: `civic`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who publishes it.
    pub publisher: String,
    /// SPDX expression, or `LicenseRef-…`.
    pub licence: String,
    /// Where the licence is written, or empty.
    pub licence_url: String,
    /// The release the records were taken from.
    pub release: String,
    /// Its page, or empty.
    pub homepage: String,
    /// How to cite it, or empty.
    pub citation: String,
    /// May its records be passed on? If not, they live in overlays only.
    pub redistributable: bool,
}
