//! Errors of the library as Python exceptions: the one place where they are mapped.
//!
//! The tree is small because callers do three different things: name another file, another name, or another variant. The
//! message is the library's own. What the operating system refuses stays the `OSError` a Python programmer expects, with
//! its path.

use ckdb_core::annotate::{AnnotateError, LookupError};
use ckdb_core::genome::Assembly;
use ckdb_core::genome::assembly::UnknownAssembly;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::FindError;
use ckdb_core::search::SearchError;
use ckdb_core::table::TableError;
use ckdb_core::table::arrow::InputError as TableInput;
use ckdb_core::vcf::{RefCheck, VcfError};
use pyo3::exceptions::{PyException, PyOSError};
use pyo3::prelude::*;
use std::path::{Path, PathBuf};

pyo3::create_exception!(ckdb, CkdbError, PyException, "What CKDB can complain of; the parent of its other exceptions.");
pyo3::create_exception!(
    ckdb,
    IndexFileError,
    CkdbError,
    "The file is no CKDB index, is damaged, or was made by another version; the message says what to do."
);
pyo3::create_exception!(
    ckdb,
    UnknownNameError,
    CkdbError,
    "Nothing in the index has this name. `name` is the name as given, `wanted` what it should have been, `nearest` the known names most like it."
);
pyo3::create_exception!(
    ckdb,
    VariantError,
    CkdbError,
    "The text names no allele we can read, or one that contradicts the reference letters (wrong assembly?)."
);

pyo3::create_exception!(
    ckdb,
    AssemblyError,
    VariantError,
    "The assembly of the input cannot be told, or REF says that it is another one; nothing was annotated."
);
pyo3::create_exception!(
    ckdb,
    ColumnError,
    CkdbError,
    "A table has no such column, or one of another type. `name` is the name as given, `nearest` the columns most like it."
);
pyo3::create_exception!(ckdb, InputError, CkdbError, "The input file is no VCF, is damaged, or cannot be read to its end.");
pyo3::create_exception!(ckdb, ArgumentError, CkdbError, "An argument has a value that means nothing; the message lists what does.");

/// How a variant is written, for messages.
const FORMS: &str =
    "a variant is written chr7-140753336-A-T, 7:140753336:A:T, NC_000007.14:g.140753336A>T, NM_004333.6:c.1799T>A or BRAF V600E";

/// What a call from Python can fail with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The file.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A name.
    #[error(transparent)]
    Name(#[from] FindError),
    /// A term, or what is needed to answer it.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// A search.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The name of an assembly.
    #[error(transparent)]
    Assembly(#[from] UnknownAssembly),
    /// A term that is something else than one variant.
    #[error("`{term}` names {what}, not one variant: Knowledge.evidence() tells what is known about it; {FORMS}")]
    NoVariant {
        /// The term.
        term: String,
        /// What it names.
        what: &'static str,
    },
    /// What an annotator needs.
    #[error(transparent)]
    Annotate(#[from] AnnotateError),
    /// The rows of a table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A table of variants.
    #[error(transparent)]
    Columns(#[from] TableInput),
    /// An input or output file, with its path.
    #[error("{}: {error}", path.display())]
    File {
        /// As given.
        path: PathBuf,
        /// What is wrong.
        error: VcfError,
    },
    /// Columns of nothing.
    #[error("a column holds nothing but null and has no type; cast it first: chrom, ref and alt to texts, pos to whole numbers")]
    Untyped,
    /// A column that is there more than once.
    #[error("the table has a column `{0}` twice; rename or drop one of them")]
    Twice(String),
    /// A column of pandas that holds texts and numbers, which is no Arrow column.
    #[error(
        "column `{0}` holds values of several types, texts and numbers perhaps; make it one: df[\"{0}\"] = df[\"{0}\"].astype(str)"
    )]
    Mixed(String),
    /// An input that cannot be read.
    #[error("{0}")]
    Input(String),
    /// An argument.
    #[error("{0}")]
    Argument(String),
    /// The assembly.
    #[error("{0}")]
    WhichAssembly(String),
    /// A term that is nothing at all.
    #[error("{0}; {FORMS}")]
    Unread(FindError),
}

impl Error {
    /// What went wrong with a file.
    pub(crate) fn file(path: &Path, error: VcfError) -> Self {
        Self::File { path: path.to_owned(), error }
    }

    /// REF says that the input is not on this assembly, or `cure` what else is wrong with it.
    pub(crate) fn wrong_assembly(check: RefCheck, assembly: Assembly, cure: Option<String>) -> Self {
        let other = match assembly {
            Assembly::Grch37 => Assembly::Grch38,
            Assembly::Grch38 => Assembly::Grch37,
        };
        Self::WhichAssembly(format!(
            "REF contradicts the reference in {} of the {} alleles where it could be checked: {}",
            check.contradicts,
            check.contradicts + check.agrees,
            cure.unwrap_or_else(|| format!("the input is not on {assembly}; try assembly=\"{other}\"")),
        ))
    }
}

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        match error {
            Error::Index(error) => of_index(&error),
            Error::Name(error) => of_name(&error),
            Error::Lookup(error) => of_lookup(&error),
            Error::Search(SearchError::Find(error)) => of_name(&error),
            Error::Search(SearchError::Index(error)) => of_index(&error),
            Error::Search(error) => CkdbError::new_err(error.to_string()),
            Error::Unread(FindError::Index(error)) => of_index(&error),
            Error::Annotate(AnnotateError::Index(error)) | Error::Table(TableError::Index(error)) => of_index(&error),
            Error::Annotate(AnnotateError::Disease(error)) => of_name(&error),
            Error::Annotate(error) => ArgumentError::new_err(error.to_string()),
            Error::Table(TableError::Write(error)) => PyOSError::new_err(error.to_string()),
            Error::Table(error) => CkdbError::new_err(error.to_string()),
            Error::Columns(error) => of_columns(error),
            Error::File { path, error } => of_file(&path, &error),
            column @ (Error::Untyped | Error::Twice(_) | Error::Mixed(_)) => ColumnError::new_err(column.to_string()),
            Error::Input(text) => InputError::new_err(text),
            Error::Argument(text) => ArgumentError::new_err(text),
            Error::WhichAssembly(text) => AssemblyError::new_err(text),
            Error::Assembly(error) => AssemblyError::new_err(error.to_string()),
            other @ (Error::NoVariant { .. } | Error::Unread(_)) => VariantError::new_err(other.to_string()),
        }
    }
}

fn of_lookup(error: &LookupError) -> PyErr {
    match error {
        LookupError::Unknown(error) | LookupError::Annotate(AnnotateError::Disease(error)) => of_name(error),
        LookupError::Annotate(AnnotateError::Index(error)) => of_index(error),
        LookupError::Annotate(error) => CkdbError::new_err(error.to_string()),
        // These two name options of the command; here they are arguments.
        LookupError::OtherAssembly { term, named, asked } => {
            VariantError::new_err(format!("`{term}` is on {named}, but assembly=\"{asked}\" was given; leave one of them out"))
        }
        LookupError::WhichAssembly { term, why } => VariantError::new_err(format!(
            "`{term}` does not say its assembly: {why}; say which with assembly=\"GRCh38\" or assembly=\"GRCh37\""
        )),
        other => VariantError::new_err(other.to_string()),
    }
}

fn of_index(error: &IndexError) -> PyErr {
    if let IndexError::Io { path, error: cause, .. } = error.reason()
        && let Some(code) = cause.raw_os_error()
    {
        return Python::attach(|py| of_system(py, code, path).unwrap_or_else(|failed| failed));
    }
    IndexFileError::new_err(error.to_string())
}

fn of_file(path: &Path, error: &VcfError) -> PyErr {
    let cause = match error {
        VcfError::Open { source, .. } | VcfError::Create { source, .. } | VcfError::Write { source } => source.raw_os_error(),
        _ => None,
    };
    match cause {
        Some(code) => Python::attach(|py| of_system(py, code, path).unwrap_or_else(|failed| failed)),
        None => InputError::new_err(format!("{}: {error}", path.display())),
    }
}

/// A missing column with those most like it; also where people call it otherwise (`#CHROM`, `Start_Position`).
fn of_columns(error: TableInput) -> PyErr {
    let (name, found, option) = match &error {
        TableInput::NoColumn { wanted, found, role } => (wanted.clone(), found.clone(), Some(*role)),
        TableInput::NoOutput { wanted, known } => (wanted.clone(), known.clone(), None),
        TableInput::Table(TableError::Index(error)) => return of_index(error),
        TableInput::Type { role, .. } => {
            return ColumnError::new_err(format!("{error}: cast it first, or name another column with {role}=…"));
        }
        _ => return ColumnError::new_err(error.to_string()),
    };
    Python::attach(|py| {
        let made = || -> PyResult<PyErr> {
            let nearest = nearest(py, &name, &found, option)?;
            // The cure first: a table may have a hundred columns.
            let cure = match (nearest.first(), option) {
                (Some(nearest), Some(option)) => format!("say {option}=\"{nearest}\""),
                (Some(nearest), None) => format!("did you mean `{nearest}`?"),
                (None, Some(option)) => format!("name the right one with {option}=…; there are {}", shortly(&found)),
                (None, None) => format!("there are {}", found.join(", ")),
            };
            let what = if option.is_some() { "the table has no column" } else { "there is no output column" };
            let raised = ColumnError::new_err(format!("{what} `{name}`; {cure}"));
            let value = raised.value(py);
            value.setattr("name", &name)?;
            value.setattr("nearest", nearest)?;
            Ok(raised)
        };
        made().unwrap_or_else(|failed| failed)
    })
}

/// The first of many names.
fn shortly(names: &[String]) -> String {
    const SHOWN: usize = 12;
    match names.len().checked_sub(SHOWN) {
        Some(more @ 1..) => format!("{} and {more} more", names[..SHOWN].join(", ")),
        _ => names.join(", "),
    }
}

/// What other tables call a column, in lower case without signs.
const OTHER_NAMES: [(&str, &[&str]); 4] = [
    ("chrom", &["chrom", "chr", "chromosome", "contig", "seqname", "chrom37", "chrom38"]),
    ("pos", &["pos", "position", "start", "startposition", "genomicstart", "poshg38", "bp"]),
    ("ref", &["ref", "reference", "referenceallele", "refallele"]),
    ("alt", &["alt", "alternate", "alternative", "altallele", "tumorseqallele2", "alternateallele"]),
];

/// Names most like one, the nearest first.
fn nearest(py: Python<'_>, name: &str, found: &[String], role: Option<&str>) -> PyResult<Vec<String>> {
    let plain = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let known = OTHER_NAMES.iter().find(|(column, _)| Some(*column) == role).map_or(&[][..], |(_, names)| *names);
    let same = |one: &&String| plain(one) == plain(name) || known.contains(&plain(one).as_str());
    let mut near: Vec<String> = found.iter().filter(same).cloned().collect();
    let like: Vec<String> = py.import("difflib")?.call_method1("get_close_matches", (name, found))?.extract()?;
    for one in like {
        if !near.contains(&one) {
            near.push(one);
        }
    }
    Ok(near)
}

/// Files of the same folder whose names are most like a missing one's.
fn beside(py: Python<'_>, path: &Path) -> PyResult<Vec<String>> {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let Ok(listed) = std::fs::read_dir(folder) else { return Ok(Vec::new()) };
    let mut names: Vec<String> =
        listed.filter_map(Result::ok).take(10_000).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort_unstable();
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    py.import("difflib")?.call_method1("get_close_matches", (name, names))?.extract()
}

/// What to do where no file is.
fn instead(py: Python<'_>, path: &Path) -> PyResult<String> {
    if let Some(nearest) = beside(py, path)?.first() {
        return Ok(format!("did you mean {nearest}, which is in the same folder?"));
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    Ok(match folder {
        Some(folder) if !folder.is_dir() => format!("its folder {} is not there either: check the path", folder.display()),
        Some(folder) if path.is_absolute() => format!("{} is there and has no file of a like name", folder.display()),
        // A notebook works in its own folder, which is seldom the one its user thinks of.
        _ => match std::env::current_dir() {
            Ok(here) => format!("looked for in the working folder {}; give the whole path", here.display()),
            Err(_) => "give the whole path".to_owned(),
        },
    })
}

/// `OSError(code, text, path)`, which Python itself turns into `FileNotFoundError`, `PermissionError`, …
fn of_system(py: Python<'_>, code: i32, path: &Path) -> PyResult<PyErr> {
    let mut text: String = py.import("os")?.call_method1("strerror", (code,))?.extract()?;
    let enoent: i32 = py.import("errno")?.getattr("ENOENT")?.extract()?;
    if code == enoent {
        text = format!("{text}; {}", instead(py, path)?);
    }
    let value = py.get_type::<PyOSError>().call1((code, text, path.as_os_str()))?;
    Ok(PyErr::from_value(value))
}

fn of_name(error: &FindError) -> PyErr {
    let (wanted, name, nearest) = match error {
        FindError::Unknown { wanted, name, nearest } => (wanted, name, nearest),
        FindError::Index(error) => return of_index(error),
        _ => return CkdbError::new_err(error.to_string()),
    };
    let raised = UnknownNameError::new_err(error.to_string());
    Python::attach(|py| {
        let value = raised.value(py);
        let described = value
            .setattr("wanted", *wanted)
            .and_then(|()| value.setattr("name", name))
            .and_then(|()| value.setattr("nearest", nearest));
        described.err().unwrap_or(raised)
    })
}
