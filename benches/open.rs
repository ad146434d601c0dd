//! How long until an index can be asked? Mapped, copied in the safe way, and with everything verified.

use ckdb_benches::{Failure, index_file, map};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use criterion::{BatchSize, Criterion, Throughput};
use std::hint::black_box;

fn main() -> Result<(), Failure> {
    let path = index_file()?;
    let length = std::fs::metadata(&path)?.len();
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("open");

    // The header and the table of contents, nothing else.
    group.bench_function("mapped", |bench| bench.iter(|| map(black_box(&path))));

    // Opened, and each section that a lookup touches hashed and checked for the first time.
    group.bench_function("mapped, then the first lookup", |bench| {
        bench.iter(|| -> Result<_, Failure> {
            let knowledge = map(black_box(&path))?;
            let found = knowledge.find("BRAF V600E")?.len() + knowledge.records()?.profiles().len();
            Ok(found)
        });
    });

    // The same with the gene models of one assembly.
    group.bench_function("mapped, then the first gene model", |bench| {
        bench.iter(|| -> Result<_, Failure> { Ok(map(black_box(&path))?.genome(Assembly::Grch38)?.transcript_count()) });
    });

    group.throughput(Throughput::Bytes(length));
    group.bench_function("safe (copied)", |bench| bench.iter(|| Knowledge::open(black_box(&path))));
    group.bench_function("verify everything", |bench| {
        // A fresh one each time: what is verified once stays verified.
        bench.iter_batched(|| map(&path), |knowledge| knowledge.map(|knowledge| knowledge.verify()), BatchSize::PerIteration);
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
