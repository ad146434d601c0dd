//! Genes, diseases and therapies as concepts with their codes in other systems.
//!
//! Systems are written as the specification's own examples write them (`civic-assertion-*.yaml` of VA-Spec).

use super::super::thesaurus_code;
use super::iri;
use crate::knowledge::{Records, view};
use crate::model::{DiseaseId, TherapyId};
use serde_json::{Map, Value, json};

const DISEASE_ONTOLOGY: &str = "https://disease-ontology.org/?id=";
const NCI_THESAURUS: &str = "https://ncit.nci.nih.gov/ncitbrowser/ConceptReport.jsp?dictionary=NCI_Thesaurus&code=";
const NCBI_GENE: &str = "https://www.ncbi.nlm.nih.gov/gene/";
const HGNC: &str = "https://www.genenames.org";

/// A concept: `kind` of VA-Spec's `conceptType`, our identity, its name, and its codes as (system, code).
fn concept(kind: &str, id: String, name: &str, codes: &[(&str, String)], more: Vec<(&str, Value)>) -> Value {
    let mut value = Map::new();
    value.insert("conceptType".to_owned(), json!(kind));
    value.insert("id".to_owned(), json!(id));
    value.insert("name".to_owned(), json!(name));
    let mappings: Vec<Value> = codes
        .iter()
        .filter(|(_, code)| !code.is_empty())
        .map(|(system, code)| json!({"coding": {"system": system, "code": code}, "relation": "exactMatch"}))
        .collect();
    if !mappings.is_empty() {
        value.insert("mappings".to_owned(), Value::Array(mappings));
    }
    let extensions: Vec<Value> = more.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    if !extensions.is_empty() {
        value.insert("extensions".to_owned(), Value::Array(extensions));
    }
    Value::Object(value)
}

/// The Japanese name, where there is one.
fn japanese(name: &str) -> Vec<(&'static str, Value)> {
    if name.is_empty() { Vec::new() } else { vec![("name_ja", json!(name))] }
}

pub(super) fn gene(gene: view::Gene<'_>) -> Value {
    let ncbi = if gene.ncbi_gene() == 0 { String::new() } else { gene.ncbi_gene().to_string() };
    let codes = [(HGNC, gene.hgnc().to_owned()), (NCBI_GENE, ncbi)];
    concept("Gene", iri("gene", gene.symbol()), gene.symbol(), &codes, Vec::new())
}

pub(super) fn disease(records: Records<'_>, id: DiseaseId) -> Option<Value> {
    let disease = records.disease(id)?;
    let codes = [(DISEASE_ONTOLOGY, disease.doid().to_owned()), (NCI_THESAURUS, thesaurus_code(disease.ncit()).to_owned())];
    let mut more = japanese(disease.name_ja());
    let oncotree: Vec<&str> = disease.oncotree().collect();
    if !oncotree.is_empty() {
        more.push(("oncotree", json!(oncotree)));
    }
    Some(concept("Disease", iri("disease", disease.id()), disease.name(), &codes, more))
}

pub(super) fn therapy(records: Records<'_>, id: TherapyId) -> Option<Value> {
    let therapy = records.therapy(id)?;
    let codes = [(NCI_THESAURUS, thesaurus_code(therapy.ncit()).to_owned())];
    Some(concept("Therapy", iri("therapy", therapy.id()), therapy.name(), &codes, japanese(therapy.name_ja())))
}
