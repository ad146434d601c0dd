//! An allele as an Observation of the profile `variant`.
//!
//! What nobody told is not in it: whether it is somatic or inherited (the annotator's origin is a premise of matching), how many reads carry it,
//! on how many chromosomes it lies.

use super::super::finding::{Call, Named};
use super::codes::{self, component, concept};
use crate::consequence::HgvsG;
use crate::genome::Assembly;
use crate::normalize::NormalizedAllele;
use crate::table::Rows;
use crate::vrs;
use serde_json::{Value, json};

/// The observation.
pub(super) fn observation<'k>(rows: &Rows<'_, 'k>, call: &Call<'_, 'k>) -> Value {
    let annotator = rows.annotator();
    let mut value = codes::observation("variant", codes::VARIANT);
    value["valueCodeableConcept"] = codes::PRESENT.concept();
    if !call.place.sample.is_empty() {
        value["specimen"] = json!({"display": call.place.sample});
    }
    let mut components = genes(rows, call);
    let assembly = match annotator.assembly() {
        Assembly::Grch37 => codes::GRCH37,
        Assembly::Grch38 => codes::GRCH38,
    };
    components.push(component(codes::ASSEMBLY, "valueCodeableConcept", assembly.concept()));
    match call.annotation.normalized() {
        Some(normalized) => letters(rows, normalized, &mut components),
        None => {
            let text = format!("{} ({})", call.annotation.allele, placed(call));
            components.push(component(codes::CONCLUSION, "valueString", json!(text)));
        }
    }
    if let Some(named) = call.consequence(rows).and_then(|found| Named::new(annotator, found)) {
        // The registered system of RefSeq names RefSeq's transcripts; another one stands as a text.
        let code = if named.transcript.starts_with("NM_") || named.transcript.starts_with("NR_") { named.transcript } else { "" };
        let transcript = concept(codes::REFSEQ, code, named.transcript);
        components.push(component(codes::TRANSCRIPT, "valueCodeableConcept", transcript));
        for (code, name) in [(codes::CODING_CHANGE, named.coding), (codes::PROTEIN_CHANGE, named.protein)] {
            components.extend(name.map(|name| component(code, "valueCodeableConcept", concept(codes::HGVS, &name, &name))));
        }
    }
    let fraction = call.place.vaf.as_deref().and_then(|text| text.parse::<f64>().ok()).filter(|value| value.is_finite());
    if let Some(fraction) = fraction {
        let quantity = json!({"value": fraction, "system": codes::UCUM, "code": "1"});
        components.push(component(codes::ALLELE_FRACTION, "valueQuantity", quantity));
    }
    value["component"] = Value::Array(components);
    value
}

/// Genes: both partners of a fusion, else the gene of the consequence.
fn genes<'k>(rows: &Rows<'_, 'k>, call: &Call<'_, 'k>) -> Vec<Value> {
    let annotator = rows.annotator();
    let records = annotator.records();
    let fused = call.annotation.fusions.first();
    let partners = fused.into_iter().flat_map(|fusion| [&fusion.five_prime, &fusion.three_prime]).flatten();
    let partners: Vec<_> = partners.filter_map(|partner| records.gene(partner.gene)).collect();
    let genes = if partners.is_empty() { call.gene(rows).into_iter().collect() } else { partners };
    let studied = |gene: &crate::knowledge::view::Gene<'_>| {
        component(codes::GENE_STUDIED, "valueCodeableConcept", concept(codes::HGNC, gene.hgnc(), gene.symbol()))
    };
    genes.iter().map(studied).collect()
}

/// Names, sequence, place and letters of an allele.
fn letters(rows: &Rows<'_, '_>, normalized: &NormalizedAllele, components: &mut Vec<Value>) {
    let annotator = rows.annotator();
    let name = HgvsG::of(normalized).on(annotator.assembly());
    if let Some((sequence, _)) = name.split_once(':') {
        let sequence = concept(codes::REFSEQ, sequence, sequence);
        components.push(component(codes::GENOMIC_SEQUENCE, "valueCodeableConcept", sequence));
    }
    components.push(component(codes::GENOMIC_CHANGE, "valueCodeableConcept", concept(codes::HGVS, &name, &name)));
    // The three belong together: a place means little without the letters counted from it.
    if let Some((position, reference, alternate)) = normalized.vcf_form(&annotator.genome()) {
        let text = |letters: &[u8]| json!(String::from_utf8_lossy(letters));
        let mut place = json!({"low": {"value": position.get()}});
        if reference.len() > 1 {
            place["high"] = json!({"value": u64::from(position.get()) + reference.len() as u64 - 1});
        }
        components.push(component(codes::START_END, "valueRange", place));
        components.push(component(codes::COORDINATES, "valueCodeableConcept", codes::ONE_BASED.concept()));
        components.push(component(codes::REFERENCE_ALLELE, "valueString", text(&reference)));
        components.push(component(codes::ALTERNATE_ALLELE, "valueString", text(&alternate)));
    }
    let id = vrs::Allele::of(normalized, annotator.assembly()).and_then(|allele| allele.id().ok());
    if let Some(id) = id {
        components.push(component(codes::VARIATION_CODE, "valueCodeableConcept", json!({"text": id})));
    }
}

/// Its line in the words of the input.
fn placed(call: &Call<'_, '_>) -> String {
    let place = call.place;
    match &*place.chrom {
        "" => format!("named as {}", place.alternate),
        chrom => format!("{chrom}:{} {}>{}", place.pos, place.reference, place.alternate),
    }
}
