//! What became of every record of a source: compiled, compiled partly, or quarantined, each with its reason.
//!
//! The one promise: what went in is what is counted. [`Ledger::to_json`] is what `ckdb build --report` writes.

use crate::diagnostic::{FileId, Place};
use crate::models::InputFile;
use std::collections::{BTreeMap, BTreeSet};

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// All of it is in the index.
    Compiled,
    /// It is in the index, narrower or weaker than the source says it.
    Partly(BTreeSet<&'static str>),
    /// It is not in the index.
    Quarantined(String),
}

/// One record of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// How the source names it: `EID12`.
    pub record: String,
    /// What it is counted with: `Predictive A`. Empty for a kind that is not divided.
    pub group: String,
    /// Where it stands in the source's file.
    pub place: Place,
    /// What became of it.
    pub state: State,
    /// What is told of it besides: notes that take nothing from the claim.
    pub notes: BTreeSet<&'static str>,
}

/// How many of a set became what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In.
    pub records: usize,
    /// Compiled whole.
    pub compiled: usize,
    /// Compiled partly.
    pub partly: usize,
    /// Not compiled.
    pub quarantined: usize,
}

/// A profile that is ours and that a source's name means otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Our profile.
    pub profile: String,
    /// Our question, in one line.
    pub ours: String,
    /// The question of the name, or the code of why there is none.
    pub theirs: String,
}

/// What became of a source.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// The importer that read it, as `--source` and the manifest call it: `civic`.
    pub importer: String,
    /// Identity of the source in the index: `civic`.
    pub source: String,
    /// Its release.
    pub release: String,
    /// Its licence.
    pub licence: String,
    /// The files, each with its digest.
    pub inputs: Vec<InputFile>,
    /// The texts its records point into.
    pub files: Vec<FileId>,
    /// Every record, by kind (`evidence`, `profiles`, `assertions`), in the order of the source.
    pub entries: BTreeMap<&'static str, Vec<Entry>>,
    /// Records that our own knowledge has already, reviewed; ours stand.
    pub already_ours: usize,
    /// Profiles that are ours and that the source's name means otherwise: ours, the source's question or reason, ours stand.
    pub ours_differ: Vec<Difference>,
    /// Names that no grammar reads, most frequent first.
    pub names_not_read: Vec<(String, usize)>,
    /// Lines that are no records, as `file:line: reason`.
    pub lines_not_read: Vec<String>,
    /// Genes, diseases and therapies first named by the source that broke a rule, with its code; what needs them is quarantined.
    pub taken_out: Vec<(String, String)>,
    /// Warnings of the rules about records of this source, by code.
    pub warnings: BTreeMap<String, usize>,
}

impl Ledger {
    /// Counts the entries of a kind for which `counts`.
    pub fn tally(&self, kind: &str, counts: impl Fn(&Entry) -> bool) -> Tally {
        let mut tally = Tally::default();
        for entry in self.entries.get(kind).into_iter().flatten().filter(|entry| counts(entry)) {
            tally.records += 1;
            match entry.state {
                State::Compiled => tally.compiled += 1,
                State::Partly(_) => tally.partly += 1,
                State::Quarantined(_) => tally.quarantined += 1,
            }
        }
        tally
    }

    /// How often each reason kept a record of a kind out.
    #[must_use]
    pub fn quarantined(&self, kind: &str) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for entry in self.entries.get(kind).into_iter().flatten() {
            if let State::Quarantined(reason) = &entry.state {
                *reasons.entry(reason.as_str()).or_default() += 1;
            }
        }
        reasons
    }

    /// Takes the records that stand at these places out of the count of what is compiled.
    pub fn quarantine(&mut self, places: &BTreeMap<Place, String>) {
        for entry in self.entries.values_mut().flatten() {
            if let (Some(reason), false) = (places.get(&entry.place), matches!(entry.state, State::Quarantined(_))) {
                entry.state = State::Quarantined(reason.clone());
            }
        }
    }

    /// Takes every record out that is not out already: the whole source is not wanted.
    pub fn quarantine_all(&mut self, reason: &str) {
        for entry in self.entries.values_mut().flatten() {
            if !matches!(entry.state, State::Quarantined(_)) {
                entry.state = State::Quarantined(reason.to_owned());
            }
        }
    }

    /// For machines.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        let kinds: serde_json::Map<String, serde_json::Value> =
            self.entries.keys().map(|kind| ((*kind).to_owned(), self.kind_to_json(kind))).collect();
        let inputs: Vec<serde_json::Value> =
            self.inputs.iter().map(|input| serde_json::json!({ "file": input.name, "digest": input.digest })).collect();
        let names: Vec<serde_json::Value> =
            self.names_not_read.iter().map(|(name, count)| serde_json::json!({ "name": name, "count": count })).collect();
        let differ: Vec<serde_json::Value> = self
            .ours_differ
            .iter()
            .map(|d| serde_json::json!({ "profile": d.profile, "ours": d.ours, "theirs": d.theirs }))
            .collect();
        serde_json::json!({
            "source": self.source,
            "release": self.release,
            "licence": self.licence,
            "inputs": inputs,
            "records": kinds,
            "already_ours": self.already_ours,
            "ours_differ": differ,
            "names_not_read": names,
            "lines_not_read": self.lines_not_read,
            "taken_out": self.taken_out,
            "warnings": self.warnings,
        })
    }

    fn kind_to_json(&self, kind: &str) -> serde_json::Value {
        let list = self.entries.get(kind).map(Vec::as_slice).unwrap_or_default();
        let (mut partly, mut notes): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
        let mut out: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for entry in list {
            entry.notes.iter().for_each(|note| *notes.entry(note).or_default() += 1);
            match &entry.state {
                State::Compiled => {}
                State::Partly(reasons) => reasons.iter().for_each(|reason| *partly.entry(reason).or_default() += 1),
                State::Quarantined(reason) => out.entry(reason).or_default().push(&entry.record),
            }
        }
        let quarantined: BTreeMap<&str, serde_json::Value> = out
            .into_iter()
            .map(|(reason, records)| (reason, serde_json::json!({ "count": records.len(), "records": records })))
            .collect();
        let groups: BTreeSet<&str> = list.iter().map(|entry| entry.group.as_str()).filter(|group| !group.is_empty()).collect();
        let groups: BTreeMap<&str, serde_json::Value> =
            groups.into_iter().map(|group| (group, self.tally(kind, |entry| entry.group == group).to_json())).collect();
        let mut json = self.tally(kind, |_| true).to_json();
        if let Some(object) = json.as_object_mut() {
            object.insert("partly_because".to_owned(), serde_json::json!(partly));
            object.insert("notes".to_owned(), serde_json::json!(notes));
            object.insert("quarantined_because".to_owned(), serde_json::json!(quarantined));
            object.insert("by_group".to_owned(), serde_json::json!(groups));
        }
        json
    }
}

impl Tally {
    fn to_json(self) -> serde_json::Value {
        serde_json::json!({
            "in": self.records,
            "compiled": self.compiled,
            "partly": self.partly,
            "quarantined": self.quarantined,
        })
    }
}
