//! Reads diseases and therapies.

use super::provenance;
use crate::record::read::Fields;
use crate::record::schema::{BrandRecord, DiseaseRecord, Header, TherapyRecord};
use crate::record::shape;
use crate::record::value::{Shaped, Text, word};

/// The root of the tree of diseases; the only one without parents.
const ROOT: &str = "cancer";

pub(super) fn disease(header: Header, mut fields: Fields<'_, '_, '_>) -> DiseaseRecord {
    let parent = Text;
    let record = DiseaseRecord {
        name: fields.required("name", Text),
        name_ja: fields.optional("name_ja", &Text),
        doid: fields.optional("doid", &Shaped(&shape::DOID)),
        ncit: fields.optional("ncit", &Shaped(&shape::NCIT)),
        oncotree: fields.list("oncotree", &Shaped(&shape::ONCOTREE)),
        parents: if header.id == ROOT {
            fields.list_or_empty("parents", &parent)
        } else {
            fields.required_list("parents", &parent)
        },
        lineage: fields.required("lineage", word()),
        aliases: fields.list("aliases", &Text),
        provenance: provenance(&mut fields),
        header,
    };
    fields.finish();
    record
}

pub(super) fn therapy(header: Header, mut fields: Fields<'_, '_, '_>) -> TherapyRecord {
    let record = TherapyRecord {
        header,
        name: fields.required("name", Text),
        name_ja: fields.optional("name_ja", &Text),
        aliases: fields.list("aliases", &Text),
        brands: fields
            .tables("brands")
            .into_iter()
            .map(|(table, place)| brand(Fields::new(table, place, "a brand", fields.sink)))
            .collect(),
        ncit: fields.optional("ncit", &Shaped(&shape::NCIT)),
        class: fields.optional("class", &Text),
        targets: fields.list("targets", &Text),
        provenance: provenance(&mut fields),
    };
    fields.finish();
    record
}

fn brand(mut fields: Fields<'_, '_, '_>) -> BrandRecord {
    let record = BrandRecord { name: fields.required("name", Text), jurisdiction: fields.required("jurisdiction", word()) };
    fields.finish();
    record
}
