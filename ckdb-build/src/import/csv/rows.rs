//! One row as a record. A cell that is needed and cannot be read quarantines the row; nothing is guessed in its place.

use super::columns::{self, Kind};
use crate::diagnostic::Place;
use crate::import::gathered::{Claim, Gathered, joined};
use crate::import::imported::Imported;
use crate::import::profile_name::{Meaning, Note};
use crate::import::sheet::{Row, Sheet};
use crate::record::shape::{ADDRESS, CITATION, COUNTRY, TRIAL, is_date};
use crate::record::{ApprovalRecord, CompanionDiagnosticRecord, CriterionNode, Header, Provenance, Spanned, TrialRecord};
use ckdb_core::model::{EvidenceType, Jurisdiction, TherapyInteraction};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of its items in the files of profiles lie behind these.
const BEHIND: u32 = 60_000_000;

/// One approved use.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    jurisdiction: &'static str,
    therapies: Vec<String>,
    disease: String,
    profile: String,
}

pub(super) struct Walk<'a, 'k> {
    sheet: &'a Sheet,
    gathered: Gathered<'k>,
    layer: usize,
    /// The day of the table, for rows that do not say theirs.
    day: Option<String>,
    uses: BTreeMap<Use, ApprovalRecord>,
    trials: BTreeMap<String, TrialRecord>,
}

type Became = (BTreeSet<Note>, Vec<&'static str>);

impl<'a, 'k> Walk<'a, 'k> {
    pub(super) fn new(sheet: &'a Sheet, gathered: Gathered<'k>, layer: usize, day: Option<String>) -> Self {
        Self { sheet, gathered, layer, day, uses: BTreeMap::new(), trials: BTreeMap::new() }
    }

    fn get<'r>(&self, row: &'r Row, names: &[&str]) -> &'r str
    where
        'a: 'r,
    {
        names.iter().map(|name| self.sheet.get(row, name)).find(|cell| !cell.is_empty()).unwrap_or_default()
    }

    pub(super) fn row(&mut self, number: u32, row: &'a Row) {
        let word = self.get(row, columns::KIND);
        let kind = columns::kind(word);
        let id = self.get(row, columns::ID);
        let record = if id.is_empty() { format!("line {}", row.line) } else { id.to_owned() };
        let became = match kind {
            Some(Kind::Approval) => self.approval(number, &record, row),
            Some(Kind::Trial) => self.trial(row),
            Some(Kind::Evidence) => self.evidence(number, &record, row),
            None => Err("KIND_NOT_KNOWN"),
        };
        let name = format!("{record} (line {})", row.line);
        match became {
            Ok((notes, also)) => self.gathered.entry("rows", name, word, row.place, Ok(&notes), &also),
            Err(reason) => self.gathered.entry("rows", name, word, row.place, Err(reason), &[]),
        }
    }

    /// The question of a row: alternatives at `;`, what must be there together at ` + `, each a gene and a name.
    fn question(&mut self, row: &Row) -> Result<Option<(String, Meaning)>, &'static str> {
        let (gene, cell, place) = (self.get(row, columns::GENE).to_owned(), self.get(row, columns::VARIANT).to_owned(), row.place);
        if cell.is_empty() {
            return if gene.is_empty() { Ok(None) } else { Err("VARIANT_NOT_STATED") };
        }
        let (mut any, mut names) = (Vec::new(), Vec::new());
        for choice in cell.split([';', '；']).map(str::trim).filter(|choice| !choice.is_empty()) {
            let (mut all, mut parts) = (Vec::new(), Vec::new());
            for part in choice.split(" + ").map(str::trim) {
                // A part may begin with its own gene, whatever the column says.
                let own = part.split_once(' ').filter(|(first, _)| self.gathered.known.symbol(first).is_some());
                let (gene, name) = match own {
                    Some((first, rest)) => (first, rest),
                    None if gene.is_empty() => return Err("GENE_NOT_STATED"),
                    None => (gene.as_str(), part),
                };
                all.push(self.gathered.named(gene, name, Vec::new(), place).map_err(|refusal| refusal.code())?);
                parts.push(format!("{gene} {name}"));
            }
            any.push(joined(all, place, CriterionNode::All).ok_or("VARIANT_NOT_STATED")?);
            names.push(parts.join(" AND "));
        }
        let found = joined(any, place, CriterionNode::Any).ok_or("VARIANT_NOT_STATED")?;
        Ok(Some((names.join(" OR "), found)))
    }

    /// A disease we know by name; in a table of one's own an unknown one is a slip of the pen.
    fn disease(&mut self, name: &str, place: Place) -> Result<String, &'static str> {
        if name.is_empty() {
            return Err("DISEASE_NOT_STATED");
        }
        if let Some(known) = self.gathered.known.disease_of_code(name) {
            return Ok(known.to_owned());
        }
        if !self.gathered.known.knows_disease(name) {
            return Err("DISEASE_NOT_KNOWN");
        }
        self.gathered.known.disease(name, "", place).ok_or("DISEASE_NOT_KNOWN")
    }

    fn therapies(&mut self, row: &Row) -> Result<Vec<String>, &'static str> {
        let cell = self.get(row, columns::THERAPY).replace('＋', "+");
        self.gathered.therapies(cell.split('+'), row.place)
    }

    fn day(&self, row: &Row, names: &[&str]) -> Result<Option<String>, &'static str> {
        let cell = self.get(row, names).replace('/', "-");
        match cell.as_str() {
            "" => Ok(None),
            day if is_date(day) => Ok(Some(cell)),
            _ => Err("DAY_NOT_READ"),
        }
    }

    fn provenance(&self, record: &str, place: Place) -> Provenance {
        self.gathered.known.provenance(record, place)
    }

    fn approval(&mut self, number: u32, record: &str, row: &Row) -> Result<Became, &'static str> {
        let place = row.place;
        let text = |text: &str| Spanned::new(text.to_owned(), place);
        let given = |cell: &str| (!cell.is_empty()).then(|| text(cell));
        let jurisdiction = columns::jurisdiction(self.get(row, columns::JURISDICTION)).ok_or("JURISDICTION_NOT_KNOWN")?;
        let therapies = self.therapies(row)?;
        let disease = self.disease(self.get(row, columns::DISEASE), place)?;
        let (date, test_date) = (self.day(row, columns::DATE)?, self.day(row, columns::TEST_DATE)?);
        let document = Some(self.get(row, columns::DOCUMENT)).filter(|address| (ADDRESS.fits)(address));
        let (name, question) = self.question(row)?.ok_or("VARIANT_NOT_STATED")?;
        let profile = self.gathered.profile(&name, question.criterion).ok_or("QUESTION_NOT_READ")?;
        let test = self.get(row, columns::TEST);
        let test = (!test.is_empty()).then(|| CompanionDiagnosticRecord {
            name: text(test),
            version: None,
            manufacturer: given(self.get(row, columns::MANUFACTURER)),
            specimen: given(self.get(row, columns::SPECIMEN)),
            approved_on: test_date.as_deref().map(text),
            source_record: Some(text(record)),
            document: None,
            detects: Vec::new(),
            reference_only: Vec::new(),
        });
        let folder = folder(jurisdiction);
        let used = Use { jurisdiction: folder, therapies, disease, profile };
        let source = self.gathered.known.source;
        let provenance = self.provenance(record, place);
        let found = self.uses.entry(used).or_insert_with_key(|used| ApprovalRecord {
            header: Header { id: format!("{folder}/{source}/{number}"), place, layer: self.layer },
            jurisdiction,
            number: Spanned::new(number, place),
            therapies: used.therapies.iter().map(|id| text(id)).collect(),
            profiles: vec![text(&used.profile)],
            disease: text(&used.disease),
            excluding: Vec::new(),
            approved_on: None,
            document: None,
            companion_diagnostics: Vec::new(),
            provenance,
        });
        found.companion_diagnostics.extend(test);
        found.approved_on = found.approved_on.take().or_else(|| date.as_deref().map(text));
        found.document = found.document.take().or_else(|| document.map(text));
        Ok((question.notes, Vec::new()))
    }

    fn trial(&mut self, row: &Row) -> Result<Became, &'static str> {
        let place = row.place;
        let text = |text: &str| Spanned::new(text.to_owned(), place);
        let ids: Vec<&str> = self.get(row, columns::ID).split([';', '；']).map(str::trim).filter(|id| !id.is_empty()).collect();
        let first = *ids.first().ok_or("NO_ID")?;
        if !ids.iter().all(|id| (TRIAL.fits)(id)) {
            return Err("BAD_ID");
        }
        let title = Some(self.get(row, columns::TITLE)).filter(|title| !title.is_empty()).ok_or("NO_TITLE")?;
        let status = columns::status(self.get(row, columns::STATUS)).ok_or("STATUS_NOT_KNOWN")?;
        let as_of = self.day(row, columns::AS_OF)?.or_else(|| self.day.clone()).ok_or("NO_DATE")?;
        let phase = match self.get(row, columns::PHASE) {
            "" => None,
            word => Some(columns::phase(word).ok_or("PHASE_NOT_KNOWN")?),
        };
        let countries: Vec<String> = self.get(row, columns::COUNTRY).split([';', '；']).map(country).collect();
        let countries: Vec<String> = countries.into_iter().filter(|code| !code.is_empty()).collect();
        if !countries.iter().all(|code| (COUNTRY.fits)(code)) {
            return Err("COUNTRY_NOT_KNOWN");
        }
        let mut diseases: Vec<String> = Vec::new();
        for name in self.get(row, columns::DISEASE).split([';', '；']).map(str::trim) {
            let id = self.disease(name, place)?;
            if !diseases.contains(&id) {
                diseases.push(id);
            }
        }
        let therapies = if self.get(row, columns::THERAPY).is_empty() { Vec::new() } else { self.therapies(row)? };
        let question = self.question(row)?;
        if self.trials.contains_key(first) {
            return Err("TWICE");
        }
        let (criterion, notes) = question.map_or((None, BTreeSet::new()), |(_, found)| (Some(found.criterion), found.notes));
        let record = TrialRecord {
            header: Header { id: first.to_owned(), place, layer: self.layer },
            ids: ids.iter().map(|id| text(id)).collect(),
            title: text(title),
            phase: phase.map(|phase| Spanned::new(phase, place)),
            trial_type: None,
            status: Spanned::new(status, place),
            as_of: text(&as_of),
            countries: countries.iter().map(|code| text(code)).collect(),
            therapies: therapies.iter().map(|id| text(id)).collect(),
            diseases: diseases.iter().map(|id| text(id)).collect(),
            more_diseases: None,
            // Without a variant the row does not say that the trial takes everybody.
            selection: criterion.is_none().then(|| Spanned::new(ckdb_core::model::TrialSelection::NotRead, place)),
            excluding: Vec::new(),
            criterion,
            ages: [None, None],
            after: Vec::new(),
            not_after: Vec::new(),
            provenance: self.provenance(first, place),
        };
        self.trials.insert(first.to_owned(), record);
        Ok((notes, Vec::new()))
    }

    fn evidence(&mut self, number: u32, record: &str, row: &Row) -> Result<Became, &'static str> {
        let place = row.place;
        let evidence_type = columns::evidence_type(self.get(row, columns::TYPE)).ok_or("EVIDENCE_TYPE_NOT_KNOWN")?;
        let significance = columns::significance(self.get(row, columns::SIGNIFICANCE)).ok_or("SIGNIFICANCE_NOT_KNOWN")?;
        if !significance.is_legal_for(evidence_type) {
            return Err("SIGNIFICANCE_NOT_OF_TYPE");
        }
        let direction = columns::direction(self.get(row, columns::DIRECTION)).ok_or("DIRECTION_NOT_KNOWN")?;
        let level = columns::level(self.get(row, columns::LEVEL)).ok_or("LEVEL_NOT_KNOWN")?;
        let origin = columns::origin(self.get(row, columns::ORIGIN)).ok_or("ORIGIN_NOT_KNOWN")?;
        let citation = self.get(row, columns::CITATION).to_owned();
        if !(CITATION.fits)(&citation) {
            return Err("CITATION_NOT_READ");
        }
        let statement = self.get(row, columns::STATEMENT).to_owned();
        if statement.is_empty() {
            return Err("STATEMENT_EMPTY");
        }
        let disease = self.disease(self.get(row, columns::DISEASE), place)?;
        let therapies = if evidence_type == EvidenceType::Predictive { self.therapies(row)? } else { Vec::new() };
        let (name, question) = self.question(row)?.ok_or("VARIANT_NOT_STATED")?;
        let profile = self.gathered.profile(&name, question.criterion).ok_or("QUESTION_NOT_READ")?;
        let claim = Claim {
            number: BEHIND + number,
            record: record.to_owned(),
            evidence_type,
            direction,
            significance,
            level,
            rating: None,
            therapies,
            interaction: Some(TherapyInteraction::Combination),
            disease,
            origin,
            citation,
            statement,
        };
        self.gathered.claim(&profile, claim, place);
        Ok((question.notes, Vec::new()))
    }

    pub(super) fn finish(self) -> Imported {
        let mut imported = self.gathered.finish();
        imported.approvals = self.uses.into_values().collect();
        imported.trials = self.trials.into_values().collect();
        imported
    }
}

/// The folder of a regulator's approvals.
const fn folder(jurisdiction: Jurisdiction) -> &'static str {
    match jurisdiction {
        Jurisdiction::Jp => "jp",
        Jurisdiction::Us => "us",
        Jurisdiction::Eu => "eu",
    }
}

fn country(word: &str) -> String {
    match word.trim() {
        "日本" => "JP".to_owned(),
        "米国" => "US".to_owned(),
        other => other.to_uppercase(),
    }
}
