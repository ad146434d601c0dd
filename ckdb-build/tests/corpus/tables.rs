//! A table of variants is answered as each of its alleles by itself would be, however its columns lie in memory: random small changes in
//! and around every modelled gene.

use super::brute::Random;
use super::index::Claims;
use super::row;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, UInt32Type};
use arrow_array::{ArrayRef, DictionaryArray, Int32Array, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray};
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly, Interval, Sequence};
use ckdb_core::normalize::ReferenceCheck;
use ckdb_core::table::arrow::{Asked, Names, ROW, Variants, annotate_table};
use ckdb_core::table::{Column, Options, Rows};
use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Alleles asked on each assembly: more than one worker takes at a time.
const ALLELES: usize = 40_000;

/// As in a line of a VCF: contig, position, REF, ALT.
type Line = (String, u32, String, String);

#[test]
fn a_table_is_answered_as_its_alleles_are() {
    let claims = Claims::of(&row::rows());
    for assembly in Assembly::ALL {
        let annotator = Annotator::new(&claims.knowledge, assembly).unwrap();
        let lines = lines(&claims, assembly);
        let (mut met, mut agree, mut contradict) = (BTreeSet::new(), 0, 0);
        for (number, (contig, position, reference, alternate)) in (0_u32..).zip(&lines) {
            let (contig, _) = ckdb_core::genome::Contig::parse(contig).unwrap();
            let Ok(allele) = Allele::from_vcf(contig, *position, reference.as_bytes(), alternate.as_bytes()) else { continue };
            match annotator.annotate(&allele) {
                Ok(told) => {
                    agree += u64::from(told.normalized().is_some_and(|found| found.reference == ReferenceCheck::Agrees));
                    if !told.matches.is_empty() {
                        met.insert(number);
                    }
                }
                Err(error) => contradict += u64::from(error.code() == "REF_MISMATCH"),
            }
        }
        assert!(met.len() > ALLELES / 500 && contradict > 50, "{assembly}: {} met something, {contradict} contradict", met.len());
        for columns in layouts(&lines) {
            let kind = columns.each_ref().map(|column| column.data_type().to_string()).join(", ");
            let batch = RecordBatch::try_from_iter(["chrom", "pos", "ref", "alt"].into_iter().zip(columns)).unwrap();
            let variants = Variants::new(&batch.schema(), &[batch], &Names::default()).unwrap();
            let rows = Rows::new(&annotator, Options::default());
            for threads in [1, 3] {
                let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
                let threads = NonZero::new(threads).unwrap();
                let asked = Asked { columns: &[Column::Profile], threads, stop: &stop, done: &done };
                let joined = annotate_table(&rows, &variants, asked).unwrap();
                let numbers = joined
                    .batches
                    .iter()
                    .flat_map(|batch| batch.column_by_name(ROW).unwrap().as_primitive::<UInt32Type>().values().to_vec());
                assert_eq!(numbers.collect::<BTreeSet<u32>>(), met, "{assembly}, {kind}, {threads} threads");
                assert_eq!((joined.seen.agrees, joined.seen.contradicts), (agree, contradict), "{assembly}, {kind}");
            }
        }
    }
}

/// Random changes, of which some contradict the letters, and some are spelled in small letters.
fn lines(claims: &Claims, assembly: Assembly) -> Vec<Line> {
    let genome = claims.knowledge.genome(assembly).unwrap();
    let places: Vec<_> = genome
        .transcripts()
        .flat_map(|(_, transcript)| {
            let exons: Vec<Interval> = transcript.exons().collect();
            [vec![transcript.span()], exons].concat().into_iter().map(move |place| (transcript.contig, place))
        })
        .collect();
    let mut random = Random(20_261_122);
    let line = |_| {
        let (contig, span) = places[random.below(places.len())];
        let around = 3_000;
        let start = span.start().saturating_sub(around) + u32::try_from(random.below((span.len() + 2 * around) as usize)).unwrap();
        let lost = [1, 1, 1, 1, 1, 2, 4, 14, 40][random.below(9)];
        let gained = if random.below(8) == 0 { [2, 4, 30][random.below(3)] } else { 1 };
        let held = genome.letters(contig, Interval::from_length(start, lost)).map(<[u8]>::to_vec);
        let wrong = random.below(100) == 0;
        let reference = held.filter(|_| !wrong).unwrap_or_else(|| random.letters(lost as usize));
        let mut alternate = random.letters(gained);
        // As a caller spells insertions and deletions: with the letter before them.
        if reference.len() != alternate.len() {
            alternate[0] = reference[0];
        }
        let text = |letters: Vec<u8>| String::from_utf8(letters).unwrap();
        let (reference, alternate) = (text(reference), text(alternate));
        let small = random.below(50) == 0;
        let alternate = if small { alternate.to_lowercase() } else { alternate };
        (contig.to_string(), start + 1, reference, alternate)
    };
    let mut lines: Vec<Line> = (0..ALLELES).map(line).collect();
    // Half of the table is in the order of a file, half as it comes.
    lines[..ALLELES / 2].sort();
    lines
}

/// The same table in the types that data frames use.
fn layouts(lines: &[Line]) -> Vec<[ArrayRef; 4]> {
    let texts = |text: fn(&Line) -> &String| -> StringArray { lines.iter().map(|line| Some(text(line))).collect() };
    let (chrom, reference, alternate) = (texts(|line| &line.0), texts(|line| &line.2), texts(|line| &line.3));
    let large = |texts: &StringArray| -> ArrayRef { Arc::new(texts.iter().collect::<LargeStringArray>()) };
    let views = |texts: &StringArray| -> ArrayRef { Arc::new(texts.iter().collect::<StringViewArray>()) };
    let dictionary = |texts: &StringArray| -> ArrayRef { Arc::new(texts.iter().collect::<DictionaryArray<Int32Type>>()) };
    let small = |texts: &StringArray| -> ArrayRef { Arc::new(texts.clone()) };
    let wide: ArrayRef = Arc::new(lines.iter().map(|line| i64::from(line.1)).collect::<Int64Array>());
    let narrow: ArrayRef = Arc::new(lines.iter().map(|line| i32::try_from(line.1).unwrap()).collect::<Int32Array>());
    vec![
        [small(&chrom), wide.clone(), small(&reference), small(&alternate)],
        [large(&chrom), narrow.clone(), large(&reference), large(&alternate)],
        [views(&chrom), wide.clone(), views(&reference), views(&alternate)],
        [dictionary(&chrom), narrow, dictionary(&reference), dictionary(&alternate)],
        [dictionary(&chrom), wide, views(&reference), large(&alternate)],
    ]
}
