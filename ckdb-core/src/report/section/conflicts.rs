//! Disagreements: both sides with their levels and papers. Nothing is averaged.

use super::super::gathered::Answered;
use super::super::link::Link;
use super::super::names::Names;
use crate::level::conflict::{Side, papers_of};
use crate::model::{EvidenceDirection, Vocabulary};
use std::collections::BTreeSet;

/// One side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct SideCell {
    pub(in super::super) says: String,
    pub(in super::super) citations: Vec<Link>,
    pub(in super::super) more: String,
}

/// A contradiction as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct ConflictRow {
    pub(in super::super) profile: String,
    pub(in super::super) drug: String,
    pub(in super::super) kind: &'static str,
    pub(in super::super) diseases: String,
    pub(in super::super) sides: [SideCell; 2],
}

/// Citations shown of a side.
const CITATIONS: usize = 4;

pub(in super::super) fn conflicts(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Vec<ConflictRow> {
    let mut rows: Vec<ConflictRow> = Vec::new();
    for (profile, found) in &case.report.conflicts {
        let claim = &found.sides[0].claim;
        let diseases: BTreeSet<String> =
            found.sides.iter().flat_map(|side| &side.evidence).map(|item| names.disease(item.disease()).main).collect();
        let row = ConflictRow {
            profile: profile.name().to_owned(),
            drug: names.drugs(&claim.therapies, claim.interaction).main,
            kind: names.say(found.kind),
            diseases: names.list(&diseases.into_iter().collect::<Vec<_>>()),
            sides: [side(names, &found.sides[0]), side(names, &found.sides[1])],
        };
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn side(names: &Names<'_, '_>, side: &Side<'_>) -> SideCell {
    let words = names.words;
    let levels: BTreeSet<&str> = side.evidence.iter().map(|item| item.level().as_str()).collect();
    let levels = names.fill(words.o_own, &[&levels.into_iter().collect::<Vec<_>>().join("/")]);
    let papers = match papers_of(&side.evidence) {
        1 => words.o_papers_one.to_owned(),
        many => names.fill(words.o_papers, &[&many.to_string()]),
    };
    let said = names.say(side.claim.significance);
    let said = if side.claim.direction == EvidenceDirection::DoesNotSupport {
        names.fill(words.c_denied, &[said])
    } else {
        said.to_owned()
    };
    let mut citations: Vec<&str> = side.evidence.iter().map(|item| item.citation()).collect();
    citations.dedup();
    let more = citations.len().saturating_sub(CITATIONS);
    SideCell {
        says: names.fill(words.c_side, &[&said, &levels, &papers]),
        citations: citations.into_iter().take(CITATIONS).map(Link::citation).collect(),
        more: if more == 0 { String::new() } else { names.fill(words.more, &[&more.to_string()]) },
    }
}
