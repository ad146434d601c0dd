//! What a call asks for beside its input, and the annotator that answers it: shared by files and tables.

use crate::error::Error;
use crate::kept::Kept;
use ckdb_core::annotate::{Annotator, Origin};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::level::MinLevel;
use ckdb_core::model::Vocabulary;
use ckdb_core::reference::Reference;
use ckdb_core::table::Options;
use pyo3::prelude::*;
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Arc;

/// The options of every annotation.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) disease: Option<String>,
    pub(crate) origin: Option<Origin>,
    pub(crate) schemes: Vec<String>,
    pub(crate) min_level: Option<String>,
    pub(crate) all: bool,
    pub(crate) explain: bool,
    pub(crate) gene_any: bool,
    pub(crate) reference: Option<PathBuf>,
}

impl Asked {
    /// Where variants arose, from its word.
    pub(crate) fn origin(word: Option<&str>) -> Result<Option<Origin>, Error> {
        let Some(word) = word else { return Ok(None) };
        Origin::from_word(word)
            .map(Some)
            .ok_or_else(|| Error::Argument(format!("origin=\"{word}\": expected \"somatic\" or \"germline\"")))
    }

    /// An annotator for these.
    pub(crate) fn annotator<'k>(&self, knowledge: &'k Knowledge, kept: &Kept, assembly: Assembly) -> Result<Annotator<'k>, Error> {
        let prepared = kept.prepared(knowledge, assembly);
        let annotator = match &prepared {
            Some(prepared) => Annotator::with(knowledge, prepared)?,
            None => Annotator::new(knowledge, assembly)?,
        };
        let mut annotator = annotator.gene_any(self.gene_any);
        if !self.schemes.is_empty() {
            annotator = annotator.schemes(&self.schemes)?;
        }
        if let Some(disease) = &self.disease {
            annotator = annotator.disease(disease)?;
        }
        if let Some(path) = &self.reference {
            let opened = Reference::open(path, assembly).map_err(|error| Error::Input(error.to_string()))?;
            annotator = annotator.reference(Arc::new(opened))?;
        }
        Ok(annotator)
    }

    /// What the rows hold.
    pub(crate) fn options(&self, annotator: &Annotator<'_>) -> Result<Options, Error> {
        let parse = |text: &String| MinLevel::parse(text, annotator.level_schemes());
        let min_level = self.min_level.as_ref().map(parse).transpose().map_err(|error| Error::Argument(error.to_string()))?;
        Ok(Options { all: self.all, explain: self.explain, min_level, ..Options::default() })
    }
}

/// As many workers as asked for; without that one a core.
pub(crate) fn threads(asked: Option<i64>) -> Result<NonZero<usize>, Error> {
    match asked {
        None => Ok(std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)),
        Some(count) => usize::try_from(count)
            .ok()
            .and_then(NonZero::new)
            .ok_or_else(|| Error::Argument(format!("threads={count}: expected at least 1, or None for one a core"))),
    }
}

/// One text, or several: `"jp-2.1"` is as good as `["jp-2.1"]`.
#[derive(Debug, FromPyObject)]
pub(crate) enum Texts {
    One(String),
    Several(Vec<String>),
}

impl Texts {
    pub(crate) fn list(texts: Option<Self>) -> Vec<String> {
        match texts {
            None => Vec::new(),
            Some(Self::One(text)) => vec![text],
            Some(Self::Several(texts)) => texts,
        }
    }
}

/// Name of the patient's disease, as tables show it.
pub(crate) fn disease_name(annotator: &Annotator<'_>) -> Option<String> {
    let disease = annotator.patient().disease()?;
    Some(annotator.records().disease(disease)?.name().to_owned())
}
