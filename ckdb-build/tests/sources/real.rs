//! The real files: n of N by reason, and nothing uncounted.

use super::command::{data, root};
use super::page::section;
use ckdb_build::import::ledger::Tally;
use ckdb_build::pipeline::build_from;
use ckdb_build::pipeline::sources::SourceInput;
use std::fmt::Write as _;

const SOURCES: &[(&str, &str, usize)] = &[
    ("hgnc", "genes/hgnc_complete_set.tsv.gz", 43_882),
    ("doid", "ontology/doid_table.csv.gz", 13_621),
    ("ncit", "ontology/ncit_antineoplastic_agents.tsv.gz", 4_395),
    ("fda", "fda/companion_diagnostics_2025-02.csv.gz", 184),
    ("clinvar", "expected_consequences/clinvar_brca1_opa1.GRCh37.vcf.gz", 14_274),
    ("hotspots", "hotspots/hotspots_v2_and_3d.tsv.gz", 6_910),
    ("moalmanac", "moalmanac/referenced/2026-05-07", 1_895),
    ("moalmanac", "moalmanac/legacy/2025-12-26.molecular-oncology-almanac.json.gz", 1_018),
    ("cgi", "cgi/2017-02-08/cgi_biomarkers.tsv.gz", 1_034),
];

#[test]
fn every_record_of_the_real_files_is_accounted_for() {
    let inputs: Option<Vec<SourceInput>> =
        SOURCES.iter().map(|(name, file, _)| Some(SourceInput { name: (*name).to_owned(), path: data(file)? })).collect();
    let Some(inputs) = inputs else { return };
    let outcome = build_from(&[root().join("knowledge")], "test", &[], &inputs).unwrap();
    // All of them the other way round are the same file.
    let turned: Vec<SourceInput> = inputs.iter().rev().cloned().collect();
    let turned = build_from(&[root().join("knowledge")], "test", &[], &turned).unwrap();
    let id = |outcome: &ckdb_build::pipeline::Outcome| outcome.image.as_ref().unwrap().content_id;
    assert_eq!(id(&outcome), id(&turned), "the order of sources is not in the index");
    assert!(outcome.image.is_some() && outcome.diagnostics.error_count() == 0, "slips of a source never stop a build");
    let mut page = String::from(
        "| source | release | licence | records | in | compiled | partly | quarantined | quarantined because |\n\
         |---|---|---|---|--:|--:|--:|--:|---|\n",
    );
    for (ledger, (name, file, records)) in outcome.sources.iter().zip(SOURCES) {
        assert_eq!(ledger.entries.len(), 1, "{file} has one kind of record");
        for kind in ledger.entries.keys() {
            let Tally { records: all, compiled, partly, quarantined } = ledger.tally(kind, |_| true);
            assert_eq!(all + ledger.lines_not_read.len(), *records, "{file}: a record is missing in the count");
            assert_eq!(compiled + partly + quarantined, all, "{file}");
            let mut reasons: Vec<(&str, usize)> = ledger.quarantined(kind).into_iter().collect();
            reasons.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
            let reasons: Vec<String> = reasons.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
            let release = if ledger.release.starts_with("blake3:") { "by digest" } else { &ledger.release };
            writeln!(
                page,
                "| {name} | {release} | {} | {kind} | {all} | {compiled} | {partly} | {quarantined} | {} |",
                ledger.licence,
                reasons.join(", ")
            )
            .unwrap();
        }
    }
    section("sources", &page);
}
