//! Normalisation against the suites of bcftools norm and vt: POS, REF and ALT of every allele.
//!
//! | room | suite |
//! |---|---|
//! | `bcftools` | 76 cases of bcftools norm, each with its options and most with their own FASTA |
//! | `vt` | vt normalize, decompose and decompose_blocksub |
//! | `records` | alleles of a VCF, FASTA files, haplotypes |
//!
//! Figures and disagreements stand in `docs/conformance.md`; `report` says how.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::indexing_slicing, reason = "tests report on stderr, rows have columns")]

mod bcftools;
#[path = "../gene_models/mod.rs"]
mod gene_models;
mod records;
#[allow(dead_code, reason = "shared with the other conformance tests")]
#[path = "../consequence_conformance/report.rs"]
mod report;
mod vt;
