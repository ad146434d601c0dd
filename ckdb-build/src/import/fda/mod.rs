//! The FDA's list of companion diagnostics (a work of the US government, in the public domain): approvals with their tests.
//!
//! One row of the list is one test for one use of a drug: test, disease and specimen, drug, biomarker in two cells, number and
//! day of the test's approval. Rows of one use become one approval with several tests. The list gives the days of the TESTS;
//! the day of the drug's approval is not in it and stays open.
//!
//! | file | holds |
//! |---|---|
//! | `cells` | test, disease, drugs and number out of their cells |
//! | `biomarker` | the two cells of the biomarker as a question |
//!
//! **What is not taken.** A list of KRAS or NRAS mutations beside cetuximab or panitumumab says what the test finds, not when
//! the drug may be given (it may not): without the word `wild-type` the row is quarantined. So are tests of other medicine
//! (haemophilia, iron), thresholds of staining that our criteria cannot say, and drugs that are not named.

mod biomarker;
mod cells;

use super::gathered::{Gathered, SourceFacts};
use super::imported::{Imported, SourceError};
use super::profile_name::Ground;
use super::sheet::{Divided, Row, Sheet};
use crate::diagnostic::{Files, Place};
use crate::models::MemoryGenome;
use crate::record::{ApprovalRecord, CompanionDiagnosticRecord, Header, Records, Spanned};
use ckdb_core::model::Jurisdiction;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The identity of the source in our own records.
const SOURCE: &str = "fda-cdx";

pub(crate) const TEST: &str = "Diagnostic Name (Manufacturer)";
pub(crate) const DISEASE: &str = "Indication - Sample Type";
pub(crate) const DRUG: &str = "Drug Trade Name (Generic) NDA / BLA";
pub(crate) const GENES: &str = "Biomarker(s)";
pub(crate) const DETAILS: &str = "Biomarker(s) (Details)";
pub(crate) const NUMBER: &str = "PMA / 510(k) /513(f)(2) / HDE (Approval / Clearance / Grant Date)";

/// Every column of the list that is read.
pub(crate) const COLUMNS: [&str; 6] = [TEST, DISEASE, DRUG, GENES, DETAILS, NUMBER];

/// Ways to write the disease of a cell, the cell's own first.
pub(crate) fn diseases_of(cell: &str) -> Vec<String> {
    cells::spellings(&cells::disease(cell).0)
}

/// Every number of a cell, with the day that stands behind it in brackets.
pub(crate) fn numbers_of(cell: &str) -> Vec<(String, String)> {
    let squeezed: String = cell.split_whitespace().collect();
    let mut found = Vec::new();
    for (at, _) in squeezed.match_indices('(') {
        let Some((day, _)) = squeezed[at + 1..].split_once(')') else { continue };
        let [month, date, year] = day.split('/').collect::<Vec<_>>()[..] else { continue };
        let day = format!("{year}-{month:0>2}-{date:0>2}");
        let begin = squeezed[..at].rfind(|letter: char| !letter.is_ascii_alphanumeric() && letter != '/').map_or(0, |at| at + 1);
        let number = squeezed.get(begin..at).unwrap_or_default();
        if crate::record::shape::is_date(&day) && !number.is_empty() {
            found.push((number.to_owned(), day));
        }
    }
    found
}

/// Reads the list.
///
/// # Errors
/// When the file cannot be read or lacks one of the list's columns.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let sheet = Sheet::read(path, files, Divided::Commas, None)?;
    sheet.must_have(&COLUMNS)?;
    let latest = sheet.rows().filter_map(|row| Some(cells::approval(sheet.get(row, NUMBER))?.day)).max().unwrap_or_default();
    // Our own record of the list is of its release; a later list is a source of its own.
    let ours_is_as_late = records
        .sources
        .iter()
        .any(|source| source.header.id == SOURCE && source.release.value.as_str() >= latest.get(..7).unwrap_or(&latest));
    let id = if ours_is_as_late { SOURCE.to_owned() } else { format!("{SOURCE}-{latest}") };
    let facts = SourceFacts {
        id: &id,
        name: "FDA List of Cleared or Approved Companion Diagnostic Devices",
        publisher: "U.S. Food and Drug Administration",
        licence: "LicenseRef-public-domain-US-government",
        licence_url: "https://www.fda.gov/about-fda/about-website/website-policies",
        release: &latest,
        homepage: "https://www.fda.gov/medical-devices/in-vitro-diagnostics/list-cleared-or-approved-companion-diagnostic-devices-in-vitro-and-imaging-tools",
        citation: None,
        redistributable: true,
    };
    let ground = Ground::new(genomes);
    let gathered = Gathered::new(&facts, sheet.file, vec![sheet.input.clone()], records, &ground, genomes);
    let mut walk = Walk { sheet: &sheet, gathered, ours: ours(records), uses: BTreeMap::new() };
    for (number, row) in sheet.rows().enumerate() {
        walk.row(number + 1, row);
    }
    let mut imported = walk.finish();
    imported.ledger.lines_not_read.clone_from(&sheet.not_read);
    Ok(imported)
}

/// Tests that our reviewed approvals have already: number of the test's approval, and the drug.
fn ours(records: &Records) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for approval in records.approvals.iter().filter(|approval| approval.jurisdiction == Jurisdiction::Us) {
        for test in &approval.companion_diagnostics {
            let number = test.source_record.as_ref().unwrap_or(&approval.provenance.record);
            for therapy in &approval.therapies {
                found.insert((number.value.clone(), therapy.value.clone()));
            }
        }
    }
    found
}

/// One approved use.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    therapies: Vec<String>,
    disease: String,
    profile: String,
}

struct Found {
    number: u32,
    place: Place,
    record: String,
    tests: Vec<CompanionDiagnosticRecord>,
}

struct Walk<'a, 'k> {
    sheet: &'a Sheet,
    gathered: Gathered<'k>,
    ours: BTreeSet<(String, String)>,
    uses: BTreeMap<Use, Found>,
}

impl Walk<'_, '_> {
    fn row(&mut self, number: usize, row: &Row) {
        let place = row.place;
        let group = self.sheet.get(row, GENES).to_owned();
        let record = cells::approval(self.sheet.get(row, NUMBER)).map_or_else(|| format!("row {number}"), |found| found.number);
        let name = format!("{record} (line {})", row.line);
        match self.read(number, row) {
            Ok(Read::Ours) => {
                self.gathered.imported.ledger.already_ours += 1;
                self.gathered.entry("approvals", name, &group, place, Ok(&BTreeSet::new()), &[]);
            }
            Ok(Read::New(found)) => self.gathered.entry("approvals", name, &group, place, Ok(&found.0), &found.1),
            Err(reason) => self.gathered.entry("approvals", name, &group, place, Err(reason), &[]),
        }
    }

    fn read(&mut self, number: usize, row: &Row) -> Result<Read, &'static str> {
        let (sheet, place) = (self.sheet, row.place);
        let test = cells::test(sheet.get(row, TEST)).ok_or("TEST_NOT_READ")?;
        let approval = cells::approval(sheet.get(row, NUMBER)).ok_or("NUMBER_NOT_READ")?;
        let drugs = cells::drugs(sheet.get(row, DRUG)).ok_or("DRUG_NOT_NAMED")?;
        let (disease, specimen) = cells::disease(sheet.get(row, DISEASE));
        let disease = self.disease(&disease, place).ok_or("DISEASE_NOT_KNOWN")?;
        let therapies = self.gathered.therapies(drugs.iter().map(String::as_str), place)?;
        if therapies.iter().any(|therapy| self.ours.contains(&(approval.number.clone(), therapy.clone()))) {
            return Ok(Read::Ours);
        }
        let asked = biomarker::read(sheet.get(row, GENES), sheet.get(row, DETAILS), &drugs)?;
        let (meaning, also) = asked.meaning(&mut self.gathered, place)?;
        let name = asked.name();
        let profile = self.gathered.profile(&name, meaning.criterion).ok_or("QUESTION_NOT_READ")?;
        let text = |text: String| Spanned::new(text, place);
        let diagnostic = CompanionDiagnosticRecord {
            name: text(test.name),
            version: None,
            manufacturer: test.manufacturer.map(text),
            specimen: specimen.map(text),
            approved_on: Some(text(approval.day)),
            source_record: Some(text(approval.number.clone())),
            document: approval.document.map(text),
            detects: Vec::new(),
            reference_only: Vec::new(),
        };
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let found = self.uses.entry(Use { therapies, disease, profile }).or_insert_with(|| Found {
            number,
            place,
            record: approval.number,
            tests: Vec::new(),
        });
        found.tests.push(diagnostic);
        Ok(Read::New(Box::new((meaning.notes, also))))
    }

    /// A disease we have a record of, or one whose name says which kind of tumour it is; other medicine is none.
    fn disease(&mut self, name: &str, place: Place) -> Option<String> {
        let known = cells::spellings(name).into_iter().find(|name| self.gathered.known.knows_disease(name));
        match known {
            Some(name) => self.gathered.known.disease(&name, "", place),
            None if super::known::is_tumour(name) => self.gathered.known.disease(name, "", place),
            None => None,
        }
    }

    fn finish(self) -> Imported {
        let source = self.gathered.known.source.to_owned();
        let uses = self.uses.into_iter().map(|(used, found)| {
            let at = |text: String| Spanned::new(text, found.place);
            ApprovalRecord {
                header: Header { id: format!("us/{source}/{}", found.number), place: found.place, layer: 0 },
                jurisdiction: Jurisdiction::Us,
                number: Spanned::new(found.number, found.place),
                therapies: used.therapies.into_iter().map(at).collect(),
                profiles: vec![at(used.profile)],
                disease: at(used.disease),
                excluding: Vec::new(),
                approved_on: None,
                document: None,
                companion_diagnostics: found.tests,
                provenance: crate::record::Provenance { source: at(source.clone()), record: at(found.record) },
            }
        });
        let approvals = uses.collect();
        let mut imported = self.gathered.finish();
        imported.approvals = approvals;
        imported
    }
}

enum Read {
    /// A reviewed approval of ours has the test.
    Ours,
    /// What is to be known of the question.
    New(Box<(BTreeSet<super::profile_name::Note>, Vec<&'static str>)>),
}
