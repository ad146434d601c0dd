//! Where a record came from, as each record of the output says it.

use crate::knowledge::view;
use serde::Serialize;

/// A source, as each record names it: whose it is, of which release, under which licence.
#[derive(Serialize)]
pub(super) struct Origin<'r> {
    source: Option<&'r str>,
    source_record: &'r str,
    release: Option<&'r str>,
    licence: Option<&'r str>,
}

impl<'r> Origin<'r> {
    pub(super) fn new(source: Option<view::Source<'r>>, source_record: &'r str) -> Self {
        Self {
            source: source.map(view::Source::id),
            source_record,
            release: source.map(view::Source::release),
            licence: source.map(view::Source::licence),
        }
    }
}
