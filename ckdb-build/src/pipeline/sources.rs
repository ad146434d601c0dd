//! Sources beside the records of curators: `--source NAME=PATH`, each name with its importer.
//!
//! Sources are taken in the order of the list of importers and of their releases, whatever the order they were given in, so that one set of
//! files is one index. A record of a source that breaks a rule is taken out, with the rule as the reason, and never stops
//! the build: other people's slips are counted, ours are errors.

use super::BuildError;
use crate::check::{self, Models, Verdict};
use crate::diagnostic::{Diagnostic, FileId, Files, Place, Severity};
use crate::import::imported::{Imported, SourceError};
use crate::import::ledger::Ledger;
use crate::models::MemoryGenome;
use crate::record::{Loaded, Provenance, Records};
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

/// Every importer by name, in the order of reading: names first, so that the others find what we know by them; then what may
/// be passed on, so that a gene or disease that two sources bring is the free one's; then the layers that may not.
const IMPORTERS: &[(&str, Importer)] = &[
    ("hgnc", crate::import::names::hgnc),
    ("doid", crate::import::names::doid),
    ("ncit", crate::import::names::ncit),
    ("civic", crate::import::civic::import),
    ("ctgov", crate::import::trials::import),
    ("fda", crate::import::fda::import),
    ("csv", crate::import::csv::import),
    ("clinvar", crate::import::clinvar::import),
    ("hotspots", crate::import::hotspots::import),
    ("moalmanac", crate::import::moalmanac::import),
    ("cgi", crate::import::cgi::import),
];

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

fn rank(name: &str) -> usize {
    IMPORTERS.iter().position(|(known, _)| *known == name).unwrap_or(IMPORTERS.len())
}

/// Imports each source into the records. Of two releases of one source the later is read first: a record of both is the
/// later one's, and the earlier adds what was dropped since.
pub(super) fn import(inputs: &[SourceInput], loaded: &mut Loaded, genomes: &[MemoryGenome; 2]) -> Result<Vec<Ledger>, BuildError> {
    let mut inputs: Vec<&SourceInput> = inputs.iter().collect();
    inputs.sort_by(|a, b| (rank(&a.name), b.path.file_name(), &b.path).cmp(&(rank(&b.name), a.path.file_name(), &a.path)));
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
                candidates: BTreeSet::new(),
            },
            models,
        );
        let mut wrong = offenders(verdict.diagnostics.iter(), &imported);
        if wrong.is_empty() {
            return without_warnings(verdict, &imported, ledgers);
        }
        with_claims(&loaded.records, &mut wrong);
        for (identity, place) in named(&loaded.records) {
            let owner = ledgers.iter_mut().find(|ledger| ledger.files.contains(&place.file));
            if let (Some(reason), Some(ledger)) = (wrong.get(&place), owner) {
                ledger.taken_out.push((identity, reason.clone()));
            }
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

/// A profile that goes takes its claims with it, by the same reason: they are counted, too.
fn with_claims(records: &Records, wrong: &mut BTreeMap<Place, String>) {
    for profile in &records.profiles {
        let Some(reason) = wrong.get(&profile.header.place).cloned() else { continue };
        let claims = profile.evidence.iter().map(|item| &item.header).chain(profile.assertions.iter().map(|item| &item.header));
        for header in claims {
            wrong.entry(header.place).or_insert_with(|| reason.clone());
        }
    }
}

/// What records name, and where it was first named. It is no record of a source's tables, so no ledger counts it.
fn named(records: &Records) -> Vec<(String, Place)> {
    let genes = records.genes.iter().map(|record| ("gene", &record.header));
    let diseases = records.diseases.iter().map(|record| ("disease", &record.header));
    let therapies = records.therapies.iter().map(|record| ("therapy", &record.header));
    genes.chain(diseases).chain(therapies).map(|(kind, header)| (format!("{kind} {}", header.id), header.place)).collect()
}

/// Takes out every record of a source that may not be passed on, the source itself, and profiles that are left without a claim.
pub(super) fn only_redistributable(records: &mut Records, ledgers: &mut [Ledger]) {
    let kept_back: BTreeSet<String> = records
        .sources
        .iter()
        .filter(|source| source.redistributable.sound() == Some(&false))
        .map(|source| source.header.id.clone())
        .collect();
    let is_theirs = |provenance: &Provenance| kept_back.contains(&provenance.source.value);
    let mut wrong: BTreeMap<Place, String> = BTreeMap::new();
    let mut take = |provenance: &Provenance, place: Place| {
        if is_theirs(provenance) {
            wrong.insert(place, NOT_REDISTRIBUTABLE.to_owned());
        }
    };
    records.genes.iter().for_each(|record| take(&record.provenance, record.header.place));
    records.diseases.iter().for_each(|record| take(&record.provenance, record.header.place));
    records.therapies.iter().for_each(|record| take(&record.provenance, record.header.place));
    records.approvals.iter().for_each(|record| take(&record.provenance, record.header.place));
    records.trials.iter().for_each(|record| take(&record.provenance, record.header.place));
    for profile in &records.profiles {
        profile.evidence.iter().for_each(|item| take(&item.provenance, item.header.place));
        profile.assertions.iter().for_each(|item| take(&item.provenance, item.header.place));
    }
    take_out(records, &wrong);
    let asked: BTreeSet<String> =
        records.approvals.iter().flat_map(|approval| &approval.profiles).map(|profile| profile.value.clone()).collect();
    records.profiles.retain(|profile| {
        let is_empty = profile.evidence.is_empty() && profile.assertions.is_empty();
        profile.header.layer == 0 || !is_empty || asked.contains(&profile.header.id)
    });
    records.sources.retain(|source| !kept_back.contains(&source.header.id));
    for ledger in ledgers.iter_mut().filter(|ledger| kept_back.contains(&ledger.source)) {
        ledger.quarantine_all(NOT_REDISTRIBUTABLE);
    }
}

const NOT_REDISTRIBUTABLE: &str = "NOT_REDISTRIBUTABLE";

/// Takes out what stands at these places. What refers to it breaks a rule in the next round.
fn take_out(records: &mut Records, wrong: &BTreeMap<Place, String>) {
    let keeps = |place: Place| !wrong.contains_key(&place);
    records.genes.retain(|record| keeps(record.header.place));
    records.diseases.retain(|record| keeps(record.header.place));
    records.therapies.retain(|record| keeps(record.header.place));
    for gene in &mut records.genes {
        gene.aliases.retain(|alias| keeps(alias.place));
    }
    for disease in &mut records.diseases {
        disease.aliases.retain(|alias| keeps(alias.place));
    }
    for therapy in &mut records.therapies {
        therapy.aliases.retain(|alias| keeps(alias.place));
    }
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
