//! Tables as others export them: comma- or tab-separated, cells quoted or not, in UTF-8 (with or without a byte-order mark) or
//! in CP932, the encoding of Japanese office programs.
//!
//! Quoting is that of RFC 4180: a cell that begins with a quotation mark ends at the next single one, and may hold separators,
//! line ends and doubled marks. A row with another number of cells than the header is no record: it is told with its line.

use super::imported::SourceError;
use super::input::Input;
use crate::diagnostic::{FileId, Files, Place};
use crate::models::InputFile;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

/// How cells are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Divided {
    /// By commas, cells may be quoted.
    Commas,
    /// By tabs; a quotation mark is a letter unless it begins the cell.
    Tabs,
    /// By tabs, whatever stands in the cells.
    TabsUnquoted,
}

/// A table in memory.
#[derive(Debug)]
pub struct Sheet {
    /// The file and its digest.
    pub input: InputFile,
    /// The text among the files of the build.
    pub file: FileId,
    /// Rows that are no records: `file:line: reason`.
    pub not_read: Vec<String>,
    columns: BTreeMap<String, usize>,
    rows: Vec<Row>,
}

/// One record.
#[derive(Debug)]
pub struct Row {
    /// Line of the file it begins on, from 1.
    pub line: usize,
    /// Where it stands.
    pub place: Place,
    cells: Vec<String>,
}

/// The text of a file: UTF-8, else CP932, else UTF-8 with what is no letter shown as such.
#[must_use]
pub fn text_of(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let (text, wrong) = encoding_rs::SHIFT_JIS.decode_without_bom_handling(bytes);
    if wrong { String::from_utf8_lossy(bytes).into_owned() } else { text.into_owned() }
}

/// Reads a file whole: its name, digest and text.
pub(super) fn read_text(path: &Path) -> Result<(InputFile, String), SourceError> {
    let because = |cause| SourceError::Read { path: path.to_owned(), cause };
    let mut input = Input::open(path).map_err(because)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(because)?;
    let digest = input.finish().map_err(because)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok((InputFile { name, digest }, text_of(&bytes)))
}

impl Sheet {
    /// Reads a table whose first row names its columns, or, with `columns`, one without such a row.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(path: &Path, files: &mut Files, divided: Divided, columns: Option<&[&str]>) -> Result<Self, SourceError> {
        let (input, text) = read_text(path)?;
        let file = files.add(path.to_string_lossy().replace('\\', "/"), text.clone());
        Ok(Self::of(input, file, &text, divided, columns))
    }

    /// As [`Sheet::read`], of a text at hand.
    #[must_use]
    pub fn of(input: InputFile, file: FileId, text: &str, divided: Divided, columns: Option<&[&str]>) -> Self {
        let mut header: Vec<String> = columns.into_iter().flatten().map(|name| (*name).to_owned()).collect();
        let (mut rows, mut not_read) = (Vec::new(), Vec::new());
        for (line, span, cells) in records(text, divided) {
            if header.is_empty() {
                header = cells.into_iter().map(|name| name.trim().to_owned()).collect();
            } else if cells.len() == header.len() {
                rows.push(Row { line, place: Place::new(file, span), cells });
            } else {
                not_read.push(format!("{}:{line}: expected {} cells, found {}", input.name, header.len(), cells.len()));
            }
        }
        let mut columns = BTreeMap::new();
        for (place, name) in header.into_iter().enumerate() {
            columns.entry(name).or_insert(place);
        }
        Self { input, file, not_read, columns, rows }
    }

    /// Every record, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter()
    }

    /// The cell of a column, trimmed; empty where there is no such column.
    #[must_use]
    pub fn get<'s>(&self, row: &'s Row, column: &str) -> &'s str {
        self.columns.get(column).and_then(|place| row.cells.get(*place)).map_or("", |cell| cell.trim())
    }

    /// Is there such a column?
    #[must_use]
    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Fails when a column is missing.
    ///
    /// # Errors
    /// Names the first one that is.
    pub fn must_have(&self, columns: &[&'static str]) -> Result<(), SourceError> {
        match columns.iter().find(|column| !self.has(column)) {
            None => Ok(()),
            Some(column) => {
                let found = self.columns.keys().cloned().collect::<Vec<_>>().join(", ");
                Err(SourceError::Column { file: self.input.name.clone(), column, found })
            }
        }
    }
}

/// Rows with the line they begin on, their span of bytes, and their cells. Empty lines are no rows.
fn records(text: &str, divided: Divided) -> Vec<(usize, std::ops::Range<usize>, Vec<String>)> {
    let separator = if divided == Divided::Commas { ',' } else { '\t' };
    let mut found = Vec::new();
    let (mut line, mut start, mut begun_on) = (1, 0, 1);
    let (mut cells, mut cell, mut quoted, mut fresh) = (Vec::new(), String::new(), false, true);
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\n' {
            line += 1;
        }
        match letter {
            '"' if quoted => {
                if letters.next_if(|(_, next)| *next == '"').is_some() {
                    cell.push('"');
                } else {
                    quoted = false;
                }
            }
            _ if quoted => cell.push(letter),
            '"' if fresh && divided != Divided::TabsUnquoted => {
                quoted = true;
                fresh = false;
            }
            '\n' => {
                finish(&mut found, &mut cells, &mut cell, begun_on, start..at);
                (start, begun_on, fresh) = (at + 1, line, true);
            }
            _ if letter == separator => {
                cells.push(std::mem::take(&mut cell));
                fresh = true;
            }
            _ => {
                cell.push(letter);
                fresh = false;
            }
        }
    }
    finish(&mut found, &mut cells, &mut cell, begun_on, start..text.len());
    found
}

fn finish(
    found: &mut Vec<(usize, std::ops::Range<usize>, Vec<String>)>,
    cells: &mut Vec<String>,
    cell: &mut String,
    line: usize,
    span: std::ops::Range<usize>,
) {
    if cell.ends_with('\r') {
        cell.pop();
    }
    cells.push(std::mem::take(cell));
    let row = std::mem::take(cells);
    if row.iter().any(|cell| !cell.trim().is_empty()) {
        found.push((line, span, row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, divided: Divided) -> Vec<Vec<String>> {
        records(text, divided).into_iter().map(|(_, _, cells)| cells).collect()
    }

    #[test]
    fn quoted_cells_hold_separators_line_ends_and_marks() {
        let read = cells("a,\"b, \"\"c\"\"\nd\",e\r\n\r\nf,g,h", Divided::Commas);
        assert_eq!(read, [["a", "b, \"c\"\nd", "e"], ["f", "g", "h"]]);
        assert_eq!(cells("5\" rod\t\"x", Divided::TabsUnquoted), [["5\" rod", "\"x"]]);
    }

    #[test]
    fn lines_are_counted_through_quoted_line_ends() {
        let lines: Vec<usize> = records("h\n\"a\nb\"\nc\n", Divided::Commas).into_iter().map(|(line, ..)| line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn japanese_files_are_read_in_both_encodings() {
        let (cp932, _, wrong) = encoding_rs::SHIFT_JIS.encode("薬剤,髙㈱①");
        assert!(!wrong, "letters of CP932 beyond Shift_JIS");
        assert_eq!(text_of(&cp932), "薬剤,髙㈱①");
        assert_eq!(text_of("\u{FEFF}薬剤".as_bytes()), "薬剤");
        assert_eq!(text_of(b"\xFF\xFE\xFD"), "\u{FFFD}\u{FFFD}\u{FFFD}");
    }
}
