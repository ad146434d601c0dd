//! How many variants a second go through normalisation and consequence, on one core, with all transcripts of the index?
//!
//! The alleles are drawn with a fixed seed from the coding letters of the index that ships. Each is normalised and asked of every
//! transcript at its place, as `ckdb annotate` does before it matches. What is measured is the time this thread has on a
//! processor, where the system tells it (Linux): a busy machine then measures what an idle one does.

mod clock;

use ckdb_benches::coding::{Kind, kinds, walk};
use ckdb_benches::{Failure, index_file, map};
use ckdb_core::genome::Assembly;
use clock::ProcessorTime;
use criterion::{Criterion, Throughput};
use std::hint::black_box;

/// Alleles of each kind.
const ALLELES: usize = 10_000;

#[expect(clippy::print_stderr, reason = "a bench reports to people")]
fn main() -> Result<(), Failure> {
    let knowledge = map(&index_file()?)?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    let kinds = kinds(&genome, ALLELES);
    let mut out = Vec::with_capacity(64);
    if let Some(kind) = kinds.first() {
        let given: usize = kind.alleles.iter().map(|allele| walk(&genome, allele, &mut out)).sum();
        eprintln!("{}: {given} consequences for {} changes", kind.name, kind.alleles.len());
    }
    let mut criterion = Criterion::default().with_measurement(ProcessorTime).configure_from_args();
    let mut group = criterion.benchmark_group("consequence");
    for Kind { name, alleles } in &kinds {
        group.throughput(Throughput::Elements(alleles.len() as u64));
        group.bench_function(*name, |bench| {
            bench.iter(|| alleles.iter().map(|allele| walk(&genome, black_box(allele), &mut out)).sum::<usize>());
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
