//! Every claim of the knowledge that ships, there and back: variants written from it must find it again.

use super::command::index;
use super::page;
use ckdb_build::roundtrip::round_trip;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use std::fmt::Write;

#[test]
fn every_claim_comes_back() {
    let knowledge = Knowledge::open(index()).unwrap();
    let mut text = String::from("| assembly | kind | asked | come back |\n|---|---|--:|--:|\n");
    let mut notes = String::new();
    for assembly in Assembly::ALL {
        let found = round_trip(&knowledge, assembly).unwrap();
        for (kind, (asked, returned)) in &found.by_kind {
            writeln!(text, "| {assembly} | `{kind}` | {asked} | {returned} |").unwrap();
        }
        writeln!(text, "| {assembly} | all | {} | {} |", found.asked, found.returned).unwrap();
        for claim in &found.quarantined {
            writeln!(notes, "- {assembly}, quarantined: {} (`{}`): {}", claim.variant, claim.kind, claim.reason).unwrap();
        }
        for (why, count) in &found.unwritten {
            writeln!(notes, "- {assembly}, not written ({count}): {why}").unwrap();
        }
        assert_eq!(found.returned + found.quarantined.len(), found.asked);
        assert!(found.asked > 200, "{assembly}: only {} claims were asked", found.asked);
        assert!(found.returned * 100 >= found.asked * 99, "{assembly}: {} of {}:\n{notes}", found.returned, found.asked);
    }
    writeln!(text, "\n{notes}").unwrap();
    page::section("round trip", &text);
}
