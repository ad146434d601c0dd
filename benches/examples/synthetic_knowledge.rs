//! Makes up a table of evidence of any length, for measuring how annotation grows with knowledge.
//!
//! `cargo run --release -p ckdb-benches --example synthetic_knowledge -- ROWS OUT.csv` writes ROWS rows of `docs/curation-csv.md`: changes of
//! one residue, drawn from the coding letters of the genes that ship, each with a made-up drug and paper. Compile it with
//! `ckdb build --source csv=OUT.csv`. No row of it is knowledge.

use ckdb_benches::{Failure, coding_alleles, index_file, map};
use ckdb_core::annotate::Letters;
use ckdb_core::genome::{Assembly, ChangeClass};
use ckdb_core::model::GeneId;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};

const DRUGS: [&str; 8] =
    ["osimertinib", "dabrafenib", "trametinib", "alectinib", "sotorasib", "olaparib", "alpelisib", "selpercatinib"];
const DISEASES: [&str; 6] = ["LUAD", "MEL", "COADREAD", "BRCA", "PAAD", "THPA"];

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let rows = arguments.next().ok_or("give a number of rows")?.parse::<usize>()?;
    let path = arguments.next().ok_or("give a file")?;
    let knowledge = map(&index_file()?)?;
    let (genome, records) = (knowledge.genome(Assembly::Grch38)?, knowledge.records()?);
    let letters = Letters::new(genome, Assembly::Grch38);
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "# source: made-up\n# licence: CC0-1.0\n# release: 2026-11-01\n# redistributable: yes")?;
    writeln!(out, "kind,id,gene,variant,therapy,disease,type,significance,level,citation,statement")?;
    let (mut seen, mut found, mut written) = (BTreeSet::new(), Vec::new(), 0);
    let mut changes = Vec::new();
    for allele in coding_alleles(&genome, rows * 2 + 1_000) {
        letters.consequences(&allele, &mut found)?;
        // On the transcript that the gene's claims are numbered on.
        let own = found.iter().find(|one| {
            let gene = records.gene(GeneId::new(one.gene));
            one.class == Some(ChangeClass::Missense)
                && gene.and_then(|gene| genome.transcript(gene.transcript())).is_some_and(|named| named.number == one.transcript)
        });
        let Some((own, gene)) = own.and_then(|own| Some((own, records.gene(GeneId::new(own.gene))?))) else { continue };
        let Some(change) = own.protein.as_ref().map(ToString::to_string) else { continue };
        if seen.insert((gene.symbol().to_owned(), change.clone())) {
            changes.push((gene.symbol(), change));
        }
        if changes.len() == rows {
            break;
        }
    }
    // Letters run out before rows do: then a change has several claims.
    while written < rows && !changes.is_empty() {
        let (gene, change) = &changes[written % changes.len()];
        let (drug, disease) = (DRUGS[written / 7 % DRUGS.len()], DISEASES[written / 11 % DISEASES.len()]);
        writeln!(
            out,
            "evidence,M{written},{gene},{change},{drug},{disease},Predictive,Sensitivity/Response,D,PMID:{},Made up for a benchmark.",
            10_000_000 + written
        )?;
        written += 1;
    }
    out.flush()?;
    writeln!(std::io::stdout(), "{written} rows, {} changes", changes.len())?;
    Ok(())
}
