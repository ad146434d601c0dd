//! What layers say of the allele of a row, for the columns behind `trace`.

use super::column::Value;
use super::rows::RowView;
use crate::annotate::frequency_text;
use crate::frequency::{Group, Seen};

fn seen<'r>(row: &RowView<'r, '_>) -> Option<Seen<'r>> {
    row.annotator().seen(row.annotation?)
}

/// The frequency of a group, in plain digits.
pub(super) fn frequency<'r>(row: &RowView<'r, '_>, group: Group) -> Value<'r> {
    let shown = seen(row).and_then(|seen| seen.shown(group)).and_then(|(_, _, frequency)| frequency.text());
    Value::of(shown, Value::number)
}

/// Every frequency.
pub(super) fn frequencies(row: &RowView<'_, '_>) -> Vec<String> {
    seen(row).map_or_else(Vec::new, |seen| seen.told().map(frequency_text).collect())
}

/// Populations in which it is common.
pub(super) fn common(row: &RowView<'_, '_>) -> Vec<String> {
    seen(row).map_or_else(Vec::new, |seen| seen.common.into_iter().map(frequency_text).collect())
}

/// Joined fields.
pub(super) fn fields(row: &RowView<'_, '_>) -> Vec<String> {
    let Some(seen) = seen(row) else { return Vec::new() };
    let of_layer = |one: crate::frequency::InLayer<'_>| -> Vec<String> {
        let name = &one.layer.about().name;
        one.fields.iter().map(|(field, value)| format!("{name}:{field}={value}")).collect()
    };
    seen.layers.into_iter().flat_map(of_layer).collect()
}
