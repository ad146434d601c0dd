//! Reads a file of approvals.

use ckdb_core::model::Jurisdiction;

use super::profile::numbered_once;
use super::{criterion, provenance};
use crate::record::read::Fields;
use crate::record::schema::{ApprovalRecord, CompanionDiagnosticRecord, CriterionRecord, Header};
use crate::record::shape;
use crate::record::value::{Number, Shaped, Text};

pub(super) fn read(file: &Header, jurisdiction: Jurisdiction, mut fields: Fields<'_, '_, '_>) -> Vec<ApprovalRecord> {
    fields.require_tables("approval");
    let list: Vec<_> = fields
        .tables("approval")
        .into_iter()
        .map(|(table, place)| approval(file, jurisdiction, Fields::new(table, place, "an approval", fields.sink)))
        .collect();
    numbered_once(list.iter().map(|a| &a.number), fields.sink);
    fields.finish();
    list
}

fn approval(file: &Header, jurisdiction: Jurisdiction, mut fields: Fields<'_, '_, '_>) -> ApprovalRecord {
    let number = fields.required("id", Number::COUNTED);
    let record = ApprovalRecord {
        header: Header { id: format!("{}/{}", file.id, number.value), place: fields.place(), layer: file.layer },
        jurisdiction,
        number,
        therapies: fields.required_list("therapies", &Text),
        profiles: fields.required_list("profiles", &Text),
        disease: fields.required("disease", Text),
        excluding: fields.list("excluding", &Text),
        approved_on: fields.optional("approved_on", &Shaped(&shape::DATE)),
        document: fields.optional("document", &Shaped(&shape::ADDRESS)),
        companion_diagnostics: fields
            .tables("companion_diagnostics")
            .into_iter()
            .map(|(table, place)| companion(Fields::new(table, place, "a companion diagnostic", fields.sink)))
            .collect(),
        provenance: provenance(&mut fields),
    };
    fields.finish();
    record
}

fn companion(mut fields: Fields<'_, '_, '_>) -> CompanionDiagnosticRecord {
    let record = CompanionDiagnosticRecord {
        name: fields.required("name", Text),
        version: fields.optional("version", &Text),
        manufacturer: fields.optional("manufacturer", &Text),
        specimen: fields.optional("specimen", &Text),
        approved_on: fields.optional("approved_on", &Shaped(&shape::DATE)),
        source_record: fields.optional("source_record", &Text),
        document: fields.optional("document", &Shaped(&shape::ADDRESS)),
        detects: leaves(&mut fields, "detects"),
        reference_only: leaves(&mut fields, "reference_only"),
    };
    fields.finish();
    record
}

/// A list of criteria, each one leaf.
fn leaves(fields: &mut Fields<'_, '_, '_>, key: &'static str) -> Vec<CriterionRecord> {
    fields.tables(key).into_iter().map(|(table, place)| criterion::read(table, place, fields.sink)).collect()
}
