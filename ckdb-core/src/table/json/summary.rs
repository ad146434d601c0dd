//! The last line: by what all others were made, and what they leave out.

use super::claim::Disease;
use crate::knowledge::view;
use crate::table::TableError;
use crate::table::rows::Rows;
use serde::Serialize;

/// The last line.
#[derive(Serialize)]
pub(super) struct Summary<'r, C> {
    r#type: &'static str,
    index: Index,
    /// Level schemes in use, each with the version of its table: `jp-2.1@1`.
    schemes: Vec<String>,
    assembly: &'static str,
    /// The patient's disease; `null` when not given, and then there are no levels.
    disease: Option<Disease<'r>>,
    /// The least level asked for.
    min_level: Option<&'r str>,
    /// Genes that knowledge speaks of and this assembly has no model of: matched by exact alleles only.
    no_model: Vec<&'r str>,
    sources: Vec<Source<'r>>,
    counts: &'r C,
    warnings: &'r [String],
}

#[derive(Serialize)]
struct Index {
    content_id: String,
    release: String,
    built_by: String,
}

/// A source whose records the index holds.
#[derive(Serialize)]
struct Source<'r> {
    id: &'r str,
    name: &'r str,
    release: &'r str,
    licence: &'r str,
    citation: &'r str,
}

impl<'r, C: Serialize> Summary<'r, C> {
    pub(super) fn new(rows: &'r Rows<'_, '_>, counts: &'r C, warnings: &'r [String]) -> Result<Self, TableError> {
        let annotator = rows.annotator();
        let records = annotator.records();
        let release = annotator.knowledge().release()?;
        let source = |source: view::Source<'r>| Source {
            id: source.id(),
            name: source.name(),
            release: source.release(),
            licence: source.licence(),
            citation: source.citation(),
        };
        Ok(Self {
            r#type: "summary",
            index: Index {
                content_id: annotator.knowledge().content_id().to_string(),
                release: release.name,
                built_by: release.built_by,
            },
            schemes: annotator.scheme_names().collect(),
            assembly: annotator.assembly().as_str(),
            disease: annotator.patient().disease().and_then(|disease| Disease::new(records, disease)),
            min_level: rows.options().min_level.as_ref().map(|least| least.as_str()),
            no_model: rows.no_model(),
            sources: records.sources().map(source).collect(),
            counts,
            warnings,
        })
    }
}
