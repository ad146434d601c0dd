//! Gene models into the sections `genome/<assembly>`, `letters/<assembly>` and `letters/<assembly>/hashes`.

use super::CompileError;
use crate::models::table::TabledGenome;
use ckdb_core::genome::Assembly;
use ckdb_core::index::{Writer, hashes_of_pieces};
use ckdb_core::knowledge::{TABLE_VERSION, genome_sections, letter_hashes_section};

/// Adds the sections of one assembly. Genes are numbered as in the table of genes.
///
/// # Errors
/// When the table would not answer rightly, or a section grows too large.
pub fn sections(assembly: Assembly, tabled: &TabledGenome, writer: &mut Writer) -> Result<(), CompileError> {
    if !tabled.without_number.is_empty() {
        return Err(CompileError::WithoutGene { genes: tabled.without_number.join(" ") });
    }
    tabled.table.view(&tabled.letters).check()?;
    let [table, letters] = genome_sections(assembly);
    writer.archive(table, TABLE_VERSION, &tabled.table)?;
    writer.section(letters, TABLE_VERSION, tabled.letters.as_slice())?;
    writer.section(letter_hashes_section(assembly), TABLE_VERSION, hashes_of_pieces(&tabled.letters))?;
    Ok(())
}
