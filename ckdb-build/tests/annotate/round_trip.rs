//! Every claim there and back, of the knowledge that ships and of a whole CIViC release: what is written from it must find it again.

use super::command::{data, index, root};
use super::page;
use ckdb_build::pipeline::build_from;
use ckdb_build::pipeline::sources::SourceInput;
use ckdb_build::roundtrip::{RoundTrip, round_trip};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use std::fmt::Write;

/// Claims of these kinds must be among those asked, so that no kind is forgotten.
const KINDS: &[&str] =
    &["copy-number", "homozygous-disruption", "fusion-pair", "fusion", "exon-change", "biomarker", "wild-type", "profile: all"];

fn every_claim(knowledge: &Knowledge, name_all: bool) -> (String, Vec<RoundTrip>) {
    let mut text = String::from("| assembly | kind | asked | come back |\n|---|---|--:|--:|\n");
    let (mut notes, mut all) = (String::new(), Vec::new());
    for assembly in Assembly::ALL {
        let found = round_trip(knowledge, assembly).unwrap();
        for (kind, (asked, returned)) in &found.by_kind {
            writeln!(text, "| {assembly} | `{kind}` | {asked} | {returned} |").unwrap();
        }
        writeln!(text, "| {assembly} | all | {} | {} |", found.asked, found.returned).unwrap();
        for claim in &found.quarantined {
            writeln!(notes, "- {assembly}, lost: {} (`{}`): {}", claim.variant, claim.kind, claim.reason).unwrap();
        }
        for ((code, kind), claims) in found.unwritten_by_code() {
            write!(notes, "- {assembly}, not written, `{code}` (`{kind}`, {}): {}", claims.len(), claims[0].reason).unwrap();
            let names: Vec<&str> = claims.iter().map(|claim| &*claim.variant).collect();
            writeln!(notes, "{}", if name_all { format!(": {}", names.join(", ")) } else { String::new() }).unwrap();
        }
        assert_eq!(found.returned + found.quarantined.len(), found.asked);
        let of_kinds: (usize, usize) = found.by_kind.values().fold((0, 0), |sum, kind| (sum.0 + kind.0, sum.1 + kind.1));
        assert_eq!(of_kinds, (found.asked, found.returned));
        all.push(found);
    }
    writeln!(text, "\n{notes}").unwrap();
    (text, all)
}

#[test]
fn every_claim_comes_back() {
    let knowledge = Knowledge::open(index()).unwrap();
    let (text, all) = every_claim(&knowledge, true);
    page::section("round trip", &text);
    for found in all {
        assert!(found.asked > 350, "only {} claims were asked", found.asked);
        for kind in KINDS {
            assert!(found.by_kind.contains_key(kind), "no claim of kind {kind} was asked");
        }
        assert!(found.returned * 100 >= found.asked * 99, "{} of {}:\n{text}", found.returned, found.asked);
    }
}

#[test]
fn every_claim_of_civic_comes_back() {
    let Some(path) = data("civic/2024-08-01") else { return };
    let source = SourceInput { name: "civic".into(), path };
    let outcome = build_from(&[root().join("knowledge")], "test", &[], &[source]).unwrap();
    let knowledge = Knowledge::from_bytes(outcome.image.unwrap().bytes).unwrap();
    let (text, all) = every_claim(&knowledge, false);
    page::section("round trip civic", &text);
    for found in all {
        assert!(found.asked > 1000, "only {} claims were asked", found.asked);
        assert!(found.returned * 100 >= found.asked * 90, "{} of {}:\n{text}", found.returned, found.asked);
    }
}
