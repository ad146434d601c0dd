//! Reads a molecular profile with its evidence items and assertions.

use super::{criterion, evidence, review};
use crate::diagnostic::{Diagnostic, rules};
use crate::record::Spanned;
use crate::record::read::{Fields, Sink};
use crate::record::schema::{CriterionNode, CriterionRecord, Header, ProfileRecord};
use crate::record::value::{Number, Text};

pub(super) fn read(header: Header, mut fields: Fields<'_, '_, '_>) -> ProfileRecord {
    let name = fields.required("name", Text);
    let aliases = fields.list("aliases", &Text);
    let civic = fields.optional("civic", &Number::COUNTED);
    let criterion = match fields.table("criterion") {
        Some((table, place)) => criterion::read(table, place, fields.sink),
        None => {
            if !fields.has("criterion") {
                fields.require_tables("criterion");
            }
            CriterionRecord { place: header.place, node: CriterionNode::Broken }
        }
    };
    let evidence: Vec<_> = fields
        .tables("evidence")
        .into_iter()
        .map(|(table, place)| evidence::item(&header, Fields::new(table, place, "an evidence item", fields.sink)))
        .collect();
    let assertions: Vec<_> = fields
        .tables("assertion")
        .into_iter()
        .map(|(table, place)| evidence::assertion(&header, Fields::new(table, place, "an assertion", fields.sink)))
        .collect();
    review(&mut fields);
    numbered_once(evidence.iter().map(|e| &e.number), fields.sink);
    numbered_once(assertions.iter().map(|a| &a.number), fields.sink);
    fields.finish();
    ProfileRecord { header, name, aliases, civic, criterion, evidence, assertions }
}

/// Reports numbers that a file uses twice.
pub(super) fn numbered_once<'a>(numbers: impl Iterator<Item = &'a Spanned<u32>>, sink: &mut Sink) {
    let mut seen: Vec<&Spanned<u32>> = Vec::new();
    for number in numbers.filter(|n| n.is_sound()) {
        if let Some(first) = seen.iter().find(|s| s.value == number.value) {
            sink.report(
                Diagnostic::new(
                    &rules::REPEATED_NUMBER,
                    number.place,
                    format!("number {} is used twice in this file", number.value),
                )
                .label("again here")
                .related(first.place, "first here")
                .help("take a number that was never used in this file"),
            );
        }
        seen.push(number);
    }
}
