//! A diff as JSON Lines: `record` and `level` objects, then one `summary`. Names are a contract: add freely, rename never.

use super::{Change, Diff, FieldChange, Kind, LevelMove, MoveKind, RecordChange, Side};
use crate::model::Vocabulary;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Serialize)]
struct RecordLine<'d> {
    r#type: &'static str,
    kind: &'static str,
    change: &'static str,
    id: &'d str,
    label: &'d str,
    genes: &'d [String],
    diseases: &'d [String],
    /// Fields that differ, for a record that changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<Vec<FieldLine<'d>>>,
    /// All fields that are given, for a record that came or went.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<BTreeMap<&'static str, &'d str>>,
}

#[derive(Serialize)]
struct FieldLine<'d> {
    field: &'static str,
    old: &'d str,
    new: &'d str,
}

#[derive(Serialize)]
struct LevelLine<'d> {
    r#type: &'static str,
    change: &'static str,
    profile: &'d str,
    profile_name: &'d str,
    genes: &'d [String],
    disease: &'d str,
    therapies: &'d str,
    claim: &'d str,
    scheme: &'d str,
    old: Option<LevelSide<'d>>,
    new: Option<LevelSide<'d>>,
}

#[derive(Serialize)]
struct LevelSide<'d> {
    level: &'d str,
    records: &'d [String],
}

#[derive(Serialize)]
struct SummaryLine<'d> {
    r#type: &'static str,
    old: SideLine<'d>,
    new: SideLine<'d>,
    records: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    levels: BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct SideLine<'d> {
    index: &'d str,
    release: &'d str,
}

/// Writes one object a line.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_jsonl(diff: &Diff, mut out: impl Write) -> io::Result<()> {
    let mut line = |object: &dyn ErasedLine| -> io::Result<()> {
        object.write(&mut out)?;
        out.write_all(b"\n")
    };
    for change in &diff.records {
        line(&RecordLine::of(change))?;
    }
    for moved in &diff.levels {
        line(&LevelLine::of(moved))?;
    }
    line(&SummaryLine::of(diff))
}

/// Any of the three kinds of line.
trait ErasedLine {
    fn write(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: Serialize> ErasedLine for T {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        Ok(serde_json::to_writer(out, self)?)
    }
}

impl<'d> RecordLine<'d> {
    fn of(change: &'d RecordChange) -> Self {
        let row = &change.row;
        let (changed, record) = match &change.change {
            Change::Changed(fields) => (Some(fields.iter().map(FieldLine::of).collect()), None),
            Change::Added | Change::Removed => {
                let given = row.fields.iter().filter(|(_, value)| !value.is_empty());
                (None, Some(given.map(|(field, value)| (*field, value.as_str())).collect()))
            }
        };
        Self {
            r#type: "record",
            kind: row.kind.as_str(),
            change: change.change.word(),
            id: &row.id,
            label: &row.label,
            genes: &row.genes,
            diseases: &row.diseases,
            changed,
            record,
        }
    }
}

impl<'d> FieldLine<'d> {
    fn of(change: &'d FieldChange) -> Self {
        Self { field: change.field, old: &change.old, new: &change.new }
    }
}

impl<'d> LevelLine<'d> {
    fn of(moved: &'d LevelMove) -> Self {
        fn side(side: &Option<(String, Vec<String>)>) -> Option<LevelSide<'_>> {
            side.as_ref().map(|(level, records)| LevelSide { level, records })
        }
        Self {
            r#type: "level",
            change: moved.kind.as_str(),
            profile: &moved.profile,
            profile_name: &moved.profile_name,
            genes: &moved.genes,
            disease: &moved.disease,
            therapies: &moved.therapies,
            claim: &moved.claim,
            scheme: &moved.scheme,
            old: side(&moved.old),
            new: side(&moved.new),
        }
    }
}

impl<'d> SummaryLine<'d> {
    fn of(diff: &'d Diff) -> Self {
        let side = |side: &'d Side| SideLine { index: &side.index, release: &side.release };
        let records = Kind::ALL.iter().map(|kind| {
            let [added, removed, changed] = diff.counts(*kind);
            (kind.as_str(), BTreeMap::from([("added", added), ("removed", removed), ("changed", changed)]))
        });
        let levels =
            MoveKind::ALL.iter().map(|kind| (kind.as_str(), diff.levels.iter().filter(|moved| moved.kind == *kind).count()));
        Self { r#type: "summary", old: side(&diff.old), new: side(&diff.new), records: records.collect(), levels: levels.collect() }
    }
}
