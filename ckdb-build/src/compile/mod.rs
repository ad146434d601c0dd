//! Valid knowledge to one file image: one section for each question the index answers.
//!
//! Pure: the same knowledge gives the same bytes on every machine.

pub mod memory_genome;
mod names;
pub mod transcripts;

use crate::resolve::ValidKnowledge;
use ckdb_core::index::{Image, IndexError, Writer};
use ckdb_core::knowledge::{NAMES_SECTION, RELEASE_SECTION, Release, SECTIONS, TABLE_VERSION, genome_sections};
use crate::models::{CompileGenomeError, compile_genome};

/// Why knowledge cannot be compiled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// A section cannot be written.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// Gene models contradict each other.
    #[error(transparent)]
    Genome(#[from] CompileGenomeError),
}

/// The file image of `knowledge`, as release `release`.
///
/// # Errors
/// When a table grows beyond what one section may hold, or a record has an empty name.
pub fn compile(knowledge: &ValidKnowledge, release: &str) -> Result<Image, CompileError> {
    let mut writer = Writer::new();
    let release = Release { name: release.to_owned(), built_by: format!("ckdb {}", env!("CARGO_PKG_VERSION")) };
    writer.archive(RELEASE_SECTION, TABLE_VERSION, &release)?;
    let [approvals, assertions, diseases, evidence, genes, profiles, schemes, sources, therapies, trials, variants] = SECTIONS;
    writer.archive(approvals, TABLE_VERSION, &knowledge.approvals)?;
    writer.archive(assertions, TABLE_VERSION, &knowledge.assertions)?;
    writer.archive(diseases, TABLE_VERSION, &knowledge.diseases)?;
    writer.archive(evidence, TABLE_VERSION, &knowledge.evidence)?;
    writer.archive(genes, TABLE_VERSION, &knowledge.genes)?;
    writer.archive(profiles, TABLE_VERSION, &knowledge.profiles)?;
    writer.archive(schemes, TABLE_VERSION, &knowledge.schemes)?;
    writer.archive(sources, TABLE_VERSION, &knowledge.sources)?;
    writer.archive(therapies, TABLE_VERSION, &knowledge.therapies)?;
    writer.archive(trials, TABLE_VERSION, &knowledge.trials)?;
    writer.archive(variants, TABLE_VERSION, &knowledge.variants)?;
    writer.section(NAMES_SECTION, TABLE_VERSION, names::section(knowledge)?)?;
    for models in &knowledge.models {
        let number = |symbol: &str| {
            let place = knowledge.genes.binary_search_by(|gene| gene.symbol.as_str().cmp(symbol)).ok()?;
            u32::try_from(place).ok()
        };
        let compiled = compile_genome(models, number)?;
        let [table, letters] = genome_sections(models.assembly);
        writer.archive(table, TABLE_VERSION, &compiled.table)?;
        writer.section(letters, TABLE_VERSION, compiled.letters)?;
    }
    Ok(writer.finish())
}
