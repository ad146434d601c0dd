//! Gene models into the sections `genome/<assembly>` and `letters/<assembly>`.

use super::CompileError;
use crate::models::table::TabledGenome;
use ckdb_core::genome::Assembly;
use ckdb_core::index::Writer;
use ckdb_core::knowledge::{TABLE_VERSION, genome_sections};

/// Adds both sections of one assembly. Genes are numbered as in the table of genes.
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
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::genome_text::read_gene;
    use crate::models::{GeneModels, tabled};
    use ckdb_core::index::{IndexFile, Section};

    #[test]
    fn what_goes_into_the_file_comes_out_of_it() {
        let mut models = GeneModels::new(Assembly::Grch38);
        let text = "ckdb-genome 1\nassembly GRCh38\ngene B - - -\nsource s\nrelease r\nlicence l\n\
            transcript NM_2.1 NP_2.1 chr1 + cds=11-13 phase=0 mane=select model=reference exons=11-14\n>chr1:11-14\nATGA\n";
        read_gene(std::path::Path::new("B.txt"), text, &mut models).unwrap();
        let mut writer = Writer::new();
        let number = |symbol: &str| ["A", "B"].iter().zip(0..).find(|(known, _)| **known == symbol).map(|found| found.1);
        sections(Assembly::Grch38, &tabled(&models, number), &mut writer).unwrap();
        let file = IndexFile::from_bytes(writer.finish().bytes).unwrap();
        let table: Section<ckdb_core::knowledge::genome::ArchivedGenomeTable> =
            file.archive("genome/grch38", TABLE_VERSION).unwrap();
        let letters = file.section("letters/grch38").unwrap();
        let genome = table.get().unwrap().view(&letters);
        assert_eq!(genome.check(), Ok(()));
        assert_eq!((genome.row(0).unwrap().accession, genome.row(0).unwrap().gene), ("NM_2.1", 1));
        let nobody = tabled(&models, |_| None);
        let error = sections(Assembly::Grch38, &nobody, &mut Writer::new()).unwrap_err();
        assert!(error.to_string().contains("gene table: B"));
    }
}
