//! Names of variants against the suites of those who define them: GA4GH VRS, biocommons HGVS, the HGVS nomenclature.
//!
//! | room | suite |
//! |---|---|
//! | `vrs` | GA4GH VRS 2.0: objects, digests, normalisation; ids of a VCF by the reference implementation |
//! | `reading` | HGVS names read and printed again: 105,450 names of dbSNP, a grammar's test table, the nomenclature's examples |
//! | `projection` | genome → transcript → protein, on the transcripts of our models; hgvs-eval |
//! | `yaml` | the little of YAML that the suite of VRS uses |
//!
//! Figures and disagreements stand in `docs/conformance.md`; `report` says how.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::indexing_slicing, reason = "tests report on stderr, rows have columns")]

#[path = "../gene_models/mod.rs"]
mod gene_models;
mod projection;
mod reading;
#[allow(dead_code, reason = "shared with the other conformance tests")]
#[path = "../consequence_conformance/report.rs"]
mod report;
mod vrs;
mod yaml;

use std::path::PathBuf;

/// A folder of the HGVS and VRS suites; `None`, said loudly, when it is not there.
fn suite(test: &str, name: &str) -> Option<PathBuf> {
    let folder = gene_models::folder(test)?.join("conformance/hgvs").join(name);
    if !folder.is_dir() {
        eprintln!("SKIPPED: {test}: no {}", folder.display());
        return None;
    }
    Some(folder)
}
