//! The layers that are open, in a fixed order.

use super::about::{Kind, Population};
use super::error::FrequencyError;
use super::group::Group;
use super::layer::{Frequency, Layer, Row};
use crate::genome::Assembly;
use crate::index::IndexFile;
use crate::normalize::NormalizedAllele;
use std::sync::Arc;

/// From which frequency on an allele is called common. 1 % in any population is what the ClinGen, CGC and VICC standard takes as strong
/// evidence against oncogenicity (SBS1; Horak 2022, doi:10.1016/j.gim.2022.01.001).
pub const COMMON: f64 = 0.01;

/// All layers of one assembly that are asked. Cheap to clone, shared between threads.
#[derive(Clone, Debug)]
pub struct Layers {
    layers: Vec<Arc<Layer>>,
    common: f64,
}

impl Default for Layers {
    fn default() -> Self {
        Self { layers: Vec::new(), common: COMMON }
    }
}

/// An allele in one layer.
#[derive(Clone, Copy, Debug)]
pub struct Found<'l> {
    /// The layer.
    pub layer: &'l Layer,
    /// The allele's row; `None` when the layer does not have it, which proves nothing.
    pub row: Option<Row>,
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
            None => {
                FrequencyError::NoLayer { path: file.path().map_or_else(|| "the file".to_owned(), |path| path.display().to_string()) }
            }
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

    /// The allele in each layer.
    ///
    /// # Errors
    /// A layer is damaged where it was looked at; so for all methods here.
    pub fn find(&self, allele: &NormalizedAllele) -> Result<Vec<Found<'_>>, FrequencyError> {
        self.iter().map(|layer| Ok(Found { layer, row: layer.find_normalized(allele)? })).collect()
    }

    /// The first layer that states a frequency in a population of this group, with that population.
    pub fn shown<'l>(&self, found: &[Found<'l>], group: Group) -> Result<Option<(&'l Layer, &'l Population, Frequency)>, FrequencyError> {
        for one in each_population(found).filter(|one| one.1.group == group) {
            let (layer, population, row) = one;
            let frequency = layer.frequency(row, population)?;
            if frequency.fraction().is_some() {
                return Ok(Some((layer, population, frequency)));
            }
        }
        Ok(None)
    }

    /// Populations in which the allele is common, in the order of layers.
    pub fn common_in<'l>(&self, found: &[Found<'l>]) -> Result<Vec<(&'l Layer, &'l Population, Frequency)>, FrequencyError> {
        let mut common = Vec::new();
        for (layer, population, row) in each_population(found) {
            let frequency = layer.frequency(row, population)?;
            if frequency.fraction().is_some_and(|fraction| fraction >= self.common) {
                common.push((layer, population, frequency));
            }
        }
        Ok(common)
    }
}

/// The populations of every layer that has the allele.
fn each_population<'l>(found: &[Found<'l>]) -> impl Iterator<Item = (&'l Layer, &'l Population, Row)> {
    let has = |one: &Found<'l>| one.row.filter(|_| one.layer.about().kind == Kind::Frequency).map(|row| (one.layer, row));
    found.iter().filter_map(has).flat_map(|(layer, row)| layer.about().populations.iter().map(move |one| (layer, one, row)))
}
