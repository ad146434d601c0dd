//! The same biology in every notation: each allele that a claim of the shipped knowledge generates, spelt in other ways, named by
//! HGVS, and on the other assembly, must meet the same claims.

use super::command::index;
use super::page;
use ckdb_build::roundtrip::round_trip;
use ckdb_core::annotate::lookup::Subject;
use ckdb_core::annotate::{Annotator, Lookup};
use ckdb_core::consequence::HgvsG;
use ckdb_core::genome::{Allele, Assembly, Interval, Sequence};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::matching::{Judgement, MatchLevel, Truth, VariantMatch};
use ckdb_core::model::VariantId;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What an allele meets or may meet, as it is compared.
type Met = Vec<(VariantId, String)>;

fn met(variants: &[VariantMatch]) -> Met {
    let counts = variants.iter().filter(|found| found.judgement.truth() != Truth::False);
    counts.map(|found| (found.variant, format!("{:?}", found.judgement))).collect()
}

/// The allele with letters of the reference before and after it.
fn widened(allele: &Allele, letters: &impl Sequence, before: u32, after: u32) -> Option<Allele> {
    let whole = Interval::new(allele.interval.start().checked_sub(before)?, allele.interval.end() + after)?;
    let held = letters.letters(allele.contig, whole)?;
    let (head, tail) = (&held[..before as usize], &held[held.len() - after as usize..]);
    let around = |inner: &[u8]| [head, inner, tail].concat().as_slice().into();
    Some(Allele {
        contig: allele.contig,
        interval: whole,
        reference: around(&allele.reference),
        alternate: around(&allele.alternate),
    })
}

/// A pure insertion or deletion, one letter further to the right `count` times.
fn moved(allele: &Allele, letters: &impl Sequence, count: u32) -> Option<Allele> {
    let mut moved = allele.clone();
    for _ in 0..count {
        let next = *letters.letters(moved.contig, Interval::from_length(moved.interval.end(), 1))?.first()?;
        for side in [&mut moved.reference, &mut moved.alternate] {
            if !side.is_empty() {
                side.rotate_left(1);
                assert_eq!(side.last(), Some(&next), "{allele}");
            }
        }
        moved.interval = Interval::from_length(moved.interval.start() + 1, moved.interval.len());
    }
    Some(moved)
}

#[test]
fn every_notation_of_an_allele_meets_the_same_claims() {
    let knowledge = Knowledge::open(index()).unwrap();
    let mut text = String::from("| assembly | notation | asked | same claims |\n|---|---|--:|--:|\n");
    let mut wrong = Vec::new();
    let mut on: Vec<BTreeMap<VariantId, Met>> = Vec::new();
    for assembly in Assembly::ALL {
        let annotator = Annotator::new(&knowledge, assembly).unwrap();
        let genome = knowledge.genome(assembly).unwrap();
        let lookup = Lookup::new(&knowledge).assembly(assembly);
        let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        let mut own = BTreeMap::new();
        for (variant, allele) in round_trip(&knowledge, assembly).unwrap().alleles {
            let plain = annotator.annotate(&allele).unwrap();
            let expected = met(&plain.variants);
            let normalized = plain.normalized().unwrap().clone();
            let mut compare = |notation: &'static str, expected: &Met, found: Met, shown: String| {
                let (asked, same) = counts.entry(notation).or_default();
                *asked += 1;
                if found == *expected {
                    *same += 1;
                } else {
                    wrong.push(format!("{assembly} {notation} {allele} as {shown}: {found:?}, plainly {expected:?}"));
                }
            };
            let spelt = [
                ("letters after it", widened(&normalized.allele, &genome, 0, 2)),
                ("letters before it", widened(&normalized.allele, &genome, 2, 0)),
                ("moved to the right", moved(&normalized.allele, &genome, normalized.right_shift)),
            ];
            for (notation, other) in spelt.into_iter().filter_map(|(notation, other)| Some((notation, other?))) {
                compare(notation, &expected, met(&annotator.annotate(&other).unwrap().variants), other.to_string());
            }
            // A change of the protein is named by many letters: what it names must meet every claim about the protein that these
            // letters meet, and whatever it meets in some of its spellings only is open. Written in three letters and in one.
            let of_protein = plain.consequences.iter().find_map(|found| {
                let change = found.protein.as_ref()?;
                Some((genome.row(found.transcript)?.accession, change))
            });
            if let Some((accession, change)) = of_protein {
                let by_protein = |found: &[VariantMatch]| -> Met {
                    let level = |judgement| match judgement {
                        Judgement::Holds { level, .. } => Some(level),
                        _ => None,
                    };
                    let same = found
                        .iter()
                        .filter(|found| matches!(level(found.judgement), Some(MatchLevel::SameProtein | MatchLevel::Codon)));
                    same.map(|found| (found.variant, format!("{:?}", found.judgement))).collect()
                };
                let expected = by_protein(&plain.variants);
                for (notation, name) in
                    [("HGVS p., three letters", change.to_string()), ("HGVS p., one letter", format!("p.{}", change.short()))]
                {
                    let name = format!("{accession}:{name}");
                    let found = match lookup.ask(&name).map(|answer| answer.subject) {
                        Ok(Subject::Change(change)) => by_protein(&change.annotation.variants),
                        other => vec![(variant, format!("read as {other:?}"))],
                    };
                    compare(notation, &expected, found, name);
                }
            }
            let named = plain.consequences.iter().filter_map(|found| {
                let accession = genome.row(found.transcript)?.accession;
                Some(("HGVS c.", format!("{accession}:{}", found.hgvs_c.as_ref()?)))
            });
            let named = named.take(1).chain([("HGVS g.", HgvsG::of(&normalized).on(assembly))]);
            for (notation, name) in named {
                match lookup.ask(&name).map(|answer| answer.subject) {
                    Ok(Subject::Change(change)) => compare(notation, &expected, met(&change.annotation.variants), name),
                    other => compare(notation, &expected, Vec::new(), format!("{name}, read as {other:?}")),
                }
            }
            own.insert(variant, expected);
        }
        for (notation, (asked, same)) in counts {
            writeln!(text, "| {assembly} | {notation} | {asked} | {same} |").unwrap();
        }
        on.push(own);
    }
    let both: Vec<_> = on[0].iter().filter_map(|(variant, old)| Some((variant, old, on[1].get(variant)?))).collect();
    let same = both.iter().filter(|(_, old, new)| old == new).count();
    writeln!(text, "| both | the same claim's allele on GRCh37 and GRCh38 | {} | {same} |", both.len()).unwrap();
    wrong.extend(
        both.iter()
            .filter(|(_, old, new)| old != new)
            .map(|(variant, old, new)| format!("{variant:?}: GRCh37 {old:?}, GRCh38 {new:?}")),
    );
    page::section("notation", &text);
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}
