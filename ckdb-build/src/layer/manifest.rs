//! A layer described by a file of its own: which inputs, which fields, whose licence.

use super::error::LayerError;
use super::spec::{LayerSpec, NamedPopulation};
use ckdb_core::frequency::{Group, Kind};
use ckdb_core::genome::Assembly;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A manifest as it is written. Paths are relative to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    #[serde(default = "frequency")]
    kind: Kind,
    assembly: Option<String>,
    #[serde(default)]
    release: String,
    #[serde(default)]
    licence: String,
    #[serde(default)]
    citation: String,
    files: Vec<PathBuf>,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    population: Vec<PopulationEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PopulationEntry {
    #[serde(default)]
    name: String,
    group: Option<Group>,
    count: Option<String>,
    total: Option<String>,
    frequency: Option<String>,
}

fn frequency() -> Kind {
    Kind::Frequency
}

impl Manifest {
    pub(super) fn read(path: &Path) -> Result<Self, LayerError> {
        let failed = |problem: String| LayerError::Manifest { path: path.to_owned(), problem };
        let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
        let manifest: Self = toml::from_str(&text).map_err(|error| failed(error.to_string()))?;
        if manifest.files.is_empty() {
            return Err(failed("`files` names no input".to_owned()));
        }
        if let Some(assembly) = &manifest.assembly {
            assembly.parse::<Assembly>().map_err(|error| failed(error.to_string()))?;
        }
        if manifest.kind == Kind::Fields && manifest.fields.is_empty() {
            return Err(failed("`fields` names no field to join".to_owned()));
        }
        Ok(manifest)
    }

    pub(super) fn spec(self, name: &str, assembly: Option<Assembly>, path: &Path) -> LayerSpec {
        let folder = path.parent().unwrap_or(Path::new(""));
        let population = |entry: PopulationEntry| NamedPopulation {
            group: entry.group.unwrap_or_else(|| Group::of_names(name, &entry.name)),
            name: entry.name,
            fields: [entry.count, entry.total, entry.frequency],
        };
        LayerSpec {
            name: name.to_owned(),
            kind: self.kind,
            // The manifest was read: its assembly parses.
            assembly: assembly.or_else(|| self.assembly.and_then(|assembly| assembly.parse().ok())),
            files: self.files.iter().map(|file| folder.join(file)).collect(),
            fields: self.fields,
            populations: self.population.into_iter().map(population).collect(),
            release: self.release,
            licence: self.licence,
            citation: self.citation,
        }
    }
}
