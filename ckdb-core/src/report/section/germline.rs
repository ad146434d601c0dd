//! Germline findings: a channel of their own, never mixed with options.

use super::super::finding::{self, Shown};
use super::super::gathered::Answered;
use super::super::names::Names;
use crate::annotate::secondary::Standing;

/// A finding as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct GermlineRow {
    pub(in super::super) shown: Shown,
    pub(in super::super) class: &'static str,
    pub(in super::super) standing: &'static str,
    pub(in super::super) ground: &'static str,
    pub(in super::super) records: String,
}

/// Records shown in a cell.
const RECORDS: usize = 4;

pub(in super::super) fn germline(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Vec<GermlineRow> {
    let mut rows: Vec<(Standing, GermlineRow)> = Vec::new();
    for call in case.calls.values() {
        for found in &call.secondary {
            let mut records: Vec<String> = found
                .evidence
                .iter()
                .filter_map(|item| names.records.evidence_item(*item))
                .map(|item| item.id().to_owned())
                .collect();
            let more = records.len().saturating_sub(RECORDS);
            records.truncate(RECORDS);
            if more > 0 {
                records.push(names.fill(names.words.more, &[&more.to_string()]));
            }
            let row = GermlineRow {
                shown: finding::call(names, call, Some(found.gene)),
                class: if found.standing == Standing::NotTold { "open" } else { "alarm" },
                standing: names.say(found.standing),
                ground: names.say(found.ground),
                records: names.list(&records),
            };
            // An allele that two molecules carry is told once.
            if !rows.iter().any(|(_, known)| *known == row) {
                rows.push((found.standing, row));
            }
        }
    }
    rows.sort_by_key(|(standing, _)| *standing);
    rows.into_iter().map(|(_, row)| row).collect()
}
