//! An answer for people: how the question was read, then a record a paragraph, what was found in bold on a terminal.

use anstyle::{AnsiColor, Style};
use ckdb_core::search::{Answer, Hit, Snippet};
use std::fmt::Write;

const FOUND: Style = Style::new().bold();
const QUIET: Style = Style::new().dimmed();
const KIND: Style = AnsiColor::Cyan.on_default();

/// The page.
pub(super) fn page(answer: &Answer) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut page, answer);
    page
}

fn write(page: &mut String, answer: &Answer) -> std::fmt::Result {
    for part in &answer.understood {
        let read_as = if part.read_as.is_empty() { "nothing".to_owned() } else { part.read_as.join(" or ") };
        writeln!(page, "{QUIET}{} → {read_as}{QUIET:#}", part.asked)?;
    }
    if answer.left_out > 0 {
        writeln!(page, "{} parts of the question were left out: it is too long", answer.left_out)?;
    }
    for suggestion in &answer.suggestions {
        writeln!(page, "`{}` is not known; did you mean {}?", suggestion.asked, suggestion.names.join(" or "))?;
    }
    if let Some((least, parts)) = answer.met {
        writeln!(page, "no record meets all {parts} parts; shown are those that meet {least}")?;
    }
    let shown = answer.hits.len();
    match answer.total {
        0 => writeln!(page, "no record found")?,
        total if total > shown => writeln!(page, "{total} records, the first {shown}:")?,
        1 => writeln!(page, "1 record:")?,
        total => writeln!(page, "{total} records:")?,
    }
    answer.hits.iter().try_for_each(|hit| record(page, hit))
}

fn record(page: &mut String, hit: &Hit) -> std::fmt::Result {
    writeln!(page, "\n{KIND}{}{KIND:#} {FOUND}{}{FOUND:#}", hit.kind, hit.id)?;
    writeln!(page, "  {}", hit.title)?;
    for snippet in hit.snippets.iter().filter(|snippet| snippet.text != hit.title) {
        writeln!(page, "  {}", marked(snippet))?;
    }
    for reason in &hit.reasons {
        writeln!(page, "  {QUIET}{:>6.2}  {} ({}){QUIET:#}", reason.points, reason.how, reason.asked)?;
    }
    if !hit.reasons.is_empty() {
        writeln!(page, "  {QUIET}{:>6.2}  together{QUIET:#}", hit.score)?;
    }
    Ok(())
}

fn marked(snippet: &Snippet) -> String {
    let mut text = String::new();
    let mut from = 0;
    for mark in &snippet.marks {
        let part = |range: std::ops::Range<usize>| snippet.text.get(range).unwrap_or_default();
        let _ = write!(text, "{}{FOUND}{}{FOUND:#}", part(from..mark.start), part(mark.clone()));
        from = mark.end;
    }
    text.push_str(snippet.text.get(from..).unwrap_or_default());
    text
}
