//! How long does it take from a folder of records to one file? And where does the time go: reading, checking, or all of it?

use ckdb_benches::{Failure, knowledge_folder};
use ckdb_build::{check, pipeline, record};
use criterion::{BatchSize, Criterion};
use std::hint::black_box;

fn main() -> Result<(), Failure> {
    let folders = [knowledge_folder()];
    let models = pipeline::KnownModels::of_dirs(&folders)?;
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("build");
    group.sample_size(20);
    group.bench_function("read the records", |bench| bench.iter(|| record::load(black_box(&folders))));
    group.bench_function("check the records", |bench| {
        bench.iter_batched(
            || record::load(&folders),
            |loaded| loaded.map(|loaded| check::check(loaded, &models).checked.is_some()),
            BatchSize::PerIteration,
        );
    });
    group.bench_function("all: records and gene models to an image", |bench| {
        bench.iter(|| pipeline::build(black_box(&folders), "bench").map(|outcome| outcome.image));
    });
    group.finish();
    criterion.final_summary();
    Ok(())
}
