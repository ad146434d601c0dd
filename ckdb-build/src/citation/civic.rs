//! Evidence items and assertions against CIViC's tables (schema of 2024), cell by cell.

use super::data::{Data, DataError};
use super::{Desk, variant, wording};
use crate::diagnostic::{Diagnostic, Place, rules};
use crate::import::sheet::{Divided, Row, Sheet};
use crate::record::{AssertionRecord, EvidenceRecord, ProfileRecord, Spanned};
use ckdb_core::model::Vocabulary;
use std::collections::BTreeMap;

const ID: &str = "civic";
const ITEM_COLUMNS: [&str; 8] = [
    "evidence_id",
    "evidence_status",
    "evidence_type",
    "molecular_profile",
    "doid",
    "therapies",
    "citation_id",
    "evidence_statement",
];
const ASSERTION_COLUMNS: [&str; 5] = ["assertion_id", "assertion_type", "molecular_profile_id", "doid", "therapies"];

/// Diseases that CIViC names otherwise than we do and gives no DOID.
const UNNUMBERED: [(&str, &str); 3] = [
    ("Solid Tumor", "solid-tumour"),
    ("Acute Myeloid Leukemia With BCR::ABL1 Fusion", "acute-myeloid-leukaemia-with-bcr-abl1-fusion"),
    ("Pediatric Low-grade Glioma", "childhood-low-grade-glioma"),
];

/// A table by its numbers.
struct Numbered<'t> {
    sheet: &'t Sheet,
    rows: BTreeMap<&'t str, &'t Row>,
}

impl<'t> Numbered<'t> {
    fn new(sheet: &'t Sheet, column: &str) -> Self {
        Self { sheet, rows: sheet.rows().map(|row| (sheet.get(row, column), row)).collect() }
    }

    fn get(&self, row: &'t Row, column: &str) -> &'t str {
        self.sheet.get(row, column)
    }
}

pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    let claimed = records.profiles.iter().any(|profile| {
        let items = profile.evidence.iter().map(|item| &item.provenance);
        items.chain(profile.assertions.iter().map(|item| &item.provenance)).any(|from| from.source.value == ID)
    });
    let Some(release) = desk.release(ID).filter(|_| claimed) else { return Ok(()) };
    let folder = format!("civic/{release}");
    let Some(items) = desk.data.file(&folder, &["ClinicalEvidenceSummaries"]) else {
        desk.lacking(ID, &format!("{folder}/…ClinicalEvidenceSummaries.tsv"));
        return Ok(());
    };
    let items = Data::sheet(&items, Divided::TabsUnquoted, &ITEM_COLUMNS)?;
    let items = Numbered::new(&items, "evidence_id");
    let them = format!("CIViC {release}");
    for profile in &records.profiles {
        for item in profile.evidence.iter().filter(|item| item.provenance.source.value == ID) {
            evidence(desk, profile, item, &items, &them);
        }
    }
    profiles(desk, &folder, &them)?;
    let Some(file) = desk.data.file(&folder, &["AssertionSummaries"]) else {
        desk.lacking(ID, &format!("{folder}/…AssertionSummaries.tsv"));
        return Ok(());
    };
    let sheet = Data::sheet(&file, Divided::TabsUnquoted, &ASSERTION_COLUMNS)?;
    let rows = Numbered::new(&sheet, "assertion_id");
    for profile in &records.profiles {
        for item in profile.assertions.iter().filter(|item| item.provenance.source.value == ID) {
            assertion(desk, profile, item, &rows, &them);
        }
    }
    Ok(())
}

/// Every `civic` of a profile is the id of a profile that asks the same.
fn profiles(desk: &mut Desk<'_>, folder: &str, them: &str) -> Result<(), DataError> {
    let records = desk.records;
    let Some(file) = desk.data.file(folder, &["MolecularProfileSummaries"]) else {
        desk.lacking(ID, &format!("{folder}/…MolecularProfileSummaries.tsv"));
        return Ok(());
    };
    let sheet = Data::sheet(&file, Divided::TabsUnquoted, &["name", "molecular_profile_id"])?;
    let rows = Numbered::new(&sheet, "molecular_profile_id");
    for profile in &records.profiles {
        let Some(id) = &profile.civic else { continue };
        desk.count("profiles with CIViC");
        match rows.rows.get(id.value.to_string().as_str()) {
            Some(row) => {
                variant::same_profile(desk, profile, id.place, rows.get(row, "name"), &format!("profile {} of {them}", id.value))
            }
            None => {
                let message = format!("{them} has no molecular profile {}", id.value);
                desk.report(&rules::NOT_IN_SOURCE, id.place, message, "the source has no such profile");
            }
        }
    }
    Ok(())
}

fn evidence(desk: &mut Desk<'_>, profile: &ProfileRecord, e: &EvidenceRecord, items: &Numbered<'_>, them: &str) {
    let Some(number) = e.provenance.record.sound() else { return };
    desk.count("evidence items with CIViC");
    let row = items.rows.get(number.trim_start_matches("EID")).copied();
    let Some(row) = row.filter(|row| items.get(row, "evidence_status") == "accepted") else {
        not_there(desk, e, items, them, row.is_some());
        return;
    };
    let cell = |column| items.get(row, column);
    let theirs = format!("{number} of {them}");
    desk.word(&e.evidence_type, "type", cell("evidence_type"), &theirs);
    desk.word(&e.direction, "direction", direction(cell("evidence_direction")), &theirs);
    desk.word(&e.level, "level", cell("evidence_level"), &theirs);
    desk.word(&e.significance, "significance", &significance(cell("significance")), &theirs);
    desk.word(&e.origin, "origin", &origin(cell("variant_origin")), &theirs);
    let rating = e.rating.as_ref().map_or_else(String::new, |rating| rating.value.to_string());
    desk.same(e.rating.as_ref().map_or(e.header.place, |rating| rating.place), "rating", &rating, cell("rating"), &theirs);
    disease(desk, &e.disease, cell("disease"), cell("doid"), &theirs);
    therapies(desk, &e.therapies, e.header.place, cell("therapies"), &theirs);
    let interaction = e.interaction.as_ref().map_or("", |word| word.value.as_str());
    let place = e.interaction.as_ref().map_or(e.header.place, |word| word.place);
    desk.same(place, "interaction", interaction, cell("therapy_interaction_type"), &theirs);
    let paper = match cell("source_type") {
        "PubMed" => format!("PMID:{}", cell("citation_id")),
        "ASCO" => format!("ASCO:{}", cell("citation_id")),
        other => format!("{other}:{}", cell("citation_id")),
    };
    desk.same(e.citation.place, "citation", &e.citation.value, &paper, &theirs);
    variant::check(desk, profile, e.provenance.record.place, cell("molecular_profile"), cell("molecular_profile_id"), &theirs);
    statement(desk, e, row, items, &theirs);
}

/// The words of our statement, and what is drawn from the source's.
fn statement(desk: &mut Desk<'_>, e: &EvidenceRecord, row: &Row, items: &Numbered<'_>, them: &str) {
    let cell = |column| items.sheet.get(row, column);
    let text = cell("evidence_statement");
    if let Some(ours) = e.statement.sound() {
        copied(desk, e.statement.place, ours, text, them);
        for figure in wording::missing_figures(ours, text) {
            let message = format!("the statement says {figure}, {them} does not");
            desk.report(&rules::FIGURE, e.statement.place, message, "a figure the source does not state");
        }
    }
    if let Some(endpoint) = e.endpoint.as_ref().filter(|word| word.is_sound()) {
        desk.count("end points that a study met");
        // The significance of what one item shows may stand in another about the same drugs in the same paper.
        let same = |other: &&Row| ["citation_id", "source_type", "therapies"].iter().all(|c| items.sheet.get(other, c) == cell(c));
        let told = items
            .sheet
            .rows()
            .filter(same)
            .any(|other| wording::endpoint_met(endpoint.value, items.sheet.get(other, "evidence_statement")).is_ok());
        if !told && let Err(lack) = wording::endpoint_met(endpoint.value, text) {
            let message = format!("`endpoint` says that the study met {}, {them} {lack}", endpoint.value.as_str());
            desk.report(&rules::ENDPOINT_UNTOLD, endpoint.place, message, "the source does not say so");
        }
    }
    if let Some(population) = e.population.as_ref().filter(|word| word.is_sound()) {
        desk.count("populations");
        if !wording::names_population(population.value, text) {
            let message = format!("`population` is `{}`, no word of {them} says who was studied", population.value.as_str());
            desk.report(&rules::POPULATION_UNTOLD, population.place, message, "the source does not say so");
        }
    }
    if let Some(size) = e.cohort_size.as_ref().filter(|number| number.is_sound()) {
        desk.count("cohort sizes");
        match wording::size(size.value, text) {
            wording::Size::Stated => {}
            wording::Size::Sum => desk.count("cohort sizes that are sums of the source's figures"),
            wording::Size::Unknown => {
                let message = format!("`cohort_size` is {}, which {them} neither states nor adds up to", size.value);
                desk.report(&rules::FIGURE, size.place, message, "a figure the source does not state");
            }
        }
    }
}

fn assertion(desk: &mut Desk<'_>, profile: &ProfileRecord, a: &AssertionRecord, rows: &Numbered<'_>, them: &str) {
    let Some(number) = a.provenance.record.sound() else { return };
    desk.count("assertions with CIViC");
    let Some(row) = rows.rows.get(number.trim_start_matches("AID")).copied() else {
        let message = format!("`{number}` is no assertion of {them}");
        desk.report(&rules::NOT_IN_SOURCE, a.provenance.record.place, message, "the source has no such assertion");
        return;
    };
    let cell = |column| rows.get(row, column);
    let theirs = format!("{number} of {them}");
    desk.word(&a.evidence_type, "type", cell("assertion_type"), &theirs);
    desk.word(&a.direction, "direction", direction(cell("assertion_direction")), &theirs);
    desk.word(&a.significance, "significance", &significance(cell("significance")), &theirs);
    disease(desk, &a.disease, cell("disease"), cell("doid"), &theirs);
    therapies(desk, &a.therapies, a.header.place, cell("therapies"), &theirs);
    let tier = a.amp.as_ref().map_or("", |tier| tier.value.as_str());
    desk.same(a.amp.as_ref().map_or(a.header.place, |tier| tier.place), "amp", tier, cell("amp_category"), &theirs);
    let guideline = match cell("nccn_guideline") {
        "" => String::new(),
        name => format!("NCCN {name} {}", cell("nccn_guideline_version")).trim().to_owned(),
    };
    let ours = a.guideline.as_ref().map_or("", |text| text.value.as_str());
    desk.same(a.guideline.as_ref().map_or(a.header.place, |text| text.place), "guideline", ours, &guideline, &theirs);
    variant::check(desk, profile, a.provenance.record.place, cell("molecular_profile"), cell("molecular_profile_id"), &theirs);
    let named = |e: &&EvidenceRecord| {
        cell("evidence_item_ids").split(',').any(|id| e.provenance.record.value.strip_prefix("EID") == Some(id.trim()))
    };
    let mut expected: Vec<u32> = profile.evidence.iter().filter(named).map(|e| e.number.value).collect();
    let mut ours: Vec<u32> = a.evidence.iter().map(|number| number.value).collect();
    expected.sort_unstable();
    ours.sort_unstable();
    let list = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
    desk.same(a.evidence.first().map_or(a.header.place, |first| first.place), "evidence", &list(&ours), &list(&expected), &theirs);
    if let Some(summary) = a.summary.sound() {
        copied(
            desk,
            a.summary.place,
            summary,
            &format!("{} {}", cell("assertion_summary"), cell("assertion_description")),
            &theirs,
        );
    }
}

fn not_there(desk: &mut Desk<'_>, e: &EvidenceRecord, items: &Numbered<'_>, them: &str, exists: bool) {
    let number = &e.provenance.record.value;
    let why = if exists { "is in" } else { "is not in" };
    let message = format!("`{number}` {why} {them}{}", if exists { ", but not accepted" } else { "" });
    let paper = e.citation.value.trim_start_matches("PMID:").trim_start_matches("ASCO:");
    let same = |row: &&Row| {
        items.sheet.get(row, "citation_id") == paper && items.sheet.get(row, "evidence_type") == e.evidence_type.value.as_str()
    };
    let near: Vec<String> =
        items.sheet.rows().filter(same).map(|row| format!("EID{}", items.sheet.get(row, "evidence_id"))).take(3).collect();
    let help = if near.is_empty() {
        format!("no item of the release cites {} either; look the claim up, or move it to `candidates/`", e.citation.value)
    } else {
        format!("these are the items of {}", e.citation.value)
    };
    let finding = Diagnostic::new(&rules::NOT_IN_SOURCE, e.provenance.record.place, message).label("the source has no such item");
    desk.out.push(finding.suggest(near).help(help));
}

fn copied(desk: &mut Desk<'_>, place: Place, ours: &str, theirs: &str, them: &str) {
    if let Some(run) = wording::copied(ours, theirs) {
        let message = format!("{} words in a row stand in {them}, too: “{run}”", run.split(' ').count());
        desk.report(&rules::COPIED, place, message, "say it in other words");
    }
}

fn disease(desk: &mut Desk<'_>, ours: &Spanned<String>, name: &str, doid: &str, them: &str) {
    let code = format!("DOID:{doid}");
    let bears = |record: &&&crate::record::DiseaseRecord| record.doid.as_ref().is_some_and(|own| own.value == code);
    let found = match doid {
        "" => UNNUMBERED.iter().find(|(theirs, _)| *theirs == name).map(|(_, id)| (*id).to_owned()),
        _ => desk.diseases.values().find(bears).map(|record| record.header.id.clone()),
    };
    let found = found.or_else(|| desk.disease_names.get(&name.to_lowercase()).map(|id| (*id).to_owned()));
    desk.same(ours.place, "disease", &ours.value, &found.unwrap_or_else(|| format!("{name} ({code})")), them);
}

fn therapies(desk: &mut Desk<'_>, ours: &[Spanned<String>], place: Place, cell: &str, them: &str) {
    let mut theirs: Vec<String> = cell
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(|name| desk.therapy_names.get(&name.to_lowercase()).map_or_else(|| name.to_owned(), |id| (*id).to_owned()))
        .collect();
    let mut own: Vec<&str> = ours.iter().map(|therapy| therapy.value.as_str()).collect();
    own.sort_unstable();
    theirs.sort_unstable();
    // One drug that is wrong is pointed at; of a list of another length, the list.
    let wrong = ours.iter().find(|therapy| !theirs.contains(&therapy.value));
    let place = wrong.or(ours.first()).map_or(place, |therapy| therapy.place);
    desk.same(place, "therapies", &own.join(", "), &theirs.join(", "), them);
}

fn direction(word: &str) -> &str {
    if word == "Does Not Support" { "DoesNotSupport" } else { word }
}

/// CIViC writes words apart; of an oncogenic assertion it states the result, our records what is claimed.
fn significance(word: &str) -> String {
    match word {
        "Sensitivity/Response" => word.to_owned(),
        "Oncogenic" | "Likely Oncogenic" => "Oncogenicity".to_owned(),
        _ => word.split(' ').map(|part| if part == "of" { "Of" } else { part }).collect(),
    }
}

fn origin(word: &str) -> String {
    match word {
        "N/A" | "" => "unknown".to_owned(),
        _ => word.to_lowercase().replace(' ', "-"),
    }
}

impl Desk<'_> {
    /// A word of a vocabulary against the source's.
    fn word<V: Vocabulary>(&mut self, ours: &Spanned<V>, field: &str, theirs: &str, them: &str) {
        if let Some(word) = ours.sound() {
            self.same(ours.place, field, word.as_str(), theirs, them);
        }
    }
}
