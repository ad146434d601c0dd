//! A layer described by a file of its own: which inputs, which fields, whose licence.

use super::error::LayerError;
use ckdb_core::frequency::{Group, Kind};
use ckdb_core::genome::Assembly;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A manifest as it is written. Paths are relative to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    #[serde(default = "frequency")]
    pub(super) kind: Kind,
    pub(super) assembly: Option<String>,
    #[serde(default)]
    pub(super) release: String,
    #[serde(default)]
    pub(super) licence: String,
    #[serde(default)]
    pub(super) citation: String,
    pub(super) files: Vec<PathBuf>,
    #[serde(default)]
    pub(super) fields: Vec<String>,
    #[serde(default)]
    pub(super) population: Vec<PopulationEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PopulationEntry {
    #[serde(default)]
    pub(super) name: String,
    pub(super) group: Option<Group>,
    pub(super) count: Option<String>,
    pub(super) total: Option<String>,
    pub(super) frequency: Option<String>,
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
}
