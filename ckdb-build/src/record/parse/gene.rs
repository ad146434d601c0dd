//! Reads a gene.

use super::provenance;
use crate::record::read::Fields;
use crate::record::schema::{GeneRecord, Header};
use crate::record::shape;
use crate::record::value::{Number, Shaped, Text, word};

pub(super) fn read(header: Header, mut fields: Fields<'_, '_, '_>) -> GeneRecord {
    let record = GeneRecord {
        header,
        name: fields.required("name", Text),
        hgnc: fields.required("hgnc", Shaped(&shape::HGNC)),
        ncbi_gene: fields.optional("ncbi_gene", &Number::COUNTED),
        ensembl: fields.optional("ensembl", &Shaped(&shape::ENSEMBL_GENE)),
        aliases: fields.list("aliases", &Text),
        role: fields.required("role", word()),
        transcript: fields.optional("transcript", &Shaped(&shape::TRANSCRIPT)),
        kinase_domain: fields.optional("kinase_domain", &Shaped(&shape::KINASE_DOMAIN)),
        provenance: provenance(&mut fields),
    };
    fields.finish();
    record
}
