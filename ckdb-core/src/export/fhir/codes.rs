//! Every code a bundle may hold, with where it was read. What is not here is a text.
//!
//! Codes, their systems and which component they stand in: the profiles `variant`, `diagnostic-implication` and
//! `therapeutic-implication` and the value set `genetic-therapeutic-implications-vs` of Genomics Reporting (CC0, hl7.org/fhir/uv/
//! genomics-reporting), its code system `tbd-codes-cs` and its aliases of systems. LOINC codes are LOINC's (loinc.org/license).

use serde_json::{Value, json};

pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const TO_BE_CODED: &str = "http://hl7.org/fhir/uv/genomics-reporting/CodeSystem/tbd-codes-cs";
pub(super) const HGNC: &str = "http://www.genenames.org";
pub(super) const HGVS: &str = "http://varnomen.hgvs.org";
pub(super) const REFSEQ: &str = "http://www.ncbi.nlm.nih.gov/refseq";
pub(super) const NCI_THESAURUS: &str = "http://ncicb.nci.nih.gov/xml/owl/EVS/Thesaurus.owl";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const SERVICE: &str = "http://terminology.hl7.org/CodeSystem/v2-0074";

/// A code and the text we put beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Code {
    system: &'static str,
    code: &'static str,
    text: &'static str,
}

const fn loinc(code: &'static str, text: &'static str) -> Code {
    Code { system: LOINC, code, text }
}

const fn to_be_coded(code: &'static str, text: &'static str) -> Code {
    Code { system: TO_BE_CODED, code, text }
}

pub(super) const VARIANT: Code = loinc("69548-6", "Variant");
pub(super) const PRESENT: Code = loinc("LA9633-4", "Present");
pub(super) const GENE_STUDIED: Code = loinc("48018-6", "Gene studied");
pub(super) const CODING_CHANGE: Code = loinc("48004-6", "DNA change (c.HGVS)");
pub(super) const PROTEIN_CHANGE: Code = loinc("48005-3", "Amino acid change (p.HGVS)");
pub(super) const GENOMIC_CHANGE: Code = loinc("81290-9", "Genomic DNA change (g.HGVS)");
pub(super) const GENOMIC_SEQUENCE: Code = loinc("48013-7", "Genomic reference sequence");
pub(super) const TRANSCRIPT: Code = loinc("51958-7", "Reference transcript");
pub(super) const ASSEMBLY: Code = loinc("62374-4", "Reference assembly");
pub(super) const GRCH37: Code = loinc("LA14029-5", "GRCh37");
pub(super) const GRCH38: Code = loinc("LA26806-2", "GRCh38");
pub(super) const START_END: Code = loinc("81254-5", "Exact start and end");
pub(super) const COORDINATES: Code = loinc("92822-6", "Coordinate system");
pub(super) const ONE_BASED: Code = loinc("LA30102-0", "1-based character counting");
pub(super) const REFERENCE_ALLELE: Code = loinc("69547-8", "Genomic ref allele");
pub(super) const ALTERNATE_ALLELE: Code = loinc("69551-0", "Genomic alt allele");
pub(super) const ALLELE_FRACTION: Code = loinc("81258-6", "Sample allelic frequency");
pub(super) const VARIATION_CODE: Code = loinc("81252-9", "Variation code");
pub(super) const DISEASE: Code = loinc("81259-4", "Phenotype: disease");
pub(super) const MEDICATION: Code = loinc("51963-7", "Medication assessed");
pub(super) const EVIDENCE_LEVEL: Code = loinc("93044-6", "Level of evidence");
pub(super) const RESPONSIVE: Code = loinc("LA6677-4", "Responsive");
pub(super) const RESISTANT: Code = loinc("LA6676-6", "Resistant");
pub(super) const THERAPEUTIC: Code = to_be_coded("therapeutic-implication", "Therapeutic implication");
pub(super) const DIAGNOSTIC: Code = to_be_coded("diagnostic-implication", "Diagnostic implication");
pub(super) const CONCLUSION: Code = to_be_coded("conclusion-string", "Conclusion");

impl Code {
    /// As a CodeableConcept.
    pub(super) fn concept(self) -> Value {
        json!({"coding": [{"system": self.system, "code": self.code}], "text": self.text})
    }
}

/// A concept of another system: its code if there is one, and always the text.
pub(super) fn concept(system: &str, code: &str, text: &str) -> Value {
    if code.is_empty() {
        return json!({"text": text});
    }
    json!({"coding": [{"system": system, "code": code, "display": text}], "text": text})
}

/// A component of an Observation; `key` is the element its value stands in, such as `valueString`.
pub(super) fn component(code: Code, key: &str, value: Value) -> Value {
    json!({"code": code.concept(), key: value})
}

/// What every observation of the guide begins with: its profile, that nobody has signed it, its two categories, its code.
pub(super) fn observation(profile: &str, code: Code) -> Value {
    json!({
        "resourceType": "Observation",
        "meta": {"profile": [format!("http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition/{profile}")]},
        "status": "preliminary",
        "category": [
            {"coding": [{"system": CATEGORY, "code": "laboratory"}]},
            {"coding": [{"system": SERVICE, "code": "GE"}]},
        ],
        "code": code.concept(),
    })
}
