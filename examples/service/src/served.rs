//! What the service knows: one index, what is worked out of it once, and how variants are answered from it.

use crate::{Failure, Refused, refused};
use axum::{Json, http::StatusCode};
use ckdb_core::annotate::{Annotator, Lookup, Prepared, lookup::Subject};
use ckdb_core::table::{JsonlWriter, Options, Rows};
use ckdb_core::{genome::Assembly, knowledge::Knowledge};
use serde_json::{Value, value::RawValue};
use std::path::{Path, PathBuf};

pub(crate) const LONGEST_BODY: usize = 256 * 1024; // in bytes
const LONGEST_TEXT: usize = 500; // of a variant or disease, in bytes
const MOST_VARIANTS: usize = 1_000; // of one request

/// A body, or a query.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(alias = "variants")]
    variant: Variants,
    assembly: Option<String>,
    disease: Option<String>,
}

#[derive(serde::Deserialize)]
#[serde(untagged, expecting = "expected a variant or a list of variants, as texts")]
enum Variants {
    One(String),
    Many(Vec<String>),
}

/// What is known of one variant (an object of `"type":"variant"`, as `ckdb annotate --format jsonl` writes it), or why there is nothing.
#[derive(serde::Serialize)]
pub(crate) struct Answer {
    asked: String,
    index: String,
    notes: Vec<String>,
    annotation: Option<Box<RawValue>>,
    pub(crate) error: Option<Value>,
}

impl Answer {
    fn new(asked: String, index: &str, found: Result<(Vec<String>, Box<RawValue>), Refused>) -> Self {
        let index = index.to_owned();
        match found {
            Ok((notes, annotation)) => Self { asked, index, notes, annotation: Some(annotation), error: None },
            Err((_, Json(mut error))) => {
                Self { asked, index, notes: Vec::new(), annotation: None, error: Some(error["error"].take()) }
            }
        }
    }
}

/// One index. It is read into memory, not mapped: nobody who writes into the file can hurt a service that runs for months.
pub(crate) struct Served {
    file: PathBuf,
    knowledge: Knowledge,
    prepared: Vec<Prepared>,
}

impl Served {
    pub(crate) fn open(link: &Path) -> Result<Self, Failure> {
        let file = link.canonicalize()?;
        let knowledge = Knowledge::open(&file)?;
        knowledge.verify()?;
        let prepared = Assembly::ALL.into_iter().map(|assembly| Prepared::new(&knowledge, assembly)).collect::<Result<_, _>>()?;
        Ok(Self { file, knowledge, prepared })
    }

    /// The index the link leads to now; `None` when it is still this one.
    pub(crate) fn moved(&self, link: &Path) -> Result<Option<Self>, Failure> {
        if link.canonicalize()? == self.file { Ok(None) } else { Self::open(link).map(Some) }
    }

    pub(crate) fn content_id(&self) -> String {
        self.knowledge.content_id().to_string()
    }

    /// Answers in the order asked. A variant that cannot be read has its error in its place and harms no other.
    pub(crate) fn answer(&self, asked: Asked) -> Result<Vec<Answer>, Refused> {
        let variants = match asked.variant {
            Variants::One(variant) => vec![variant],
            Variants::Many(variants) => variants,
        };
        let longest = variants.iter().chain(&asked.disease).map(String::len).max().unwrap_or(0);
        if variants.len() > MOST_VARIANTS || longest > LONGEST_TEXT {
            let found = format!("{} variants, the longest text of {longest} bytes", variants.len());
            let cure = format!("ask for at most {MOST_VARIANTS} at a time, each of at most {LONGEST_TEXT} bytes");
            return Err(refused(StatusCode::PAYLOAD_TOO_LARGE, "TOO_MUCH", found, &cure));
        }
        let mut lookup = self.prepared.iter().cloned().fold(Lookup::new(&self.knowledge), Lookup::prepared);
        if let Some(name) = &asked.assembly {
            let unknown = |error| unreadable("UNKNOWN_ASSEMBLY", error, "give GRCh37 or GRCh38");
            lookup = lookup.assembly(name.parse().map_err(unknown)?);
        }
        if let Some(name) = &asked.disease {
            let cure = "give an OncoTree code (LUAD), a number (DOID:3910, NCIt:C3512) or a name";
            lookup = lookup.disease(name).map_err(|error| unreadable("UNKNOWN_DISEASE", error, cure))?;
        }
        let annotators = self.prepared.iter().map(|prepared| Annotator::with(&self.knowledge, prepared));
        let annotators = annotators.collect::<Result<Vec<_>, _>>().map_err(broken)?;
        let rows: Vec<_> = annotators.iter().map(|one| Rows::new(one, Options { all: true, ..Options::default() })).collect();
        let index = self.content_id();
        let answers = variants.into_iter().map(|variant| {
            let found = annotated(&lookup, &rows, &variant);
            Answer::new(variant, &index, found)
        });
        Ok(answers.collect())
    }
}

/// Notes, and the annotation as JSON.
fn annotated<'k>(lookup: &Lookup<'k>, rows: &[Rows<'_, 'k>], variant: &str) -> Result<(Vec<String>, Box<RawValue>), Refused> {
    let cure = "ask by place (chr7-140753336-A-T, with `assembly`), transcript (NM_004333.6:c.1799T>A) or protein (BRAF V600E)";
    let answer = lookup.ask(variant).map_err(|error| unreadable("UNREADABLE_VARIANT", error, cure))?;
    let Subject::Change(change) = answer.subject else {
        return Err(unreadable("NO_VARIANT", format!("`{variant}` is the name of something else"), cure));
    };
    let rows = rows.iter().find(|rows| rows.annotator().assembly() == change.assembly);
    let rows = rows.ok_or_else(|| broken(format!("nothing is prepared for {}", change.assembly)))?;
    let mut text = Vec::new();
    JsonlWriter::new(&mut text, rows).change(&change).map_err(broken)?;
    Ok((answer.notes, serde_json::from_slice(&text).map_err(broken)?))
}

/// What was asked cannot be read; the message says what is near.
fn unreadable(code: &str, problem: impl ToString, cure: &str) -> Refused {
    refused(StatusCode::UNPROCESSABLE_ENTITY, code, problem, cure)
}

/// The fault is the index's, or ours.
fn broken(problem: impl ToString) -> Refused {
    refused(StatusCode::INTERNAL_SERVER_ERROR, "BROKEN", problem, "publish the index anew and POST /reload")
}
