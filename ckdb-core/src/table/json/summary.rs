//! The last line: by what all others were made, and what they leave out.

use super::case::Case;
use super::claim::Disease;
use crate::annotate::CaseReport;
use crate::knowledge::view;
use crate::table::TableError;
use crate::table::rows::Rows;
use serde::Serialize;

/// The last line.
#[derive(Serialize)]
pub(super) struct Summary<'s, 'r, C> {
    r#type: &'static str,
    index: Index,
    /// Level schemes in use, each with the version of its table: `jp-2.1@1`.
    schemes: Vec<String>,
    assembly: &'static str,
    /// The patient's disease; `null` when not given, and then there are no levels.
    disease: Option<Disease<'r>>,
    /// The disease as it was named.
    disease_given: Option<&'s str>,
    /// What is to be known of the OncoTree code it was named by: gone, or of another meaning before.
    disease_note: Option<&'r str>,
    /// Releases of the ontologies whose codes are read.
    ontology: Ontology<'r>,
    /// The least level asked for.
    min_level: Option<&'s str>,
    /// Genes that knowledge speaks of and this assembly has no model of: matched by exact alleles only.
    no_model: Vec<&'r str>,
    #[serde(flatten)]
    case: Case<'r>,
    sources: Vec<Source<'r>>,
    /// Layers of frequencies and fields that were asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<super::population::LayerLine<'s>>,
    counts: &'s C,
    warnings: &'s [String],
}

#[derive(Serialize)]
struct Ontology<'r> {
    oncotree: Option<&'r str>,
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

impl<'s, 'r, C: Serialize> Summary<'s, 'r, C> {
    pub(super) fn new(
        rows: &'s Rows<'_, 'r>,
        report: &CaseReport<'r>,
        counts: &'s C,
        warnings: &'s [String],
    ) -> Result<Self, TableError> {
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
            disease_given: annotator.disease_given(),
            disease_note: annotator.disease_note(),
            ontology: Ontology { oncotree: records.oncotree_release() },
            min_level: rows.options().min_level.as_ref().map(|least| least.as_str()),
            no_model: rows.no_model(),
            case: Case::new(annotator, report),
            sources: records.sources().map(source).collect(),
            layers: annotator.open_layers().iter().map(super::population::LayerLine::new).collect(),
            counts,
            warnings,
        })
    }
}
