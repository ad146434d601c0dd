//! ClinicalTrials.gov, API version 2: studies to trial records.
//!
//! | file | holds |
//! |---|---|
//! | `split` | a response cut into its studies |
//! | `study` | one study in our words |
//! | `country` | countries by the registry's names |
//!
//! **What is read:** ids (of other registries too, where they have the shape of one), title, phase, status with its day, countries,
//! ages, conditions and drugs as far as they are, letter by letter, a name of a disease or a therapy of ours. **What is not:** the
//! text of eligibility. It may ask for a variant, for an earlier therapy, for anything; so each record says that its selection was
//! not read, and no patient is ever told that such a trial takes them (see `matching::trial`). Conditions that no disease of ours is named
//! by make the list of diseases an open one.
//!
//! A study that shares an id with a record of curators adds its ids to that, and its status if its day is the later one; what
//! curators wrote of its selection stands.

mod country;
mod split;
mod study;

use super::imported::{Imported, SourceError};
use super::input::Input;
use super::ledger::{Entry, Ledger, State};
use crate::diagnostic::{FileId, Files, Place};
use crate::models::{InputFile, MemoryGenome};
use crate::record::shape::is_date;
use crate::record::{Header, Provenance, Records, SourceRecord, Spanned, TrialRecord};
use ckdb_core::model::{TrialSelection, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use study::Study;

/// The identity of the source in our own records.
const SOURCE: &str = "clinicaltrials-gov";
/// Imported records lie with the knowledge that ships.
const LAYER: usize = 0;

/// Reads a file of studies, or every `.json` and `.json.gz` of a folder.
///
/// # Errors
/// When a file cannot be read. What is wrong with single studies is in the ledger.
pub fn import(path: &Path, files: &mut Files, records: &Records, _: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let known = Names::of(records);
    let mut walk = Walk { known, studies: BTreeMap::new(), entries: Vec::new(), not_read: Vec::new(), unknown: BTreeMap::new() };
    let mut imported = Imported::default();
    for path in paths(path)? {
        let (input, file, text) = read(&path, files)?;
        walk.file(&input.name, file, &text);
        imported.ledger.inputs.push(input);
        imported.files.push(file);
    }
    let release = walk.studies.values().map(|(study, _)| study.as_of.clone()).max().unwrap_or_default();
    if !records.sources.iter().any(|source| source.header.id == SOURCE) {
        imported.source = imported.files.first().map(|file| source_record(*file));
    }
    walk.finish(&mut imported);
    imported.ledger.source = SOURCE.to_owned();
    imported.ledger.release = release;
    imported.ledger.licence = "LicenseRef-ClinicalTrials-gov-terms".to_owned();
    Ok(imported)
}

/// The files, in the order of their names.
fn paths(path: &Path) -> Result<Vec<PathBuf>, SourceError> {
    let because = |cause| SourceError::Read { path: path.to_owned(), cause };
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path).map_err(because)? {
        let name = entry.map_err(because)?.path();
        let text = name.to_string_lossy();
        if text.ends_with(".json") || text.ends_with(".json.gz") {
            found.push(name);
        }
    }
    found.sort_unstable();
    if found.is_empty() {
        return Err(SourceError::Missing { path: path.to_owned(), expected: "*.json" });
    }
    Ok(found)
}

fn read(path: &Path, files: &mut Files) -> Result<(InputFile, FileId, String), SourceError> {
    let because = |cause| SourceError::Read { path: path.to_owned(), cause };
    let mut input = Input::open(path).map_err(because)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(because)?;
    let digest = input.finish().map_err(because)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
    Ok((InputFile { name, digest }, file, text))
}

fn source_record(file: FileId) -> SourceRecord {
    let place = Place::whole(file);
    let text = |text: &str| Spanned::new(text.to_owned(), place);
    SourceRecord {
        header: Header { id: SOURCE.to_owned(), place, layer: LAYER },
        name: text("ClinicalTrials.gov"),
        publisher: text("U.S. National Library of Medicine"),
        licence: text("LicenseRef-ClinicalTrials-gov-terms"),
        licence_url: Some(text("https://clinicaltrials.gov/about-site/terms-conditions")),
        release: text("API v2 records, each with its own date"),
        homepage: Some(text("https://clinicaltrials.gov")),
        citation: None,
        redistributable: Spanned::new(true, place),
    }
}

/// Diseases and therapies by every name, without regard to case and spaces.
struct Names {
    diseases: BTreeMap<String, String>,
    therapies: BTreeMap<String, String>,
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Names {
    fn of(records: &Records) -> Self {
        let (mut diseases, mut therapies) = (BTreeMap::new(), BTreeMap::new());
        for record in &records.diseases {
            let names = std::iter::once(&record.name).chain(&record.aliases);
            for name in names.filter_map(Spanned::sound) {
                diseases.entry(fold(name)).or_insert_with(|| record.header.id.clone());
            }
        }
        for record in &records.therapies {
            let names = std::iter::once(&record.name).chain(&record.aliases);
            for name in names.filter_map(Spanned::sound) {
                therapies.entry(fold(name)).or_insert_with(|| record.header.id.clone());
            }
            therapies.entry(fold(&record.header.id)).or_insert_with(|| record.header.id.clone());
        }
        Self { diseases, therapies }
    }
}

struct Walk {
    known: Names,
    /// By id: of a study that stands twice, the later one.
    studies: BTreeMap<String, (Study, Place)>,
    entries: Vec<Entry>,
    not_read: Vec<String>,
    /// Names of conditions and drugs that are none of ours.
    unknown: BTreeMap<String, usize>,
}

impl Walk {
    fn file(&mut self, name: &str, file: FileId, text: &str) {
        let (spans, broken) = split::studies(text);
        let line = |at: usize| text[..at].matches('\n').count() + 1;
        let day = day_of_name(name);
        for span in spans {
            let place = Place::new(file, span.start..span.start);
            let read = serde_json::from_str::<serde_json::Value>(&text[span.clone()])
                .map_err(|error| ("NOT_JSON", error.to_string()))
                .and_then(|value| {
                    study::read(&value, day.as_deref()).map_err(|refusal| {
                        let id = value.pointer("/protocolSection/identificationModule/nctId").and_then(serde_json::Value::as_str);
                        (refusal.code, format!("{}{}", id.map(|id| format!("{id}: ")).unwrap_or_default(), refusal.why))
                    })
                });
            match read {
                Ok(study) => self.study(study, place),
                Err((code, why)) => {
                    self.not_read.push(format!("{name}:{}: {why}", line(span.start)));
                    let record = format!("{name}:{}", line(span.start));
                    self.entry(record, String::new(), place, State::Quarantined(code.to_owned()));
                }
            }
        }
        if let Some(at) = broken {
            self.not_read
                .push(format!("{name}:{}: expected studies of the API, version 2, whole; the rest was not read", line(at)));
        }
    }

    fn entry(&mut self, record: String, group: String, place: Place, state: State) {
        self.entries.push(Entry { record, group, place, state, notes: BTreeSet::new() });
    }

    fn study(&mut self, study: Study, place: Place) {
        match self.studies.get_mut(&study.id) {
            Some((known, before)) if study.as_of > known.as_of => {
                let (id, group, earlier) = (known.id.clone(), known.status.as_str().to_owned(), *before);
                (*known, *before) = (study, place);
                self.entry(id, group, earlier, State::Quarantined("TWICE".to_owned()));
            }
            Some((known, _)) => {
                let (id, group) = (known.id.clone(), study.status.as_str().to_owned());
                self.entry(id, group, place, State::Quarantined("TWICE".to_owned()));
            }
            None => {
                self.studies.insert(study.id.clone(), (study, place));
            }
        }
    }

    fn finish(mut self, imported: &mut Imported) {
        for (id, (study, place)) in std::mem::take(&mut self.studies) {
            let group = study.status.as_str().to_owned();
            let mut partly: BTreeSet<&'static str> = BTreeSet::from(["SELECTION_NOT_READ"]);
            let mut look = |names: &BTreeMap<String, String>, spelled: &[String]| {
                let found = spelled.iter().find_map(|name| names.get(&fold(name)).cloned());
                if let (None, Some(name)) = (&found, spelled.first()) {
                    *self.unknown.entry(name.clone()).or_default() += 1;
                }
                found
            };
            let mut named = |names: &BTreeMap<String, String>, all: &mut dyn Iterator<Item = &[String]>| {
                let (mut ours, mut missing) = (Vec::new(), false);
                for spelled in all {
                    match look(names, spelled) {
                        Some(id) if ours.contains(&id) => {}
                        Some(id) => ours.push(id),
                        None => missing = true,
                    }
                }
                (ours, missing)
            };
            let (diseases, more) = named(&self.known.diseases, &mut study.conditions.iter().map(std::slice::from_ref));
            let (therapies, more_drugs) = named(&self.known.therapies, &mut study.drugs.iter().map(Vec::as_slice));
            if diseases.is_empty() {
                self.entry(id, group, place, State::Quarantined("DISEASE_NOT_KNOWN".to_owned()));
                continue;
            }
            partly.extend(more.then_some("CONDITION_NOT_KNOWN"));
            partly.extend(more_drugs.then_some("THERAPY_NOT_KNOWN"));
            partly.extend((!study.unknown_countries.is_empty()).then_some("COUNTRY_NOT_KNOWN"));
            for country in &study.unknown_countries {
                *self.unknown.entry(country.clone()).or_default() += 1;
            }
            imported.trials.push(record(study, place, diseases, more, therapies));
            self.entry(id, group, place, State::Partly(partly));
        }
        self.entries.sort_by(|a, b| (&a.record, a.place).cmp(&(&b.record, b.place)));
        let mut names: Vec<(String, usize)> = self.unknown.into_iter().collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        imported.ledger = Ledger {
            entries: BTreeMap::from([("trials", self.entries)]),
            names_not_read: names,
            lines_not_read: self.not_read,
            inputs: std::mem::take(&mut imported.ledger.inputs),
            ..Ledger::default()
        };
    }
}

fn record(study: Study, place: Place, diseases: Vec<String>, more: bool, therapies: Vec<String>) -> TrialRecord {
    let all = |list: Vec<String>| list.into_iter().map(|text| Spanned::new(text, place)).collect::<Vec<_>>();
    TrialRecord {
        header: Header { id: study.id.clone(), place, layer: LAYER },
        ids: all(study.ids),
        title: Spanned::new(study.title, place),
        phase: study.phase.map(|phase| Spanned::new(phase, place)),
        status: Spanned::new(study.status, place),
        as_of: Spanned::new(study.as_of, place),
        countries: all(study.countries.into_iter().map(str::to_owned).collect()),
        therapies: all(therapies),
        diseases: all(diseases),
        trial_type: None,
        excluding: Vec::new(),
        more_diseases: Some(Spanned::new(more, place)),
        selection: Some(Spanned::new(TrialSelection::NotRead, place)),
        criterion: None,
        ages: study.ages.map(|age| age.map(|years| Spanned::new(years, place))),
        after: Vec::new(),
        not_after: Vec::new(),
        provenance: Provenance { source: Spanned::new(SOURCE.to_owned(), place), record: Spanned::new(study.id, place) },
    }
}

/// `get_nct02576665_20260811.json`: the day a response was kept, where its name says so.
fn day_of_name(name: &str) -> Option<String> {
    let digits = |part: &&str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit());
    let days = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(digits);
    days.map(|day| format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..])).find(|day| is_date(day))
}
