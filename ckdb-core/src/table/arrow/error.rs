//! What can be wrong with a table of variants as a whole. (What is wrong with a row is counted: [`Seen`](super::Seen).)

/// Why variants cannot be read from a table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// A column is not there.
    #[error("the table has no column `{wanted}` (for {role}); its columns are {}", list(.found))]
    NoColumn {
        /// What the column would have told: `chrom`.
        role: &'static str,
        /// Its name as asked for.
        wanted: String,
        /// The names there are.
        found: Vec<String>,
    },
    /// A column is of a type that cannot tell what it should.
    #[error("column `{name}` (for {role}) is {found}; expected {expected}")]
    Type {
        /// What the column tells.
        role: &'static str,
        /// Its name.
        name: String,
        /// Types that would do.
        expected: &'static str,
        /// Its type.
        found: String,
    },
    /// An output column nobody knows.
    #[error("there is no output column `{wanted}`; there are {}", list(.known))]
    NoOutput {
        /// As asked for.
        wanted: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// More rows than row numbers.
    #[error("the table has {rows} rows; at most {} can be numbered: annotate it in parts", u32::MAX)]
    TooLong {
        /// Rows of the table.
        rows: usize,
    },
    /// The caller asked to stop.
    #[error("stopped")]
    Stopped,
    /// The rows cannot be made.
    #[error(transparent)]
    Table(#[from] crate::table::TableError),
}

impl From<arrow_schema::ArrowError> for InputError {
    fn from(error: arrow_schema::ArrowError) -> Self {
        Self::Table(error.into())
    }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}
