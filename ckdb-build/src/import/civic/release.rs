//! One release of CIViC on disk: which files there are, of which day it is.

use super::table::Table;
use crate::diagnostic::Files;
use crate::import::imported::SourceError;
use crate::models::InputFile;
use crate::record::shape::is_date;
use std::path::{Path, PathBuf};

/// The tables of one release. Evidence is always there; the others as the release has them.
pub(super) struct Release {
    pub(super) evidence: Table,
    pub(super) variants: Option<Table>,
    pub(super) profiles: Option<Table>,
    pub(super) assertions: Option<Table>,
    /// `civic_accepted.vcf`: its lines, for the anchors of insertions and deletions.
    pub(super) vcf: Option<Table>,
    /// The day.
    pub(super) day: String,
}

const EVIDENCE: &str = "ClinicalEvidenceSummaries";

impl Release {
    /// Reads the folder of a release, or a single table of evidence.
    pub(super) fn read(path: &Path, files: &mut Files) -> Result<Self, SourceError> {
        if path.is_file() {
            let evidence = Table::read(path, files)?;
            return Ok(Self { day: latest(&evidence), evidence, variants: None, profiles: None, assertions: None, vcf: None });
        }
        let names = listed(path)?;
        let mut read = |expected: &'static str| match find(path, &names, expected)? {
            Some(file) => Table::read(&file, files).map(Some),
            None => Ok(None),
        };
        let evidence = read(EVIDENCE)?.ok_or(SourceError::Missing { path: path.to_owned(), expected: EVIDENCE })?;
        let (variants, profiles) = (read("VariantSummaries")?, read("MolecularProfileSummaries")?);
        let (assertions, vcf) = (read("AssertionSummaries")?, read("civic_accepted.vcf")?);
        let folder = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let day = Some(folder)
            .filter(|name| is_date(name))
            .or_else(|| day_of_name(&evidence.input.name))
            .unwrap_or_else(|| latest(&evidence));
        Ok(Self { evidence, variants, profiles, assertions, vcf, day })
    }

    pub(super) fn tables(&self) -> impl Iterator<Item = &Table> {
        std::iter::once(&self.evidence).chain([&self.variants, &self.profiles, &self.assertions, &self.vcf].into_iter().flatten())
    }

    pub(super) fn inputs(&self) -> Vec<InputFile> {
        self.tables().map(|table| table.input.clone()).collect()
    }
}

fn listed(path: &Path) -> Result<Vec<String>, SourceError> {
    let because = |cause| SourceError::Read { path: path.to_owned(), cause };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(path).map_err(because)? {
        names.push(entry.map_err(because)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// The one file of a kind, whatever day stands before its name.
fn find(path: &Path, names: &[String], expected: &'static str) -> Result<Option<PathBuf>, SourceError> {
    let is = |name: &&String| {
        let bare = name.strip_suffix(".gz").unwrap_or(name);
        let bare = bare.strip_suffix(".tsv").unwrap_or(bare);
        bare.strip_suffix(expected).is_some_and(|before| before.is_empty() || before.ends_with('-'))
    };
    let mut found = names.iter().filter(is);
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => {
            let (path, first, second) = (path.to_owned(), first.clone(), second.clone());
            Err(SourceError::Twice { path, expected, first, second })
        }
        (only, _) => Ok(only.map(|name| path.join(name))),
    }
}

/// `01-Aug-2024-ClinicalEvidenceSummaries.tsv`.
fn day_of_name(name: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = name.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|known| *known == month)? + 1;
    let text = format!("{year}-{month:02}-{day}");
    is_date(&text).then_some(text)
}

/// The last day on which a record was reviewed: the release is not older.
fn latest(evidence: &Table) -> String {
    let days = evidence.rows().filter_map(|row| row.get(&["last_review_date"]).get(..10).map(str::to_owned));
    days.filter(|day| is_date(day)).max().unwrap_or_else(|| "unknown".to_owned())
}
