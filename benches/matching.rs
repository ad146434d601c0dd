//! What does an allele cost that has nothing to do with what is known? Nearly all alleles of a genome are of this kind. And what
//! does a whole panel case cost, two thousand variants in our genes with copy numbers, structural variants and
//! signatures?
//!
//! The alleles are drawn with a fixed seed away from every transcript of the index that ships, as a genome's are, and one after
//! another on its chromosomes, as those of a file are. What is measured is the time on a processor.

mod clock;

use ckdb_benches::{Failure, alleles_outside, coding_alleles, index_file, map};
use ckdb_core::annotate::{Annotator, Sample, Told};
use ckdb_core::genome::structural::Shape;
use ckdb_core::genome::{Allele, Assembly, Contig, Interval, Junction, StructuralAllele};
use ckdb_core::matching::CopyNumbers;
use ckdb_core::segment::{Measured, Segment};
use clock::ProcessorTime;
use criterion::{Criterion, Throughput};
use std::hint::black_box;

/// Alleles asked in one round.
const ALLELES: usize = 100_000;
/// Small variants of a panel case.
const PANEL: usize = 2_000;
/// Structural variants of a panel case.
const STRUCTURAL: usize = 40;

fn main() -> Result<(), Failure> {
    let knowledge = map(&index_file()?)?;
    let annotator = Annotator::new(&knowledge, Assembly::Grch38)?.disease("LUAD")?;
    let mut alleles: Vec<Allele> = alleles_outside(&annotator.genome(), Assembly::Grch38, ALLELES);
    let mut criterion = Criterion::default().with_measurement(ProcessorTime).configure_from_args();
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
    let panel = coding_alleles(&annotator.genome(), PANEL);
    // A piece of the chromosome from each of some alleles to the next is lost.
    let pairs = panel.windows(2).filter(|pair| pair[0].contig == pair[1].contig);
    let structural: Vec<StructuralAllele> = pairs.filter_map(|pair| lost(&pair[0], &pair[1])).take(STRUCTURAL).collect();
    if structural.is_empty() {
        return Err("no structural variant could be made".into());
    }
    // Ten stretches a chromosome, one of them amplified.
    let segments: Vec<Segment> = (0..=u8::MAX)
        .map_while(Contig::from_index)
        .flat_map(|contig| {
            let step = contig.length(Assembly::Grch38) / 10;
            (0..10).map(move |part| Segment {
                contig,
                stretch: Interval::from_length(part * step, step),
                measured: Measured::of_copies(if part == 3 { 14.0 } else { 2.0 }),
            })
        })
        .collect();
    let case = || -> Result<usize, Failure> {
        let settings = annotator.copy_settings().clone().with_ploidy(2.0)?;
        let copies = CopyNumbers::of_segments(segments.iter().copied(), settings);
        let mut told = Told { structural_called: true, copies: Some(copies), ..Told::default() };
        told.biomarkers.add("MSI=high")?;
        told.biomarkers.add("TMB=23.1/Mb")?;
        let mut sample = Sample::of(told);
        for (number, allele) in panel.iter().enumerate() {
            sample.add(number as u64, &annotator.annotate(black_box(allele))?.variants);
        }
        for (number, allele) in structural.iter().enumerate() {
            sample.add((PANEL + number) as u64, &annotator.annotate_structural(black_box(allele)).variants);
        }
        Ok(sample.profiles(&annotator).len())
    };
    case()?;
    group.throughput(Throughput::Elements(1));
    group.bench_function("a panel case: 2,000 variants, copies, structure, signatures", |bench| bench.iter(&case));
    group.finish();
    criterion.final_summary();
    Ok(())
}

/// The piece of a chromosome between two alleles, lost.
fn lost(a: &Allele, b: &Allele) -> Option<StructuralAllele> {
    let (start, end) = (a.interval.start().min(b.interval.start()), a.interval.start().max(b.interval.start()));
    let length = usize::try_from(end.checked_sub(start)?).ok().filter(|length| *length > 0)?;
    let gone = Allele {
        contig: a.contig,
        interval: Interval::new(start, end)?,
        reference: vec![b'N'; length].as_slice().into(),
        alternate: [].as_slice().into(),
    };
    Some(StructuralAllele { shape: Shape::Junction(Junction::of(&gone)?), is_precise: true })
}
