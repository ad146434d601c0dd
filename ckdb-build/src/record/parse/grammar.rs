//! Broken TOML: every break said once, and as much as possible read all the same.
//!
//! The TOML parser recovers from most breaks at the end of the line. A list that is not closed is the exception: it swallows
//! the rest of the file, one error a word. [`mend`] finds such lists, reports each once, and reads on as if they were closed.

use std::ops::Range;

use toml::de::{DeTable, Error};

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Place, Span, rules};

/// A file with more unclosed lists than this is not a record with slips but something else.
const MAX_MENDS: usize = 20;

/// A text that can be read, and what had to be said about it.
pub(in crate::record) struct Mended {
    /// The text with missing brackets put in.
    pub(in crate::record) text: String,
    /// Where brackets were put in: offsets in `text`, ascending.
    pub(in crate::record) inserted: Vec<usize>,
    /// What breaks the grammar, each with the byte range of its line in the original text.
    pub(in crate::record) findings: Vec<(Diagnostic, Range<u32>)>,
}

/// A range of the mended text as a range of the original one.
pub(in crate::record) fn unmended(inserted: &[usize], range: Range<usize>) -> Range<usize> {
    let back = |at: usize| at - inserted.iter().filter(|&&place| place < at).count();
    back(range.start)..back(range.end)
}

/// Finds what breaks the grammar of `text`.
pub(super) fn mend(file: FileId, text: &str) -> Mended {
    let mut mended = Mended { text: text.to_owned(), inserted: Vec::new(), findings: Vec::new() };
    for _ in 0..MAX_MENDS {
        let (_, errors) = DeTable::parse_recoverable(&mended.text);
        let Some(end) = unclosed_list(&mended.text, &errors) else {
            mended.report(file, text, &errors);
            return mended;
        };
        let at = unmended(&mended.inserted, end..end);
        mended.insert(end);
        let problem = Diagnostic::new(&rules::SYNTAX, Place::new(file, at.clone()), "this list is not closed")
            .label("expected `]`")
            .help("the next line begins something new");
        mended.findings.push((problem, line_of(text, at.start)));
    }
    let (_, errors) = DeTable::parse_recoverable(&mended.text);
    mended.report(file, text, &errors);
    mended
}

impl Mended {
    fn insert(&mut self, at: usize) {
        self.text.insert(at, ']');
        for place in &mut self.inserted {
            *place += usize::from(*place >= at);
        }
        self.inserted.push(at);
        self.inserted.sort_unstable();
    }

    /// One finding a line: what follows on the same line is mostly an echo of the first.
    fn report(&mut self, file: FileId, text: &str, errors: &[Error]) {
        let mut sorted: Vec<&Error> = errors.iter().collect();
        sorted.sort_by_key(|error| error.span().map(|span| (span.start, span.end)));
        for error in sorted {
            let at = unmended(&self.inserted, error.span().unwrap_or(0..0));
            let line = line_of(text, at.start);
            if self.findings.iter().any(|(_, seen)| *seen == line) {
                continue;
            }
            self.findings.push((syntax(Place::new(file, at), error.message()), line));
        }
    }

    /// The findings about the grammar, and those of `others` that do not lie on a line whose grammar is broken: there the
    /// parser filled something in, and nothing sure can be said about it.
    pub(super) fn without_echoes(self, others: Diagnostics) -> Diagnostics {
        let mut out = Diagnostics::new();
        let lines: Vec<&Range<u32>> =
            self.findings.iter().filter(|(d, _)| d.rule.code == rules::SYNTAX.code).map(|(_, l)| l).collect();
        for other in others {
            if !lines.iter().any(|line| line.contains(&other.place.span.start)) {
                out.push(other);
            }
        }
        for (finding, _) in self.findings {
            out.push(finding);
        }
        out
    }
}

/// The line around an offset, line end included.
fn line_of(text: &str, at: usize) -> Range<u32> {
    let bytes = text.as_bytes();
    let at = at.min(bytes.len());
    let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len() + 1, |newline| at + newline + 1);
    let span = Span::from(start..end);
    span.start..span.end
}

/// Where the first unclosed list should have ended: after the last text before a line that begins a field or a table, although
/// the parser thinks it is inside a list.
fn unclosed_list(text: &str, errors: &[Error]) -> Option<usize> {
    let at = errors
        .iter()
        .filter(|error| error.message().contains("array"))
        .filter_map(|error| Some(error.span()?.start))
        .filter(|at| text.is_char_boundary(*at) && begins_something(&text[*at..]))
        .filter(|at| *at > 0 && text.as_bytes()[at - 1] == b'\n')
        .min()?;
    let end = text[..at].trim_end().len();
    (end > 0).then_some(end)
}

/// Whether a line is `name = …`, `[name]` or `[[name]]`.
fn begins_something(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if let Some(header) = line.strip_prefix('[') {
        let name = header.trim_start_matches('[').trim_end_matches(']');
        return line.ends_with(']') && !name.is_empty() && name.chars().all(word);
    }
    let name = line.trim_start_matches(word);
    name.len() < line.len() && name.trim_start().starts_with('=')
}

fn syntax(place: Place, message: &str) -> Diagnostic {
    if message.starts_with("duplicate key") {
        return Diagnostic::new(&rules::DUPLICATE_KEY, place, "this field is written twice")
            .label("again here")
            .help("keep one of them; several items need a table of their own each, such as `[[evidence]]`");
    }
    Diagnostic::new(&rules::SYNTAX, place, format!("this is not TOML: {message}"))
        .label("here")
        .help("text stands in quotes, lists in `[…]`, and every table begins on its own line")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnostic::Files;

    fn places(text: &str) -> Vec<(String, usize)> {
        let mut files = Files::new();
        let file = files.add("x.toml", text);
        let mended = mend(file, text);
        let (_, errors) = DeTable::parse_recoverable(&mended.text);
        assert!(errors.is_empty() || !mended.findings.is_empty());
        mended.findings.iter().map(|(d, _)| (d.message.clone(), d.place.span.start as usize)).collect()
    }

    #[test]
    fn sound_text_has_no_findings() {
        assert!(places("a = [1,\n 2]\n[b]\nc = { d = 1 }\n").is_empty());
    }

    #[test]
    fn every_unclosed_list_is_said_once_and_the_rest_is_read() {
        let text = "a = [1, 2\nb = [3\n\n[[c]]\nd = 1\n";
        let found = places(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0], ("this list is not closed".to_owned(), 9));
        assert_eq!(found[1], ("this list is not closed".to_owned(), 16));
        let mut files = Files::new();
        let mended = mend(files.add("x.toml", text), text);
        let (root, errors) = DeTable::parse_recoverable(&mended.text);
        assert!(errors.is_empty());
        let d = &root.get_ref()["c"].get_ref()[0].get_ref()["d"];
        assert_eq!(&text[unmended(&mended.inserted, d.span())], "1");
    }

    #[test]
    fn one_finding_a_line() {
        let found = places("a = one two three\nb = \"x\nc = 1\n");
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
