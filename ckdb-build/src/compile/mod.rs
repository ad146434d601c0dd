//! Valid knowledge to one file image: one section for each question the index answers.
//!
//! Pure: the same knowledge gives the same bytes on every machine.

pub mod transcripts;

use crate::resolve::ValidKnowledge;
use ckdb_core::genome::Assembly;
use ckdb_core::index::{Image, IndexError, Writer};
use ckdb_core::knowledge::genome::GenomeError;
use ckdb_core::knowledge::{COPY_NUMBER_SECTION, NAMES_SECTION, NameRows, RELEASE_SECTION, Release, SECTIONS, TABLE_VERSION};

/// Why knowledge cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// A section cannot be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The table made of gene models would not answer rightly.
    #[error(transparent)]
    Table(#[from] GenomeError),
    /// Models of genes that are not in the gene table.
    #[error("gene models without a row in the gene table: {genes}; write a record for each, or leave its models out")]
    WithoutGene {
        /// Their symbols.
        genes: String,
    },
}

/// The file image of `knowledge`, as release `release`.
///
/// # Errors
/// When a table grows beyond what one section may hold, or a record has an empty name.
pub fn compile(knowledge: &ValidKnowledge, release: &str) -> Result<Image, CompileError> {
    let mut writer = Writer::new();
    let release = Release { name: release.to_owned(), built_by: format!("ckdb {}", env!("CARGO_PKG_VERSION")) };
    writer.archive(RELEASE_SECTION, TABLE_VERSION, &release)?;
    let [
        approvals,
        assertions,
        diseases,
        evidence,
        genes,
        oncotree,
        profiles,
        schemes,
        sources,
        therapies,
        triage,
        trials,
        variants,
    ] = SECTIONS;
    writer.archive(approvals, TABLE_VERSION, &knowledge.approvals)?;
    writer.archive(assertions, TABLE_VERSION, &knowledge.assertions)?;
    writer.archive(diseases, TABLE_VERSION, &knowledge.diseases)?;
    writer.archive(evidence, TABLE_VERSION, &knowledge.evidence)?;
    writer.archive(genes, TABLE_VERSION, &knowledge.genes)?;
    writer.archive(oncotree, TABLE_VERSION, &knowledge.oncotree)?;
    writer.archive(profiles, TABLE_VERSION, &knowledge.profiles)?;
    writer.archive(schemes, TABLE_VERSION, &knowledge.schemes)?;
    writer.archive(sources, TABLE_VERSION, &knowledge.sources)?;
    writer.archive(therapies, TABLE_VERSION, &knowledge.therapies)?;
    writer.archive(triage, TABLE_VERSION, &knowledge.triage)?;
    writer.archive(trials, TABLE_VERSION, &knowledge.trials)?;
    writer.archive(variants, TABLE_VERSION, &knowledge.variants)?;
    writer.archive(COPY_NUMBER_SECTION, TABLE_VERSION, &knowledge.copy_profiles)?;
    let names = NameRows {
        genes: &knowledge.genes,
        profiles: &knowledge.profiles,
        therapies: &knowledge.therapies,
        diseases: &knowledge.diseases,
        oncotree: &knowledge.oncotree,
        evidence: &knowledge.evidence,
        trials: &knowledge.trials,
    };
    writer.section(NAMES_SECTION, TABLE_VERSION, names.section()?)?;
    for (assembly, tabled) in Assembly::ALL.into_iter().zip(&knowledge.models) {
        transcripts::sections(assembly, tabled, &mut writer)?;
    }
    Ok(writer.finish())
}
