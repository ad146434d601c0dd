//! The files that were read, and places in them.
//!
//! A place must stay valid after the parser is gone: checks that run over all records still point at the text a person
//! wrote. So the texts are kept here, and a [`Place`] is three small integers.

use std::ops::Range;

/// Names one file in [`Files`]. Ids follow the order in which files were read, which is the sorted order of their paths
/// within each directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A half-open range of bytes, `start..end`, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl From<Range<usize>> for Span {
    /// Texts longer than 4 GiB are not read, so the cut at `u32::MAX` is never felt.
    fn from(range: Range<usize>) -> Self {
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { start: small(range.start), end: small(range.end) }
    }
}

/// Some text in some file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file.
    pub file: FileId,
    /// The bytes in it.
    pub span: Span,
}

impl Place {
    /// The bytes `range` of `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, span: range.into() }
    }

    /// The file as a whole: its first byte.
    #[must_use]
    pub fn whole(file: FileId) -> Self {
        Self::new(file, 0..0)
    }
}

/// Where a place is, for a person. Both numbers start at 1; the column counts characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The character in the line.
    pub column: u32,
}

/// One file as it was read.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// The path as the user would type it, with forward slashes.
    pub path: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<u32>,
}

impl SourceFile {
    fn new(path: String, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| Span::from(0..at + 1).end));
        Self { path, text, line_starts }
    }

    /// Line and column of a byte offset. An offset beyond the end is the end; one inside a character is its start.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.floor(offset as usize);
        let line = self.line_starts.partition_point(|&start| start as usize <= offset).max(1);
        let start = self.line_starts[line - 1] as usize;
        let column = self.text[start..offset].chars().count() + 1;
        let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: small(line), column: small(column) }
    }

    /// The span cut to the text and to whole characters, so that it can always be sliced.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let start = self.floor(span.start as usize);
        let end = self.floor(span.end as usize).max(start);
        start..end
    }

    fn floor(&self, offset: usize) -> usize {
        let mut at = offset.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// All files of a run.
#[derive(Debug, Clone, Default)]
pub struct Files {
    list: Vec<SourceFile>,
}

impl Files {
    /// No file yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a text and gives it an id. Importers add the source file they read, so that the same checks can point into it.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(Span::from(0..self.list.len()).end);
        self.list.push(SourceFile::new(path.into(), text.into()));
        id
    }

    /// The file behind an id. An id of another `Files` may find nothing.
    #[must_use]
    pub fn get(&self, id: FileId) -> Option<&SourceFile> {
        self.list.get(id.0 as usize)
    }

    /// The ids of all files, in the order of reading.
    pub fn ids(&self) -> impl Iterator<Item = FileId> + use<> {
        (0..Span::from(0..self.list.len()).end).map(FileId)
    }

    /// How many files were read.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether nothing was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let file = SourceFile::new("a.toml".into(), "name = \"x\"\nja = \"肺癌\" # end\n".into());
        assert_eq!(file.position(0), Position { line: 1, column: 1 });
        assert_eq!(file.position(11), Position { line: 2, column: 1 });
        // The quote after the two characters of three bytes each.
        let quote = u32::try_from(file.text.find("\" #").unwrap_or_default()).unwrap_or_default();
        assert_eq!(file.position(quote), Position { line: 2, column: 9 });
        assert_eq!(file.position(9_999).line, 3);
    }

    #[test]
    fn spans_are_cut_to_whole_characters() {
        let file = SourceFile::new("a.toml".into(), "肺癌".into());
        assert_eq!(file.clamp(Span { start: 1, end: 4 }), 0..3);
        assert_eq!(file.clamp(Span { start: 50, end: 60 }), 6..6);
    }
}
