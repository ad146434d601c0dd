//! CIViC's tables: tab-separated, one line a record, no quoting (a quotation mark is a letter), columns by name.
//!
//! Releases differ in columns and their names; a column is asked for by all names it ever had. A line with another number of
//! cells than the header is no record: it is reported with its number, and the rest is read.

use crate::diagnostic::{FileId, Files, Place};
use crate::import::imported::SourceError;
use crate::import::input::Input;
use crate::models::InputFile;
use std::io::Read as _;
use std::ops::Range;
use std::path::Path;

/// One table in memory.
pub(super) struct Table {
    pub(super) input: InputFile,
    pub(super) file: FileId,
    text: String,
    header: Vec<String>,
    lines: Vec<Range<usize>>,
    /// Lines that are no records.
    pub(super) not_read: Vec<String>,
}

/// One record of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t Table,
    line: usize,
}

impl Table {
    /// Reads a table and keeps its text in `files`.
    pub(super) fn read(path: &Path, files: &mut Files) -> Result<Self, SourceError> {
        let because = |cause| SourceError::Read { path: path.to_owned(), cause };
        let mut input = Input::open(path).map_err(because)?;
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(because)?;
        let digest = input.finish().map_err(because)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        // A byte that is no text is shown as such; the record is still read.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
        Ok(Self::of(InputFile { name, digest }, file, text))
    }

    pub(super) fn of(input: InputFile, file: FileId, text: String) -> Self {
        let mut at = usize::from(text.starts_with('\u{FEFF}')) * '\u{FEFF}'.len_utf8();
        let (mut header, mut lines, mut not_read) = (Vec::new(), Vec::new(), Vec::new());
        for (number, line) in text[at..].split('\n').enumerate() {
            let body = line.strip_suffix('\r').unwrap_or(line);
            let span = at..at + body.len();
            at += line.len() + 1;
            if body.is_empty() {
                continue;
            }
            let cells = body.split('\t').count();
            if header.is_empty() {
                header = body.split('\t').map(|name| name.trim().to_owned()).collect();
            } else if cells == header.len() {
                lines.push(span);
            } else {
                let expected = header.len();
                not_read.push(format!("{}:{}: expected {expected} cells, found {cells}", input.name, number + 1));
            }
        }
        Self { input, file, text, header, lines, not_read }
    }

    /// Every record, in order.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.lines.len()).map(|line| Row { table: self, line })
    }

    /// The lines as they stand, comments of a VCF left out.
    pub(super) fn raw_lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
    }

    /// Is there such a column?
    pub(super) fn has(&self, names: &[&str]) -> bool {
        self.header.iter().any(|column| names.contains(&column.as_str()))
    }

    /// Fails when a column is missing.
    pub(super) fn must_have(&self, names: &'static [&'static str]) -> Result<(), SourceError> {
        if self.has(names) {
            return Ok(());
        }
        let (file, found) = (self.input.name.clone(), self.header.join(", "));
        Err(SourceError::Column { file, column: names.first().copied().unwrap_or_default(), found })
    }
}

impl<'t> Row<'t> {
    /// The cell of the first column that has one of these names, trimmed; empty when there is none or it says `N/A`.
    pub(super) fn get(&self, names: &[&str]) -> &'t str {
        let (text, _) = self.cell(names);
        if text == "N/A" { "" } else { text }
    }

    /// As [`Row::get`], `N/A` kept, with its place.
    pub(super) fn cell(&self, names: &[&str]) -> (&'t str, Place) {
        let span = self.table.lines[self.line].clone();
        let column = self.table.header.iter().position(|column| names.contains(&column.as_str()));
        let mut start = span.start;
        for (index, cell) in self.table.text[span.clone()].split('\t').enumerate() {
            if Some(index) == column {
                return (cell.trim(), Place::new(self.table.file, start..start + cell.len()));
            }
            start += cell.len() + 1;
        }
        ("", Place::new(self.table.file, span))
    }

    /// The whole record.
    pub(super) fn place(&self) -> Place {
        Place::new(self.table.file, self.table.lines[self.line].clone())
    }

    /// A cell with several values, split at commas.
    pub(super) fn list(&self, names: &[&str]) -> Vec<&'t str> {
        self.get(names).split(',').map(str::trim).filter(|part| !part.is_empty() && *part != "N/A").collect()
    }
}
