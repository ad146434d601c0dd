//! Changed since: the same input read with an earlier index, line by line against this one.
//!
//! Numbers of records differ between indexes, so what is compared is a [`Digest`] of identities: finding, claim, drugs, levels,
//! access. What is behind a change is found in the records that both sides rest on ([`Diff`]).

use super::super::finding;
use super::super::gathered::Answered;
use super::super::names::Names;
use super::super::offer::{Offer, Says, offers};
use super::super::why::level_name;
use crate::diff::Diff;
use crate::model::Vocabulary;
use std::collections::{BTreeMap, BTreeSet};

/// What one index makes of a case, by identities that hold in another index, too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Release of the index.
    pub(in super::super) release: String,
    lines: BTreeMap<Key, State>,
    triage: Vec<(String, String)>,
}

/// Finding, drugs, what is said.
type Key = (String, String, String);

#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    /// How a person reads the key, in the language of the page.
    finding: String,
    drug: String,
    says: String,
    levels: Vec<String>,
    access: Vec<String>,
    records: BTreeSet<String>,
}

/// A change as a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct ChangeRow {
    pub(in super::super) class: &'static str,
    pub(in super::super) kind: &'static str,
    pub(in super::super) finding: String,
    pub(in super::super) drug: String,
    pub(in super::super) before: String,
    pub(in super::super) after: String,
    pub(in super::super) records: String,
}

/// The section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Changes {
    pub(in super::super) title: String,
    pub(in super::super) lead: String,
    pub(in super::super) line: String,
    pub(in super::super) total: String,
    pub(in super::super) rows: Vec<ChangeRow>,
}

/// Records shown in a cell.
const RECORDS: usize = 5;

pub(in super::super) fn digest(names: &Names<'_, '_>, case: &Answered<'_, '_>) -> Result<Digest, crate::index::IndexError> {
    let mut digest = Digest { release: release(names)?, ..Digest::default() };
    for says in [Says::Works, Says::Fails] {
        for offer in offers(case, says) {
            let (key, state) = state(names, case, &offer);
            let known = digest.lines.entry(key).or_insert_with(|| state.clone());
            known.records.extend(state.records);
        }
    }
    digest.triage = case.report.triage.iter().map(|found| (base(&found.table), found.ruled.answer.to_string())).collect();
    Ok(digest)
}

fn release(names: &Names<'_, '_>) -> Result<String, crate::index::IndexError> {
    let knowledge = names.annotator.knowledge();
    let id = knowledge.content_id().to_string();
    Ok(format!("{} ({})", knowledge.release()?.name, id.get(..12).unwrap_or(&id)))
}

fn base(table: &str) -> String {
    table.split('@').next().unwrap_or(table).to_owned()
}

fn state(names: &Names<'_, '_>, case: &Answered<'_, '_>, offer: &Offer<'_, '_>) -> (Key, State) {
    let shown = finding::of(names, case, &offer.finding, offer.best().matched);
    // Letters are the same in both indexes; a transcript's version, and with it a name, may not be.
    let letters = |number: &u64| {
        case.calls.get(number).map(|call| {
            let place = &call.place;
            format!("{}:{}:{}:{}", place.chrom, place.pos, place.reference, place.alternate)
        })
    };
    let what = match &offer.finding {
        super::super::offer::Finding::Alleles(numbers) => numbers.iter().filter_map(letters).collect::<Vec<_>>().join("+"),
        super::super::offer::Finding::Told(_) => offer.best().matched.profile.id().to_owned(),
    };
    let mut drugs: Vec<&str> =
        offer.claim.therapies.iter().filter_map(|id| names.records.therapy(*id)).map(|therapy| therapy.id()).collect();
    drugs.sort_unstable();
    let interaction = offer.claim.interaction.map_or("", Vocabulary::as_str);
    let said = format!("{} {}", offer.claim.direction, offer.claim.significance);
    let mut access: Vec<String> = offer.routes.iter().map(|(route, _)| names.say(*route).to_owned()).collect();
    access.dedup();
    let state = State {
        finding: shown.title(),
        drug: names.drugs(&offer.claim.therapies, offer.claim.interaction).main,
        says: names.say(offer.claim.significance).to_owned(),
        levels: offer
            .levels
            .iter()
            .map(|(column, level)| format!("{} {}", names.column(*column), level_name(&level.level)))
            .collect(),
        access,
        records: offer.records().into_iter().map(str::to_owned).collect(),
    };
    ((what, format!("{}{interaction}", drugs.join("+")), said), state)
}

pub(in super::super) fn changes(names: &Names<'_, '_>, before: &Digest, after: &Digest, diff: &Diff) -> Changes {
    let words = names.words;
    let touched: BTreeMap<&str, &'static str> =
        diff.records.iter().map(|change| (change.row.id.as_str(), change.change.word())).collect();
    let mut rows = Vec::new();
    let keys: BTreeSet<&Key> = before.lines.keys().chain(after.lines.keys()).collect();
    let (mut gained, mut lost, mut moved) = (0_usize, 0_usize, 0_usize);
    for key in keys {
        let (old, new) = (before.lines.get(key), after.lines.get(key));
        let (class, kind) = match (old, new) {
            (None, Some(_)) => {
                gained += 1;
                ("near", words.ch_gained)
            }
            (Some(_), None) => {
                lost += 1;
                ("alarm", words.ch_lost)
            }
            (Some(old), Some(new)) if old.levels != new.levels || old.access != new.access => {
                moved += 1;
                ("middle", words.ch_moved)
            }
            _ => continue,
        };
        let Some(shown) = new.or(old) else { continue };
        let none = BTreeSet::new();
        let (then, now) = (old.map_or(&none, |state| &state.records), new.map_or(&none, |state| &state.records));
        let behind: Vec<String> = then
            .union(now)
            .filter_map(|id| touched.get(id.as_str()).map(|what| (id, *what)))
            .map(|(id, what)| format!("{} {id}", sign(what)))
            .collect();
        let more = behind.len().saturating_sub(RECORDS);
        let mut behind: Vec<String> = behind.into_iter().take(RECORDS).collect();
        if more > 0 {
            behind.push(names.fill(words.more, &[&more.to_string()]));
        }
        rows.push(ChangeRow {
            class,
            kind,
            finding: shown.finding.clone(),
            drug: format!("{}{}{}", shown.drug, words.and, shown.says),
            before: old.map_or_else(|| "–".to_owned(), |state| told(names, state)),
            after: new.map_or_else(|| "–".to_owned(), |state| told(names, state)),
            records: names.list(&behind),
        });
    }
    for (table, answer) in &after.triage {
        let old = before.triage.iter().find(|(known, _)| known == table).map_or("–", |(_, answer)| answer);
        if old != answer {
            moved += 1;
            let row = |text: &str| names.answer_word(text);
            rows.push(ChangeRow {
                class: "middle",
                kind: words.ch_moved,
                finding: words.triage_title.to_owned(),
                drug: table.clone(),
                before: row(old),
                after: row(answer),
                records: String::new(),
            });
        }
    }
    let [added, removed, changed] = ["added", "removed", "changed"]
        .map(|word| diff.records.iter().filter(|change| change.change.word() == word).count().to_string());
    Changes {
        title: names.fill(words.changes_title, &[&before.release]),
        lead: names.fill(words.changes_lead, &[&before.release, &after.release]),
        line: names.fill(words.since_line, &[&before.release, &gained.to_string(), &lost.to_string(), &moved.to_string()]),
        total: names.fill(words.ch_records_total, &[&added, &removed, &changed]),
        rows,
    }
}

fn sign(word: &str) -> &'static str {
    match word {
        "added" => "+",
        "removed" => "−",
        _ => "±",
    }
}

fn told(names: &Names<'_, '_>, state: &State) -> String {
    let levels = if state.levels.is_empty() { names.words.o_no_level.to_owned() } else { names.list(&state.levels) };
    let access = if state.access.is_empty() { names.words.o_no_access.to_owned() } else { names.list(&state.access) };
    format!("{levels}; {access}")
}
