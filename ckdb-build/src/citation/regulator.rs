//! Approvals and companion diagnostics against the FDA's list (its number, drug, test, maker, day, specimen and cancer stand in one
//! row), and all other approvals against the tables of `seen/`.

use super::data::{Data, DataError};
use super::{Desk, detects};
use crate::diagnostic::{Diagnostic, Place, rules};
use crate::import::fda;
use crate::import::sheet::{Divided, Row, Sheet};
use crate::record::{ApprovalRecord, CompanionDiagnosticRecord};
use ckdb_core::model::Jurisdiction;

const ID: &str = "fda-cdx";

/// The cells of the list that are compared.
struct List {
    sheet: Sheet,
    release: String,
}

impl List {
    fn cell<'s>(&'s self, row: &'s Row, column: &str) -> &'s str {
        self.sheet.get(row, column)
    }

    /// Rows that give the number, as a whole number, and the drugs. The list names one drug of a combination, or all of them.
    fn rows<'s>(&'s self, number: &'s str, drugs: &'s [Vec<String>], all: bool) -> impl Iterator<Item = &'s Row> {
        self.sheet.rows().filter(move |row| {
            let cell = letters(self.cell(row, fda::DRUG));
            let named = |names: &Vec<String>| names.iter().any(|name| cell.contains(name.as_str()));
            let fits = if all { drugs.iter().all(named) } else { drugs.iter().any(named) };
            fits && has_number(self.cell(row, fda::NUMBER), number)
        })
    }
}

pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    let wanted = |approval: &&ApprovalRecord| {
        let listed = approval.provenance.source.value == ID;
        listed || (approval.jurisdiction == Jurisdiction::Us && !approval.companion_diagnostics.is_empty())
    };
    let list = match desk.release(ID).filter(|_| records.approvals.iter().any(|a| wanted(&a))) {
        None => None,
        Some(release) => match desk.data.file("fda", &["companion_diagnostics", release]) {
            None => {
                desk.lacking(ID, &format!("fda/companion_diagnostics_{release}.csv"));
                None
            }
            Some(path) => Some(List { sheet: Data::sheet(&path, Divided::Commas, &fda::COLUMNS)?, release: release.to_owned() }),
        },
    };
    for approval in &records.approvals {
        let listed = approval.provenance.source.value == ID;
        if let Some(list) = list.as_ref().filter(|_| wanted(&approval)) {
            against_list(desk, approval, list, listed);
        }
        if !listed {
            document(desk, approval);
        }
    }
    Ok(())
}

/// An approval that rests on a document which is in no release.
fn document(desk: &mut Desk<'_>, approval: &ApprovalRecord) {
    let id = &approval.header.id;
    if desk.is_signed(approval.header.place) {
        desk.count("approvals that a person signed for");
        return;
    }
    let Some(address) = &approval.document else {
        let message = format!("`{id}` names no `document`, and nobody has signed for it");
        let finding = Diagnostic::new(&rules::UNPROVEN, approval.header.place, message).label("nothing proves this");
        desk.out.push(finding.help("name the page that says so, or move the record to `candidates/`"));
        return;
    };
    let Some(seen) = desk.seen.document(&address.value) else {
        let message = format!("nobody has listed `{}` among the documents that were opened", address.value);
        let finding = Diagnostic::new(&rules::UNPROVEN, address.place, message).label("not in `seen/documents.tsv`");
        let near = desk.seen.nearest_documents(&address.value);
        let next =
            "open it, compare drug, marker, cancer and day, and add a line with your name; or move the record to `candidates/`";
        desk.out.push(finding.suggest(near).help(next));
        return;
    };
    let (drugs, day) = (seen.drugs.clone(), seen.approved_on.clone());
    desk.seen.use_document(&address.value);
    desk.count("approvals that rest on a document that was opened");
    for page in approval.companion_diagnostics.iter().filter_map(|test| test.document.as_ref()) {
        desk.count("companion diagnostics that rest on a document that was opened");
        if desk.seen.document(&page.value).is_none() {
            let message = format!("nobody has listed `{}` among the documents that were opened", page.value);
            desk.report(&rules::UNPROVEN, page.place, message, "not in `seen/documents.tsv`");
        }
        desk.seen.use_document(&page.value);
    }
    // Where a reader noted what the page says, the record says the same.
    if !drugs.is_empty() {
        desk.count("approvals compared with what the reader of the document noted");
        for therapy in approval.therapies.iter().filter(|therapy| !drugs.contains(&therapy.value)) {
            let message = format!("`{}` is not among the drugs of the document: {}", therapy.value, drugs.join(", "));
            desk.report(&rules::SOURCE_DISAGREES, therapy.place, message, "the reader noted other drugs");
        }
    }
    if let (Some(ours), false) = (&approval.approved_on, day.is_empty()) {
        desk.same(ours.place, "approved_on", &ours.value, &day, "the reader of the document");
    }
}

fn against_list(desk: &mut Desk<'_>, approval: &ApprovalRecord, list: &List, listed: bool) {
    let id = &approval.header.id;
    let drugs: Vec<Vec<String>> = approval.therapies.iter().map(|therapy| names_of(desk, &therapy.value)).collect();
    let them = format!("the FDA list of {}", list.release);
    if listed {
        desk.count("approvals with the FDA's list");
        let number = &approval.provenance.record;
        let found: Vec<&Row> = list.rows(&number.value, &drugs, true).collect();
        let address = approval.document.as_ref().map_or("", |text| text.value.as_str());
        if found.is_empty() {
            let message = format!("no row of {them} has `{}` and all drugs of `{id}` together", number.value);
            not_in_list(desk, number.place, message, list, &drugs);
        } else if !found.iter().any(|row| list.cell(row, fda::NUMBER).contains(address)) {
            let place = approval.document.as_ref().map_or(approval.header.place, |text| text.place);
            let message = format!("{them} gives another address for `{}`", number.value);
            desk.report(&rules::SOURCE_DISAGREES, place, message, "not the list's address");
        } else {
            cancer(desk, approval, list, &found, &them);
        }
    }
    for test in &approval.companion_diagnostics {
        desk.count("companion diagnostics with the FDA's list");
        against_row(desk, test, list, &drugs, listed, &them);
    }
}

/// The cancer of the approval is that of a row, or stands above or below it.
fn cancer(desk: &mut Desk<'_>, approval: &ApprovalRecord, list: &List, rows: &[&Row], them: &str) {
    let cells: Vec<&str> = rows.iter().map(|row| list.cell(row, fda::DISEASE)).collect();
    let named: Vec<&str> = cells
        .iter()
        .flat_map(|cell| fda::diseases_of(cell))
        .filter_map(|name| desk.disease_names.get(&name.to_lowercase()).copied())
        .collect();
    if named.is_empty() {
        desk.count("approvals whose cancer the FDA's list words otherwise");
    } else if !named.iter().any(|disease| desk.related(disease, &approval.disease.value)) {
        let message = format!("`disease` is `{}`, {them} says `{}`", approval.disease.value, cells.join("`, `"));
        let finding = Diagnostic::new(&rules::SOURCE_DISAGREES, approval.disease.place, message).label("another cancer");
        desk.out.push(finding.suggest(named.iter().map(|name| (*name).to_owned())));
    }
}

fn against_row(
    desk: &mut Desk<'_>,
    test: &CompanionDiagnosticRecord,
    list: &List,
    drugs: &[Vec<String>],
    listed: bool,
    them: &str,
) {
    let Some(number) = &test.source_record else {
        let message = format!("`{}` has no `source_record`, so {them} cannot be asked", test.name.value);
        desk.report(&rules::UNPROVEN, test.name.place, message, "nothing proves this");
        return;
    };
    let maker = test.manufacturer.as_ref().map_or("", |maker| maker.value.as_str());
    let of_number: Vec<&Row> = list.rows(&number.value, drugs, listed).collect();
    let of_test = |row: &&&Row| {
        let cell = letters(list.cell(row, fda::TEST));
        cell.contains(&letters(&test.name.value)) && cell.contains(&letters(maker))
    };
    let rows: Vec<&Row> = of_number.iter().filter(of_test).copied().collect();
    if rows.is_empty() {
        match of_number.first() {
            None => {
                let message = format!("no row of {them} has `{}` and the drug together", number.value);
                not_in_list(desk, number.place, message, list, drugs);
            }
            Some(row) => {
                let ours = format!("{} ({maker})", test.name.value);
                desk.same(test.name.place, "name", &ours, list.cell(row, fda::TEST), &format!("{} of {them}", number.value));
            }
        }
        return;
    }
    if let Some(day) = &test.approved_on {
        let stamp = day.value.split('-').collect::<Vec<_>>();
        let [year, month, date] = stamp[..] else { return };
        let stamp = format!("{}({month}/{date}/{year})", number.value);
        let cell = |row: &&&Row| list.cell(row, fda::NUMBER).split_whitespace().collect::<String>().contains(&stamp);
        if !rows.iter().any(|row| cell(&row)) {
            let mut days = rows.iter().flat_map(|row| fda::numbers_of(list.cell(row, fda::NUMBER)));
            let said = days.find(|(theirs, _)| *theirs == number.value).map_or_else(String::new, |(_, day)| day);
            desk.same(day.place, "approved_on", &day.value, &said, &format!("{} of {them}", number.value));
        }
    }
    if let Some(specimen) = &test.specimen
        && !rows.iter().any(|row| letters(list.cell(row, fda::DISEASE)).contains(&letters(&specimen.value)))
    {
        let message = format!("{them} does not name the specimen `{}` for {}", specimen.value, number.value);
        desk.report(&rules::SOURCE_DISAGREES, specimen.place, message, "another specimen");
    }
    let cells: Vec<String> =
        rows.iter().map(|row| format!("{} {}", list.cell(row, fda::GENES), list.cell(row, fda::DETAILS))).collect();
    let spelt = detects::spelling(&cells.join(" "));
    for leaf in test.detects.iter().chain(&test.reference_only) {
        desk.count("findings that companion diagnostics detect");
        if let Some(word) = detects::unspelt(leaf, &spelt) {
            let message = format!("{them} does not spell {word} for {}: it says `{}`", number.value, cells.join("`, `"));
            desk.report(&rules::SOURCE_DISAGREES, leaf.place, message, "not in the list");
        }
    }
}

fn not_in_list(desk: &mut Desk<'_>, place: Place, message: String, list: &List, drugs: &[Vec<String>]) {
    let named =
        |row: &&Row| drugs.iter().any(|names| names.iter().any(|name| letters(list.cell(row, fda::DRUG)).contains(name.as_str())));
    let mut near: Vec<String> = list
        .sheet
        .rows()
        .filter(named)
        .flat_map(|row| fda::numbers_of(list.cell(row, fda::NUMBER)))
        .map(|(number, _)| number)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(6);
    let finding = Diagnostic::new(&rules::NOT_IN_SOURCE, place, message).label("not in the list");
    desk.out.push(finding.suggest(near).help("a row must have the number, the drugs and the test together"));
}

/// The drug's own name and its trade names in the US, as letters.
fn names_of(desk: &Desk<'_>, therapy: &str) -> Vec<String> {
    let Some(record) = desk.therapies.get(therapy) else { return vec![letters(therapy)] };
    let brands = record.brands.iter().filter(|brand| brand.jurisdiction.value == Jurisdiction::Us).map(|brand| &brand.name.value);
    std::iter::once(&record.name.value).chain(brands).map(|name| letters(name)).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// The number stands in the cell, and is not the beginning of a longer one (`P120014/S001`, or `P120014S001` in an address).
fn has_number(cell: &str, number: &str) -> bool {
    let whole = |at: usize| !cell[at + number.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '/');
    !number.is_empty() && cell.match_indices(number).any(|(at, _)| whole(at))
}
