//! Molecular Oncology Almanac (GPL-2.0): a layer of its own, never part of what ships.
//!
//! Two shapes are read: the legacy file, an array of flat assertions, and the folder of the referenced schema, in which
//! statements point to propositions, those to biomarkers, diseases and therapies, all by number.
//!
//! | file | holds |
//! |---|---|
//! | `spans` | a JSON array cut into its elements, so that each has a place |
//! | `feature` | a feature or biomarker as a question |
//! | `legacy` | assertions |
//! | `referenced` | statements |
//!
//! The almanac's own level (`FDA-Approved`, `Guideline`, `Clinical trial`, `Clinical evidence`, `Preclinical`, `Inferential`)
//! opens the statement of each claim and is the group it is counted in; `level` gives the letter beside it.

mod feature;
mod legacy;
mod referenced;
mod spans;

use super::gathered::SourceFacts;
use super::imported::{Imported, SourceError};
use super::profile_name::Ground;
use crate::diagnostic::Files;
use crate::models::MemoryGenome;
use crate::record::Records;
use crate::record::shape::is_date;
use ckdb_core::model::EvidenceLevel;
use std::path::Path;

/// Reads a legacy file, or the folder of a release of the referenced schema.
///
/// # Errors
/// When a file cannot be read, or the folder lacks one.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let ground = Ground::new(genomes);
    if path.is_dir() {
        return referenced::import(path, files, records, &ground, genomes);
    }
    legacy::import(path, files, records, &ground, genomes)
}

/// The source of a release; `id` is `moalmanac-` and its day.
fn facts<'a>(id: &'a str, release: &'a str) -> SourceFacts<'a> {
    SourceFacts {
        id,
        name: "Molecular Oncology Almanac",
        publisher: "Van Allen laboratory, Dana-Farber Cancer Institute",
        licence: "GPL-2.0-only",
        licence_url: "https://github.com/vanallenlab/moalmanac-db/blob/main/LICENSE",
        release,
        homepage: "https://moalmanac.org",
        citation: Some("PMID:35121878"),
        redistributable: false,
    }
}

/// The almanac's words as letters of evidence: approvals and guidelines are settled, trials and reports on patients are
/// clinical, the rest is what it says.
fn level(word: &str) -> Option<EvidenceLevel> {
    Some(match word {
        "FDA-Approved" | "Guideline" | "Approval" => EvidenceLevel::A,
        "Clinical trial" | "Clinical evidence" => EvidenceLevel::B,
        "Preclinical" => EvidenceLevel::D,
        "Inferential" => EvidenceLevel::E,
        _ => return None,
    })
}

/// The day in the name of a file or folder: `2025-12-26.molecular-oncology-almanac.json.gz`.
fn day_of(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    name.get(..10).filter(|day| is_date(day)).map(str::to_owned)
}

/// Diseases as the almanac writes them, by OncoTree's code first.
fn disease(
    gathered: &mut super::gathered::Gathered<'_>,
    code: &str,
    names: &[&str],
    place: crate::diagnostic::Place,
) -> Result<String, &'static str> {
    if let Some(known) = gathered.known.disease_of_code(code) {
        return Ok(known.to_owned());
    }
    let written = |name: &str| match name.to_lowercase().as_str() {
        "any solid tumor" => "solid tumour".to_owned(),
        _ => name.split(" (").next().unwrap_or(name).to_owned(),
    };
    let names: Vec<String> = names.iter().filter(|name| !name.trim().is_empty()).map(|name| written(name)).collect();
    let known = names.iter().find(|name| gathered.known.knows_disease(name));
    let name = known.or(names.first()).ok_or("DISEASE_NOT_STATED")?;
    gathered.known.disease(name, "", place).ok_or("DISEASE_NOT_READ")
}
