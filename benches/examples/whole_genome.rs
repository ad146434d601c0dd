//! Makes the input of `make bench-vcf`: an index of the shipped knowledge, a whole genome as VCF, and the alleles of the limit loop.
//!
//! `cargo run --release -p ckdb-benches --example whole_genome -- FOLDER [RECORDS [SAMPLES]]` writes `bench.ckdb`, `genome.vcf.gz`, `empty.vcf` and
//! `rows.tsv` into FOLDER.

use ckdb_benches::{Failure, index_file, map, whole_genome};
use ckdb_core::genome::Assembly;
use ckdb_core::vcf::{OutputFormat, Sink};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::num::NonZero;
use std::path::PathBuf;

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give a folder")?);
    let records = arguments.next().map_or(Ok(whole_genome::RECORDS / 10), |text| text.parse())?;
    let samples = arguments.next().map_or(Ok(1), |text| text.parse())?;
    std::fs::create_dir_all(&folder)?;
    let index = index_file()?;
    std::fs::copy(&index, folder.join("bench.ckdb"))?;
    let knowledge = map(&index)?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    let sink = Sink::create(&folder.join("genome.vcf.gz"), OutputFormat::Bgzf, NonZero::new(2).ok_or("two threads")?)?;
    let mut vcf = BufWriter::with_capacity(1 << 20, sink);
    let mut rows = BufWriter::new(File::create(folder.join("rows.tsv"))?);
    let written = whole_genome::write(&genome, (records, samples), &mut vcf, &mut rows)?;
    rows.flush()?;
    vcf.into_inner().map_err(|error| error.into_error())?.finish()?;
    let empty = "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n";
    std::fs::write(folder.join("empty.vcf"), empty)?;
    writeln!(std::io::stdout(), "{written} records")?;
    Ok(())
}
