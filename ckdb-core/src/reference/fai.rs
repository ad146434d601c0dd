//! Where the records of a FASTA file lie: read from its `.fai`, or found by reading the file once.
//!
//! The `.fai` form is that of `samtools faidx`: name, letters, offset of the first letter, letters a line, bytes a line.

use super::error::ReferenceError;
use std::io::{self, BufRead};
use std::path::Path;

/// One record of a FASTA file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    /// Number of letters.
    pub(super) length: u64,
    /// Unpacked offset of the first letter.
    pub(super) offset: u64,
    /// Letters on a full line.
    pub(super) line_letters: u64,
    /// Bytes of a full line, its end included.
    pub(super) line_bytes: u64,
}

/// Reads a `.fai`.
pub(super) fn parse(path: &Path, text: &str) -> Result<Vec<Entry>, ReferenceError> {
    let wrong = |line: usize, problem| ReferenceError::Index { path: path.to_owned(), line: line + 1, problem };
    let mut entries = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, numbers @ ..] = fields.as_slice() else { continue };
        let number_at = |index: usize| numbers.get(index).and_then(|text| text.trim().parse::<u64>().ok());
        let (Some(length), Some(offset), Some(line_letters), Some(line_bytes)) =
            (number_at(0), number_at(1), number_at(2), number_at(3))
        else {
            return Err(wrong(number, "expected NAME, LENGTH, OFFSET, LINEBASES and LINEWIDTH, separated by tabs"));
        };
        if length > 0 && (line_letters == 0 || line_bytes < line_letters) {
            return Err(wrong(number, "expected lines with at least one letter, and no more letters than bytes"));
        }
        entries.push(Entry { name: (*name).to_owned(), length, offset, line_letters, line_bytes });
    }
    Ok(entries)
}

/// Finds the records by reading the whole file; every line of a record but its last must be equally long.
pub(super) fn scan(path: &Path, mut reader: impl BufRead) -> Result<Vec<Entry>, ReferenceError> {
    let io = |error: io::Error| ReferenceError::Io { path: path.to_owned(), error };
    let wrong = |line, problem| ReferenceError::NotFasta { path: path.to_owned(), line, problem };
    let mut entries: Vec<Entry> = Vec::new();
    let (mut line, mut offset, mut number) = (Vec::new(), 0u64, 0u64);
    // A shorter line was seen: it must be the record's last.
    let mut ended = false;
    loop {
        line.clear();
        let bytes = reader.read_until(b'\n', &mut line).map_err(io)? as u64;
        if bytes == 0 {
            break;
        }
        number += 1;
        offset += bytes;
        let text = line.trim_ascii_end();
        if let Some(name) = text.strip_prefix(b">") {
            let name = String::from_utf8_lossy(name);
            let name = name.split_whitespace().next().unwrap_or_default().to_owned();
            entries.push(Entry { name, length: 0, offset, line_letters: 0, line_bytes: 0 });
            ended = false;
            continue;
        }
        let letters = text.len() as u64;
        let Some(entry) = entries.last_mut() else {
            if letters == 0 || text.starts_with(b";") {
                continue;
            }
            return Err(wrong(number, "expected a FASTA record, a line that begins with `>`; is this a FASTA file?"));
        };
        if letters == 0 {
            ended = true;
            continue;
        }
        if ended || (entry.line_letters > 0 && letters > entry.line_letters) {
            return Err(wrong(
                number,
                "lines of one record differ in length, so no place can be found by counting; fold them evenly",
            ));
        }
        if entry.length == 0 {
            (entry.line_letters, entry.line_bytes) = (letters, bytes);
        } else {
            // The file's last line may lack its end.
            ended = letters < entry.line_letters || bytes != entry.line_bytes;
        }
        entry.length += letters;
    }
    if entries.is_empty() {
        return Err(wrong(number, "no FASTA record (a line that begins with `>`) in the file"));
    }
    Ok(entries)
}
