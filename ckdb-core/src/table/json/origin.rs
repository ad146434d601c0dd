//! Where a record came from, as each record of the output says it.

use crate::knowledge::{Layered, Records};
use crate::model::SourceId;
use serde::Serialize;

/// A source, as each record names it: whose it is, of which release, under which licence.
#[derive(Serialize)]
pub(super) struct Origin<'r> {
    source: Option<&'r str>,
    source_record: &'r str,
    release: Option<&'r str>,
    licence: Option<&'r str>,
    /// Content id of the index that brought the record, where several were opened as one.
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<&'r str>,
}

impl<'r> Origin<'r> {
    pub(super) fn new(records: Records<'r>, record: Layered, source: SourceId, source_record: &'r str) -> Self {
        let source = records.source(source);
        Self {
            source: source.map(|source| source.id()),
            source_record,
            release: source.map(|source| source.release()),
            licence: source.map(|source| source.licence()),
            index: records.layer_of(record),
        }
    }
}
