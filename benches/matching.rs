//! What does an allele cost that has nothing to do with what is known? Nearly all alleles of a genome are of this kind.
//!
//! The alleles are drawn with a fixed seed away from every transcript of the index that ships, as a genome's are, and one after
//! another on its chromosomes, as those of a file are.

use ckdb_benches::{Failure, alleles_outside, index_file, map};
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly};
use criterion::{Criterion, Throughput};
use std::hint::black_box;

/// Alleles asked in one round.
const ALLELES: usize = 100_000;

fn main() -> Result<(), Failure> {
    let knowledge = map(&index_file()?)?;
    let annotator = Annotator::new(&knowledge, Assembly::Grch38)?.disease("LUAD")?;
    let mut alleles: Vec<Allele> = alleles_outside(&annotator.genome(), Assembly::Grch38, ALLELES);
    let mut criterion = Criterion::default().configure_from_args();
    let mut group = criterion.benchmark_group("matching");
    group.throughput(Throughput::Elements(alleles.len() as u64));
    let ask = |alleles: &[Allele]| {
        let answers = alleles.iter().map(|allele| annotator.annotate(black_box(allele)));
        answers.filter(|answer| answer.as_ref().is_ok_and(|found| found.is_empty())).count()
    };
    if ask(&alleles) != alleles.len() {
        return Err("an allele away from every gene has an answer: the bench would not measure a miss".into());
    }
    group.bench_function("misses, in random order", |bench| bench.iter(|| ask(&alleles)));
    alleles.sort_unstable();
    group.bench_function("misses, in the order of a file", |bench| bench.iter(|| ask(&alleles)));
    group.finish();
    criterion.final_summary();
    Ok(())
}
