//! A table of one's own: approvals, companion diagnostics, trials and evidence, one row a record, as `docs/curation-csv.md`
//! says. For lists that come as spreadsheets, exports of trial registries, and what a hospital keeps for itself.
//!
//! Lines that begin with `#` say what the table is (`# licence: CC0-1.0`); the first other line names the columns, in English or
//! Japanese. UTF-8 with or without a byte-order mark, and CP932, are read.
//!
//! | file | holds |
//! |---|---|
//! | `columns` | the names of columns and of words |
//! | `rows` | one row as a record |

mod columns;
mod rows;

use super::gathered::{Gathered, SourceFacts};
use super::imported::{Imported, SourceError};
use super::profile_name::Ground;
use super::sheet::{Divided, Sheet, read_text};
use crate::diagnostic::Files;
use crate::models::MemoryGenome;
use crate::record::Records;
use crate::record::shape::{LICENCE, is_date, slug};
use rows::Walk;
use std::collections::BTreeMap;
use std::path::Path;

/// Reads a table.
///
/// # Errors
/// When the file cannot be read or has no column that says which kind of record a row is.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let (input, text) = read_text(path)?;
    let (said, table) = divided(&text);
    let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
    let sheet = Sheet::of(input.clone(), file, &table, Divided::Commas, None);
    if columns::KIND.iter().all(|column| !sheet.has(column)) {
        sheet.must_have(&["kind"])?;
    }
    let told = |key: &str| said.get(key).map(String::as_str).unwrap_or_default();
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let id = [told("source"), &stem].into_iter().map(slug).find(|id| !id.is_empty()).unwrap_or_else(|| "table".to_owned());
    let licence = Some(told("licence")).filter(|licence| (LICENCE.fits)(licence)).unwrap_or("LicenseRef-not-stated");
    let release = Some(told("release")).filter(|release| !release.is_empty()).unwrap_or("not stated");
    let facts = SourceFacts {
        id: &id,
        name: Some(told("name")).filter(|name| !name.is_empty()).unwrap_or(&id),
        publisher: Some(told("publisher")).filter(|name| !name.is_empty()).unwrap_or("not stated"),
        licence,
        licence_url: "",
        release,
        homepage: Some(told("homepage")).filter(|address| address.starts_with("https://")).unwrap_or_default(),
        citation: None,
        // What nobody allowed is not passed on.
        redistributable: told("redistributable") == "yes" && licence != "LicenseRef-not-stated",
    };
    let day = Some(told("release")).filter(|day| is_date(day)).map(str::to_owned);
    let ground = Ground::new(genomes);
    let layer = facts.layer();
    let gathered = Gathered::new(&facts, file, vec![input], records, &ground, genomes);
    let mut walk = Walk::new(&sheet, gathered, layer, day);
    for (number, row) in (1_u32..).zip(sheet.rows()) {
        walk.row(number, row);
    }
    let mut imported = walk.finish();
    imported.ledger.lines_not_read.clone_from(&sheet.not_read);
    Ok(imported)
}

/// What the lines in front say, and the text with blanks in their place, so that every other letter keeps its own.
fn divided(text: &str) -> (BTreeMap<String, String>, String) {
    let (mut said, mut table) = (BTreeMap::new(), String::with_capacity(text.len()));
    let mut in_front = true;
    for line in text.split_inclusive('\n') {
        in_front &= line.starts_with('#') || line.trim().is_empty();
        if !in_front {
            table.push_str(line);
            continue;
        }
        if let Some((key, value)) = line.trim_start_matches('#').split_once(':') {
            // A spreadsheet fills every line up with commas.
            said.insert(key.trim().to_lowercase(), value.trim().trim_end_matches(',').trim().to_owned());
        }
        table.extend(line.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
    }
    (said, table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_front_keep_their_room() {
        let text = "# licence: CC0-1.0,,\n# 出典: 院内\nkind,id\ntrial,#1\n";
        let (said, table) = divided(text);
        assert_eq!(said.get("licence").map(String::as_str), Some("CC0-1.0"));
        assert_eq!((table.len(), table.find("kind")), (text.len(), text.find("kind")));
        assert!(table.ends_with("trial,#1\n"));
    }
}
