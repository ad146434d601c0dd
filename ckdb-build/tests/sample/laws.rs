//! Laws of the sample: neither the order of lines nor the number of threads changes what a tumour has.

use super::index;
use ckdb_core::annotate::{Annotator, Lookup, Prepared, Sample, Told};
use ckdb_core::genome::{Assembly, Contig, Interval};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::matching::Callable;
use ckdb_core::vcf::stream::{self, Outputs, Settings};
use ckdb_core::vcf::{Engine, Header, Keep};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::num::NonZero;

/// Changes far from each other, each with neighbours that must stay beside it; columns separated by blanks.
const LINES: [&str; 12] = [
    "chr5 171410539 . C CTCTG . PASS . GT 0/1",
    "chr13 28034109 . C CCCATTTGAGATCATATTCATATTC . PASS . GT 0/1",
    "chr7 55181378 . C T . PASS . GT:PS 0|1:5\nchr7 55181398 . T A . PASS . GT:PS 0|1:5",
    "chr7 55181378 . C T . PASS . GT:PS 0|1:5\nchr7 55181398 . T A . PASS . GT:PS 1|0:5",
    "chr7 55181378 . C T . PASS . GT 0/1",
    "chr12 25245350 . C T . PASS . GT 0/1",
    "chr12 25227341 . T G . PASS . GT 0/1",
    "chr13 32340300 . GT G . PASS . GT 0/1",
    "chr13 32340300 . GT G . PASS . GT 1/1",
    "chr7 140753336 . A T . PASS . GT 0/1\nchr7 140753337 . C T . PASS . GT 0/1",
    "chr17 43045802 . T <DEL> . PASS SVTYPE=DEL;END=43125364 GT 0/1",
    "chr3 10149823 . G A . PASS . GT 0/0",
];

fn told(texts: &[&str], callable: bool) -> Told {
    let mut told = Told::default();
    texts.iter().for_each(|text| told.biomarkers.add(text).unwrap());
    if callable {
        let whole = |name: &str| (Contig::parse(name).unwrap().0, Interval::from_length(0, 100_000_000));
        told.callable = Some(Callable::new(["chr1", "chr5", "chr7", "chr12", "chr13"].map(whole)));
    }
    told
}

/// Everything the sample has, without the numbers of its lines.
fn answer(annotator: &Annotator<'_>, lines: &[&str], told: Told, threads: usize) -> BTreeSet<String> {
    let mut text = "##fileformat=VCFv4.3\n#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT TUMOUR\n".to_owned();
    lines.iter().for_each(|line| text += &format!("{line}\n"));
    let text = text.replace(' ', "\t");
    let mut input = text.as_bytes();
    let header = Header::read(&mut input).unwrap();
    let engine = Engine::new(annotator, Keep::Carried, None).sample(Some(0));
    let mut sample = Sample::of(told);
    let mut alleles = 0;
    let mut consume = |_: u64, kept: ckdb_core::vcf::KeptLine<'_>| {
        kept.looked_at.into_iter().for_each(|(contig, place)| sample.add_looked_at(contig, place));
        for allele in kept.alleles {
            sample.add_call(alleles, &allele.variants, allele.call);
            alleles += 1;
        }
        Ok(())
    };
    let settings = Settings { batch_bytes: 50, ..Settings::with_threads(NonZero::new(threads).unwrap()) };
    let outputs = Outputs { vcf: None, declarations: &[], consume: &mut consume, progress: &mut |_| {} };
    stream::annotate(&mut input, &header, &engine, settings, outputs).unwrap();
    let answer = sample.answer(annotator);
    let matches = answer.matches.iter().map(|found| {
        let matched = &found.matched;
        format!("{} {} {} {:?} {:?}", matched.profile.id(), matched.truth, matched.level, matched.by, matched.verdict)
    });
    let misses = answer.misses.iter().map(|found| format!("{:?} {:?}", found.profile, found.verdict));
    matches.chain(misses).collect()
}

fn annotator(knowledge: &Knowledge) -> Annotator<'_> {
    Annotator::new(knowledge, Assembly::Grch38).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn neither_the_order_of_lines_nor_threads_matter(
        (chosen, turned) in proptest::sample::subsequence(LINES.to_vec(), 0..=LINES.len())
            .prop_flat_map(|chosen| (Just(chosen.clone()), Just(chosen).prop_shuffle())),
        callable in any::<bool>(),
        high in any::<bool>(),
        threads in 1..4_usize,
    ) {
        let knowledge = Knowledge::open(index()).unwrap();
        let annotator = annotator(&knowledge);
        let signatures: &[&str] = if high { &["MSI=high", "TMB=3/Mb"] } else { &[] };
        let one = answer(&annotator, &chosen, told(signatures, callable), 1);
        let other = answer(&annotator, &turned, told(signatures, callable), threads);
        prop_assert_eq!(one, other);
    }
}

#[test]
fn more_is_known_the_more_is_told() {
    // What is true or false of a tumour stays so when more is told; only the unknown may become known.
    let knowledge = Knowledge::open(index()).unwrap();
    let annotator = annotator(&knowledge);
    let lines = [LINES[0], LINES[2], LINES[6]];
    let states = |told| -> Vec<(String, bool)> {
        let found = answer(&annotator, &lines, told, 1);
        let known = |line: &String| line.split(' ').nth(1) == Some("true");
        found.iter().map(|line| (line.split(' ').next().unwrap().to_owned(), known(line))).collect()
    };
    let (less, more) = (states(told(&[], false)), states(told(&["MSI=high"], true)));
    for (profile, _) in less.iter().filter(|(_, is_true)| *is_true) {
        assert!(more.contains(&(profile.clone(), true)), "{profile} was true before");
    }
    let count = |states: &[(String, bool)]| states.iter().filter(|(_, is_true)| *is_true).count();
    assert!(count(&more) > count(&less), "{less:?} {more:?}");
}

#[test]
fn what_was_prepared_serves_every_question() {
    fn is_kept_by_a_service<T: Send + Sync + 'static>(_: &T) {}
    let knowledge = Knowledge::open(index()).unwrap();
    let prepared = Prepared::new(&knowledge, Assembly::Grch38).unwrap();
    is_kept_by_a_service(&prepared);
    let lines = [LINES[0], LINES[2], LINES[7]];
    let fresh = answer(&annotator(&knowledge), &lines, told(&["MSI=high"], true), 1);
    for _ in 0..2 {
        let again = Annotator::with(&knowledge, &prepared).unwrap();
        assert_eq!(answer(&again, &lines, told(&["MSI=high"], true), 1), fresh);
    }
    let ask = |lookup: Lookup<'_>| {
        let found = lookup.assembly(Assembly::Grch38).ask("chr7-140753336-A-T").unwrap().found;
        found.iter().map(|found| found.profile.id().to_owned()).collect::<Vec<_>>()
    };
    let slow = ask(Lookup::new(&knowledge));
    assert!(!slow.is_empty());
    assert_eq!(ask(Lookup::new(&knowledge).prepared(prepared)), slow);
}
