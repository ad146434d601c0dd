//! Rows as tab-separated text.
//!
//! One header line with the names of the columns, then one line a row, each ended by a line feed. UTF-8. A missing value is
//! an empty cell. Items of a list are joined by `&`. Nothing is quoted: a double quote is a character like any other (tell
//! your reader so: `quote=""`, `csv.QUOTE_NONE`). Characters that would break the form are escaped by a backslash:
//!
//! | in the text | in the cell |
//! |---|---|
//! | tab | `\t` |
//! | line feed | `\n` |
//! | carriage return | `\r` |
//! | backslash | `\\` |
//! | `&` inside an item of a list | `\&` |

use super::TableError;
use super::column::{Column, Value};
use super::place::{NotAnnotated, Place};
use super::rows::{Contribution, RowView, Rows};
use crate::annotate::{Annotation, SampleMatch};
use std::io::Write;

/// Writes rows as tab-separated text.
#[derive(Debug)]
pub struct TsvWriter<'a, 'k, W> {
    out: W,
    rows: &'a Rows<'a, 'k>,
    line: String,
}

impl<'a, 'k, W: Write> TsvWriter<'a, 'k, W> {
    /// Into `out`; nothing is written yet.
    pub const fn new(out: W, rows: &'a Rows<'a, 'k>) -> Self {
        Self { out, rows, line: String::new() }
    }

    /// Writes the header line. Workers that write parts of a file leave it to the first.
    ///
    /// # Errors
    /// Writing fails; so for every method here.
    pub fn header(&mut self) -> Result<(), TableError> {
        let names: Vec<&str> = Column::ALL.iter().map(|column| column.name()).collect();
        Ok(writeln!(self.out, "{}", names.join("\t"))?)
    }

    /// Writes the rows of one allele.
    ///
    /// # Errors
    /// Writing fails.
    pub fn allele(&mut self, place: &Place<'_>, annotation: &Annotation<'k>) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_allele(place, annotation).iter().try_for_each(|row| self.row(row))
    }

    /// Writes the row of an allele that could not be annotated, if all were asked for.
    ///
    /// # Errors
    /// Writing fails.
    pub fn not_annotated(&mut self, place: &Place<'_>, why: NotAnnotated<'_>) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_not_annotated(place, why).iter().try_for_each(|row| self.row(row))
    }

    /// Writes the rows of a profile of the whole sample; see [`Rows::of_profile`].
    ///
    /// # Errors
    /// Writing fails.
    pub fn profile(
        &mut self,
        found: &SampleMatch<'k>,
        contributions: &[Contribution<'_, 'k>],
        sample: &Place<'_>,
    ) -> Result<(), TableError> {
        let rows = self.rows;
        rows.of_profile(found, contributions, sample).iter().try_for_each(|row| self.row(row))
    }

    /// Flushes, and gives the writer back.
    ///
    /// # Errors
    /// Writing fails.
    pub fn finish(mut self) -> Result<W, TableError> {
        self.out.flush()?;
        Ok(self.out)
    }

    fn row(&mut self, row: &RowView<'_, 'k>) -> Result<(), TableError> {
        self.line.clear();
        for (number, column) in Column::ALL.iter().enumerate() {
            if number > 0 {
                self.line.push('\t');
            }
            cell(&column.value(row), &mut self.line);
        }
        self.line.push('\n');
        Ok(self.out.write_all(self.line.as_bytes())?)
    }
}

/// Appends a cell, escaped.
fn cell(value: &Value<'_>, line: &mut String) {
    match value {
        Value::Missing => {}
        Value::Text(text) | Value::Number(text) => escape(text, false, line),
        Value::List(items) => {
            for (number, item) in items.iter().enumerate() {
                if number > 0 {
                    line.push('&');
                }
                escape(item, true, line);
            }
        }
    }
}

fn escape(text: &str, in_list: bool, line: &mut String) {
    for letter in text.chars() {
        match letter {
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\\' => line.push_str("\\\\"),
            '&' if in_list => line.push_str("\\&"),
            other => line.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &Value<'_>) -> String {
        let mut line = String::new();
        cell(value, &mut line);
        line
    }

    #[test]
    fn what_would_break_the_form_is_escaped() {
        assert_eq!(shown(&Value::Text("a\tb\nc\r\\t \"d\" & e".into())), "a\\tb\\nc\\r\\\\t \"d\" & e");
        assert_eq!(shown(&Value::List(vec!["R&D".into(), "b".into()])), "R\\&D&b");
        assert_eq!(shown(&Value::Missing), "");
        assert_eq!(shown(&Value::List(vec!["オシメルチニブ".into()])), "オシメルチニブ");
    }
}
