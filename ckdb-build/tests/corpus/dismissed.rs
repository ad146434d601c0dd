//! What is dismissed by its place alone has no match: random small changes in and around every modelled gene, asked both ways.

use super::brute::Random;
use super::index::Claims;
use super::row;
use ckdb_core::annotate::Annotator;
use ckdb_core::genome::{Allele, Assembly, Interval, Sequence};
use ckdb_core::normalize::ReferenceCheck;

/// Alleles asked on each assembly.
const ALLELES: usize = 30_000;

#[test]
fn what_is_dismissed_by_its_place_meets_nothing() {
    let claims = Claims::of(&row::rows());
    for assembly in Assembly::ALL {
        let annotator = Annotator::new(&claims.knowledge, assembly).unwrap().gene_any(true);
        let genome = claims.knowledge.genome(assembly).unwrap();
        let spans: Vec<_> = genome.transcripts().map(|(_, transcript)| (transcript.contig, transcript.span())).collect();
        let mut random = Random(20_261_121);
        let (mut dismissed, mut met) = (0, 0);
        for number in 0..ALLELES {
            let (contig, span) = spans[random.below(spans.len())];
            let start = span.start().saturating_sub(6_000) + u32::try_from(random.below(span.len() as usize + 12_000)).unwrap();
            // Some are long enough to reach an exon from afar.
            let lost = [1, 1, 1, 0, 3, 30, 900][random.below(7)];
            let gained = if lost == 1 { 1 } else { [0, 3, 30][random.below(3)] };
            let interval = Interval::from_length(start, u32::try_from(lost).unwrap());
            let held = genome.letters(contig, interval).map(<[u8]>::to_vec);
            let reference = held.unwrap_or_else(|| random.letters(lost));
            let alternate = random.letters(gained);
            if reference == alternate {
                continue;
            }
            let (reference, alternate) = (reference.as_slice().into(), alternate.as_slice().into());
            let allele = Allele { contig, interval, reference, alternate };
            let told = annotator.annotate(&allele);
            let if_met = annotator.annotate_met(&allele);
            match (&told, &if_met) {
                (Ok(told), Ok(if_met)) if told.matches.is_empty() => {
                    assert!(if_met.matches.is_empty() && told.allele == if_met.allele, "{assembly} {number} {allele:?}");
                }
                _ => assert_eq!(format!("{told:?}"), format!("{if_met:?}"), "{assembly} {number} {allele:?}"),
            }
            if annotator.could_match(contig, interval) {
                met += usize::from(told.is_ok_and(|told| !told.matches.is_empty()));
                continue;
            }
            dismissed += 1;
            let told = told.unwrap_or_else(|error| panic!("{assembly} {number} {allele:?} contradicts something: {error}"));
            let checked = told.normalized().map(|normalized| normalized.reference);
            assert!(told.matches.is_empty() && told.variants.is_empty(), "{assembly} {number} {allele:?}: {:?}", told.variants);
            assert!(checked != Some(ReferenceCheck::Agrees), "{assembly} {number} {allele:?}: letters were compared");
        }
        assert!(dismissed > ALLELES / 4 && met > ALLELES / 200, "{assembly}: {dismissed} dismissed, {met} met something");
    }
}
