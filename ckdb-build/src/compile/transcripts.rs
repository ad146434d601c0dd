//! Gene models into the sections `genome/<assembly>` and `letters/<assembly>`.

use super::CompileError;
use crate::models::GeneModels;
use crate::models::tabled;
use ckdb_core::index::Writer;
use ckdb_core::knowledge::{TABLE_VERSION, genome_sections};
use ckdb_core::model::Gene;
use std::collections::BTreeMap;

/// Adds both sections of one assembly. A transcript's gene number is its gene's place in `genes`.
///
/// # Errors
/// When a gene with models is not in `genes`, when models contradict each other, or when a section grows too large.
pub fn sections(models: &GeneModels, genes: &[Gene], writer: &mut Writer) -> Result<(), CompileError> {
    let numbers: BTreeMap<&str, u32> = genes.iter().map(|gene| gene.symbol.as_str()).zip(0..).collect();
    let tabled = tabled(models, |symbol| numbers.get(symbol).copied());
    if !tabled.without_number.is_empty() {
        return Err(CompileError::WithoutGene { genes: tabled.without_number.join(" ") });
    }
    models.check()?;
    tabled.table.view(&tabled.letters).check()?;
    let [table, letters] = genome_sections(models.assembly);
    writer.archive(table, TABLE_VERSION, &tabled.table)?;
    writer.section(letters, TABLE_VERSION, tabled.letters)?;
    Ok(())
}
