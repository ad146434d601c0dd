//! Reads a source.

use crate::record::read::Fields;
use crate::record::schema::{Header, SourceRecord};
use crate::record::shape;
use crate::record::value::{Flag, Shaped, Text};

pub(super) fn read(header: Header, mut fields: Fields<'_, '_, '_>) -> SourceRecord {
    let record = SourceRecord {
        header,
        name: fields.required("name", Text),
        publisher: fields.required("publisher", Text),
        licence: fields.required("licence", Shaped(&shape::LICENCE)),
        licence_url: fields.optional("licence_url", &Shaped(&shape::ADDRESS)),
        release: fields.required("release", Text),
        homepage: fields.optional("homepage", &Shaped(&shape::ADDRESS)),
        citation: fields.optional("citation", &Shaped(&shape::CITATION)),
        redistributable: fields.required("redistributable", Flag),
    };
    fields.finish();
    record
}
