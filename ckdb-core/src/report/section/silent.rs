//! Alleles that lead to no treatment: those that drive cancer all the same, and those of which nobody knows.

use super::super::finding;
use super::super::gathered::{Answered, common, is_called_oncogenic, shown, truncates_suppressor};
use super::super::names::Names;
use crate::consequence::Impact;
use crate::matching::{Reason, Truth};
use std::collections::BTreeSet;

/// A row of counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct SilentRow {
    pub(in super::super) kind: String,
    pub(in super::super) count: u64,
    pub(in super::super) which: String,
}

/// Names shown in a row.
const NAMES: usize = 24;

/// `with_options` are calls that lead to a treatment.
pub(in super::super) fn silent(names: &Names<'_, '_>, case: &Answered<'_, '_>, with_options: &BTreeSet<u64>) -> Vec<SilentRow> {
    let words = names.words;
    let (mut oncogenic, mut spoken_of, mut uncertain) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut quiet = case.silent.quiet;
    for (_, call) in case.passed().filter(|(number, _)| !with_options.contains(number)) {
        let title = || finding::call(names, call, None).title();
        let changes = shown(names.annotator, &call.annotation.consequences)
            .is_some_and(|found| matches!(found.impact(), Impact::High | Impact::Moderate));
        let truncated = truncates_suppressor(names.annotator, &call.annotation);
        if is_called_oncogenic(&call.annotation) || truncated.is_some() {
            let title = finding::call(names, call, truncated).title();
            if !oncogenic.contains(&title) {
                oncogenic.push(title);
            }
        } else if call.annotation.matches.iter().any(|found| found.truth == Truth::True && !found.card.rows.is_empty()) {
            spoken_of.insert(title());
        } else if changes {
            uncertain.insert(marked(names, title(), &common(names.annotator, &call.annotation)));
        } else {
            quiet += 1;
        }
    }
    let named = |found: &super::super::gathered::Uncertain| {
        let gene = names.records.gene(found.gene).map_or("", |gene| gene.symbol());
        marked(names, format!("{gene} {}", found.change), &found.common)
    };
    uncertain.extend(case.silent.uncertain.iter().map(named));
    let uncertain: Vec<String> = uncertain.into_iter().collect();
    let spoken_of: Vec<String> = spoken_of.into_iter().collect();
    let doubted: Vec<String> = case
        .calls
        .values()
        .filter(|call| !call.place.passed())
        .filter(|call| call.annotation.matches.iter().any(|found| found.truth == Truth::Unknown(Reason::Filtered)))
        .map(|call| finding::call(names, call, None).title())
        .collect();
    let row = |kind: String, count: u64, which: String| SilentRow { kind, count, which };
    let count = |list: &[String]| u64::try_from(list.len()).unwrap_or(u64::MAX);
    vec![
        row(words.s_oncogenic.to_owned(), count(&oncogenic), some(names, &oncogenic)),
        row(words.s_spoken_of.to_owned(), count(&spoken_of), some(names, &spoken_of)),
        row(format!("{}{}{}", words.s_vus, words.and, words.s_vus_known), count(&uncertain), some(names, &uncertain)),
        row(format!("{}{}{}", words.s_vus, words.and, words.s_vus_other), case.silent.uncertain_elsewhere, String::new()),
        row(words.s_rest.to_owned(), quiet, String::new()),
        row(words.s_filtered.to_owned(), case.silent.filtered, some(names, &doubted)),
    ]
}

/// What the layers of frequencies are, and what is done with them.
pub(in super::super) fn frequencies(names: &Names<'_, '_>) -> String {
    let layers = names.annotator.open_layers();
    let of: Vec<String> =
        layers.iter().filter(|layer| !layer.about().populations.is_empty()).map(|layer| layer.about().name.clone()).collect();
    if of.is_empty() {
        return names.words.s_frequency.to_owned();
    }
    names.fill(names.words.s_frequency_of, &[&names.list(&of), &layers.common_from().to_string()])
}

/// A common change is marked as such.
fn marked(names: &Names<'_, '_>, title: String, common: &str) -> String {
    if common.is_empty() { title } else { names.fill(names.words.s_common, &[&title, common]) }
}

fn some(names: &Names<'_, '_>, list: &[String]) -> String {
    let mut shown: Vec<&str> = list.iter().take(NAMES).map(String::as_str).collect();
    let more = names.fill(names.words.more, &[&list.len().saturating_sub(NAMES).to_string()]);
    if list.len() > NAMES {
        shown.push(&more);
    }
    names.list(&shown)
}
