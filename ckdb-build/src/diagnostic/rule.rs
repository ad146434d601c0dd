//! The document behind a code.
//!
//! A rule cannot be used without being documented: a diagnostic is made from a [`Rule`], never from a bare number.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

/// The code of a rule, shown as `CK` and three digits. Codes are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub u16);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CK{:03}", self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The text is not a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a rule code such as CK201, found `{0}`")]
pub struct UnknownCode(pub String);

impl FromStr for Code {
    type Err = UnknownCode;

    /// Reads `CK201`, `ck201` or `201`.
    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let bare = text.trim();
        let digits = match bare.get(..2) {
            Some(prefix) if prefix.eq_ignore_ascii_case("CK") => &bare[2..],
            _ => bare,
        };
        if digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()) {
            digits.parse().map(Self).map_err(|_| UnknownCode(text.to_owned()))
        } else {
            Err(UnknownCode(text.to_owned()))
        }
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The knowledge cannot be built.
    Error,
    /// Worth a look; the knowledge is built all the same.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A few lines of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// The path of the file in the knowledge folder.
    pub file: &'static str,
    /// The lines. A character that stands for a byte which is no text is written as U+FFFD.
    pub text: &'static str,
}

/// Lines of a page are no wider.
const WIDTH: usize = 90;

/// One rule: its code, and all that `ckdb check --explain` says about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The code.
    pub code: Code,
    /// What a finding of this rule means for the build.
    pub severity: Severity,
    /// The rule in one line.
    pub title: &'static str,
    /// Why the rule is there, and what it asks for.
    pub explanation: &'static str,
    /// Lines that break the rule.
    pub bad: Example,
    /// The same lines as they should be.
    pub good: Example,
}

impl fmt::Display for Rule {
    /// The page that `ckdb check --explain` prints.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} ({}): {}", self.code, self.severity.as_str(), self.title)?;
        writeln!(f, "\n{}", wrapped(self.explanation))?;
        for (word, example) in [("Wrong", &self.bad), ("Right", &self.good)] {
            writeln!(f, "\n{word}, in {}:", example.file)?;
            for line in example.text.trim_matches('\n').lines() {
                writeln!(f, "    {line}")?;
            }
        }
        Ok(())
    }
}

/// The text in lines of at most [`WIDTH`] characters, broken between words.
fn wrapped(text: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 {
            let fits = column + 1 + length <= WIDTH;
            out.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        out.push_str(word);
        column += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for text in ["CK201", "ck201", " 201 "] {
            assert_eq!(text.parse(), Ok(Code(201)));
        }
        for text in ["", "CK", "CK20", "CK2011", "K201", "ＣＫ201", "CK+20"] {
            assert!(text.parse::<Code>().is_err(), "{text}");
        }
        assert_eq!(Code(1).to_string(), "CK001");
    }
}
