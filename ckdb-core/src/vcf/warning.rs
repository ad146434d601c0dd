//! What is against the rules in a header, but does no harm.

use std::fmt;

/// Something about the header that breaks a rule without making it unusable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// 1-based line.
    pub line: u64,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "header line {}: {}", self.line, self.message)
    }
}
