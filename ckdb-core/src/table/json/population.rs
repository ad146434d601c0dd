//! What layers say of an allele.

use crate::annotate::{Annotation, Annotator};
use crate::frequency::{self, Frequency, Group, Layer, Population, Told, Value};
use serde::{Serialize, Serializer};

/// Frequencies and joined fields of one allele.
#[derive(Serialize)]
pub(super) struct Populations<'l> {
    /// Side by side: of the first layer that states one.
    jp: Option<Line<'l>>,
    eas: Option<Line<'l>>,
    global: Option<Line<'l>>,
    /// Populations in which it is common; a flag, nothing is left out for it.
    common_in: Vec<Line<'l>>,
    /// Each layer that was asked.
    layers: Vec<InLayer<'l>>,
}

/// An allele in one layer.
#[derive(Serialize)]
struct InLayer<'l> {
    layer: &'l str,
    /// `false`: the layer does not have it, which proves nothing.
    found: bool,
    populations: Vec<Line<'l>>,
    #[serde(serialize_with = "as_object")]
    fields: Vec<(&'l str, Value<'l>)>,
}

/// A frequency in one population.
#[derive(Serialize)]
struct Line<'l> {
    layer: &'l str,
    /// `null`: everybody of the layer.
    population: Option<&'l str>,
    group: &'static str,
    ac: Option<u64>,
    an: Option<u64>,
    af: Option<f64>,
}

impl<'l> Line<'l> {
    fn new((layer, population, frequency): (&'l Layer, &'l Population, Frequency)) -> Self {
        Self {
            layer: &layer.about().name,
            population: Some(population.name.as_str()).filter(|name| !name.is_empty()),
            group: population.group.as_str(),
            ac: frequency.count,
            an: frequency.total,
            af: frequency.fraction(),
        }
    }
}

impl<'l> Populations<'l> {
    /// `None` when no layer is open, or the allele has no letters.
    pub(super) fn new(annotator: &'l Annotator<'_>, annotation: &Annotation<'_>) -> Option<Self> {
        let seen = annotator.seen(annotation)?;
        let shown = |group| seen.shown(group).map(Line::new);
        let in_layer = |one: &frequency::InLayer<'l>| InLayer {
            layer: &one.layer.about().name,
            found: one.is_there,
            populations: one.populations.iter().map(|(population, found)| Line::new((one.layer, *population, *found))).collect(),
            fields: one.fields.clone(),
        };
        Some(Self {
            jp: shown(Group::Jp),
            eas: shown(Group::Eas),
            global: shown(Group::Global),
            common_in: seen.common.iter().map(|told: &Told<'l>| Line::new(*told)).collect(),
            layers: seen.layers.iter().map(in_layer).collect(),
        })
    }
}

/// Fields as one object, in the order of the layer.
fn as_object<S: Serializer>(fields: &[(&str, Value<'_>)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(fields.iter().map(|(field, value)| (field, value)))
}

/// A layer in the summary.
#[derive(Serialize)]
pub(super) struct LayerLine<'l> {
    name: &'l str,
    kind: &'static str,
    release: &'l str,
    licence: &'l str,
    citation: &'l str,
    alleles: u32,
    content_id: String,
}

impl<'l> LayerLine<'l> {
    pub(super) fn new(layer: &'l Layer) -> Self {
        let about = layer.about();
        Self {
            name: &about.name,
            kind: about.kind.as_str(),
            release: &about.release,
            licence: &about.licence,
            citation: &about.citation,
            alleles: about.alleles,
            content_id: layer.file().to_string(),
        }
    }
}
