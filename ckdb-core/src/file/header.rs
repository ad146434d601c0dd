//! What the header tells of the tumour beside its lines: signatures, and where the variants of a sample arose.

use crate::annotate::Origin;
use crate::matching::Biomarkers;
use crate::vcf::{Header, SampleRole};

/// Header lines that state a signature.
const SIGNATURES: [&str; 3] = ["MSI", "TMB", "HRD"];

/// Signatures that lines `##MSI=`, `##TMB=`, `##HRD=` state, and a warning for each line that was not understood.
#[must_use]
pub fn stated(header: &Header) -> (Biomarkers, Vec<String>) {
    let mut stated = Biomarkers::default();
    let mut warnings = Vec::new();
    for (key, value) in header.meta_lines().iter().filter(|(key, _)| SIGNATURES.contains(&key.as_str())) {
        if let Err(error) = stated.add(&format!("{key}={}", value.trim())) {
            warnings.push(format!("the header line ##{key}= was not read: {error}"));
        }
    }
    (stated, warnings)
}

/// Where the variants of a sample column (0 is the first) arose, as far as the header tells: germline for a sample it calls
/// normal, else somatic.
#[must_use]
pub fn origin(header: &Header, sample: Option<usize>) -> Origin {
    match sample.and_then(|column| header.roles().get(column).copied()) {
        Some(SampleRole::Normal) => Origin::Germline,
        _ => Origin::Somatic,
    }
}
