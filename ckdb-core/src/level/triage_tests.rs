//! The triage table, each row both ways.

use super::*;
use crate::model::{DiseaseId, TriageRule};

fn row(id: &str, access: TriageAccess, diagnostics: &[Diagnostic], outcome: TriageOutcome) -> TriageRule {
    TriageRule { id: id.into(), access, diagnostics: diagnostics.to_vec(), outcome, reason: id.into() }
}

fn table() -> TriageTable {
    use TriageOutcome::{MustDiscuss, Omissible};
    TriageTable {
        id: "t".into(),
        version: 7,
        name: String::new(),
        as_of: String::new(),
        document: String::new(),
        lineages: vec![Lineage::Solid],
        rules: vec![
            row("companion", TriageAccess::InLabel, &[Diagnostic::Companion], Omissible),
            row("deemed", TriageAccess::InLabel, &[Diagnostic::Deemed], Omissible),
            row("neither", TriageAccess::InLabel, &[Diagnostic::Neither], MustDiscuss),
            row("off", TriageAccess::OffLabel, &[], MustDiscuss),
            row("trial", TriageAccess::Trial, &[], MustDiscuss),
            row("nothing", TriageAccess::Nothing, &[], Omissible),
        ],
        deemed: vec![DeemedTest {
            therapies: vec![TherapyId::new(9)],
            profiles: vec![ProfileId::new(0)],
            disease: DiseaseId::new(0),
            assays: vec!["Panel Nine".into()],
        }],
        deemed_is_complete: false,
    }
}

fn option(access: TriageAccess, drug: u32, standing: Standing) -> TriageOption<'static> {
    TriageOption {
        access,
        record: "r",
        therapies: vec![TherapyId::new(drug)],
        profile: ProfileId::new(0),
        standing,
        is_certain: true,
    }
}

fn clear() -> TriageInput {
    TriageInput { germline: Gate::Clear, assay: Some("panel nine".into()), trials_searched: false }
}

const COMPANION: Standing = Standing::Known(Diagnostic::Companion);

fn ask(table: &TriageTable, input: &TriageInput, markers: Vec<(&'static str, Vec<TriageOption<'static>>)>) -> (String, String) {
    let found = triage(table, Some(Lineage::Solid), input, markers, |test, option| test.profiles.contains(&option.profile));
    assert_eq!(found.table, "t@7");
    let answer = match found.ruled.answer {
        Answer::CannotTell(missing) => missing.to_string(),
        told @ Answer::Told(_) => told.to_string(),
    };
    (answer, found.ruled.rule)
}

fn says(answer: &str, rule: &str) -> (String, String) {
    (answer.to_owned(), rule.to_owned())
}

#[test]
fn each_row_gives_its_answer() {
    let one = |option| ask(&table(), &clear(), vec![("EGFR", vec![option])]);
    assert_eq!(one(option(TriageAccess::InLabel, 1, COMPANION)), says("omissible", "companion"));
    assert_eq!(one(option(TriageAccess::InLabel, 9, Standing::NoCompanion)), says("omissible", "deemed"));
    assert_eq!(one(option(TriageAccess::OffLabel, 1, COMPANION)), says("must-discuss", "off"));
    assert_eq!(one(option(TriageAccess::Trial, 1, COMPANION)), says("must-discuss", "trial"));
}

#[test]
fn a_test_that_is_no_companion_stays_open_until_the_societies_list_is_whole() {
    let mut table = table();
    let marker = || vec![("EGFR", vec![option(TriageAccess::InLabel, 1, Standing::NoCompanion)])];
    assert_eq!(ask(&table, &clear(), marker()), says("SOCIETY_LIST_NOT_RECORDED", ""));
    table.deemed_is_complete = true;
    assert_eq!(ask(&table, &clear(), marker()), says("must-discuss", "neither"));
}

#[test]
fn the_germline_gate_is_asked_first() {
    let marker = || vec![("EGFR", vec![option(TriageAccess::InLabel, 1, COMPANION)])];
    let gate = |germline| TriageInput { germline, ..clear() };
    assert_eq!(ask(&table(), &gate(Gate::Suspected), marker()), says("must-discuss", "gate-germline"));
    assert_eq!(ask(&table(), &gate(Gate::NotTold), marker()), says("GERMLINE_NOT_TOLD", "gate-germline"));
    assert_eq!(ask(&table(), &gate(Gate::Clear), marker()), says("omissible", "companion"));
    // What must be discussed anyway does not wait for the gate.
    let off = vec![("KRAS", vec![option(TriageAccess::OffLabel, 1, COMPANION)])];
    assert_eq!(ask(&table(), &gate(Gate::NotTold), off), says("must-discuss", "off"));
}

#[test]
fn within_a_marker_the_first_row_decides_and_between_markers_the_strictest() {
    let in_label = || option(TriageAccess::InLabel, 1, COMPANION);
    let off = || option(TriageAccess::OffLabel, 2, COMPANION);
    assert_eq!(ask(&table(), &clear(), vec![("EGFR", vec![off(), in_label()])]), says("omissible", "companion"));
    assert_eq!(ask(&table(), &clear(), vec![("EGFR", vec![in_label()]), ("KRAS", vec![off()])]), says("must-discuss", "off"));
}

#[test]
fn nothing_is_proven_only_by_a_search() {
    assert_eq!(ask(&table(), &clear(), Vec::new()), says("TRIALS_NOT_SEARCHED", ""));
    let searched = TriageInput { trials_searched: true, ..clear() };
    assert_eq!(ask(&table(), &searched, Vec::new()), says("omissible", "nothing"));
}

#[test]
fn what_is_open_is_never_an_omission() {
    let open = |standing| ask(&table(), &clear(), vec![("EGFR", vec![option(TriageAccess::InLabel, 1, standing)])]);
    assert_eq!(open(Standing::Open(Missing::NoAssay)), says("NO_ASSAY", ""));
    assert_eq!(open(Standing::Open(Missing::ListNotRecorded)), says("LIST_NOT_RECORDED", ""));
    let unsure = TriageOption { is_certain: false, ..option(TriageAccess::InLabel, 1, COMPANION) };
    assert_eq!(ask(&table(), &clear(), vec![("EGFR", vec![unsure])]), says("MARKER_UNKNOWN", ""));
    let answer = |lineage| triage(&table(), lineage, &clear(), Vec::new(), |_, _| false).ruled.answer;
    assert_eq!(answer(None), Answer::CannotTell(Missing::NoDisease));
    assert_eq!(answer(Some(Lineage::Haematological)), Answer::CannotTell(Missing::Lineage));
}
