//! What claims are made of: genes, diseases, therapies and sources of all layers, each once, by identity.
//!
//! The first layer that has a row keeps it; a further layer adds names to it and nothing else. A source is another matter: two
//! releases of one source, or one name with two licences, stay two rows, because each record answers for its own licence.

use super::Part;
use crate::model::{Disease, DiseaseId, Gene, GeneId, OncotreeCode, Source, SourceId, Therapy, TherapyId};
use std::collections::BTreeMap;

/// Rows of all layers, sorted by identity, and where each layer's rows are now.
pub(super) struct Joint<T> {
    pub(super) rows: Vec<T>,
    /// By layer, by the row's number there. None: not shown.
    places: Vec<Vec<Option<u32>>>,
}

impl<T> Joint<T> {
    /// Where a row of a layer is now.
    pub(super) fn place(&self, layer: usize, row: usize) -> Option<u32> {
        *self.places.get(layer)?.get(row)?
    }
}

/// The joined vocabulary.
pub(super) struct Vocabulary {
    pub(super) genes: Joint<Gene>,
    pub(super) diseases: Joint<Disease>,
    pub(super) therapies: Joint<Therapy>,
    pub(super) sources: Joint<Source>,
    /// What each joined source is called in its own layer.
    pub(super) family: Vec<String>,
}

/// Joins the rows of one kind. `shown` says which rows of a layer may be; a row that may not is found all the same when an
/// earlier or later layer brings it from a source that may.
fn join<T: Clone>(
    layers: &[Part],
    rows: impl Fn(&Part) -> &[T],
    id: impl Fn(&T) -> &str,
    shown: impl Fn(&Part, usize) -> bool,
    unite: impl Fn(&mut T, &T),
) -> Joint<(usize, T)> {
    let mut all: BTreeMap<String, (usize, T)> = BTreeMap::new();
    for (number, layer) in layers.iter().enumerate() {
        for (_, value) in rows(layer).iter().enumerate().filter(|(row, _)| shown(layer, *row)) {
            match all.get_mut(id(value)) {
                Some((_, known)) => unite(known, value),
                None => drop(all.insert(id(value).to_owned(), (number, value.clone()))),
            }
        }
    }
    let numbers: BTreeMap<&str, u32> = all.keys().map(String::as_str).zip(0..).collect();
    let places = layers.iter().map(|layer| rows(layer).iter().map(|value| numbers.get(id(value)).copied()).collect()).collect();
    Joint { rows: all.into_values().collect(), places }
}

/// Adds names to a list, each once, but for the row's own.
fn add_names<'n>(aliases: &mut Vec<String>, own: &str, names: impl Iterator<Item = &'n String>) {
    for name in names {
        if !name.is_empty() && name != own && !aliases.contains(name) {
            aliases.push(name.clone());
        }
    }
}

impl Vocabulary {
    pub(super) fn of(layers: &[Part]) -> Self {
        let (sources, family) = sources(layers);
        let genes = join(
            layers,
            |layer| &layer.tables.genes,
            |gene| &gene.symbol,
            |layer, row| layer.kept.gene(row),
            |known, more| add_names(&mut known.aliases, &known.symbol, more.aliases.iter()),
        );
        let genes = genes.map(|layer, gene: Gene| Gene { source: source(&sources, layer, gene.source), ..gene });
        let therapies = join(
            layers,
            |layer| &layer.tables.therapies,
            |therapy| &therapy.id,
            |layer, row| layer.kept.therapy(row),
            |known, more| add_names(&mut known.aliases, &known.name, more.aliases.iter()),
        );
        let therapies = therapies.map(|layer, therapy: Therapy| Therapy {
            targets: therapy.targets.iter().filter_map(|gene| genes.place(layer, gene.index()).map(GeneId::new)).collect(),
            source: source(&sources, layer, therapy.source),
            ..therapy
        });
        let diseases = join(
            layers,
            |layer| &layer.tables.diseases,
            |disease| &disease.id,
            |layer, row| layer.kept.disease(row),
            |known, more| add_names(&mut known.aliases, &known.name, more.aliases.iter()),
        );
        let places = diseases.places.clone();
        let place = |layer: usize, row: usize| places.get(layer).and_then(|places| *places.get(row)?).map(DiseaseId::new);
        let diseases = diseases.map(|layer, disease: Disease| Disease {
            parents: disease.parents.iter().filter_map(|parent| place(layer, parent.index())).collect(),
            source: source(&sources, layer, disease.source),
            ..disease
        });
        Self { genes, diseases, therapies, sources, family }
    }

    pub(super) fn gene(&self, layer: usize, id: GeneId) -> Option<GeneId> {
        self.genes.place(layer, id.index()).map(GeneId::new)
    }

    pub(super) fn disease(&self, layer: usize, id: DiseaseId) -> Option<DiseaseId> {
        self.diseases.place(layer, id.index()).map(DiseaseId::new)
    }

    /// Diseases that are left out of a claim. One that is not shown cannot be left out: the claim is then not told rightly.
    pub(super) fn all_diseases(&self, layer: usize, ids: &[DiseaseId]) -> Option<Vec<DiseaseId>> {
        ids.iter().map(|id| self.disease(layer, *id)).collect()
    }

    pub(super) fn all_therapies(&self, layer: usize, ids: &[TherapyId]) -> Option<Vec<TherapyId>> {
        ids.iter().map(|id| self.therapies.place(layer, id.index()).map(TherapyId::new)).collect()
    }

    pub(super) fn source(&self, layer: usize, id: SourceId) -> SourceId {
        source(&self.sources, layer, id)
    }

    /// Is it one source, whatever its release?
    pub(super) fn one_family(&self, a: SourceId, b: SourceId) -> bool {
        match (self.family.get(a.index()), self.family.get(b.index())) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        }
    }

    /// The codes of OncoTree: those of the first layer that has any. Two releases side by side would give codes two meanings.
    pub(super) fn oncotree(&self, layers: &[Part]) -> Vec<OncotreeCode> {
        let with_codes = layers.iter().enumerate().find(|(_, layer)| !layer.tables.oncotree.is_empty());
        let Some((number, layer)) = with_codes else { return Vec::new() };
        let codes = layer.tables.oncotree.iter();
        codes.filter_map(|code| Some(OncotreeCode { disease: self.disease(number, code.disease)?, ..code.clone() })).collect()
    }
}

impl<T> Joint<(usize, T)> {
    fn map<U>(self, mut row: impl FnMut(usize, T) -> U) -> Joint<U> {
        Joint { rows: self.rows.into_iter().map(|(layer, value)| row(layer, value)).collect(), places: self.places }
    }
}

/// The source of a row that is shown; it is always listed.
fn source(sources: &Joint<Source>, layer: usize, id: SourceId) -> SourceId {
    SourceId::new(sources.place(layer, id.index()).unwrap_or(0))
}

/// Sources, equal ones once. One that shares only its identity with another gets a name of its own.
fn sources(layers: &[Part]) -> (Joint<Source>, Vec<String>) {
    let mut all: BTreeMap<String, (Source, String)> = BTreeMap::new();
    let mut names: Vec<Vec<String>> = Vec::new();
    for layer in layers {
        let mut of_layer = Vec::with_capacity(layer.tables.sources.len());
        for (row, source) in layer.tables.sources.iter().enumerate() {
            let id = match all.get(&source.id) {
                Some((known, _)) if known != source => layer.own_name(&source.id),
                _ => source.id.clone(),
            };
            if layer.kept.lists_source(row) {
                all.entry(id.clone()).or_insert_with(|| (Source { id: id.clone(), ..source.clone() }, source.id.clone()));
            }
            of_layer.push(id);
        }
        names.push(of_layer);
    }
    let numbers: BTreeMap<&str, u32> = all.keys().map(String::as_str).zip(0..).collect();
    let places = names.iter().map(|names| names.iter().map(|name| numbers.get(name.as_str()).copied()).collect()).collect();
    let (rows, family) = all.into_values().unzip();
    (Joint { rows, places }, family)
}
