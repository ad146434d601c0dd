//! How tables, annotations and answers look in a notebook: what one reads first, some rows, everything escaped.

use crate::values::text;
use arrow_array::RecordBatch;
use std::fmt::Write;

/// Rows shown; the rest is counted.
const ROWS: usize = 20;
/// Columns shown of a table that has them, in this order; all columns of a table that has none of these.
const FIRST: [&str; 22] = [
    "row",
    "file",
    "sample",
    "chrom",
    "pos",
    "ref",
    "alt",
    "filter",
    "gene",
    "hgvs_p",
    "profile",
    "match_level",
    "state",
    "evidence_type",
    "direction",
    "significance",
    "therapies",
    "disease",
    "disease_scope",
    "amp",
    "jp",
    "citation",
];
/// What goes without saying: a column of nothing else is not shown, and whatever else stands in it is not overlooked.
const USUAL: [(&str, &str); 2] = [("filter", "PASS"), ("direction", "Supports")];
/// Letters of a cell; longer ones are cut, and the whole text is the cell's title.
const LETTERS: usize = 60;

/// What stands in a cell.
pub(crate) enum Cell {
    /// A text, to be escaped and cut.
    Text(String),
    /// Markup that was escaped where it was made.
    Markup(String),
}

/// The table as HTML.
pub(crate) fn table(caption: &str, batches: &[RecordBatch]) -> String {
    let Some(first) = batches.first() else { return format!("<p><i>no rows: {}</i></p>", escaped(caption)) };
    let schema = first.schema();
    let has_values = |place: &usize| {
        let name = schema.field(*place).name();
        let usual = USUAL.iter().find(|(column, _)| column == name).map_or("", |(_, usual)| usual);
        let tells = |text: String| !text.is_empty() && text != usual;
        batches.iter().any(|batch| (0..batch.num_rows()).any(|row| tells(text(batch.column(*place), row))))
    };
    let mut places: Vec<usize> = FIRST.iter().filter_map(|name| schema.index_of(name).ok()).filter(has_values).collect();
    if places.len() < 3 {
        places = (0..schema.fields().len()).collect();
    }
    let names: Vec<&str> = places.iter().map(|place| schema.field(*place).name().as_str()).collect();
    let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
    let cells = rows.map(|(batch, row)| places.iter().map(|place| Cell::Text(text(batch.column(*place), row))).collect());
    let total: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let hidden = schema.fields().len() - places.len();
    let columns = if hidden > 0 { format!("; {hidden} more columns in to_polars() and to_pandas()") } else { String::new() };
    grid(&names, cells, total, &format!("{caption}{columns}"))
}

/// Rows under their headings, the first of `total`; the caption stands below.
pub(crate) fn grid(names: &[&str], rows: impl Iterator<Item = Vec<Cell>>, total: usize, caption: &str) -> String {
    let mut html = String::from("<div style=\"max-width:100%;overflow-x:auto\"><table><thead><tr>");
    for name in names {
        // Writing to a String cannot fail, here and below.
        let _ = write!(html, "<th style=\"text-align:left\">{}</th>", escaped(name));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows.take(ROWS) {
        html.push_str("<tr>");
        for cell in row {
            let _ = match cell {
                Cell::Markup(markup) => write!(html, "<td style=\"text-align:left\">{markup}</td>"),
                Cell::Text(whole) => match whole.char_indices().nth(LETTERS) {
                    None => write!(html, "<td style=\"text-align:left\">{}</td>", escaped(&whole)),
                    Some((end, _)) => {
                        write!(html, "<td style=\"text-align:left\" title=\"{}\">{}…</td>", escaped(&whole), escaped(&whole[..end]))
                    }
                },
            };
        }
        html.push_str("</tr>");
    }
    let more = if total > ROWS { format!("the first {ROWS} of {total} rows; ") } else { String::new() };
    let _ = write!(html, "</tbody></table><p><small>{more}{}</small></p></div>", escaped(caption));
    html
}

/// Text with some stretches of it marked: first character and character behind the last, in order.
pub(crate) fn marked(text: &str, marks: &[(usize, usize)]) -> String {
    let mut html = String::new();
    for (place, letter) in text.chars().enumerate() {
        if marks.iter().any(|(first, _)| *first == place) {
            html.push_str("<mark>");
        }
        html.push_str(&escaped(letter.encode_utf8(&mut [0; 4])));
        if marks.iter().any(|(_, behind)| *behind == place + 1) {
            html.push_str("</mark>");
        }
    }
    html
}

/// Text that cannot become markup.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
