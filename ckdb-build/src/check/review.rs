//! Candidates and reviews: what is only believed is not compiled, and what a machine proposed has a person's name on it.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, rules};
use crate::record::{Records, ReviewRecord, ReviewState, Spanned, is_person};
use std::collections::BTreeSet;

/// `candidates` are the files that wait in a folder of that name.
pub(super) fn check(records: &Records, candidates: &BTreeSet<FileId>, out: &mut Diagnostics) {
    for review in &records.reviews {
        if candidates.contains(&review.place.file) {
            waiting(review, out);
        } else {
            standing(review, out);
        }
        if let Some(name) = review.reviewed_by.as_ref().filter(|name| name.is_sound()) {
            person(review, name, out);
        }
    }
}

/// A record in `candidates/`.
fn waiting(review: &ReviewRecord, out: &mut Diagnostics) {
    let state = review.state.as_ref();
    if state.and_then(Spanned::sound) == Some(&ReviewState::Reviewed) {
        let place = state.map_or(review.place, |state| state.place);
        let finding = Diagnostic::new(
            &rules::CANDIDATE_UNTOLD,
            place,
            "this record is reviewed, but lies in `candidates/`, which nobody compiles",
        );
        out.push(finding.label("no longer a candidate").help("move its file, or its table, to the folder of its kind"));
    } else if state.is_none() {
        let finding = Diagnostic::new(&rules::CANDIDATE_UNTOLD, review.place, "a record in `candidates/` says so itself");
        out.push(
            finding
                .label("`state` is missing")
                .help("write `state = \"candidate\"`, so that it cannot pass for proved when it is copied"),
        );
    }
    if review.missing.is_none() {
        let finding = Diagnostic::new(&rules::CANDIDATE_UNTOLD, review.place, "a candidate names the proof that it lacks");
        out.push(
            finding.label("`missing` is missing").help("write `missing = \"…\"`: which document, paper or release would show it"),
        );
    }
}

/// A record that would be compiled.
fn standing(review: &ReviewRecord, out: &mut Diagnostics) {
    let state = review.state.as_ref().and_then(Spanned::sound);
    if let (Some(ReviewState::Candidate), Some(place)) = (state, review.state.as_ref().map(|state| state.place)) {
        let finding = Diagnostic::new(&rules::CANDIDATE_OUTSIDE, place, "a candidate would be compiled here");
        out.push(finding.label("not proved").help("move the record to `candidates/`; or let a person review it and write `state = \"reviewed\"`, `reviewed_by`, `reviewed_on`"));
        return;
    }
    if let Some(missing) = &review.missing {
        let finding =
            Diagnostic::new(&rules::CANDIDATE_OUTSIDE, missing.place, "a record that lacks its proof would be compiled here");
        out.push(
            finding.label("not proved").help("take `missing` out when the proof was opened, else move the record to `candidates/`"),
        );
    }
    let claims = state == Some(&ReviewState::Reviewed) || review.reviewed_on.is_some() || review.reviewed_by.is_some();
    if review.proposed_by.is_none() && !claims {
        return;
    }
    for (name, there) in [
        ("state", review.state.is_some()),
        ("reviewed_by", review.reviewed_by.is_some()),
        ("reviewed_on", review.reviewed_on.is_some()),
    ] {
        if !there {
            let message = match &review.proposed_by {
                Some(who) => format!("`{}` proposed this, and no person has signed for it: `{name}` is missing", who.value),
                None => format!("a reviewed record says who reviewed it and when: `{name}` is missing"),
            };
            let place = review.proposed_by.as_ref().or(review.reviewed_by.as_ref()).map_or(review.place, |text| text.place);
            let finding = Diagnostic::new(&rules::NO_REVIEWER, place, message).label(format!("expected `{name}` beside this"));
            out.push(finding.help(
                "open the proof, then write `state = \"reviewed\"`, `reviewed_by = \"your name\"` and `reviewed_on = \"the day\"`",
            ));
        }
    }
}

fn person(review: &ReviewRecord, name: &Spanned<String>, out: &mut Diagnostics) {
    let own = review.proposed_by.as_ref().filter(|who| who.value.trim().eq_ignore_ascii_case(name.value.trim()));
    let finding = if !is_person(&name.value) {
        Diagnostic::new(&rules::REVIEWER, name.place, format!("`{}` is no person", name.value))
            .label("expected the name of a person")
    } else if let Some(who) = own {
        Diagnostic::new(&rules::REVIEWER, name.place, format!("`{}` reviewed what the same person proposed", name.value))
            .label("expected another person")
            .related(who.place, "who proposed it")
    } else {
        return;
    };
    out.push(finding.help("two people, or a machine and a person, stand behind a record"));
}
