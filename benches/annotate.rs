//! How long does an allele take, and how many lines of a VCF go through in a second?

use ckdb_benches::{Failure, alleles_outside, coding_alleles, index_file, known_alleles, map, vcf};
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly};
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{Engine, Header, Info, Keep};
use criterion::{Criterion, Throughput};
use std::hint::black_box;
use std::num::NonZero;

/// Lines of the VCF: about three mebibytes.
const LINES: usize = 40_000;

fn main() -> Result<(), Failure> {
    let knowledge = map(&index_file()?)?;
    let annotator = Annotator::new(&knowledge, Assembly::Grch38)?.disease("LUAD")?;
    let genome = knowledge.genome(Assembly::Grch38)?;
    let mut criterion = Criterion::default().configure_from_args();

    let mut group = criterion.benchmark_group("annotate");
    group.throughput(Throughput::Elements(1));
    let kinds: [(&str, Vec<Allele>); 3] = [
        ("an allele with knowledge", known_alleles()?),
        ("a coding allele of our genes", coding_alleles(&genome, 1000)),
        ("an allele outside our genes", alleles_outside(&genome, Assembly::Grch38, 1000)),
    ];
    for (kind, alleles) in &kinds {
        let mut turn = alleles.iter().cycle();
        group.bench_function(*kind, |bench| bench.iter(|| turn.next().map(|allele| annotator.annotate(black_box(allele)))));
    }

    let text = vcf(&genome, LINES)?;
    let engine = Engine::new(&annotator, Keep::Carried, Some(Info::default()));
    let declarations = engine.declarations("bench")?;
    group.throughput(Throughput::Elements(LINES as u64));
    group.sample_size(20);
    for threads in [1, 2] {
        let threads = NonZero::new(threads).unwrap_or(NonZero::<usize>::MIN);
        group.bench_function(format!("lines of a VCF, {threads} worker(s)"), |bench| {
            bench.iter(|| -> Result<u64, Failure> {
                let mut input = text.as_bytes();
                let header = Header::read(&mut input)?;
                let mut out = Vec::with_capacity(text.len() * 2);
                let outputs = Outputs {
                    vcf: Some(&mut out),
                    declarations: &declarations,
                    consume: &mut |_, _| Ok(()),
                    progress: &mut |_| {},
                };
                Ok(stream::annotate(&mut input, &header, &engine, Settings::with_threads(threads), outputs)?.annotated)
            });
        });
    }
    group.finish();
    criterion.final_summary();
    Ok(())
}
