//! What is wrong in a record, and how we say it.
//!
//! A curator's mistake is not an error of the program: it is a [`Diagnostic`], and there are as many of them as there are
//! mistakes. Each one names its [`Rule`] (code `CK###`, explained by `ckdb check --explain`), the [`Place`] in the file, what
//! was expected and what was found, and where possible the nearest valid names.
//!
//! Who is who:
//! - [`Files`] keeps the text of every file that was read, so that a place can be shown as `file:line:column`;
//! - [`Place`] is a span of bytes in one of them, [`Position`] the line and column a person sees;
//! - [`Rule`] is the document behind a code, [`explain`] finds it;
//! - [`Diagnostics`] collects, sorts by (file, position, code), and renders as text ([`Style`]) or as JSON.

mod file;
mod nearest;
mod render;
mod rule;
pub mod rules;

pub use file::{FileId, Files, Place, Position, SourceFile, Span};
pub use nearest::nearest;
pub use render::{DiagnosticReport, Style};
pub use rule::{Code, Example, Rule, Severity, UnknownCode};
pub use rules::{RULES, explain};

/// One finding about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that was broken; it decides code and severity.
    pub rule: &'static Rule,
    /// The text the finding is about.
    pub place: Place,
    /// What is wrong, in one sentence.
    pub message: String,
    /// A few words under the offending text: what was expected there.
    pub label: Option<String>,
    /// What to do next.
    pub help: Option<String>,
    /// Texts that would be valid in place of the offending one, the nearest first.
    pub suggestions: Vec<String>,
    /// Other places that belong to the finding, each with a few words: the first of two duplicates, for example.
    pub related: Vec<(Place, String)>,
}

impl Diagnostic {
    /// A finding of `rule` at `place`.
    pub fn new(rule: &'static Rule, place: Place, message: impl Into<String>) -> Self {
        Self { rule, place, message: message.into(), label: None, help: None, suggestions: Vec::new(), related: Vec::new() }
    }

    /// The words under the offending text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// What to do next.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Valid texts near the offending one, the nearest first.
    #[must_use]
    pub fn suggest<I>(mut self, names: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        self.suggestions.extend(names.into_iter().map(Into::into));
        self
    }

    /// Another place that belongs to the finding.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }
}

/// All findings of a run.
///
/// They may be pushed in any order; [`Diagnostics::sorted`] gives them the one order in which they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all findings of another run.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// The findings but those that `unwanted` picks.
    #[must_use]
    pub fn without(mut self, unwanted: impl Fn(&Diagnostic) -> bool) -> Self {
        self.list.retain(|diagnostic| !unwanted(diagnostic));
        self
    }

    /// The same findings sorted by (file, position, code, message), each said once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.list.sort_by(|a, b| (a.place, a.rule.code, &a.message).cmp(&(b.place, b.rule.code, &b.message)));
        self.list.dedup();
        self
    }

    /// The findings in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// How many findings there are, errors and warnings together.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many findings are errors: with one or more, the knowledge is not built.
    #[must_use]
    pub fn error_count(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many findings are warnings.
    #[must_use]
    pub fn warning_count(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.rule.severity == severity).count()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
