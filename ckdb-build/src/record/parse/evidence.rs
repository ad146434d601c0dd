//! Reads evidence items and assertions.

use super::provenance;
use crate::record::read::Fields;
use crate::record::schema::{AssertionRecord, EvidenceRecord, Header};
use crate::record::shape;
use crate::record::value::{Number, Shaped, Text, word};

pub(super) fn item(file: &Header, mut fields: Fields<'_, '_, '_>) -> EvidenceRecord {
    let number = fields.required("id", Number::COUNTED);
    let record = EvidenceRecord {
        header: Header { id: format!("{}/e{}", file.id, number.value), place: fields.place(), layer: file.layer },
        number,
        evidence_type: fields.required("type", word()),
        direction: fields.required("direction", word()),
        significance: fields.required("significance", word()),
        level: fields.required("level", word()),
        rating: fields.optional("rating", &Number(1..=5)),
        therapies: fields.list("therapies", &Text),
        interaction: fields.optional("interaction", &word()),
        disease: fields.required("disease", Text),
        excluding: fields.list("excluding", &Text),
        origin: fields.required("origin", word()),
        citation: fields.required("citation", Shaped(&shape::CITATION)),
        same_paper: fields.list("same_paper", &Shaped(&shape::CITATION)),
        provenance: provenance(&mut fields),
        study: fields.optional("study", &word()),
        endpoint: fields.optional("endpoint", &word()),
        cohort_size: fields.optional("cohort_size", &Number::COUNTED),
        population: fields.optional("population", &word()),
        statement: fields.required("statement", Text),
        statement_ja: fields.optional("statement_ja", &Text),
    };
    fields.finish();
    record
}

pub(super) fn assertion(file: &Header, mut fields: Fields<'_, '_, '_>) -> AssertionRecord {
    let number = fields.required("id", Number::COUNTED);
    let record = AssertionRecord {
        header: Header { id: format!("{}/a{}", file.id, number.value), place: fields.place(), layer: file.layer },
        number,
        evidence_type: fields.required("type", word()),
        direction: fields.required("direction", word()),
        significance: fields.required("significance", word()),
        therapies: fields.list("therapies", &Text),
        interaction: fields.optional("interaction", &word()),
        disease: fields.required("disease", Text),
        excluding: fields.list("excluding", &Text),
        amp: fields.optional("amp", &Shaped(&shape::AMP_TIER)),
        guideline: fields.optional("guideline", &Text),
        evidence: fields.list_or_empty("evidence", &Number::COUNTED),
        provenance: provenance(&mut fields),
        summary: fields.required("summary", Text),
    };
    fields.finish();
    record
}
