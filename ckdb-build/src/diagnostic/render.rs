//! Diagnostics as text for people and as JSON for machines.
//!
//! The text is drawn by `annotate-snippets`, in the manner of the Rust compiler; every finding shows `file:line:column`.

use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use super::{Diagnostic, Diagnostics, Files, Place, Severity};

/// How the text is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// No colours: files, pipes, tests.
    #[default]
    Plain,
    /// Colours of a terminal.
    Coloured,
}

/// Beyond this width a line of a record is cut around the offending text.
const WIDTH: usize = 140;

impl Diagnostics {
    /// All findings as text, in their present order, and a last line that counts them.
    #[must_use]
    pub fn render(&self, files: &Files, style: Style) -> String {
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        }
        .term_width(WIDTH);
        let mut out = String::new();
        for diagnostic in self {
            out.push_str(&renderer.render(&[diagnostic.group(files)]));
            out.push_str("\n\n");
        }
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", self.summary(files));
        out
    }

    /// One line: how many files were read, and what was found.
    #[must_use]
    pub fn summary(&self, files: &Files) -> String {
        format!(
            "{} checked: {}, {}",
            counted(files.len(), "file"),
            counted(self.error_count(), "error"),
            counted(self.warning_count(), "warning")
        )
    }

    /// All findings with their places resolved, ready to be written as JSON.
    #[must_use]
    pub fn reports(&self, files: &Files) -> Vec<DiagnosticReport> {
        self.iter().map(|d| d.report(files)).collect()
    }
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

impl Diagnostic {
    fn group<'a>(&'a self, files: &'a Files) -> Group<'a> {
        let level = match self.rule.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(self.message.as_str()).id(self.rule.code.to_string()));
        // Places of one file share one excerpt; other files follow in the order in which they were named.
        let mut shown = vec![self.place.file];
        shown.extend(self.related.iter().map(|(place, _)| place.file));
        let mut seen = Vec::new();
        for id in shown {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let Some(file) = files.get(id) else { continue };
            if file.text.is_empty() {
                group = group.element(Origin::path(file.path.as_str()).line(1).char_column(1));
                continue;
            }
            let mut annotations: Vec<Annotation<'a>> = Vec::new();
            if self.place.file == id {
                annotations.push(AnnotationKind::Primary.span(file.clamp(self.place.span)).label(self.label.as_deref()));
            }
            for (place, label) in self.related.iter().filter(|(place, _)| place.file == id) {
                annotations.push(AnnotationKind::Context.span(file.clamp(place.span)).label(label.as_str()));
            }
            group = group.element(Snippet::source(file.text.as_str()).path(file.path.as_str()).annotations(annotations));
        }
        if let Some(text) = self.did_you_mean() {
            group = group.element(Level::HELP.message(text));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        group
    }

    fn did_you_mean(&self) -> Option<String> {
        let quoted: Vec<String> = self.suggestions.iter().map(|s| format!("`{s}`")).collect();
        match quoted.as_slice() {
            [] => None,
            [one] => Some(format!("did you mean {one}?")),
            [first @ .., last] => Some(format!("did you mean {} or {last}?", first.join(", "))),
        }
    }

    /// The finding with its places resolved.
    #[must_use]
    pub fn report(&self, files: &Files) -> DiagnosticReport {
        DiagnosticReport {
            code: self.rule.code.to_string(),
            severity: self.rule.severity,
            title: self.rule.title,
            place: PlaceReport::new(self.place, files),
            message: self.message.clone(),
            label: self.label.clone(),
            help: self.help.clone(),
            suggestions: self.suggestions.clone(),
            related: self
                .related
                .iter()
                .map(|(place, label)| RelatedReport { place: PlaceReport::new(*place, files), label: label.clone() })
                .collect(),
        }
    }
}

/// A diagnostic for machines: `ckdb check --format json` writes a list of these. The field names are a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DiagnosticReport {
    /// `CK###`.
    pub code: String,
    /// `error` or `warning`.
    pub severity: Severity,
    /// The rule in one line.
    pub title: &'static str,
    /// Where.
    #[serde(flatten)]
    pub place: PlaceReport,
    /// What is wrong.
    pub message: String,
    /// What was expected there.
    pub label: Option<String>,
    /// What to do next.
    pub help: Option<String>,
    /// Valid texts, the nearest first.
    pub suggestions: Vec<String>,
    /// Other places that belong to it.
    pub related: Vec<RelatedReport>,
}

/// A resolved place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceReport {
    /// The path of the file.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// First byte, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The offending text itself.
    pub text: String,
}

impl PlaceReport {
    fn new(place: Place, files: &Files) -> Self {
        let (file, line, column, text) = match files.get(place.file) {
            Some(source) => {
                let position = source.position(place.span.start);
                let text = source.text[source.clamp(place.span)].to_owned();
                (source.path.clone(), position.line, position.column, text)
            }
            None => (String::new(), 0, 0, String::new()),
        };
        Self { file, line, column, start: place.span.start, end: place.span.end, text }
    }
}

/// Another place of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RelatedReport {
    /// Where.
    #[serde(flatten)]
    pub place: PlaceReport,
    /// What is there.
    pub label: String,
}
