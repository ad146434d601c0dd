//! Sources beside the records of curators: `--source NAME=PATH`, each name with its importer.
//!
//! Sources are taken in the order of their names and releases, whatever the order they were given in, so that one set of
//! files is one index. A record of a source that breaks a rule is taken out, with the rule as the reason, and never stops
//! the build: other people's slips are counted, ours are errors.

use super::BuildError;
use crate::check::{self, Models, Verdict};
use crate::diagnostic::{Diagnostic, FileId, Files, Place, Severity};
use crate::import::imported::{Imported, SourceError};
use crate::import::ledger::Ledger;
use crate::models::MemoryGenome;
use crate::record::{Loaded, Records};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A source to import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceInput {
    /// Its name, as the importer is called: `civic`.
    pub name: String,
    /// Its file or folder.
    pub path: PathBuf,
}

/// How a source is read: its path, the texts, the records at hand, the gene models of GRCh37 and GRCh38.
type Importer = fn(&Path, &mut Files, &Records, &[MemoryGenome; 2]) -> Result<Imported, SourceError>;

/// Every importer by name, in alphabetical order.
const IMPORTERS: &[(&str, Importer)] = &[("civic", crate::import::civic::import), ("ctgov", crate::import::trials::import)];

/// The names of the sources that can be imported.
pub fn names() -> impl Iterator<Item = &'static str> {
    IMPORTERS.iter().map(|(name, _)| *name)
}

/// A text that names no source and path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected NAME=PATH with one of the sources {}, found `{text}`", names().collect::<Vec<_>>().join(", "))]
pub struct SourceInputError {
    /// What was given.
    pub text: String,
}

impl std::str::FromStr for SourceInput {
    type Err = SourceInputError;

    fn from_str(text: &str) -> Result<Self, SourceInputError> {
        let wrong = || SourceInputError { text: text.to_owned() };
        let (name, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or_else(wrong)?;
        if !names().any(|known| known == name) {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), path: PathBuf::from(path) })
    }
}

/// Imports each source into the records. Of two releases of one source the later is read first: a record of both is the
/// later one's, and the earlier adds what was dropped since.
pub(super) fn import(inputs: &[SourceInput], loaded: &mut Loaded, genomes: &[MemoryGenome; 2]) -> Result<Vec<Ledger>, BuildError> {
    let mut inputs: Vec<&SourceInput> = inputs.iter().collect();
    inputs.sort_by(|a, b| (&a.name, b.path.file_name(), &b.path).cmp(&(&b.name, a.path.file_name(), &a.path)));
    inputs.dedup();
    let mut ledgers = Vec::new();
    for input in inputs {
        let Some((_, importer)) = IMPORTERS.iter().find(|(name, _)| *name == input.name) else { continue };
        let imported = importer(&input.path, &mut loaded.files, &loaded.records, genomes)?;
        let (mut ledger, files) = imported.merge_into(&mut loaded.records);
        ledger.importer.clone_from(&input.name);
        loaded.imported.extend(files);
        ledgers.push(ledger);
    }
    Ok(ledgers)
}

/// Rounds of taking records out: a gene that goes takes its profiles with it, they their evidence, and that its assertions.
const ROUNDS: usize = 8;

/// Checks records of curators and of sources together. What breaks a rule in a source's record is taken out and counted.
pub(super) fn check(loaded: Loaded, models: &dyn Models, ledgers: &mut [Ledger]) -> Verdict {
    if loaded.imported.is_empty() {
        return check::check(loaded, models);
    }
    let imported = loaded.imported.clone();
    let mut loaded = loaded;
    for _ in 0..ROUNDS {
        let verdict = check::check(
            Loaded {
                records: loaded.records.clone(),
                files: std::mem::take(&mut loaded.files),
                diagnostics: loaded.diagnostics.clone(),
                imported: imported.clone(),
            },
            models,
        );
        let wrong = offenders(verdict.diagnostics.iter(), &imported);
        if wrong.is_empty() {
            return without_warnings(verdict, &imported, ledgers);
        }
        ledgers.iter_mut().for_each(|ledger| ledger.quarantine(&wrong));
        take_out(&mut loaded.records, &wrong);
        loaded.files = verdict.files;
    }
    check::check(loaded, models)
}

/// Places of sources' records that break a rule, with the code. The place of the finding, or one it is related to.
fn offenders<'d>(findings: impl Iterator<Item = &'d Diagnostic>, imported: &BTreeSet<FileId>) -> BTreeMap<Place, String> {
    let mut wrong = BTreeMap::new();
    for finding in findings.filter(|finding| finding.rule.severity == Severity::Error) {
        let places = std::iter::once(finding.place).chain(finding.related.iter().map(|(place, _)| *place));
        if let Some(place) = places.into_iter().find(|place| imported.contains(&place.file)) {
            wrong.entry(place).or_insert_with(|| format!("RULE_{}", finding.rule.code));
        }
    }
    wrong
}

/// Takes out what stands at these places. What refers to it breaks a rule in the next round.
fn take_out(records: &mut Records, wrong: &BTreeMap<Place, String>) {
    let keeps = |place: Place| !wrong.contains_key(&place);
    records.genes.retain(|record| keeps(record.header.place));
    records.diseases.retain(|record| keeps(record.header.place));
    records.therapies.retain(|record| keeps(record.header.place));
    records.trials.retain(|record| keeps(record.header.place));
    records.approvals.retain(|record| keeps(record.header.place));
    records.profiles.retain(|record| keeps(record.header.place));
    for profile in &mut records.profiles {
        profile.evidence.retain(|record| keeps(record.header.place));
        profile.assertions.retain(|record| keeps(record.header.place));
    }
}

/// Warnings are for those who can mend them: about a source's records they are counted, not shown.
fn without_warnings(verdict: Verdict, imported: &BTreeSet<FileId>, ledgers: &mut [Ledger]) -> Verdict {
    for finding in verdict.diagnostics.iter().filter(|finding| imported.contains(&finding.place.file)) {
        let owner = ledgers.iter_mut().find(|ledger| ledger.files.contains(&finding.place.file));
        if let Some(ledger) = owner {
            *ledger.warnings.entry(finding.rule.code.to_string()).or_default() += 1;
        }
    }
    let diagnostics = verdict.diagnostics.without(|finding| imported.contains(&finding.place.file));
    Verdict { diagnostics, ..verdict }
}
