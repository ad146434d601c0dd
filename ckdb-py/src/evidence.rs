//! Evidence items as Python objects.
//!
//! An [`PyEvidenceItem`] is a number and a share of the opened index: its texts are read from the file when asked for. What
//! depends on the patient (scope, levels, access) was worked out once for its claim and is shared by the items of the claim.

use crate::error::Error;
use crate::standing::{PyLevel, Standing, given, names, names_ja};
use ckdb_core::annotate::Card;
use ckdb_core::index::IndexError;
use ckdb_core::knowledge::{Knowledge, view};
use ckdb_core::matching::DiseaseContext;
use ckdb_core::model::{EvidenceId, ProfileId, SchemeColumn, Vocabulary};
use pyo3::prelude::*;
use pyo3::types::PyDict;
use std::collections::BTreeSet;
use std::sync::Arc;

/// One claim from one source about one molecular profile, and what it means for the patient's disease.
#[pyclass(frozen, module = "ckdb", name = "EvidenceItem")]
pub(crate) struct PyEvidenceItem {
    pub(crate) knowledge: Knowledge,
    pub(crate) id: EvidenceId,
    pub(crate) standing: Arc<Standing>,
}

/// Fields of `EvidenceItem.to_dict()`, in order.
pub(crate) const FIELDS: [&str; 29] = [
    "id",
    "profile",
    "type",
    "direction",
    "significance",
    "level",
    "rating",
    "therapies",
    "therapies_ja",
    "interaction",
    "disease",
    "disease_ja",
    "disease_id",
    "disease_scope",
    "amp",
    "jp",
    "access",
    "origin",
    "citation",
    "source",
    "source_record",
    "source_release",
    "licence",
    "study",
    "cohort_size",
    "population",
    "statement",
    "statement_ja",
    "content_id",
];

impl PyEvidenceItem {
    fn view(&self) -> Result<view::Evidence<'_>, Error> {
        Ok(self.knowledge.records()?.evidence_item(self.id).ok_or_else(missing)?)
    }

    fn disease_view(&self) -> Result<view::Disease<'_>, Error> {
        let item = self.view()?;
        Ok(item.records().disease(item.disease()).ok_or_else(missing)?)
    }

    fn source_view(&self) -> Result<view::Source<'_>, Error> {
        let item = self.view()?;
        Ok(item.records().source(item.source()).ok_or_else(missing)?)
    }
}

/// A record that another one names is not there: only a faulty writer leaves such a gap.
fn missing() -> IndexError {
    IndexError::Content { section: "records/evidence".to_owned(), problem: "it names a record that is not there".to_owned() }
}

#[pymethods]
impl PyEvidenceItem {
    /// Its identity: `BRAF/V600E/e1`.
    #[getter]
    fn id(&self) -> Result<&str, Error> {
        Ok(self.view()?.id())
    }

    /// Name of the molecular profile it speaks of: `BRAF V600E`.
    #[getter]
    fn profile(&self) -> Result<&str, Error> {
        let item = self.view()?;
        Ok(item.records().profile(item.profile()).ok_or_else(missing)?.name())
    }

    /// Kind of claim: `Predictive`, `Diagnostic`, …
    #[getter]
    fn r#type(&self) -> Result<&'static str, Error> {
        Ok(self.view()?.evidence_type().as_str())
    }

    /// `Supports` or `DoesNotSupport`.
    #[getter]
    fn direction(&self) -> Result<&'static str, Error> {
        Ok(self.view()?.direction().as_str())
    }

    /// What is claimed: `Sensitivity/Response`, `Resistance`, …
    #[getter]
    fn significance(&self) -> Result<&'static str, Error> {
        Ok(self.view()?.significance().as_str())
    }

    /// The source's own level, `A` to `E`; not a level of any guideline.
    #[getter]
    fn level(&self) -> Result<&'static str, Error> {
        Ok(self.view()?.level().as_str())
    }

    /// The source's own rating, 1 to 5.
    #[getter]
    fn rating(&self) -> Result<Option<u8>, Error> {
        Ok(Some(self.view()?.rating()).filter(|rating| *rating > 0))
    }

    /// English generic names of its therapies.
    #[getter]
    fn therapies(&self) -> Result<Vec<String>, Error> {
        let item = self.view()?;
        Ok(names(item.records(), item.therapies()))
    }

    /// Japanese generic names (一般名), in the same order; a therapy without one keeps its English name.
    #[getter]
    fn therapies_ja(&self) -> Result<Vec<String>, Error> {
        let item = self.view()?;
        Ok(names_ja(item.records(), item.therapies()))
    }

    /// How several therapies belong together: `Combination`, `Substitutes`, `Sequential`.
    #[getter]
    fn interaction(&self) -> Result<Option<&'static str>, Error> {
        Ok(self.view()?.interaction().map(Vocabulary::as_str))
    }

    /// English name of the disease it is about.
    #[getter]
    fn disease(&self) -> Result<&str, Error> {
        Ok(self.disease_view()?.name())
    }

    /// Japanese name of the disease.
    #[getter]
    fn disease_ja(&self) -> Result<Option<String>, Error> {
        Ok(given(self.disease_view()?.name_ja()))
    }

    /// Its `DOID:…`.
    #[getter]
    fn disease_id(&self) -> Result<Option<String>, Error> {
        Ok(given(self.disease_view()?.doid()))
    }

    /// How the patient's disease stands to the claim's: `same`, `narrower`, `agnostic` (the claim applies), `broader`,
    /// `other`, `other-lineage`; `None` when no disease was given.
    #[getter]
    fn disease_scope(&self) -> Option<&'static str> {
        self.standing.scope_word()
    }

    /// AMP/ASCO/CAP tier and level of the claim for the patient's disease.
    #[getter]
    fn amp(&self) -> Option<String> {
        self.standing.level(SchemeColumn::Amp)
    }

    /// Evidence level of the three Japanese societies for the patient's disease.
    #[getter]
    fn jp(&self) -> Option<String> {
        self.standing.level(SchemeColumn::Jp)
    }

    /// Every level, with the rule and the records that gave it.
    #[getter]
    fn levels(&self) -> Vec<PyLevel> {
        self.standing.levels()
    }

    /// Ways to reach the therapies: `JP_APPROVED`, `US_OFF_LABEL`, …
    #[getter]
    fn access(&self) -> Vec<&'static str> {
        self.standing.access.clone()
    }

    /// Where the variant arose.
    #[getter]
    fn origin(&self) -> Result<&'static str, Error> {
        Ok(self.view()?.origin().as_str())
    }

    /// What supports it: `PMID:25399551`.
    #[getter]
    fn citation(&self) -> Result<&str, Error> {
        Ok(self.view()?.citation())
    }

    /// The source the record came from: `civic`.
    #[getter]
    fn source(&self) -> Result<&str, Error> {
        Ok(self.source_view()?.id())
    }

    /// Its name in the source: `EID3758`.
    #[getter]
    fn source_record(&self) -> Result<&str, Error> {
        Ok(self.view()?.source_record())
    }

    /// The release of the source it was taken from.
    #[getter]
    fn source_release(&self) -> Result<&str, Error> {
        Ok(self.source_view()?.release())
    }

    /// Licence of the source: an SPDX expression, or `LicenseRef-…`.
    #[getter]
    fn licence(&self) -> Result<&str, Error> {
        Ok(self.source_view()?.licence())
    }

    /// Kind of study, when the source says so.
    #[getter]
    fn study(&self) -> Result<Option<&'static str>, Error> {
        Ok(self.view()?.study().map(Vocabulary::as_str))
    }

    /// People or samples it rests on, when the source says so.
    #[getter]
    fn cohort_size(&self) -> Result<Option<u32>, Error> {
        Ok(self.view()?.cohort_size())
    }

    /// Who was studied, when the source says so.
    #[getter]
    fn population(&self) -> Result<Option<&'static str>, Error> {
        Ok(self.view()?.population().map(Vocabulary::as_str))
    }

    /// The claim in our own words.
    #[getter]
    fn statement(&self) -> Result<&str, Error> {
        Ok(self.view()?.statement())
    }

    /// The same in Japanese.
    #[getter]
    fn statement_ja(&self) -> Result<Option<String>, Error> {
        Ok(given(self.view()?.statement_ja()))
    }

    /// Names the index it was read from.
    #[getter]
    fn content_id(&self) -> String {
        self.knowledge.content_id().to_string()
    }

    /// Its fields by name; a list of such dictionaries makes a data frame.
    fn to_dict<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let fields = PyDict::new(slf.py());
        for name in FIELDS {
            fields.set_item(name, slf.getattr(name)?)?;
        }
        Ok(fields)
    }

    /// Says what to send instead of a pickle.
    fn __reduce__(&self) -> PyResult<()> {
        Err(pyo3::exceptions::PyTypeError::new_err(
            "an EvidenceItem is not pickled, because it reads from the opened index: send to_dict() instead, or the Knowledge and its id",
        ))
    }

    fn __repr__(&self) -> Result<String, Error> {
        let item = self.view()?;
        let therapies = self.therapies()?.join(" + ");
        let mut text = format!("<ckdb.EvidenceItem {}: {} {}", item.id(), self.profile()?, item.significance());
        if item.direction().as_str() != "Supports" {
            text.push_str(" NOT SUPPORTED");
        }
        if !therapies.is_empty() {
            text = format!("{text}, {therapies}");
        }
        text = format!("{text}, {}, level {}", self.disease()?, item.level());
        for (label, level) in [("AMP", self.amp()), ("JP", self.jp())] {
            if let Some(level) = level {
                text = format!("{text}, {label} {level}");
            }
        }
        Ok(format!("{text}, {}>", item.citation()))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.id == other.id
            && self.knowledge.content_id() == other.knowledge.content_id()
            && self.standing.scope == other.standing.scope
            && self.standing.levels == other.standing.levels
    }

    fn __hash__(&self) -> u64 {
        u64::from(self.id.get())
    }
}

/// An evidence item found, with its standing.
pub(crate) type Found = (EvidenceId, Arc<Standing>);

/// Evidence items of what a term means, read for a patient: strongest level first, then closest disease, then the source's
/// own level.
pub(crate) fn of_term(knowledge: &Knowledge, term: &str, disease: Option<&str>) -> Result<Vec<Found>, Error> {
    let records = knowledge.records()?;
    let patient = match disease {
        Some(name) => DiseaseContext::new(records, knowledge.disease(name)?),
        None => DiseaseContext::not_given(),
    };
    let wanted = knowledge.evidence(term)?;
    let profiles: BTreeSet<ProfileId> = wanted.iter().map(|item| item.profile()).collect();
    let wanted: BTreeSet<EvidenceId> = wanted.into_iter().map(view::Evidence::number).collect();
    let schemes = records.schemes()?;
    let mut found = Vec::with_capacity(wanted.len());
    for profile in profiles {
        for row in Card::new(records, profile, &[], &patient, &schemes).rows {
            let standing = Standing::of(&row);
            for item in row.evidence.iter().filter(|item| wanted.contains(&item.number())) {
                let key = (row.rank.clone(), row.scope, item.level(), item.number());
                found.push((key, (item.number(), Arc::clone(&standing))));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found.into_iter().map(|(_, found)| found).collect())
}
