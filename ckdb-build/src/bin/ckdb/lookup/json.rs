//! An answer as JSON Lines: one object for the question and how it was read, one a match, one a trial.
//!
//! A match is a profile with its claims (`rows`); its fields are those of a match of `ckdb annotate --format jsonl`. Fields
//! are always there; what is not known is `null`, a list of nothing is `[]`.

use super::words::{Drugs, how};
use crate::Failure;
use ckdb_core::annotate::lookup::{Answer, Change, Found, How, Subject};
use ckdb_core::annotate::trial_needs;
use ckdb_core::knowledge::{Knowledge, Records, view};
use ckdb_core::matching::Truth;
use ckdb_core::model::{GeneId, Vocabulary};
use ckdb_core::table::{JsonClaim, JsonDisease};
use serde::Serialize;
use std::io::Write;

/// The question, and how it was read.
#[derive(Serialize)]
struct Query<'a> {
    r#type: &'static str,
    term: &'a str,
    read_as: ReadAs<'a>,
    /// The patient's disease.
    disease: Option<JsonDisease<'a>>,
    notes: &'a [String],
    near_misses: Vec<NearMiss<'a>>,
    index: String,
    release: String,
    schemes: &'a [String],
}

/// What the term was read as.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum ReadAs<'a> {
    Profile { id: &'a str, name: &'a str },
    Genes { symbols: Vec<&'a str> },
    Therapies { names: Vec<&'a str>, names_ja: Vec<&'a str> },
    Disease { disease: Option<JsonDisease<'a>> },
    Records { ids: &'a [&'a str] },
    Trials,
    Fusion { name: &'a str },
    Change(Box<ChangeRead<'a>>),
}

/// A change on the genome.
#[derive(Serialize)]
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
    terms: Vec<&'static str>,
    class: Option<&'static str>,
}

/// A claim the change nearly meets.
#[derive(Serialize)]
struct NearMiss<'a> {
    variant: VariantName<'a>,
    why: &'static str,
    rule: &'static str,
}

#[derive(Serialize)]
struct VariantName<'a> {
    gene: Option<&'a str>,
    name: &'a str,
    kind: &'static str,
}

/// One profile, and what is claimed about it.
#[derive(Serialize)]
struct Match<'a> {
    r#type: &'static str,
    profile: Profile<'a>,
    /// Why it is shown.
    how: &'static str,
    /// `true`, or `unknown(REASON)`; `null` for what was not asked for by a change.
    state: Option<String>,
    reason: Option<Reason>,
    match_level: Option<&'static str>,
    rule: Option<&'static str>,
    rows: Vec<JsonClaim<'a>>,
}

#[derive(Serialize)]
struct Profile<'a> {
    id: &'a str,
    name: &'a str,
}

/// Why the state is unknown.
#[derive(Serialize)]
struct Reason {
    code: &'static str,
    text: &'static str,
}

/// A trial of the therapy asked for, or the one asked for.
#[derive(Serialize)]
struct Trial<'a> {
    r#type: &'static str,
    id: &'a str,
    ids: Vec<&'a str>,
    title: &'a str,
    phase: Option<&'static str>,
    status: &'static str,
    as_of: &'a str,
    countries: Vec<&'a str>,
    therapies: Vec<&'a str>,
    therapies_ja: Vec<&'a str>,
    diseases: Vec<JsonDisease<'a>>,
    selection: &'static str,
    needs: Option<String>,
    ages: [Option<u16>; 2],
    after: Vec<&'a str>,
    not_after: Vec<&'a str>,
}

/// Writes the answer.
pub(super) fn write(out: &mut impl Write, knowledge: &Knowledge, term: &str, answer: &Answer<'_>) -> Result<(), Failure> {
    let records = knowledge.records()?;
    let near = answer.near.iter().map(|near| {
        let variant = VariantName {
            gene: near.variant.gene().and_then(|gene| symbol(records, gene)),
            name: near.variant.name(),
            kind: near.variant.criterion()?.kind(),
        };
        Ok::<_, Failure>(NearMiss { variant, why: near.miss.as_str(), rule: near.rule })
    });
    let query = Query {
        r#type: "query",
        term,
        read_as: read_as(records, &answer.subject),
        disease: answer.patient.and_then(|disease| JsonDisease::new(records, disease)),
        notes: &answer.notes,
        near_misses: near.collect::<Result<_, _>>()?,
        index: knowledge.content_id().to_string(),
        release: knowledge.release()?.name,
        schemes: &answer.schemes,
    };
    line(out, &query)?;
    for found in &answer.found {
        line(out, &Match::of(records, found)?)?;
    }
    answer.trials.iter().try_for_each(|trial| line(out, &Trial::of(*trial)))
}

fn line(out: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    // Whole lines only: whoever reads as we write never sees half an object.
    let mut text = serde_json::to_vec(value)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

fn symbol(records: Records<'_>, gene: GeneId) -> Option<&str> {
    records.gene(gene).map(view::Gene::symbol)
}

fn read_as<'a>(records: Records<'a>, subject: &'a Subject<'a>) -> ReadAs<'a> {
    match subject {
        Subject::Profile(profile) => ReadAs::Profile { id: profile.id(), name: profile.name() },
        Subject::Genes(genes) => ReadAs::Genes { symbols: genes.iter().map(|gene| gene.symbol()).collect() },
        Subject::Therapies(therapies) => {
            let Drugs { en, ja } = Drugs::of(records, therapies.iter().map(|therapy| therapy.number()));
            ReadAs::Therapies { names: en, names_ja: ja }
        }
        Subject::Disease(disease) => ReadAs::Disease { disease: JsonDisease::new(records, disease.number()) },
        Subject::Records(ids) => ReadAs::Records { ids },
        Subject::Trials => ReadAs::Trials,
        Subject::Fusion(name) => ReadAs::Fusion { name },
        Subject::Change(change) => ReadAs::Change(Box::new(ChangeRead::of(records, change))),
    }
}

impl<'a> ChangeRead<'a> {
    fn of(records: Records<'a>, change: &'a Change<'a>) -> Self {
        let shown = change.transcript.as_ref();
        Self {
            assembly: change.assembly.as_str(),
            spellings: change.spellings,
            allele: change.annotation.allele.to_string(),
            hgvs_g: change.hgvs_g(),
            gene: shown.and_then(|(_, found)| symbol(records, GeneId::new(found.gene))),
            transcript: shown.map(|(accession, _)| *accession),
            hgvs_c: change.hgvs_c(),
            hgvs_p: change.protein().map(ToString::to_string),
            terms: shown.map(|(_, found)| found.terms.iter().map(|term| term.as_str()).collect()).unwrap_or_default(),
            class: shown.and_then(|(_, found)| found.class).map(|class| class.code()),
        }
    }
}

impl<'a> Match<'a> {
    fn of(records: Records<'a>, found: &Found<'a>) -> Result<Self, Failure> {
        let (match_level, rule, truth) = match found.how {
            How::Change { level, rule, truth } => (Some(level.as_str()), Some(rule), Some(truth)),
            _ => (None, None, None),
        };
        let reason = match truth {
            Some(Truth::Unknown(reason)) => Some(Reason { code: reason.as_str(), text: reason.explain() }),
            _ => None,
        };
        let rows = found.rows.iter().map(|row| JsonClaim::new(records, row, found.how.earns()));
        Ok(Self {
            r#type: "match",
            profile: Profile { id: found.profile.id(), name: found.profile.name() },
            how: how(&found.how),
            state: truth.map(|truth| truth.to_string()),
            reason,
            match_level,
            rule,
            rows: rows.collect::<Result<_, _>>()?,
        })
    }
}

impl<'a> Trial<'a> {
    fn of(trial: view::Trial<'a>) -> Self {
        let records = trial.records();
        let Drugs { en, ja } = Drugs::of(records, trial.therapies());
        Self {
            r#type: "trial",
            id: trial.id(),
            ids: trial.ids().collect(),
            title: trial.title(),
            phase: trial.phase().map(Vocabulary::as_str),
            status: trial.status().as_str(),
            as_of: trial.as_of(),
            countries: trial.countries().collect(),
            therapies: en,
            therapies_ja: ja,
            diseases: trial.diseases().filter_map(|disease| JsonDisease::new(records, disease)).collect(),
            selection: trial.selection().as_str(),
            needs: trial_needs(trial),
            ages: trial.ages().into(),
            after: Drugs::of(records, trial.after()).en,
            not_after: Drugs::of(records, trial.not_after()).en,
        }
    }
}
