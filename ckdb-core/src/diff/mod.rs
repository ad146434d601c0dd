//! What a new release changes: records added, removed and changed field by field, and levels that moved.
//!
//! ```text
//!  old index ──rows──► Row (kind, id, fields) ─┐
//!                                              ├─► RecordChange      added, removed, changed
//!  new index ──rows──► Row                    ─┘
//!  old index ──levels──► (profile, therapies, disease, scheme) → level ─┐
//!                                                                       ├─► LevelMove   gained, lost, raised, lowered
//!  new index ──levels──► the same                                      ─┘
//! ```
//! A record is the same record when its identity is. One that only moved (its file was renamed) is found again by its name in
//! its source. Levels are compared for a patient who has just the disease that the claim names: nothing is asked about a
//! patient whom nobody has. Order is fixed: kind, then identity; so two runs print the same bytes.

mod family;
mod fingerprint;
mod jsonl;
mod levels;
mod row;
mod text;

pub use family::source_family;
pub use fingerprint::{Fingerprint, Touched};
pub use jsonl::write_jsonl;
pub use levels::{LevelMove, MoveKind};
pub use row::{Kind, Row};
pub use text::write_text;

use crate::index::IndexError;
use crate::knowledge::Knowledge;
use std::collections::BTreeMap;

/// A field of a record before and after; empty when it was or is not given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// Its name in our model.
    pub field: &'static str,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
}

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The new index has it, the old one had not.
    Added,
    /// The old index had it, the new one has not.
    Removed,
    /// Both have it; these fields differ. Its identity is among them when it moved.
    Changed(Vec<FieldChange>),
}

impl Change {
    /// `added`, `removed` or `changed`.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed(_) => "changed",
        }
    }
}

/// One record that is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordChange {
    /// The record: as the new index has it, or the old one when it was removed.
    pub row: Row,
    /// What became of it.
    pub change: Change,
}

/// The two indexes that were compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// Content id.
    pub index: String,
    /// Name of the release.
    pub release: String,
}

/// Everything that differs between two indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diff {
    /// The older index.
    pub old: Side,
    /// The newer index.
    pub new: Side,
    /// Records, by kind and identity.
    pub records: Vec<RecordChange>,
    /// Levels, by profile, disease and claim.
    pub levels: Vec<LevelMove>,
}

impl Diff {
    /// Compares two indexes.
    ///
    /// # Errors
    /// When a table of one of them is damaged.
    pub fn new(old: &Knowledge, new: &Knowledge) -> Result<Self, IndexError> {
        let (before, after) = (row::rows(old.records()?)?, row::rows(new.records()?)?);
        Ok(Self {
            old: Side::of(old)?,
            new: Side::of(new)?,
            records: compare(before, after),
            levels: levels::moves(old.records()?, new.records()?)?,
        })
    }

    /// Records of one kind that were added, removed and changed.
    #[must_use]
    pub fn counts(&self, kind: Kind) -> [usize; 3] {
        let mut counts = [0; 3];
        for change in self.records.iter().filter(|change| change.row.kind == kind) {
            counts[match change.change {
                Change::Added => 0,
                Change::Removed => 1,
                Change::Changed(_) => 2,
            }] += 1;
        }
        counts
    }

    /// Is there no difference?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.records.is_empty() && self.levels.is_empty()
    }
}

impl Side {
    fn of(knowledge: &Knowledge) -> Result<Self, IndexError> {
        Ok(Self { index: knowledge.content_id().to_string(), release: knowledge.release()?.name })
    }
}

type Rows = BTreeMap<Identity, Row>;

/// Kind of record and its identity.
type Identity = (Kind, String);
/// A source, whichever release of it, and what it calls one of its records.
type NameThere = (String, String);

fn compare(before: Vec<Row>, after: Vec<Row>) -> Vec<RecordChange> {
    let keyed = |rows: Vec<Row>| -> Rows { rows.into_iter().map(|row| ((row.kind, row.id.clone()), row)).collect() };
    let (mut before, after) = (keyed(before), keyed(after));
    let mut changes = Vec::new();
    let mut fresh = Vec::new();
    for (key, row) in after {
        match before.remove(&key) {
            Some(old) => changes.extend(changed(&old, row)),
            None => fresh.push(row),
        }
    }
    let mut moved = moved_from(&before, &fresh);
    for row in fresh {
        // A record that only moved is one change, not a loss and a gain.
        match moved.remove(&(row.kind, row.id.clone())).and_then(|old| before.remove(&old)) {
            Some(old) => changes.extend(changed(&old, row)),
            None => changes.push(RecordChange { row, change: Change::Added }),
        }
    }
    changes.extend(before.into_values().map(|row| RecordChange { row, change: Change::Removed }));
    changes.sort_by(|a, b| (a.row.kind, &a.row.id).cmp(&(b.row.kind, &b.row.id)));
    changes
}

/// New identities of records whose old one is gone, where kind, source and name there say that it is one record.
fn moved_from(gone: &Rows, fresh: &[Row]) -> BTreeMap<Identity, Identity> {
    let mut places: BTreeMap<(Kind, &NameThere), [Vec<&String>; 2]> = BTreeMap::new();
    for (side, rows) in [gone.values().collect::<Vec<_>>(), fresh.iter().collect()].into_iter().enumerate() {
        for row in rows {
            if let Some(named) = &row.named {
                places.entry((row.kind, named)).or_default()[side].push(&row.id);
            }
        }
    }
    let one_each = places.into_iter().filter_map(|((kind, _), [old, new])| match (old.as_slice(), new.as_slice()) {
        ([old], [new]) => Some(((kind, (*new).clone()), (kind, (*old).clone()))),
        _ => None,
    });
    one_each.collect()
}

fn changed(old: &Row, new: Row) -> Option<RecordChange> {
    let mut fields = Vec::new();
    if old.id != new.id {
        fields.push(FieldChange { field: "id", old: old.id.clone(), new: new.id.clone() });
    }
    // Both rows list the fields of their kind, in one order.
    for ((field, before), (_, after)) in old.fields.iter().zip(&new.fields) {
        if before != after {
            fields.push(FieldChange { field, old: before.clone(), new: after.clone() });
        }
    }
    (!fields.is_empty()).then_some(RecordChange { row: new, change: Change::Changed(fields) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, named: Option<&str>, level: &str) -> Row {
        Row {
            kind: Kind::Evidence,
            id: id.to_owned(),
            label: String::new(),
            genes: Vec::new(),
            diseases: Vec::new(),
            named: named.map(|name| ("civic".to_owned(), name.to_owned())),
            fields: vec![("level", level.to_owned())],
        }
    }

    fn words(changes: &[RecordChange]) -> Vec<(String, &'static str)> {
        changes.iter().map(|change| (change.row.id.clone(), change.change.word())).collect()
    }

    #[test]
    fn equal_rows_are_no_change_and_others_are_sorted_by_identity() {
        let before = vec![row("c", None, "A"), row("a", None, "A"), row("b", None, "A")];
        let after = vec![row("d", None, "A"), row("b", None, "B"), row("c", None, "A")];
        let changes = compare(before, after);
        let expected = [("a", "removed"), ("b", "changed"), ("d", "added")].map(|(id, word)| (id.to_owned(), word));
        assert_eq!(words(&changes), expected);
    }

    #[test]
    fn a_record_that_moved_is_one_change() {
        let changes = compare(vec![row("old/e1", Some("EID1"), "A")], vec![row("new/e7", Some("EID1"), "B")]);
        let expected = [
            FieldChange { field: "id", old: "old/e1".into(), new: "new/e7".into() },
            FieldChange { field: "level", old: "A".into(), new: "B".into() },
        ];
        assert_eq!(changes.len(), 1);
        assert_eq!(changes[0].change, Change::Changed(expected.to_vec()));
    }

    #[test]
    fn two_of_one_name_are_not_guessed_apart() {
        let before = vec![row("x/e1", Some("EID1"), "A"), row("x/e2", Some("EID1"), "A")];
        let changes = compare(before, vec![row("y/e1", Some("EID1"), "A")]);
        assert_eq!(changes.len(), 3);
    }
}
