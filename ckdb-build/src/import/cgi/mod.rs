//! Cancer Genome Interpreter: biomarkers of drug response, one row a biomarker (release of 2017-02-08 and its like).
//!
//! The licence is not settled (the table was given out as CC0, the site is for non-commercial use), so it is a layer that is not
//! passed on. The interpreter's own level (`FDA guidelines`, `Late trials`, …) opens the statement of each claim and is the
//! group it is counted in; `level` gives the letter beside it. A row for several tumours is one claim for each.
//!
//! `alteration` reads `BRAF:V600E,V600.`, `MET:amp;EGFR:.`, `ERBB2::consequence::inframe_insertion:775-881`, `ABL1__BCR`.

mod alteration;
mod tumour;

use super::gathered::{Claim, Gathered, SourceFacts};
use super::imported::{Imported, SourceError};
use super::profile_name::{Ground, Note};
use super::sheet::{Divided, Row, Sheet};
use crate::diagnostic::Files;
use crate::models::MemoryGenome;
use crate::record::Records;
use crate::record::shape::is_date;
use ckdb_core::model::{EvidenceDirection, EvidenceLevel, EvidenceType, Significance, TherapyInteraction, VariantOrigin};
use std::collections::BTreeSet;
use std::path::Path;

/// Numbers of its items in the files of profiles lie behind these.
const BEHIND: u32 = 40_000_000;

/// Reads the table of biomarkers, one row a biomarker.
///
/// # Errors
/// When the file cannot be read or lacks a column.
pub fn import(path: &Path, files: &mut Files, records: &Records, genomes: &[MemoryGenome; 2]) -> Result<Imported, SourceError> {
    let sheet = Sheet::read(path, files, Divided::Tabs, None)?;
    sheet.must_have(&["Alteration", "Alteration type", "Association", "Drug", "Evidence level", "Source", "Primary Tumor type"])?;
    let day = day_of(path).unwrap_or_else(|| "unknown".to_owned());
    let id = format!("cgi-{day}");
    let facts = SourceFacts {
        id: &id,
        name: "Cancer Genome Interpreter, biomarkers of drug response",
        publisher: "Barcelona Biomedical Genomics Lab",
        licence: "LicenseRef-CGI-not-settled",
        licence_url: "",
        release: &day,
        homepage: "https://www.cancergenomeinterpreter.org",
        citation: Some("PMID:29592813"),
        redistributable: false,
    };
    let ground = Ground::new(genomes);
    let mut gathered = Gathered::new(&facts, sheet.file, vec![sheet.input.clone()], records, &ground, genomes);
    for (number, row) in (1_u32..).zip(sheet.rows()) {
        let record = format!("row {number} {}", sheet.get(row, "Alteration"));
        let group = sheet.get(row, "Evidence level");
        match claims(&mut gathered, &sheet, row, number, &record) {
            Ok((notes, also)) => gathered.entry("evidence", record, group, row.place, Ok(&notes), &also),
            Err(reason) => gathered.entry("evidence", record, group, row.place, Err(reason), &[]),
        }
    }
    gathered.imported.ledger.lines_not_read.clone_from(&sheet.not_read);
    Ok(gathered.finish())
}

/// `2017-02-08/cgi_biomarkers.tsv.gz`: the day of the folder or of the name.
fn day_of(path: &Path) -> Option<String> {
    let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    if let Some(day) = folder.filter(|day| is_date(day)) {
        return Some(day);
    }
    let name = path.file_name()?.to_string_lossy().into_owned();
    let digits = name.split(|letter: char| !letter.is_ascii_digit()).find(|part| part.len() == 8)?;
    Some(format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])).filter(|day| is_date(day))
}

fn level(word: &str) -> Option<EvidenceLevel> {
    // Of several the weakest: the claim rests on all of them.
    let of = |word: &str| {
        Some(match word.trim().to_lowercase().as_str() {
            "fda guidelines"
            | "nccn guidelines"
            | "european leukemianet guidelines"
            | "cpic guidelines"
            | "nccn/cap guidelines" => EvidenceLevel::A,
            "late trials" | "early trials" | "clinical trial" => EvidenceLevel::B,
            "case report" => EvidenceLevel::C,
            "pre-clinical" => EvidenceLevel::D,
            _ => return None,
        })
    };
    let levels: Option<Vec<EvidenceLevel>> = word.split(',').map(of).collect();
    levels?.into_iter().max()
}

fn effect(word: &str) -> Result<(EvidenceDirection, Significance), &'static str> {
    use EvidenceDirection::{DoesNotSupport, Supports};
    Ok(match word {
        "Responsive" => (Supports, Significance::Sensitivity),
        "No Responsive" => (DoesNotSupport, Significance::Sensitivity),
        "Resistant" => (Supports, Significance::Resistance),
        word if word.starts_with("Increased Toxicity") => (Supports, Significance::AdverseResponse),
        _ => return Err("EFFECT_NOT_KNOWN"),
    })
}

type Found = (BTreeSet<Note>, Vec<&'static str>);

fn claims(gathered: &mut Gathered<'_>, sheet: &Sheet, row: &Row, number: u32, record: &str) -> Result<Found, &'static str> {
    let place = row.place;
    let (direction, significance) = effect(sheet.get(row, "Association"))?;
    let word = sheet.get(row, "Evidence level");
    let level = level(word).ok_or("LEVEL_NOT_KNOWN")?;
    let (name, meaning) = alteration::read(sheet.get(row, "Alteration"), sheet.get(row, "Alteration type"), gathered, place)?;
    let (therapies, interaction, mut also) = therapies(gathered, sheet, row)?;
    let mut diseases: Vec<String> = Vec::new();
    for code in sheet.get(row, "Primary Tumor type").split(';').map(str::trim).filter(|code| !code.is_empty()) {
        match tumour::disease(code, gathered, place) {
            Some(disease) if diseases.contains(&disease) => {}
            Some(disease) => diseases.push(disease),
            None => also.push("TUMOUR_NOT_KNOWN"),
        }
    }
    if diseases.is_empty() {
        return Err("TUMOUR_NOT_KNOWN");
    }
    let citation = citation(sheet.get(row, "Source"), gathered.known.source);
    let profile = gathered.profile(&name, meaning.criterion).ok_or("QUESTION_NOT_READ")?;
    let (association, drug) = (sheet.get(row, "Association"), sheet.get(row, "Drug full name"));
    for (at, disease) in (0_u32..).zip(diseases) {
        let claim = Claim {
            number: BEHIND + number * 32 + at.min(31),
            record: if at == 0 { record.to_owned() } else { format!("{record} ({})", at + 1) },
            evidence_type: EvidenceType::Predictive,
            direction,
            significance,
            level,
            rating: None,
            therapies: therapies.clone(),
            interaction,
            disease,
            origin: VariantOrigin::Unknown,
            citation: citation.clone(),
            statement: format!("{word}: {association} to {drug}, {}.", sheet.get(row, "Biomarker")),
        };
        gathered.claim(&profile, claim, place);
    }
    Ok((meaning.notes, also))
}

type Treatment = (Vec<String>, Option<TherapyInteraction>, Vec<&'static str>);

/// One drug, `A;B` together, `[A,B]` of which each may be meant, or a family of drugs that names none.
fn therapies(gathered: &mut Gathered<'_>, sheet: &Sheet, row: &Row) -> Result<Treatment, &'static str> {
    let cell = sheet.get(row, "Drug");
    if cell.contains('[') && cell.contains(';') {
        return Err("THERAPY_NOT_READ");
    }
    match cell.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        None => Ok((gathered.therapies(cell.split(';'), row.place)?, Some(TherapyInteraction::Combination), Vec::new())),
        Some("") => {
            let family = sheet.get(row, "Drug family").trim_matches(['[', ']']);
            Ok((gathered.therapies([family], row.place)?, None, Vec::new()))
        }
        // `etc`: others of the family are meant, too.
        Some(names) => {
            let found = gathered.therapies(names.split(','), row.place)?;
            Ok((found, Some(TherapyInteraction::Substitutes), vec!["FAMILY_BY_EXAMPLES"]))
        }
    }
}

fn citation(cell: &str, source: &str) -> String {
    let first = cell.split(';').map(str::trim).find_map(|part| part.strip_prefix("PMID:"));
    let digits: String = first.unwrap_or_default().trim().chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        format!("{source}:{}", if cell.is_empty() { "no document" } else { cell })
    } else {
        format!("PMID:{digits}")
    }
}
