//! The layers that are open, in a fixed order.

use super::about::Population;
use super::column::Value;
use super::error::FrequencyError;
use super::group::Group;
use super::layer::{Frequency, Layer};
use crate::genome::Assembly;
use crate::index::IndexFile;
use crate::normalize::NormalizedAllele;
use std::sync::{Arc, OnceLock};

/// From which frequency on an allele is called common. 1 % in any population is what the ClinGen, CGC and VICC standard takes as strong
/// evidence against oncogenicity (SBS1; Horak 2022, doi:10.1016/j.gim.2022.01.001).
pub const COMMON: f64 = 0.01;

/// All layers of one assembly that are asked. Cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Layers {
    layers: Vec<Arc<Layer>>,
    common: f64,
    damage: Arc<OnceLock<FrequencyError>>,
}

impl Default for Layers {
    fn default() -> Self {
        Self { layers: Vec::new(), common: COMMON, damage: Arc::default() }
    }
}

/// An allele in one layer.
#[derive(Clone, Debug)]
pub struct InLayer<'l> {
    /// The layer.
    pub layer: &'l Layer,
    /// Does it have the allele? That it does not proves nothing.
    pub is_there: bool,
    /// Its populations that the layer states something of.
    pub populations: Vec<(&'l Population, Frequency)>,
    /// Its fields beside those of populations.
    pub fields: Vec<(&'l str, Value<'l>)>,
}

/// A frequency, and whose it is.
pub type Told<'l> = (&'l Layer, &'l Population, Frequency);

/// What all layers say of an allele.
#[derive(Clone, Debug, Default)]
pub struct Seen<'l> {
    /// Each layer, in their order.
    pub layers: Vec<InLayer<'l>>,
    /// Populations in which it is common.
    pub common: Vec<Told<'l>>,
}

impl<'l> Seen<'l> {
    /// The frequency to show for a group: of the first layer that states one.
    #[must_use]
    pub fn shown(&self, group: Group) -> Option<Told<'l>> {
        self.told().find(|(_, population, frequency)| population.group == group && frequency.fraction().is_some())
    }

    /// Every frequency, in the order of layers and their populations.
    pub fn told(&self) -> impl Iterator<Item = Told<'l>> {
        self.layers
            .iter()
            .flat_map(|one| one.populations.iter().map(|(population, frequency)| (one.layer, *population, *frequency)))
    }
}

impl Layers {
    /// No layers; an allele is common from this frequency on, between 0 and 1.
    #[must_use]
    pub fn with_common(common: f64) -> Self {
        Self { common, ..Self::default() }
    }

    /// Adds the layers of a file that are on `assembly`, and says how many those are. Layers are asked in the order they were added.
    ///
    /// # Errors
    /// A layer is damaged or not what it should be; one of this name is there already.
    pub fn add(&mut self, file: &IndexFile, assembly: Assembly) -> Result<usize, FrequencyError> {
        let before = self.layers.len();
        for layer in Layer::all_in(file)?.into_iter().filter(|layer| layer.assembly() == assembly) {
            let name = &layer.about().name;
            if self.layers.iter().any(|known| known.about().name.eq_ignore_ascii_case(name)) {
                return Err(FrequencyError::TwoOfOneName { name: name.clone(), assembly });
            }
            self.layers.push(Arc::new(layer));
        }
        Ok(self.layers.len() - before)
    }

    /// Adds the layers of a file that was named for its layers: it must have one on `assembly`.
    ///
    /// # Errors
    /// As for [`Layers::add`]; the file has no layer, or none on this assembly.
    pub fn overlay(&mut self, file: &IndexFile, assembly: Assembly) -> Result<(), FrequencyError> {
        if self.add(file, assembly)? > 0 {
            return Ok(());
        }
        Err(match Layer::all_in(file)?.first() {
            Some(layer) => {
                FrequencyError::OtherAssembly { name: layer.about().name.clone(), expected: assembly, found: layer.assembly() }
            }
            None => FrequencyError::NoLayer {
                path: file.path().map_or_else(|| "the file".to_owned(), |path| path.display().to_string()),
            },
        })
    }

    /// No layer is open.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.layers.is_empty()
    }

    /// The layers, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Layer> {
        self.layers.iter().map(AsRef::as_ref)
    }

    /// From which frequency on an allele is called common.
    #[must_use]
    pub const fn common_from(&self) -> f64 {
        self.common
    }

    /// What all layers say of an allele. Where a layer is damaged it says nothing, and [`Layers::sound`] fails from then on.
    #[must_use]
    pub fn seen(&self, allele: &NormalizedAllele) -> Seen<'_> {
        let asked: Result<Vec<InLayer<'_>>, FrequencyError> = self.iter().map(|layer| in_layer(layer, allele)).collect();
        let layers = match asked {
            Ok(layers) => layers,
            Err(error) => {
                self.damage.get_or_init(|| error);
                return Seen::default();
            }
        };
        let seen = Seen { layers, common: Vec::new() };
        let is_common = |told: &Told<'_>| told.2.fraction().is_some_and(|fraction| fraction >= self.common);
        let common = seen.told().filter(is_common).collect();
        Seen { common, ..seen }
    }

    /// Was everything sound that was read so far? To be asked before what was written counts.
    ///
    /// # Errors
    /// The first damage that was met.
    pub fn sound(&self) -> Result<(), FrequencyError> {
        self.damage.get().map_or(Ok(()), |error| Err(error.clone()))
    }
}

fn in_layer<'l>(layer: &'l Layer, allele: &NormalizedAllele) -> Result<InLayer<'l>, FrequencyError> {
    let Some(row) = layer.find_normalized(allele)? else {
        return Ok(InLayer { layer, is_there: false, populations: Vec::new(), fields: Vec::new() });
    };
    let mut populations = Vec::new();
    for population in &layer.about().populations {
        let frequency = layer.frequency(row, population)?;
        if !frequency.is_empty() {
            populations.push((population, frequency));
        }
    }
    Ok(InLayer { layer, is_there: true, populations, fields: layer.fields(row)? })
}
