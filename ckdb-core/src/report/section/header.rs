//! The head of the page: whose case, which disease, by which knowledge.

use super::super::About;
use super::super::gathered::Answered;
use super::super::names::{Name, Names};
use crate::index::IndexError;
use crate::model::LevelScheme;
use std::collections::BTreeMap;

/// One line of the head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Entry {
    pub(in super::super) label: &'static str,
    pub(in super::super) value: String,
    /// Long: it takes two places.
    pub(in super::super) wide: bool,
}

/// A scheme and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Scheme {
    pub(in super::super) column: String,
    pub(in super::super) id: String,
    pub(in super::super) name: String,
    pub(in super::super) citation: super::super::link::Link,
}

/// The head.
#[derive(Clone, Debug)]
pub(in super::super) struct Header {
    pub(in super::super) sample: String,
    /// `None`: the disease was not given.
    pub(in super::super) disease: Option<Name>,
    pub(in super::super) disease_codes: String,
    pub(in super::super) disease_note: String,
    pub(in super::super) entries: Vec<Entry>,
    pub(in super::super) schemes: Vec<Scheme>,
    pub(in super::super) index: String,
    pub(in super::super) release: String,
}

pub(in super::super) fn header(names: &Names<'_, '_>, case: &Answered<'_, '_>, about: &About) -> Result<Header, IndexError> {
    let (words, annotator) = (names.words, names.annotator);
    let told = case.sample.told();
    let disease = annotator.patient().disease();
    let codes: Vec<String> = disease.and_then(|id| names.records.disease(id)).map_or_else(Vec::new, |disease| {
        let oncotree = disease.oncotree().map(|code| format!("OncoTree {code}"));
        oncotree.chain([disease.doid(), disease.ncit()].map(str::to_owned)).filter(|code| !code.is_empty()).collect()
    });
    let given = annotator.disease_given().map(|given| names.fill(words.h_given_as, &[given]));
    let yes_no = |yes: bool| if yes { words.h_yes } else { words.h_no }.to_owned();
    let settings = annotator.copy_settings();
    let percent = |fraction: f64| format!("{} %", (fraction * 1000.0).round() / 10.0);
    let prior = case.patient.therapies.as_ref().map(|had| match had.as_slice() {
        [] => words.none_short.to_owned(),
        had => names.list(&had.iter().map(|id| names.drug(*id)).collect::<Vec<_>>()),
    });
    let signatures = told.biomarkers.to_string();
    let lists = lists(names, case)?;
    let mut schemes: Vec<&LevelScheme> = annotator.level_schemes().iter().collect();
    schemes.sort_by_key(|scheme| super::super::offer::column_order(scheme.column));
    let release = annotator.knowledge().release()?;
    let not_told = || words.not_told.to_owned();
    let mut entries = vec![
        (words.h_origin, names.say(told.origin).to_owned()),
        (words.h_normal, yes_no(about.has_normal)),
        (words.h_specimen, about.specimen.clone().unwrap_or_else(not_told)),
        (words.h_assay, case.report.triage_input.assay.clone().unwrap_or_else(not_told)),
        (words.h_purity, settings.purity().map_or_else(not_told, percent)),
        (words.h_ploidy, settings.ploidy().map_or_else(not_told, |ploidy| ploidy.to_string())),
        (words.h_signatures, if signatures.is_empty() { not_told() } else { signatures }),
        (words.h_age, case.patient.age.map_or_else(not_told, |age| age.to_string())),
        (words.h_prior, prior.unwrap_or_else(not_told)),
    ];
    if about.case.is_some() {
        entries.extend(about.sample.clone().map(|sample| (words.h_sample, sample)));
    }
    entries.extend(settings.sex().map(|sex| (words.h_sex, names.say(sex).to_owned())));
    entries.push((words.h_assembly, annotator.assembly().as_str().to_owned()));
    entries.push((words.h_lines, about.lines.to_string()));
    entries.push((words.h_schemes, annotator.scheme_names().collect::<Vec<_>>().join(", ")));
    entries.push((words.h_lists, names.list(&lists)));
    Ok(Header {
        sample: about.case.clone().or_else(|| about.sample.clone()).unwrap_or_else(|| words.no_sample.to_owned()),
        disease: disease.map(|id| names.disease(id)),
        disease_codes: codes.into_iter().chain(given).collect::<Vec<_>>().join(" · "),
        disease_note: annotator.disease_note().unwrap_or_default().to_owned(),
        entries: entries.into_iter().map(|(label, value)| Entry { label, wide: value.chars().count() > 24, value }).collect(),
        schemes: schemes.into_iter().map(|scheme| scheme_of(names, scheme)).collect(),
        index: annotator.knowledge().content_id().to_string(),
        release: names.fill(words.h_release, &[&release.name]),
    })
}

fn scheme_of(names: &Names<'_, '_>, scheme: &LevelScheme) -> Scheme {
    Scheme {
        column: names.column(scheme.column),
        id: format!("{}@{}", scheme.id, scheme.version),
        name: scheme.name.clone(),
        citation: super::super::link::Link::citation(&scheme.citation),
    }
}

/// Triage tables with their days, the copy-number profile in force, releases of ontologies.
fn lists(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Result<Vec<String>, IndexError> {
    let words = names.words;
    let dated: BTreeMap<String, String> =
        names.records.triage_tables()?.into_iter().map(|table| (format!("{}@{}", table.id, table.version), table.as_of)).collect();
    let mut lists: Vec<String> =
        dated.into_iter().map(|(id, as_of)| format!("{id} ({})", names.fill(words.h_as_of, &[&as_of]))).collect();
    if case.copies.is_some()
        && let Some(profile) = case.copies.as_ref().and_then(|copies| copies.profile())
    {
        lists.push(names.fill(words.h_cn_profile, &[&profile.versioned()]));
    }
    lists.extend(names.records.oncotree_release().map(|release| names.fill(words.h_oncotree, &[release])));
    Ok(lists)
}
