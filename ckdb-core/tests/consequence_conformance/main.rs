//! Agreement of the consequence engine with the answers of other tools, on real gene models of both assemblies.
//!
//! | room | table |
//! |---|---|
//! | `lrg` | LRG fixed proteins: `protein_of` equals the protein the LRG record states |
//! | `civic` | CIViC coordinates, bcftools csq, GRCh37 and GRCh38: kind and protein change, on every transcript |
//! | `brca1` | ClinVar BRCA1, VEP 109 and SnpEff 5.1d, GRCh37: terms, HGVSc and HGVSp on NM_007294 |
//! | `mc3` | MC3 (TCGA public calls, VEP on GRCh37): HGVSc and HGVSp on the transcript the row names |
//! | `csq` | the test suite of bcftools csq: its own models, letters and expected answers |
//! | `suites` | what vcf2maf, Funcotator, Oncotator, maftools and SnpEff's own tests expect, where their transcripts are ours |
//!
//! `oracle` asks the letters themselves who is right; `report` counts, classes each disagreement, and keeps the figures in `docs/conformance.md`; `notation` maps csq's words.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::indexing_slicing, reason = "tests report on stderr, rows have columns")]

mod brca1;
mod civic;
mod csq;
#[path = "../gene_models/mod.rs"]
mod gene_models;
mod lrg;
mod mc3;
mod notation;
mod oracle;
mod report;
mod suites;

use ckdb_core::consequence::{Consequence, consequences};
use ckdb_core::genome::{Allele, Assembly, Contig, Sequence, TranscriptRef};
use ckdb_core::normalize::normalize;
use gene_models::GeneModels;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The data folder; `None`, said loudly, when it is not there.
fn folder(test: &str) -> Option<PathBuf> {
    gene_models::folder(test)
}

/// Models of an assembly, read once for all tests.
fn models(folder: &Path, assembly: Assembly) -> &'static GeneModels {
    static MODELS: [OnceLock<GeneModels>; 2] = [const { OnceLock::new() }; 2];
    MODELS[assembly as usize].get_or_init(|| GeneModels::read(folder, assembly, false))
}

/// One change on every transcript of its contig.
fn ask(models: &GeneModels, contig: Contig, pos: &str, old: &str, new: &str) -> Result<Vec<Consequence>, String> {
    ask_in(models, models.on(contig), contig, pos, old, new)
}

/// One change on the transcripts given.
fn ask_in<'t>(
    reference: &impl Sequence,
    transcripts: impl Iterator<Item = (u32, TranscriptRef<'t>)>,
    contig: Contig,
    pos: &str,
    old: &str,
    new: &str,
) -> Result<Vec<Consequence>, String> {
    let pos = pos.parse().map_err(|_| format!("`{pos}` is no position"))?;
    let allele = Allele::from_vcf(contig, pos, old.as_bytes(), new.as_bytes())
        .map_err(|error| format!("not an allele of letters: {error}"))?;
    let normal = normalize(&allele, reference).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    consequences(&normal, reference, transcripts, &mut found);
    Ok(found)
}

/// A table's letters as POS, REF and ALT with the letter before, where one side is a dash (MAF's way).
fn with_anchor(models: &impl Sequence, contig: Contig, start: u32, old: &str, new: &str) -> Option<(String, String, String)> {
    let letter = |at: u32| models.window(contig, at - 1)?.letter(at - 1).map(char::from);
    let (pos, old, new) = match (old, new) {
        ("-", new) => {
            let anchor = letter(start)?;
            (start, anchor.to_string(), format!("{anchor}{new}"))
        }
        (old, "-") => {
            let anchor = letter(start - 1)?;
            (start - 1, format!("{anchor}{old}"), anchor.to_string())
        }
        (old, new) => (start, old.to_owned(), new.to_owned()),
    };
    Some((pos.to_string(), old, new))
}
