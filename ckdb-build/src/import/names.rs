//! Further names of what we know: genes of HGNC (CC0), diseases of the Disease Ontology (CC0), agents of the NCI Thesaurus
//! (CC BY 4.0). They make no records; they let the names of other sources find ours.
//!
//! A name that two rows of the register claim, or that another record of ours has, is nobody's: it would answer for the wrong
//! one. Such names are left out, and their row is counted as partly taken.

use super::imported::{FurtherNames, Imported, SourceError};
use super::ledger::{Entry, Ledger, State};
use super::obo::{Term, Terms};
use super::sheet::{Divided, Row, Sheet, read_text};
use crate::diagnostic::{FileId, Files, Place};
use crate::models::{InputFile, MemoryGenome};
use crate::record::shape::is_gene_symbol;
use crate::record::{Header, Records, SourceRecord, Spanned};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Longer texts are formulas of chemistry, not names anybody writes.
const LONGEST: usize = 60;

/// A row of a register.
struct Register {
    record: String,
    place: Place,
    /// Our identity, if it is about one of ours.
    ours: Option<String>,
    names: Vec<String>,
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Names that a row claims for ours, of the names nobody else has.
fn settle(rows: &[Register], taken: &BTreeMap<String, String>) -> (BTreeMap<String, Vec<Spanned<String>>>, Vec<Entry>) {
    let mut claims: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for name in &row.names {
            claims.entry(fold(name)).or_default().insert(at);
        }
    }
    let (mut found, mut entries): (BTreeMap<String, Vec<Spanned<String>>>, Vec<Entry>) = Default::default();
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let state = match &row.ours {
            None => State::Quarantined("NOT_OURS".to_owned()),
            Some(ours) => {
                let mut left_out = false;
                for name in &row.names {
                    let folded = fold(name);
                    let owner = taken.get(&folded).or_else(|| given.get(&folded));
                    let alone = claims.get(&folded).is_some_and(|rows| rows.len() == 1);
                    match owner {
                        Some(owner) if owner == ours => {}
                        None if alone && !folded.is_empty() => {
                            given.insert(folded, ours.clone());
                            found.entry(ours.clone()).or_default().push(Spanned::new(name.clone(), row.place));
                        }
                        _ => left_out = true,
                    }
                }
                if left_out { State::Partly(BTreeSet::from(["NAME_IS_ANOTHERS"])) } else { State::Compiled }
            }
        };
        let (record, place) = (row.record.clone(), row.place);
        entries.push(Entry { record, group: String::new(), place, state, notes: BTreeSet::new() });
    }
    (found, entries)
}

struct About {
    id: &'static str,
    name: &'static str,
    publisher: &'static str,
    licence: &'static str,
    homepage: &'static str,
    kind: &'static str,
}

/// The file that rows stand in, whatever its form.
struct Table {
    file: FileId,
    input: InputFile,
    not_read: Vec<String>,
}

impl Table {
    fn of(sheet: &Sheet) -> Self {
        Self { file: sheet.file, input: sheet.input.clone(), not_read: sheet.not_read.clone() }
    }
}

fn imported(about: &About, sheet: &Table, records: &Records, entries: Vec<Entry>, further_names: FurtherNames) -> Imported {
    let place = Place::whole(sheet.file);
    let text = |text: &str| Spanned::new(text.to_owned(), place);
    let known = records.sources.iter().any(|source| source.header.id == about.id);
    let source = (!known).then(|| SourceRecord {
        header: Header { id: about.id.to_owned(), place, layer: 0 },
        name: text(about.name),
        publisher: text(about.publisher),
        licence: text(about.licence),
        licence_url: None,
        release: text("as given to the build; see its digest"),
        homepage: Some(text(about.homepage)),
        citation: None,
        redistributable: Spanned::new(true, place),
    });
    let ledger = Ledger {
        source: about.id.to_owned(),
        release: sheet.input.digest.clone(),
        licence: about.licence.to_owned(),
        inputs: vec![sheet.input.clone()],
        entries: BTreeMap::from([(about.kind, entries)]),
        lines_not_read: sheet.not_read.clone(),
        ..Ledger::default()
    };
    Imported { files: vec![sheet.file], source, further_names, ledger, ..Imported::default() }
}

/// HGNC's complete set: symbols before and beside the approved one.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn hgnc(path: &Path, files: &mut Files, records: &Records, _: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let sheet = Sheet::read(path, files, Divided::Tabs, None)?;
    sheet.must_have(&["hgnc_id", "symbol", "alias_symbol", "prev_symbol"])?;
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut by_number: BTreeMap<&str, &str> = BTreeMap::new();
    for gene in &records.genes {
        taken.insert(fold(&gene.header.id), gene.header.id.clone());
        by_number.insert(&gene.hgnc.value, &gene.header.id);
        taken.extend(gene.aliases.iter().map(|alias| (fold(&alias.value), gene.header.id.clone())));
    }
    let rows: Vec<Register> = sheet
        .rows()
        .map(|row| {
            let (number, symbol) = (sheet.get(row, "hgnc_id"), sheet.get(row, "symbol"));
            let more = [sheet.get(row, "prev_symbol"), sheet.get(row, "alias_symbol")].map(|cell| cell.split('|'));
            let names = std::iter::once(symbol).chain(more.into_iter().flatten()).map(str::trim);
            let mut names: Vec<String> = names.filter(|name| is_gene_symbol(name)).map(str::to_owned).collect();
            names.dedup();
            let ours = by_number.get(number).map(|id| (*id).to_owned());
            Register { record: number.to_owned(), place: row.place, ours, names }
        })
        .collect();
    let (genes, entries) = settle(&rows, &taken);
    let about = About {
        id: "hgnc",
        name: "HUGO Gene Nomenclature Committee",
        publisher: "European Bioinformatics Institute",
        licence: "CC0-1.0",
        homepage: "https://www.genenames.org",
        kind: "genes",
    };
    Ok(imported(&about, &Table::of(&sheet), records, entries, FurtherNames { genes, ..FurtherNames::default() }))
}

/// The Disease Ontology: its OBO file (names, exact synonyms, and the tree by which diseases of other sources find their place), or a
/// table of name, number, and exact synonyms as a list in square brackets.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn doid(path: &Path, files: &mut Files, records: &Records, _: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let (input, text) = read_text(path)?;
    let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut by_number: BTreeMap<&str, &str> = BTreeMap::new();
    for disease in &records.diseases {
        let names = std::iter::once(&disease.name).chain(&disease.name_ja).chain(&disease.aliases);
        taken.extend(names.map(|name| (fold(&name.value), disease.header.id.clone())));
        by_number.extend(disease.doid.as_ref().map(|doid| (doid.value.as_str(), disease.header.id.as_str())));
    }
    let register = |record: String, mut names: Vec<String>, place: Place| {
        names.retain(|name| !name.is_empty() && name.len() <= LONGEST);
        let ours = by_number.get(record.as_str()).map(|id| (*id).to_owned());
        Register { record, place, ours, names }
    };
    let mut table = Table { file, input, not_read: Vec::new() };
    let mut disease_tree = BTreeMap::new();
    let rows: Vec<Register> = if text.starts_with("format-version:") {
        let read = Terms::of(&text, &table.input.name, file);
        disease_tree = read.tree();
        table.not_read = read.not_read;
        let named = |term: Term| register(term.id, std::iter::once(term.name).chain(term.synonyms).collect(), term.place);
        read.terms.into_iter().map(named).collect()
    } else {
        let sheet = Sheet::of(table.input.clone(), file, &text, Divided::Commas, None);
        sheet.must_have(&["Disease Name", "DOID", "Exact Synonyms"])?;
        table.not_read.clone_from(&sheet.not_read);
        let named = |row: &Row| {
            let record = format!("DOID:{}", sheet.get(row, "DOID").trim_start_matches("DOID:"));
            let name = sheet.get(row, "Disease Name").to_owned();
            register(record, std::iter::once(name).chain(listed(sheet.get(row, "Exact Synonyms"))).collect(), row.place)
        };
        sheet.rows().map(named).collect()
    };
    let (diseases, entries) = settle(&rows, &taken);
    let about = About {
        id: "doid",
        name: "Human Disease Ontology",
        publisher: "University of Maryland School of Medicine",
        licence: "CC0-1.0",
        homepage: "https://disease-ontology.org",
        kind: "diseases",
    };
    Ok(imported(&about, &table, records, entries, FurtherNames { diseases, disease_tree, ..FurtherNames::default() }))
}

/// `['a', "b's"]`: the texts of a list in the notation of Python.
fn listed(text: &str) -> Vec<String> {
    let (mut found, mut letters) = (Vec::new(), text.chars());
    while let Some(mark) = letters.next() {
        if mark != '\'' && mark != '"' {
            continue;
        }
        let mut one = String::new();
        while let Some(letter) = letters.next() {
            match letter {
                '\\' => one.extend(letters.next()),
                letter if letter == mark => break,
                letter => one.push(letter),
            }
        }
        found.push(one.trim().to_owned());
    }
    found
}

/// Antineoplastic agents of the NCI Thesaurus: code, preferred name, synonyms divided by bars.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn ncit(path: &Path, files: &mut Files, records: &Records, _: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let sheet = Sheet::read(path, files, Divided::Tabs, None)?;
    sheet.must_have(&["Code", "NCIt Preferred Name", "Synonyms"])?;
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut by_code: BTreeMap<String, String> = BTreeMap::new();
    for therapy in &records.therapies {
        let brands = therapy.brands.iter().map(|brand| &brand.name);
        let names = std::iter::once(&therapy.name).chain(&therapy.name_ja).chain(&therapy.aliases).chain(brands);
        taken.extend(names.map(|name| (fold(&name.value), therapy.header.id.clone())));
        let code = therapy.ncit.as_ref().map(|code| code.value.trim_start_matches("NCIt:").to_owned());
        by_code.extend(code.map(|code| (code, therapy.header.id.clone())));
    }
    let rows: Vec<Register> = sheet
        .rows()
        .map(|row| {
            let (code, name) = (sheet.get(row, "Code"), sheet.get(row, "NCIt Preferred Name"));
            // By code; else by the preferred name alone, for a synonym may be another agent's name.
            let ours = by_code.get(code).or_else(|| taken.get(&fold(name))).cloned();
            let synonyms = sheet.get(row, "Synonyms").split('|').map(str::trim);
            let mut names: Vec<String> = std::iter::once(name).chain(synonyms).map(str::to_owned).collect();
            names.retain(|name| name.len() > 2 && name.len() <= LONGEST);
            Register { record: code.to_owned(), place: row.place, ours, names }
        })
        .collect();
    let (therapies, entries) = settle(&rows, &taken);
    let about = About {
        id: "ncit",
        name: "NCI Thesaurus, antineoplastic agents",
        publisher: "National Cancer Institute",
        licence: "CC-BY-4.0",
        homepage: "https://evsexplore.semantics.cancer.gov",
        kind: "agents",
    };
    Ok(imported(&about, &Table::of(&sheet), records, entries, FurtherNames { therapies, ..FurtherNames::default() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_in_brackets_are_read() {
        assert_eq!(listed(r#"['hemangiosarcoma', "surfer's eye"]"#), ["hemangiosarcoma", "surfer's eye"]);
        assert!(listed("[]").is_empty());
    }
}
