//! A small typed reader over a TOML table that reports every mistake and goes on.
//!
//! `serde` stops at the first mistake and knows no places. [`Fields`] reads one table field by field, remembers which names it
//! was asked for, and at [`Fields::finish`] reports the fields nobody asked for. A field that cannot be understood is reported
//! and becomes a stand-in (see [`Spanned`]), so the other fields of the record are still read and checked.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::Spanned;
use super::parse::grammar::{Mended, unmended};
use super::schema::ReviewRecord;
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Place, nearest, rules};

/// Where findings about one file go.
#[derive(Debug)]
pub(super) struct Sink {
    /// The file being read.
    pub(super) file: FileId,
    /// The file has syntax errors, so text may have been lost: then nothing is reported as missing.
    pub(super) damaged: bool,
    /// What was found.
    pub(super) diagnostics: Diagnostics,
    /// What records say about their review.
    pub(super) reviews: Vec<ReviewRecord>,
    /// The file waits in `candidates/`.
    pub(super) candidate: bool,
    inserted: Vec<usize>,
}

impl Sink {
    /// A sink for findings about the mended text of `file`.
    pub(super) fn new(file: FileId, mended: &Mended) -> Self {
        Self {
            file,
            damaged: !mended.findings.is_empty(),
            diagnostics: Diagnostics::new(),
            reviews: Vec::new(),
            candidate: false,
            inserted: mended.inserted.clone(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn place<T>(&self, value: &TomlSpanned<T>) -> Place {
        Place::new(self.file, unmended(&self.inserted, value.span()))
    }

    /// Reports a value of the wrong type, unless the value is itself the remains of a syntax error.
    pub(super) fn wrong_type(&mut self, expected: &str, value: &DeValue<'_>, place: Place) {
        if self.damaged && place.span.start == place.span.end {
            return;
        }
        let found = type_name(value);
        self.report(
            Diagnostic::new(&rules::WRONG_TYPE, place, format!("expected {expected}, found {found}"))
                .label(format!("expected {expected}")),
        );
    }
}

/// The name of a TOML type with its article.
fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a decimal number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a bare date (dates are written in quotes)",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// One way to read a value. Implementations are in [`super::value`].
pub(super) trait Read {
    /// What comes out.
    type Out: PartialEq;
    /// The value, or `None` after saying what is wrong with it.
    fn read(&self, value: &DeValue<'_>, place: Place, sink: &mut Sink) -> Option<Self::Out>;
    /// What stands in for a value that could not be read.
    fn stand_in(&self) -> Self::Out;
}

/// One table and the fields asked of it.
pub(super) struct Fields<'t, 'i, 's> {
    table: &'t DeTable<'i>,
    place: Place,
    what: &'static str,
    known: Vec<&'static str>,
    /// Where findings go; also handed to readers of inner tables.
    pub(super) sink: &'s mut Sink,
}

impl<'t, 'i, 's> Fields<'t, 'i, 's> {
    /// Reads `table`, which is `what` (`a gene`, `an evidence item`) and begins at `place`.
    pub(super) fn new(table: &'t DeTable<'i>, place: Place, what: &'static str, sink: &'s mut Sink) -> Self {
        Self { table, place, what, known: Vec::new(), sink }
    }

    /// Where the table begins.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    /// Whether the table has the field, whatever its value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    fn value(&mut self, name: &'static str) -> Option<(&'t DeValue<'i>, Place)> {
        self.known.push(name);
        let value = self.table.get(name)?;
        Some((value.get_ref(), self.sink.place(value)))
    }

    fn missing(&mut self, name: &'static str) {
        if self.sink.damaged {
            return;
        }
        let what = self.what;
        let problem = Diagnostic::new(&rules::MISSING_FIELD, self.place, format!("{what} needs the field `{name}`"))
            .label(format!("`{name}` is missing"));
        self.sink.report(problem);
    }

    /// A field that must be there.
    pub(super) fn required<R: Read>(&mut self, name: &'static str, reader: R) -> Spanned<R::Out> {
        match self.optional(name, &reader) {
            Some(value) => value,
            None => {
                self.missing(name);
                Spanned::stand_in(reader.stand_in(), self.place)
            }
        }
    }

    /// A field that may be left out.
    pub(super) fn optional<R: Read>(&mut self, name: &'static str, reader: &R) -> Option<Spanned<R::Out>> {
        let (value, place) = self.value(name)?;
        Some(match reader.read(value, place, self.sink) {
            Some(value) => Spanned::new(value, place),
            None => Spanned::stand_in(reader.stand_in(), place),
        })
    }

    /// A list that must be there and must not be empty.
    pub(super) fn required_list<R: Read>(&mut self, name: &'static str, reader: &R) -> Vec<Spanned<R::Out>> {
        if !self.has(name) {
            self.known.push(name);
            self.missing(name);
            return Vec::new();
        }
        self.list(name, reader)
    }

    /// A list that may be left out, but is not written empty.
    pub(super) fn list<R: Read>(&mut self, name: &'static str, reader: &R) -> Vec<Spanned<R::Out>> {
        let Some((value, place)) = self.value(name) else { return Vec::new() };
        let items = self.items(value, place, reader);
        self.report_empty_list(name);
        items
    }

    /// Reports the list `name` if it is there, a list, and empty.
    pub(super) fn report_empty_list(&mut self, name: &str) {
        let Some(value) = self.table.get(name) else { return };
        if matches!(value.get_ref(), DeValue::Array(array) if array.is_empty()) && !self.sink.damaged {
            let place = self.sink.place(value);
            self.sink
                .report(Diagnostic::new(&rules::EMPTY_LIST, place, format!("the list `{name}` is empty")).label("nothing in it"));
        }
    }

    /// A list that may be left out or empty.
    pub(super) fn list_or_empty<R: Read>(&mut self, name: &'static str, reader: &R) -> Vec<Spanned<R::Out>> {
        let Some((value, place)) = self.value(name) else { return Vec::new() };
        self.items(value, place, reader)
    }

    fn items<R: Read>(&mut self, value: &DeValue<'_>, place: Place, reader: &R) -> Vec<Spanned<R::Out>> {
        let DeValue::Array(array) = value else {
            self.sink.wrong_type("a list", value, place);
            return Vec::new();
        };
        let mut items: Vec<Spanned<R::Out>> = Vec::new();
        for element in array.iter() {
            let place = self.sink.place(element);
            let item = match reader.read(element.get_ref(), place, self.sink) {
                Some(value) => Spanned::new(value, place),
                None => Spanned::stand_in(reader.stand_in(), place),
            };
            if let Some(value) = item.sound()
                && let Some(first) = items.iter().find(|i| i.sound() == Some(value))
            {
                self.sink.report(
                    Diagnostic::new(&rules::REPEATED_VALUE, place, "this value is in the list twice")
                        .label("again here")
                        .related(first.place, "first here")
                        .help("keep one of them"),
                );
            }
            items.push(item);
        }
        items
    }

    /// An inner table that may be left out.
    pub(super) fn table(&mut self, name: &'static str) -> Option<(&'t DeTable<'i>, Place)> {
        let (value, place) = self.value(name)?;
        self.as_table(value, place)
    }

    /// A list of inner tables that may be left out: `[[name]]`, or `name = [{ … }]`.
    pub(super) fn tables(&mut self, name: &'static str) -> Vec<(&'t DeTable<'i>, Place)> {
        let Some((value, place)) = self.value(name) else { return Vec::new() };
        let DeValue::Array(array) = value else {
            self.sink.wrong_type(&format!("a list of tables, `[[{name}]]`"), value, place);
            return Vec::new();
        };
        array
            .iter()
            .filter_map(|element| {
                let place = self.sink.place(element);
                self.as_table(element.get_ref(), place)
            })
            .collect()
    }

    fn as_table(&mut self, value: &'t DeValue<'i>, place: Place) -> Option<(&'t DeTable<'i>, Place)> {
        if let DeValue::Table(table) = value {
            return Some((table, place));
        }
        self.sink.wrong_type("a table", value, place);
        None
    }

    /// Says that a list of tables must be there.
    pub(super) fn require_tables(&mut self, name: &'static str) {
        if !self.has(name) {
            self.missing(name);
        }
    }

    /// Reports the fields nobody asked for.
    pub(super) fn finish(mut self) {
        self.known.sort_unstable();
        self.known.dedup();
        for (key, _) in self.table.iter() {
            let name = key.get_ref().as_ref();
            if self.known.contains(&name) {
                continue;
            }
            let place = self.sink.place(key);
            let what = self.what;
            let known = self.known.join("`, `");
            let mut problem = Diagnostic::new(&rules::UNKNOWN_FIELD, place, format!("{what} has no field `{name}`"))
                .label("not a field here")
                .suggest(nearest(name, self.known.iter().copied()));
            if problem.suggestions.is_empty() {
                problem = problem.help(format!("the fields are `{known}`"));
            }
            self.sink.report(problem);
        }
    }
}
