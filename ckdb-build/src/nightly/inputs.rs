//! Where the sources of a night lie, and that each is what the manifest says.
//!
//! A source that is not there must not look like a source that has nothing to say: unless the manifest calls it optional, the
//! night ends before anything is built.

use super::{NightError, Plan};
use crate::import::ledger::Ledger;
use crate::manifest::{Manifest, Source};
use crate::pipeline::sources::{self, SourceInput};
use std::path::PathBuf;

/// The sources to import, and the optional ones that are not there. What is given by hand stands in for the manifest's source
/// of that name; other names come on top.
pub(super) fn inputs(plan: &Plan) -> Result<(Vec<SourceInput>, Vec<String>), NightError> {
    let (mut inputs, mut missing) = (plan.given.clone(), Vec::new());
    for source in &plan.manifest.sources {
        if !sources::names().any(|name| name == source.name) {
            let (manifest, name) = (plan.manifest.path.clone(), source.name.clone());
            return Err(NightError::NoImporter { manifest, name, known: sources::names().collect() });
        }
        if plan.given.iter().any(|given| given.name == source.name) {
            continue;
        }
        match place(plan, source) {
            Ok(path) => inputs.push(SourceInput { name: source.name.clone(), path }),
            Err(_) if source.optional => missing.push(source.name.clone()),
            Err(error) => return Err(error),
        }
    }
    if let Some(input) = inputs.iter().find(|input| !input.path.exists()) {
        return Err(NightError::NoSource { name: input.name.clone(), path: input.path.clone() });
    }
    Ok((inputs, missing))
}

/// The folder of a source, or its one file, with every file that the manifest names: half a source is no source.
fn place(plan: &Plan, source: &Source) -> Result<PathBuf, NightError> {
    let name = source.name.clone();
    let Some(folder) = &plan.sources else { return Err(NightError::NoFolder { name }) };
    let folder = folder.join(&source.name);
    let all = std::iter::once(folder.clone()).chain(source.files.iter().map(|file| folder.join(&file.name)));
    for path in all {
        if !path.exists() {
            return Err(NightError::NoSource { name, path });
        }
    }
    // A source of one file is that file: its importer reads a file as well as a folder with more beside it.
    Ok(match source.files.as_slice() {
        [only] => folder.join(&only.name),
        _ => folder,
    })
}

/// Is the licence of each source the one under which the manifest takes it?
pub(super) fn licences(manifest: &Manifest, ledgers: &[Ledger]) -> Result<(), NightError> {
    for ledger in ledgers {
        let said = manifest.sources.iter().find(|source| source.name == ledger.importer).map(|source| &source.licence);
        if let Some(said) = said.filter(|said| !ledger.licence.is_empty() && **said != ledger.licence) {
            return Err(NightError::Licence {
                manifest: manifest.path.clone(),
                name: ledger.importer.clone(),
                said: said.clone(),
                known: ledger.licence.clone(),
            });
        }
    }
    Ok(())
}
