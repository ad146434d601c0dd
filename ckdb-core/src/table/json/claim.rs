//! One claim about a profile in one disease, with its levels and every record behind it.

use super::origin::Origin;
use super::variant::word;
use crate::annotate::Row;
use crate::index::IndexError;
use crate::knowledge::{Records, view};
use crate::level;
use crate::model::{DiseaseId, TherapyId};
use serde::Serialize;

/// One claim about a profile in one disease, as an object of JSON: the same wherever a claim is shown.
#[derive(Serialize)]
pub struct Claim<'r> {
    evidence_type: &'static str,
    direction: &'static str,
    significance: &'static str,
    therapies: Vec<Therapy<'r>>,
    /// How several therapies belong together.
    interaction: Option<&'static str>,
    disease: Option<Disease<'r>>,
    disease_scope: &'static str,
    /// Is the evidence about variants of another origin than the sample's? Then there is no level and no access (R34).
    other_origin: bool,
    /// The sources' own levels, strongest first.
    source_levels: Vec<&'static str>,
    #[serde(flatten)]
    earned: Earned<'r>,
    /// What would be earned if the state were not unknown; `null` when it is not.
    if_true: Option<Earned<'r>>,
    evidence: Vec<Evidence<'r>>,
    assertions: Vec<Assertion<'r>>,
    approvals: Vec<Approval<'r>>,
}

/// What only a match that is true earns.
#[derive(Default, Serialize)]
struct Earned<'r> {
    levels: Vec<Level>,
    access: Vec<Access<'r>>,
}

#[derive(Serialize)]
struct Therapy<'r> {
    id: &'r str,
    name: &'r str,
    name_ja: Option<&'r str>,
}

/// A disease, as an object of JSON.
#[derive(Serialize)]
pub struct Disease<'r> {
    id: &'r str,
    name: &'r str,
    name_ja: Option<&'r str>,
    doid: Option<&'r str>,
    oncotree: Vec<&'r str>,
}

#[derive(Serialize)]
struct Level {
    /// The output column: `amp`, `jp`, `escat`.
    column: &'static str,
    scheme: String,
    level: String,
    rule: String,
    records: Vec<String>,
}

#[derive(Serialize)]
struct Access<'r> {
    route: &'static str,
    record: &'r str,
}

#[derive(Serialize)]
struct Evidence<'r> {
    id: &'r str,
    level: &'static str,
    /// 1 to 5 stars.
    rating: Option<u8>,
    origin: &'static str,
    citation: &'r str,
    study: Option<&'static str>,
    cohort_size: Option<u32>,
    population: Option<&'static str>,
    statement: Option<&'r str>,
    statement_ja: Option<&'r str>,
    #[serde(flatten)]
    from: Origin<'r>,
}

#[derive(Serialize)]
struct Assertion<'r> {
    id: &'r str,
    /// The tier and level its source states.
    stated_level: Option<&'r str>,
    guideline: Option<&'r str>,
    summary: Option<&'r str>,
    evidence: Vec<&'r str>,
    #[serde(flatten)]
    from: Origin<'r>,
}

#[derive(Serialize)]
struct Approval<'r> {
    id: &'r str,
    jurisdiction: &'static str,
    approved_on: Option<&'r str>,
    document: Option<&'r str>,
    companion_diagnostics: Vec<CompanionDiagnostic>,
    #[serde(flatten)]
    from: Origin<'r>,
}

#[derive(Serialize)]
struct CompanionDiagnostic {
    name: String,
    manufacturer: Option<String>,
    specimen: Option<String>,
    approved_on: Option<String>,
    source_record: Option<String>,
}

fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

impl<'r> Claim<'r> {
    /// A row of a card. `is_earned`: is the profile certain? If not, levels and access stand in `if_true`.
    ///
    /// # Errors
    /// When a stored companion diagnostic is not what it should be.
    pub fn new(records: Records<'r>, row: &Row<'r>, is_earned: bool) -> Result<Self, IndexError> {
        let claim = &row.claim;
        let all = Earned::new(row);
        let (earned, if_true) = if is_earned { (all, None) } else { (Earned::default(), Some(all)) };
        Ok(Self {
            evidence_type: word(claim.evidence_type),
            direction: word(claim.direction),
            significance: word(claim.significance),
            therapies: claim.therapies.iter().filter_map(|therapy| Therapy::new(records, *therapy)).collect(),
            interaction: claim.interaction.map(word),
            disease: Disease::new(records, row.disease),
            disease_scope: word(row.scope),
            other_origin: row.other_origin,
            source_levels: row.source_levels().into_iter().map(word).collect(),
            earned,
            if_true,
            evidence: row.evidence.iter().map(|item| Evidence::new(records, *item)).collect(),
            assertions: row.assertions.iter().map(|item| Assertion::new(records, *item)).collect(),
            approvals: row.approvals.iter().map(|item| Approval::new(records, *item)).collect::<Result<_, _>>()?,
        })
    }
}

impl<'r> Earned<'r> {
    fn new(row: &Row<'r>) -> Self {
        Self {
            levels: row.levels.iter().map(|(column, level)| Level::new(word(*column), level)).collect(),
            access: row.routes.iter().map(|(route, record)| Access { route: word(*route), record }).collect(),
        }
    }
}

impl<'r> Therapy<'r> {
    fn new(records: Records<'r>, id: TherapyId) -> Option<Self> {
        let therapy = records.therapy(id)?;
        Some(Self { id: therapy.id(), name: therapy.name(), name_ja: given(therapy.name_ja()) })
    }
}

impl<'r> Disease<'r> {
    /// The disease of this number; `None` only for a number of another index.
    #[must_use]
    pub fn new(records: Records<'r>, id: DiseaseId) -> Option<Self> {
        let disease = records.disease(id)?;
        Some(Self {
            id: disease.id(),
            name: disease.name(),
            name_ja: given(disease.name_ja()),
            doid: given(disease.doid()),
            oncotree: disease.oncotree().collect(),
        })
    }
}

impl Level {
    fn new(column: &'static str, level: &level::Level) -> Self {
        Self {
            column,
            scheme: level.scheme.clone(),
            level: level.level.clone(),
            rule: level.rule.clone(),
            records: level.records.clone(),
        }
    }
}

impl<'r> Evidence<'r> {
    fn new(records: Records<'r>, item: view::Evidence<'r>) -> Self {
        Self {
            id: item.id(),
            level: word(item.level()),
            rating: Some(item.rating()).filter(|stars| *stars > 0),
            origin: word(item.origin()),
            citation: item.citation(),
            study: item.study().map(word),
            cohort_size: item.cohort_size(),
            population: item.population().map(word),
            statement: given(item.statement()),
            statement_ja: given(item.statement_ja()),
            from: Origin::new(records.source(item.source()), item.source_record()),
        }
    }
}

impl<'r> Assertion<'r> {
    fn new(records: Records<'r>, item: view::Assertion<'r>) -> Self {
        Self {
            id: item.id(),
            stated_level: given(item.amp()),
            guideline: given(item.guideline()),
            summary: given(item.summary()),
            evidence: item.evidence().filter_map(|id| records.evidence_item(id)).map(view::Evidence::id).collect(),
            from: Origin::new(records.source(item.source()), item.source_record()),
        }
    }
}

impl<'r> Approval<'r> {
    fn new(records: Records<'r>, item: view::Approval<'r>) -> Result<Self, IndexError> {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let companion_diagnostics = item.companion_diagnostics()?.into_iter().map(|assay| CompanionDiagnostic {
            name: assay.name,
            manufacturer: some(assay.manufacturer),
            specimen: some(assay.specimen),
            approved_on: some(assay.approved_on),
            source_record: some(assay.source_record),
        });
        Ok(Self {
            id: item.id(),
            jurisdiction: word(item.jurisdiction()),
            approved_on: given(item.approved_on()),
            document: given(item.document()),
            companion_diagnostics: companion_diagnostics.collect(),
            from: Origin::new(records.source(item.source()), item.source_record()),
        })
    }
}
