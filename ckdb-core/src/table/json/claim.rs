//! One claim about a profile in one disease, with its levels and every record behind it.

use super::origin::Origin;
use super::variant::word;
use crate::annotate::Row;
use crate::index::IndexError;
use crate::knowledge::{Layered, Records, view};
use crate::level::conflict::papers_of;
use crate::level::{self, conflict};
use crate::model::{DiseaseId, TherapyId, VariantId};
use serde::Serialize;
use std::collections::BTreeSet;

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
    /// Kinds of the disease that the records leave out.
    excluding: Vec<Disease<'r>>,
    disease_scope: &'static str,
    /// Is the evidence about variants of another origin than the sample's? Then there is no level and no access (R34).
    other_origin: bool,
    /// The sources' own levels, strongest first.
    source_levels: Vec<&'static str>,
    #[serde(flatten)]
    earned: Earned<'r>,
    /// What would be earned if the state were not unknown; `null` when it is not.
    if_true: Option<Earned<'r>>,
    /// Papers behind the evidence items, each counted once whoever cites it.
    papers: usize,
    evidence: Vec<Evidence<'r>>,
    assertions: Vec<Assertion<'r>>,
    approvals: Vec<Approval<'r>>,
}

/// What only a match that is true earns.
#[derive(Default, Serialize)]
struct Earned<'r> {
    levels: Vec<Level>,
    /// Schemes in which the recorded facts leave the level open.
    unsettled: Vec<Unsettled>,
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

/// A level that cannot be told, and why.
#[derive(Serialize)]
struct Unsettled {
    column: &'static str,
    scheme: String,
    rule: String,
    reason: String,
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
    /// Other identities of the cited paper.
    same_paper: Vec<&'r str>,
    study: Option<&'static str>,
    endpoint: Option<&'static str>,
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
    version: Option<String>,
    manufacturer: Option<String>,
    specimen: Option<String>,
    approved_on: Option<String>,
    source_record: Option<String>,
    document: Option<String>,
    /// Alleles and classes that make it positive for this drug; `null`: its list is not recorded.
    detects: Option<Vec<String>>,
    /// What it reports for reference only.
    reference_only: Vec<String>,
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
            excluding: row.excluding.iter().filter_map(|id| Disease::new(records, *id)).collect(),
            disease_scope: word(row.scope),
            other_origin: row.other_origin,
            source_levels: row.source_levels().into_iter().map(word).collect(),
            earned,
            if_true,
            papers: papers_of(&row.evidence),
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
            unsettled: row.unsettled.iter().map(|(column, open)| Unsettled::new(word(*column), open)).collect(),
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

/// `EGFR L858R`, one a variant.
fn names(records: Records<'_>, variants: &[VariantId]) -> Vec<String> {
    let name = |variant: view::Variant<'_>| match variant.gene().and_then(|gene| records.gene(gene)) {
        Some(gene) => format!("{} {}", gene.symbol(), variant.name()),
        None => variant.name().to_owned(),
    };
    variants.iter().filter_map(|id| records.variant(*id)).map(name).collect()
}

/// Two sides that contradict each other.
#[derive(Serialize)]
pub(super) struct Conflict<'r> {
    /// `opposite` or `level`.
    kind: &'static str,
    therapies: Vec<Therapy<'r>>,
    sides: Vec<Side<'r>>,
}

/// One side of a contradiction.
#[derive(Serialize)]
struct Side<'r> {
    direction: &'static str,
    significance: &'static str,
    diseases: Vec<&'r str>,
    source_levels: Vec<&'static str>,
    papers: usize,
    records: Vec<&'r str>,
    citations: Vec<&'r str>,
}

impl<'r> Conflict<'r> {
    pub(super) fn new(records: Records<'r>, found: &conflict::Conflict<'r>) -> Self {
        let unique = |mut list: Vec<&'r str>| {
            list.sort_unstable();
            list.dedup();
            list
        };
        let side = |side: &conflict::Side<'r>| Side {
            direction: word(side.claim.direction),
            significance: word(side.claim.significance),
            diseases: unique(
                side.evidence.iter().filter_map(|item| records.disease(item.disease())).map(view::Disease::id).collect(),
            ),
            source_levels: side.evidence.iter().map(|item| item.level()).collect::<BTreeSet<_>>().into_iter().map(word).collect(),
            papers: papers_of(&side.evidence),
            records: side.evidence.iter().map(|item| item.id()).collect(),
            citations: unique(side.evidence.iter().map(|item| item.citation()).collect()),
        };
        Self {
            kind: word(found.kind),
            therapies: found.sides[0].claim.therapies.iter().filter_map(|id| Therapy::new(records, *id)).collect(),
            sides: found.sides.iter().map(side).collect(),
        }
    }
}

impl Unsettled {
    fn new(column: &'static str, open: &level::Unsettled) -> Self {
        Self {
            column,
            scheme: open.scheme.clone(),
            rule: open.rule.clone(),
            reason: open.reason.clone(),
            records: open.records.clone(),
        }
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
            same_paper: item.same_paper().collect(),
            study: item.study().map(word),
            endpoint: item.endpoint().map(word),
            cohort_size: item.cohort_size(),
            population: item.population().map(word),
            statement: given(item.statement()),
            statement_ja: given(item.statement_ja()),
            from: Origin::new(records, Layered::Evidence(item.number()), item.source(), item.source_record()),
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
            from: Origin::new(records, Layered::Assertion(item.number()), item.source(), item.source_record()),
        }
    }
}

impl<'r> Approval<'r> {
    fn new(records: Records<'r>, item: view::Approval<'r>) -> Result<Self, IndexError> {
        let some = |text: String| Some(text).filter(|text| !text.is_empty());
        let companion_diagnostics = item.companion_diagnostics()?.into_iter().map(|assay| CompanionDiagnostic {
            detects: (!assay.detects.is_empty()).then(|| names(records, &assay.detects)),
            reference_only: names(records, &assay.reference_only),
            name: assay.name,
            version: some(assay.version),
            document: some(assay.document),
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
            from: Origin::new(records, Layered::Approval(item.number()), item.source(), item.source_record()),
        })
    }
}
