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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::import::genome_text::read_gene;
    use ckdb_core::genome::Assembly;
    use ckdb_core::index::{IndexFile, Section};
    use ckdb_core::model::{GeneRole, SourceId};

    fn gene(symbol: &str) -> Gene {
        Gene {
            symbol: symbol.to_owned(),
            name: String::new(),
            hgnc: String::new(),
            ncbi_gene: 0,
            ensembl: String::new(),
            aliases: Vec::new(),
            role: GeneRole::Unknown,
            transcript: String::new(),
            source: SourceId::new(0),
            source_record: String::new(),
        }
    }

    #[test]
    fn what_goes_into_the_file_comes_out_of_it() {
        let mut models = GeneModels::new(Assembly::Grch38);
        let text = "ckdb-genome 1\nassembly GRCh38\ngene B - - -\nsource s\nrelease r\nlicence l\n\
            transcript NM_2.1 NP_2.1 chr1 + cds=11-13 phase=0 mane=select model=reference exons=11-14\n>chr1:11-14\nATGA\n";
        read_gene(std::path::Path::new("B.txt"), text, &mut models).unwrap();
        let mut writer = Writer::new();
        sections(&models, &[gene("A"), gene("B")], &mut writer).unwrap();
        let file = IndexFile::from_bytes(writer.finish().bytes).unwrap();
        let table: Section<ckdb_core::knowledge::genome::ArchivedGenomeTable> =
            file.archive("genome/grch38", TABLE_VERSION).unwrap();
        let letters = file.section("letters/grch38").unwrap();
        let genome = table.get().unwrap().view(&letters);
        assert_eq!(genome.check(), Ok(()));
        assert_eq!((genome.row(0).unwrap().accession, genome.row(0).unwrap().gene), ("NM_2.1", 1));
        assert!(sections(&models, &[gene("A")], &mut Writer::new()).unwrap_err().to_string().contains("gene table: B"));
    }
}
