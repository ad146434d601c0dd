//! An answer as JSON Lines: one object for the question and how it was read, one a match (a profile's claim in one disease),
//! one a trial. Field names are those of the columns of `ckdb annotate --format tsv`; what has parts is an object here.

use super::words::Drugs;
use crate::Failure;
use ckdb_core::annotate::Row;
use ckdb_core::annotate::lookup::{Answer, Change, Found, How, Subject};
use ckdb_core::knowledge::{Knowledge, Records, view};
use ckdb_core::matching::NearMiss;
use ckdb_core::model::{GeneId, Jurisdiction, SchemeColumn, SourceId, Vocabulary};
use serde::Serialize;
use std::io::Write;

/// The question, and how it was read.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "query")]
struct Query<'a> {
    term: &'a str,
    read_as: ReadAs<'a>,
    disease: Option<Disease<'a>>,
    notes: &'a [String],
    near: Vec<NearClaim<'a>>,
    index: String,
    release: String,
    schemes: &'a [String],
}

/// What the term was read as.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ReadAs<'a> {
    Profile { id: &'a str, name: &'a str },
    Genes { symbols: Vec<&'a str> },
    Therapies { names: Vec<&'a str>, names_ja: Vec<&'a str> },
    Disease(Disease<'a>),
    Records { ids: &'a [&'a str] },
    Trials,
    Change(Box<ChangeRead<'a>>),
}

/// A change on the genome.
#[derive(Debug, Serialize)]
struct ChangeRead<'a> {
    assembly: &'static str,
    /// How many changes of letters were looked at; the fields below are of the one with the fewest letters.
    spellings: usize,
    allele: String,
    hgvs_g: String,
    gene: Option<&'a str>,
    transcript: Option<&'a str>,
    hgvs_c: Option<String>,
    hgvs_p: Option<String>,
    consequence: Vec<&'static str>,
    class: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Disease<'a> {
    id: &'a str,
    name: &'a str,
    name_ja: Option<&'a str>,
    doid: Option<&'a str>,
    oncotree: Vec<&'a str>,
}

/// A claim the change nearly meets.
#[derive(Debug, Serialize)]
struct NearClaim<'a> {
    gene: Option<&'a str>,
    variant_name: &'a str,
    miss: &'static str,
    rule: &'static str,
}

/// One claim about one profile in one disease; without a claim when nothing is known about the profile.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "match")]
struct Match<'a> {
    profile: &'a str,
    profile_id: &'a str,
    match_level: Option<&'static str>,
    rule: Option<&'static str>,
    state: Option<String>,
    #[serde(flatten)]
    claim: Option<Claim<'a>>,
}

#[derive(Debug, Serialize)]
struct Claim<'a> {
    evidence_type: &'static str,
    direction: &'static str,
    significance: &'static str,
    therapies: Vec<&'a str>,
    therapies_ja: Vec<&'a str>,
    interaction: Option<&'static str>,
    disease: Option<Disease<'a>>,
    disease_scope: &'static str,
    source_level: Vec<&'static str>,
    amp: Option<Level<'a>>,
    jp: Option<Level<'a>>,
    escat: Option<Level<'a>>,
    access: Vec<Access<'a>>,
    evidence: Vec<EvidenceItem<'a>>,
    assertions: Vec<Assertion<'a>>,
    approvals: Vec<Approval<'a>>,
}

#[derive(Debug, Serialize)]
struct Level<'a> {
    level: &'a str,
    scheme: &'a str,
    rule: &'a str,
    records: &'a [String],
}

#[derive(Debug, Serialize)]
struct Access<'a> {
    route: &'static str,
    record_id: &'a str,
}

#[derive(Debug, Serialize)]
struct EvidenceItem<'a> {
    record_id: &'a str,
    source: &'a str,
    source_record: &'a str,
    licence: &'a str,
    source_level: &'static str,
    rating: Option<u8>,
    citation: &'a str,
    study: Option<&'static str>,
    cohort_size: Option<u32>,
    population: Option<&'static str>,
    statement: &'a str,
    statement_ja: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Assertion<'a> {
    record_id: &'a str,
    source: &'a str,
    source_record: &'a str,
    licence: &'a str,
    amp_of_source: Option<&'a str>,
    guideline: Option<&'a str>,
    summary: &'a str,
}

#[derive(Debug, Serialize)]
struct Approval<'a> {
    record_id: &'a str,
    jurisdiction: &'static str,
    approved_on: Option<&'a str>,
    therapies: Vec<&'a str>,
    document: &'a str,
    companion_diagnostics: Vec<String>,
}

/// A trial of the therapy asked for, or the one asked for.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "trial")]
struct Trial<'a> {
    id: &'a str,
    ids: Vec<&'a str>,
    title: &'a str,
    phase: Option<&'static str>,
    status: &'static str,
    as_of: &'a str,
    countries: Vec<&'a str>,
    therapies: Vec<&'a str>,
    therapies_ja: Vec<&'a str>,
    diseases: Vec<Disease<'a>>,
}

/// Writes the answer.
pub(super) fn write(out: &mut impl Write, knowledge: &Knowledge, term: &str, answer: &Answer<'_>) -> Result<(), Failure> {
    let records = knowledge.records()?;
    let near = answer.near.iter().map(|near| NearClaim {
        gene: near.variant.gene().and_then(|gene| symbol(records, gene)),
        variant_name: near.variant.name(),
        miss: NearMiss::as_str(near.miss),
        rule: near.rule,
    });
    let query = Query {
        term,
        read_as: read_as(records, &answer.subject),
        disease: answer.patient.and_then(|disease| records.disease(disease)).map(Disease::of),
        notes: &answer.notes,
        near: near.collect(),
        index: knowledge.content_id().to_string(),
        release: knowledge.release()?.name,
        schemes: &answer.schemes,
    };
    line(out, &query)?;
    for found in &answer.found {
        if found.rows.is_empty() {
            line(out, &Match::of(found, None))?;
        }
        for row in &found.rows {
            line(out, &Match::of(found, Some(Claim::of(records, row)?)))?;
        }
    }
    for trial in &answer.trials {
        line(out, &Trial::of(*trial))?;
    }
    Ok(())
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    // Whole lines only: whoever reads as we write never sees half an object.
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

/// A text that is empty when not given.
fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn symbol(records: Records<'_>, gene: GeneId) -> Option<&str> {
    records.gene(gene).map(view::Gene::symbol)
}

/// A source's name and licence.
fn source(records: Records<'_>, source: SourceId) -> (&str, &str) {
    records.source(source).map_or(("", ""), |source| (source.id(), source.licence()))
}

fn read_as<'a>(records: Records<'a>, subject: &'a Subject<'a>) -> ReadAs<'a> {
    match subject {
        Subject::Profile(profile) => ReadAs::Profile { id: profile.id(), name: profile.name() },
        Subject::Genes(genes) => ReadAs::Genes { symbols: genes.iter().map(|gene| gene.symbol()).collect() },
        Subject::Therapies(therapies) => {
            let Drugs { en, ja } = Drugs::of(records, therapies.iter().map(|therapy| therapy.number()));
            ReadAs::Therapies { names: en, names_ja: ja }
        }
        Subject::Disease(disease) => ReadAs::Disease(Disease::of(*disease)),
        Subject::Records(ids) => ReadAs::Records { ids },
        Subject::Trials => ReadAs::Trials,
        Subject::Change(change) => ReadAs::Change(Box::new(ChangeRead::of(records, change))),
    }
}

impl<'a> ChangeRead<'a> {
    fn of(records: Records<'a>, change: &'a Change<'a>) -> Self {
        let shown = change.transcript.as_ref();
        Self {
            assembly: change.assembly.as_str(),
            spellings: change.spellings,
            allele: change.annotation.normalized.allele.to_string(),
            hgvs_g: change.hgvs_g(),
            gene: shown.and_then(|(_, found)| symbol(records, GeneId::new(found.gene))),
            transcript: shown.map(|(accession, _)| *accession),
            hgvs_c: change.hgvs_c(),
            hgvs_p: change.protein().map(ToString::to_string),
            consequence: shown.map(|(_, found)| found.terms.iter().map(|term| term.as_str()).collect()).unwrap_or_default(),
            class: shown.and_then(|(_, found)| found.class).map(|class| class.code()),
        }
    }
}

impl<'a> Disease<'a> {
    fn of(disease: view::Disease<'a>) -> Self {
        Self {
            id: disease.id(),
            name: disease.name(),
            name_ja: given(disease.name_ja()),
            doid: given(disease.doid()),
            oncotree: disease.oncotree().collect(),
        }
    }
}

impl<'a> Match<'a> {
    fn of(found: &Found<'a>, claim: Option<Claim<'a>>) -> Self {
        let (match_level, rule, state) = match found.how {
            How::Change { level, rule, truth } => (Some(level.as_str()), Some(rule), Some(truth.to_string())),
            _ => (None, None, None),
        };
        Self { profile: found.profile.name(), profile_id: found.profile.id(), match_level, rule, state, claim }
    }
}

impl<'a> Claim<'a> {
    fn of(records: Records<'a>, row: &'a Row<'a>) -> Result<Self, Failure> {
        let Drugs { en, ja } = Drugs::of(records, row.claim.therapies.iter().copied());
        let level = |column| {
            row.level(column).map(|level| Level {
                level: &level.level,
                scheme: &level.scheme,
                rule: &level.rule,
                records: &level.records,
            })
        };
        let evidence = row.evidence.iter().map(|item| {
            let (source, licence) = source(records, item.source());
            EvidenceItem {
                record_id: item.id(),
                source,
                source_record: item.source_record(),
                licence,
                source_level: item.level().as_str(),
                rating: Some(item.rating()).filter(|rating| *rating > 0),
                citation: item.citation(),
                study: item.study().map(Vocabulary::as_str),
                cohort_size: item.cohort_size(),
                population: item.population().map(Vocabulary::as_str),
                statement: item.statement(),
                statement_ja: given(item.statement_ja()),
            }
        });
        let assertions = row.assertions.iter().map(|item| {
            let (source, licence) = source(records, item.source());
            Assertion {
                record_id: item.id(),
                source,
                source_record: item.source_record(),
                licence,
                amp_of_source: given(item.amp()),
                guideline: given(item.guideline()),
                summary: item.summary(),
            }
        });
        let approvals = row.approvals.iter().map(|approval| {
            let assays = approval.companion_diagnostics()?;
            Ok::<_, Failure>(Approval {
                record_id: approval.id(),
                jurisdiction: Jurisdiction::as_str(approval.jurisdiction()),
                approved_on: given(approval.approved_on()),
                therapies: Drugs::of(records, approval.therapies()).en,
                document: approval.document(),
                companion_diagnostics: assays.into_iter().map(|assay| assay.name).collect(),
            })
        });
        Ok(Self {
            evidence_type: row.claim.evidence_type.as_str(),
            direction: row.claim.direction.as_str(),
            significance: row.claim.significance.as_str(),
            therapies: en,
            therapies_ja: ja,
            interaction: row.claim.interaction.map(Vocabulary::as_str),
            disease: records.disease(row.disease).map(Disease::of),
            disease_scope: row.scope.as_str(),
            source_level: row.source_levels().into_iter().map(Vocabulary::as_str).collect(),
            amp: level(SchemeColumn::Amp),
            jp: level(SchemeColumn::Jp),
            escat: level(SchemeColumn::Escat),
            access: row.routes.iter().map(|(route, record_id)| Access { route: route.as_str(), record_id }).collect(),
            evidence: evidence.collect(),
            assertions: assertions.collect(),
            approvals: approvals.collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> Trial<'a> {
    fn of(trial: view::Trial<'a>) -> Self {
        let records = trial.records();
        let Drugs { en, ja } = Drugs::of(records, trial.therapies());
        Self {
            id: trial.id(),
            ids: trial.ids().collect(),
            title: trial.title(),
            phase: trial.phase().map(Vocabulary::as_str),
            status: trial.status().as_str(),
            as_of: trial.as_of(),
            countries: trial.countries().collect(),
            therapies: en,
            therapies_ja: ja,
            diseases: trial.diseases().filter_map(|disease| records.disease(disease)).map(Disease::of).collect(),
        }
    }
}
