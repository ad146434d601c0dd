//! How a table looks in a notebook: the columns one reads first, some rows, everything escaped.

use crate::values::text;
use arrow_array::RecordBatch;
use std::fmt::Write;

/// Rows shown; the rest is counted.
const ROWS: usize = 20;
/// Columns shown of a table that has them, in this order; all columns of a table that has none of these.
const FIRST: [&str; 20] = [
    "row",
    "file",
    "sample",
    "chrom",
    "pos",
    "ref",
    "alt",
    "gene",
    "hgvs_p",
    "profile",
    "match_level",
    "state",
    "evidence_type",
    "significance",
    "therapies",
    "disease",
    "disease_scope",
    "amp",
    "jp",
    "citation",
];
/// Letters of a cell; longer ones are cut, and the whole text is the cell's title.
const LETTERS: usize = 60;

/// The table as HTML.
pub(crate) fn table(caption: &str, batches: &[RecordBatch]) -> String {
    let Some(first) = batches.first() else { return format!("<p><i>{}</i></p>", escaped(caption)) };
    let schema = first.schema();
    let has_values = |place: &usize| batches.iter().any(|batch| batch.column(*place).null_count() < batch.num_rows());
    let mut places: Vec<usize> = FIRST.iter().filter_map(|name| schema.index_of(name).ok()).filter(has_values).collect();
    if places.len() < 3 {
        places = (0..schema.fields().len()).collect();
    }
    let mut html = String::from("<div style=\"max-width:100%;overflow-x:auto\"><table><thead><tr>");
    for place in &places {
        // Writing to a String cannot fail, here and below.
        let _ = write!(html, "<th style=\"text-align:left\">{}</th>", escaped(schema.field(*place).name()));
    }
    html.push_str("</tr></thead><tbody>");
    let rows = batches.iter().flat_map(|batch| (0..batch.num_rows()).map(move |row| (batch, row)));
    for (batch, row) in rows.take(ROWS) {
        html.push_str("<tr>");
        for place in &places {
            let whole = text(batch.column(*place), row);
            let _ = match whole.char_indices().nth(LETTERS) {
                None => write!(html, "<td style=\"text-align:left\">{}</td>", escaped(&whole)),
                Some((end, _)) => {
                    write!(html, "<td style=\"text-align:left\" title=\"{}\">{}…</td>", escaped(&whole), escaped(&whole[..end]))
                }
            };
        }
        html.push_str("</tr>");
    }
    let total: usize = batches.iter().map(RecordBatch::num_rows).sum();
    let more = if total > ROWS { format!("the first {ROWS} of {total} rows; ") } else { String::new() };
    let hidden = schema.fields().len() - places.len();
    let columns = if hidden > 0 { format!("; {hidden} more columns in to_polars() and to_pandas()") } else { String::new() };
    let _ = write!(html, "</tbody></table><p><small>{more}{}{columns}</small></p></div>", escaped(caption));
    html
}

/// Text that cannot become markup.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
