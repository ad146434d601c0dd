//! The foot of the page: every record it rests on, with source, licence and release.

use super::super::About;
use super::super::gathered::Answered;
use super::super::link::Link;
use super::super::names::{Names, Record};
use super::super::offer::Offer;
use crate::index::IndexError;
use crate::model::{SourceId, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};

/// A source as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct SourceRow {
    pub(in super::super) name: String,
    pub(in super::super) citation: String,
    pub(in super::super) release: String,
    pub(in super::super) licence: Link,
    pub(in super::super) used: usize,
}

/// A record as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct RecordRow {
    pub(in super::super) id: String,
    pub(in super::super) there: String,
    pub(in super::super) source: String,
    pub(in super::super) citation: Link,
    pub(in super::super) statement: String,
    /// Language of the statement, where it is not that of the page.
    pub(in super::super) lang: &'static str,
}

/// The section.
#[derive(Clone, Debug)]
pub(in super::super) struct Provenance {
    pub(in super::super) made: String,
    pub(in super::super) not_shared: String,
    pub(in super::super) sources: Vec<SourceRow>,
    pub(in super::super) records: Vec<RecordRow>,
}

pub(in super::super) fn provenance(
    names: &Names<'_, '_>,
    case: &Answered<'_, '_>,
    about: &About,
    shown: &[&[Offer<'_, '_>]],
) -> Result<Provenance, IndexError> {
    let words = names.words;
    let mut used: BTreeSet<&str> = shown.iter().flat_map(|offers| offers.iter()).flat_map(Offer::records).collect();
    used.extend(case.trials.iter().filter(|found| found.is_news()).map(|found| found.trial.id()));
    used.extend(
        case.report.conflicts.iter().flat_map(|(_, found)| &found.sides).flat_map(|side| &side.evidence).map(|item| item.id()),
    );
    let secondary = case.calls.values().flat_map(|call| &call.secondary).flat_map(|found| &found.evidence);
    used.extend(secondary.filter_map(|item| names.records.evidence_item(*item)).map(|item| item.id()));
    let mut of_source: BTreeMap<SourceId, usize> = BTreeMap::new();
    let mut records = Vec::new();
    for id in used {
        let Some(record) = names.record(id) else { continue };
        let (source, row) = row(names, id, record);
        *of_source.entry(source).or_default() += 1;
        records.push(row);
    }
    let sources: Vec<_> = of_source.iter().filter_map(|(id, used)| Some((names.records.source(*id)?, *used))).collect();
    let kept = sources.iter().filter(|(source, _)| !source.redistributable()).count();
    let knowledge = names.annotator.knowledge();
    let schemes: Vec<String> = names.annotator.scheme_names().collect();
    Ok(Provenance {
        made: names.fill(
            words.p_made,
            &[
                env!("CARGO_PKG_VERSION"),
                &knowledge.content_id().to_string(),
                &knowledge.release()?.name,
                &schemes.join(", "),
                &about.input,
            ],
        ),
        not_shared: if kept == 0 { String::new() } else { names.fill(words.p_not_shared, &[&kept.to_string()]) },
        sources: sources
            .into_iter()
            .map(|(source, used)| SourceRow {
                name: source.name().to_owned(),
                citation: source.citation().to_owned(),
                release: source.release().to_owned(),
                licence: Link { text: source.licence().to_owned(), href: Link::citation(source.licence_url()).href },
                used,
            })
            .collect(),
        records,
    })
}

fn row(names: &Names<'_, '_>, id: &str, record: Record<'_>) -> (SourceId, RecordRow) {
    let japanese = names.lang == super::super::lang::Lang::Ja;
    let (source, there, citation, statement, foreign) = match record {
        Record::Evidence(item) if japanese && !item.statement_ja().is_empty() => {
            (item.source(), item.source_record(), item.citation(), item.statement_ja().to_owned(), false)
        }
        Record::Evidence(item) => (item.source(), item.source_record(), item.citation(), item.statement().to_owned(), true),
        Record::Assertion(item) => (item.source(), item.source_record(), item.guideline(), item.summary().to_owned(), true),
        Record::Approval(item) => {
            let drugs: Vec<_> = item.therapies().collect();
            let drugs = names.drugs(&drugs, None).main;
            let said =
                format!("{} {drugs}: {} {}", item.jurisdiction().as_str(), names.disease(item.disease()).main, item.approved_on());
            (item.source(), item.source_record(), item.document(), said.trim_end().to_owned(), false)
        }
        Record::Trial(item) => (item.source(), item.source_record(), item.id(), item.title().to_owned(), true),
    };
    let name = names.records.source(source).map_or("", |source| source.name()).to_owned();
    let citation = match record {
        Record::Trial(_) => Link::trial(citation),
        _ => Link::citation(citation),
    };
    let lang = if foreign && japanese { "en" } else { "" };
    (source, RecordRow { id: id.to_owned(), there: there.to_owned(), source: name, citation, statement, lang })
}
