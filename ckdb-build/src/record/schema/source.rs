//! A source of facts: `sources/civic.toml`.

use super::Header;
use crate::record::Spanned;

/// One source: who publishes it, under which licence, which release we used, how to cite it.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceRecord {
    /// Identity, place, layer.
    pub header: Header,
    /// `name`: as the source calls itself.
    pub name: Spanned<String>,
    /// `publisher`: who stands behind it.
    pub publisher: Spanned<String>,
    /// `licence`: an SPDX identifier, or `LicenseRef-…`.
    pub licence: Spanned<String>,
    /// `licence_url`, optional: where the licence is written.
    pub licence_url: Option<Spanned<String>>,
    /// `release`: the release or the day we used; a day is written `2024-08-01`.
    pub release: Spanned<String>,
    /// `homepage`, optional.
    pub homepage: Option<Spanned<String>>,
    /// `citation`, optional: the paper to cite.
    pub citation: Option<Spanned<String>>,
    /// `redistributable`: false means its facts are never in the knowledge that ships, only in layers over it.
    pub redistributable: Spanned<bool>,
}
